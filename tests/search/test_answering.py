"""A hit shows the benefit that the query asks for, not the largest of its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from search_app.model import Clause
from search_app.search.answer import answer
from search_app.search.answering import BenefitWords, choose_benefit
from search_app.search.model import Needle, Query, Wish
from search_app.search.published.opening import Generation
from search_app.text.tokens import find_words
from tests.conftest import newest

TODAY = date(2026, 11, 22)


def chosen(generation: Generation, q: str, clause: str, **filters: str) -> int | None:
    narrow = {"document": clause.partition("/")[0], **filters}
    order = ("document", "payer", "promise")
    query = Query(
        as_of=TODAY, q=q, filters=tuple((name, (narrow[name],)) for name in order if name in narrow), per_page=100
    )
    hit = next(hit for hit in answer(query, generation).hits if hit.clause.id == clause)
    assert hit.more_benefits == max(0, len(hit.clause.benefits) - 1)
    return hit.benefit


@pytest.mark.parametrize(
    ("q", "clause", "n"),
    [
        # Headquarters pay 1,000万元 a year; the largest sum of the clause, 2,000万元, is another award.
        ("总部 奖励", "bio-economy/9", 1), ("總部 獎勵", "bio-economy/9", 1), ("总部奖励多少钱", "bio-economy/9", 1),
        ("headquarters award", "bio-economy/9", 1), ("zongbu jiangli", "bio-economy/9", 1), ("总部", "bio-economy/9", 1),
        # One tier of a sentence that three share.
        ("区域总部", "bio-economy/9", 2), ("regional headquarters", "bio-economy/9", 2), ("区域总部 奖励", "digital-economy/7", 2),
        ("功能性总部", "bio-economy/9", 3), ("招商 奖励", "bio-economy/9", 4), ("industrial chain investment promotion award", "bio-economy/9", 4),
        # A kind, a figure of its own, a recipient.
        ("2000万元", "bio-economy/9", 4), ("RMB 20 million", "bio-economy/9", 4), ("仿制药 补助", "bio-economy/4", 2), ("generic drugs", "bio-economy/4", 2),
        ("贷款贴息", "creative-design/1", 2), ("智能工厂", "bio-economy/12", 2), ("smart factory", "bio-economy/12", 2),
        ("数字商务企业", "digital-economy/2", 3),
        ("省级 创新平台", "bio-economy/1", 2),
    ],
)  # fmt: skip
def test_the_benefit_that_is_asked_for_is_chosen(generation: Generation, q: str, clause: str, n: int) -> None:
    assert chosen(generation, q, clause) == n


@pytest.mark.parametrize(
    ("q", "clause"),
    [
        ("奖励", "bio-economy/7"), ("", "bio-economy/9"), ("总部 奖励", "digital-economy/7"), ("headquarters award", "digital-economy/7"),
        ("生物经济", "bio-economy/12"),
    ],
)  # fmt: skip
def test_what_all_benefits_share_chooses_none(generation: Generation, q: str, clause: str) -> None:
    assert chosen(generation, q, clause) is None


def test_a_clause_with_one_benefit_shows_it_where_it_is_asked_for(generation: Generation) -> None:
    assert chosen(generation, "贷款贴息", "bio-economy/11") == 1
    assert chosen(generation, "", "bio-economy/11") is None


def test_a_chosen_payer_chooses_its_benefit(generation: Generation) -> None:
    """Whatever the words say: a reader who narrows to the province is shown what the province pays."""
    page = answer(Query(as_of=TODAY, q="奖励", filters=(("payer", ("province",)),), per_page=100), generation)
    shown = [hit.clause.benefits[hit.benefit - 1].payer for hit in page.hits if hit.benefit]
    assert len(shown) > 5 and set(shown) == {"province"}


def test_the_order_of_benefits_does_not_choose(generation: Generation) -> None:
    clause = newest(generation, "bio-economy/9")
    for q in ("区域总部", "招商", "功能性总部"):
        wishes = (Wish(q, tuple(Needle(word, "words") for word in find_words(q))),)
        n = choose_benefit(BenefitWords(clause), wishes, wishes[0].needles)
        turned = replace(clause, benefits=tuple(replace(b, n=k) for k, b in enumerate(reversed(clause.benefits), 1)))
        other = choose_benefit(BenefitWords(turned), wishes, wishes[0].needles)
        assert n and other and recipient(clause, n) == recipient(turned, other), q


def recipient(clause: Clause, n: int) -> str:
    return clause.benefits[n - 1].recipient


def test_words_that_stand_for_the_typed_one_ask_for_no_more_than_it(generation: Generation) -> None:
    """区域总部 is one of the words for "headquarters": it is not the regional one that is asked for."""
    clause = newest(generation, "bio-economy/9")

    def choose(needles: Sequence[Needle]) -> int | None:
        return choose_benefit(BenefitWords(clause), (Wish("x", tuple(needles)),), needles)

    whole, part = Needle("总部", "chars", "translation", 0.6), Needle("区域总部", "chars", "translation", 0.2)
    assert choose([whole, part]) == choose([part, whole]) == choose([whole]) == 1
    assert choose([replace(whole, weight=0.2), replace(part, weight=0.6)]) == 2
