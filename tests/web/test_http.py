"""The public contract over HTTP: addresses, JSON, pages, and what happens when things are wrong."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import EnvironBuilder, run_wsgi_app

from search_app import create_app
from search_app.data import read_tables
from search_app.model import Library, Withdrawal
from search_app.search.model import FILTERS
from search_app.search.published.generations import build_generation, publish
from search_app.web.params import SINGLE
from search_app.web.words import make_translate

VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "path"}


class Page(HTMLParser):
    """Checks nesting while it reads; collects what tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.controls: list[dict[str, str | None]] = []
        self.labels: set[str] = set()
        self.words = ""
        self.feed(html)
        assert not self.stack, self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.stack.append(tag)
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in ("input", "textarea") and given.get("type") != "hidden":
            self.controls.append(given)
        if tag == "label":
            self.labels.add(str(given.get("for")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        assert self.stack and self.stack.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.words += data


def page(client: FlaskClient, url: str, status: int = 200) -> Page:
    response = client.get(url)
    assert response.status_code == status, url
    html = response.get_data(as_text=True)
    read = Page(html)
    assert len(read.ids) == len(set(read.ids)), f"{url}: ids repeat"
    assert read.headings.count("h1") == 1, f"{url}: one h1"
    assert all(control.get("id") in read.labels for control in read.controls), f"{url}: a field without a label"
    return read


PAGES = [
    "/zh/", "/en/", "/zh/search", "/zh/search/table?q=奖励", "/en/search?q=总部&industry=finance", "/zh/search?q=xylophone", "/zh/policies", "/en/policies",
    "/zh/policies/creative-design", "/en/policies/financial-opening", "/zh/policies/digital-economy/7?q=总部",
    "/en/policies/ice-snow-economy/closing", "/zh/policies/creative-design/scope", "/zh/policies/bio-economy/preamble", "/zh/api", "/en/api",
]  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_pages_are_whole_and_in_their_language(client: FlaskClient, url: str) -> None:
    html = client.get(url).get_data(as_text=True)
    page(client, url)
    assert f'<html lang="{"zh-CN" if url.startswith("/zh") else "en"}">' in html
    assert 'rel="canonical"' in html and 'hreflang="zh"' in html and 'hreflang="en"' in html


@pytest.mark.parametrize("url", PAGES)
def test_no_link_leads_nowhere(client: FlaskClient, url: str) -> None:
    for link in {link.partition("#")[0] for link in page(client, url).links} - {""}:
        assert link.startswith("/"), link
        assert client.get(link).status_code in (200, 302, 303), f"{url} links to {link}"


def test_all_clauses_answer_as_page_and_json(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses:
        for lang in ("zh", "en"):
            words = client.get(f"/{lang}/policies/{clause.id}").get_data(as_text=True)
            assert f"/id/{clause.id}" in words
            assert re.search(r'id="citation-zh"[^>]*>《[^<]+查阅）http[^<]+<', words), clause.id
            assert re.search(r'id="citation-en"[^>]*>[^<]+, accessed [^<]+<', words), clause.id
        body = client.get(f"/api/v1/clauses/{clause.id}").get_json()
        assert body["text"]["zh"] == clause.text.zh


def test_a_clause_page_says_what_governs_it(client: FlaskClient) -> None:
    words = page(client, "/zh/policies/financial-opening/1").words
    for sentence in (
        "按照不重复原则执行",
        "以本政策措施为准",
        "不得享受相关奖补政策",
        "未载明印发日期",
        "最高7,500万元",
    ):
        assert sentence in words


def test_the_clause_text_stands_unbroken_on_its_page(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses[:20]:
        html = client.get(f"/zh/policies/{clause.id}").get_data(as_text=True)
        sentences = re.findall(r'<p class="zh" lang="zh-CN">(.*?)</p>', html)
        assert unescape(re.sub(r"<[^>]+>", "", "".join(sentences))) == clause.text.zh


def test_permanent_addresses(client: FlaskClient) -> None:
    seen = client.get("/id/digital-economy/7", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    assert seen.status_code == 303 and seen.location.endswith("/en/policies/digital-economy/7")
    assert "Accept-Language" in seen.headers["Vary"]
    for alias in ("（七）", "(七)", "第七条", "第7条", "七", "７", "7.", "七、"):
        moved = client.get(f"/id/digital-economy/{alias}")
        assert moved.status_code == 301 and moved.location.endswith("/id/digital-economy/7"), alias
    for wrong in (
        "/id/nowhere",
        "/id/digital-economy/11",
        "/id/digital-economy/（十一）",
        "/id/digital-economy/x",
    ):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(
    ("accept", "lang"),
    [("", "zh"), ("en", "en"), ("fr", "zh"), ("zh-TW,en;q=0.8", "zh"), ("de,en;q=0.5", "en")],
)
def test_the_root_speaks_the_readers_language(client: FlaskClient, accept: str, lang: str) -> None:
    response = client.get("/", headers={"Accept-Language": accept})
    assert response.status_code == 302 and response.location.endswith(f"/{lang}/")


def test_the_other_language_keeps_the_question(client: FlaskClient) -> None:
    links = page(client, "/zh/search?q=总部&industry=finance&sort=amount").links
    assert "/en/search?q=%E6%80%BB%E9%83%A8&industry=finance&sort=amount" in links


def test_filters_chips_and_pages_hold_the_whole_state(client: FlaskClient) -> None:
    html = client.get("/zh/search?q=企业&industry=finance&as_of=2025-06-30&page=2&per_page=5").get_data(as_text=True)
    assert "as_of=2025-06-30" in html and "第6–10条" in html
    removed = re.findall(r'class="chip" href="([^"]+)"', html)
    assert len(removed) == 2 and all("&page=" not in link for link in removed)


def test_as_of_changes_pages_search_and_facets(client: FlaskClient) -> None:
    assert "已过有效期" in page(client, "/zh/policies/ice-snow-economy/1").words
    assert "已过有效期" not in page(client, "/zh/policies/ice-snow-economy/1?as_of=2025-06-30").words
    past = client.get("/api/v1/search?as_of=2025-06-30").get_json()["facets"]["validity"]
    now = client.get("/api/v1/search").get_json()["facets"]["validity"]
    assert {v["value"] for v in past} < {v["value"] for v in now} | {"x"}


# ── JSON ──


def check_shape(client: FlaskClient, url: str, shape: str) -> dict[str, Any]:
    description = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": f"#/components/schemas/{shape}", "components": description["components"]}
    body: dict[str, Any] = client.get(url).get_json()
    Draft202012Validator(schema).validate(body)
    return body


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("/api/v1/search?q=总部&per_page=3", "SearchPage"),
        ("/api/v1/clauses/bio-economy/9", "Clause"),
        ("/api/v1/documents", "Documents"),
        ("/api/v1/documents/innovation-35", "Document"),
        ("/api/v1/search?page=0", "Problem"),
        ("/api/v1/clauses/bio-economy/99", "Problem"),
    ],
)
def test_answers_have_the_described_shape(client: FlaskClient, url: str, shape: str) -> None:
    check_shape(client, url, shape)


def test_json_is_readable_and_open(client: FlaskClient) -> None:
    response = client.get("/api/v1/clauses/bio-economy/9")
    assert "支持总部经济" in response.get_data(as_text=True)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    amounts = {a["text"]: a for a in response.get_json()["amounts"]}
    assert amounts["2000万元"]["value"] == 20_000_000 and amounts["4%"]["value"] == 0.04


def test_every_filter_finds_what_its_count_says(client: FlaskClient) -> None:
    facets = client.get("/api/v1/search?q=奖励").get_json()["facets"]
    for name, values in facets.items():
        for value in values:
            got = client.get("/api/v1/search", query_string={"q": "奖励", name: value["value"]}).get_json()
            assert got["total"] == value["count"], (name, value)
            assert next(v for v in got["facets"][name] if v["selected"])["value"] == value["value"]


def test_documents_are_called_by_their_short_names_in_filters_and_chips(client: FlaskClient) -> None:
    """Beside the results, where titles that differ in their last words only are long; a program gets the titles."""
    html = client.get("/en/search?document=bio-economy").get_data(as_text=True)
    filters = html.split('id="filters"')[1].split("</aside>")[0]
    assert "Bio-economy measures</span>" in filters and "Policy Measures of Hegang" not in filters
    assert ">Document: Bio-economy measures<" in html
    values = client.get("/api/v1/search").get_json()["facets"]["document"]
    assert next(one for one in values if one["value"] == "bio-economy")["label"]["en"].startswith("Policy Measures of")


def test_a_selected_value_is_listed_even_at_zero(client: FlaskClient) -> None:
    values = client.get("/api/v1/search?q=冰雪&document=financial-opening").get_json()["facets"]["document"]
    assert [(v["value"], v["count"]) for v in values if v["selected"]] == [("financial-opening", 0)]


def test_what_has_no_value_can_be_asked_for(client: FlaskClient) -> None:
    """``none`` is a value of every facet, also of those where the corpus has nothing without one."""
    for name, values in client.get("/api/v1/search").get_json()["facets"].items():
        got = client.get("/api/v1/search", query_string={name: "none"})
        assert got.status_code == 200, name
        assert got.get_json()["total"] == next((v["count"] for v in values if v["value"] == "none"), 0), name


def test_an_empty_answer_offers_the_nearest_clauses(client: FlaskClient) -> None:
    answer = page(client, "/zh/search?q=养老床位 总部奖励 彩票")
    assert "没有" in answer.words and any("/zh/policies/" in link for link in answer.links)


# ── what is wrong is said ──


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_faults_are_named_in_the_readers_language(client: FlaskClient, lang: str) -> None:
    read = page(client, f"/{lang}/search?page=0&colour=red&as_of=2026-13-40&sort=luck&q=总部&industry=finance", 422)
    words = read.words
    for name in {"zh": ("页码", "“colour”", "日期", "排序"), "en": ("Page", "“colour”", "Date", "Sort order")}[lang]:
        assert name in words
    # What programs call things is no word for readers; the search without its faulty part is one link away.
    assert not re.search(r"as_of|per_page|amount_min|\bpage\b|relevance|参数", words)
    (rest,) = [link for link in read.links if "industry=finance" in link and link.startswith(f"/{lang}/")]
    assert "q=" in rest and client.get(rest).status_code == 200
    assert ("必须是" in words) is (lang == "zh")
    body = client.get(f"/api/v1/search?page=0&colour=red&lang={lang}").get_json()
    assert {e["name"] for e in body["errors"]} == {"page", "colour"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "name", [one for one in (*SINGLE, "unread", *FILTERS) if one != "lang"]
)  # pages have it in their path
def test_a_fault_of_any_parameter_has_a_page_with_a_way_on(client: FlaskClient, name: str, lang: str) -> None:
    answer = client.get(f"/{lang}/search?q=总部&{name}=a%00b")
    assert answer.status_code == 422
    assert 'name="q"' in answer.get_data(as_text=True)  # the plain page, for when all else fails, has no search box


def test_a_page_behind_the_last_is_a_fault(client: FlaskClient) -> None:
    assert client.get("/zh/search?page=999").status_code == 422
    assert client.get("/api/v1/search?page=999").get_json()["errors"][0]["name"] == "page"
    assert client.get("/zh/search?q=xylophone").status_code == 200


HOSTILE = [
    "x" * 1_000_000, "\0", "政" * 20_000, "(" * 4000, "*?*", "\ud800".encode("utf-8", "surrogatepass").decode("latin1"), '"' * 300,
    "- - -", "OR OR", "<script>alert(1)</script>", "'; DROP TABLE", "{{7*7}}", "%s%n", "\u202e反", "a" * 499, "一" * 500,
]  # fmt: skip


@pytest.mark.parametrize("q", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_are_answered_or_refused(client: FlaskClient, q: str) -> None:
    for url in ("/api/v1/search", "/zh/search"):
        response = client.get(url, query_string={"q": q})
        assert response.status_code in (200, 400, 414, 422)
        text = response.get_data(as_text=True)
        assert "Traceback" not in text
        assert response.is_json or response.mimetype == "application/problem+json" or "<script>alert" not in text


def test_raw_surrogate_bytes_are_refused(client: FlaskClient) -> None:
    assert client.get("/zh/search?q=%ED%A0%80").status_code == 422
    assert client.get("/api/v1/search?q=%00").status_code == 422


def test_markup_in_documents_and_queries_is_text(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "evil.txt").write_text(
        "<b>政策</b>\n第一条 对<script>alert(1)</script>企业给予20万元奖励。（责任单位：<i>市</i>）\n",
        encoding="utf-8",
    )
    from search_app.library.library import read_library

    publish(build_generation(read_library(corpus), tmp_path / "index", "x"))
    client = create_app(index=tmp_path / "index").test_client()
    for url in (
        "/zh/",
        "/zh/search/table?q=奖励",
        "/zh/search?q=script",
        "/zh/search?q=<i>",
        "/zh/policies/evil",
        "/zh/policies/evil/1?q=alert",
    ):
        html = client.get(url).get_data(as_text=True)
        assert "<script>alert" not in html and "<b>政策" not in html and "<i>市" not in html
        Page(html)


def test_an_unknown_address_is_a_page_with_a_search_box(client: FlaskClient) -> None:
    for url in ("/zh/policies/nowhere/1", "/en/policies/digital-economy/999", "/nowhere"):
        read = page(client, url, 404)
        assert any(control.get("name") == "q" for control in read.controls)
    assert "Page not found" in page(client, "/en/x", 404).words
    assert client.get("/api/v1/x").mimetype == "application/problem+json"
    assert client.post("/zh/search").status_code == 405


def test_a_program_is_told_in_json_what_is_wrong_whatever_it_asked_for(client: FlaskClient) -> None:
    for url, status in (
        ("/zh/search.json?sort=luck", 422),
        (f"/en/suggestions.json?q={'x' * 600}", 422),
        ("/en/changes.json", 404),
        ("/zh/policies/bio-economy/99.json", 404),
        *((f"/api/v1/{posted}", 405) for posted in ("extract", "estimate", "match")),
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), url
        assert status != 405 or "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_without_an_index_it_says_so(tmp_path: Path, home: Path, damage: str) -> None:
    if damage == "broken":
        (tmp_path / "current").write_text("nothing")
        (tmp_path / "nothing").mkdir()
    client = create_app(index=tmp_path).test_client()
    for url in ("/zh/search?q=总部", "/en/", "/zh/policies/digital-economy/7"):
        response = client.get(url)
        assert response.status_code == 503
        assert "Traceback" not in response.get_data(as_text=True)
    assert "index_build.py" not in client.get("/zh/search").get_data(as_text=True)
    assert "index_build.py" in client.get("/readyz").get_json()["detail"]
    assert client.get("/api/v1/search").mimetype == "application/problem+json"
    assert client.get("/healthz").status_code == 200 and client.get("/readyz").status_code == 503


def test_headers_keep_readers_safe(client: FlaskClient) -> None:
    response = client.get("/zh/")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    html = response.get_data(as_text=True)
    assert "<style" not in html and " style=" not in html and "onclick" not in html


def test_ready_and_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json()["clauses"] == 127


# ── words of the interface ──


def test_every_word_is_used_and_every_used_word_exists() -> None:
    web = Path(__file__).resolve().parents[2] / "search_app" / "web"
    sources = "\n".join(
        path.read_text(encoding="utf-8") for kind in ("py", "html", "xml", "txt") for path in web.rglob(f"*.{kind}")
    )
    keys = {row["key"] for row in read_tables("interface", "word")}
    used = set(re.findall(r"""\bt\(['"]([a-z0-9_]+)['"]\s*[,)]""", sources))
    used |= set(re.findall(r"""\bsay(?:_both)?\(['"](error_[a-z_]+)['"]""", sources))
    assert used <= keys, used - keys
    prefixes = set(re.findall(r"""\b(?:t|say_both)\(f?['"]([a-z_]+_)(?:['"] ~|\{)""", sources))
    unused = {key for key in keys - used if not key.startswith(tuple(prefixes))}
    assert not unused, unused


def test_both_languages_fill_in_the_same_values() -> None:
    for row in read_tables("interface", "word"):
        names = [set(re.findall(r"\{(\w+)\}", row[lang])) for lang in ("zh", "en")]
        assert names[0] == names[1], row["key"]


# ── benefits over HTTP ──


def test_extract_reads_chinese_and_english(client: FlaskClient) -> None:
    zh = client.post("/api/v1/extract", json={"text": "对新建项目按投资额的5%给予补助，最高不超过300万元。"}).get_json()
    assert [(a["role"], a["value"]) for a in zh["amounts"]] == [("rate", 0.05), ("cap", 3_000_000)]
    assert zh["benefits"][0]["basis"] == "投资额" and zh["benefits"][0]["limits"] == [{"value": 3_000_000, "per": None}]
    assert [a["bound"] for a in zh["amounts"]] == ["exact", "at_most"]
    assert all(a["why"] and a["sure"] > 0.9 for a in zh["amounts"])
    spaced = client.post("/api/v1/extract", json={"text": "给 予 5 0 万 元 一 次 性 奖 励"}).get_json()
    assert [(a["text"], a["value"]) for a in spaced["amounts"]] == [("5 0 万 元", 500_000)]
    assert [b["award"] for b in spaced["benefits"]] == [500_000]
    en = client.post("/api/v1/extract", json={"text": "A grant of 5% of investment, up to RMB 3 million."}).get_json()
    assert [(a["role"], a["value"]) for a in en["amounts"]] == [("rate", 0.05), ("cap", 3_000_000)]
    assert zh["unread"] is None and en["unread"] is None
    long = client.post("/api/v1/extract", json={"text": "奖励1万元；" * 3_333}).get_json()
    assert long["unread"] == {"benefits_from": long["benefits"][-1]["evidence"][0]["end"] + 1, "amounts_from": 3_000}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/api/v1/extract", {}), ("/api/v1/extract", {"text": 5}), ("/api/v1/extract", {"text": "x" * 20_001}),
        ("/api/v1/extract", []), ("/api/v1/extract", {"text": "x", "more": 1}), ("/api/v1/estimate", {"clause": 7}),
        ("/api/v1/estimate", {"clause": "nowhere/1"}), ("/api/v1/estimate", {"clause": "bio-economy/1", "benefit": 99}),
        ("/api/v1/estimate", {"clause": "bio-economy/1", "inputs": {"base": "many"}}),
        ("/api/v1/estimate", {"clause": "bio-economy/1", "inputs": {"base": -5}}),
        ("/api/v1/estimate", {"clause": "bio-economy/1", "inputs": {"colour": 1, "count": 0}}),
    ],
)  # fmt: skip
def test_bad_bodies_are_named(client: FlaskClient, url: str, body: object) -> None:
    response = client.post(url, json=body)
    assert response.status_code == 422 and response.get_json()["errors"]


def test_bodies_that_are_no_json(client: FlaskClient) -> None:
    assert client.post("/api/v1/extract", data="text=5").status_code == 415
    assert client.post("/api/v1/extract", data="{", content_type="application/json").status_code == 400
    assert client.post("/api/v1/extract", data=b"x" * 300_000, content_type="application/json").status_code == 413


def test_estimate_shape_and_sum(client: FlaskClient) -> None:
    body = {"clause": "financial-opening/1", "benefit": 1, "inputs": {"base": 2_000_000_000, "deduct": 500_000_000}}
    answer = client.post("/api/v1/estimate", json=body).get_json()
    assert (answer["amount"], answer["bound"], answer["period"], answer["limited_by"]) == (
        22_500_000,
        "exact",
        "once",
        None,
    )
    description = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Estimate", "components": description["components"]}
    Draft202012Validator(schema).validate(answer)


def test_the_estimate_form_answers_on_the_page(client: FlaskClient) -> None:
    url = "/en/policies/financial-opening/1?benefit=1&base=2,000,000,000&deduct=500000000"
    words = page(client, url).words
    assert "RMB 22.5 million" in words and "not a commitment" in words
    assert "“many”不是一个人民币数额" in page(client, "/zh/policies/financial-opening/1?benefit=1&base=many").words
    assert "RMB 0" in page(client, "/en/policies/bio-economy/10?benefit=1&threshold=5").words
    assert "Missing: the base" in page(client, "/en/policies/financial-opening/1?benefit=1&base=").words


def test_an_endeavour_is_marked_wherever_its_sum_is_shown(client: FlaskClient) -> None:
    for url in (
        "/zh/policies/digital-economy/7",
        "/zh/search?q=总部&document=digital-economy",
    ):
        assert 'class="sought-label">协助争取' in client.get(url).get_data(as_text=True), url
    table = client.get("/zh/search/table?document=digital-economy").get_data(as_text=True)
    assert re.search(
        r'class="headline sought">1,000万元.*?class="c-commitment endeavour"[^>]*>协助争取（非承诺）', table, re.S
    )


def test_payer_and_promise_are_facets(client: FlaskClient) -> None:
    facets = client.get("/api/v1/search").get_json()["facets"]
    assert {v["value"] for v in facets["payer"]} >= {"city", "province", "none"}
    assert {v["value"] for v in facets["promise"]} >= {
        "committed",
        "endeavour",
        "case_by_case",
        "by_other_rule",
        "up_to",
    }


# ── what misleads nobody any more ──


def first_words(client: FlaskClient, url: str, after: str) -> str:
    html = client.get(url).get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.index(after) :])).split())


@pytest.mark.parametrize(("lang", "word"), [("zh", "已过有效期"), ("en", "Expired")])
def test_the_first_word_of_what_has_ended_is_that_it_has(client: FlaskClient, lang: str, word: str) -> None:
    for url, after in (
        (f"/{lang}/search?document=creative-design", '<li class="hit'),
        (f"/{lang}/search/table?document=creative-design", '<tr class="expired'),
        (f"/{lang}/policies/creative-design/4", "<main"),
        (f"/{lang}/policies/creative-design", "<main"),
    ):
        assert first_words(client, url, after).startswith(word), url
    # The same on a day on which it counted is not ended, and its estimate is one of today.
    then = client.get(f"/{lang}/policies/creative-design/4?as_of=2025-06-30").get_data(as_text=True)
    t = make_translate("zh" if lang == "zh" else "en")
    assert 'class="page"' in then and t("estimate_ended") not in then
    now = client.get(f"/{lang}/policies/creative-design/4").get_data(as_text=True)
    assert t("estimate_ended") in now and t("ended_reference") in now and 'class="page ended"' in now
    assert "<details>" in now[now.index('id="estimate"') :]
    assert "<details open>" in client.get(f"/{lang}/policies/creative-design/4?benefit=1&base=3亿").get_data(
        as_text=True
    )


def test_a_sum_for_a_year_and_a_sum_once_are_both_shown(client: FlaskClient) -> None:
    """2,000万元 once against 1,000万元 a year for five years: neither is the larger one."""
    for url in ("/zh/policies/bio-economy", "/zh/search?q=&document=bio-economy&per_page=100"):
        assert re.search(
            r"最高2,000万元.{0,120}每年最高1,000万元", client.get(url).get_data(as_text=True), re.DOTALL
        ), url
    own = page(client, "/zh/policies/bio-economy/9").words  # what all years come to stands first
    assert re.search(r"每年最高1,000万元 × 5年 = 5,000万元\s*·\s*最高2,000万元", own)


def test_a_hit_shows_what_is_asked_for(client: FlaskClient) -> None:
    words = page(client, "/zh/search?q=总部 奖励&document=bio-economy&per_page=1").words
    assert "每年最高1,000万元" in words and "× 5年 = 5,000万元" in words and "主营业务收入的4%" in words
    assert "企业(集团)总部" in words and "本条另有4项" in words and "2,000万元" not in words
    words = page(client, "/en/search?q=headquarters award&document=bio-economy&per_page=1").words
    assert (
        "up to RMB 10 million a year" in words
        and "× 5 years = RMB 50 million" in words
        and "4 more in this clause" in words
    )
    hit = client.get("/api/v1/search?q=总部 奖励&document=bio-economy").get_json()["hits"][0]
    assert (hit["id"], hit["benefit"], hit["more_benefits"]) == ("bio-economy/9", 1, 4)


def test_where_the_answer_states_no_sum_the_clause_is_not_shown_without_one(client: FlaskClient) -> None:
    words = page(client, "/zh/search?q=首购自用办公用房 金融专业公司&document=financial-opening&per_page=1").words
    assert "未载明金额" in words and "本条最高金额：一次性最高1,000万元" in words


@pytest.mark.parametrize(
    "base",
    [
        "123456789",
        "123,456,789",
        "1.23456789亿",
        "12345.6789万元",
        "RMB 123,456,789",
        "123.456789 million",
        "￥１２３４５６７８９",
    ],
)
def test_the_estimate_takes_sums_as_people_write_them_and_answers_exactly(client: FlaskClient, base: str) -> None:
    query = {"benefit": "4", "base": base, "threshold": "3亿"}
    zh = client.get("/zh/policies/bio-economy/9", query_string=query).get_data(as_text=True)
    assert "123,456,789元 × 1% = 1,234,567.89元" in zh and "1,234,567元" in zh and "1.2346" not in zh
    en = client.get("/en/policies/bio-economy/9", query_string=query).get_data(as_text=True)
    assert "RMB 123,456,789 × 1% = RMB 1,234,567.89" in en
    several = {"benefit": "4", "base": f"{base}\n{base}；1 million", "threshold": "RMB 300 million"}
    assert "合计2,479,135.78元" in client.get("/zh/policies/bio-economy/9", query_string=several).get_data(as_text=True)


@pytest.mark.parametrize(("lang", "label"), [("zh", "主营业务收入"), ("en", "Principal business revenue (RMB)")])
def test_the_estimate_asks_and_answers_in_words(client: FlaskClient, lang: str, label: str) -> None:
    read = page(client, f"/{lang}/policies/digital-economy/7?benefit=1&base=300 million&deduct=2000 3000")
    assert label in read.words
    for field in ("base", "deduct", "threshold", "count", "inputs.", "benefit="):
        assert not re.search(rf"\b{re.escape(field)}\b", read.words), field
    names = re.compile(r"\b(?:base|threshold|count|inputs)\b")
    own = names.findall(page(client, f"/{lang}/policies/bio-economy/8").words)  # of the clause and its notes
    for q in ("base=many", "base=3亿 5亿", "base=US$ 5 million", "count=0", "threshold=-5", "benefit=x"):
        words = page(
            client, f"/{lang}/policies/bio-economy/8?benefit=2&{q}".replace("benefit=2&benefit", "benefit")
        ).words
        assert ("“" in words) and names.findall(words) == own, q


def test_conditions_say_the_figure_of_their_own_tier(client: FlaskClient) -> None:
    zh, en = (page(client, f"/{lang}/policies/bio-economy/4").words for lang in ("zh", "en"))
    assert "≥ 5,000万元" in zh and "≥ 1亿元" in zh
    assert "≥ RMB 50 million" in en and "≥ RMB 100 million" in en


def test_clauses_are_counted_as_clauses(client: FlaskClient) -> None:
    assert "114条及13个其他部分" in page(client, "/zh/search").words
    assert "114 clauses and 13 other parts" in page(client, "/en/search").words
    assert "20 clauses and 2 other parts" in page(client, "/en/search?document=bio-economy").words
    assert client.get("/api/v1/search").get_json()["total"] == 127
    for lang in ("zh", "en"):
        for url in (f"/{lang}/", f"/{lang}/search", f"/{lang}/policies", f"/{lang}/search/table"):
            assert "127" not in page(client, url).words, url


def test_the_wrong_address_of_a_clause_leads_on(client: FlaskClient) -> None:
    for lang, words in (("zh", "共收录20条"), ("en", "it has 20 clauses")):
        read = page(client, f"/{lang}/policies/bio-economy/99", 404)
        assert words in read.words
        assert {f"/{lang}/policies/bio-economy", f"/{lang}/policies/bio-economy/20"} <= set(read.links)
        other = "en" if lang == "zh" else "zh"
        assert f"/{other}/policies/bio-economy/99" in read.links
        assert f"/{lang}/policies" in page(client, f"/{lang}/policies/nowhere/1", 404).links
    assert "/en/" in page(client, "/zh/nowhere", 404).links or "/en/nowhere" in page(client, "/zh/nowhere", 404).links


def test_an_empty_answer_offers_only_what_helps(client: FlaskClient) -> None:
    alone = page(client, "/zh/search?q=核电站退役")
    assert "放宽条件后" not in alone.words
    pairs = page(client, "/zh/search?q=仿制药&industry=digital-economy&document=creative-design")
    assert "放宽条件后" in pairs.words and "行业、政策文件" in pairs.words


def test_everybody_is_told_that_the_site_is_not_official_and_of_which_day_it_is(client: FlaskClient) -> None:
    assert "本站非官方网站" in page(client, "/zh/").words and "文本收录截至" in page(client, "/zh/").words
    assert (
        "This is not an official website." in page(client, "/en/").words
        and "Texts as held on" in page(client, "/en/").words
    )


def test_a_day_is_never_written_as_what_prevails(client: FlaskClient) -> None:
    for url in ("/zh/policies/bio-economy/9", "/zh/policies/creative-design?as_of=2025-01-01"):
        words = page(client, url).words
        assert re.search(r"截至20\d\d年\d+月\d+日", words) and not re.search(r"以20\d\d年\d+月\d+日为准", words)


def test_the_library_is_counted_once_a_day(client: FlaskClient) -> None:
    from search_app.search.overview import make_overview

    urls = ("/zh/", "/en/", "/zh/policies", "/zh/policies/bio-economy", "/api/v1/documents", "/zh/search")
    for url in urls:
        client.get(url)
    before = make_overview.cache_info().misses
    for url in urls:
        client.get(url)
    assert make_overview.cache_info().misses == before


@pytest.fixture(scope="module")
def given_up(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A document of two clauses, of which the third was withdrawn: its text now stands in the first."""
    from search_app.library.library import read_library

    corpus, home = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    (corpus / "fish.txt").write_text(
        "丁市渔业办法\n第一条 对渔场给予20万元奖励。\n第二条 对码头给予补助。\n", encoding="utf-8"
    )
    gone = (
        Withdrawal("fish/3", "渔船", date(2026, 3, 5), "fish/1"),
        Withdrawal("fowl", "丁市家禽办法", date(2026, 3, 5), None),
    )
    publish(build_generation(replace(read_library(corpus), withdrawn=gone), home, "x"))
    return create_app(index=home, today=lambda: date(2026, 11, 22)).test_client()


def test_what_was_withdrawn_says_in_words_what_it_was_and_leads_on(given_up: FlaskClient) -> None:
    zh = page(given_up, "/zh/policies/fish/3", 410)
    assert "《丁市渔业办法》第3条（渔船）已于2026年3月5日撤下" in zh.words and "2026-03-05" not in zh.words
    assert {"/zh/policies/fish/1", "/zh/policies/fish", "/en/policies/fish/3"} <= set(zh.links)
    en = page(given_up, "/en/policies/fish/3", 410)
    assert "clause 3" in en.words and "5 March 2026" in en.words
    whole = page(given_up, "/en/policies/fowl/1", 410)
    assert "丁市家禽办法" in whole.words and not any("fowl" in link for link in whole.links if link.startswith("/en/"))
    assert given_up.get("/api/v1/clauses/fish/3").status_code == 410


# ── requests made of bytes that nobody meant ──


BODIES = {
    "nested lists": b"[" * 2000 + b"]" * 2000,
    "nested lists, open": b"[" * 200_000,
    "nested objects": b'{"text":' * 1000 + b"1" + b"}" * 1000,
    "half a pair": rb'{"text": "\u7ed9\ud800\u4f01"}',
    "the other half": rb'{"text": "\udc00"}',
    "halves in the wrong order": rb'{"text": "\udc00\ud800"}',
    "half a pair as a name": rb'{"\udfff": 1}',
    "half a pair deep inside": rb'{"clause": "a/1", "inputs": {"\ud800": [1]}}',
    "a surrogate in UTF-8": b'{"text": "\xed\xa0\x80"}',
    "no UTF-8": '{"text": "奖励"}'.encode("gbk"),
    "UTF-16": '{"text": "奖励"}'.encode("utf-16"),
    "no number": b'{"text": NaN}',
    "a number too long": b'{"benefit": ' + b"9" * 5000 + b"}",
    "nothing": b"",
    "half": b'{"text": "',
    "more than one": b"{} {}",
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("url", ["/api/v1/extract", "/api/v1/estimate"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_body_that_is_no_json_is_400_in_the_readers_language(
    client: FlaskClient, url: str, body: str, lang: str
) -> None:
    response = client.post(url, data=BODIES[body], content_type="application/json", headers={"Accept-Language": lang})
    assert response.status_code == 400 and response.mimetype == "application/problem+json"
    assert ("JSON" if lang == "en" else "有效的 JSON") in response.get_json()["detail"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_whole_pairs_and_a_byte_order_mark_are_json(client: FlaskClient) -> None:
    for body in (rb'{"text": "\ud83d\ude00 5"}', b'\xef\xbb\xbf{"text": "x"}', b'{"text": "' + b"x" * 20_000 + b'"}'):
        assert client.post("/api/v1/extract", data=body, content_type="application/json").status_code == 200


HOSTS = ("..", ".", "a..b", "a b", "a" * 64 + ".com", "a." * 130 + "b", "xn--", "xn--zzzzzz99999999999", "[::1", "::1", "[x]",
         "a:b", "a:80:80", "a/../b", "a@b", "a?b", "a#b", "a\\b", "a,b", "%00", "é.com", "例子.cn", "a\x00b", "<script>", "\xff")  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_none_is_400_in_the_readers_language(client: FlaskClient, host: str) -> None:
    for url, lang in (
        ("/zh/", "zh"), ("/en/search?q=x", "en"), ("/id/digital-economy", "zh"), ("/api/v1/search?lang=en", "en"),
        ("/nowhere", "zh"), ("/static/style.css", "zh"), ("/readyz", "zh"),
    ):  # fmt: skip
        environ = EnvironBuilder(url).get_environ() | {"HTTP_HOST": host.encode().decode("latin-1")}
        body, status, headers = run_wsgi_app(client.application, environ)
        html = b"".join(body).decode()
        assert status.startswith("400 "), (url, status)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert ("The host name in the request is not valid" if lang == "en" else "主机名无效") in html
        assert headers["Content-Type"].startswith("application/problem+json") == url.startswith(("/api", "/readyz"))
        assert host not in html or host == "."


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1:8000",
        "[::1]:80",
        "[2001:db8::1]",
        "example.com.",
        "my_app:8000",
        "xn--fsqu00a.cn",
        "a:",
        "",
    ],
)
def test_hosts_of_every_form_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/zh/", environ_overrides={"HTTP_HOST": host}).status_code == 200


@pytest.mark.parametrize(
    "raw", [b"q=\xed\xa0\x80", b"\xff=1", b"q=\xe5\xa5", b"as_of=\xff", b"\xed\xb0\x80=\xed\xa0\x80"]
)
def test_parameters_of_bytes_that_are_no_text_are_refused(client: FlaskClient, raw: bytes) -> None:
    for path in (
        "/zh/search",
        "/en/",
        "/zh/policies/digital-economy/7",
        "/api/v1/search",
        "/api/v1/suggest",
        "/id/digital-economy/7",
    ):
        response = client.get(path, environ_overrides={"QUERY_STRING": raw.decode("latin-1")})
        assert response.status_code == 422, (path, response.status_code)


def test_parameters_sent_as_utf8_are_read(client: FlaskClient) -> None:
    sent = "q=总部".encode().decode("latin-1")
    found = client.get("/api/v1/search", environ_overrides={"QUERY_STRING": sent}).get_json()
    assert found["query"]["q"] == "总部" and found["total"] > 0


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"\x00", b"..", b"%", b"a" * 5000])
def test_paths_of_any_bytes_are_answered(client: FlaskClient, raw: bytes) -> None:
    for before in (
        "/",
        "/zh/",
        "/id/",
        "/id/digital-economy/",
        "/en/policies/",
        "/api/v1/clauses/digital-economy/",
        "/static/",
    ):
        path = before + raw.decode("latin-1")
        assert 300 <= client.get("/", environ_overrides={"PATH_INFO": path}).status_code < 500, path


def test_a_page_of_an_error_needs_nothing_that_failed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(index=home)
    monkeypatch.setitem(app.extensions, "asset_version", None)
    del app.jinja_env.globals["url_for"]
    client = app.test_client()
    response = client.get("/en/")
    assert response.status_code == 500 and response.mimetype == "text/html"
    assert "<h1>" in response.get_data(as_text=True) and "Traceback" not in response.get_data(as_text=True)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_server_without_an_index_builds_one_leaves_nothing_and_takes_one_up(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("search_app.search.published.home.DEFAULT_HOME", tmp_path / "index")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    client = create_app(today=lambda: date(2026, 11, 22)).test_client()
    assert client.get("/api/v1/search?q=总部").get_json()["total"] > 0
    assert list((tmp_path / "tmp").iterdir()) == []
    for_now = client.get("/readyz").get_json()["generation"]
    shutil.copytree(home, tmp_path / "index")
    for _ in range(400):
        if (taken := client.get("/readyz").get_json()["generation"]) != for_now:
            break
        time.sleep(0.05)
    assert taken == (home / "current").read_text()


def test_a_long_list_of_documents_comes_a_page_at_a_time(library: Library, tmp_path: Path) -> None:
    one = library.documents[0]
    many = tuple(
        replace(one, id=f"d{n:03}", clauses=tuple(replace(c, id=f"d{n:03}/{c.clause}", document=f"d{n:03}", benefits=()) for c in one.clauses[:1]))
        for n in range(120)
    )  # fmt: skip
    publish(build_generation(Library(many), tmp_path / "index", "x"))
    client = create_app(index=tmp_path / "index").test_client()
    listed: list[str] = []
    for page in (1, 2, 3):
        text = client.get(f"/zh/policies?page={page}").text
        listed += re.findall(r'<h2><a href="/zh/policies/(d\d{3})"', text)
        assert "/zh/policies?page=2" in text
    assert listed == [one.id for one in many] and len(client.get("/zh/policies").data) < 60_000
    assert client.get("/zh/policies?page=0").status_code == 422
    answer = client.get("/api/v1/search?document=d119").get_json()
    values = answer["facets"]["document"]
    assert answer["exact"] is True and len(values) <= 52 and sum(value["count"] for value in values) == 120
    assert [v["value"] for v in values if v["selected"]] == ["d119"] and values[-1]["value"] == "other"
    assert "document=other" not in client.get("/zh/search").text


@pytest.mark.parametrize(
    "args",
    [
        "q=3万元&amount=5000000-10000000&amount_min=10000000000000",
        "q=3万元&amount=10000000-&amount_max=1",
        "q=3万元&amount=0-100000&amount_min=9000000&amount_max=9000001&industry=finance",
        "q=%22amount_min%22+%22loan%22+%22amount_max%22&industry=finance",
        "q=%22industry%22+%22q%22+%22duration_min%22&duration_min=99&amount=none&amount_max=5",
    ],
)
def test_what_an_empty_answer_offers_is_what_was_counted(client: FlaskClient, args: str) -> None:
    page = client.get(f"/en/search?{args}")
    assert page.status_code == 200
    said = re.escape(make_translate("en")("results_without"))
    offered = re.search(rf"<p>{said}</p><ul>(.*?)</ul>", page.get_data(as_text=True))
    for url, words in re.findall(r'<a href="([^"]*)">([^<]*)</a>', offered[1] if offered else ""):
        total = client.get(unescape(url).replace("/en/", "/api/v1/", 1)).get_json()["total"]
        assert re.search(rf"\b{total}\b", words), (url, words)
