"""The English text, held to the Chinese by program: figures, titles, numbers, durations, terms, completeness."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from search_app import create_app
from search_app.files.read import DocumentError
from search_app.library.kept.documents import count_missing
from search_app.library.library import read_library
from search_app.library.translation import Phrasebook, Translation, pair_sentences, read_translation, recall
from search_app.model import Clause, Library, MachineDraft
from search_app.reading.english import find_english_amounts
from search_app.reading.roles import find_amounts
from search_app.search.published.generations import build_generation, publish
from search_app.text.numerals import parse_han

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "translations"
PAIRS = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")


@pytest.fixture(scope="session")
def pairs(library: Library) -> list[tuple[Clause, str, str]]:
    return [
        (c, c.text.zh[p.zh.start : p.zh.end], c.text.en[p.en.start : p.en.end])
        for c in library.clauses
        for p in c.sentences
        if c.text.en
    ]


@pytest.fixture(scope="session")
def parts(library: Library) -> list[tuple[Clause, str, str]]:
    translations = {document.id: read_translation(FOLDER.parent, document.id) for document in library.documents}
    return [(c, zh, en) for c in library.clauses for zh, en in translations[c.document].parts.get(c.clause, ())]


def test_all_that_is_printed_has_its_english(library: Library) -> None:
    whole = [one for one in library.documents if all(clause.text.en for clause in one.clauses)]
    assert len(whole) >= 6  # what somebody is still translating is no fault
    for document in whole:
        assert document.title.en
        for clause in document.clauses:
            assert clause.text.en and clause.sentences, clause.id
            assert clause.title is None or clause.title.en
            assert all(heading.en for heading in clause.path), clause.id
            assert all(rule.text.en for rule in clause.rules), clause.id


def test_titles_agree_with_the_catalogue() -> None:
    catalogue = tomllib.loads((FOLDER.parent / "catalogue.toml").read_text(encoding="utf-8"))["document"]
    for entry in catalogue:
        if not (FOLDER / f"{entry['id']}.toml").exists():
            continue
        title = tomllib.loads((FOLDER / f"{entry['id']}.toml").read_text(encoding="utf-8"))["title"]
        assert (title["zh"], title["en"]) == (entry["title"], entry["title_en"])


def test_every_figure_has_its_value_and_role(library: Library) -> None:
    for clause in library.clauses:
        amounts = find_amounts(clause.text.zh)
        for pair in clause.sentences:
            zh = Counter((a.kind, a.value, a.role) for a in amounts if pair.zh.start <= a.start < pair.zh.end)
            english = (clause.text.en or "")[pair.en.start : pair.en.end]
            en = Counter((a.kind, a.value, a.role) for a in find_english_amounts(english))
            assert zh == en, f"{clause.id}: {english}"


def test_every_figure_of_a_part_has_its_value(parts: list[tuple[Clause, str, str]]) -> None:
    assert len(parts) > 500
    for clause, zh, en in parts:
        printed = Counter((a.kind, a.value, a.value_hi) for a in find_amounts(zh))
        assert printed == Counter((a.kind, a.value, a.value_hi) for a in find_english_amounts(en)), f"{clause.id}: {en}"


def test_the_numbers_and_bounds_of_a_part_stand_in_it(parts: list[tuple[Clause, str, str]]) -> None:
    for clause, zh, en in parts:
        counts = re.findall(r"(?<![\d.])(\d+)(?=[^\d.万亿%元])", zh)
        said = re.findall(r"\w+", en.replace(",", "").lower())
        assert {int(count) for count in counts} <= {read_count(word) for word in said}, f"{clause.id}: {en}"
        if re.search(r"\d[^，、]*以上", zh):
            more = "|more than" if "及以下" in clause.text.zh else ""  # beside it the figure is left out
            assert re.search(rf"or more|at least|above|over{more}", en), f"{clause.id}: {en}"
        if "超过" in zh and "不超过" not in zh:
            assert re.search(r"exceed|more than", en), f"{clause.id}: {en}"


def test_no_part_is_said_twice_in_its_clause(parts: list[tuple[Clause, str, str]]) -> None:
    doubled = [one for one, count in Counter((c.id, zh) for c, zh, _ in parts).items() if count > 1]
    assert not doubled


def test_titles_and_document_numbers_stand_in_the_sentence(pairs: list[tuple[Clause, str, str]]) -> None:
    for clause, zh, en in pairs:
        assert len(PAIRS.findall(zh)) <= en.count("“"), f"{clause.id}: {en}"
        for year, number in re.findall(r"〔(\d{4})〕(\d+)号", zh):
            assert f"[{year}] No. {number}" in en, f"{clause.id}: {en}"


WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|—|-)")
_DURATION = re.compile(
    r"(?<![\d第])(\d{1,2}|[一二三四五六七八九十两])(?:个)?(年|个月|天|夜)(?![度份初底末内产销均薪营级])"
)


def read_count(word: str) -> int | None:
    """The number that an English word or figure says; None when it says none."""
    return int(word) if word.isdecimal() else WORDS.index(word) if word in WORDS else None


def test_years_and_durations_stand_in_the_sentence(
    pairs: list[tuple[Clause, str, str]], parts: list[tuple[Clause, str, str]]
) -> None:
    for clause, zh, en in (*pairs, *parts):
        low = en.lower()
        for year in _YEAR.findall(zh):
            assert year in en, f"{clause.id}: {year} in {en}"
        for number, _ in _DURATION.findall(zh):
            value = int(number) if number.isdigit() else parse_han(number)
            forms = [str(value)] + ([WORDS[value]] if value is not None and value < len(WORDS) else [])
            if value == 1:
                forms += ["a ", "half"]
            assert any(form in low for form in forms), f"{clause.id}: {number} in {en}"


def test_force_is_kept(pairs: list[tuple[Clause, str, str]]) -> None:
    for clause, zh, en in pairs:
        low = en.lower()
        if re.search("争取(?!工作)", zh):
            assert re.search(r"seek|strive|apply|obtain|secure", low), f"{clause.id}: {en}"
        if "原则上" in zh:
            assert "in principle" in low, f"{clause.id}: {en}"
        if "一事一议" in zh:
            assert re.search(r"case[ -]by[ -]case", low), f"{clause.id}: {en}"


def test_nothing_is_empty_doubled_or_left_in_chinese(
    pairs: list[tuple[Clause, str, str]], parts: list[tuple[Clause, str, str]]
) -> None:
    for clause, _, en in (*pairs, *parts):
        assert en.strip() and not re.search(r"[\u4e00-\u9fff]", en), f"{clause.id}: {en}"
        assert not re.search(r"\b(\w+) \1\b", en.lower()), f"{clause.id}: {en}"
    for clause, zh, en in pairs:
        assert 1.0 < len(en) / len(zh) < 9, f"{clause.id}: {en}"
    long = Counter(en for _, zh, en in pairs if len(zh) > 30)
    doubled = [en for en, count in long.items() if count > 1]
    assert len(doubled) <= 1, doubled  # the same sentence on listing stands in two documents


def test_a_translation_that_does_not_fit_its_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="doc/1"):
        pair_sentences("给予奖励。", (("给予补助。", "Grant."),), "doc/1")
    with pytest.raises(DocumentError, match="no English"):
        pair_sentences("给予奖励。", (("给予奖励。", " "),), "doc/1")
    (tmp_path / "doc.txt").write_text("某政策\n第一条 给予奖励。\n", encoding="utf-8")
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "doc.toml").write_text('[title]\nzh = "x"\n', encoding="utf-8")
    with pytest.raises(DocumentError, match=r"doc\.toml"):
        read_library(tmp_path)


def test_a_document_without_translation_is_shown_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text("某政策\n第一条 给予奖励。\n", encoding="utf-8")
    (clause,) = read_library(tmp_path).clauses
    assert clause.text.en is None and clause.sentences == ()


# ── a text that was changed, and English that is not ──


TEXT = (
    "某市政策\n第一章 支持创新\n第一条 给予奖励20万元。按年拨付。\n第二条 提供厂房。\n第三条 本政策由市财政局解释。\n"
)
TRANSLATION = """[title]
zh = "某市政策"
en = "Policies of a city"

[[heading]]
zh = "支持创新"
en = "Supporting innovation"

[[clause]]
id = "1"
sentences = [["给予奖励20万元。", "An award of RMB 200,000 is granted."], ["按年拨付。", "It is paid yearly."]]

[[clause]]
id = "2"
sentences = [["提供厂房。", "Premises are provided."]]
"""


def read_translated(folder: Path, text: str = TEXT, translation: str = TRANSLATION) -> Library:
    (folder / "doc.txt").write_text(text, encoding="utf-8")
    (folder / "translations").mkdir(exist_ok=True)
    (folder / "translations" / "doc.toml").write_text(translation, encoding="utf-8")
    return read_library(folder)


def english(library: Library) -> dict[str, str | None]:
    return {clause.clause: clause.text.en for clause in library.clauses}


def test_english_that_fits_is_published_without_a_word(tmp_path: Path) -> None:
    library = read_translated(tmp_path)
    assert library.warnings == ()
    assert english(library) == {
        "1": "An award of RMB 200,000 is granted. It is paid yearly.", "2": "Premises are provided.", "3": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("20万元", "25万元"),
        ("按年拨付。", ""),
        ("按年拨付", "按季拨付"),
        ("给予奖励", "给予一次性奖励"),
        ("按年拨付。", "按年拨付。另行通知。"),
    ],
)
def test_a_changed_clause_is_published_in_chinese_and_said(tmp_path: Path, before: str, after: str) -> None:
    library = read_translated(tmp_path, TEXT.replace(before, after))
    (warning,) = library.warnings
    assert "translations/doc.toml: the text of 1 was changed" in warning and "translate it anew" in warning
    assert english(library) == {"1": None, "2": "Premises are provided.", "3": None}
    clause = library.clauses[0]
    assert clause.sentences == () and all(rule.text.en is None for rule in clause.rules)
    assert clause.path[0].en == "Supporting innovation"


def test_a_changed_clause_and_a_note_are_shown_on_english_pages_and_in_json(tmp_path: Path) -> None:
    noted = TRANSLATION + 'notes = [["厂房", "Whose they are is not said."], ["仓库", "Not in the text."]]\n'
    library = read_translated(tmp_path, TEXT.replace("20万元", "25万元"), noted)
    assert [clause.notes for clause in library.clauses] == [(), (("厂房", "Whose they are is not said."),), ()]
    assert "phrases of notes do not stand in their text: '仓库' of 2" in " ".join(library.warnings)
    publish(build_generation(library, tmp_path / "index", "x"))
    client = create_app(index=tmp_path / "index").test_client()
    for url in ("/en/policies/doc/1", "/en/policies/doc", "/en/search?q=奖励"):
        response = client.get(url)
        assert response.status_code == 200 and "25万元" in response.get_data(as_text=True), url
    assert "is being revised" in client.get("/en/policies/doc/1").get_data(as_text=True)
    assert "not available" in client.get("/en/policies/doc/3").get_data(as_text=True)
    assert "Premises are provided." in client.get("/en/policies/doc/2").get_data(as_text=True)
    assert "Whose they are is not said." in client.get("/en/policies/doc/2").get_data(as_text=True)
    answer = client.get("/api/v1/clauses/doc/1").get_json()
    assert answer["text"]["en"] is None and answer["revising"] is True
    assert client.get("/api/v1/clauses/doc/2").get_json()["revising"] is False
    for url in ("/en/policies/doc", "/en/policies/doc?show=en", "/en/policies/doc/1.txt", "/en/policies/doc/1.jsonld"):
        assert "being revised" in client.get(url).get_data(as_text=True), url
    # English alone is unofficial, be it the expression or a translation of it: the Chinese is what was issued.
    for name, lang, own, other in (
        (1, "en", False, True),
        (2, "en", True, None),
        (2, "zh", False, True),
        (3, "en", False, None),
    ):
        said = client.get(f"/{lang}/policies/doc/{name}.jsonld").get_json()
        translation = said.get("workTranslation")
        assert ("legislationLegalValue" in said) is own, (name, lang)
        assert (translation and "legislationLegalValue" in translation) == other, (name, lang)
    assert "some clauses is being revised" in client.get("/en/policies/doc").get_data(as_text=True)
    for url in ("/zh/policies/doc/1", "/zh/policies/doc"):
        assert "正在修订" in client.get(url).get_data(as_text=True), url
    assert "正在修订" not in client.get("/zh/policies/doc/3").get_data(as_text=True)
    paper = zipfile.ZipFile(io.BytesIO(client.get("/en/policies/doc/1.docx").data)).read("word/document.xml").decode()
    assert "is being revised" in paper
    assert client.get("/api/v1/search?q=premises").get_json()["total"] == 1


def test_english_of_what_is_not_there_is_said_and_stops_nothing(tmp_path: Path) -> None:
    translation = TRANSLATION.replace('id = "2"', 'id = "22"').replace('zh = "支持创新"', 'zh = "鼓励创新"')
    library = read_translated(tmp_path, translation=translation)
    said = "\n".join(library.warnings)
    assert "translations/doc.toml: there is no clause 22; there is no heading '鼓励创新'" in said
    assert "no heading '鼓励创新'" in said and "支持创新" not in said
    assert english(library)["1"] and english(library)["2"] is None
    (tmp_path / "translations" / "other\x1b.toml").write_text(TRANSLATION, encoding="utf-8")
    assert any("other\\x1b.toml: no document or version" in warning for warning in read_library(tmp_path).warnings)


BROKEN = {
    "no TOML": (TRANSLATION + "sentences = [[", r"translations/doc\.toml: .*line 16"),
    "a sentence of numbers": (TRANSLATION.replace('["提供厂房。", "Premises are provided."]', "[1, 2]"), r"line 15, entry 2 .*'2'.*sentences"),
    "a sentence without English": (TRANSLATION.replace(', "Premises are provided."', ""), r"line 15, entry 2"),
    "a part without English": (TRANSLATION.replace("yearly.\"]]", "yearly.\"]]\nparts = [[\"按年\"]]"), r"line 12, entry 1 .*parts"),
    "empty English": (TRANSLATION.replace("Premises are provided.", " "), r"line 15, entry 2 .*is empty"),
    "sentences a text": (TRANSLATION.replace('[["提供厂房。", "Premises are provided."]]', '"x"'), r"line 15, entry 2"),
    "a clause without id": (TRANSLATION.replace('id = "2"\n', ""), r"entry 2 of \[\[clause\]\].*has no id"),
    "clause a number": ("clause = 5\n" + TRANSLATION.partition("[[clause]]")[0], r"doc\.toml.*\[clause\]"),
    "another key": (TRANSLATION.replace('id = "2"', 'id = "2"\nnote = "x"'), r"line 15.*no key note"),
    "a note without its phrase": (TRANSLATION.replace("yearly.\"]]", "yearly.\"]]\nnotes = [[\"Not said by whom.\"]]"), r"line 12, entry 1 .*notes"),
    "no title": (TRANSLATION.replace('en = "Policies of a city"', ""), r"\[title\]: has no en"),
    "title a text": ('title = "x"\n' + TRANSLATION.partition("\n\n")[2], r"doc\.toml.*title"),
    "deep": ("x = " + "[" * 5000, r"doc\.toml: (nests|.*line 1)"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_translation_stops_the_build_and_names_the_place(tmp_path: Path, kind: str) -> None:
    translation, message = BROKEN[kind]
    with pytest.raises(DocumentError, match=message) as caught:
        read_translated(tmp_path, translation=translation)
    assert "build again" in str(caught.value)


# ── the parts of a clause ──


WITH_PARTS = TRANSLATION.replace(
    '"It is paid yearly."]]',
    '"It is paid yearly."]]\nparts = [["奖励20万元", "award of RMB 200,000"], ["按年", "yearly"]]',
)


def test_a_part_that_is_not_in_its_clause_is_said_and_left_out(tmp_path: Path) -> None:
    wrong = WITH_PARTS.replace('["按年", "yearly"]', '["按季度", "quarterly"], ["拨付", "拨付"]')
    library = read_translated(tmp_path, translation=wrong)
    absent, chinese = library.warnings
    assert "translations/doc.toml: parts do not stand in their text: '按季度' of 1; write it as it is now" in absent
    assert "translations/doc.toml, 1: the English of '拨付': there is Chinese in it; put it right" in chinese
    assert english(library)["1"] == "An award of RMB 200,000 is granted. It is paid yearly."


def test_a_part_that_is_in_its_clause_is_published_without_a_word(tmp_path: Path) -> None:
    assert read_translated(tmp_path, translation=WITH_PARTS).warnings == ()
    # However wide its characters are, in either script, and where a list prints once what its members share.
    text = TEXT.replace("提供厂房。", "对省级、市级孵化器提供厂房。")
    shared = TRANSLATION.replace("提供厂房。", "对省级、市级孵化器提供厂房。").replace(
        '"Premises are provided."]]', '"Premises are provided."]]\nparts = [["省级孵化器", "provincial incubators"], ["提供廠房", "premises"]]'
    )  # fmt: skip
    assert read_translated(tmp_path, text, shared).warnings == ()


def test_a_phrase_that_is_still_chinese_is_counted(tmp_path: Path) -> None:
    sentence = "对新建粮仓的合作社给予奖励20万元。"
    text, translation = (one.replace("给予奖励20万元。", sentence) for one in (TEXT, TRANSLATION))
    library = read_translated(tmp_path, text, translation)
    (benefit,) = library.clauses[0].benefits
    assert benefit.recipient and benefit.recipient_en is None
    assert library.warnings == () and count_missing(library.documents[0]).parts == 1
    known = translation.replace(
        '"It is paid yearly."]]', f'"It is paid yearly."]]\nparts = [["{benefit.recipient}", "new mills"]]'
    )
    (benefit,) = read_translated(tmp_path, text, known).clauses[0].benefits
    assert benefit.recipient_en == "new mills" and count_missing(read_library(tmp_path).documents[0]).parts == 0


def test_the_parts_of_a_clause_outlive_its_sentences(tmp_path: Path) -> None:
    library = read_translated(tmp_path, TEXT.replace("按年拨付", "按年拨给"), WITH_PARTS)
    (warning,) = library.warnings
    assert "translate it anew" in warning  # of the sentences; both parts still stand in the clause


PHRASES = Phrasebook(
    (("给予奖励20万元；", "An award is granted;"),),
    (("新办工厂", "new factories"), ("甲、乙类仓库", "warehouses of classes A and B"), ("码头", "wharves")),
)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("新办工厂", "new factories"),
        ("新辦工廠", "new factories"),
        (" 新办 工厂", "new factories"),
        ("给予奖励20万元", "An award is granted"),
        ("给予奖励２０万元；", "An award is granted"),
        ("新办工厂 / 码头", "new factories / wharves"),
        ("新办工厂、码头", "new factories, wharves"),
        ("码头、甲、乙类仓库、新办工厂", "wharves, warehouses of classes A and B, new factories"),
        ("新办工厂、码头；甲、乙类仓库", "new factories, wharves; warehouses of classes A and B"),
        ("新办工厂和码头", None),
        ("新办工厂、港口", None),
        ("新办", None),
        ("small mills", "small mills"),
        ("", None),
        (None, None),
    ],
)
def test_a_phrase_is_said_in_english_whole_or_not_at_all(phrase: str | None, said: str | None) -> None:
    assert PHRASES.find(phrase) == said


def test_another_version_keeps_the_parts_that_it_still_says() -> None:
    newest = Translation(
        parts={
            "1": (("工厂", "factories"), ("规定", "the rules")),
            "2": (("规定", "the provisions"), ("仓库", "stores")),
        }
    )
    found = recall(newest, {"1": "工厂按规定执行。", "2": "按规定执行。", "3": "仓库和码头按规定执行。"})
    assert dict(found.parts["1"]) == {"工厂": "factories", "规定": "the rules"}
    assert dict(found.parts["2"]) == {"规定": "the provisions"}
    assert set(dict(found.parts["3"])) == {"仓库", "规定"}


def test_another_version_says_a_sentence_as_its_clause_does() -> None:
    """Also what a person confirmed, and rather as a person wrote it than as a machine drafted it."""
    draft = MachineDraft("m", date(2026, 1, 2))
    newest = Translation(
        sentences={
            "1": (
                ("按年拨付。", "It is paid yearly."),
                ("提供厂房。", "Premises."),
                ("按年拨付。", "Paid by the year."),
            ),
            "2": (("奖励20万元。", "RMB 30."), ("提供厂房。", "A draft.")),
        },
        former={"2": (("补助10万元。", "A grant of RMB 100,000."), ("补助10万元。", "A grant of RMB 9."))},
        unrevised={"2": {("提供厂房。", "A draft."): draft}},
        confirmed={"2": {("奖励20万元。", "RMB 30."): "A name."}},
    )
    texts = {"1": "按年拨付。提供厂房。按年拨付。", "2": "奖励20万元。补助10万元。提供厂房。"}
    found = recall(newest, texts)
    assert [en for _, en in found.sentences["1"]] == ["It is paid yearly.", "Premises.", "Paid by the year."]
    assert [en for _, en in found.sentences["2"]] == ["RMB 30.", "A grant of RMB 100,000.", "Premises."]
    assert not any(found.unrevised.values()) and found.confirmed["2"]
