"""What does the page of a check show? The text with a number at each finding, and each finding with the right wording.

Invariant: the pieces joined are the text, without characters that nobody sees; what rests on an ended document is never
shown as fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from search_app.checking.check import Checked, check_memo
from search_app.model import Lang
from search_app.search.published.opening import Generation
from search_app.text.fold import drop_unseen
from search_app.text.wording import write_date
from search_app.web.memo.findings import TONES, Finding, Tone, Writer
from search_app.web.words import make_translate


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: the finding it is, if any, the quotation it stands in, and whether the number of that goes
    before it."""

    text: str
    finding: Finding | None
    quote: Finding | None
    opens: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """The answer: the text in pieces, the findings by tone, how many there are of each, and what was not looked at."""

    pieces: tuple[Piece, ...]
    sections: tuple[tuple[Tone, tuple[Finding, ...]], ...]
    counts: tuple[tuple[Tone, int], ...]
    summary: str
    left: tuple[str, ...]


def make_view(text: str, of: Generation, day: date, today: date, lang: Lang) -> CheckView:
    """The answer to ``text``, as things stand on ``day``."""
    checked = check_memo(text, of, day)
    findings = list(Writer(of, day, today, lang).write(text, checked))
    joined = list(_join(findings))
    sections = tuple((tone, tuple(one for one in joined if one.tone == tone)) for tone in TONES)
    counts = tuple((tone, sum(one.tone == tone for one in findings)) for tone in TONES)
    t = make_translate(lang)
    found = {"citations": len(checked.citations), "sums": len(checked.sums), "quotes": len(checked.quotes)}
    summary = t("memo_summary", day=write_date(day, lang), **found)
    return CheckView(
        tuple(_cut(text, findings)),
        tuple(section for section in sections if section[1]),
        tuple(one for one in counts if one[1]),
        summary,
        tuple(_say_left(checked, text, lang)),
    )


def _join(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Sums that are found in one sentence of a clause, one behind the other, as one line with all their numbers."""
    before: Finding | None = None
    for one in findings:
        if before and before.join_key and before.join_key == one.join_key:
            before = before.joined(one)
            continue
        if before:
            yield before
        before = one
    if before:
        yield before


def _cut(text: str, findings: Sequence[Finding]) -> Iterator[Piece]:
    quotes = [one for one in findings if one.kind == "quote"]
    others = [one for one in findings if one.kind != "quote"]
    edges = sorted({0, len(text), *(place for one in findings for place in (one.span.start, one.span.end))})
    opened: set[int] = set()
    at_other = at_quote = 0
    for start, end in pairwise(edges):
        while at_other < len(others) and others[at_other].span.end <= start:
            at_other += 1
        while at_quote < len(quotes) and quotes[at_quote].span.end <= start:
            at_quote += 1
        own = others[at_other] if at_other < len(others) and others[at_other].span.start <= start else None
        quote = quotes[at_quote] if at_quote < len(quotes) and quotes[at_quote].span.start <= start else None
        opens = quote is not None and quote.numbers[0] not in opened
        opened |= {quote.numbers[0]} if quote else set()
        yield Piece(drop_unseen(text[start:end]), own, quote, opens)


def _say_left(checked: Checked, text: str, lang: Lang) -> Iterator[str]:
    t = make_translate(lang)
    if checked.citations_left:
        yield t("memo_left_citations", n=checked.citations_left)
    if checked.sums_until < len(text):
        words = drop_unseen(text[checked.sums_until : checked.sums_until + 30]).strip()
        yield t("memo_left_sums", words=words)
