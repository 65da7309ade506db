"""What do the term base and the words of force ask of a sentence and its English? The rules of both tables, and where
they are broken."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from search_app.library.translation.written import FOLDER
from search_app.search.glossary.renderings import fill
from search_app.search.glossary.words import find_standing
from search_app.text.english import find_stems

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TABLES = CORPUS / FOLDER
_PAYER = "财政"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one Chinese word is said: where it stands, what is right, what is wrong."""

    zh: str
    pattern: str | None
    but: tuple[str, ...]
    right: tuple[str, ...]  # the preferred rendering first
    wrong: tuple[str, ...]
    needed: bool  # whether one of ``right`` has to stand in the sentence
    exactly: bool  # as phrases, as often as the word stands; otherwise all words of one of them, in any order and form
    compare: str = ""  # what a bound asks of its figure: ge, gt, le or lt
    group: str = ""  # of the words of force

    def find(self, zh: str) -> tuple[tuple[int, int], ...]:
        """Where the word stands, as the glossary marks it."""
        return tuple((span.start, span.end) for span in find_standing(self.zh, self.pattern, self.but, zh))

    def fill(self, zh: str) -> Rule:
        """The same with its renderings as they are said in ``zh``, with the numbers that stand there."""
        right, wrong = (fill(its, self.zh, self.pattern, self.but, zh) for its in (self.right, self.wrong))
        return replace(self, right=right, wrong=wrong)


def read_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """(the terms, the words of force), each as its table has it."""
    terms = tomllib.loads((TABLES / "terms.toml").read_text(encoding="utf-8"))["term"]
    words = tomllib.loads((TABLES / "usage.toml").read_text(encoding="utf-8"))["word"]
    return tuple(_make_rule(row, exactly=False) for row in terms), tuple(_make_rule(row, exactly=True) for row in words)


def _make_rule(row: dict[str, Any], *, exactly: bool) -> Rule:
    return Rule(
        zh=row["zh"],
        pattern=row.get("pattern"),
        but=tuple(row.get("but", ())),
        right=(row["en"], *row.get("admitted", ())),
        wrong=tuple(row.get("forbidden", ())),
        needed=not row.get("silent", False),
        exactly=exactly,
        compare=row.get("compare", ""),
        group=row.get("group", ""),
    )


def find_said(zh: str, terms: Sequence[Rule], words: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that ``zh`` asks to be kept: of terms in each other the longest."""
    said = [rule for rule in terms if rule.zh in zh and not _names_an_office(rule.zh, zh)]
    longest = [one for one in said if not any(one.zh in other.zh for other in said if other is not one)]
    return (*longest, *(word.fill(zh) for word in words if word.find(zh)))


def _names_an_office(term: str, zh: str) -> bool:
    """Whether ``term``, who pays, stands in ``zh`` only within the name of an office (市财政局)."""
    return term.endswith(_PAYER) and not re.search(rf"{term}(?![局厅])", zh)


def find_faults(zh: str, en: str, terms: Sequence[Rule], words: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """(rule, forbidden rendering that stands in ``en``; empty where a rendering is missing)."""
    said = find_said(zh, terms, words)
    low = en.lower()
    stems = find_stems(low)
    # What one word of the sentence asks for is not forbidden by another: “not more than” holds no “more than”.
    asked = [span for rule in said for span in find_phrases(rule.right, low)]
    for rule in said:
        if rule.needed and not _is_said(rule, said, zh, low, stems):
            yield rule, ""
        for phrase in rule.wrong:
            if any(not any(a <= at and end <= b for a, b in asked) for at, end in find_phrases((phrase,), low)):
                yield rule, phrase


def _is_said(rule: Rule, said: Sequence[Rule], zh: str, low: str, stems: frozenset[str]) -> bool:
    if not rule.exactly:
        return any(find_stems(phrase) <= stems for phrase in rule.right)
    # Words that are said alike (每年, 年度) need as many phrases as there are of all of them; a bound and what is none
    # may share one (the first RMB 1 million: 不超过100万元的部分).
    alike = [one for one in said if one.needed and _are_alike(one, rule)]
    phrases = {phrase for one in alike for phrase in one.right}
    asked = {span for one in alike for span in one.find(zh)}
    return len(_find_own(rule, said, low)) >= len(rule.find(zh)) and len(find_phrases(phrases, low)) >= len(asked)


def _are_alike(one: Rule, other: Rule) -> bool:
    return one.exactly and one.compare == other.compare and not {*one.right}.isdisjoint(other.right)


def _find_own(rule: Rule, said: Sequence[Rule], low: str) -> list[tuple[int, int]]:
    """Where ``rule`` is said, and not within what says another word: “per” of “per year”, “more than” of “not more than”.
    A period within a period (each year for three years) says both."""
    others = [one for one in said if one.exactly and one is not rule and {one.group, rule.group} != {"period"}]
    longer = [span for one in others for span in find_phrases(one.right, low)]
    return [span for span in find_phrases(rule.right, low) if not _is_within(span, longer)]


def _is_within(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether ``span`` is a part of one of ``others``, and not the whole."""
    return any(at <= span[0] and span[1] <= end and (at, end) != span for at, end in others)


def find_phrases(phrases: Iterable[str], low: str) -> tuple[tuple[int, int], ...]:
    """Where any of ``phrases`` stands in ``low``, in small letters: whole words, of what overlaps the longest first."""
    if not (phrases := tuple(phrases)):
        return ()
    either = "|".join(re.escape(phrase.lower()) for phrase in sorted(phrases, key=len, reverse=True))
    return tuple(found.span() for found in re.finditer(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])", low))
