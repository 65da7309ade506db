"""Which numbered items are headings, which are clauses, and which are lists inside a clause?

The level of the clauses is chosen for each branch: an item with items below it is a heading or a clause by the weights
of what is true of it (``[[level]]`` in ``outline.toml``). Articles always are clauses. Invariant: no role stands below
a clause, and every role above one is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal

from search_app.clauses.numbering import ARTICLE, GROUP, NAME, RANKS
from search_app.clauses.offices import find_office_end
from search_app.clauses.printed.lines import Line
from search_app.data import read_table
from search_app.text.passage import read_passage

Role = Literal["heading", "clause"]
MAX_HEADING = 40
_ALWAYS_HEADINGS = ("chapter", "section", GROUP)
_LONG, _SHORT = 50, 30  # characters of a provision, and of a condition or a tier
_SAYS_MORE = re.compile(r"[。;].|[a-z]\. \S")
_TITLE = re.compile(r"[^。;:,]{2,30}。")  # a name before the text of an item
_ENDS_LISTED = re.compile(r"[^。.!?:)\]”》]$")  # in a semicolon, a comma, or in the middle
HELD_OFTEN = 2
_LABEL = 12  # characters of a heading with a colon behind it: 支持内容：
_FEW = 0.3  # share of a text that its outermost items must hold to be more than a list in it


@dataclass
class Item:
    """A numbered line, the unnumbered lines below it, and the items of deeper ranks before the next of its own."""

    index: int
    rank: int
    line: Line
    more: list[Line] = field(default_factory=list)  # the lines below it, before its first item
    children: list[Item] = field(default_factory=list)
    runs_on: bool = False  # its items count on from those of another

    @cached_property
    def first(self) -> str:
        """Its own line behind the number, as a passage has it."""
        return read_passage(self.line.text[len(self.line.label) :]).text.strip()

    @cached_property
    def said(self) -> str:
        """All that it says itself."""
        return self.first + "".join(read_passage(line.text).text for line in self.more)

    @cached_property
    def own(self) -> str:
        """What it says itself, without the offices that are charged with it."""
        return self.said[: find_office_end(self.said)]

    @property
    def charged(self) -> bool:
        """Whether an office is charged with it."""
        return find_office_end("。" + self.said) is not None


def find_ranks(lines: Iterable[Line]) -> dict[str, int]:
    """How deep each style of numbers stands in this text: as usual, but 一、 above 第一条 or 1. above （一） where two
    and more of the inner ones stand between one of the outer and its next, and never the other way round."""
    order = list(RANKS)
    holds = _count_held(lines)
    for (inner, outer), times in holds.items():
        if times >= HELD_OFTEN and RANKS.index(outer) < RANKS.index(inner) and not holds.get((outer, inner)):
            order.remove(inner)
            order.insert(order.index(outer), inner)
    return {style: rank for rank, style in enumerate(order)}


def _count_held(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """By (outer, inner) style: between how many neighbours of the outer one stand two and more of the inner."""
    last: dict[str, str] = {}
    since: dict[str, dict[str, int]] = {}
    held: dict[tuple[str, str], int] = {}
    for line in lines:
        style, number = line.style, line.number
        if not number.isdigit():
            continue
        if style in last and int(number) == int(last[style]) + 1:
            for inner, count in since[style].items():
                held[style, inner] = held.get((style, inner), 0) + (count >= 2)
        last[style], since[style] = number, {}
        for other, counts in since.items():
            if other != style:
                counts[style] = counts.get(style, 0) + 1
    return held


def find_roles(lines: Sequence[Line]) -> tuple[dict[int, Role], dict[int, int]]:
    """By number of the line that begins it: what an item is, and how deep it stands (1 is outermost)."""
    ranks = find_ranks(lines)
    roots = _make_items(lines, ranks)
    roles: dict[int, Role] = {}
    if roots and not _is_chance(roots, lines):
        _Settler(roots).settle(roots, roles)
    return roles, {n: ranks[lines[n].style] + 1 for n in roles}


def _make_items(lines: Sequence[Line], ranks: dict[str, int]) -> list[Item]:
    roots: list[Item] = []
    opened: list[Item] = []
    for n, line in enumerate(lines):
        if line.noise:
            continue
        if line.style:
            item = Item(n, ranks[line.style], line)
            while opened and opened[-1].rank >= item.rank:
                opened.pop()
            (opened[-1].children if opened else roots).append(item)
            opened.append(item)
        elif opened:
            opened[-1].more.append(line)
    return roots


def _is_chance(roots: Sequence[Item], lines: Sequence[Line]) -> bool:
    """Whether the outermost items are a short list in a text that is something else: what a letter asks for."""
    if any(item.line.style in (*_ALWAYS_HEADINGS, ARTICLE, NAME) or item.children for item in roots):
        return False
    whole = sum(len(line.text) for line in lines if not line.noise)
    held = sum(len(item.own) for item in roots)
    return held < _FEW * whole and _share(roots[:-1] or roots, _is_listed) > 0.5


class _Settler:
    """Decides from the outermost items inwards; what is true of an item is weighed once, for the whole text."""

    def __init__(self, roots: Sequence[Item]) -> None:
        self._articles = set[int]()  # items that hold articles
        self._scores: dict[int, float] = {}
        self._weigh_all(roots)

    def settle(self, items: Sequence[Item], roles: dict[int, Role]) -> None:
        """Say of each of ``items``, which stand below one heading, whether it is a heading or a clause."""
        if any(item.line.style == ARTICLE for item in items):  # what stands beside articles is a list above them
            items = [item for item in items if self._may_stand_beside_articles(item)]
        for item in items:
            if item.children:
                roles[item.index] = "heading" if self._heads(item) else "clause"
        headed = {item.rank for item in items if roles.get(item.index) == "heading"}
        for item in items:
            if not item.children:
                roles[item.index] = self._settle_leaf(item, item.rank in headed)
            elif roles[item.index] == "heading" and self._holds_provisions(item):
                self.settle(item.children, roles)

    def _may_stand_beside_articles(self, item: Item) -> bool:
        return item.line.style in (ARTICLE, *_ALWAYS_HEADINGS) or item.index in self._articles

    def _heads(self, item: Item) -> bool:
        if item.line.style == ARTICLE or (item.line.style == GROUP and not self._holds_provisions(item)):
            return False
        return item.line.style in _ALWAYS_HEADINGS or item.index in self._articles or self._scores[item.index] > 0

    def _holds_provisions(self, item: Item) -> bool:
        """Whether the items below a heading are provisions, and no list."""
        if item.index in self._articles:
            return True
        by_name = _weights()["chapter"] if item.line.style in _ALWAYS_HEADINGS else 0
        return self._scores[item.index] > by_name and not _is_list(item)

    def _settle_leaf(self, item: Item, headed: bool) -> Role:
        """``headed``: whether an item beside it is a heading."""
        if item.line.style == ARTICLE:
            return "clause"
        if item.line.style in _ALWAYS_HEADINGS:
            return "heading"
        return "heading" if headed and not self._is_provision(item) else "clause"

    def _is_provision(self, item: Item) -> bool:
        """Whether the line of an item without others below says something itself, and is no heading above its text."""
        first = item.first
        wrapped = item.line.full and bool(item.more)
        says = bool(_SAYS_MORE.search(first)) or find_office_end(first) is not None
        return len(first) > MAX_HEADING or wrapped or says

    # ── what is weighed ──

    def _weigh_all(self, roots: Sequence[Item]) -> None:
        every = list(_walk(roots))
        for item in reversed(every):  # what is inside comes first
            if any(child.line.style == ARTICLE or child.index in self._articles for child in item.children):
                self._articles.add(item.index)
        _find_running(every)
        own: dict[int, float] = {}
        alike: dict[tuple[str, str], list[float]] = {}
        for items in _sets(roots):
            weighed = [item for item in items if self._is_open(item)]
            beside = self._find_beside(items) if weighed else {}
            for item in weighed:
                features = (*_find_features(item), ("beside", beside[item.rank]))
                own[item.index] = sum(_weights()[name] * share for name, share in features)
                alike.setdefault(_kind(item), []).append(own[item.index])
        for item in every:
            if item.index in own:
                scores = alike[_kind(item)]
                self._scores[item.index] = own[item.index] + _weights()["alike"] * sum(scores) / len(scores)

    def _is_open(self, item: Item) -> bool:
        """Whether an item may be a heading or a clause: neither an article, nor above one."""
        return bool(item.children) and item.line.style != ARTICLE and item.index not in self._articles

    def _find_beside(self, items: Sequence[Item]) -> dict[int, float]:
        """By rank, what share of the others is a provision without items, for an item that has some."""
        every = Counter(item.rank for item in items)
        alone = Counter(item.rank for item in items if not item.children and self._is_provision(item))
        return {rank: alone[rank] / max(1, count - 1) for rank, count in every.items()}


def _walk(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _walk(item.children)


def _sets(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Each set of items that stand below one heading."""
    yield items
    for item in items:
        if item.children and item.line.style != ARTICLE:
            yield from _sets(item.children)


def _kind(item: Item) -> tuple[str, str]:
    return item.line.style, item.children[0].line.style


def _find_running(items: Iterable[Item]) -> None:
    """Mark those whose items go on counting from the items of one before."""
    last: dict[str, int] = {}
    for item in items:
        numbers = [(one.line.style, int(one.line.number)) for one in item.children if one.line.number.isdigit()]
        if numbers:
            style, number = numbers[0]
            item.runs_on = number > 1 and number == last.get(style, 0) + 1
            last.update(numbers)


def _find_features(item: Item) -> Iterator[tuple[str, float]]:
    """What is true of an item with items below it, each with how much of them it is true of."""
    children = item.children
    label = item.first[:-1] if len(item.first) <= _LABEL and item.first.endswith(":") else item.first
    yield "title", float(_is_title(label))
    yield "says", float(len(item.first) > MAX_HEADING or bool(_SAYS_MORE.search(item.first)))
    yield "introduces", float(item.own.endswith(":"))
    yield "chapter", float(item.line.style in _ALWAYS_HEADINGS)
    yield "titled", _share(children, _is_titled)
    yield "listed", _share(children[:-1] or children, _is_listed)
    yield "long", _share(children, lambda child: _length(child) > _LONG)
    yield "short", _share(children, lambda child: _length(child) < _SHORT)
    yield "charged", _share(children, lambda child: child.charged)
    yield "runs_on", float(item.runs_on)
    yield "placed", _share(children, lambda child: "." in child.line.number)
    yield "deep", float(any(child.children for child in children))
    yield "single", float(len(children) == 1)
    yield "inside", float(all(child.line.joint is not None for child in children) and item.line.joint is None)


def _is_list(item: Item) -> bool:
    return _share(item.children[:-1] or item.children, _is_listed) > 0.5


def _is_title(text: str) -> bool:
    return len(text) <= MAX_HEADING and not re.search(r"[。;:]|[a-z]\. ", text)


def _is_titled(item: Item) -> bool:
    """Whether an item has a name and text of its own behind it."""
    named = _TITLE.match(item.first)
    below = bool(item.more or item.children) and _is_title(item.first) and not item.line.long
    return below or bool(named and len(item.first) > named.end())


def _is_listed(item: Item) -> bool:
    """Whether an item ends as one of a list does, or is a mere name."""
    return not item.children and item.line.style != NAME and bool(_ENDS_LISTED.search(item.own))


def _length(item: Item) -> int:
    return len(item.own) + sum(_length(child) for child in item.children[:3])


def _share(items: Sequence[Item], holds: Callable[[Item], bool]) -> float:
    return sum(map(holds, items)) / len(items) if items else 0.0


@cache
def _weights() -> dict[str, float]:
    return {row["name"]: row["weight"] for row in read_table("outline", "level")}
