"""English of figures that readers wrote who had not seen the program: is the right one taken, and the wrong one not?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search_app.library.translation.checking import find_wrong

SETS = sorted((Path(__file__).parents[1] / "cases" / "english").glob("*.json"))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_right_english_is_taken_and_wrong_english_is_not(path: Path) -> None:
    """But for what is known to fail, which has to be taken off the list once it does not."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    refused = [en for one in gold["sentences"] for en in one["right"] if find_wrong(one["zh"], en)]
    passed = [en for one in gold["sentences"] for en in one["wrong"] if not find_wrong(one["zh"], en)]
    assert sorted(refused + passed) == sorted(gold["known_failures"])
