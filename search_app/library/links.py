"""What have documents to do with each other: which cites or repeals which, and which provisions grant the same thing?

Two grants overlap when their sentences share much of their wording, so that they may not be drawn twice. Invariant:
overlaps are symmetric, and never within one document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from search_app.library.assemble import Links, NamedDraft, find_beginning, find_held
from search_app.library.draft import DraftClause
from search_app.model import Overlap, split_id
from search_app.text.fold import fold, squeeze

SHINGLE = 4  # characters; shorter ones are shared by any two Chinese sentences
# Share of the shorter sentence's shingles that the other must hold. Read off the corpus: grants of the same thing lie
# at 0.38 and above, sentences that are only built alike at 0.30 and below.
ENOUGH = 0.35
MIN_SHINGLES = 12
COMMON = 40  # a shingle in more sentences than this (给予一次性) tells nothing


def find_links(drafts: Sequence[NamedDraft]) -> Links:
    """The links between all versions of all documents; of several versions the last one may overlap with others."""
    newest = {one.entry.id: one for one in drafts}
    held = {name: one.entry.id for one in drafts for name in (squeeze(one.title), one.number) if name}
    repealed: dict[str, NamedDraft] = {}
    for one in sorted(drafts, key=lambda one: find_beginning(one) or date.min):  # the first that repeals it counts
        for citation in one.draft.repeals:
            if (document := find_held(citation, held)) and document != one.entry.id:
                repealed.setdefault(document, one)
    provisions = {clause_id: clause for one in newest.values() for clause_id, clause in one.clauses.items()}
    return Links(held, repealed, find_overlaps(provisions))


def find_overlaps(clauses: Mapping[str, DraftClause]) -> Mapping[str, tuple[Overlap, ...]]:
    """By clause id, the provisions of other documents that overlap with it, closest first; ``clauses`` are by id."""
    sentences = [
        (clause_id, span, _shingles(clause.text[span.start : span.end]))
        for clause_id, clause in clauses.items()
        if clause.kind == "clause"
        for span in dict.fromkeys(span for benefit in clause.benefits for span in benefit.evidence)
    ]
    found: dict[str, list[tuple[float, Overlap]]] = defaultdict(list)
    for (one, other), count in _count_shared([shingles for _, _, shingles in sentences]).items():
        (a, a_span, a_set), (b, b_span, b_set) = sentences[one], sentences[other]
        smaller = min(len(a_set), len(b_set))
        if split_id(a)[0] != split_id(b)[0] and smaller >= MIN_SHINGLES and count / smaller >= ENOUGH:
            found[a].append((count / smaller, Overlap(b, a_span, b_span)))
            found[b].append((count / smaller, Overlap(a, b_span, a_span)))
    return {
        clause_id: tuple(overlap for _, overlap in sorted(pairs, key=lambda pair: (-pair[0], pair[1].clause)))
        for clause_id, pairs in found.items()
    }


def _count_shared(sentences: Iterable[frozenset[str]]) -> dict[tuple[int, int], int]:
    """How many shingles two sentences share, by their places; without those that tell nothing."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, shingles in enumerate(sentences):
        for shingle in shingles:
            holders[shingle].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in holders.values():
        if len(numbers) <= COMMON:
            for place, one in enumerate(numbers):
                for other in numbers[place + 1 :]:
                    shared[one, other] += 1
    return shared


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(char for char in fold(text) if char.isalpha())
    return frozenset(letters[n : n + SHINGLE] for n in range(len(letters) - SHINGLE + 1))
