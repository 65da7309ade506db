"""A document reads the same whatever its white space, line ends, width and script: ``tests.evaluate.perturbed`` has all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search_app.text.apart import gather
from search_app.text.joining import find_first_word, join_printed
from tests.evaluate.perturbed import COMPILATION, PERTURBED, differences, find_texts, one_line, traditional

# One of each set of written documents, those with chapters, letters and lists of offices among them.
SPREAD = (
    "consumption-six-rules",
    "tourism-city-measures",
    "foreign-trade-county",
    "tourism-county-incentives",
    "headquarters-finance",
    "machinery-city",
    "medicinal-herbs",
    "free-trade-headquarters",
    "computing-power",
    "industrial-land",
    "culture-tourism-city",
    "commerce-forwarded",
)
REAL = ("leasing", "listing", "talent-ten", "venture-capital-measures")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(find_texts((*SPREAD, *REAL)))


@pytest.mark.parametrize("perturb", [one for one in PERTURBED if one is not one_line], ids=lambda one: one.__name__)
def test_documents_read_the_same(texts: dict[str, str], perturb: Callable[[str], str]) -> None:
    differ = {name: found for name, text in texts.items() if (found := differences(text, perturb))}
    assert differ == {}


def test_a_document_on_one_line_reads_the_same(texts: dict[str, str]) -> None:
    """But for those with page numbers inside, which are no lines then, and one whose names of clauses stand on lines."""
    names = set(texts) - {"consumption-six-rules", "medicinal-herbs", "talent-ten"}
    assert {name: found for name in names if (found := differences(texts[name], one_line))} == {}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("第 三 条   对 企 业 给 予 5 0 万 元", "第三条 对企业给予50万元"),
        ("第 二 部 分   招 引 总 部", "第二部分 招引总部"),
        ("市 工 信 局   市 财 政 局", "市工信局 市财政局"),
        ("支  持  企  业  上  云    奖  励", "支持企业上云 奖励"),
        ("B i g   D a t a   实 验 室", "Big Data 实验室"),
        # Set apart by a writer, or not apart at all.
        ("附 则", "附 则"),
        ("第一章 总 则", "第一章 总 则"),
        ("给 予10万元 奖励 和 补助", "给 予10万元 奖励 和 补助"),
        ("1 2 3", "1 2 3"),
    ],
)
def test_characters_that_stand_apart_are_gathered(line: str, read: str) -> None:
    assert gather(line) == read


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["对企业给予15", "0万元奖励"], "对企业给予150万元奖励"),
        (["the city", "of Yunhe"], "the city of Yunhe"),
        (["subsidy up to", "50% of"], "subsidy up to 50% of"),
        (["within 5", "years"], "within 5 years"),
        (["评为4A、3", "A级景区"], "评为4A、3A级景区"),
        (["给予1,", "500元"], "给予1,500元"),
        (["支持5", "G基站"], "支持5G基站"),
    ],
)
def test_lines_are_joined_as_they_were_meant(lines: list[str], joined: str) -> None:
    assert join_printed(lines) == joined


def test_the_first_word_is_what_no_printer_parts() -> None:
    words = {
        "奖励，最高": "奖",
        "励，最高": "励，",
        "million yuan": "million",
        "1,500元": "1,500",
        "（一）": "（一）",
        "《某某》": "《某",
    }
    assert {text: find_first_word(text) for text in words} == words


def test_the_corpus_in_traditional_script_has_the_same_parts() -> None:
    """Its table of contents names the documents that it holds."""
    assert differences(COMPILATION.read_text(encoding="utf-8-sig"), traditional) == []
