"""Any text is answered; one that is too much for one go is read in part, and nothing of it is left out unsaid."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from search_app.library.figures import read_figures, read_in_one_go
from search_app.web.bodies import MAX_TEXT
from tests.conftest import CORPUS

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.txt"))
HEAPS = [
    "1亿元", "每年1元", "5%", "1亿元。", "奖励1万元；", "（一）1元\n", "1元、", "同上标准给予奖励。", "第一条 奖1元。\n",
    "企业奖励1万元，" * 20 + "。", "企业、机构、单位、" * 6 + "给予1万元奖励，对机构给予2万元奖励。", "企业" * 30 + "奖励1万元。",
    "奖励企业1万元、机构2万元、个人3万元。", "一", "给予企业奖励，", "$5", "5% of ", "grant of 5 yuan; ", "a 1 ", "免费提供场地，",
    "：|;", "前;", "of; ",
]  # fmt: skip


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_document_is_read_like_everywhere_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")[:6000]
    amounts, benefits = read_figures(text)
    found = read_in_one_go(text)
    assert (found.amounts, found.amounts_until) == (amounts, len(text))
    assert found.benefits == benefits[: len(found.benefits)]
    assert found.benefits_until == len(text) or found.benefits


@pytest.mark.parametrize("heap", HEAPS)
def test_what_one_go_reads_is_bounded_whatever_the_text(heap: str) -> None:
    found = read_in_one_go((heap * MAX_TEXT)[:MAX_TEXT])
    assert len(found.amounts) <= 2_000 and len(found.benefits) <= 200
    assert 0 < found.benefits_until <= found.amounts_until <= MAX_TEXT
    assert all(amount.end <= found.amounts_until for amount in found.amounts)
    assert all(span.start < found.benefits_until for one in found.benefits for span in one.evidence)


@pytest.mark.parametrize("heap", HEAPS)
def test_going_on_where_it_ended_reads_every_figure_once(heap: str) -> None:
    text = heap * (3_000 // len(heap))
    every = [(amount.start, amount.end) for amount in read_figures(text)[0]]
    given, at = [], 0
    while at < len(text):
        found = read_in_one_go(text[at:])
        own = [amount for amount in found.amounts if amount.start < found.benefits_until]
        given += [(at + amount.start, at + amount.end) for amount in own]
        at += found.benefits_until
    assert given == every


@pytest.mark.parametrize("heap", ["：|;", "的；", "of; ", "per cent; "])
def test_sentences_without_a_number_are_effort_too(heap: str) -> None:
    """Each is asked what it does, and which list it stands in."""
    found = read_in_one_go((heap * MAX_TEXT)[:MAX_TEXT])
    assert 0 < found.benefits_until <= found.amounts_until < MAX_TEXT / 2


def test_where_it_ends_depends_on_the_text_alone() -> None:
    rng = random.Random(7)
    text = (CORPUS / "hegang-investment-policies.txt").read_text(encoding="utf-8")[:MAX_TEXT]
    first = read_in_one_go(text)
    read_in_one_go("".join(rng.sample(text, 2_000)))
    assert read_in_one_go(text) == first and first.amounts_until == len(text)
    ends = text[first.benefits_until - 1]
    assert ends in "。；;\n" or first.benefits_until == len(text), json.dumps(text[first.benefits_until - 9 :][:18])
