"""What does a query ask to be found? Words, "exact strings", -exclusions, and OR, read into a Plan.

Invariant: every query of at most MAX_QUERY characters has a plan; nothing typed is lost: it is looked for, excluded,
an operator, or named as not understood. An exclusion is never read as a wish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from search_app.search.model import HELPS, Help, Needle, Plan, Query, Wish
from search_app.search.query.expansion import expand_chinese, expand_latin, is_empty_talk, is_keyword
from search_app.search.query.lexicon import Lexicon
from search_app.search.query.stopwords import stop_words
from search_app.text.fold import drop_unseen, fold
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.script import simplify
from search_app.text.tokens import END_MARK, find_chars, find_words, is_han

MAX_QUERY = 500  # characters; the longest clause heading is 25, and a whole question under 100
# A page of text pasted as a query asks for hundreds of words, each of which costs a reading of the index.
MAX_NEEDLES = 64
MAX_CORRECTED = 100  # characters: what is longer was pasted, and looking for slips in it takes longer than the search
# Of a library of hundreds of documents so many are values of their facet; all others are one.
SIZES = (("document", 50),)
ALL_HELPS: frozenset[Help] = frozenset(HELPS)
# Matched on a text in which every dash that an input method types is a hyphen, and every bracket a half-width one.
_BEGINS = rf"(?:(?<![^\s])|(?<={END_MARK}))"
_TOKEN = re.compile(
    rf"(?:{END_MARK})*(?:(?P<alone>{_BEGINS}-+(?=\s|{END_MARK}|$))|(?P<minus>{_BEGINS}(?:-+|NOT\s+(?=[^\s-])))?"
    rf'(?:"(?P<quoted>[^"]*)"?|(?P<curly>(?:{_BEGINS}|(?<=-))“[^“”]*”)|'
    rf'(?P<group>(?:{_BEGINS}|(?<=-))\([^()"“”]*\s[^()"“”]*\)(?=\s|{END_MARK}|$))|'
    rf'(?P<plain>(?!{END_MARK})(?:(?!(?:{END_MARK})+["“(-])[^\s"])+)))'
)
_PAIRS = {"[": "]", "{": "}", "(": ")", "《": "》", "<": ">", "“": "”", "”": "“", "‘": "’", "'": "'"}
# Every figure has a digit or a numeral; English ones may be written out in letters.
_MAY_NAME_A_FIGURE = re.compile(rf"[\da-z{HAN_NUMERALS}]")
_OR_FOLLOWS = re.compile(r"\s+OR(?:\s|$)")


@dataclass(frozen=True, slots=True)
class _Token:
    """``text`` as typed; ``alternatives`` of a group in brackets that only OR joins."""

    text: str
    quoted: bool = False
    excluded: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Groups:
    """Tokens of which each group is one wish, what is left out, and what cannot be done."""

    wished: list[list[_Token]] = field(default_factory=list)
    excluded: list[_Token] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood: what is wished, what is left out, how it was corrected, and what was not understood.

    ``cut``: whether it asked for more than MAX_NEEDLES things, of which the rarest are looked for.
    """

    wishes: tuple[Wish, ...]
    excluded: tuple[Needle, ...]
    corrected: str | None = None
    not_understood: tuple[str, ...] = ()
    cut: bool = False


def make_plan(query: Query, reading: Reading, cited: tuple[str, ...] = ()) -> Plan:
    """The plan of ``query``, read as ``reading``; ``cited`` are the keys of the clauses that it cites."""
    return Plan(
        wishes=reading.wishes,
        excluded=reading.excluded,
        cited=cited,
        filters=tuple((facet, frozenset(values)) for facet, values in query.filters),
        as_of=query.as_of,
        sizes=SIZES,
        amount_min=query.amount_min,
        amount_max=query.amount_max,
        sort=query.sort,
        offset=(query.page - 1) * query.per_page,
        limit=query.per_page,
    )


def read_query(text: str, lexicon: Lexicon | None = None, helps: frozenset[Help] = ALL_HELPS) -> Reading:
    """How ``text`` is understood. Without a ``lexicon``, or with no ``helps``, only what was typed is looked for."""
    text = drop_unseen(text)[:MAX_QUERY].replace("\u3000", " ")
    helps = helps if lexicon else frozenset()
    if len(text) > MAX_CORRECTED:
        helps -= {"spelling"}
    rest, figures, left_out = _take_figures(text, lexicon) if lexicon and "amounts" in helps else (text, (), ())
    groups = _group(rest)
    wished = groups.wished
    if figures and "question" in helps:
        talk = [g for g in wished if len(g) == 1 and not g[0].quoted and is_empty_talk(g[0].text)]
        wished = [g for g in wished if g not in talk]
    wishes: list[Wish | None] = []
    corrections: dict[str, str] = {}
    for latin, run in groupby(wished, key=lambda group: _is_latin_word(group)):
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
    capped = _cap(every, lexicon)
    excluded = dict.fromkeys(left_out)
    excluded |= dict.fromkeys(needle for token in groups.excluded for needle in _excluded_needles(token))
    return Reading(
        capped,
        tuple(excluded)[:MAX_NEEDLES],
        corrected if corrections else None,
        tuple(dict.fromkeys(groups.not_understood)),
        cut=capped != every or len(excluded) > MAX_NEEDLES,
    )


def _take_figures(text: str, lexicon: Lexicon) -> tuple[str, tuple[Wish, ...], tuple[Needle, ...]]:
    """(``text`` without its figures, a wish for each of them, and what those behind a minus leave out)."""
    if not _MAY_NAME_A_FIGURE.search(simplify(fold(text))):
        return text, (), ()
    # All that reads figures takes as long to load as the rest of the search; most questions name none.
    from search_app.search.query.figures import take_figures

    taken = take_figures(text, lexicon.vocabulary.figures)
    return taken.rest, taken.wishes, taken.excluded


def _cap(wishes: tuple[Wish, ...], lexicon: Lexicon | None) -> tuple[Wish, ...]:
    """``wishes`` with at most MAX_NEEDLES needles: quoted strings first, then what is worth most, then what is rare."""
    if sum(len(wish.needles) for wish in wishes) <= MAX_NEEDLES:
        return wishes
    holding = lexicon.vocabulary.han if lexicon else {}
    places = [(n, k) for n, wish in enumerate(wishes) for k in range(len(wish.needles))]

    def worth(place: tuple[int, int]) -> tuple[bool, bool, float, int, tuple[int, int]]:
        wish, needle = wishes[place[0]], wishes[place[0]].needles[place[1]]
        count = holding.get(needle.text, 0)
        # A Chinese word that no text holds is found nowhere, however rare: it comes last.
        absent = bool(holding) and needle.view == "words" and len(needle.text) > 1 and is_han(needle.text) and not count
        return (not wish.required, absent, -needle.weight, count, place)

    kept = set(sorted(places, key=worth)[:MAX_NEEDLES])
    cut = (
        replace(wish, needles=tuple(needle for k, needle in enumerate(wish.needles) if (n, k) in kept))
        for n, wish in enumerate(wishes)
    )
    return tuple(wish for wish in cut if wish.needles)


def _is_latin_word(group: list[_Token]) -> bool:
    return len(group) == 1 and not group[0].quoted and not is_han(fold(group[0].text))


def _group(text: str) -> _Groups:
    """What ``text`` asks for: alternatives joined by OR are one wish."""
    found = _Groups()
    joined = False
    plain = "".join(char if char.isascii() else alike for char, alike in zip(text, fold(text), strict=True))
    for match in _TOKEN.finditer(plain):
        token = _read(match, text)
        if token is None and match["group"] and not (match["minus"] or joined or _OR_FOLLOWS.match(plain, match.end())):
            _add_bracketed(found, text[match.start("group") + 1 : match.end("group") - 1])
        elif token is None:
            found.not_understood.append(text[slice(*match.span())].strip())
        elif token.excluded:
            first, *rest = [token] if token.quoted or token.alternatives else _phrases(token.text)
            found.excluded.extend([_Token(word) for word in first.alternatives] or [first])
            found.wished.extend([phrase] for phrase in rest)
        elif token.text == "OR" and not token.quoted:
            joined = bool(found.wished)
        elif token.text.strip():
            others: list[list[_Token]] = []
            one = [_Token(word) for word in token.alternatives] or [token]
            if not (token.quoted or token.alternatives):
                one, *others = ([phrase] for phrase in _list_of(token.text))
            if joined:
                found.wished[-1].extend(one)
            else:
                found.wished.append(one)
            found.wished.extend(others)
            joined = False
    return found


def _list_of(text: str) -> list[_Token]:
    """A stretch without spaces: the keywords that commas separate, or the one sentence that it is."""
    phrases = _phrases(text)
    return phrases if all(is_keyword(phrase.text) for phrase in phrases) else [_Token(text)]


def _phrases(text: str) -> list[_Token]:
    marks = [(0, 0), *(mark.span() for mark in re.finditer(END_MARK, fold(text))), (len(text), len(text))]
    phrases = (_without_loose_brackets(text[one[1] : other[0]]) for one, other in pairwise(marks))
    return [_Token(phrase) for phrase in phrases if phrase.strip()] or [_Token(text)]


def _add_bracketed(found: _Groups, inside: str) -> None:
    """Words in brackets with no OR inside or beside them: the brackets are the writer's, not an operator."""
    if " OR " in inside:
        found.not_understood.append(f"({inside})")
        return
    more = _group(inside)
    found.wished.extend(more.wished)
    found.excluded.extend(more.excluded)
    found.not_understood.extend(more.not_understood)


def _read(match: re.Match[str], text: str) -> _Token | None:
    """The token of ``match``, in the characters of ``text``; None for a lone minus, and for a group that means more
    than alternatives."""
    if match["alone"]:
        return None
    excluded = bool(match["minus"])
    if match["quoted"] is not None:
        return _Token(text[slice(*match.span("quoted"))], True, excluded)
    if match["curly"] is not None:
        return _Token(text[match.start("curly") + 1 : match.end("curly") - 1], True, excluded)
    if match["group"] is None:
        return _Token(_without_loose_brackets(text[slice(*match.span("plain"))]), False, excluded)
    words = text[match.start("group") + 1 : match.end("group") - 1].split()
    if len(words) % 2 and all(word == "OR" for word in words[1::2]) and "OR" not in words[::2]:
        return _Token(" OR ".join(words[::2]), False, excluded, tuple(words[::2]))
    return None


def _without_loose_brackets(text: str) -> str:
    """``text`` without a bracket at its beginning or end whose other half is not in it."""
    plain = fold(text)
    if plain.startswith("(") and ")" not in plain:
        return text.lstrip("(（")
    return text.rstrip(")）") if plain.endswith(")") and "(" not in plain else text


def _excluded_needles(token: _Token) -> list[Needle]:
    """What a clause must not hold: a string, or of a Latin word its stem, so that -loan leaves out loans too."""
    text = simplify(fold(token.text))
    while not token.quoted and len(text) > 2 and _PAIRS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()  # -[贷款] and -《贷款》 leave out what -贷款 does
    if not find_chars(text):
        return []
    stems = find_words(text)
    if token.quoted or is_han(text) or not stems:
        return [Needle(text, "chars")]
    # Of e-commerce the joined form: its parts alone would leave out all commerce.
    joined = "-" in text or len(stems) == 1
    return [Needle(stems[-1], "words")] if joined else [Needle(text, "chars")]


def _make_wish(
    tokens: list[_Token], lexicon: Lexicon | None, helps: frozenset[Help]
) -> tuple[Wish | None, dict[str, str]]:
    needles: list[Needle] = []
    corrections: dict[str, str] = {}
    for token in tokens:
        if not find_chars(token.text):
            continue
        folded = fold(token.text)
        if token.quoted:
            # The texts are kept in simplified script: a string copied from a traditional one is found all the same.
            needles.append(Needle(simplify(folded) if is_han(folded) else token.text, "chars"))
        elif lexicon and helps and is_han(folded):
            text = simplify(folded) if "script" in helps else folded
            found, corrected = expand_chinese(folded, text, lexicon, helps)
            needles += found
            if corrected:  # as long as what was typed: only the characters that were corrected are shown anew
                changed = zip(token.text, text, corrected, strict=True)
                corrections[token.text] = "".join(new if new != old else as_typed for as_typed, old, new in changed)
        else:
            needles += _plain_needles(token.text)
    if not needles:
        return None, {}
    typed = " OR ".join(f'"{token.text}"' if token.quoted else token.text for token in tokens)
    return Wish(typed, tuple(dict.fromkeys(needles)), required=all(token.quoted for token in tokens)), corrections


def _plain_needles(text: str) -> Iterator[Needle]:
    words = [word for word in dict.fromkeys(find_words(text)) if word not in stop_words()]
    yield from (Needle(word, "words", stands_for=(word,)) for word in words)
    # A lone Latin word or number is one token in both views: looking for it twice would count it twice.
    if len(find_chars(text)) > 1 or is_han(text) or not words:
        yield Needle(text, "chars")
