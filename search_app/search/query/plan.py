"""What does a query ask to be found? Words, "exact strings", -exclusions, and OR, read into a Plan.

Invariant: every query of at most MAX_QUERY characters has a plan; nothing typed is lost: it is looked for, excluded,
an operator, or named as not understood. An exclusion is never read as a wish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby, pairwise

from search_app.search.asked.read import Asked, read_asked
from search_app.search.asked.weighing import Weighed, weigh
from search_app.search.model import HELPS, Help, Needle, Plan, Query, Read, Wish
from search_app.search.query.capping import MAX_NEEDLES, cap
from search_app.search.query.chinese import expand_chinese, is_empty_talk, is_keyword
from search_app.search.query.latin import expand_latin
from search_app.search.query.named_figures import take_named_figures
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.fold import drop_unseen, fold
from search_app.text.script import simplify
from search_app.text.tokens import END_MARK, find_chars, find_words, is_han

MAX_QUERY = 500  # characters; the longest clause heading is 25, and a whole question under 100
MAX_CORRECTED = 100  # characters: what is longer was pasted, and looking for slips in it takes longer than the search
# Of a library of hundreds of documents so many are values of their facet; all others are one.
# Chosen on development queries: it leaves out a third of what is found and one in a hundred of what answers.
LEAST = 0.15
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
    refused: list[str] = field(default_factory=list)  # the stretches that ``excluded`` were read from
    not_understood: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood: what is wished, what is left out, how it was corrected, what was read as a constraint, and
    what was not understood.

    ``cut``: whether it asked for more than MAX_NEEDLES things, of which the rarest are looked for. ``refused``: the
    stretches of it that say with a minus or NOT what is left out.
    """

    wishes: tuple[Wish, ...]
    excluded: tuple[Needle, ...]
    corrected: str | None = None
    not_understood: tuple[str, ...] = ()
    cut: bool = False
    read: tuple[Read, ...] = ()
    refused: tuple[str, ...] = ()


def make_plan(query: Query, reading: Reading, cited: tuple[str, ...] = (), near: tuple[str, ...] = ()) -> Plan:
    """The plan of ``query``, read as ``reading``; ``cited`` are keys of the clauses that it cites, ``near`` of those
    that are near in meaning."""
    return Plan(
        wishes=reading.wishes,
        excluded=reading.excluded,
        cited=cited,
        near=near,
        least=0.0 if query.weak or query.exact else LEAST,
        filters=tuple((facet, frozenset(values)) for facet, values in query.filters),
        as_of=query.as_of,
        sizes=SIZES,
        amount_min=query.amount_min,
        amount_max=query.amount_max,
        duration_min=query.duration_min,
        sort=query.sort,
        largest_first=query.sort == "relevance" and any(one.op == "most" for one in reading.read),
        offset=(query.page - 1) * query.per_page,
        limit=query.per_page,
    )


def read_query(
    text: str,
    lexicon: Lexicon | None = None,
    helps: frozenset[Help] = ALL_HELPS,
    day: date | None = None,
    unread: Iterable[str] = (),
) -> Reading:
    """How ``text`` is understood. Without a ``lexicon``, or with no ``helps``, only what was typed is looked for.

    Years are read on a ``day``; what stands in ``unread`` is looked for as words and not read as a constraint."""
    text = drop_unseen(text)[:MAX_QUERY].replace("\u3000", " ")
    helps = helps if lexicon else frozenset()
    if len(text) > MAX_CORRECTED:
        helps -= {"spelling"}
    asked = read_asked(text, day, lexicon, unread) if lexicon and "asked" in helps else Asked((), text)
    figured = bool(lexicon) and "amounts" in helps
    rest, figures, left_out = take_named_figures(asked.rest, lexicon) if lexicon and figured else (asked.rest, (), ())
    groups = _group(rest)
    wished = groups.wished
    weighed = weigh(asked.read, asked.low, lexicon) if lexicon and asked.read else Weighed((), ())
    if (figures or asked.read) and "question" in helps:
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
    every = tuple(dict.fromkeys([*(wish for wish in wishes if wish), *figures, *weighed.wishes]))
    corrected = text
    for typed, meant in corrections.items():
        corrected = corrected.replace(typed, meant)
    capped = cap(every, lexicon)
    excluded = dict.fromkeys(left_out)
    excluded |= dict.fromkeys(needle for token in groups.excluded for needle in _excluded_needles(token))
    excluded |= dict.fromkeys(weighed.excluded)
    for one in asked.read:
        if one.field == "words":  # left out like a word behind a minus
            excluded |= dict.fromkeys(replace(n, stands_for=(one.text,)) for n in _excluded_needles(_Token(one.value)))
    return Reading(
        capped,
        tuple(excluded)[:MAX_NEEDLES],
        corrected if corrections else None,
        tuple(dict.fromkeys((*asked.not_understood, *groups.not_understood))),
        cut=capped != every or len(excluded) > MAX_NEEDLES,
        read=asked.read,
        refused=tuple(groups.refused),
    )


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
            end = text.index(first.text, match.start("minus")) + len(first.text) if rest else match.end()
            found.refused.append(text[match.start("minus") : end])
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
    found.refused.extend(more.refused)
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
