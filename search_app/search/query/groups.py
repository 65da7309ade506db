"""Which stretches of a query belong together: words, "exact strings", -exclusions, alternatives joined by OR?

Invariant: nothing typed is lost; what means something that cannot be done is named. An exclusion is never a wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from search_app.search.query.chinese import is_keyword
from search_app.text.fold import fold
from search_app.text.tokens import END_MARK

# Matched on a text in which every dash that an input method types is a hyphen, and every bracket a half-width one.
_BEGINS = rf"(?:(?<![^\s])|(?<={END_MARK}))"
_TOKEN = re.compile(
    rf"(?:{END_MARK})*(?:(?P<alone>{_BEGINS}-+(?=\s|{END_MARK}|$))|(?P<minus>{_BEGINS}(?:-+|NOT\s+(?=[^\s-])))?"
    rf'(?:"(?P<quoted>[^"]*)"?|(?P<curly>(?:{_BEGINS}|(?<=-))“[^“”]*”)|'
    rf'(?P<group>(?:{_BEGINS}|(?<=-))\([^()"“”]*\s[^()"“”]*\)(?=\s|{END_MARK}|$))|'
    rf'(?P<plain>(?!{END_MARK})(?:(?!(?:{END_MARK})+["“(-])[^\s"])+)))'
)
_OR_FOLLOWS = re.compile(r"\s+OR(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` as typed; ``alternatives`` of a group in brackets that only OR joins."""

    text: str
    quoted: bool = False
    excluded: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """Tokens of which each group is one wish, what is left out, and what cannot be done."""

    wished: list[list[Token]] = field(default_factory=list)
    excluded: list[Token] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # the stretches that ``excluded`` were read from
    not_understood: list[str] = field(default_factory=list)


def group_tokens(text: str) -> Groups:
    """What ``text`` asks for: alternatives joined by OR are one wish."""
    found = Groups()
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
            found.excluded.extend([Token(word) for word in first.alternatives] or [first])
            end = text.index(first.text, match.start("minus")) + len(first.text) if rest else match.end()
            found.refused.append(text[match.start("minus") : end])
            found.wished.extend([phrase] for phrase in rest)
        elif token.text == "OR" and not token.quoted:
            joined = bool(found.wished)
        elif token.text.strip():
            others: list[list[Token]] = []
            one = [Token(word) for word in token.alternatives] or [token]
            if not (token.quoted or token.alternatives):
                one, *others = ([phrase] for phrase in _list_of(token.text))
            if joined:
                found.wished[-1].extend(one)
            else:
                found.wished.append(one)
            found.wished.extend(others)
            joined = False
    return found


def _list_of(text: str) -> list[Token]:
    """A stretch without spaces: the keywords that commas separate, or the one sentence that it is."""
    phrases = _phrases(text)
    return phrases if all(is_keyword(phrase.text) for phrase in phrases) else [Token(text)]


def _phrases(text: str) -> list[Token]:
    marks = [(0, 0), *(mark.span() for mark in re.finditer(END_MARK, fold(text))), (len(text), len(text))]
    phrases = (_without_loose_brackets(text[one[1] : other[0]]) for one, other in pairwise(marks))
    return [Token(phrase) for phrase in phrases if phrase.strip()] or [Token(text)]


def _add_bracketed(found: Groups, inside: str) -> None:
    """Words in brackets with no OR inside or beside them: the brackets are the writer's, not an operator."""
    if " OR " in inside:
        found.not_understood.append(f"({inside})")
        return
    more = group_tokens(inside)
    found.wished.extend(more.wished)
    found.excluded.extend(more.excluded)
    found.refused.extend(more.refused)
    found.not_understood.extend(more.not_understood)


def _read(match: re.Match[str], text: str) -> Token | None:
    """The token of ``match``, in the characters of ``text``; None for a lone minus, and for a group that means more
    than alternatives."""
    if match["alone"]:
        return None
    excluded = bool(match["minus"])
    if match["quoted"] is not None:
        return Token(text[slice(*match.span("quoted"))], True, excluded)
    if match["curly"] is not None:
        return Token(text[match.start("curly") + 1 : match.end("curly") - 1], True, excluded)
    if match["group"] is None:
        return Token(_without_loose_brackets(text[slice(*match.span("plain"))]), False, excluded)
    words = text[match.start("group") + 1 : match.end("group") - 1].split()
    if len(words) % 2 and all(word == "OR" for word in words[1::2]) and "OR" not in words[::2]:
        return Token(" OR ".join(words[::2]), False, excluded, tuple(words[::2]))
    return None


def _without_loose_brackets(text: str) -> str:
    """``text`` without a bracket at its beginning or end whose other half is not in it."""
    plain = fold(text)
    if plain.startswith("(") and ")" not in plain:
        return text.lstrip("(（")
    return text.rstrip(")）") if plain.endswith(")") and "(" not in plain else text
