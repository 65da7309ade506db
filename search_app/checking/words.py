"""Which words tell what a sum of a memo counts? Patterns of ``data/checking.toml``."""

from __future__ import annotations

import re
from functools import cache

from search_app.data.phrases import one_of_named


@cache
def find_word(name: str) -> re.Pattern[str]:
    """Any word of the entry ``name``; a Latin one as a whole."""
    return re.compile(rf"(?:(?<![a-z])|(?=[^a-z])){one_of_named('checking', 'word', name)}(?![a-z])")


@cache
def joins() -> re.Pattern[str]:
    """What stands between two figures that are listed together."""
    return re.compile(rf"\s*{one_of_named('checking', 'word', 'list')}\s*")
