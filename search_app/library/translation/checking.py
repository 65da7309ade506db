"""May English stand beside a sentence? What a person wrote has to be English and carry the figures; what a
machine wrote has to say the terms as approved, too.

Invariant: what passes carries every figure of the Chinese and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from search_app.data import read_table
from search_app.library.translation.figures import find_exchanged, find_wrong_figures
from search_app.model import GlossaryTerm
from search_app.text.english import find_phrase, find_stems
from search_app.text.printable import make_printable
from search_app.text.tokens import is_han

_TIMES, _AT_LEAST = 10, 200  # characters of English for one of Chinese, and for any sentence (ours: up to 8.9)
_SHORTEST = 2  # characters of English for one of Chinese (ours: from 3.0)
_STOPS, _COLONS = ("。", "；", ";"), ("：", ":")
_ORDINAL = frozenset(
    {"class", "phase", "stage", "type", "tier", "level", "grade", "category", "part", "annex"}
)  # before I
_ADDRESS = re.compile(r"https?:|www\.|[^\s@]@\w", re.I)


def find_wrong(zh: str, en: str, terms: tuple[GlossaryTerm, ...] = ()) -> str | None:
    """Why ``en`` cannot be published as English of ``zh``, whoever wrote it; None where it can."""
    return find_chinese(en) or next(find_wrong_figures(zh, en, terms), None)


def find_doubt(zh: str, en: str) -> str | None:
    """What a person should look at in ``en``, which may be right; None where nothing is."""
    return next(find_exchanged(zh, en), None)


def find_chinese(en: str) -> str | None:
    """The same of what may be said with other figures."""
    return "there is Chinese in it" if is_han(en) else None


def find_fault(zh: str, en: str, terms: tuple[GlossaryTerm, ...]) -> str | None:
    """What is wrong with ``en``, which a machine wrote, as English of ``zh``, in words for who revises it; None where
    nothing is. ``terms``: those that stand in ``zh``."""
    if not en:
        return "it is empty"
    if len(en) > max(_AT_LEAST, _TIMES * len(zh)):
        return f"it is too long ({len(en)} characters for {len(zh)})"
    if make_printable(en) != en or (_ADDRESS.search(en) and not _ADDRESS.search(zh)):
        return "there is something in it that is no sentence: characters that are not printed, or an address"
    if said := _find_refusal(zh, en):
        return f"it speaks of itself (“{said}”) and is no translation"
    if fault := find_chinese(en):
        return fault
    if _ends_otherwise(zh, en):
        return f"it ends with “{en[-1]}” and the Chinese with “{zh.strip()[-1]}”"
    if len(en) < _SHORTEST * len(zh):
        return f"it is too short ({len(en)} characters for {len(zh)})"
    return find_wrong(zh, en, terms) or find_doubt(zh, en) or next(_find_unsaid_terms(terms, en), None)


def _ends_otherwise(zh: str, en: str) -> bool:
    """A colon announces something, and what ends in no stop is no sentence; a heading has none in Chinese either."""
    printed = zh.strip()[-1:]
    return (en.endswith(":") and printed not in _COLONS) or (printed in _STOPS and en[-1:].isalnum())


def _find_refusal(zh: str, en: str) -> str | None:
    """What a model says of itself or of its task in ``en``, and the Chinese does not; None where it says nothing."""
    words = en.replace("’", "'")
    for pattern, but in _refusals():
        for found in pattern.finditer(words) if not any(one in zh for one in but) else ():
            before = words[: found.start()].split()[-1:]
            if found.group() != "I" or not (before and before[0].lower() in _ORDINAL):
                return found.group()
    return None


@cache
def _refusals() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """By row, its words, as they are written where one is of one letter, else in any letters, and the Chinese with
    which they may be said."""
    return tuple(
        (re.compile("|".join(map(_say_word, row["words"]))), tuple(row.get("but", ())))
        for row in read_table("drafting", "refusal")
    )


def _say_word(word: str) -> str:
    return rf"(?<![\w'])(?{'' if len(word) == 1 else 'i'}:{re.escape(word)})(?![\w'])"


def _find_unsaid_terms(terms: tuple[GlossaryTerm, ...], en: str) -> Iterator[str]:
    stems, low = find_stems(en), en.lower()
    right = [phrase for term in terms for phrase in (term.en, *term.admitted)]
    allowed = [span for phrase in right for span in find_phrase(phrase, low)]
    for term in terms:
        if not any(find_stems(phrase) <= stems for phrase in (term.en, *term.admitted)):
            yield f"{term.zh} is not said as approved ({'; '.join((term.en, *term.admitted))})"
        for phrase in term.forbidden:
            if any(not any(a <= at and end <= b for a, b in allowed) for at, end in find_phrase(phrase, low)):
                yield f"“{phrase}” is not to be said for {term.zh}"
