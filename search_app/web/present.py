"""What does a page need to be shown: links that carry the whole state, chips, pages, and marked text.

Everything here is plain data for the templates, which only escape and lay out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from search_app.model import STATUSES, Bilingual, Clause, Department, Lang, Rule, Span, Status, english_of
from search_app.search.answer import OTHER
from search_app.search.glossary.pairs import drop_number
from search_app.search.model import FILTERS, FacetValue, Hit, Query, Reason, SearchPage
from search_app.search.overview import Overview
from search_app.text.wording import write_date, write_money
from search_app.web.params import SORTS, around_value, to_args, with_filter
from search_app.web.requests import address, encode, encode_word, generation
from search_app.web.words import Translate

_BOUNDS = ("amount_min", "amount_max", "duration_min")
MAX_REASONS = 4
SHOWN_VALUES = 8  # of a facet, before "more"
MAX_VALUES = 60  # listed at all; a facet with more values is narrowed by searching, not by reading
# Facets a reader looks for first come first.
FACET_ORDER = ("industry", "amount", "validity", "department", "document", "payer", "kind", "promise")


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its words; ``current`` marks the one that is shown."""

    text: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FacetBox:
    """One facet as a list of links."""

    name: str
    title: str
    shown: tuple[Link, ...]
    more: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every part of a results page is made in: language, day, words, and the address its links keep to, with
    parameters of its own (``extra``)."""

    lang: Lang
    today: date
    t: Translate
    path: str
    extra: tuple[tuple[str, str], ...] = ()

    def url(self, query: Query) -> str:
        """The address of ``query``'s results."""
        return address(self.path, [*to_args(query, self.today), *self.extra])

    def urls(self, query: Query, facet: str) -> Callable[[str], str]:
        """The address of ``query``'s results narrowed to one more value of ``facet``, by the value."""
        before, behind = around_value(query, facet, self.today)
        behind = [*behind, *self.extra]
        begin, end = address(self.path, [*before, (facet, "")]), f"&{encode(behind)}" if behind else ""
        return lambda value: f"{begin}{encode_word(value)}{end}"


def count_in_words(numbered: int, total: int, t: Translate) -> str:
    """114条及其他13部分 · 114 clauses and 13 other parts: a preamble is no clause."""
    others = total - numbered
    if not others:
        return t("clauses_n", n=numbered)
    return t("count_parts", n=others) if not numbered else t("count_both", n=numbered, parts=t("count_parts", n=others))


@dataclass(frozen=True, slots=True)
class Tile:
    """An industry: the way to its clauses in force, and to those of other documents by their validity."""

    industry: str
    text: str
    main: Link
    others: tuple[Link, ...]


def make_tiles(overview: Overview, industries: Mapping[str, Bilingual], query: Query, frame: Frame) -> list[Tile]:
    """The industries that have clauses on the day of ``query``. Each link shows as many clauses as it says."""
    tiles = []
    for industry, label in industries.items():
        counts = overview.by_industry.get(industry, {})
        links = {
            status: _tile_link(query, industry, status, counts[status], frame)
            for status in STATUSES
            if status in counts
        }
        if links:
            main, *others = links.values()  # STATUSES begins with what is in force
            tiles.append(Tile(industry, label.get(frame.lang), main, tuple(others)))
    return tiles


def _tile_link(query: Query, industry: str, status: Status, count: int, frame: Frame) -> Link:
    filters = (("industry", (industry,)), ("validity", (status,)))
    return Link(frame.t(f"status_{status}"), frame.url(replace(query, filters=filters)), count=count)


def make_facets(page: SearchPage, frame: Frame) -> Iterator[FacetBox]:
    """Facets that can still narrow or widen the results."""
    facets = dict(page.facets)
    for name in FACET_ORDER:
        values = [value for value in facets[name] if value.value != OTHER]
        if name in ("payer", "promise", "kind") and all(value.value == "none" for value in values):
            continue  # nothing is known yet to choose from
        if len(values) > MAX_VALUES:
            values = sorted(values, key=lambda value: not value.selected)[:MAX_VALUES]
        links = tuple(_facet_links(page.query, name, values, frame))
        kept = sorted(range(len(links)), key=lambda n: (not links[n].current, n))[:SHOWN_VALUES]
        first = tuple(links[n] for n in sorted(kept))
        rest = tuple(link for n, link in enumerate(links) if n not in kept)
        if links:
            yield FacetBox(name, frame.t(f"facet_{name}"), first, rest)


def _facet_links(query: Query, facet: str, values: Iterable[FacetValue], frame: Frame) -> Iterator[Link]:
    """A link for each of ``values``: to the results narrowed to it as well, or no longer to it where it is chosen."""
    narrowed = frame.urls(query, facet)
    for value in values:
        if value.selected:
            url = frame.url(with_filter(query, facet, (v for v in query.selected(facet) if v != value.value)))
        else:
            url = narrowed(value.value)
        yield Link(value.label.get(frame.lang), url, value.selected, value.count)


def make_chips(page: SearchPage, frame: Frame) -> Iterator[Link]:
    """Active conditions, each linking to the results without it."""
    query, lang, today, t = page.query, frame.lang, frame.today, frame.t
    facets = dict(page.facets)
    for name in FILTERS:
        values = facets["department" if name == "responsible" else name]
        labels = {value.value: value.label.get(lang) for value in values}
        for value in query.selected(name):
            rest = [v for v in query.selected(name) if v != value]
            url = frame.url(with_filter(query, name, rest))
            yield Link(f"{t(f'facet_{name}')}{'：' if lang == 'zh' else ': '}{labels.get(value, value)}", url)
    if query.amount_min is not None:
        text = t("chip_amount_min", value=write_money(query.amount_min, lang))
        yield Link(text, frame.url(replace(query, amount_min=None, page=1)))
    if query.amount_max is not None:
        text = t("chip_amount_max", value=write_money(query.amount_max, lang))
        yield Link(text, frame.url(replace(query, amount_max=None, page=1)))
    if query.duration_min is not None:
        text = t("chip_duration_min", n=query.duration_min)
        yield Link(text, frame.url(replace(query, duration_min=None, page=1)))
    if query.as_of != today:
        text = t("chip_as_of", value=write_date(query.as_of, lang))
        yield Link(text, frame.url(replace(query, as_of=today, page=1)))


def make_sorts(page: SearchPage, frame: Frame) -> Iterator[Link]:
    """The orders that results can stand in. Where words of the query set the order, another is chosen against them."""
    query = page.query
    said = tuple(read.text for read in page.read if read.field == "sort")
    for sort in SORTS:
        target = replace(query, sort=sort, page=1)
        if said and sort == "relevance":
            target = replace(target, unread=(*query.unread, *said))
        yield Link(
            frame.t(f"sort_{sort}"), frame.url(target), query.sort == sort and not (said and sort == "relevance")
        )


def make_pages(page: int, pages: int, url: Callable[[int], str]) -> Iterator[Link | None]:
    """Links to the first, the last and the near pages; None where some are left out."""
    near = {1, pages, *range(page - 2, page + 3)}
    before = 0
    for number in sorted(n for n in near if 1 <= n <= pages):
        if number > before + 1:
            yield None
        yield Link(str(number), url(number), number == page)
        before = number


def group_rules(rules: Iterable[Rule]) -> list[tuple[list[str], Rule]]:
    """Rules with the kinds that one sentence states together: ([no_stacking, precedence], rule)."""
    groups: dict[tuple[str, str], tuple[list[str], Rule]] = {}
    for rule in rules:
        groups.setdefault((rule.source, rule.text.zh), ([], rule))[0].append(rule.kind)
    return list(groups.values())


def clause_name(clause: Clause, lang: Lang, t: Translate) -> str:
    """How a clause is called where it stands alone: its number and its title, or the beginning of its text."""
    if not clause.numbered:
        return t(f"part_{clause.kind}")
    number = t("clause_n", value=clause.number or clause.clause)
    if clause.title:
        return f"{number} {clause.title.get(lang)}" if lang == "zh" else f"{number}: {clause.title.get(lang)}"
    if clause.path:
        heading = drop_number(clause.path[-1].get(lang))
        return f"{number} {heading}" if lang == "zh" else f"{number}: {heading}"
    return number


def office_name(office: Department, lang: Lang) -> str:
    """The one name that lists, filters and clauses use in English; in Chinese the full one."""
    label = generation().labels["department"].get(office.id)
    return label.get(lang) if label and lang == "en" else office.name.get(lang)


def quote(clause: Clause, span: Span, lang: Lang) -> str:
    """The words of ``clause`` at ``span``, in English as the whole sentences that it touches."""
    english = english_of(span, clause.text.en, clause.sentences) if lang == "en" else None
    return english or clause.text.zh[span.start : span.end]


def added_words(hit: Hit) -> list[Reason]:
    """Why a clause was found, as far as it was not simply what was typed; the first few."""
    seen: dict[tuple[str, str], Reason] = {}
    for reason in hit.reasons:
        if reason.origin != "typed" and reason.typed.lower() != reason.matched.lower():
            seen.setdefault((reason.typed, reason.matched), reason)
    return list(seen.values())[:MAX_REASONS]


def make_relaxed(page: SearchPage, frame: Frame) -> list[Link]:
    """Of an empty answer: links to what there is without some of its conditions."""
    links = []
    for names, count in (*(((name,), count) for name, count in page.without), *page.without_two):
        target, texts = replace(page.query, page=1), []
        for name in names:
            texts.append(_condition_in_words(name, target, frame))
            target = _without(target, name)
        links.append(Link(frame.t("list_mark").join(texts), frame.url(target), count=count))
    return links


def _condition_in_words(name: str, query: Query, frame: Frame) -> str:
    if name == "q":
        return query.q
    if query.selected(name):
        return frame.t(f"facet_{name}")
    value = getattr(query, name) if name in _BOUNDS else None  # the same may be a word that was typed
    if value is None:
        return name
    if name == "duration_min":
        return frame.t("chip_duration_min", n=value)
    return frame.t(f"chip_{name}", value=write_money(value, frame.lang))


def _without(query: Query, name: str) -> Query:
    """``query`` without one of its conditions: a facet, a bound, all words ("q") or one quoted string. Nothing else
    goes, for what is left was counted so."""
    if name == "q":
        return replace(query, q="")
    if query.selected(name):
        return replace(query, filters=tuple(one for one in query.filters if one[0] != name))
    if name in _BOUNDS and getattr(query, name) is not None:
        return replace(query, **cast(dict[str, Any], {name: None}))
    return replace(query, q=" ".join(query.q.replace(name, " ").split()))
