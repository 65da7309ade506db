"""What is read from the words of a query, as readers and programs see it: chips, filters, the day, the order."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from search_app.search.published.generations import Generation
from search_app.search.query.plan import read_query
from tests.conftest import TODAY


def search(client: FlaskClient, q: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string={"q": q, "per_page": 100, **more})
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in found["hits"]]


def chip_links(client: FlaskClient, address: str, q: str | None = None) -> dict[str, dict[str, str]]:
    """By the words of each chip: the links to what meets it alone, and to the results without it."""
    page = client.get(address, query_string={"q": q} if q else None).get_data(as_text=True)
    found = {}
    for chip in re.findall(r'<span class="chip">(.*?)</span>', page):
        words = re.sub(r"<[^>]+>|×", "", chip)
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', chip)]
        found[unescape(words)] = {"off": links[-1], **({"only": links[0]} if len(links) > 1 else {})}
    return found


def args_of(link: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(link).query)


def test_what_was_read_is_said(client: FlaskClient) -> None:
    read = search(client, "市里出钱的总部奖励 不要贷款")["query"]["read"]
    assert read == [
        {"field": "payer", "op": "is", "value": "city", "text": "市里出钱的", "weight": "should"},
        {"field": "kind", "op": "not", "value": "loan", "text": "不要贷款", "weight": "must"},
    ]
    assert search(client, "市里出钱的总部奖励", exact=1)["query"]["read"] == []


@pytest.mark.parametrize(
    ("lang", "q", "payer"),
    [
        ("zh", "市里出钱的总部奖励", "资金来源：市级财政"),
        ("en", "headquarters awards paid by the city", "Source of funds: Municipal treasury"),
    ],
)
def test_a_chip_can_be_confirmed_and_taken_off(client: FlaskClient, lang: str, q: str, payer: str) -> None:
    chip = chip_links(client, f"/{lang}/search", q)[payer]
    assert ("payer", "city") in args_of(chip["only"])
    taken_off = dict(args_of(chip["off"]))
    assert taken_off["unread"] and taken_off["unread"] in q
    assert payer not in chip_links(client, chip["off"]) and payer not in chip_links(client, chip["only"])
    confirmed = search(client, q, payer="city")
    assert [one["weight"] for one in confirmed["query"]["read"] if one["field"] == "payer"] == ["must"]
    assert all(any(b["payer"] == "city" for b in hit["benefits"]) for hit in confirmed["hits"])


def test_words_of_the_day_filter_and_ended_texts_go(client: FlaskClient) -> None:
    every, now = search(client, "人才"), search(client, "今年还有效的 人才")
    assert {hit["validity"]["status"] for hit in every["hits"]} >= {"expired"}
    assert not {hit["validity"]["status"] for hit in now["hits"]} & {"expired", "repealed"}
    gone = search(client, "已经作废的 人才")
    assert gone["hits"] and {hit["validity"]["status"] for hit in gone["hits"]} <= {"expired", "repealed"}
    chosen = search(client, "今年还有效的 人才", validity="expired")  # what was chosen stands
    assert {hit["validity"]["status"] for hit in chosen["hits"]} == {"expired"}
    assert len(search(client, "今年还有效的 人才", unread="今年还有效的")["hits"]) > len(now["hits"])


def test_a_superlative_orders_by_the_sum_granted(client: FlaskClient) -> None:
    hits = search(client, "the biggest awards")["hits"]
    sums = [hit["headline"]["value"] for hit in hits if hit["headline"]]
    assert sums == sorted(sums, reverse=True) and sums[0] == 75_000_000
    assert ids(search(client, "the biggest awards", sort="document"))[0] != hits[0]["id"]


@pytest.mark.parametrize(
    ("q", "left_out", "kept"),
    [
        ("help for a ski resort, but no loans please", "ice-snow-economy/8", "ice-snow-economy/1"),
        ("总部奖励 不含金融", "financial-opening/1", "digital-economy/7"),
        ("人才待遇，金融行业的不要", "financial-opening/18", "digital-economy/6"),
        ("research platforms, but neither biology nor digital", "bio-economy/1", "innovation-35/20"),
        ("种植户能领的钱，不要保险", "bio-economy/15", "bio-economy/14"),
    ],
)
def test_what_is_not_wanted_is_left_out(client: FlaskClient, q: str, left_out: str, kept: str) -> None:
    found = ids(search(client, q))
    assert left_out not in found and kept in found


def test_what_cannot_be_left_out_is_said_and_is_no_wish(client: FlaskClient, generation: Generation) -> None:
    found = search(client, "总部奖励 除了鑫淼焱以外")
    assert found["query"]["not_understood"] == ["除了鑫淼焱以外"]
    assert "鑫" not in "".join(wish.typed for wish in read_query("总部奖励 除了鑫淼焱以外", generation.lexicon).wishes)


@pytest.mark.parametrize(
    "q", ["注册资本3000万的公司", "spends 20% of revenue on R&D", "我们去年营收200万", "打算投5000万建厂"]
)
def test_a_figure_of_ones_own_is_no_wanted_grant(generation: Generation, q: str) -> None:
    wishes = read_query(q, generation.lexicon, day=TODAY).wishes
    assert not [n for wish in wishes for n in wish.needles if n.view == "figures" and n.text.startswith("g:")]


def test_a_condition_that_is_met_weighs(client: FlaskClient) -> None:
    first = ids(search(client, "生物企业 年主营业务收入2亿元"))[:3]
    assert "bio-economy/10" in first


def test_kind_office_and_years_filter(client: FlaskClient) -> None:
    taxed = search(client, "", kind="tax")
    assert taxed["hits"] and all(any(b["kind"] == "tax" for b in hit["benefits"]) for hit in taxed["hits"])
    counted = {value["value"]: value["count"] for value in search(client, "")["facets"]["kind"]}
    assert counted["tax"] == taxed["total"] and "none" in counted and counted["loan"] >= counted["guarantee"]
    led = search(client, "", responsible="commerce")
    assert led["hits"] and all(hit["departments"][0]["id"] == "commerce" for hit in led["hits"])
    long = search(client, "", duration_min=5)
    assert long["hits"] and all("P5Y" in [b["duration"] for b in hit["benefits"]] for hit in long["hits"])
    page = client.get("/zh/search?responsible=commerce&duration_min=5&kind=grant").get_data(as_text=True)
    assert all(words in page for words in ("牵头单位：", "至少5年", "支持方式：资金"))


def test_an_empty_answer_says_which_words_emptied_it(client: FlaskClient) -> None:
    page = client.get("/zh/search", query_string={"q": "仿制药一致性评价 已经作废的"}).get_data(as_text=True)
    assert "已经作废的" in page and "unread" in page


@pytest.mark.parametrize(
    ("q", "sides"),
    [
        ("智能工厂跟数字化车间哪个补得多", {"digital-economy/1", "bio-economy/12"}),
        ("数字经济和生物经济，哪边的总部奖励比例高", {"digital-economy/7", "bio-economy/9"}),
    ],
)
def test_both_sides_of_a_comparison_are_shown(client: FlaskClient, q: str, sides: set[str]) -> None:
    assert sides <= set(ids(search(client, q))[:5])
