"""Does the English say what the term base and the words of force ask for? Sentence by sentence, by program.

``python -m tests.library.wording [DOCUMENT ...]`` prints every breach of the documents named, or of all.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search_app.library.translation.file import TERM_BASE
from search_app.library.translation.saying import find_phrase, find_stems

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "translations"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one Chinese word is said: where it stands, what is right, what is wrong."""

    zh: str
    pattern: re.Pattern[str]
    but: tuple[str, ...]
    right: tuple[str, ...]  # the preferred rendering first
    wrong: tuple[str, ...]
    needed: bool  # whether one of ``right`` has to stand in the sentence
    exactly: bool  # as phrases; otherwise all words of one of them, in any order and form


@dataclass(frozen=True, slots=True)
class Breach:
    """A sentence whose English lacks a rendering of ``zh`` (``wrong`` is empty), or has one that is forbidden."""

    document: str
    clause: str
    zh: str
    wrong: str
    sentence: str

    def __str__(self) -> str:
        said = f"“{self.wrong}” is forbidden for {self.zh}" if self.wrong else f"no rendering of {self.zh}"
        return f"{self.document}/{self.clause}: {said}: {self.sentence}"


def read_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """(the terms, the words of force), each as its table has it."""
    terms = tomllib.loads((FOLDER / "terms.toml").read_text(encoding="utf-8"))["term"]
    words = tomllib.loads((FOLDER / "usage.toml").read_text(encoding="utf-8"))["word"]
    return tuple(_make_rule(row, exactly=False) for row in terms), tuple(_make_rule(row, exactly=True) for row in words)


def _make_rule(row: dict[str, Any], *, exactly: bool) -> Rule:
    return Rule(
        zh=row["zh"],
        pattern=re.compile(row.get("pattern", re.escape(row["zh"]))),
        but=tuple(row.get("but", ())),
        right=(row["en"], *row.get("admitted", ())),
        wrong=tuple(row.get("forbidden", ())),
        needed=not row.get("silent", False),
        exactly=exactly,
    )


def find_said(zh: str, terms: Sequence[Rule], words: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that ``zh`` asks to be kept: of terms in each other the longest."""
    said = [rule for rule in terms if rule.zh in zh]
    longest = [one for one in said if not any(one.zh in other.zh for other in said if other is not one)]
    return (*longest, *(word for word in words if _stands(word, zh)))


def _stands(word: Rule, zh: str) -> bool:
    for longer in word.but:
        zh = zh.replace(longer, "＿")
    return bool(word.pattern.search(zh))


def find_faults(zh: str, en: str, terms: Sequence[Rule], words: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """(rule, forbidden rendering that stands in ``en``; empty where the rendering is missing)."""
    said = find_said(zh, terms, words)
    low = en.lower()
    stems = find_stems(low)
    # What one word of the sentence asks for is not forbidden by another: “not more than” holds no “more than”.
    asked = [span for rule in said for phrase in rule.right for span in find_phrase(phrase, low)]
    for rule in said:
        if rule.needed and not any(_is_said(phrase, rule, low, stems) for phrase in rule.right):
            yield rule, ""
        for phrase in rule.wrong:
            if any(not any(a <= at and end <= b for a, b in asked) for at, end in find_phrase(phrase, low)):
                yield rule, phrase


def _is_said(phrase: str, rule: Rule, low: str, stems: frozenset[str]) -> bool:
    if rule.exactly:
        return any(find_phrase(phrase, low))
    return find_stems(phrase) <= stems


def find_breaches(names: Iterable[str] = ()) -> Iterator[Breach]:
    """Every breach in the translations of ``names``, of all when none is named."""
    terms, words = read_rules()
    for name in names or sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem not in TERM_BASE):
        for clause in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["clause"]:
            sentences = clause["sentences"]
            for zh, en in sentences:
                for rule, wrong in find_faults(zh, en, terms, words):
                    yield Breach(name, clause["id"], rule.zh, wrong, en)
            # A part may leave to its sentence what that says; what is wrong there is wrong in it.
            asked = {rule for zh, _ in sentences for rule in find_said(zh, terms, words)}
            for zh, en in clause.get("parts", ()):
                for rule, wrong in find_faults(zh, en, terms, words):
                    if wrong and rule in asked:
                        yield Breach(name, clause["id"], rule.zh, wrong, en)


if __name__ == "__main__":
    breaches = tuple(find_breaches(sys.argv[1:]))
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} breaches", file=sys.stderr)
