"""What of a clause is compared with what a query asks for in words? Its benefits as tokens, each its own.

Invariant: a token says what the reading holds, and nothing where that is silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache

from search_app.data import read_table
from search_app.model import Benefit, Clause, StatusSpan

MAX_YEARS = 30


def write(number: Decimal) -> str:
    """As short as it can be: 200000, 0.2."""
    return f"{number.normalize():f}"


def fact(field: str, value: str) -> str:
    """A token of the view "facts". It is only ever compared whole."""
    return f"{field}:{value}"


def only(field: str, value: str) -> str:
    """The token of a clause that has nothing else in ``field``."""
    return f"{field}:only:{value}"


def threshold(basis: str, compare: str, value: Decimal) -> str:
    """The token of a condition: revenue of at least so much."""
    return f"{basis}:{'ge' if compare in ('ge', 'gt') else 'le'}:{write(value)}"


def find_kinds(clause: Clause) -> tuple[str, ...]:
    """The kinds of what a clause gives; loan, where it lends or helps to borrow, and people, where it cares for them,
    beside the kinds of its benefits."""
    return tuple(dict.fromkeys(kind for benefit in clause.benefits for kind in find_benefit_kinds(clause, benefit)))


def find_benefit_kinds(clause: Clause, benefit: Benefit) -> Iterator[str]:
    """The same of one benefit of ``clause``."""
    yield benefit.kind
    if benefit.kind in ("interest", "guarantee") or (
        benefit.kind == "other" and _says(clause, benefit, "kind", "loan")
    ):
        yield "loan"
    if benefit.kind == "other" and _says(clause, benefit, "kind", "people"):
        yield "people"


def find_facts(clause: Clause, statuses: tuple[StatusSpan, ...] = ()) -> tuple[str, ...]:
    """The tokens of ``clause``, of a version that has these ``statuses``."""
    own = (token for benefit in clause.benefits for token in find_benefit_facts(clause, benefit))
    industries = (fact("industry", industry) for industry in clause.industries)
    document = fact("document", clause.document)
    return tuple(dict.fromkeys((document, *own, *industries, *_find_only(clause), *_find_until(statuses))))


def find_benefit_facts(clause: Clause, benefit: Benefit) -> Iterator[str]:
    """The tokens of one benefit of ``clause``."""
    yield from (fact("kind", kind) for kind in find_benefit_kinds(clause, benefit))
    if benefit.payer:
        yield fact("payer", benefit.payer)
    if benefit.per:
        yield fact("per", "year" if "year" in benefit.per else benefit.per)
    if benefit.duration:
        yield fact("per", "year")
        # Three years are asked for by whoever wants two.
        yield from (fact("years", str(n)) for n in range(1, min(MAX_YEARS, benefit.duration.years) + 1))
    yield from _find_said(clause, benefit)


def _find_only(clause: Clause) -> Iterator[str]:
    payers = {benefit.payer for benefit in clause.benefits}
    if len(payers) == 1 and (payer := payers.pop()):
        yield only("payer", payer)
    whom = [{id_ for id_, _ in _means("who") if _says(clause, one, "who", id_)} for one in clause.benefits]
    if whom:
        yield from (only("who", who) for who in sorted(set.intersection(*whom)))
    kinds = [set(find_benefit_kinds(clause, benefit)) for benefit in clause.benefits]
    if kinds:
        yield from (only("kind", kind) for kind in sorted(set.intersection(*kinds)))
    title = clause.title.zh if clause.title else ""
    for row in read_table("asking", "kind"):
        if not kinds and any(word in title for word in (*row["zh"], *row.get("titles", ()))):
            yield only("kind", row["id"])
    # The first industry is that of its document; the others are what it touches.
    if clause.industries:
        yield only("industry", clause.industries[0])


def _find_until(statuses: tuple[StatusSpan, ...]) -> Iterator[str]:
    for span in statuses:
        if span.status == "in_force" and span.end:
            last = (span.end - timedelta(1)).isoformat()
            yield from (fact("until", last[:length]) for length in (4, 7, 10))  # of its year, its month and its day


def _find_said(clause: Clause, benefit: Benefit) -> Iterator[str]:
    for table in ("who", "stage"):
        yield from (fact(table, id_) for id_, _ in _means(table) if _says(clause, benefit, table, id_))
    for condition in benefit.conditions:
        if condition.value is not None and condition.compare is not None:
            for basis, words in _means("basis"):
                if any(word in condition.text for word in words):
                    yield threshold(basis, condition.compare, condition.value)


@cache
def _means(table: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["id"], tuple(row["means"])) for row in read_table("asking", table))


def _says(clause: Clause, benefit: Benefit, table: str, id_: str) -> bool:
    """Whether the words of ``benefit`` show it: who is asked of the recipient, the rest of its sentence too."""
    words = dict(_means(table))[id_]
    own = [benefit.recipient, *(condition.text for condition in benefit.conditions)]
    if table != "who":
        own += [clause.text.zh[span.start : span.end] for span in benefit.evidence]
    return any(word in text for text in own for word in words)
