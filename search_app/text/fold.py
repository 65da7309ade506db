"""How are two spellings of one character made equal, without moving any offset?

Invariant: ``len(fold(s)) == len(s)``; character i of the result stands for character i of the source.
NFKC is not used, because it changes lengths.
"""

from __future__ import annotations

from functools import lru_cache

_PAIRS = {
    "\u3000": " ", "\u00a0": " ", "\t": " ", "〔": "[", "〕": "]", "［": "[", "］": "]", "【": "[", "】": "]",
    "〈": "《", "〉": "》", "「": "“", "」": "”", "『": "“", "』": "”", "–": "-", "—": "-", "－": "-", "―": "-",
    "～": "~", "〜": "~", "﹪": "%", "∶": ":", "︰": ":", "•": "·", "・": "·", "￥": "¥", "〇": "零",
}  # fmt: skip
# Full-width ASCII lies 0xFEE0 above its half-width twin.
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord(k): ord(v) for k, v in _PAIRS.items()}


@lru_cache(maxsize=512)  # the rules of a clause ask for the same text again and again
def fold(text: str) -> str:
    """``text`` with full-width letters, digits and brackets made half-width, dashes and quotes made one kind, and
    letters lowered; the same length."""
    folded = text.translate(_TABLE)
    lowered = folded.lower()
    if len(lowered) == len(text):
        return lowered
    # A few capitals (İ) have two-character small forms: keep those as they are.
    return "".join(low if len(low := char.lower()) == 1 else char for char in folded)


def squeeze(text: str) -> str:
    """``text`` without white space: what is compared when nothing may be lost."""
    return "".join(text.split())
