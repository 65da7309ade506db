"""What a translator is told of a word of force: as it is printed there, with its number as a person would write it."""

from __future__ import annotations

import pytest

from search_app.library.translation import read_term_notes
from search_app.search.glossary.renderings import tell_word
from search_app.search.glossary.words import find_word
from tests.conftest import CORPUS

# The Chinese, what the hints say, what they do not.
HINTS = [
    ("力争到2030年产值达到10亿元。", "2030", "2,030"),
    ("政策执行至2028年。", "2028", "2,028"),
    ("对获奖企业12个月内给予补助。", "for twelve months", "for one year"),
    ("职工2000人以上的。", "at or above 2,000", "above 2000"),
    ("三年内每年给予10万元。", "three years", "36 months or"),
]


@pytest.mark.parametrize(("zh", "said", "not_said"), HINTS)
def test_a_hint_says_its_number_as_it_is_written(zh: str, said: str, not_said: str) -> None:
    told = [tell_word(one, zh) for one in read_term_notes(CORPUS).words if find_word(one, zh)]
    ways = [way for one in told for way in (one.en, *one.admitted)]
    assert any(said in way for way in ways), ways
    assert not not_said or not any(not_said in way for way in ways), ways
