"""What is a word worth in a clause? Lucene's BM25, written down once, so that every engine can follow it.

score = sum over fields of boost * sum over needles of weight * idf * tf / (tf + k1 * (1 - b + b * length / average))
with k1 = 1.2, b = 0.75, idf = ln(1 + (N - df + 0.5) / (df + 0.5)), N and average over the clauses that have the
field, and lengths rounded as Lucene stores them in one byte. Source: Apache Lucene, BM25Similarity and SmallFloat.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75
# Lucene keeps this many small lengths exactly; above, four significant bits.
_EXACT_LENGTHS = 24


def rounded_length(length: int) -> int:
    """``length`` as it comes back from Lucene's one-byte table: exact up to 40, then with four significant bits."""
    if length < _EXACT_LENGTHS:
        return length
    above = length - _EXACT_LENGTHS
    shift = max(0, above.bit_length() - 4)
    return ((above >> shift) << shift) + _EXACT_LENGTHS


def idf(clauses: int, holding: int) -> float:
    """How much a word that ``holding`` of ``clauses`` clauses hold tells them apart."""
    return math.log(1 + (clauses - holding + 0.5) / (holding + 0.5))


def bm25(
    frequency: NDArray[np.float64], length: NDArray[np.float64], average: float, word_idf: float
) -> NDArray[np.float64]:
    """The worth of one word in each of the clauses that hold it."""
    saturation = K1 * (1 - B + B * length / average)
    worth: NDArray[np.float64] = word_idf * frequency / (frequency + saturation)
    return worth
