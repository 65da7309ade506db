"""How is a traditional character made its simplified one, without moving any offset?

Invariant: ``len(simplify(s)) == len(s)``. Conversion is character by character; phrases that would change length
(OpenCC's regional words) are not touched.
"""

from __future__ import annotations

import re
from functools import cache

_CJK = range(0x3400, 0x9FFF)


@cache
def _table() -> dict[int, str]:
    import opencc

    convert = opencc.OpenCC("t2s").convert
    characters = "".join(map(chr, _CJK))
    # One call for all characters: with a break between them no phrase rule can apply.
    simplified = convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, simplified, strict=True) if old != new and len(new) == 1}


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _table()))}]")


def simplify(text: str) -> str:
    """``text`` with every traditional character as its simplified one; the same length."""
    # Most texts have none, which one look tells faster than a table of each character.
    return text.translate(_table()) if _traditional().search(text) else text
