"""Where does the text of a clause lead to other clauses that are held? 第五条 is that of its own document.

Invariant: only what is certain leads anywhere. A number without a name may be that of another document which is named
before it (《办法》第四条 …, 第五条 …); then it does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from search_app.model import Clause, DocumentHead, Span
from search_app.search.citations.numbers import one_of_words
from search_app.search.citations.resolve import find_citations
from search_app.search.model import CitedAs
from search_app.search.published.opening import Generation
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.script import simplify

_SENTENCE_ENDS = re.compile(r"[。；;\n]|\.\s")
_TITLE = re.compile("《")


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation at ``span`` of a text, and the document or clause that it leads to."""

    span: Span
    id: str


def find_references(text: str, own: Clause, head: DocumentHead, of: Generation, day: date) -> tuple[Reference, ...]:
    """The references in ``text``, Chinese or English, of the clause ``own`` of the version ``head``, in its order."""
    numbers = dict(reversed(of.store.numbers(head)))  # of two clauses with one number the first
    found: dict[int, Reference] = {}
    cited = find_citations(text, of, day).found
    for n, one in enumerate(cited):
        there = one.id if one.named and one.status == "found" else None
        if not one.named and (clause_id := numbers.get(one.number)) and _is_own(text, one, cited[:n]):
            held = of.find_in(head, clause_id)
            there = clause_id if held and _fits(text[one.start :], one.text, held.label) else None
        if there and there not in (own.id, head.id):
            found.setdefault(one.start, Reference(Span(one.start, one.end), there))
    return tuple(found.values())


def _is_own(text: str, one: CitedAs, before: Sequence[CitedAs]) -> bool:
    """Whether a number without a name is of the document that it stands in: that says so (本办法第九条), or no other
    one is named before it in its sentence, nor one with a number anywhere before."""
    low = max((end.end() for end in _SENTENCE_ENDS.finditer(text, 0, one.start)), default=0)
    words = simplify(fold(text[low : one.start]))
    if _document_at_end().search(words):
        return bool(_own_at_end().search(words))
    numbered = any(other.number and (other.named or _TITLE.search(other.text)) for other in before)
    return not numbered and not _TITLE.search(words + one.text) and not any(o.named and o.start >= low for o in before)


@cache
def _document_at_end() -> re.Pattern[str]:
    return re.compile(rf"{one_of_words('kind')}\s?$")


@cache
def _own_at_end() -> re.Pattern[str]:
    return re.compile(rf"{one_of_words('own')}\s?{one_of_words('kind')}{{1,2}}\s?$")


def _fits(text: str, said: str, label: str) -> bool:
    """Whether ``said``, at the beginning of ``text``, points to the clause of ``label``: 第…条 to any. 第（四）项 may
    be an item of the clause that says it; it is a clause where these print their numbers like that."""
    return bool(_clause().match(simplify(fold(text[:60])))) or fold(label).strip() in fold(said)


@cache
def _clause() -> re.Pattern[str]:
    """第九、十条, clauses 9 and 10"""
    numbers = rf"(?:[\d{HAN_NUMERALS}()第]|{one_of_words('list', 'range')})*"
    return re.compile(rf"{numbers}{one_of_words('clause')}|{one_of_words('clause_en', 'plural_en')}")
