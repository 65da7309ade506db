"""Are both sides of a comparison seen at once?"""

from __future__ import annotations

from datetime import date

import pytest

from search_app.data import read_table
from search_app.search.answer import answer
from search_app.search.asked.comparing import find_comparison
from search_app.search.engine import Found
from search_app.search.fusion import show_both
from search_app.search.model import Query
from search_app.search.published.opening import Generation

TODAY = date(2026, 11, 22)
(ROW,) = read_table("asking", "comparison")


@pytest.mark.parametrize("q", ROW["yes"])
def test_a_comparison_is_read(q: str) -> None:
    assert find_comparison(q) is not None


@pytest.mark.parametrize(
    "q", [*ROW["no"], "企业和银行的贷款", "哪个局管贷款和担保", "head office and branch", "", "和", "A和", "比较"]
)
def test_what_joins_two_things_is_no_comparison(q: str) -> None:
    assert find_comparison(q) is None


@pytest.mark.parametrize(
    ("q", "sides", "rest"),
    [
        ("国家级大赛和省级大赛哪个奖得多", ("国家级大赛", "省级大赛"), "奖得多"),
        ("贴息跟担保费补贴，对小企业来说哪种更划算", ("贴息", "担保费补贴"), "对小企业来说 划算"),
        ("搬来的企业与新办的企业设总部有什么不同", ("搬来的企业", "新办的企业"), "设总部"),
        ("head office subsidies: banks versus insurers", ("banks", "insurers"), "head office subsidies"),
        (
            "what is the difference between a laboratory and a workstation?",
            ("a laboratory", "a workstation"),
            "what is the",
        ),
    ],
)
def test_what_is_compared_and_what_is_asked_of_both(q: str, sides: tuple[str, str], rest: str) -> None:
    found = find_comparison(q)
    assert found and found.sides == sides and found.rest == rest


@pytest.mark.parametrize(
    "q", ["影视拍摄和滑雪场哪个补得多", "院士工作站和首贷户贴息，差多少", "film shooting versus ski resorts"]
)
def test_both_sides_are_among_the_first(q: str, generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q=q), generation)
    assert [one.field for one in page.read if one.field == "compare"] == ["compare"] * 2
    sides = find_comparison(q)
    assert sides
    for question in sides.questions:
        (best, *_) = answer(Query(as_of=TODAY, q=question), generation).hits
        assert best.clause.id in [hit.clause.id for hit in page.hits[:4]]


def test_a_side_that_is_taken_off_is_not_compared(generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q="院士和博士哪个给得多", unread=("院士",)), generation)
    assert [one for one in page.read if one.field == "compare"] == []


def test_nothing_is_lost_or_doubled_when_a_side_is_moved() -> None:
    found = [Found(f"d/{n}", 1, 1.0, ()) for n in range(20)]
    moved = [one.id for one in show_both(found, ("d/2", "d/9"))]
    assert sorted(moved) == sorted(one.id for one in found)
    assert moved[:4] == ["d/0", "d/1", "d/9", "d/2"]
    assert show_both(found, ("d/99", "d/1")) == found


def test_pages_of_a_comparison_hold_every_hit_once(generation: Generation) -> None:
    q = "国家级和省级平台的奖励差多少"
    whole = answer(Query(as_of=TODAY, q=q, per_page=100), generation)
    paged = [
        h.clause.key for n in range(1, 4) for h in answer(Query(as_of=TODAY, q=q, per_page=7, page=n), generation).hits
    ]
    assert paged == [hit.clause.key for hit in whole.hits][:21]
