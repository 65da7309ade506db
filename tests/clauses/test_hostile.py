"""Whatever stands in a text, what is read beside its clauses is read in a time that grows with its length."""

from __future__ import annotations

import pytest

from search_app.clauses.force import find_term
from search_app.clauses.front import find_number, is_date_line, is_issuer
from search_app.clauses.front.days import find_days
from search_app.clauses.front.given_titles import find_given_title
from search_app.clauses.front.index_rows import read_index
from search_app.clauses.industries import find_industries
from search_app.clauses.offices import find_office_end, find_offices, find_offices_on_duty

LENGTH = 20_000  # characters; a quadratic pattern needs minutes for them
PIECES = [
    "(", "〔", "（）", "责任单位：", "市茶业局、", "（市茶业局牵头", "由市", "对", "省、", "自2024年1月1日起", "年", "起", "至", "本办法",
    "其", "《", "《》", "成文日期", "索引号 ", "2024-", "第", "号", "令", "政府", "of ", "this ", " ", "\n", "，", "。",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_that_is_repeated_without_end_is_read(piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    sentences = f"本办法施行2024年{piece * (1_300 // len(piece))}。" * (LENGTH // 1_300)
    for one in (text, sentences):
        assert find_term((one,), "青山市茶业办法").until is None
        assert not [name for name in find_offices(one) if len(name) > 40]
        find_offices_on_duty(one)
        find_office_end(one)
        find_industries(one, ())
        find_days(one)
        list(read_index([one]))
        assert find_number(one) is None
        assert not is_issuer(one) and not is_date_line(one)
        find_given_title(one, one)
