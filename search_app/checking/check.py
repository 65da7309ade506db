"""Does a memo say what the clauses say? Each citation, each sum and each quotation of it, one by one.

Invariant: every place is one of the text as it was given; what was not looked at for its length is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from search_app.checking.citing import CheckedCitation, check_citations, find_clauses
from search_app.checking.contexts import FigureList, find_lists
from search_app.checking.figures import Sums, find_language_at, read_counted, read_sums
from search_app.checking.governing import Source, Sources
from search_app.checking.judging import Claim, Figures, Judged, judge
from search_app.checking.layout import Layout, find_layout
from search_app.checking.quoting import CheckedQuote, check_quotes
from search_app.checking.standing_in import MAX_SOUGHT, find_standing_in
from search_app.model import Amount, Span
from search_app.search.published.opening import Generation
from search_app.text.passage import plain


@dataclass(frozen=True, slots=True)
class CheckedSum:
    """A sum of a memo, at its place there, with what governs it."""

    amount: Amount
    judged: Judged
    source: Source | None


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is said of a memo. ``citations_left``: how many citations were not looked at; ``sums_until``: the place
    up to which sums were read."""

    citations: tuple[CheckedCitation, ...]
    sums: tuple[CheckedSum, ...]
    quotes: tuple[CheckedQuote, ...]
    citations_left: int
    sums_until: int


def check_memo(text: str, of: Generation, day: date) -> Checked:
    """What the clauses of ``of`` say to ``text``, as things stand on ``day``."""
    layout = find_layout(text)
    cited, left = check_citations(text, layout, of, day)
    sums = _outside(_before_rest(read_sums(text, layout), cited, left), cited)
    sources = Sources(text, layout, cited, [Span(one.start, one.end) for one in sums.amounts])
    figures = Figures()
    claims = _make_claims(text, layout, sums.amounts, cited)
    checked = tuple(_check_sums(claims, sources, figures, of, day))
    quotes = check_quotes(text, sources, of)
    return Checked(cited, checked, quotes, left, sums.until)


def _before_rest(sums: Sums, cited: tuple[CheckedCitation, ...], left: int) -> Sums:
    """Where citations were left out, what stands behind the last that was looked at belongs to nobody knows which."""
    until = min(cited[-1].cited.end, sums.until) if left and cited else sums.until
    return Sums(tuple(one for one in sums.amounts if one.start < until), until)


def _outside(sums: Sums, cited: Iterable[CheckedCitation]) -> Sums:
    """Without what is part of a citation."""
    spans = [(one.cited.start, one.cited.end) for one in cited]
    kept = tuple(one for one in sums.amounts if not any(start <= one.start < end for start, end in spans))
    return Sums(kept, sums.until)


def _make_claims(
    text: str, layout: Layout, amounts: tuple[Amount, ...], cited: Iterable[CheckedCitation]
) -> Iterator[Claim]:
    left_out = [Span(one.cited.start, one.cited.end) for one in cited]
    listed: list[FigureList] = find_lists(text, amounts, layout.sentences, left_out)
    shown, money = plain(text), [one for one in listed if one.figures[0].kind == "money"]
    for one in listed:
        before = max(
            (other.figures[-1].end for other in money if other.figures[-1].end <= one.figures[0].start), default=0
        )
        behind = min(
            (other.figures[0].start for other in money if other.figures[0].start >= one.figures[-1].end),
            default=len(text),
        )
        for n, amount in enumerate(one.figures):
            sentence = layout.at(amount.start)[1]
            span = Span(amount.start, one.figures[-1].end)
            counted = read_counted(shown, span, Span(before, behind), sentence)
            yield Claim(amount, one, n, counted, find_language_at(text, span, sentence))


def _check_sums(
    claims: Iterable[Claim], sources: Sources, figures: Figures, of: Generation, day: date
) -> Iterator[CheckedSum]:
    sought = 0
    for claim in claims:
        source = sources.find(Span(claim.amount.start, claim.amount.end))
        held = find_clauses(source.cited, of) if source else ()
        judged = judge(claim, held, figures, source.firm) if source and held else Judged("unknown", "no_source")
        if source and not held and source.firm:
            judged = Judged("unknown", "no_clause")
        if judged.verdict == "unknown" and judged.reason != "own" and sought < MAX_SOUGHT:
            sought += 1
            judged = find_standing_in(claim, judged, figures, of, day)
        yield CheckedSum(claim.amount, judged, source)
