"""The page of a company, and the same as JSON: the address holds the answers, faults stand at their fields."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from search_app.web.company.answers import is_empty, parse_answers, parse_facts, to_args
from search_app.web.requests import encode
from tests.matching.test_match import PHARMA, make_company

QUERY = encode(to_args(PHARMA))
FACTS: dict[str, Any] = {
    "industry": ["bio-economy", "manufacturing"], "foreign_owned": True, "rank": ["top500_world"],
    "headquarters": "regional", "revenue": 200_000_000, "investment": "3亿", "loans": "RMB 150 million",
    "products": {"class1_new_drug": 1, "class2_drug": 2, "class3_device": 3}, "people": 400, "titles": [],
    "newly_founded": "yes",
}  # fmt: skip


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_an_address_holds_every_answer() -> None:
    draw = random.Random(3)
    for company in (PHARMA, *(make_company(draw) for _ in range(60))):
        answers = parse_answers(to_args(company))
        assert (answers.company, dict(answers.faults), answers.unknown) == (company, {}, ())
    assert is_empty(parse_answers([("revenue", " "), ("rank", "")]).company)


def test_json_says_the_same_as_an_address() -> None:
    assert parse_facts({"facts": FACTS}) == (PHARMA, [])
    company, faults = parse_facts({"facts": {"rank": [], "products": {}, "talents": 0, "trade": ["软件", "芯片"]}})
    assert (company.rank, company.products, company.talents, company.trade, faults) == ((), (), 0, ("软件", "芯片"), [])


# ── the page ──


def test_the_money_of_what_fits_comes_first(client: FlaskClient) -> None:
    page = client.get(f"/zh/company?{QUERY}").get_data(as_text=True)
    said = text_of(page)
    assert said.index("合计最高8,800万元") < said.index("2,500万元") < said.index("还不能确定") < said.index("不适用")
    assert "5年合计" in said and "条文中名称与比例的对应有两种读法" in said
    assert "世界及国内500强、龙头企业或境内外上市公司 上市或排名：世界500强" in said
    assert 'href="/zh/policies/bio-economy/9#b-2"' in page
    assert "Set-Cookie" not in client.get(f"/zh/company?{QUERY}").headers


def test_the_page_is_light_and_says_tiers_of_one_clause_once(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        for query in (QUERY, "people=50", "industry=finance", "industry=bio-economy&rank=listed&revenue=3亿&people=50"):
            assert len(client.get(f"/{lang}/company?{query}").data) < 60_000, (lang, query)
    page = client.get("/zh/company?industry=bio-economy&people=50").get_data(as_text=True)
    decidable = page.split("回答即可确定")[1].split("</ul>")[0]
    tiers = re.findall(r'<p class="could">([^<]+)</p>\s*<p class="where"><a href="[^"]+bio-economy/7#', decidable)
    assert any("1,000万元" in sums and "500万元" in sums for sums in tiers), tiers


def test_the_english_page_is_in_english(client: FlaskClient) -> None:
    page = client.get(f"/en/company?{QUERY}").get_data(as_text=True)
    assert "up to RMB 88 million in total" in text_of(page) and "Listed or ranked: Fortune Global 500" in text_of(page)
    own = re.sub(r'<(q|span|p|blockquote)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.S)
    left = re.findall(r"[\u4e00-\u9fff]+", text_of(own))
    assert set(left) <= {"中文", "装备制造", "软件", "亿"}, left  # the toggle, and what may be typed


def test_the_next_question_stands_there_with_its_field(client: FlaskClient) -> None:
    without = QUERY.replace("&headquarters=regional", "")
    page = client.get(f"/zh/company?{without}").get_data(as_text=True)
    form = re.search(r'<form class="next".*?</form>', page, re.S)
    assert form and 'name="headquarters" value="regional"' in form.group()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group())
    carried = parse_answers([(name, unescape(value)) for name, value in hidden]).company
    assert carried == replace(PHARMA, headquarters=None)


def test_a_company_can_say_that_it_meets_the_rest(client: FlaskClient) -> None:
    page = client.get(f"/zh/company?{QUERY}").get_data(as_text=True)
    assert '<button name="holds" value="bio-economy/16/b1">' in page
    said = client.get(f"/zh/company?{QUERY}&holds=bio-economy/16/b1").get_data(as_text=True)
    assert "其他要求：您已确认符合" in text_of(said)
    withdraw = re.search(r'<p class="confirm"><a href="([^"]+)"', said)
    assert withdraw and parse_answers(parse_qsl(unescape(withdraw.group(1)).partition("?")[2])).company == PHARMA


def test_an_empty_page_asks_and_answers_nothing(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        page = client.get(f"/{lang}/company").get_data(as_text=True)
        assert page.count("<fieldset") == 10 and 'class="fits"' not in page
    assert 'href="/zh/company"' in client.get("/zh/").get_data(as_text=True)


def test_every_fault_stands_at_its_field(client: FlaskClient) -> None:
    query = encode(
        [("revenue", "很多"), ("people", "-3"), ("rank", "none"), ("rank", "listed"), ("products.class2_drug", "x"),
         ("industry", "fishing"), ("newly_founded", "perhaps"), ("county", "上海"), ("loans", "99999万亿"), ("colour", "1"), ("holds", "x")]
    )  # fmt: skip
    answer = client.get(f"/zh/company?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'class="fits"' not in page
    fields = re.findall(r'class="fault" id="fault-([a-z_]+)"', page)
    assert sorted(fields) == sorted(
        ["industry", "rank", "revenue", "loans", "products", "people", "county", "newly_founded"]
    )
    assert 'value="很多"' in page and "<code>colour</code>" in page and "须是扶持事项的编号" in page


@pytest.mark.parametrize("value", ['"><script>x</script>', "\x00", "{{7*7}}", "﷽" * 40, "' or 1=1", "1e999", "٣", "-0"])
def test_hostile_answers_are_faults_or_words(client: FlaskClient, value: str) -> None:
    for name in ("revenue", "people", "trade", "industry", "products.class1_new_drug", value[:20] or "x"):
        answer = client.get("/zh/company", query_string={name: value})
        page = answer.get_data(as_text=True)
        assert answer.status_code in (200, 422) and "<script>x" not in page and "Traceback" not in page


# ── the same for programs ──


def test_the_api_gives_everything_with_its_reason(client: FlaskClient) -> None:
    found = client.post("/api/v1/match", json={"facts": FACTS}).get_json()
    fits = {one["benefit"]: one for one in found["fits"]}
    assert (fits["bio-economy/9/b2"]["yearly"], fits["bio-economy/9/b2"]["total"]) == (5_000_000, 25_000_000)
    assert found["together"]["total"] == 88_000_000
    for one in (*found["fits"], *found["no"], *found["cannot_tell"]):
        assert one["because"] and all(words["zh"] and words["en"] for words in one["because"])
        assert one["links"]["zh"] and one["validity"] and one["clause"].startswith(one["document"])
    assert all(one["reasons"] for one in found["apart"])
    pairs = {tuple(one.rpartition("/")[0] for one in pair[:2]) for pair in found["not_together"]}
    assert ("financial-opening/13", "innovation-35/28") in pairs


BODIES: dict[str, tuple[Any, set[str]]] = {
    "no facts": ({}, {"facts"}),
    "a list": ([], {"facts"}),
    "facts a list": ({"facts": []}, {"facts"}),
    "every fault at once": (
        {"facts": {"revenue": -1, "people": 1.5, "rank": {"a": 1}, "x": 1, "titles": ["none", "unicorn"],
                   "products": {"class9": 1}, "county": 3, "foreign_owned": "perhaps"}, "y": 2},
        {"facts.revenue", "facts.people", "facts.rank", "facts.x", "facts.titles", "facts.products.class9",
         "facts.county", "facts.foreign_owned", "y"},
    ),
    "too many": ({"facts": {"titles": ["unicorn"] * 500}}, {"facts.titles"}),
    "nested": ({"facts": {"industry": [["finance"]]}}, {"facts.industry"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_faulty_body_names_every_fault(client: FlaskClient, name: str) -> None:
    body, fields = BODIES[name]
    answer = client.post("/api/v1/match", json=body)
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert {one["name"] for one in answer.get_json()["errors"]} == fields


def test_null_is_no_answer_and_an_empty_list_is_one(client: FlaskClient) -> None:
    def count(**facts: Any) -> int:
        return len(client.post("/api/v1/match", json={"facts": facts}).get_json()["no"])

    assert count(rank=None) == count() < count(rank=[]) == count(rank=["none"])


def test_the_description_names_the_call(client: FlaskClient) -> None:
    described = json.loads(client.get("/api/v1/openapi.json").data)
    body = described["paths"]["/api/v1/match"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(FACTS) <= set(body["properties"]["facts"]["properties"])
    assert "/api/v1/match" in client.get("/en/api").get_data(as_text=True)
    assert client.options("/api/v1/match").status_code == 204
