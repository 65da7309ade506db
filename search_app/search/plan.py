"""What does a query ask to be found? Words, "exact strings", -exclusions, and OR, read into a Plan.

Invariant: every query of at most MAX_QUERY characters has a plan; nothing typed is lost: it is looked for, excluded,
or an operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from search_app.data import read_table
from search_app.model import Needle, Plan, Query, Status, Wish
from search_app.text.fold import fold
from search_app.text.tokens import find_chars, find_words, is_han

MAX_QUERY = 500  # characters; the longest clause heading is 25, and a whole question under 100
_TOKEN = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"?|“(?P<curly>[^“”]*)”|(?P<plain>[^\s"]+))')
# A clause that holds the typed string unbroken is a better answer than one that holds its words apart.
EXACT_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool
    excluded: bool


def make_plan(query: Query, statuses: Mapping[str, Status]) -> Plan:
    """The plan of ``query``; ``statuses`` gives each document's validity on ``query.as_of``."""
    wishes, excluded = parse_query(query.q)
    return Plan(
        wishes=wishes,
        excluded=excluded,
        filters=tuple((facet, frozenset(values)) for facet, values in query.filters),
        statuses=tuple(statuses.items()),
        amount_min=query.amount_min,
        amount_max=query.amount_max,
        sort=query.sort,
        offset=(query.page - 1) * query.per_page,
        limit=query.per_page,
    )


def parse_query(text: str) -> tuple[tuple[Wish, ...], tuple[str, ...]]:
    """(wishes, excluded strings) of what was typed. Alternatives joined by OR are one wish."""
    tokens = [_read(match) for match in _TOKEN.finditer(text[:MAX_QUERY].replace("\u3000", " "))]
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
    wishes = dict.fromkeys(wish for group in groups if (wish := _make_wish(group)))
    excluded = dict.fromkeys(t.text for t in tokens if t.excluded and find_chars(t.text))
    return tuple(wishes), tuple(excluded)


def _read(match: re.Match[str]) -> _Token:
    plain = match["plain"]
    if plain is None:
        return _Token(match["quoted"] or match["curly"] or "", True, bool(match["minus"]))
    return _Token(plain, False, bool(match["minus"]))


def _make_wish(tokens: list[_Token]) -> Wish | None:
    needles: list[Needle] = []
    for token in tokens:
        chars = find_chars(token.text)
        if not chars:
            continue
        if not token.quoted:
            needles += [Needle(word, "words") for word in find_query_words(token.text)]
        # A lone Latin word or number is one token in both views: looking for it twice would count it twice.
        if token.quoted or len(chars) > 1 or is_han(token.text) or not needles:
            needles.append(Needle(token.text, "chars", weight=EXACT_WEIGHT))
    if not needles:
        return None
    typed = " OR ".join(f'"{token.text}"' if token.quoted else token.text for token in tokens)
    return Wish(typed, tuple(dict.fromkeys(needles)), required=all(token.quoted for token in tokens))


def find_query_words(text: str) -> tuple[str, ...]:
    """Words of a query that are worth looking for, without stop words and repeats."""
    stop = _stop_words()
    return tuple(dict.fromkeys(word for word in find_words(fold(text)) if word not in stop))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for row in read_table("stopwords", "stop") for word in (*row["zh"], *row["en"]))
