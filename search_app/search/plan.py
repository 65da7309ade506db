"""What does a query ask to be found? Words, "exact strings", -exclusions, and OR, read into a Plan.

Invariant: every query of at most MAX_QUERY characters has a plan; nothing typed is lost: it is looked for, excluded,
or an operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from search_app.model import HELPS, Help, Needle, Plan, Query, Status, Wish
from search_app.search.expansion import expand_chinese, expand_latin, is_empty_talk, take_figures
from search_app.search.lexicon import Lexicon, stop_words
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, find_words, is_han

MAX_QUERY = 500  # characters; the longest clause heading is 25, and a whole question under 100
_TOKEN = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"?|“(?P<curly>[^“”]*)”|(?P<plain>[^\s"]+))')
ALL_HELPS: frozenset[Help] = frozenset(HELPS)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood: what is wished, what is left out, and how it was corrected."""

    wishes: tuple[Wish, ...]
    excluded: tuple[str, ...]
    corrected: str | None = None


def make_plan(query: Query, statuses: Mapping[str, Status], reading: Reading, hidden: tuple[str, ...] = ()) -> Plan:
    """The plan of ``query``, read as ``reading``; ``statuses`` gives each document's validity on ``query.as_of``, and
    ``hidden`` the versions that do not count on that day."""
    return Plan(
        wishes=reading.wishes,
        excluded=reading.excluded,
        filters=tuple((facet, frozenset(values)) for facet, values in query.filters),
        statuses=tuple(statuses.items()),
        hidden=hidden,
        amount_min=query.amount_min,
        amount_max=query.amount_max,
        sort=query.sort,
        offset=(query.page - 1) * query.per_page,
        limit=query.per_page,
    )


def read_query(text: str, lexicon: Lexicon | None = None, helps: frozenset[Help] = ALL_HELPS) -> Reading:
    """How ``text`` is understood. Without a ``lexicon``, or with no ``helps``, only what was typed is looked for."""
    text = text[:MAX_QUERY].replace("\u3000", " ")
    helps = helps if lexicon else frozenset()
    figures: list[Wish] = []
    rest = text
    if lexicon and "amounts" in helps:
        rest, figures = take_figures(text, lexicon)
    groups, excluded = _group(rest)
    if figures and "question" in helps:
        talk = [g for g in groups if len(g) == 1 and not g[0].quoted and is_empty_talk(g[0].text)]
        groups = [g for g in groups if g not in talk]
    wishes: list[Wish | None] = []
    corrections: dict[str, str] = {}
    for latin, run in groupby(groups, key=lambda group: _is_latin_word(group)):
        if latin and lexicon and helps:
            found, fixed = expand_latin([group[0].text for group in run], lexicon, helps)
            wishes += found
            corrections |= fixed
        else:
            for group in run:
                wish, fixed = _make_wish(group, lexicon, helps)
                wishes.append(wish)
                corrections |= fixed
    every = tuple(dict.fromkeys([*(wish for wish in wishes if wish), *figures]))
    corrected = text
    for typed, meant in corrections.items():
        corrected = corrected.replace(typed, meant)
    return Reading(every, excluded, corrected if corrections else None)


def _is_latin_word(group: list[_Token]) -> bool:
    return len(group) == 1 and not group[0].quoted and not is_han(group[0].text)


def _group(text: str) -> tuple[list[list[_Token]], tuple[str, ...]]:
    """(tokens that are one wish, excluded strings): alternatives joined by OR are one wish."""
    tokens = [_read(match) for match in _TOKEN.finditer(text)]
    groups: list[list[_Token]] = []
    joined = False
    for token in tokens:
        if token.text == "OR" and not token.quoted and not token.excluded:
            joined = bool(groups)
        elif not token.excluded and token.text.strip():
            if joined:
                groups[-1].append(token)
            else:
                groups.append([token])
            joined = False
    excluded = dict.fromkeys(token.text for token in tokens if token.excluded and find_chars(token.text))
    return groups, tuple(excluded)


def _read(match: re.Match[str]) -> _Token:
    plain = match["plain"]
    if plain is None:
        return _Token(match["quoted"] or match["curly"] or "", True, bool(match["minus"]))
    return _Token(plain, False, bool(match["minus"]))


def _make_wish(
    tokens: list[_Token], lexicon: Lexicon | None, helps: frozenset[Help]
) -> tuple[Wish | None, dict[str, str]]:
    needles: list[Needle] = []
    corrections: dict[str, str] = {}
    for token in tokens:
        if not find_chars(token.text):
            continue
        if token.quoted:
            needles.append(Needle(token.text, "chars"))
        elif lexicon and helps and is_han(token.text):
            folded = fold(token.text)
            text = simplify(folded) if "script" in helps else folded
            found, corrected = expand_chinese(folded, text, lexicon, helps)
            needles += found
            if corrected:
                corrections[token.text] = corrected
        else:
            needles += _plain_needles(token.text)
    if not needles:
        return None, {}
    typed = " OR ".join(f'"{token.text}"' if token.quoted else token.text for token in tokens)
    return Wish(typed, tuple(dict.fromkeys(needles)), required=all(token.quoted for token in tokens)), corrections


def _plain_needles(text: str) -> list[Needle]:
    needles = [Needle(word, "words") for word in dict.fromkeys(find_words(text)) if word not in stop_words()]
    # A lone Latin word or number is one token in both views: looking for it twice would count it twice.
    if len(find_chars(text)) > 1 or is_han(text) or not needles:
        needles.append(Needle(text, "chars"))
    return needles
