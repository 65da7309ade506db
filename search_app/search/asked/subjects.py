"""Of what is a constraint said: of a policy or a benefit, or of a contract that has run out?

How long, until when, at what stage, of what kind: that is said of many things, and what stands directly before and
behind tells of which. Invariant: where something else is the subject, nothing is read; where nothing is named, a policy
is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import Any

from search_app.data import read_table
from search_app.search.asked.grammar import Found
from search_app.search.asked.slots import Seen
from search_app.search.words.stopwords import stop_words
from search_app.text.tokens import cut_words, is_han

_ENDS = re.compile(
    r"[,。.;:!?、()\ue002]|(?<![a-z])(?:if|when|because|after|before|whose|although|since|while|but)(?![a-z])"
)
_HAN_ENDS = re.compile(r"[^\u3400-\u9fff0-9\ue000-\ue00f]")
PASSED_OVER = "\ue00f"  # stands for words that name no subject
_LATIN_WORD = re.compile(r"[a-z][a-z&'-]*")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a constraint may be said of, what it is never said of, and whether what stands before it counts."""

    may_zh: re.Pattern[str]
    may_en: frozenset[str]
    open: bool  # whether it may be said of anything else than what it is never said of
    never: re.Pattern[str] | None
    before: bool


def _subject(field: str, value: str) -> _Subject | None:
    return next((one for name, values, one in subjects() if name == field and (not values or value in values)), None)


@cache
def subjects() -> tuple[tuple[str, frozenset[str], _Subject], ...]:
    """What constraints are said of: (field, those of its values that it is about or none for all, subject)."""
    return tuple(
        (row["field"], frozenset(row.get("values", ())), _make(row)) for row in read_table("asking", "said_of")
    )


def _make(row: dict[str, Any]) -> _Subject:
    common = _words("benefit")
    never = [*row["never_zh"], *(rf"(?<![a-z])(?:{word})(?![a-z])" for word in row["never_en"])]
    return _Subject(
        re.compile("|".join((*row.get("zh", ()), *common["zh"]))),
        frozenset((*row.get("en", ()), *common["en"])),
        "zh" not in row,
        re.compile("|".join(never)) if never else None,
        row["before"],
    )


@cache
def _words(name: str) -> dict[str, Any]:
    (found,) = (row for row in read_table("asking", "noun") if row["name"] == name)
    return dict(found)


@cache
def _passing() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """Chinese words that name nothing; those with which what follows is no name any more; English ones of both."""
    passing, verbs = _words("passing"), _words("verb")
    return (
        re.compile(rf"(?:{'|'.join(passing['zh'])}|[\d个月天年零一二三四五六七八九十两\ue000-\ue00f])+"),
        re.compile("|".join(verbs["zh"])),
        frozenset((*passing["en"], *stop_words())),
    )


def fit(one: Found, seen: Seen) -> Found | None:
    """``one`` if it is said of what it may be said of; a validity asked of something that is named only weighs."""
    subject = _subject(one.read.field, one.read.value)
    if subject is None:
        return one
    start, end = one.place
    own = seen.text[start:end]
    look = _look_chinese if is_han(own) else _look_latin
    before, behind = look(seen.text, start, end)
    if subject.never and any(subject.never.search(text) for text in (before.text, behind.text)):
        return None
    if subject.open:
        return one
    told = behind if behind.named else before if subject.before else _Side("", ())
    if told.named and not _may_be(subject, told, own if one.read.field == "duration" else ""):
        return None
    if one.read.field == "validity" and _is_asked(seen.text, before, behind, subject):
        return replace(one, read=replace(one.read, weight="should"))
    return one


@dataclass(frozen=True, slots=True)
class _Side:
    """What stands on one side: the whole stretch, and the words of it that name something. ``loose``: any of these may
    be the subject, else the last."""

    text: str
    named: tuple[str, ...]
    loose: bool = True


def _may_be(subject: _Subject, side: _Side, own: str) -> bool:
    if own and subject.may_zh.search(own):
        return True
    if is_han("".join(side.named)):
        words = side.named if side.loose else side.named[-1:]
        return any(subject.may_zh.search(word) for word in words)
    return bool(subject.may_en & set(side.named))


def _look_chinese(text: str, start: int, end: int) -> tuple[_Side, _Side]:
    passing, verbs, _ = _passing()
    before = _HAN_ENDS.split(text[:start])[-1]
    behind = _HAN_ENDS.split(text[end:])[0]
    attributive = text[end - 1 : end] == "的" or behind.startswith("的")
    following = tuple(takewhile(lambda word: not verbs.fullmatch(word), cut_words(behind.removeprefix("的"))))
    named = () if all(passing.fullmatch(word) for word in following) else following
    words = tuple(w for w in cut_words(passing.sub(" ", before)) if w.strip() and w not in stop_words())
    return _Side(before, words, False), _Side(behind, named, attributive)


def _look_latin(text: str, start: int, end: int) -> tuple[_Side, _Side]:
    _, _, passing = _passing()
    may = frozenset(_words("benefit")["en"])
    before, behind = _ENDS.split(text[:start])[-1], _ENDS.split(text[end:])[0]
    verbs = frozenset(_words("verb")["en"])
    following = []
    for word in _LATIN_WORD.findall(behind):
        if word in verbs:
            break
        following.append(word)
    named = (
        tuple(w for w in words if w in may or w not in passing) for words in (_LATIN_WORD.findall(before), following)
    )
    one, other = named
    return _Side(before, one), _Side(behind, other)


def _is_asked(text: str, before: _Side, behind: _Side, subject: _Subject) -> bool:
    """Whether it is asked or told of something named, as 冰雪政策作废了没 and is the film grant still open?"""
    asked = _words("asked")
    if any(word in before.text + behind.text for word in asked["zh"]):
        return False
    if is_han(before.text + behind.text):
        side = before if before.named else behind
        words = [word for word in side.named if not subject.may_zh.fullmatch(word)]
        return bool(words) and not behind.loose
    first = _LATIN_WORD.findall(before.text)[:2]
    if not first or first[0] not in asked["en"] or "there" in first:
        return False
    return bool({*before.named, *behind.named} - subject.may_en)
