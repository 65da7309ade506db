"""Citations over HTTP: where a citation leads, what a program is told, and what a page of results says of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from search_app import create_app
from search_app.library.library import read_library
from search_app.search.published.generations import build_generation, publish
from tests.conftest import TODAY
from tests.web.test_addresses import TIERS, serve, write
from tests.web.test_http import Page

EN = {"Accept-Language": "en"}


def page(client: FlaskClient, cite: str, status: int, lang: str = "en") -> str:
    answer = client.get("/id", query_string={"cite": cite}, headers={"Accept-Language": lang})
    assert answer.status_code == status, (cite, answer.status_code)
    assert answer.headers["Vary"].startswith("Accept-Language") and answer.headers["Cache-Control"] == "no-cache"
    html = answer.get_data(as_text=True)
    Page(html)
    return html


def leads_to(client: FlaskClient, cite: str, lang: str = "zh") -> str:
    answer = client.get("/id", query_string={"cite": cite}, headers={"Accept-Language": lang})
    assert answer.status_code == 303 and answer.headers["Vary"] == "Accept-Language", cite
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("cite", "path"),
    [
        ("金融开放招商若干政策措施第十三条", "financial-opening/13"), ("金融 九", "financial-opening/9"), ("Art. 9 of the bio-economy measures", "bio-economy/9"),
        ("https://other.example/pre/en/policies/bio-economy/9?q=x#c", "bio-economy/9"), ("bio-economy/9/b1", "bio-economy/9#b-1"),
        ("《新时代鹤岗创新发展35条》", "innovation-35"), ("innovation-35", "innovation-35"), ("创新35", "innovation-35"), ("  bio-economy/closing ", "bio-economy/closing"),
        ("生物经济第九条第二款", "bio-economy/9"), ("《新时代鹤岗创新发展35条》（以下简称《三十五条》）第九条", "innovation-35/9"),
    ],
)  # fmt: skip
def test_a_citation_leads_to_its_clause_in_the_readers_language(client: FlaskClient, cite: str, path: str) -> None:
    assert leads_to(client, cite) == f"/zh/policies/{path}"
    assert leads_to(client, cite, "en") == f"/en/policies/{path}"
    assert client.head("/id", query_string={"cite": cite}).status_code == 303
    assert client.get("/id/", query_string={"cite": cite}).status_code == 303
    there = client.get(f"/en/policies/{path.partition('#')[0]}")
    assert there.status_code == 200


def test_the_language_and_the_day_can_be_asked_for(client: FlaskClient) -> None:
    answer = client.get("/id?cite=bio-economy/9&lang=en&as_of=2025-01-01")
    assert answer.headers["Location"] == "/en/policies/bio-economy/9?as_of=2025-01-01"
    assert client.get("/id?cite=bio-economy/9&lang=fr&x=1", headers=EN).status_code == 422


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_several_that_fit_are_a_choice_in_both_languages(client: FlaskClient, lang: str) -> None:
    for cite, ids in {
        "第九条": ["digital-economy/9", "innovation-35/9"],
        "经济第九条": ["digital-economy/9", "bio-economy/9", "ice-snow-economy/9"],
        "金融第三条至第五条": ["financial-opening/3", "financial-opening/4", "financial-opening/5"],
        "bio-economy/9 OR bio-economy/3": ["bio-economy/9", "bio-economy/3"],
    }.items():
        html = page(client, cite, 300, lang)
        links = re.findall(r'href="/(zh|en)/policies/([a-z0-9-]+/\d+)"', html)
        assert set(ids) <= {clause for _, clause in links} and {one for one, _ in links} == {lang}
        other = "en" if lang == "zh" else "zh"
        assert re.search(rf'href="/id\?cite=[^"]*&amp;lang={other}"', html)


def test_what_is_held_and_what_is_not_are_told_apart(client: FlaskClient) -> None:
    html = page(client, "金融第3、99条", 300)
    assert "/en/policies/financial-opening/3" in html and "has no clause 99; it has 23 clauses" in html


@pytest.mark.parametrize(
    ("cite", "words", "near"),
    [
        ("金融第九十九条", "has no clause 99; it has 23 clauses", ["financial-opening/23", "financial-opening"]),
        ("bio-economy/99", "has no clause 99; it has 20 clauses", ["bio-economy/20", "bio-economy"]),
        ("《中华人民共和国公司法》第二十条", "is not held", []), ("《黑龙江省金融开放招商若干政策措施》第二条", "is not held", ["financial-opening/2", "financial-opening"]),
        ("bio-economy/9/b77", "Nearest", ["bio-economy/9"]), ("hello", "could not be read as a citation", []), ("<script>alert(1)</script>", "could not be read as a citation", []),
    ],
)  # fmt: skip
def test_what_is_not_found_is_said_with_what_is_near(
    client: FlaskClient, cite: str, words: str, near: list[str]
) -> None:
    html = page(client, cite, 404)
    assert words in html and "<script>alert" not in html
    assert all(f'href="/en/policies/{one}"' in html for one in near)
    assert "没有找到所引的条款" in page(client, cite, 404, "zh")


@pytest.mark.parametrize(("cite", "words"), [("", "No citation"), ("   ", "No citation"), ("九" * 501, "longer than 500"), ("a\x00b", "cannot be read"), ("\ufffd", "cannot be read")])  # fmt: skip
def test_what_cannot_be_a_citation_is_said(client: FlaskClient, cite: str, words: str) -> None:
    assert words in page(client, cite, 400)
    assert client.get("/id", headers=EN).status_code == 400
    assert client.get("/id?cite=bio-economy/9&cite=bio-economy/8").status_code == 400


def test_what_was_withdrawn_answers_as_its_own_address_does(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus", "tea", TIERS)
    serve(tmp_path / "corpus", tmp_path / "a", date(2026, 11, 26))
    write(tmp_path / "corpus", "tea", TIERS[: TIERS.index("。") + 1])
    gone = serve(tmp_path / "corpus", tmp_path / "b", date(2026, 12, 26))
    for path in ("/id/tea/1/b2", "/id?cite=tea/1/b2"):
        answer = gone.get(path, headers=EN)
        words = answer.get_data(as_text=True)
        assert answer.status_code == 410 and "26 December 2026" in words and "/en/policies/tea/1" in words
    (found,) = gone.get("/api/v1/cite?text=tea/1/b2").get_json()["found"]
    assert found["status"] == "not_held" and found["id"] is None and found["candidates"] == ["tea"]
    assert "was withdrawn" in gone.get("/en/search?q=tea/1/b2").get_data(as_text=True)


def test_links_keep_to_the_path_of_the_site(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://gov.example/policies-site")
    site = create_app(index=home, today=lambda: TODAY).test_client()
    where = {"base_url": "https://gov.example", "headers": EN}
    assert site.get("/policies-site/id?cite=bio-economy/9", **where).headers["Location"] == (
        "/policies-site/en/policies/bio-economy/9"
    )
    html = site.get("/policies-site/id?cite=第九条", **where).get_data(as_text=True)
    assert 'href="/policies-site/en/policies/bio-economy/9"' in html and 'href="/policies-site/id?cite=' in html
    html = site.get("/policies-site/en/search?q=金融第九十九条", **where).get_data(as_text=True)
    assert 'href="/policies-site/en/policies/financial-opening/23"' in html


# ── versions ──


def test_the_version_that_is_cited_is_shown(tmp_path: Path) -> None:
    entry = '[[document]]\nid = "tea"\ntitle = "丙市支持茶产业发展若干措施"\nfile = "{0}.txt"\nissued = {0}-01-01\nissued_source = "x"\n'
    for year in (2024, 2026):
        write(tmp_path, str(year), f"对茶企给予奖励{year}万元。")
    (tmp_path / "catalogue.toml").write_text(entry.format(2024) + entry.format(2026), encoding="utf-8")
    publish(build_generation(read_library(tmp_path), tmp_path / "index", "x"))
    site = create_app(index=tmp_path / "index", today=lambda: TODAY).test_client()
    assert leads_to(site, "茶产业措施第一条") == "/zh/policies/tea/1"
    for cite in ("tea@2024-01-01/1", "茶产业措施（2024年版）第一条", "https://h/en/policies/tea/1?as_of=2024-05-05"):
        there = leads_to(site, cite)
        assert there.startswith("/zh/policies/tea/1?as_of=20") and "2024万元" in site.get(there).get_data(as_text=True)


# ── for programs ──


def test_a_program_gets_every_citation_of_a_text(client: FlaskClient) -> None:
    text = "依据金融第三条、第99条、《公司法》第二十条和第九条，见bio-economy/9。"
    answer = client.get("/api/v1/cite", query_string={"text": text})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    got = answer.get_json()
    assert got == client.post("/api/v1/cite", json={"text": text}).get_json() and got["not_looked_at"] == 0
    assert [(one["status"], one["id"]) for one in got["found"]] == [
        ("found", "financial-opening/3"), ("unknown", None), ("not_held", None), ("not_held", None), ("found", "bio-economy/9"),
    ]  # fmt: skip
    assert all(one["text"] == text[one["start"] : one["end"]] for one in got["found"])
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]
    validator = Draft202012Validator({"$ref": "#/components/schemas/Citations", "components": schemas})
    validator.validate(got)


def test_a_number_alone_is_ambiguous(client: FlaskClient) -> None:
    (one,) = client.get("/api/v1/cite?text=第九条规定").get_json()["found"]
    assert one["status"] == "ambiguous" and len(one["candidates"]) == 6 and one["id"] is None


def test_a_whole_memo_can_be_sent_and_a_longer_one_is_refused(client: FlaskClient) -> None:
    memo = ("创新35条第十二条。" * 3_000)[:20_000]
    for answer in (client.get("/api/v1/cite", query_string={"text": memo}), client.post("/api/v1/cite", json={"text": memo})):  # fmt: skip
        got = answer.get_json()
        assert len(got["found"]) == 300 and got["not_looked_at"] == memo.count("第十二条") - 300
    assert client.get("/api/v1/cite", query_string={"text": memo + "。"}).status_code == 422
    assert client.post("/api/v1/cite", json={"text": memo + "。"}).status_code == 422
    for path in (
        "/api/v1/cite",
        "/api/v1/cite?text=a&text=b",
        "/api/v1/cite?text=a&x=1",
        "/api/v1/cite?text=a&as_of=9",
    ):
        assert client.get(path).status_code == 422, path
    assert client.get("/api/v1/cite?text=").get_json() == {"found": [], "not_looked_at": 0}
    assert client.get("/zh/search", query_string={"q": memo}).status_code == 422


def test_the_description_tells_of_both_addresses(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    assert set(paths["/api/v1/cite"]) == {"get", "post"} and {"303", "300", "404"} <= set(
        paths["/id"]["get"]["responses"]
    )
    assert "/id?cite=" in client.get("/en/api").get_data(as_text=True)


@pytest.mark.parametrize("name", ["cite", "extract", "estimate"])
def test_other_sites_may_post_to_it(client: FlaskClient, name: str) -> None:
    headers = client.options(f"/api/v1/{name}").headers
    assert headers["Access-Control-Allow-Methods"] == "POST" and headers["Access-Control-Allow-Origin"] == "*"


# ── in the search box ──


def notes(client: FlaskClient, q: str, lang: str = "en") -> str:
    html = client.get(f"/{lang}/search", query_string={"q": q}).get_data(as_text=True)
    Page(html)
    return " ".join(re.findall(r'<div class="notice cited">.*?</div>|<p class="notice">.*?</p>', html, re.S))


@pytest.mark.parametrize(
    ("q", "words", "clause"),
    [
        ("金融第三条", "You cited:", "financial-opening/3"), ("依据创新35条第十二条", "You cited:", "innovation-35/12"),
        ("生物经济第九条第二款", "“第二款”", "bio-economy/9"), ("第九条", "may mean any of these 6", "bio-economy/9"),
        ("金融第九十九条", "has no clause 99", "financial-opening/23"), ("《鹤岗市金融开放招商若干政策措施》", "this document", "financial-opening"),
    ],
)  # fmt: skip
def test_a_page_of_results_says_what_was_cited(client: FlaskClient, q: str, words: str, clause: str) -> None:
    said = notes(client, q)
    assert words in said and f'href="/en/policies/{clause}"' in said
    assert notes(client, q, "zh")


def test_hits_of_an_invented_clause_are_not_shown_as_if_it_were_found(client: FlaskClient) -> None:
    for q in ("金融第九十九条", "公司法第二十条"):
        assert "they are not what you cited" in notes(client, q)
        assert client.get("/api/v1/search", query_string={"q": q}).get_json()["query"]["cited"] == []
    assert "not what you cited" not in notes(client, "金融第三条") and notes(client, "贷款贴息") == ""
