"""Is a table one of values, whose rows are lines, or does it only place text on a page?

Invariant: decided by what its cells hold, in the same way for every format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_SPAN = 50  # columns or rows that one cell may span; no table has more, and a file may say anything
_LONG, _MANY = 500, 4  # characters and paragraphs that no value has
# A cell may hold a list (1. 2.), but the provisions of a document stand in no table of values.
_PROVISION = re.compile(r"第\s?[零一二三四五六七八九十百\d]{1,4}\s?[条條]|[一二三四五六七八九十]{1,3}、")


def holds_text(paragraphs: Sequence[str]) -> bool:
    """Whether the ``paragraphs`` of a cell are text that a table only places: many and long, or provisions."""
    if sum(map(len, paragraphs)) > _LONG and len(paragraphs) >= _MANY:
        return True
    return sum(bool(_PROVISION.match(unicodedata.normalize("NFKC", one[:12].strip()))) for one in paragraphs) > 1
