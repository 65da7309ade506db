"""Whatever a text repeats, it is read to its end, by patterns that have one way of dividing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from search_app.figures.currencies import find_default_currency
from search_app.figures.english_figures import find_english_figures
from search_app.figures.quantities import find_quantities
from search_app.figures.quantity import Quantity

CHINESE = (
    "1", "一", "万", "1万", "一万", "1,", "1.", "1万、", "5%-", "4:3:", "1:1", "百分之", "百分之五至", "数百", "好几", "人民币", "¥", "(", "1元(",
    "壹佰万元整（", "10万以上，", "100万元（约14万美元）", "奖励1、", "分别1、", "1\t", "1\t2\n", "单位：万元\n", "标准（万元）\t", "“元”均指", "1 ",
    "50w", "两三", "5角", "的1/2", "1比1", "10万和", "1万-", "约", "以上", "元元", "1元（2元，", "五○", "\ue0101",
)  # fmt: skip
ENGLISH = (
    "million ", "5 million ", "one ", "one and ", "half a ", "half of ", "hundreds of ", "RMB 5, ", "1, 2 and ", "5 per cent, ", "up to ",
    "between 1 and ", "US dollars ", "$ means ", "amounts are in ", "a third ", "RMB 5 (about US$1) ", "1:1:", "Rs. ",
)  # fmt: skip
SIZE = 5_000  # what tries every way of dividing does not end at a hundredth of it


@pytest.mark.parametrize("piece", CHINESE + ENGLISH)
@pytest.mark.parametrize("read", [find_quantities, find_english_figures], ids=lambda read: read.__name__)
def test_a_text_that_repeats_itself_is_read_to_its_end(read: Callable[[str], Sequence[Quantity]], piece: str) -> None:
    """Each of these took a pattern that tries every way of dividing it for ever."""
    text = (piece * SIZE)[:SIZE]
    figures = read(text)
    assert all(text[f.start : f.end] == f.text for f in figures)
    assert all(one.end <= other.start for one, other in pairwise(figures))
    assert find_default_currency(text) == "CNY"
