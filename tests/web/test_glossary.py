"""The glossary: every term for ever at its address, with every pair of sentences that holds it, and files that say the
same as the tables."""

from __future__ import annotations

import csv
import gzip
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from search_app import create_app
from search_app.data import read_table
from search_app.files.read import DocumentError
from search_app.library.translation import read_term_notes
from search_app.model import split_id
from search_app.search.glossary.places import plain
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from tests.conftest import CORPUS, every_clause
from tests.library.test_versions import CLAUSES, catalogue, register, write
from tests.library.usage import find_said, read_rules

TABLE = tomllib.loads((CORPUS / "translations" / "terms.toml").read_text(encoding="utf-8"))
TERMS = {row["zh"]: row for row in TABLE["term"]}
SOURCES = {row["id"]: row for row in TABLE["source"]}
BODIES = read_table("departments", "department")
TBX, XML = "{urn:iso:std:iso:30042:ed-2}", "{http://www.w3.org/XML/1998/namespace}"
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")  # of a heading of ours


def read(client: FlaskClient, path: str, words: str = "") -> html.HtmlElement:
    answer = client.get(quote(path) + words)
    assert answer.status_code == 200, path
    return html.fromstring(answer.get_data(as_text=True))


def stray_han(page: html.HtmlElement) -> list[str]:
    """The texts of an English page with Chinese that is not marked as such, those of its head among them."""
    return [
        str(text)
        for text in page.xpath("//text()[not(parent::script)]")
        if _HAN.search(text) and not str(text.getparent().xpath("ancestor-or-self::*[@lang][1]/@lang")[0]).startswith("zh")
        and not text.is_tail
    ] + [
        str(text)
        for text in page.xpath("//text()")
        if text.is_tail
        and _HAN.search(text)
        and not str(text.getparent().getparent().xpath("ancestor-or-self::*[@lang][1]/@lang")[0]).startswith("zh")
    ]  # fmt: skip


def pairs_of(generation: Generation) -> Iterator[tuple[str, str]]:
    """Every sentence, and before it the title and the headings that begin there, each once a version."""
    above: tuple[str, ...] = ()
    for clause in every_clause(generation):
        title = generation.store.head(split_id(clause.key)[0]).title
        titles = [(title.zh, title.en or ""), *((_NUMBER.sub("", one.zh), one.en or "") for one in clause.path)]
        names = (clause.key.split("/")[0], *(one.zh for one in clause.path))
        yield from (one for n, one in enumerate(titles) if one[1] and names[: n + 1] != above[: n + 1])
        above = names
        for pair in clause.sentences:
            english = (clause.text.en or "")[pair.en.start : pair.en.end]
            yield clause.text.zh[pair.zh.start : pair.zh.end], english


def test_every_term_has_a_page_with_every_pair_that_holds_it(client: FlaskClient, generation: Generation) -> None:
    assert generation.glossary.entries.keys() == TERMS.keys()
    sentences = [plain(zh) for zh, _ in pairs_of(generation)]
    marked = shown = 0
    for zh, row in TERMS.items():
        holding = sum(plain(zh) in sentence for sentence in sentences)
        listed = 0
        for number in range(1, max(1, -(-holding // 50)) + 1):
            page = read(client, f"/zh/glossary/{zh}", f"?page={number}" if number > 1 else "")
            for item in page.xpath("//ol[@class='held']/li"):
                listed += 1
                assert plain(zh) in plain("".join(item.xpath(".//p[@class='zh']/mark/text()"))), zh
                assert item.xpath(".//p[@class='meta']//a[contains(@href, '/id/')]")
                marked += bool(item.xpath(".//p[@class='en']/mark"))
        shown += listed
        assert listed == holding, zh
        english = read(client, f"/en/glossary/{zh}")
        assert english.findtext(".//h1").strip() == row["en"]
        assert stray_han(english) == []
    assert marked >= 0.99 * shown > 1500  # in English, too: as a rendering, or its words near each other


@pytest.mark.parametrize(
    ("zh", "kind", "there"),
    [("市场主体", "heading", "bio-economy/9"), ("原始创新", "heading", "innovation-35/1"),
     ("高质量发展", "document title", "bio-economy"), ("总部经济", "clause title", "bio-economy/9")],
)  # fmt: skip
def test_titles_are_pairs_too_and_say_so(client: FlaskClient, zh: str, kind: str, there: str) -> None:
    """A heading at the first clause below it, without its number; the title of a document at the document."""
    held = read(client, f"/en/glossary/{zh}").xpath("//ol[@class='held']/li")
    (item,) = (
        one for one in held
        if kind in one.xpath(".//span[@class='kind']/text()") and f"http://localhost/id/{there}" in one.xpath(".//@href")
    )  # fmt: skip
    assert zh in item.xpath("string(.//p[@class='zh'])") and not _NUMBER.match(item.xpath("string(.//p[@class='zh'])"))
    assert item.xpath(".//p[@class='en']/mark") and f"/en/policies/{there}" in item.xpath(".//@href")


def test_every_word_of_force_has_a_page_with_its_sentences(client: FlaskClient, generation: Generation) -> None:
    _, rules = read_rules()
    said = [rule.zh for zh, _ in pairs_of(generation) for rule in find_said(zh, (), rules)]
    listed = read(client, "/en/glossary/words-of-force")
    assert listed.xpath("//article[@class='word']/@id") == [rule.zh for rule in rules] and stray_han(listed) == []
    for rule in rules:
        page = read(client, f"/en/glossary/words-of-force/{rule.zh}")
        items = page.xpath("//ol[@class='held']/li")
        assert len(items) == min(50, said.count(rule.zh)), rule.zh
        assert all(item.xpath(".//p[@class='zh']/mark") for item in items) and stray_han(page) == []
        # A heading says it in short, and may leave it to its other words: financial entities to come to the City.
        assert all(item.xpath(".//p[@class='en']/mark|.//span[.='heading']") for item in items), rule.zh
    assert client.get("/zh/glossary/words-of-force/nothing").status_code == 404


def test_the_lists_hold_every_term_once_and_stay_light(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        first = read(client, f"/{lang}/glossary")
        found = []
        for href in first.xpath("//nav[@class='initials']/a/@href"):
            answer = client.get(href)
            assert len(answer.data) < 60_000
            found += html.fromstring(answer.get_data(as_text=True)).xpath("//ul[@class='terms']/li/a/@href")
        assert sorted(found) == sorted(quote(f"/{lang}/glossary/{zh}") for zh in TERMS)
    for path in ("/en/glossary", "/en/glossary/words-of-force", "/en/glossary/names"):
        assert stray_han(read(client, path)) == []


@pytest.mark.parametrize(
    ("q", "zh"), [("奖补", "奖补"), ("szjj", None), ("shuzijingji", "数字经济"), ("Digital Economy", "数字经济")]
)
def test_what_is_typed_is_found_in_either_language(client: FlaskClient, q: str, zh: str | None) -> None:
    page = read(client, "/zh/glossary", f"?q={quote(q)}")
    found = page.xpath("//ul[@class='terms']/li/a/text()")
    assert found[:1] == ([zh] if zh else [])


@pytest.mark.parametrize(
    ("q", "path"),
    [
        ("以上", "words-of-force/以上"), ("赋能", "words-of-force/赋能"), ("力争", "words-of-force/力争"),
        ("shall", "words-of-force/应"), ("or more", "words-of-force/以上"), ("市财政局", "names/finance"),
        ("Finance Bureau", "names/finance"),
    ],
)  # fmt: skip
def test_words_of_force_and_bodies_are_found_with_the_terms(client: FlaskClient, q: str, path: str) -> None:
    for lang in ("zh", "en"):
        page = read(client, f"/{lang}/glossary", f"?q={quote(q)}")
        found = page.xpath("//ul[contains(@class, 'beside')]/li/a/@href")
        assert quote(f"/{lang}/glossary/{path}") in found[:6], found
        assert all(client.get(href).status_code == 200 for href in found)
        assert lang == "zh" or stray_han(page) == []
        lost = client.get(f"/{lang}/glossary/{quote(q)}")
        assert lost.status_code in (301, 404)
        said = lost.headers["Location"] if lost.status_code == 301 else lost.text
        assert quote(f"/{lang}/glossary/{path}") in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_official_name_stands_in_the_list_with_its_kind_and_whose_english_it_is(
    client: FlaskClient, lang: str
) -> None:
    page = read(client, f"/{lang}/glossary/names")
    listed = {item.get("id"): item for item in page.xpath("//ul[@class='names']/li")}
    named = {zh: row for zh, row in TERMS.items() if "kind" in row}
    assert listed.keys() == {*named, *(row["id"] for row in BODIES)}
    assert lang == "zh" or stray_han(page) == []
    for zh, row in named.items():
        text = listed[zh].text_content()
        assert zh in text and row["en"] in text and SOURCES[row["source"]]["name"] in text
        (kind,) = listed[zh].xpath("./ancestor::section/h2/@id")
        assert kind == f"kind-{row['kind']}"
        assert listed[zh].xpath(".//a/@href") == [quote(f"/{lang}/glossary/{zh}")]
        (back,) = read(client, f"/{lang}/glossary/{zh}").xpath("//dl//a[contains(@href, '#kind-')]/@href")
        assert back == f"/{lang}/glossary/names#{kind}"
        moved = client.get(quote(f"/{lang}/glossary/names/{zh}"))
        assert (moved.status_code, moved.headers["Location"]) == (301, quote(f"/{lang}/glossary/{zh}"))
    for row in BODIES:
        text = listed[row["id"]].text_content()
        assert row["zh"] in text and row["en"] in text and row["source"] in text
        assert all(old["name"] in text and old["en"] in text for old in row.get("former", ()))


def test_a_body_has_its_address_and_every_clause_that_it_answers_for(
    client: FlaskClient, generation: Generation
) -> None:
    on = generation.on(date(2026, 11, 22))
    held = [
        clause for head in on.values() for clause in map(generation.store.clause, generation.store.clause_keys(head))
    ]
    for row in BODIES:
        path = f"/en/glossary/names/{row['id']}"
        own = {clause.id for clause in held if any(one.id == row["id"] for one in clause.departments)}
        shown: set[str] = set()
        for number in range(1, max(1, -(-len(own) // 50)) + 1):
            page = read(client, path, f"?page={number}" if number > 1 else "")
            shown |= set(page.xpath("//ol[@class='held']//a[@class='id']/text()"))
        assert shown == own, row["id"]
        assert page.xpath("//dd[contains(@class, 'address')]/text()") == [f"http://localhost{path}"]
        assert stray_han(page) == []
        old = client.get(f"/en/glossary/offices/{row['id']}?as_of=2026-01-01")
        assert (old.status_code, old.headers["Location"]) == (301, f"{path}?as_of=2026-01-01")
        called = client.get(quote(f"/en/glossary/{row['zh']}"))
        assert (called.status_code, called.headers["Location"]) == (301, path)
    assert client.get("/zh/glossary/offices").headers["Location"] == "/zh/glossary/names"
    lost = client.get("/en/glossary/names/nobody")
    assert lost.status_code == 404 and "/en/glossary/names" in lost.text
    for bad in ("?page=99", "?page=0", "?q=%00", "?x=1"):
        assert client.get(f"/en/glossary/names/finance{bad}").status_code == 422, bad


def test_titles_that_the_texts_quote_are_official_names(generation: Generation) -> None:
    """Written without 《》, in the English that the sentences have."""
    quoted = {
        title.replace("\n", "").replace(" ", "")
        for clause in every_clause(generation)
        for title in re.findall("《([^《》]+)》", clause.text.zh)
    }
    named = {plain(zh): row for zh, row in TERMS.items() if row.get("kind") in ("document", "catalogue")}
    assert len(quoted) > 10 and not [title for title in quoted if plain(title) not in named]


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", "'\"><img src=x>", "{{7*7}}", "%" * 400, "(?:a+)+$", "奖" * 500]
)
def test_a_hostile_question_is_shown_as_text(client: FlaskClient, q: str) -> None:
    answer = client.get("/en/glossary", query_string={"q": q})
    assert answer.status_code == 200
    page = html.fromstring(answer.get_data(as_text=True))
    assert page.xpath("//form[contains(@class, 'find')]//input[@name='q']/@value") == [q]
    assert "<script>alert" not in answer.text and "<img" not in answer.text and stray_han(page) == []


def test_what_an_address_does_not_take_is_named(client: FlaskClient) -> None:
    bad = ("?x=1", "?initial=%E6%97%A5", "?initial=A&initial=B", "?page=0", "?page=99", f"?q={'x' * 501}", "?q=%00")
    assert {words: client.get(f"/en/glossary{words}").status_code for words in bad} == dict.fromkeys(bad, 422)
    for path in ("/en/glossary/%E6%94%AF%E6%8C%81?page=99", "/en/glossary/names?q=a", "/glossary.csv?x=1"):
        assert client.get(path).status_code == 422
    for words in ("?terms=2", "?terms=1&terms=1"):
        assert client.get(f"/en/policies/digital-economy/7{words}").status_code == 422


def test_every_name_of_a_term_or_word_leads_to_its_page(client: FlaskClient) -> None:
    """Without a language, by an English that was used before or is admitted, and words of force, which are no terms."""
    for path, there in (
        ("/glossary", "/en/glossary"),
        ("/glossary/奖补", f"/en/glossary/{quote('奖补')}"),
        ("/en/glossary/award or subsidy", f"/en/glossary/{quote('奖补')}"),
        ("/en/glossary/赋能", f"/en/glossary/words-of-force/{quote('赋能')}"),
        ("/zh/glossary/以上", f"/zh/glossary/words-of-force/{quote('以上')}"),
    ):
        answer = client.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code in (301, 302) and answer.headers["Location"].endswith(there), path
        assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/glossary.csv").status_code == 200


def test_an_unknown_term_leads_to_those_near_it(client: FlaskClient) -> None:
    answer = client.get(quote("/zh/glossary/数字经济学"))
    assert answer.status_code == 404 and quote("/zh/glossary/数字经济") in answer.text
    answer = client.get("/en/glossary/digital-econom")
    assert answer.status_code == 404 and quote("/en/glossary/数字经济") in answer.text
    assert stray_han(html.fromstring(answer.text)) == []
    for name in ("x" * 3000, "<b>", "%00", "%FF", "..%2f", "-"):
        assert client.get(f"/en/glossary/{name}").status_code == 404
    for name in ("digital-economy", "Digital%20Economy", quote("數字經濟")):
        answer = client.get(f"/en/glossary/{name}")
        assert (answer.status_code, answer.headers["Location"]) == (301, quote("/en/glossary/数字经济"))


def test_what_a_term_was_or_may_be_called_leads_to_it(client: FlaskClient, generation: Generation) -> None:
    answer = client.get("/en/glossary/award%20or%20subsidy")
    assert (answer.status_code, answer.headers["Location"]) == (301, quote("/en/glossary/奖补"))
    preferred = {plain(row["en"]) for row in TERMS.values()}
    for former in generation.glossary.notes.renderings:
        if plain(former.en) not in preferred:  # which is now said for another term
            answer = client.get(quote(f"/en/glossary/{former.en}"))
            assert quote(f"/en/glossary/{former.zh}") in answer.headers.get("Location", answer.text), former


@pytest.mark.parametrize("path", ["", "/奖补", "/words-of-force/以上", "/offices/finance", "/a%2Fb", "//evil.example"])
def test_an_address_without_a_language_leads_to_that_of_the_reader(client: FlaskClient, path: str) -> None:
    for lang, accepted in (("zh", "zh-CN"), ("en", "en-GB,en;q=0.8"), ("zh", "fr")):
        answer = client.get(f"{quote('/glossary' + path, safe='/%')}?q=a", headers={"Accept-Language": accepted})
        if answer.status_code == 308:  # slashes that stand twice become one
            answer = client.get(answer.headers["Location"], headers={"Accept-Language": accepted})
        assert answer.status_code == 302 and "Accept-Language" in answer.headers["Vary"]
        assert answer.headers["Location"].startswith(f"/{lang}/glossary") and answer.headers["Location"].endswith(
            "?q=a"
        )
    assert client.get("/glossary.csv").status_code == 200


def test_an_address_that_was_published_still_answers(client: FlaskClient, generation: Generation) -> None:
    """Rename or withdraw a term in former.toml; never take a line out of the list."""
    listed = (Path(__file__).parent / "published_terms.txt").read_text(encoding="utf-8").split("\n")
    published = [zh for zh in listed if zh]
    assert len(published) >= 555
    for zh in published:
        if zh not in generation.glossary.entries:
            assert client.get(quote(f"/zh/glossary/{zh}")).status_code in (301, 410), zh


@pytest.mark.parametrize(("path", "label"), [("奖补", "英文释义"), ("words-of-force/以上", "理由（英文）")])
def test_a_chinese_page_says_what_stands_there_in_english(client: FlaskClient, path: str, label: str) -> None:
    (said,) = read(client, f"/zh/glossary/{path}").xpath(f"//dt[.='{label}']/following-sibling::dd")
    assert said.xpath("./span/@lang") == ["en"] and len(said.text_content()) > 10


# ── files ──


def test_the_term_base_comes_back_from_tbx(client: FlaskClient) -> None:
    answer = client.get("/glossary.tbx")
    assert answer.mimetype == "application/x-tbx+xml" and b"<!DOCTYPE" not in answer.data
    tbx = etree.fromstring(answer.data, etree.XMLParser(resolve_entities=False, no_network=True))
    assert (tbx.tag, tbx.get("type"), tbx.get("style")) == (f"{TBX}tbx", "TBX-Basic", "dca")
    assert [one.tag for one in tbx] == [f"{TBX}tbxHeader", f"{TBX}text"]
    concepts = tbx.findall(f"{TBX}text/{TBX}body/{TBX}conceptEntry")
    assert len({one.get("id") for one in concepts}) == len(concepts)
    back = {}
    for concept in concepts:
        if concept.findtext(f"{TBX}descrip[@type='subjectField']"):
            continue  # a word of force or a body
        assert [one.tag.removeprefix(TBX) for one in concept] == ["xref", "langSec", "langSec"]
        zh, en = concept.findall(f"{TBX}langSec")
        assert (zh.get(f"{XML}lang"), en.get(f"{XML}lang")) == ("zh-CN", "en-GB")
        by_status: dict[str, list[str]] = {}
        for section in en.findall(f"{TBX}termSec"):
            assert [one.tag.removeprefix(TBX) for one in section][:2] == ["term", "termNote"]
            by_status.setdefault(section.findtext(f"{TBX}termNote"), []).append(section.findtext(f"{TBX}term"))
        (term,) = zh.iterfind(f"{TBX}termSec/{TBX}term")
        definition = en.findtext(f"{TBX}descripGrp/{TBX}descrip[@type='definition']")
        back[term.text] = (by_status, definition, en.findtext(f"{TBX}termSec/{TBX}admin[@type='source']"))
    assert back.keys() == TERMS.keys()
    for zh, row in TERMS.items():
        by_status, definition, source = back[zh]
        assert by_status["preferredTerm-admn-sts"] == [row["en"]] and definition == row["definition"]
        assert by_status.get("admittedTerm-admn-sts", []) == list(row.get("admitted", ()))
        assert by_status.get("deprecatedTerm-admn-sts", []) == list(row.get("forbidden", ()))
        assert by_status.keys() <= {
            f"{one}Term-admn-sts" for one in ("preferred", "admitted", "deprecated", "superseded")
        }
        assert source and source.startswith(SOURCES[row["source"]]["name"])


def test_words_of_force_and_bodies_come_back_from_tbx(client: FlaskClient) -> None:
    """As concepts with a subject field of their own, in every way in which they are said, with why and an example."""
    tbx = etree.fromstring(client.get("/glossary.tbx").data)
    back: dict[str, list[tuple[str, dict[str, list[str]], etree._Element]]] = {
        "words of force": [],
        "public bodies": [],
    }
    for concept in tbx.iterfind(f".//{TBX}conceptEntry"):
        if field := concept.findtext(f"{TBX}descrip[@type='subjectField']"):
            named: dict[str, list[str]] = {}
            for section in concept.iterfind(f"{TBX}langSec[@{XML}lang='en-GB']/{TBX}termSec"):
                status = str(section.findtext(f"{TBX}termNote")).removesuffix("Term-admn-sts")
                named.setdefault(status, []).append(str(section.findtext(f"{TBX}term")))
            back[field].append((str(concept.findtext(f".//{TBX}term")), named, concept))
    words, bodies = back.values()
    usage = tomllib.loads((CORPUS / "translations" / "usage.toml").read_text(encoding="utf-8"))["word"]
    assert [zh for zh, _, _ in words] == [row["zh"].split("、")[0] for row in usage]
    for (_, named, concept), row in zip(words, usage, strict=True):
        assert (named["preferred"], named.get("admitted", [])) == ([row["en"]], row.get("admitted", []))
        assert named.get("deprecated", []) == row.get("forbidden", [])
        assert [one.text for one in concept.iterfind(f".//{TBX}note")] == [row["why"], f"Wrong: {row['wrong']}"]
        assert [one.text for one in concept.iterfind(f".//{TBX}descrip[@type='context']")] == row["right"]
    table = read_table("departments", "department")
    assert [(zh, named["preferred"]) for zh, named, _ in bodies] == [(row["zh"], [row["en"]]) for row in table]
    for (_, named, concept), row in zip(bodies, table, strict=True):
        assert {row["short_en"], *(old["en"] for old in row.get("former", ()))} <= {
            one for its in named.values() for one in its
        }
        (page,) = (str(one.get("target")) for one in concept.iterfind(f"{TBX}xref"))
        assert client.get(page.removeprefix("http://localhost")).status_code == 200


def test_the_term_base_is_tbx_basic(client: FlaskClient) -> None:
    grammar = etree.RelaxNG(etree.parse(Path(__file__).with_name("tbx_basic.rng")))
    content = client.get("/glossary.tbx").data
    assert grammar.validate(etree.fromstring(content)), grammar.error_log
    broken = {
        b">preferredTerm-admn-sts<": b">preferred<",
        b'type="definition"': b'type="context"',
        b'type="subjectField"': b'type="domain"',
        b'target="http': b'target="ftp',
        b"conceptEntry id=": b"conceptEntry name=",
        b"<term>": b"<term> </term><term>",
    }
    for right, wrong in broken.items():
        assert right in content and not grammar.validate(etree.fromstring(content.replace(right, wrong, 1))), wrong


def test_the_term_base_comes_back_from_csv(client: FlaskClient) -> None:
    answer = client.get("/glossary.csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    bodies = [row["zh"] for row in BODIES]
    assert [row["term_zh"] for row in rows] == [*TERMS, *bodies]
    assert {row["kind"] for row in rows[len(TERMS) :]} == {"body"}
    for row in rows[: len(TERMS)]:
        term = TERMS[row["term_zh"]]
        assert (row["preferred_en"], row["definition_en"]) == (term["en"], term["definition"])
        assert row["kind"] == term.get("kind", "")
        for column, key in (("admitted_en", "admitted"), ("not_to_be_used_en", "forbidden")):
            assert [one for one in row[column].split("; ") if one] == list(term.get(key, ()))
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_every_pair_comes_back_from_tmx(client: FlaskClient, generation: Generation) -> None:
    answer = client.get("/translation-memory.tmx")
    assert answer.mimetype == "application/x-tmx+xml" and b"<!DOCTYPE" not in answer.data
    tmx = etree.fromstring(answer.data, etree.XMLParser(resolve_entities=False, no_network=True))
    assert (tmx.tag, tmx.get("version"), [one.tag for one in tmx]) == ("tmx", "1.4", ["header", "body"])
    needed = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert set(tmx.find("header").attrib) >= needed
    # A Chinese day is written as the instant at which it begins there, which is over by the time anybody reads it.
    assert str(tmx.find("header").get("creationdate")).endswith("T160000Z")
    units = tmx.findall("body/tu")
    for unit in units:
        said = unit.findtext("prop[@type='x-revised']")
        if unit.findtext("prop[@type='x-kind']") in ("heading", "document-title"):
            assert said is None and unit.get("changedate") is None  # nothing says when they were revised
            continue
        begins = datetime.fromisoformat(str(said)).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        assert datetime.fromisoformat(str(unit.get("changedate"))) == begins
    assert len({unit.get("tuid") for unit in units}) == len(units)
    back, kinds = [], Counter[str]()
    for unit in units:
        zh, en = unit.findall("tuv")
        assert (zh.get(f"{XML}lang"), en.get(f"{XML}lang")) == ("zh-CN", "en-GB")
        props = {prop.get("type"): prop.text for prop in unit.findall("prop")}
        assert props.keys() >= {"x-kind", "x-document", "x-address"} and props["x-status"] == "unofficial"
        assert ("x-clause" in props) == (props["x-kind"] != "document-title")
        assert unit.get("tuid", "").startswith(props["x-address"].removeprefix("http://localhost/id/").split("/")[0])
        back.append((zh.findtext("seg"), en.findtext("seg")))
        kinds[str(props["x-kind"])] += 1
    assert back == list(pairs_of(generation)) and len(back) > 300
    assert kinds.keys() == {"sentence", "clause-title", "heading", "document-title"} and kinds["document-title"] == 6


def test_the_glossary_is_on_the_map_and_in_the_foot(client: FlaskClient) -> None:
    listed = client.get("/sitemap-1.xml").text
    for path in ("/zh/glossary", "/en/glossary/names", "/en/glossary/names/finance", quote("/en/glossary/数字经济")):
        assert f"<loc>http://localhost{path}</loc>" in listed
    assert read(client, "/en/").xpath("//footer//a[@href='/en/glossary']")


# ── marks on the page of a clause ──


@pytest.mark.parametrize("clause", ["digital-economy/7", "innovation-35/26", "financial-opening/1", "bio-economy/4"])
def test_terms_are_marked_until_they_are_hidden_and_disturb_nothing(client: FlaskClient, clause: str) -> None:
    address, asked = f"/en/policies/{clause}", f"?q={quote('企业 award')}"
    marked = read(client, address, asked)
    (hide,) = marked.xpath("//p[contains(@class, 'term-switch')]/a/@href")
    quiet = html.fromstring(client.get(hide).text)
    assert all("terms=0" in link for link in quiet.xpath("//nav[@class='neighbours']/a/@href"))
    assert quiet.xpath("//div[contains(@class, 'pairs')]//a[contains(@href, '/glossary/')]") == []
    links = marked.xpath("//div[contains(@class, 'pairs')]//a[contains(@href, '/glossary/')]")
    assert len(links) > 3 and not any(link.xpath(".//data|ancestor::mark|ancestor::data") for link in links)
    for path in ("//div[contains(@class, 'pairs')]//p", "//p//data"):
        before, after = ([one.text_content() for one in page.xpath(path)] for page in (quiet, marked))
        assert before == after
    for text in ("//p[@lang='zh-CN']", "//p[@lang='en']"):
        before, after = ("".join(page.xpath(f"{text}//mark//text()")) for page in (quiet, marked))
        assert before == after
    zh = [link.get("href") for link in links if link.xpath("ancestor::p[@lang='zh-CN']")]
    en = [link.get("href") for link in links if link.xpath("ancestor::p[@lang='en']")]
    assert len(set(zh)) == len(zh) and len(set(en)) == len(en) and set(en) <= set(zh)
    assert len(html.tostring(marked)) - len(html.tostring(quiet)) < 8_000
    assert client.get(zh[0]).status_code == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_which_words_are_terms_does_not_depend_on_what_was_searched_for(client: FlaskClient, lang: str) -> None:
    """A search for a part of a term marks it inside the link of the whole term."""

    def find_links(q: str) -> list[tuple[str, str]]:
        page = read(client, f"/{lang}/policies/financial-opening/1", q)
        found = page.xpath("//div[contains(@class, 'pairs')]//a[contains(@href, '/glossary/')]")
        return [(link.get("href"), link.text_content()) for link in found]

    plainly = find_links("")
    assert (f"/{lang}/glossary/{quote('法人金融机构总部')}", "法人金融机构总部") in plainly
    assert find_links("?q=headquarters") == find_links(f"?q={quote('总部 award')}") == find_links("?terms=1") == plainly
    page = read(client, f"/{lang}/policies/financial-opening/1", "?q=headquarters")
    assert page.xpath("//a[contains(@href, '/glossary/')]/mark/text()").count("总部") >= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mark_tells_what_the_other_language_has(client: FlaskClient, lang: str) -> None:
    page = read(client, f"/{lang}/policies/bio-economy/9")
    marks = {(one.text_content(), one.get("title"), one.get("href")) for one in page.xpath("//a[@class='term']")}
    term, word = quote(f"/{lang}/glossary/龙头企业"), quote(f"/{lang}/glossary/words-of-force/N年内")
    assert {("龙头企业", "leading enterprise", term), ("leading enterprise", "龙头企业", term)} <= marks
    assert {("五年内", "for five years", word), ("for five years", "五年内", word)} <= marks
    assert client.get(word).status_code == 200


def test_words_of_force_are_marked_wherever_nothing_else_is(client: FlaskClient, generation: Generation) -> None:
    """A word that is a term as well, or stands within one, in a figure or in a reference, is marked as that."""
    clauses = [one for one in every_clause(generation) if one.sentences and generation.find_newest(one.id) == one]
    for clause in clauses[::6]:
        (text,) = read(client, f"/zh/policies/{clause.id}").xpath("//div[@class='pairs']")
        marked = [unquote(href) for href in text.xpath(".//p[@lang='zh-CN']//a[@class='term']/@href")]
        left = "".join(text.xpath(".//p[@lang='zh-CN']//text()[not(ancestor::a) and not(ancestor::data)]"))
        for word in ("原则上", "应当", "不得", "不超过", "最高", "分别"):
            assert word not in left or f"/zh/glossary/words-of-force/{word}" in marked, (clause.id, word)


@pytest.mark.parametrize("path", ["/glossary.csv", "/glossary.tbx", "/translation-memory.tmx"])
def test_a_file_that_is_known_is_not_sent_again_and_is_sent_short(client: FlaskClient, path: str) -> None:
    whole, short = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(short.data) == whole.data and len(short.data) < len(whole.data) / 2
    assert short.headers["Vary"] == whole.headers["Vary"] == "Accept-Encoding"
    assert whole.headers["ETag"] == short.headers["ETag"] == client.head(path).headers["ETag"]
    for took in ("gzip", "identity"):
        again = client.get(path, headers={"Accept-Encoding": took, "If-None-Match": whole.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


# ── versions, renamed and withdrawn terms, hostile words ──

_TRANSLATION = """
revised = 2026-11-26
reviser = "A. <b>Reviser"

[title]
en = "Measures"

[[clause]]
id = "1"
sentences = [["对新建厂房的企业，按投资额的5%给予补助，最高不超过500万元。", "Enterprises receive a grant of 5%, up to RMB 5 million."]]

[[clause]]
id = "2"
sentences = [["对新评定的星级饭店，一次性奖励20万元。", "A one-off award of RMB 200,000 for <i>hotels</i> & inns."]]
"""
_TERMS = """
[[source]]
id = "house"
name = "<b>House</b>"

[[term]]
zh = "补助"
en = "=grant"
definition = "<script>alert(1)</script> 补助"
source = "house"

[[term]]
zh = "奖励"
en = "award"
admitted = ["awards & prizes"]
definition = "for what was done"
source = "house"

[[term]]
zh = "一次性奖励"
en = "one-off award"
definition = "paid once"
source = "house"
"""
_USAGE = """
[[word]]
zh = "以上"
group = "bound"
pattern = "(以上"
en = "or more"
right = ["50万元以上", "RMB 500,000 or more"]
wrong = "more than RMB 500,000"
why = "takes the figure in"
"""
_FORMER = """
[[rendering]]
zh = "奖励"
en = ["reward"]
until = 2025-12-31

[[term]]
zh = "奖金"
en = "prize money"
since = 2026-01-01
now = "奖励"

[[term]]
zh = "津贴"
en = "stipend"
since = 2026-01-01
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    corpus, home = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    catalogue(corpus, "")
    write(corpus, "2024.txt", 2024, [CLAUSES["plant"], CLAUSES["hotel"]])
    register(corpus)
    write(corpus, "2026.txt", 2026, [CLAUSES["plant"].replace("300万元", "500万元"), CLAUSES["hotel"]])
    (corpus / "translations").mkdir()
    for name, text in (("industry", _TRANSLATION), ("terms", _TERMS), ("former", _FORMER)):
        (corpus / "translations" / f"{name}.toml").write_text(text, encoding="utf-8")
    publish(build_generation(register(corpus), home, fingerprint(corpus)))
    return create_app(index=home, today=lambda: date(2026, 11, 22)).test_client()


def test_former_versions_come_last_and_lead_to_their_own_day(site: FlaskClient) -> None:
    page = read(site, "/en/glossary/奖励")
    now, then = page.xpath("//ol[@class='held']/li")
    assert now.xpath(".//a/@href")[0] == "/en/policies/industry/2"
    assert (
        then.xpath(".//a/@href")[0].startswith("/en/policies/industry/2?as_of=")
        and "former version" in then.text_content()
    )
    assert "as part of: 一次性奖励" in now.text_content() and now.xpath(".//p[@class='en']/mark/text()") == [
        "one-off award"
    ]
    assert "reward" in page.text_content() and stray_han(page) == []
    before = read(site, "/en/glossary/奖励", "?as_of=2024-06-01").xpath("//ol[@class='held']/li")
    assert len(before) == 2 and "?as_of=2024-06-01" in before[0].xpath(".//a/@href")[0]


def test_a_term_that_was_given_up_leads_on_or_says_what_it_was(site: FlaskClient) -> None:
    renamed = site.get(quote("/zh/glossary/奖金"))
    assert (renamed.status_code, renamed.headers["Location"]) == (301, quote("/zh/glossary/奖励"))
    gone = site.get(quote("/en/glossary/津贴"))
    assert gone.status_code == 410 and "stipend" in gone.text and stray_han(html.fromstring(gone.text)) == []


def test_words_of_the_tables_act_nowhere(site: FlaskClient) -> None:
    page = site.get(quote("/en/glossary/补助")).text
    assert "<script>alert" not in page and "<b>House" not in page
    assert "'=grant" in site.get("/glossary.csv").text
    assert (
        etree.fromstring(site.get("/glossary.tbx").data).xpath("string(//*[@type='definition'])").startswith("<script>")
    )
    assert "<i>hotels</i> & inns" in etree.fromstring(site.get("/translation-memory.tmx").data).xpath("string(//body)")


def test_the_worth_of_the_english_stands_at_the_text(site: FlaskClient) -> None:
    for path in ("industry/1", "industry"):
        text = read(site, f"/en/policies/{path}").text_content()
        assert "Unofficial translation, revised by A. <b>Reviser, 26 November 2026; the Chinese text prevails." in text


def test_a_broken_term_base_stops_the_build_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "translations").mkdir()
    terms, former = tmp_path / "translations" / "terms.toml", tmp_path / "translations" / "former.toml"
    terms.write_text(
        _TERMS.replace('source = "house"', 'source = "nobody"').replace('"一次性', '"一次/'), encoding="utf-8"
    )
    former.write_text(_FORMER.replace('now = "奖励"', 'now = "工资"').replace('"津贴"', '"补助"'), encoding="utf-8")
    (tmp_path / "translations" / "usage.toml").write_text(_USAGE, encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        read_term_notes(tmp_path)
    said = str(raised.value)
    for words in (
        "there is no source 'nobody'",
        "以上: the pattern is no regular expression",
        "a slash cannot stand",
        "there is no term '工资'",
        "补助: is a term again",
    ):
        assert words in said


def test_each_family_has_its_page_with_its_source_and_its_pairs(client: FlaskClient) -> None:
    for zh in ("品种", "集约", "环节", "引进", "人才引进", "出让", "人才", "市财政", "市级财政", "鹤岗市支持"):
        page = read(client, f"/en/glossary/{zh}")
        words = page.text_content()
        assert TERMS[zh]["definition"] in words and SOURCES[TERMS[zh]["source"]]["name"].split(",")[0] in words, zh
        assert all(one in words for one in TERMS[zh].get("forbidden", ())) and page.xpath("//mark"), zh


@pytest.mark.parametrize(
    ("asked", "word"),
    [("原则上", "原则上"), ("以上", "以上"), ("五年内", "N年内"), ("3年内", "N年内"), ("原則上", "原则上"), ("不满", "不足、不满"),
     ("in-principle", "原则上"), ("words-of-force/五年内", "N年内"), ("以内", "N以内")],
)  # fmt: skip
def test_who_asks_for_a_word_of_force_is_led_there(client: FlaskClient, asked: str, word: str) -> None:
    for lang in ("zh", "en"):
        answer = client.get(quote(f"/{lang}/glossary/{asked}"))
        assert answer.status_code == 301, asked
        assert answer.headers["Location"] == quote(f"/{lang}/glossary/words-of-force/{word}")
        assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(quote("/en/glossary/没有此语")).status_code == 404
