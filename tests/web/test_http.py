"""The public contract over HTTP: addresses, JSON, pages, and what happens when things are wrong."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from search_app import create_app
from search_app.data import read_table
from search_app.model import Library

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
    "/en/policies/ice-snow-economy/closing", "/zh/policies/creative-design/scope", "/zh/policies/bio-economy/preamble",
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
    assert len(removed) == 3 and all("&page=" not in link for link in removed)


def test_as_of_changes_pages_search_and_facets(client: FlaskClient) -> None:
    assert "已失效" in page(client, "/zh/policies/ice-snow-economy/1").words
    assert "已失效" not in page(client, "/zh/policies/ice-snow-economy/1?as_of=2025-06-30").words
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
    words = page(client, f"/{lang}/search?page=0&colour=red&as_of=2026-13-40", 422).words
    for name in ("page", "colour", "as_of"):
        assert name in words
    assert ("必须是" in words) is (lang == "zh")
    body = client.get(f"/api/v1/search?page=0&colour=red&lang={lang}").get_json()
    assert {e["name"] for e in body["errors"]} == {"page", "colour"}


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
    from search_app.policy.library import read_library
    from search_app.search.generations import build_generation, publish

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
    assert "no such page" in page(client, "/en/x", 404).words
    assert client.get("/api/v1/x").mimetype == "application/problem+json"
    assert client.post("/zh/search").status_code == 405


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
    assert "index_build.py" in client.get("/zh/search").get_data(as_text=True)
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
    sources = "\n".join(p.read_text(encoding="utf-8") for p in (*web.rglob("*.py"), *web.rglob("*.html")))
    keys = {row["key"] for row in read_table("interface", "word")}
    used = set(re.findall(r"""\bt\(['"]([a-z0-9_]+)['"]\s*[,)]""", sources))
    assert used <= keys, used - keys
    prefixes = set(re.findall(r"""\bt\(f?['"]([a-z_]+_)(?:['"] ~|\{)""", sources))
    unused = {key for key in keys - used if not key.startswith(tuple(prefixes))}
    assert not unused, unused


def test_both_languages_fill_in_the_same_values() -> None:
    for row in read_table("interface", "word"):
        names = [set(re.findall(r"\{(\w+)\}", row[lang])) for lang in ("zh", "en")]
        assert names[0] == names[1], row["key"]


def test_factory_builds_an_index_when_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from search_app.web import app

    monkeypatch.setattr(app, "DEFAULT_HOME", tmp_path / "nothing")
    client = create_app(today=lambda: date(2026, 11, 22)).test_client()
    assert client.get("/api/v1/search?q=总部").get_json()["total"] > 0


# ── benefits over HTTP ──


def test_extract_reads_chinese_and_english(client: FlaskClient) -> None:
    zh = client.post("/api/v1/extract", json={"text": "对新建项目按投资额的5%给予补助，最高不超过300万元。"}).get_json()
    assert [(a["role"], a["value"]) for a in zh["amounts"]] == [("rate", 0.05), ("cap", 3_000_000)]
    assert zh["benefits"][0]["basis"] == "投资额" and zh["benefits"][0]["limits"] == [{"value": 3_000_000, "per": None}]
    assert [(a["bound"], a["why"]) for a in zh["amounts"]] == [
        ("exact", "rate-of-a-base"),
        ("at_most", "ceiling-of-grant"),
    ]
    spaced = client.post("/api/v1/extract", json={"text": "给 予 5 0 万 元 一 次 性 奖 励"}).get_json()
    assert [(a["text"], a["value"]) for a in spaced["amounts"]] == [("5 0 万 元", 500_000)]
    assert [b["award"] for b in spaced["benefits"]] == [500_000]
    en = client.post("/api/v1/extract", json={"text": "A grant of 5% of investment, up to RMB 3 million."}).get_json()
    assert [(a["role"], a["value"]) for a in en["amounts"]] == [("rate", 0.05), ("cap", 3_000_000)]


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
    assert "RMB 22.5 million" in words and "not a promise" in words
    assert "必须是元" in page(client, "/zh/policies/financial-opening/1?benefit=1&base=many").words
    assert "RMB 0" in page(client, "/en/policies/bio-economy/10?benefit=1&threshold=5").words
    assert "Missing: the base" in page(client, "/en/policies/financial-opening/1?benefit=1").words


def test_an_endeavour_is_marked_wherever_its_sum_is_shown(client: FlaskClient) -> None:
    for url in (
        "/zh/policies/digital-economy/7",
        "/zh/search?q=总部&document=digital-economy",
        "/zh/search/table?document=digital-economy",
    ):
        assert 'class="sought-label">协助争取' in client.get(url).get_data(as_text=True), url


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


def test_the_table_is_sorted_by_amount(client: FlaskClient) -> None:
    html = client.get("/zh/search/table?sort=amount&per_page=5").get_data(as_text=True)
    sums = re.findall(r"最高([\d,]+)万元|>([\d,]+)万元", html[html.index('class="sums"') :])
    values = [int((a or b).replace(",", "")) for a, b in sums]
    assert values[:5] == sorted(values[:5], reverse=True) and values[0] == 7500
    assert "<svg" in html
