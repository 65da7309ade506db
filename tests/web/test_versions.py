"""Several versions of a document over HTTP: every address shows the version of the day that is asked for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from search_app import create_app
from search_app.library.library import read_library
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from tests.library.test_versions import CLAUSES, catalogue, register, write
from tests.web.test_http import Page

TODAY = date(2026, 11, 22)
HOSTILE = "对<script>alert(1)</script>基地给予奖励10万元。"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(index=publish_versions(tmp_path_factory), today=lambda: TODAY).test_client()


def publish_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Versions from 2024, 2026 and 2027; today it is 2026. The hotel went in 2026, the chips come in 2027."""
    corpus = tmp_path_factory.mktemp("corpus")
    catalogue(corpus, "")
    plant, chips = CLAUSES["plant"], CLAUSES["chips"]
    years = {
        2024: [plant, CLAUSES["hotel"], HOSTILE],
        2026: [plant.replace("300万元", "500万元"), HOSTILE],
        2027: [plant.replace("300万元", "800万元"), HOSTILE.replace("10万元", "15万元"), chips],
    }
    for year, clauses in years.items():  # as they come: the ids of one build are those of the next
        write(corpus, f"{year}.txt", year, clauses)
        register(corpus)
    twin = plant.replace("300万元", "250万元").replace("新建厂房的企业", "新建厂房的工业企业")
    (corpus / "twin.txt").write_text(f"丙市办法\n第一条 {twin}\n", encoding="utf-8")
    (corpus / "other.txt").write_text("乙市办法\n第一条 对数据中心给予补助。\n", encoding="utf-8")
    home = tmp_path_factory.mktemp("index")
    publish(build_generation(read_library(corpus), home, fingerprint(corpus)))
    return home


def page(site: FlaskClient, path: str, status: int = 200) -> str:
    answer = site.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    html = answer.get_data(as_text=True)
    Page(html)
    return html


def total(site: FlaskClient, query: str) -> int:
    return int(site.get(f"/api/v1/search?{query}").get_json()["total"])


@pytest.mark.parametrize(("day", "sum_"), [("2023-01-01", 300), ("2025-05-05", 300), ("", 500), ("2028-01-01", 800)])
def test_every_answer_is_that_of_the_day(site: FlaskClient, day: str, sum_: int) -> None:
    asked = f"?as_of={day}" if day else ""
    for path in ("/zh/policies/industry/1", "/zh/policies/industry", "/zh/search?q=厂房&document=industry"):
        html = page(site, path + (f"&as_of={day}" if day and "?" in path else asked))
        html = html.split('<div class="overlap">')[0]
        assert set(re.findall(r"不超过(?:<[^>]+>)*(\d+)万元", html)) == {str(sum_)}, path
    clause = site.get(f"/api/v1/clauses/industry/1{asked}").get_json()
    assert clause["headline"]["value"] == sum_ * 10_000
    document = site.get(f"/api/v1/documents/industry{asked}").get_json()
    assert f"{sum_}万元" in document["clauses"][0]["text"]["zh"]
    assert document["version"] == clause["version"]
    found = site.get(f"/api/v1/search?q=%22{sum_}万元%22" + (f"&as_of={day}" if day else "")).get_json()
    assert [hit["id"] for hit in found["hits"]] == ["industry/1"]


def test_search_finds_nothing_of_other_versions(site: FlaskClient) -> None:
    assert total(site, "q=星级饭店&exact=1") == 0 and total(site, "q=星级饭店&exact=1&as_of=2025-01-01") == 1
    assert total(site, "q=集成电路&exact=1") == 0 and total(site, "q=集成电路&exact=1&as_of=2027-01-01") == 1
    for day in ("2025-01-01", "2026-11-22", "2027-02-02"):
        answer = site.get(f"/api/v1/search?as_of={day}").get_json()
        for facet, values in answer["facets"].items():
            for value in values:
                if facet != "amount":
                    assert total(site, f"as_of={day}&{facet}={value['value']}") == value["count"], (facet, value)


def test_links_keep_the_day(site: FlaskClient) -> None:
    for path in ("/zh/search?as_of=2025-01-01", "/zh/policies?as_of=2025-01-01", "/zh/policies/industry?as_of=2025-01-01",
                 "/zh/policies/industry/2?as_of=2025-01-01"):  # fmt: skip
        links = [
            link for link in Page(page(site, path)).links if "/policies/industry" in link and "/changes" not in link
        ]
        bare = [link for link in links if "as_of=" not in link]
        # Only the way to the version of today has no day.
        assert links and all(link in ("/zh/policies/industry", "/zh/policies/industry/2") for link in bare), bare


def test_a_reader_is_told_which_version_this_is(site: FlaskClient) -> None:
    former = page(site, "/zh/policies/industry?as_of=2025-01-01")
    assert "旧版本，自2026年1月1日起" in former and "/changes?version=2026-01-01" in former
    current = page(site, "/zh/policies/industry")
    assert "自2027年1月1日起有新版本" in current and "as_of=2027-01-01" in current
    coming = page(site, "/en/policies/industry?as_of=2027-01-01")
    assert "It is not in force yet" in coming
    gone = page(site, "/zh/policies/industry/2")
    assert "旧版本" in gone and "其中没有本条" in gone and "自2026年1月1日起由新版本取代" in gone
    assert "版本" not in page(site, "/zh/policies/other")


def test_a_clause_says_when_it_was_amended_and_is_cited_with_its_day(site: FlaskClient) -> None:
    html = page(site, "/zh/policies/industry/1")
    assert "修订记录" in html and "changes?version=2026-01-01#c-1" in html
    assert 'value="http://localhost/id/industry/1"' in html
    assert "/id/industry/1?as_of=2024-01-01" in page(site, "/zh/policies/industry/1?as_of=2025-05-05")
    moved = site.get("/id/industry/1?as_of=2025-05-05")
    assert moved.status_code == 303 and moved.location.endswith("/zh/policies/industry/1?as_of=2025-05-05")
    alias = site.get("/id/industry/第一条?as_of=2025-05-05")
    assert alias.status_code == 301 and alias.location.endswith("/id/industry/1?as_of=2025-05-05")


def test_the_printed_number_is_shown_and_the_id_stays(site: FlaskClient) -> None:
    html = page(site, "/zh/policies/industry/3")
    assert "<h1>第2条" in html and "第二条" in html


def test_what_changed(site: FlaskClient) -> None:
    html = page(site, "/zh/policies/industry/changes?version=2026-01-01")
    assert "<del>300</del>" in html and "<ins>500</ins>" in html
    assert 'id="c-2"' in html and "删除" in html and "<script>alert" not in html
    assert "最高300万元" in html and "最高500万元" in html, "the largest sum before and after"
    newest = page(site, "/en/policies/industry/changes")
    assert "<ins>800</ins>" in newest and "Added" in newest and "version=2026-01-01" in newest
    assert "只收录了一个版本" in page(site, "/zh/policies/other/changes")
    assert "1 January 2026, 1 January 2027" in page(site, "/en/policies/industry/changes?version=2020-01-01", 422)
    page(site, "/en/policies/industry/changes?colour=red", 422)
    page(site, "/en/policies/nothing/changes", 404)


def test_what_changed_as_json_is_as_described(site: FlaskClient) -> None:
    openapi = site.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Revision", "components": openapi["components"]}
    answer = site.get("/api/v1/documents/industry/changes?version=2026-01-01").get_json()
    Draft202012Validator(schema).validate(answer)
    edits = answer["changes"][0]["edits"]
    assert "".join(e["text"] for e in edits if e["kind"] != "added") == CLAUSES["plant"]
    assert site.get("/api/v1/documents/other/changes").status_code == 404
    assert site.get("/api/v1/documents/industry/changes?version=x").status_code == 422
    versions = site.get("/api/v1/documents/industry").get_json()["versions"]
    assert [v["version"] for v in versions] == ["2024-01-01", "2026-01-01", "2027-01-01"]
    for one in versions:
        assert site.get(one["json"]).get_json()["version"] == one["version"]


def test_an_estimate_is_that_of_the_version_shown(site: FlaskClient) -> None:
    asked = "benefit=1&base=200000000"
    assert "500万元" in page(site, f"/zh/policies/industry/1?{asked}")
    assert "300万元" in page(site, f"/zh/policies/industry/1?{asked}&as_of=2025-01-01")
    form = page(site, "/zh/policies/industry/1?as_of=2025-01-01")
    assert '<input type="hidden" name="as_of" value="2025-01-01">' in form


def test_every_link_of_an_answer_leads_to_what_it_shows(site: FlaskClient) -> None:
    found = site.get("/api/v1/search?q=厂房&document=industry&as_of=2025-01-01").get_json()["hits"][0]
    for address in (found["links"]["json"], "/api/v1/clauses/industry/1?as_of=2025-01-01"):
        assert "300万元" in site.get(address).get_json()["text"]["zh"]
    assert "不超过" in page(site, found["links"]["zh"]) and "300" in page(site, found["links"]["zh"])
    html = page(site, "/zh/policies/industry/1?as_of=2025-01-01")
    assert "/api/v1/clauses/industry/1?as_of=2025-01-01" in html
    gone = page(site, "/zh/policies/industry/2")
    neighbours = [link for link in Page(gone).links if "/policies/industry/" in link and "changes" not in link]
    assert neighbours and all(
        "as_of=" in link
        for link in neighbours
        if not re.search(r"/2(?:\.\w+|\?benefit=\d#estimate|\?terms=0#text)?$", link)
    ), neighbours


def test_overlaps_show_what_counts_on_the_day(site: FlaskClient) -> None:
    """x/1 overlaps with a clause whose newest version is yet to come: what it will say is not said today."""
    today, later = page(site, "/zh/policies/twin/1"), page(site, "/zh/policies/twin/1?as_of=2027-06-01")
    assert "800万元" not in today and "800万元" in later


def test_home_and_links_to_search_keep_the_day(site: FlaskClient) -> None:
    page(site, "/zh/?as_of=foo", 422)
    assert "as_of=2025-01-01" in page(site, "/zh/?as_of=2025-01-01")
    assert "/zh/search?document=industry&amp;as_of=2025-01-01" in page(site, "/zh/policies?as_of=2025-01-01")


def test_every_revision_is_a_page_of_its_own(site: FlaskClient) -> None:
    html = page(site, "/zh/policies/industry/changes?version=2026-01-01")
    assert re.search(r'rel="canonical" href="[^"]*/changes\?version=2026-01-01"', html)
    assert site.get("/api/v1/documents/nope/changes?version=2023-06-01").status_code == 404
