"""Is an address a valid question? Raw parameters become a Query here and nowhere else; all faults come back at once.

Invariant: ``parse_query_args(to_args(query)) == query``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from search_app.model import LANGS, Bilingual, Lang
from search_app.search.model import FILTERS, Query, Sort
from search_app.search.query.plan import MAX_QUERY
from search_app.web.words import make_translate

SORTS: tuple[Sort, ...] = ("relevance", "amount", "document")
MAX_PER_PAGE = 100
MAX_PAGE = 100_000
MAX_AMOUNT = 10**13
MAX_VALUES = 50  # of one facet
MAX_YEARS = 99
SINGLE = (
    "q", "lang", "amount_min", "amount_max", "duration_min", "as_of", "sort", "page", "per_page", "exact", "meaning",
    "weak",
)  # fmt: skip
PARAMETERS = (*SINGLE, "unread", *FILTERS)
# Control characters, and U+FFFD, which stands where an address held bytes that are no text.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter, in both languages. ``plain``: the same for readers of pages, where the message
    speaks of values that only programs write."""

    name: str
    message: Bilingual
    plain: Bilingual | None = None

    def words(self, lang: Lang) -> str:
        """What a page says."""
        return (self.plain or self.message).get(lang)


class FaultyQueryError(Exception):
    """An address that is no valid question; ``faults`` names everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.name}: {fault.message.en}" for fault in faults))
        self.faults = tuple(faults)


def parse_query_args(
    args: Iterable[tuple[str, str]], today: date, known: Mapping[str, Iterable[str]], lang: Lang = "zh"
) -> Query:
    """The Query of ``args`` (name, value), repeated names included. ``known`` gives the values each facet can take.

    FaultyQueryError names every fault.
    """
    reader = _Reader(args)
    query = Query(
        as_of=reader.day("as_of", today),
        q=reader.text("q"),
        lang=reader.choice("lang", LANGS, lang),
        filters=tuple((facet, values) for facet in FILTERS if (values := reader.values(facet, known[facet]))),
        amount_min=reader.whole("amount_min", 0, MAX_AMOUNT, None),
        amount_max=reader.whole("amount_max", 0, MAX_AMOUNT, None),
        duration_min=reader.whole("duration_min", 1, MAX_YEARS, None),
        sort=reader.choice("sort", SORTS, "relevance"),
        page=reader.whole("page", 1, MAX_PAGE, 1) or 1,
        per_page=reader.whole("per_page", 1, MAX_PER_PAGE, 10) or 10,
        exact=reader.choice("exact", ("0", "1"), "0") == "1",
        meaning=reader.choice("meaning", ("0", "1"), "1") == "1",
        weak=reader.choice("weak", ("0", "1"), "0") == "1",
        unread=reader.texts("unread"),
    )
    low, high = query.amount_min, query.amount_max
    if low is not None and high is not None and low > high:
        reader.fault("amount_min", "大于金额上限", "is greater than the highest amount")
    if reader.faults:
        raise FaultyQueryError(reader.faults)
    return query


def no_such_parameter(name: str) -> Fault:
    """The fault of a parameter that an address does not take."""
    message = Bilingual("没有这个参数", "is not a parameter of this address")
    return Fault(name, message, Bilingual("本站不认识地址中的这一部分", "this part of the address is not recognised"))


def _name_choices(name: str, choices: Sequence[str]) -> Bilingual:
    """What a page says of a value that is none of ``choices``: those that have names, by their names."""
    if name != "sort":
        return Bilingual("没有这个选项", "there is no such choice")
    zh, en = ([make_translate(lang)(f"sort_{choice}") for choice in choices] for lang in LANGS)
    return Bilingual(
        f"没有这个选项，可选：{'、'.join(zh)}", f"there is no such choice; the choices are: {', '.join(en)}"
    )


def check_page(page: int, pages: int) -> int:
    """``pages``; FaultyQueryError where ``page`` lies behind the last of them."""
    last = max(1, pages)
    if page > last:
        raise FaultyQueryError([_page_fault(page, last)])
    return pages


def _page_fault(page: int, last: int) -> Fault:
    return Fault(
        "page",
        Bilingual(
            f"没有第{page}页，最后一页是第{last}页",
            f"there is no page {page}; the last one is {last}",
        ),
    )


def to_args(query: Query, today: date) -> list[tuple[str, str]]:
    """The shortest parameters that give ``query`` back; what has its default value is left out."""
    args: list[tuple[str, str]] = [("q", query.q)] if query.q else []
    args += [(facet, value) for facet, values in query.filters for value in values]
    bounds = ((name, getattr(query, name)) for name in ("amount_min", "amount_max", "duration_min"))
    args += [(name, str(value)) for name, value in bounds if value is not None]
    default = Query(as_of=today)
    for name in ("as_of", "sort", "page", "per_page"):
        if getattr(query, name) != getattr(default, name):
            args.append((name, str(getattr(query, name))))
    args += [("exact", "1")] if query.exact else []
    args += [] if query.meaning else [("meaning", "0")]
    args += [("weak", "1")] if query.weak else []
    return [*args, *(("unread", text) for text in query.unread)]


def with_filter(query: Query, facet: str, values: Iterable[str]) -> Query:
    """``query`` from its first page with ``values`` chosen in ``facet`` (none: the filter is gone)."""
    filters = dict(query.filters) | {facet: tuple(dict.fromkeys(values))}
    kept = tuple((name, filters[name]) for name in FILTERS if filters.get(name))
    query = replace(query, filters=kept, page=1)
    return replace(query, amount_min=None, amount_max=None) if facet == "amount" else query


def around_value(query: Query, facet: str, today: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The parameters that stand before and behind one more value of ``facet`` in ``query``."""
    place = (facet, "")
    args = to_args(with_filter(query, facet, [*query.selected(facet), ""]), today)
    return args[: args.index(place)], args[args.index(place) + 1 :]


class _Reader:
    """Takes parameters one by one and notes every fault."""

    def __init__(self, args: Iterable[tuple[str, str]]) -> None:
        self.faults: list[Fault] = []
        self._given: dict[str, list[str]] = {}
        for name, value in args:
            self._given.setdefault(name, []).append(value)
        for name, values in self._given.items():
            shown = NOT_TEXT.sub("?", name[:40])
            if name not in PARAMETERS:
                self.faults.append(no_such_parameter(shown))
            elif name in SINGLE and len(values) > 1:
                self.fault(name, "只能给出一次", "may be given only once")
            elif any(NOT_TEXT.search(value) for value in values):
                self.fault(name, "含有无法识别的字符", "contains characters that cannot be read")

    def fault(self, name: str, zh: str, en: str) -> None:
        self.faults.append(Fault(name, Bilingual(zh, en)))

    def _one(self, name: str) -> str:
        return self._given.get(name, [""])[0].strip()

    def text(self, name: str) -> str:
        value = self._one(name)
        if len(value) > MAX_QUERY:
            self.fault(name, f"超过{MAX_QUERY}个字符", f"is longer than {MAX_QUERY} characters")
            return ""
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(value for given in self._given.get(name, []) if (value := given.strip())))
        if len(values) > MAX_VALUES:
            self.fault(name, f"超过{MAX_VALUES}个值", f"has more than {MAX_VALUES} values")
        elif any(len(value) > MAX_QUERY for value in values):
            self.fault(name, f"超过{MAX_QUERY}个字符", f"is longer than {MAX_QUERY} characters")
        return values

    def choice(self, name: str, choices: Sequence[Any], default: Any) -> Any:
        value = self._one(name)
        if value and value not in choices:
            listed = ", ".join(choices)
            message = Bilingual(f"只能是 {listed}", f"must be one of {listed}")
            self.faults.append(Fault(name, message, _name_choices(name, choices)))
        return value if value in choices else default

    def whole(self, name: str, low: int, high: int, default: int | None) -> int | None:
        value = self._one(name)
        if not value:
            if name in self._given and name in ("page", "per_page"):
                self.fault(name, "是空的", "is empty")
            return default
        if re.fullmatch(r"[0-9]{1,15}", value) and low <= int(value) <= high:
            return int(value)
        message = Bilingual(f"必须是{low}到{high}之间的整数", f"must be a whole number from {low} to {high:,}")
        yuan = Bilingual("必须是以元为单位的整数，例如 500000", "must be a whole number of yuan, such as 500000")
        self.faults.append(Fault(name, message, yuan if name in ("amount_min", "amount_max") else None))
        return default

    def day(self, name: str, default: date) -> date:
        value = self._one(name)
        if not value:
            return default
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            plain = Bilingual("没有这一天，请重新选择日期", "there is no such day in the calendar")
            message = Bilingual("必须是存在的日期，写作 2026-01-31", "must be a day that exists, written 2026-01-31")
            self.faults.append(Fault(name, message, plain))
            return default

    def values(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(value for value in self._given.get(name, []) if value))
        if len(values) > MAX_VALUES:
            self.fault(name, f"超过{MAX_VALUES}个值", f"has more than {MAX_VALUES} values")
            return ()
        allowed = set(known)
        for value in values:
            if value not in allowed and not NOT_TEXT.search(value):
                message = Bilingual(f"没有“{value[:60]}”这个值", f"has no value “{value[:60]}”")
                plain = Bilingual(
                    f"没有“{value[:60]}”这个选项，请在筛选栏中选择",
                    f"there is no choice “{value[:60]}”; choose one of the filters",
                )
                self.faults.append(Fault(name, message, plain))
        return tuple(value for value in values if value in allowed)
