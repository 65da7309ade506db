"""What does not fit, by the answer that excludes it, and what is kept apart, by the reason: few lines instead of many.

Invariant: each group names how many it holds, and shows no more of them than a page can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search_app.matching.facts import Company
from search_app.matching.judging import Verdict
from search_app.matching.match import Item, Reason
from search_app.model import Bilingual
from search_app.web.company.lines import Line, Lines
from search_app.web.company.words import say_failed

SHOWN = 10  # of one group
_REASONS: tuple[Reason, ...] = (
    "expired", "repealed", "not_yet_in_force", "endeavour", "case_by_case", "by_other_rule", "unsure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoGroup:
    """What an answer excludes by the same words. ``clauses``: (number, address) of each, where ``words`` are the title
    of their document; else ``lines`` with their sentences. ``more`` are not shown."""

    answer: str
    words: Bilingual
    of_document: bool
    clauses: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ApartGroup:
    """What is kept apart for one reason."""

    reason: Reason
    lines: tuple[Line, ...]
    more: int


def group_no(items: Sequence[Item], company: Company, lines: Lines) -> Iterator[NoGroup]:
    """Together what one answer excludes by the same words; the titles of documents first, for they exclude the most."""
    groups: dict[tuple[str, str, bool], dict[str, Item]] = {}
    said: dict[Verdict, str] = {}
    for item in items:
        verdict = _decisive(item.failed)
        if verdict not in said:
            said[verdict] = say_failed(verdict, company, lines.lang)
        of_document = verdict.requirement.place == "document"
        words = item.head.title.zh if of_document else verdict.requirement.words
        groups.setdefault((said[verdict], words, of_document), {}).setdefault(item.entry.clause, item)
    for (answer, words, of_document), its in sorted(groups.items(), key=lambda one: (not one[0][2], -len(one[1]))):
        more = 0 if of_document else max(0, len(its) - SHOWN)
        pointers = tuple(map(lines.point, its.values())) if of_document else ()
        shown = () if of_document else tuple(map(lines.line, islice(its.values(), SHOWN)))
        first = next(iter(its.values()))
        both = first.head.title if of_document else lines.say_alone(first, words)
        yield NoGroup(answer, both, of_document, pointers, shown, more)


def _decisive(failed: Sequence[Verdict]) -> Verdict:
    """The failed requirement that is named: the document's field, which excludes all of it, before the others."""
    return next((one for one in failed if one.requirement.place == "document"), failed[0])


def group_apart(items: Sequence[Item], lines: Lines) -> Iterator[ApartGroup]:
    """By the first reason that holds of each."""
    groups: Mapping[Reason, list[Item]] = {reason: [] for reason in _REASONS}
    for item in items:
        groups[next(reason for reason in _REASONS if reason in item.reasons)].append(item)
    for reason, its in groups.items():
        if its:
            yield ApartGroup(reason, tuple(map(lines.line, its[:SHOWN])), max(0, len(its) - SHOWN))
