"""The worksheet of a translator: what is filled in, what only helps, and that nothing a person wrote is lost."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from search_app.commands.command_line import build_first
from search_app.files.read import DocumentError
from search_app.library.kept.documents import count_missing
from search_app.library.library import read_library
from search_app.library.translation.titles import read_named_titles, read_title_kinds
from search_app.library.worksheet.memory import Memory
from search_app.library.worksheet.page import quote
from search_app.model import Bilingual, Library, Revised
from tests.conftest import CORPUS

TEA = """丽江市支持茶产业发展若干政策
第一章 支持创新
第一条 支持创新平台建设。对新认定为省级相应创新平台的，对绩效评价优秀的给予最高160万元奖励。
第二条 对年销售额5000万元以上的茶企业，给予一次性奖励20万元；另给予贴息。
第三条 本政策由市财政局解释。
"""
HEADINGS = [
    {
        "zh": "推动生物技术创新", "en": "Promoting biotechnology innovation",
        "mark": {"taken_from": "bio-economy", "day": date(2026, 11, 27)},
    },
    {"zh": "附则", "en": ""},
    {"zh": "壮大生物产业的集群", "en": ""},
]  # fmt: skip
COFFEE = """[title]
en = "Coffee"
[[heading]]
zh = "附则"
en = "Supplementary provisions"
"""
SUMS = {
    "160万元": "RMB 1.6 million", "5000万元": "RMB 50 million", "20万元": "RMB 200,000", "25万元": "RMB 250,000",
    "奖励3万元": "RMB 30,000",
}  # fmt: skip
TAKEN = {"taken_from": "bio-economy/1", "day": date(2026, 11, 27)}
HOSTILE = "第四条 \"\"\"]\\ # [[clause]] \u202e<b>“引号”</b> ''' 给予奖励3万元。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The English of the other documents, and a document of another city."""
    shutil.copytree(CORPUS / "translations", tmp_path / "translations")
    shutil.copy(CORPUS / "hegang-investment-policies.txt", tmp_path)
    shutil.copy(CORPUS / "catalogue.toml", tmp_path)
    (tmp_path / "tea.txt").write_text(TEA, encoding="utf-8")
    return tmp_path


def translate(corpus: Path, *more: str, name: str = "tea") -> str:
    done = CliRunner().invoke(build_first, ["translate", name, "--corpus", str(corpus), *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return (corpus / "translations" / f"{name}.toml").read_text(encoding="utf-8")


def english(library: Library, name: str = "tea") -> dict[str, str | None]:
    return {clause.clause: clause.text.en for clause in library.clauses if clause.document == name}


def fill(text: str) -> str:
    """``text`` as somebody leaves it who has written everything, with its figures."""
    return re.sub(r'("(?:[^"\\]|\\.)+",?\s+(?:(?:#.*\s+)*en = )?)""', _write, text)


def _write(found: re.Match[str]) -> str:
    return f'{found[1]}"Written{"".join(f", {en}" for zh, en in SUMS.items() if zh in found[1])}."'


def test_a_new_document_gets_a_file_that_builds(corpus: Path) -> None:
    text = translate(corpus)
    made = tomllib.loads(text)
    assert made["title"] == {"zh": "丽江市支持茶产业发展若干政策", "en": ""}
    assert made["heading"] == [{"zh": "支持创新", "en": ""}]
    first, second, third = made["clause"]
    # The very same sentence has its English, marked with its source; one that is like it is shown and not taken over.
    assert first["sentences"][0] == ["支持创新平台建设。", "Supporting the building of innovation platforms.", TAKEN]
    assert first["sentences"][1][1] == "" and re.search(r"#: 9\d % like bio-economy/1 \(.{10}\): 新认定为省级", text)
    assert [zh for zh, _ in second["sentences"]] == [
        "对年销售额5000万元以上的茶企业，给予一次性奖励20万元；",
        "另给予贴息。",
    ]
    assert "#: figures: 5000万元, 20万元" in text and "贴息 = interest subsidy" in text
    assert all(zh in TEA for zh, _ in second["parts"]) and second["parts"] and third["id"] == "3"
    library = read_library(corpus)
    assert english(library) == dict.fromkeys("123")
    assert [clause.revising for clause in library.clauses if clause.document == "tea"] == [True, False, False]
    assert translate(corpus) == text
    path = corpus / "translations" / "tea.toml"
    path.write_text(fill(text), encoding="utf-8")
    library = read_library(corpus)
    assert all(english(library).values()) and not library.warnings
    # What was taken over is not quoted, is no memory, and stays marked until a person takes the mark out.
    first = next(clause for clause in library.clauses if clause.id == "tea/1")
    assert first.taken_from == ("bio-economy/1",) and first.quotable.en is None
    assert Memory(corpus, "other").sentences["支持创新平台建设。"].clause == "bio-economy/1"
    told = CliRunner().invoke(build_first, ["--corpus", str(corpus), "--dry-run"], catch_exceptions=False).output
    assert f"sentences taken over to be revised: 1 clause of tea; {corpus.name}/translations/tea.toml\n" in told
    path.write_text(re.sub(r",\s+\{ taken_from = [^}]*\}", "", fill(text)), encoding="utf-8")
    first = next(clause for clause in read_library(corpus).clauses if clause.id == "tea/1")
    assert not first.taken_from and first.quotable.en and "taken_from" not in translate(corpus)


def test_what_a_person_wrote_stays(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    text = fill(translate(corpus)).replace('id = "2"\n', 'id = "2"\n# my own remark\n')
    text = text.replace('[[clause]]\nid = "3"', '# about clause 3\n[[clause]]\nid = "3"')
    path.write_text(text, encoding="utf-8")
    assert translate(corpus) == text
    amended = TEA.replace("20万元", "25万元").replace("第三条", "第三条 提供厂房。\n第四条")
    (corpus / "tea.txt").write_text(amended, encoding="utf-8")
    assert any("translations/tea.toml: the text of 2" in one for one in read_library(corpus).warnings)
    made = translate(corpus)
    clauses = {one["id"]: one for one in tomllib.loads(made)["clause"]}
    assert [en for _, en in clauses["2"]["sentences"]] == ["", "Written."]
    assert clauses["2"]["former"] == [
        ["对年销售额5000万元以上的茶企业，给予一次性奖励20万元；", "Written, RMB 50 million, RMB 200,000."]
    ]
    assert translate(corpus) == made
    assert "# my own remark" in made and "# about clause 3" in made
    assert text.partition('id = "2"')[0] == made.partition('id = "2"')[0]
    assert english(read_library(corpus))["1"] and english(read_library(corpus))["2"] is None


def test_a_clause_of_our_own_that_is_amended(corpus: Path) -> None:
    path = corpus / "hegang-investment-policies.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("一次性奖励500万元", "一次性奖励600万元", 1), encoding="utf-8"
    )
    before = (corpus / "translations" / "bio-economy.toml").read_text(encoding="utf-8")
    made = translate(corpus, name="bio-economy")
    changed = [line for line in made.split("\n") if line not in before.split("\n")]
    assert '   ""],' in changed and any("#: 9" in line and "like bio-economy/1" in line for line in changed)
    ours = [line for line in changed if not line.strip().startswith("#:")]
    assert len(ours) == 4 and ours[2] == "former = ["  # the sentence, its English, and the sentence as it was
    assert [name for name, en in english(read_library(corpus), "bio-economy").items() if en is None] == ["1"]


def test_former_english_stays_with_the_former_version(corpus: Path) -> None:
    (corpus / "translations" / "tea.toml").write_text(fill(translate(corpus)), encoding="utf-8")
    (corpus / "amended.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    entry = '\n[[document]]\nid = "tea"\ntitle = "丽江市支持茶产业发展若干政策"\n'
    with (corpus / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(f'{entry}file = "tea.txt"\nfirst = true\n')
        catalogue.write(f'{entry}file = "amended.txt"\nissued = 2026-01-01\nissued_source = "x"\n')
    translate(corpus)
    former, newest = read_library(corpus).versions["tea"]
    assert all(clause.text.en for clause in former.clauses)
    assert [clause.text.en is None for clause in newest.clauses] == [False, True, False]
    assert newest.clauses[1].revising


def test_headings_are_filled_from_memory_too(corpus: Path) -> None:
    text = TEA.replace("支持创新\n第一条", "推动生物技术创新\n第一条").replace("第二条", "第二章 附则\n第二条")
    (corpus / "tea.txt").write_text(text.replace("第三条", "第三章 壮大生物产业的集群\n第三条"), encoding="utf-8")
    made = translate(corpus)
    assert tomllib.loads(made)["heading"] == HEADINGS
    assert "% like " in made
    # Nothing at a heading could say that nobody has revised it: it is shown when somebody has.
    for text, en in ((made, None), (re.sub("mark = .*\n", "", made), "Promoting biotechnology innovation")):
        (corpus / "translations" / "tea.toml").write_text(text, encoding="utf-8")
        first = next(clause for clause in read_library(corpus).clauses if clause.id == "tea/1")
        assert first.path[-1].en == en
    # What is in the memory later fills what was left empty, and a person's remark stays.
    (corpus / "translations" / "coffee.toml").write_text(COFFEE, encoding="utf-8")
    path = corpus / "translations" / "tea.toml"
    path.write_text(made.replace('zh = "附则"\n', '# mine\nzh = "附则"\n'), encoding="utf-8")
    again = translate(corpus)
    taken = {"zh": "附则", "en": "Supplementary provisions", "mark": {"taken_from": "coffee"}}
    assert taken in tomllib.loads(again)["heading"] and "# mine\n" in again
    assert translate(corpus) == again


def test_a_clause_that_had_english_is_being_revised(corpus: Path) -> None:
    """Also where no sentence of it stayed, and where its English went with the former version."""
    path = corpus / "translations" / "tea.toml"
    path.write_text(fill(translate(corpus)), encoding="utf-8")
    (corpus / "tea.txt").write_text(TEA.replace("财政局解释", "工信局解释"), encoding="utf-8")
    made = translate(corpus)
    revising = {clause.clause: clause.revising for clause in read_library(corpus).clauses if clause.document == "tea"}
    assert 'former = [\n  ["本政策由市财政局解释。", "Written."],\n]' in made
    assert revising == {"1": False, "2": False, "3": True}
    path.rename(path.with_name("tea@first.toml"))
    assert all(one.revising for one in read_library(corpus).clauses if one.document == "tea")


NOTES = 'notes = [["年销售额", "Whose is not said."], ["贴息", "On what is not said."]]\n'


def test_what_an_amendment_made_stale_is_kept_as_former(corpus: Path) -> None:
    """The build says it in one line with the command, is quiet after that, and what comes back is English again."""
    path = corpus / "translations" / "tea.toml"
    text = re.sub(r",\s+\{ taken_from = [^}]*\}", "", fill(translate(corpus)))
    text = text.replace('id = "2"\n', f'id = "2"\n{NOTES}')
    path.write_text(text, encoding="utf-8")
    whole = english(read_library(corpus))
    assert all(whole.values()) and not read_library(corpus).warnings
    amended = TEA.replace("支持创新\n", "鼓励创新\n").replace("对年销售额5000万元以上的茶企业", "对茶农")
    (corpus / "tea.txt").write_text(amended.partition("第三条")[0], encoding="utf-8")
    (warning,) = read_library(corpus).warnings
    for stale in ("the text of 2 was", "no clause 3", "no heading '支持创新'", "'年销售额' of 2", "parts do not stand"):
        assert stale in warning
    command = shlex.split(warning[warning.index("index_build.py") :])[1:]
    said = CliRunner().invoke(build_first, command, catch_exceptions=False).output
    made = path.read_text(encoding="utf-8")
    assert "that no longer stand in their text are kept as former" in said and not read_library(corpus).warnings
    file = tomllib.loads(made)
    assert [one["zh"] for one in file["heading"] if one.get("former")] == ["支持创新"]
    second, third = file["clause"][1:]
    assert second["notes"] == [["贴息", "On what is not said."]]
    assert second["former_notes"] == [["年销售额", "Whose is not said."]] and second["former_parts"]
    assert third["sentences"] == [] and third["former"] == [["本政策由市财政局解释。", "Written."]]
    assert made.count("Written") == text.count("Written") and translate(corpus) == made
    (corpus / "tea.txt").write_text(TEA, encoding="utf-8")
    made = translate(corpus)
    library = read_library(corpus)
    assert english(library) == whole and not library.warnings and "former = true" not in made
    clause = next(one for one in library.clauses if one.id == "tea/2")
    assert len(clause.notes) == 2 and all(one.recipient_en for one in clause.benefits)


LAND = "以出让方式供地的，给予土地出让金20%的补助，最高160万元。"


def test_what_is_like_a_sentence_is_shown_best_first(corpus: Path) -> None:
    known = (
        "给予土地出让金30%的补助，最高160万元。",
        "以出让方式供地的，给予补助。",
        "以出让方式供应土地的，给予土地出让金20%的补助，最高200万元。",
    )
    texts = "\n".join(
        f"[{quote(zh)}, {quote(f'Land {n}.')}]," for n, zh in enumerate((*known, "对企业给予土地补助，最高160万元。"))
    )
    (corpus / "translations" / "coffee.toml").write_text(
        f'{COFFEE}[[clause]]\nid = "1"\nsentences = [{texts}]\n', encoding="utf-8"
    )
    (corpus / "tea.txt").write_text(TEA + f"第四条 {LAND}\n", encoding="utf-8")
    out = corpus.parent / f"{corpus.name}.xlf"
    made = translate(corpus, "--xliff", str(out))
    shown = re.findall(r"#: (\d+) % like (\S+): (.*) → (Land \d\.)", made)
    assert [said for *_, said in shown] == ["Land 2.", "Land 0."] and {where for _, where, *_ in shown} == {"coffee/1"}
    percents = [int(percent) for percent, *_ in shown]
    assert percents == sorted(percents, reverse=True) and 70 <= percents[-1] < 80 < percents[0] < 100
    others = re.findall(
        r'<alt-trans match-quality="(\d+)%" origin="coffee/1">\s*<source>(.*?)</source>\s*<target>(.*?)<',
        out.read_text("utf-8"),
    )
    assert others == [(percent, zh, en) for percent, _, zh, en in shown]
    # None of them is English of the sentence, neither here nor when it comes back.
    translate(corpus, "--from-xliff", str(out))
    assert f'["{LAND}",\n   ""]' in translate(corpus) == made


def test_a_title_is_helped_with(corpus: Path) -> None:
    (corpus / "tea.txt").write_text(TEA.replace("丽江市支持茶产业发展", "鹤岗市引进高层次人才"), encoding="utf-8")
    out = corpus.parent / f"{corpus.name}.xlf"
    title = translate(corpus, "--xliff", str(out)).partition("[[heading]]")[0]
    assert "#: kind of title: 若干政策 = Policies of Hegang Municipality to Support …\n" in title
    assert "高层次人才 = " in re.findall("#: terms: .*", title)[0]
    alike = [int(one) for one in re.findall(r"#: (\d+) % like \S+: 鹤岗市\S+ → \S", title)]
    assert alike and alike == sorted(alike, reverse=True) and len(alike) <= 3
    assert out.read_text("utf-8").partition("x-headings")[0].count("<alt-trans match-quality") == len(alike)
    # In a file that is there already, too, and no longer when it is said.
    path = corpus / "translations" / "tea.toml"
    path.write_text(re.sub("(?m)^#:.*\n", "", title) + "# mine\n", encoding="utf-8")
    assert translate(corpus).startswith(title.rstrip("\n").replace("[title]\n", "[title]\n# mine\n"))
    path.write_text('[title]\nen = "Policies on Talent"\n', encoding="utf-8")
    assert "#:" not in translate(corpus).partition("[[")[0]


def test_kinds_of_titles_are_those_of_the_style() -> None:
    kinds, style = read_title_kinds(CORPUS), (CORPUS / "translations" / "STYLE.md").read_text("utf-8")
    told = style.partition("## Titles")[2].partition("\n## ")[0] + style.partition("## Lists")[2]
    for zh, en in kinds.said:
        assert zh in told and en in told, zh
    named, listed = dict(read_named_titles(CORPUS)), dict(re.findall(r"(?m)^\| (\S+) \| (.+) \|$", told))
    assert len(named.keys() & listed.keys()) == 5 and listed.items() >= {
        (zh, named[zh]) for zh in named if zh in listed
    }
    assert [zh for zh, _ in kinds.find_kinds("关于印发鹤岗市支持茶产业若干政策措施（试行）的通知")] == [
        "若干政策措施",
        "关于印发…的通知",
        "（试行）",
    ]


def test_a_build_says_in_one_line_what_is_missing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus of a city"
    (corpus / "translations").mkdir(parents=True)
    for name in ("tea", "coffee"):
        (corpus / f"{name}.txt").write_text(TEA.replace("茶", {"tea": "茶", "coffee": "咖啡"}[name]), encoding="utf-8")
    translate(corpus)
    path = corpus / "translations" / "tea.toml"
    # All of its clauses are done, its title, its heading and the phrases of its benefits are not.
    head, title, clauses = fill(path.read_text(encoding="utf-8")).partition("[[clause]]")
    made = re.sub(r"en = .*", 'en = ""', head) + title + re.sub(r"(?s)parts = \[\n.*?\n\]\n", "", clauses)
    path.write_text(made, encoding="utf-8")
    parts = count_missing(next(one for one in read_library(corpus).documents if one.id == "tea")).parts
    out = ["--corpus", str(corpus), "--out", str(tmp_path / "index"), "--words-only"]
    command = ["translate", "--corpus", str(corpus), "coffee", "tea"]
    line = f"English is missing: coffee (title, 1 heading, 3 clauses), tea (title, 1 heading, {parts} parts); "
    line += shlex.join(["index_build.py", *command]) + "\n"
    assert parts > 1
    for more in (["--register"], []):  # and again where nothing has changed
        done = CliRunner().invoke(build_first, [*out, *more], catch_exceptions=False)
        assert line in done.stderr and "warning" not in done.output and done.exit_code == 0
        assert done.stderr.count("English") == 1
    assert "is up to date" in done.stdout
    assert CliRunner().invoke(build_first, command, catch_exceptions=False).exit_code == 0  # as it was printed
    assert (corpus / "translations" / "coffee.toml").exists()


def test_a_hostile_text_is_a_text(corpus: Path) -> None:
    (corpus / "tea.txt").write_text(TEA + HOSTILE, encoding="utf-8")
    text = translate(corpus)
    assert "\u202e" not in text
    library = read_library(corpus)
    said = {one["id"]: "".join(zh for zh, *_ in one["sentences"]) for one in tomllib.loads(text)["clause"]}
    assert said == {one.clause: one.text.zh for one in library.clauses if one.document == "tea"}
    (corpus / "translations" / "tea.toml").write_text(fill(text), encoding="utf-8")
    assert all(english(read_library(corpus)).values()) and translate(corpus) == fill(text)


def test_what_cannot_be_extended_is_left_alone(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    inline = 'clause = [{ id = "1", sentences = [] }]\n[title]\nen = "Tea"\n'
    quoted = '[title]\nen = \'\'\'\n[[heading]]\n\'\'\'\n[[clause]]\nid = "1"\nsentences = [["x", """\n[title]\n"""]]\n'
    for odd in (inline, quoted):
        path.write_text(odd, encoding="utf-8")
        with pytest.raises(DocumentError, match="cannot be extended"):
            translate(corpus)
        assert path.read_text(encoding="utf-8") == odd
    with pytest.raises(DocumentError, match=r"no document '\.\./x'"):
        translate(corpus, name="../x")


# ── what a person wrote, whatever comes next ──


def test_former_english_stays_until_a_person_removes_it(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    path.write_text(fill(translate(corpus)), encoding="utf-8")
    for sum_of in ("25万元", "30万元", "35万元"):
        (corpus / "tea.txt").write_text(TEA.replace("20万元", sum_of), encoding="utf-8")
        made = translate(corpus)
        assert translate(corpus) == made
    assert made.count('"Written, RMB 50 million, RMB 200,000."],') == 1


def test_a_clause_keeps_its_own_reviser_and_day(corpus: Path) -> None:
    """Those of the others are what the file says of all; a former version says its own."""
    path, own = (
        corpus / "translations" / "tea.toml",
        '\nrevised = 2026-01-02\nreviser = { zh = "乙", en = "B \\"b\\"" }\n',
    )
    text = 'revised = 2026-01-01\nreviser = "A"\n' + fill(translate(corpus)).replace('id = "2"\n', f'id = "2"{own}')
    path.write_text(text, encoding="utf-8")
    said = {clause.clause: clause.revised for clause in read_library(corpus).clauses if clause.document == "tea"}
    first, second = Revised(date(2026, 1, 1), Bilingual("A", "A")), Revised(date(2026, 1, 2), Bilingual("乙", 'B "b"'))
    assert said == {"1": first, "2": second, "3": first}
    (corpus / "tea.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    made = translate(corpus)
    assert made.startswith('revised = 2026-01-01\nreviser = "A"\n') and f'[[clause]]\nid = "2"{own}sentences' in made
    assert "former = [" in made


REMARKS = ('# my remark "with quotes" above', '# ["…", "An older draft"],', "# it's mine", '# """')


def test_every_remark_stays(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    text = fill(translate(corpus)).replace('id = "2"\n', 'id = "2" # beside\n' + "\n".join(REMARKS[:2]) + "\n")
    text = text.replace('  ["另给予贴息。"', f'  {REMARKS[2]}\n  ["另给予贴息。"').replace(
        "]\nparts", f"] {REMARKS[3]}\nparts"
    )
    path.write_text(text, encoding="utf-8")
    (corpus / "tea.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    made = translate(corpus)
    assert all(made.count(remark) == text.count(remark) > 0 for remark in (*REMARKS, "# beside")) and made != text


def test_a_file_keeps_its_line_ends_its_mark_and_its_place(corpus: Path, tmp_path: Path) -> None:
    path, elsewhere = corpus / "translations" / "tea.toml", tmp_path / "kept" / "tea.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"\xef\xbb\xbf" + fill(translate(corpus)).replace("\n", "\r\n").encode())
    path.unlink()
    path.symlink_to(elsewhere)
    (corpus / "tea.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    translate(corpus)
    raw = elsewhere.read_bytes()
    assert path.is_symlink() and b"former = [" in raw and raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")


def test_english_goes_to_the_version_whose_text_it_fits(corpus: Path) -> None:
    (corpus / "translations" / "tea.toml").write_text(fill(translate(corpus)), encoding="utf-8")
    entry = '\n[[document]]\nid = "tea"\ntitle = "丽江市支持茶产业发展若干政策"\n'
    texts = (TEA, TEA.replace("20万元", "25万元"), TEA.replace("20万元", "25万元").replace("市财政局", "市工信局"))
    with (corpus / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        for year, text in zip((2023, 2025, 2026), texts, strict=True):
            (corpus / f"tea{year}.txt").write_text(text, encoding="utf-8")
            catalogue.write(f'{entry}file = "tea{year}.txt"\nissued = {year}-06-01\nissued_source = "x"\n')
    (corpus / "tea.txt").unlink()
    for _ in range(2):
        translate(corpus)
        assert [path.name for path in corpus.glob("translations/*@*")] == ["tea@2023-06-01.toml"]
    first, second, newest = read_library(corpus).versions["tea"]
    assert all(clause.text.en for clause in first.clauses)
    assert [clause.text.en is None for clause in second.clauses] == [False, True, False], (
        "what it shares with the first"
    )
    assert [clause.text.en is None for clause in newest.clauses] == [False, True, True]


def test_what_a_person_wrote_is_not_marked_as_taken_over(corpus: Path) -> None:
    """Also where it is what another wrote of the same sentence."""
    path = corpus / "translations" / "tea.toml"
    text = re.sub(r",\s+\{ taken_from = [^}]*\}", "", fill(translate(corpus)))
    path.write_text(text, encoding="utf-8")
    assert translate(corpus) == text


def test_a_part_is_a_hint_and_none_is_shown_before_its_clause(corpus: Path) -> None:
    coffee = COFFEE + '[[clause]]\nid = "1"\nsentences = []\nparts = [["茶企业", "coffee roasters of the City"]]\n'
    (corpus / "translations" / "coffee.toml").write_text(coffee, encoding="utf-8")
    (corpus / "tea.txt").write_text(TEA.replace("年销售额5000万元以上的茶企业", "茶企业"), encoding="utf-8")
    made = translate(corpus)
    assert '["茶企业", ""]' in made and "茶企业 → coffee roasters of the City" in made
    path = corpus / "translations" / "tea.toml"
    path.write_text(made.replace('["茶企业", ""]', '["茶企业", "tea enterprises"]'), encoding="utf-8")
    told = [
        benefit for clause in read_library(corpus).clauses if clause.document == "tea" for benefit in clause.benefits
    ]
    assert {benefit.recipient for benefit in told} >= {"茶企业"} and not any(benefit.recipient_en for benefit in told)


# ── English that does not say what the Chinese says ──


WRONG = {
    "a sum": ("给予奖励10万元。", "An award of RMB 999 million is granted.", "An award of RMB 100,000 is granted."),
    "a rate": ("补助30%。", "A grant of 3% is provided.", "A grant of 30% is provided."),
    "a year": ("自2025年起施行。", "In force from 2026.", "In force from 2025."),
    "a day": ("自2025年3月5日起施行。", "In force from 3 May 2025.", "In force from 5 March 2025."),
    "a period": ("在一年内拨付。", "It is paid within two years.", "It is paid within one year."),
    "a place": ("对前三名给予支持。", "The top five are supported.", "The top three are supported."),
    "a number in words": ("设立35项措施。", "Thirty-six measures.", "Thirty-five measures."),
    "a count": ("每年评选10家。", "A dozen are chosen a year.", "Ten are chosen a year."),
    "another unit": ("有效期2年。", "It is valid for two days.", "It is valid for two years."),
    "days that are worked": ("15个工作日内办结。", "Done within 15 days.", "Done within 15 working days."),
    "two figures changed": (
        "奖励20家企业、30人。",
        "Awards for 20 people and 30 firms.",
        "Awards for 20 firms and 30 people.",
    ),
    "Chinese": ("提供厂房。", "提供厂房。", "Premises are provided."),
    "half Chinese": ("提供厂房。", "厂房 are provided.", "Premises are provided."),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_does_not_say_it_is_named_and_not_shown(tmp_path: Path, kind: str) -> None:
    zh, wrong, right = WRONG[kind]
    (tmp_path / "translations").mkdir()
    (tmp_path / "tea.txt").write_text(f"某市支持茶园若干政策\n第一条 {zh}\n", encoding="utf-8")
    path = tmp_path / "translations" / "tea.toml"
    for written, shown in ((wrong, False), (right, True)):
        path.write_text(f'[title]\nen = "x"\n[[clause]]\nid = "1"\nsentences = [["{zh}", "{written}"]]\n', "utf-8")
        library = read_library(tmp_path)
        (clause,) = library.clauses
        told = [one for one in library.warnings if "until that is put right" in one]
        assert (bool(clause.text.en), clause.revising, len(told)) == (shown, not shown, not shown), library.warnings
        done = CliRunner().invoke(build_first, ["translate", "tea", "--corpus", str(tmp_path)])
        assert ("is shown in Chinese until that is put right" in done.stderr) is not shown and done.exit_code == 0
    # Where the check is mistaken a person says so, and why; the command keeps it.
    mark = f'sentences = [["{zh}", "{wrong}", {{ confirmed = "A name." }}], ["另行通知。", ""]]'
    (tmp_path / "tea.txt").write_text(f"某市支持茶园若干政策\n第一条 {zh}另行通知。\n", encoding="utf-8")
    path.write_text(f'[title]\nen = "x"\n[[clause]]\nid = "1"\n{mark}\n', encoding="utf-8")
    made = translate(tmp_path)
    assert '{ confirmed = "A name." }' in made
    path.write_text(made.replace('""', '"Notice will be given."'), encoding="utf-8")
    assert english(read_library(tmp_path))["1"] == f"{wrong} Notice will be given."


def test_a_table_of_the_term_base_is_no_document(corpus: Path) -> None:
    with pytest.raises(DocumentError, match="no document 'terms'"):
        translate(corpus, name="terms")
