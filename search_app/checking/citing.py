"""What does a memo cite, and may it still be cited on the day?

Invariant: only a clause or document that is held, meant without doubt and not known to have ended is ``found``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from search_app.checking.layout import Layout, divide
from search_app.clauses.validity import find_validity
from search_app.model import Clause, DocumentHead, Validity, split_benefit_id, split_id
from search_app.search.citations.mentions import find_named_in_words
from search_app.search.citations.resolve import MAX_CITATIONS, Citations, find_citations
from search_app.search.model import CitedAs
from search_app.search.published.opening import Generation
from search_app.text.fold import fold
from search_app.text.passage import plain

# ended: it is held, but does not count on the day. wrong: its document is held and has no such clause. withdrawn: its
# id was given up. not_held: no document of this name is here. unclear: several may be meant.
CiteVerdict = Literal["found", "ended", "wrong", "withdrawn", "not_held", "unclear"]
_ENDED = ("expired", "repealed", "not_yet_in_force")
_ADDRESS_FAR = 160  # characters between a citation and its address, in our own form of it


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation of a memo. ``validity`` is that of the document, of what is found or has ended."""

    cited: CitedAs
    verdict: CiteVerdict
    validity: Validity | None = None

    @property
    def head(self) -> DocumentHead | None:
        """The version that is cited, where one is."""
        return self.cited.version if self.verdict in ("found", "ended") else None


@dataclass(frozen=True, slots=True)
class HeldClause:
    """A clause with the version it stands in."""

    head: DocumentHead
    clause: Clause


def check_citations(text: str, layout: Layout, of: Generation, day: date) -> tuple[tuple[CheckedCitation, ...], int]:
    """The citations of ``text`` in its order, and how many behind them were not looked at."""
    divided = divide(text, layout)
    found: Citations = find_citations(divided, of, day)
    printed = [_trim(one, text) for one in found.found]
    if not found.left:
        printed = _with_titles(printed, text, of, day)[:MAX_CITATIONS]
    meant = _with_addresses(_understand(printed, divided, of, day), text)
    return tuple(_judge(one, day) for one in meant), found.left


def _understand(found: Sequence[CitedAs], divided: str, of: Generation, day: date) -> Iterator[CitedAs]:
    """The citations, with a number alone (第九条) as that of the document that was named last before it, be it only in
    words (生物经济政策规定如下)."""
    last: DocumentHead | None = None
    alone = any(not one.named for one in found)
    words = deque(find_named_in_words(plain(divided), of.names) if alone else ())
    for one in found:
        while words and words[0].end <= one.start:
            last = of.on(day).get(words.popleft().documents[0], last)
        if not one.named and last and (own := [fit for fit in one.fits if split_id(fit[1])[0] == last.id]):
            yield replace(one, status="found", id=own[0][1], version=last, candidates=(), fits=())
            continue
        if not one.named and last and one.status == "unknown":
            one = replace(one, nearest=last.id, candidates=(last.id,))
        if one.named or one.id:
            last = one.version or of.on(day).get(one.nearest)
        yield one


def _with_titles(found: list[CitedAs], text: str, of: Generation, day: date) -> list[CitedAs]:
    """With the documents that are named by their whole title without marks, as English texts do."""
    shown, titles = plain(text), []
    for head in of.on(day).values():
        for title in filter(None, (head.title.zh, head.title.en)):
            for one in re.finditer(re.escape(plain(title)), shown) if plain(title) in shown else ():
                if not any(other.start < one.end() and one.start() < other.end for other in found):
                    words = text[one.start() : one.end()]
                    titles.append(CitedAs(*one.span(), words, "found", True, title, "", id=head.id, version=head))
    return sorted((*found, *titles), key=lambda one: one.start)


def _with_addresses(found: Iterable[CitedAs], text: str) -> list[CitedAs]:
    """With the address that our own form of a citation ends with as part of it: it is no second one."""
    whole: list[CitedAs] = []
    for one in found:
        before = whole[-1] if whole else None
        own = before and one.id and one.id == before.id and one.text.startswith("http")
        if own and before and "\n" not in text[before.end : one.start] and one.start - before.end < _ADDRESS_FAR:
            whole[-1] = replace(before, end=one.end, text=text[before.start : one.end])
        else:
            whole.append(one)
    return whole


def _trim(one: CitedAs, text: str) -> CitedAs:
    """Without a bracket or full stop behind it that is not its own."""
    end = one.end
    while end > one.start + 1 and (text[end - 1] in ".。" or _is_unopened(text[one.start : end])):
        end -= 1
    return replace(one, end=end, text=text[one.start : end])


def _is_unopened(words: str) -> bool:
    shown = fold(words)
    return shown.endswith(")") and shown.count(")") > shown.count("(")


def _judge(one: CitedAs, day: date) -> CheckedCitation:
    if one.status == "found" and one.version:
        validity = find_validity(one.version.term, day)
        return CheckedCitation(one, "ended" if validity.status in _ENDED else "found", validity)
    if one.gone:
        return CheckedCitation(one, "withdrawn")
    if one.status == "ambiguous":
        return CheckedCitation(one, "unclear")
    if one.nearest:
        return CheckedCitation(one, "wrong")
    return CheckedCitation(one, "not_held" if one.status == "not_held" else "wrong")


def find_clauses(cited: Sequence[CheckedCitation], of: Generation) -> tuple[HeldClause, ...]:
    """The clauses that ``cited`` mean, each once; of a document all of its clauses."""
    held: dict[str, HeldClause] = {}
    for one in cited:
        if one.head and one.cited.id:
            clause_id = (split_benefit_id(one.cited.id) or (one.cited.id, 0))[0]
            keys = [one.head.key_of(clause_id)] if split_id(clause_id)[1] else of.store.clause_keys(one.head)
            held.update((key, HeldClause(one.head, of.store.clause(key))) for key in keys)
    return tuple(held.values())
