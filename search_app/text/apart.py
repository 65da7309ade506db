"""How is a line read whose characters are all set apart from each other (第 一 条  给 予 5 0 万 元)?

Invariant: only white space is taken out; a gap that is wider than the usual one of the line is the writer's, and is
kept as one space.
"""

from __future__ import annotations

import re
from collections import Counter

FEWEST = 6  # characters: 附 则 and 目 录 are set apart by their writers
MOST = 0.9  # of the pieces are single characters
_GAP = re.compile(r"\s+")


def gather(line: str) -> str:
    """``line`` without the gaps between its characters, where all of them stand apart; any other line as it is."""
    if line[1:2].strip():  # most lines are known for what they are by their second character
        return line
    pieces, gaps = _GAP.split(line), _GAP.findall(line)
    single = sum(len(piece) == 1 for piece in pieces)
    if len(pieces) < FEWEST or single < MOST * len(pieces):
        return line
    usual = Counter(map(len, gaps)).most_common(1)[0][0]
    joined = pieces[0]
    for gap, piece in zip(gaps, pieces[1:], strict=True):
        joined += (" " if len(gap) > usual else "") + piece
    return joined
