"""What English is worth is said wherever it is shown: who revised it and when, or that nobody has. What nobody has
revised is nowhere quoted without saying so."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from lxml import html

from search_app import create_app
from search_app.library.library import read_library
from search_app.model import LANGS, Lang
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from tests.conftest import CORPUS, TODAY

ONE = "Any tea enterprise in Lijiang with plantations is granted a one-off award of RMB 200,000."
TWO = "Tea farmers receive a subsidy of RMB 30,000."
# A document whose title nobody has translated, and that says neither who nor when.
PLAIN = ("梅里县工坊支持办法\n第一条 对工坊给予补助6万元。\n", "Workshops are granted RMB 60,000.")
TEXT = """丽江市支持茶产业发展若干政策
第一条 支持茶园建设。对有茶园的茶企业，给予一次性奖励20万元。
第二条 茶农享受补贴3万元。
第三条 茶农享受补贴3万元；同一事项不重复享受。
第四条 对茶馆给予补助5万元。
第五条 对工坊给予补助6万元。
"""
TRANSLATION = f"""revised = 2026-11-19
reviser = {{ zh = "甲方", en = "the tea <office>" }}
[title]
en = "Policies of Lijiang to Support the Tea Industry"
[[clause]]
id = "1"
sentences = [
  ["支持茶园建设。", "Supporting the building of plantations."],
  ["对有茶园的茶企业，给予一次性奖励20万元。", "{ONE}", {{ machine_draft = "model <7>", day = 2026-11-20 }}],
]
notes = [["茶园", "The text does not say where."]]
[[clause]]
id = "2"
sentences = [["茶农享受补贴3万元。", "{TWO}"]]
[[clause]]
id = "4"
revised = 2026-11-21
reviser = "Ann Own"
sentences = [["对茶馆给予补助5万元。", "Tea houses are granted RMB 50,000."]]
[[clause]]
id = "5"
sentences = [["对工坊给予补助6万元。", "{PLAIN[1]}", {{ taken_from = "plain/1", day = 2026-11-18 }}]]
"""
# A document of which a clause was amended, and another is drafted but for its title.
MARKET = """丽江市支持茶市场若干政策
第一条 支持茶市场建设。对茶商给予补助8万元。
第二条 支持茶楼建设。对茶楼给予补助9万元。
"""
OF_MARKET = """[title]
en = "Policies of Lijiang to Support Tea Markets"
[[clause]]
id = "1"
sentences = [
  ["支持茶市场建设。", "Supporting the building of tea markets."],
  ["对茶商给予补助7万元。", "Tea merchants are granted RMB 70,000."],
]
parts = [["茶商", "merchants of tea"]]
[[clause]]
id = "2"
sentences = [
  ["支持茶楼建设。", "Supporting the building of tea houses."],
  ["对茶楼给予补助9万元。", "RMB 90,000 is granted.", { machine_draft = "model", day = 2026-11-20 }],
]
"""
SAID = "machine draft"


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site that holds a document of which one clause was drafted by a machine, and one without an English title."""
    corpus = tmp_path_factory.mktemp("tea")
    (corpus / "translations").mkdir()
    for name in ("terms.toml", "usage.toml", "former.toml"):
        shutil.copy(CORPUS / "translations" / name, corpus / "translations")
    (corpus / "tea.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "translations" / "tea.toml").write_text(TRANSLATION, encoding="utf-8")
    (corpus / "plain.txt").write_text(PLAIN[0], encoding="utf-8")
    (corpus / "translations" / "plain.toml").write_text(
        f'[title]\nen = ""\n[[clause]]\nid = "1"\nsentences = [["对工坊给予补助6万元。", "{PLAIN[1]}"]]\n',
        encoding="utf-8",
    )
    (corpus / "market.txt").write_text(MARKET, encoding="utf-8")
    (corpus / "translations" / "market.toml").write_text(OF_MARKET, encoding="utf-8")
    (corpus / "catalogue.toml").write_text(
        '[[document]]\nid = "tea"\ntitle = "丽江市支持茶产业发展若干政策"\n'
        'title_en = "Policies of Lijiang to Support the Tea Industry"\n'
        '[[document]]\nid = "plain"\ntitle = "梅里县工坊支持办法"\n',
        encoding="utf-8",
    )
    publish(build_generation(read_library(corpus), corpus / "index", fingerprint(corpus)))
    yield create_app(index=corpus / "index", today=lambda: TODAY).test_client()


def read(client: FlaskClient, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    if address.partition("?")[0].endswith((".docx", ".xlsx")):
        held = zipfile.ZipFile(io.BytesIO(found.data))
        trees = (ElementTree.fromstring(held.read(name)) for name in held.namelist() if name.endswith(".xml"))  # noqa: S314
        return "\n".join("".join(tree.itertext()) for tree in trees)
    return found.get_data(as_text=True)


# Where the English of the clause stands, it says what it is.
SHOWN = [
    "/en/policies/tea/1", "/zh/policies/tea/1", "/en/policies/tea", "/zh/policies/tea", "/en/search?q=plantations",
    "/zh/search?q=plantations", "/en/policies/tea/1.txt", "/en/policies/tea/1.jsonld", "/en/policies/tea/1.docx",
    "/zh/policies/tea/1.docx", "/en/glossary/一次性奖励", "/zh/glossary/一次性奖励",
]  # fmt: skip
# What would quote it without its label quotes the Chinese.
QUOTING = [
    "/en/search/table?q=茶园", "/en/search.csv?q=茶园", "/en/search.xlsx?q=茶园", "/en/search.atom?q=茶园",
    "/en/list?b=tea/1.1&b=tea/2.1", "/en/list.xlsx?b=tea/1.1", "/en/list.docx?b=tea/1.1&b=tea/2.1", "/en/offer?b=tea/1.1",
    "/en/offer.docx?b=tea/1.1", "/api/v1/benefits?q=茶园", "/translation-memory.tmx", "/en/company?industry=none",
]  # fmt: skip


@pytest.mark.parametrize("address", SHOWN)
def test_what_shows_a_draft_says_so(tea: FlaskClient, address: str) -> None:
    page = read(tea, address)
    assert "in Lijiang with" in page.replace("<mark>", "").replace("</mark>", "")
    assert (SAID if "/en/" in address else "机器翻译初稿") in page
    if "." not in address:
        assert "model <7>" not in page and "model &lt;7&gt;" in page


@pytest.mark.parametrize("address", QUOTING)
def test_what_cannot_say_so_shows_none(tea: FlaskClient, address: str) -> None:
    page = read(tea, address)
    assert "in Lijiang with" not in page, address


def test_what_a_person_wrote_is_shown_as_before(tea: FlaskClient) -> None:
    assert SAID not in read(tea, "/en/policies/tea/2") and TWO in read(tea, "/translation-memory.tmx")
    assert "not available yet" in read(tea, "/en/policies/tea/3")


# What was taken over from another clause: its label, and the same English of its source beside it.
TAKEN = {
    "en": "Unofficial translation, with sentences taken over from plain/1 that nobody has revised for this document; "
    "the Chinese text prevails.",
    "zh": "英文为非官方译文，其中有句子沿用plain/1的译文，尚未针对本文件修订，以中文为准。",
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_taken_over_says_so(tea: FlaskClient, lang: Lang) -> None:
    for address in ("policies/tea/5", "policies/tea", "search?q=workshops", "policies/tea/5.docx"):
        assert TAKEN[lang] in html.fromstring(f"<p>{read(tea, f'/{lang}/{address}')}</p>").text_content(), address
    assert TAKEN["en"] in read(tea, "/en/policies/tea/5.txt")
    assert json.loads(read(tea, "/api/v1/clauses/tea/5"))["taken_from"] == ["plain/1"]
    copied = "".join(html.fromstring(read(tea, "/en/policies/tea/5")).xpath("//textarea/text()"))
    assert copied.count("taken over from plain/1 that nobody has revised for this document") >= 2
    assert PLAIN[1] not in read(tea, "/en/search.csv?q=tea/5") and "工坊" in read(tea, "/en/search.csv?q=tea/5")


def test_a_memory_says_of_a_unit_that_it_was_taken_over(tea: FlaskClient) -> None:
    memory = ElementTree.fromstring(read(tea, "/translation-memory.tmx"))  # noqa: S314
    units = {one.get("tuid", ""): {p.get("type"): p.text for p in one.iter("prop")} for one in memory.iter("tu")}
    assert units["tea/5#1"]["x-taken-from"] == "plain/1" and "x-revised" not in units["tea/5#1"]
    assert "not revised for this document" in (units["tea/5#1"]["x-status"] or "")
    assert units["tea/4#1"]["x-reviser"] == "Ann Own" and units["tea/4#1"]["x-status"] == "unofficial"
    assert "x-taken-from" not in units["plain/1#1"]


def test_programs_are_told(tea: FlaskClient) -> None:
    clause = json.loads(read(tea, "/api/v1/clauses/tea/1"))
    assert clause["machine_draft"] == {"model": "model <7>", "day": "2026-11-20"} and ONE in clause["text"]["en"]
    assert clause["notes"] == [{"quote": "茶园", "note": "The text does not say where."}]
    assert json.loads(read(tea, "/api/v1/clauses/tea/2"))["machine_draft"] is None
    hits = json.loads(read(tea, "/api/v1/search?q=plantations"))["hits"]
    assert hits[0]["machine_draft"]["model"] == "model <7>"
    akoma = ElementTree.fromstring(read(tea, "/en/policies/tea/1.xml"))  # noqa: S314
    translation = next(one for one in akoma.iter() if one.tag.endswith("FRBRtranslation"))
    process = next(one for one in akoma.iter() if one.tag.endswith("TLCProcess"))
    assert translation.get("by") == "#machine" and process.get("showAs") == "model <7>"


def test_a_sheet_of_paper_has_the_notes(tea: FlaskClient) -> None:
    assert "The text does not say where." in read(tea, "/en/policies/tea/1.docx")


# ── who revised it and when ──

OFFICE = {
    "en": "Unofficial translation, revised by the tea <office>, 19 November 2026; the Chinese text prevails.",
    "zh": "英文为非官方译文，由甲方于2026年11月19日修订，以中文为准。",
}
OWN = {
    "en": "Unofficial translation, revised by Ann Own, 21 November 2026; the Chinese text prevails.",
    "zh": "英文为非官方译文，由Ann Own于2026年11月21日修订，以中文为准。",
}


def find_labels(client: FlaskClient, address: str) -> list[str]:
    """The labels of a page that stand on paper too."""
    tree = html.fromstring(read(client, address))
    found = tree.xpath("//p[contains(@class, 'worth') and not(ancestor-or-self::*[contains(@class, 'no-print')])]")
    return [one.text_content() for one in found]


@pytest.mark.parametrize("lang", LANGS)
def test_a_clause_says_who_revised_it_and_when_at_its_text(tea: FlaskClient, lang: Lang) -> None:
    assert find_labels(tea, f"/{lang}/policies/tea/2") == [OFFICE[lang]]
    assert find_labels(tea, f"/{lang}/policies/tea/4") == [OWN[lang]]
    assert find_labels(tea, f"/{lang}/policies/tea") == [OFFICE[lang], OWN[lang]]


def test_what_is_copied_says_what_it_is(tea: FlaskClient) -> None:
    """Also where the title of the document has no English."""
    for path, worth in {
        "tea/4": "unofficial translation, revised by Ann Own, 21 November 2026; the Chinese text prevails",
        "plain/1": "unofficial translation; the Chinese text prevails",
    }.items():
        copied = [one.text for one in html.fromstring(read(tea, f"/en/policies/{path}")).xpath("//textarea")]
        english = [one for one in copied if " granted RMB " in one or "accessed" in one]
        assert len(english) == 3 and all(f"Hegang Policy Library ({worth}), accessed" in one for one in english), path


def test_chinese_that_is_copied_is_called_no_translation(tea: FlaskClient) -> None:
    """English that nobody has revised is not quoted: what stands there is the Chinese."""
    copied = [one.text for one in html.fromstring(read(tea, "/en/policies/tea/1")).xpath("//textarea")]
    (benefit,) = [one for one in copied if "一次性奖励20万元" in one and "accessed" in one and "http" in one][:1]
    assert "clause 1, Hegang Policy Library, accessed" in benefit
    assert any("machine draft" in one for one in copied)  # the clause as a whole has English


def test_the_columns_of_a_paper_are_named_by_their_language(tea: FlaskClient) -> None:
    said = unescape(read(tea, "/en/policies/tea/4.docx"))
    assert "Chinese only" not in said and "Chinese" in said


def test_every_file_says_what_its_english_is_worth(tea: FlaskClient) -> None:
    """Of a clause and of lists; a list says it of each of its rows."""
    for suffix in ("txt", "docx", "jsonld", "xml"):
        assert OWN["en"] in unescape(read(tea, f"/en/policies/tea/4.{suffix}")), suffix
    chosen = "b=tea/2.1&b=tea/4.1"
    for address in (
        "search.csv?q=tea", "search.xlsx?q=tea", f"list.csv?{chosen}", f"list.xlsx?{chosen}", f"list.docx?{chosen}",
        f"offer.docx?{chosen}", f"offer?{chosen}", f"list?{chosen}",
    ):  # fmt: skip
        said = unescape(read(tea, f"/en/{address}"))
        assert OWN["en"] in said and OFFICE["en"] in said, address
    for address in (
        "/en/search.json?q=tea",
        "/api/v1/benefits?q=tea",
        f"/en/list.json?{chosen}",
        "/api/v1/search?q=tea",
    ):
        held = json.loads(read(tea, address))
        labels = [one["translation"] and one["translation"]["label"] for one in held.get("benefits") or held["hits"]]
        assert OWN in labels and OFFICE in labels, address


def test_programs_read_who_revised_it_and_when(tea: FlaskClient) -> None:
    named = {"zh": "甲方", "en": "the tea <office>"}
    for clause, said in {
        "2": {"status": "unofficial", "revised": "2026-11-19", "reviser": named, "label": OFFICE},
        "5": {"status": "taken_over", "revised": None, "reviser": None, "label": TAKEN},
    }.items():
        assert json.loads(read(tea, f"/api/v1/clauses/tea/{clause}"))["translation"] == said
    assert json.loads(read(tea, "/api/v1/clauses/tea/1"))["translation"]["status"] == "machine_draft"
    assert json.loads(read(tea, "/api/v1/clauses/tea/3"))["translation"] is None
    english, chinese = (json.loads(read(tea, f"/{lang}/policies/tea/2.jsonld")) for lang in ("en", "zh"))
    for one, lang in ((english, "en"), (chinese["workTranslation"], "zh")):
        assert one["dateModified"] == "2026-11-19" and one["usageInfo"]["text"] == OFFICE[lang]
    assert "dateModified" not in chinese and "usageInfo" not in chinese
    assert "dateModified" not in json.loads(read(tea, "/en/policies/tea/5.jsonld"))


# ── a clause whose text was amended ──

REVISING = "The English is being revised; the Chinese text is shown."
BRIEF = "English being revised; shown in Chinese"
SAYING = {
    "policies/market/1": REVISING, "policies/market/1.txt": REVISING, "policies/market/1.docx": REVISING,
    "policies/market/1.xml": REVISING, "search?q=茶商": BRIEF, "search/table?q=茶商": BRIEF, "search.atom?q=茶商": BRIEF,
    "search.csv?q=茶商": REVISING, "search.xlsx?q=茶商": REVISING, "list?b=market/1.1": BRIEF, "list.csv?b=market/1.1": REVISING,
    "list.docx?b=market/1.1": REVISING, "offer?b=market/1.1": REVISING, "offer.docx?b=market/1.1": REVISING,
}  # fmt: skip


@pytest.mark.parametrize("address", SAYING)
def test_an_amended_clause_says_why_it_is_in_chinese(tea: FlaskClient, address: str) -> None:
    """And is called in English what is still called so; no sum of the former text is quoted."""
    page = read(tea, f"/en/{address}")
    assert SAYING[address] in page and "RMB 70,000" not in page
    assert "upporting the building of tea markets" in page or address.endswith(".xml")  # which is the Chinese text
    assert BRIEF not in read(tea, f"/zh/{address}")


def test_the_head_of_an_amended_clause_says_so(tea: FlaskClient) -> None:
    for lang, said in {"en": "Being revised; the Chinese text is shown", "zh": "正在修订，仅列中文"}.items():
        facts = html.fromstring(read(tea, f"/{lang}/policies/market/1")).xpath("//dl[contains(@class, 'facts')]//dd")
        assert said in [one.text_content() for one in facts]


def test_what_an_amendment_left_as_it_was_keeps_its_english(tea: FlaskClient) -> None:
    clause = json.loads(read(tea, "/api/v1/clauses/market/1"))
    assert clause["title"]["en"] == "Supporting the building of tea markets" and clause["text"]["en"] is None
    assert [one["recipient_en"] for one in clause["benefits"]] == ["merchants of tea"]
    label = {"en": REVISING, "zh": "英文译文正在修订，仅列中文。"}
    assert clause["translation"] == {"status": "being_revised", "revised": None, "reviser": None, "label": label}
    # So does what a person wrote of a clause of which a machine has drafted the rest.
    assert json.loads(read(tea, "/api/v1/clauses/market/2"))["title"]["en"] == "Supporting the building of tea houses"
