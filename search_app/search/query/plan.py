"""What does a query ask to be found? Words, "exact strings", -exclusions, and OR, read into a Plan.

Invariant: every query of at most MAX_QUERY characters has a plan; nothing typed is lost: it is looked for, excluded,
an operator, or named as not understood. An exclusion is never read as a wish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from search_app.search.asked.comparing import Comparison, find_comparison
from search_app.search.asked.read import Asked, read_asked
from search_app.search.asked.weighing import Weighed, weigh
from search_app.search.model import HELPS, Help, Needle, Plan, Query, Read, Wish
from search_app.search.query.capping import MAX_NEEDLES, cap
from search_app.search.query.chinese import expand_chinese, is_empty_talk
from search_app.search.query.groups import Token, group_tokens
from search_app.search.query.latin import expand_latin
from search_app.search.query.named_figures import take_named_figures
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.fold import drop_unseen, fold, spell_out
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, find_words, is_han

MAX_QUERY = 500  # characters; the longest clause heading is 25, and a whole question under 100
MAX_CORRECTED = 100  # characters: what is longer was pasted, and looking for slips in it takes longer than the search
# Of a library of hundreds of documents so many are values of their facet; all others are one.
# Chosen on development queries: it leaves out a third of what is found and one in a hundred of what answers.
LEAST = 0.15
SIZES = (("document", 50),)
ALL_HELPS: frozenset[Help] = frozenset(HELPS)
_PAIRS = {"[": "]", "{": "}", "(": ")", "《": "》", "<": ">", "“": "”", "”": "“", "‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood: what is wished, what is left out, how it was corrected, what was read as a constraint, and
    what was not understood.

    ``cut``: whether it asked for more than MAX_NEEDLES things, of which the rarest are looked for. ``refused``: the
    stretches that say with a minus or NOT what is left out. ``compared``: the two things that it compares.
    """

    wishes: tuple[Wish, ...]
    excluded: tuple[Needle, ...]
    corrected: str | None = None
    not_understood: tuple[str, ...] = ()
    cut: bool = False
    read: tuple[Read, ...] = ()
    refused: tuple[str, ...] = ()
    compared: Comparison | None = None


def make_plan(query: Query, reading: Reading, cited: tuple[str, ...] = (), near: tuple[str, ...] = ()) -> Plan:
    """The plan of ``query``, read as ``reading``; ``cited`` are keys of the clauses that it cites, ``near`` of those
    that are near in meaning."""
    order = next((one.op for one in reading.read if one.field == "sort"), None)
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
        order=order if query.sort == "relevance" else None,
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
    text = spell_out(drop_unseen(text))[:MAX_QUERY].replace("\u3000", " ")
    helps = helps if lexicon else frozenset()
    if len(text) > MAX_CORRECTED:
        helps -= {"spelling"}
    asked = read_asked(text, day, lexicon, unread) if lexicon and "asked" in helps else Asked((), text)
    figured = bool(lexicon) and "amounts" in helps
    rest, figures, left_out = take_named_figures(asked.rest, lexicon) if lexicon and figured else (asked.rest, (), ())
    groups = group_tokens(rest)
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
            excluded |= dict.fromkeys(replace(n, stands_for=(one.text,)) for n in _excluded_needles(Token(one.value)))
    compared = find_comparison(text, unread) if lexicon and "asked" in helps else None
    return Reading(
        capped,
        tuple(excluded)[:MAX_NEEDLES],
        corrected if corrections else None,
        tuple(dict.fromkeys((*asked.not_understood, *groups.not_understood))),
        cut=capped != every or len(excluded) > MAX_NEEDLES,
        read=(*asked.read, *(compared.read if compared else ())),
        refused=tuple(groups.refused),
        compared=compared,
    )


def _is_latin_word(group: list[Token]) -> bool:
    return len(group) == 1 and not group[0].quoted and not is_han(fold(group[0].text))


def _excluded_needles(token: Token) -> list[Needle]:
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
    tokens: list[Token], lexicon: Lexicon | None, helps: frozenset[Help]
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
