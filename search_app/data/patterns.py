"""What must a text hold so that a pattern can match? Most patterns of our tables need not even be compiled then.

Invariant: where a text lacks what a pattern needs, the pattern has no match in it; nothing else is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import chain
from typing import Any

# Of each member a text must hold one string.
Needs = tuple[tuple[str, ...], ...]
_MOST = 3  # members, the most telling first
_LONGEST = 200  # strings of a member: where more will do, nearly every text holds one
# What was found out before, by the name of a pattern: it takes as long as compiling (``prepared``).
known_needs: dict[str, Needs] = {}


class Pattern:
    """A pattern that is compiled when the first text comes that may match it."""

    __slots__ = ("_compiled", "_needs", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._needs = known_needs.get(name_pattern(source), ())
        self._compiled: re.Pattern[str] | None = None

    def may_match(self, text: str) -> bool:
        """False where ``text`` lacks what a match would have."""
        return all(any(one in text for one in some) for some in self._needs)

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        if self._compiled is None:
            self._compiled = re.compile(self.source)
        return self._compiled

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in ``text``."""
        return self.compiled().finditer(text) if self.may_match(text) else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in ``text``."""
        return self.compiled().search(text) if self.may_match(text) else None

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The match that begins at ``at``."""
        return self.compiled().match(text, at)


def name_pattern(source: str) -> str:
    """The name by which a pattern is found again: some are thousands of characters."""
    return blake2b(source.encode(), digest_size=12).hexdigest()


def find_needs(source: str) -> Needs:
    """What a text must hold to match ``source``; () where nothing is known.

    The syntax tree is a private module of Python: where it is another one, nothing is known and all is compiled."""
    try:
        tree = re._parser.parse(source)  # type: ignore[attr-defined]
        if tree.state.flags != re.UNICODE:
            return ()
        found = dict.fromkeys(one for one in _find(tree) if len(one) <= _LONGEST and one != (" ",))
    except (AttributeError, TypeError, ValueError):
        return ()
    return tuple(sorted(found, key=_worth)[:_MOST])


def _worth(strings: tuple[str, ...]) -> tuple[int, int]:
    """Few strings and long ones tell most."""
    return len(strings), -min(map(len, strings))


def _find(items: Any) -> Iterator[tuple[str, ...]]:
    """What each of the ``items`` that follow each other needs; letters side by side are one string."""
    run = ""
    for operation, argument in items:
        if (kind := str(operation)) == "LITERAL":
            run += chr(argument)
            continue
        if run:
            yield (run,)
        run = ""
        yield from _READERS.get(kind, _find_nothing)(argument)
    if run:
        yield (run,)


def _find_nothing(_: Any) -> Iterator[tuple[str, ...]]:
    return iter(())


def _find_group(argument: Any) -> Iterator[tuple[str, ...]]:
    _, added, removed, inside = argument  # flags that count inside it alone
    return iter(()) if added or removed else _find(inside)


def _find_repeated(argument: Any) -> Iterator[tuple[str, ...]]:
    least, _, inside = argument
    return _find(inside) if least else iter(())


def _find_branch(argument: Any) -> Iterator[tuple[str, ...]]:
    """Of each alternative what tells most, where each needs something."""
    each = [min(_find(one), key=_worth, default=()) for one in argument[1]]
    if all(each):
        yield tuple(dict.fromkeys(chain(*each)))


def _find_one_of(argument: Any) -> Iterator[tuple[str, ...]]:
    if all(str(kind) == "LITERAL" for kind, _ in argument):
        yield tuple(chr(code) for _, code in argument)


_READERS: Mapping[str, Any] = {
    "SUBPATTERN": _find_group,
    "BRANCH": _find_branch,
    "IN": _find_one_of,
    "ATOMIC_GROUP": lambda inside: _find(inside),
    **dict.fromkeys(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"), _find_repeated),
}
