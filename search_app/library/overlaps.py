"""Which provisions of different documents grant the same thing, so that they may not be drawn twice?

Two grants overlap when their sentences share much of their wording. Invariant: symmetric; never within one document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from search_app.model import Clause, Overlap
from search_app.text.fold import fold

SHINGLE = 4  # characters; shorter ones are shared by any two Chinese sentences
# Share of the shorter sentence's shingles that the other must hold. Read off the corpus: grants of the same thing lie
# at 0.38 and above, sentences that are only built alike at 0.30 and below.
ENOUGH = 0.35
MIN_SHINGLES = 12
COMMON = 40  # a shingle in more sentences than this (给予一次性) tells nothing


def find_overlaps(clauses: Iterable[Clause]) -> Mapping[str, tuple[Overlap, ...]]:
    """By clause id, the provisions of other documents that overlap with it, closest first."""
    sentences = [
        (clause, span, _shingles(clause.text.zh[span.start : span.end]))
        for clause in clauses
        if clause.numbered
        for span in dict.fromkeys(span for benefit in clause.benefits for span in benefit.evidence)
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, (_, _, shingles) in enumerate(sentences):
        for shingle in shingles:
            holders[shingle].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        if len(numbers) <= COMMON:
            for place, one in enumerate(numbers):
                for other in numbers[place + 1 :]:
                    shared[one, other] += 1
    found: dict[str, list[tuple[float, Overlap]]] = defaultdict(list)
    for (one, other), count in shared.items():
        (a, a_span, a_set), (b, b_span, b_set) = sentences[one], sentences[other]
        smaller = min(len(a_set), len(b_set))
        if a.document != b.document and smaller >= MIN_SHINGLES and count / smaller >= ENOUGH:
            found[a.id].append((count / smaller, Overlap(b.id, a_span, b_span)))
            found[b.id].append((count / smaller, Overlap(a.id, b_span, a_span)))
    return {
        clause_id: tuple(overlap for _, overlap in sorted(pairs, key=lambda pair: (-pair[0], pair[1].clause)))
        for clause_id, pairs in found.items()
    }


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(char for char in fold(text) if char.isalpha())
    return frozenset(letters[n : n + SHINGLE] for n in range(len(letters) - SHINGLE + 1))
