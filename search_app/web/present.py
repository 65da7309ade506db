"""What does a page need to be shown: links that carry the whole state, chips, pages, and marked text.

Everything here is plain data for the templates, which only escape and lay out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from search_app.model import (
    FACETS,
    Amount,
    Benefit,
    Clause,
    Document,
    FacetValue,
    Hit,
    Lang,
    Query,
    Reason,
    Rule,
    SearchPage,
    Span,
)
from search_app.policy.english import find_english_amounts
from search_app.policy.estimate import in_language, is_computable, money_thresholds
from search_app.policy.translation import english_of
from search_app.web.formats import format_date, format_money, format_per, format_rate
from search_app.web.params import SORTS, to_args, with_filter
from search_app.web.requests import address

Translate = Callable[..., str]
_HEADING_NUMBER = re.compile(r"^(?:第.{1,4}[章节]|[（(].{1,4}[）)]|[一二三四五六七八九十]{1,3}、)\s*")
MAX_REASONS = 4
SHOWN_VALUES = 8  # of a facet, before "more"
MAX_VALUES = 60  # listed at all; a facet with more values is narrowed by searching, not by reading
# Facets a reader looks for first come first.
FACET_ORDER = ("industry", "amount", "validity", "department", "document", "payer", "promise")


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
class Piece:
    """A stretch of clause text: the role of the figure it is, if any, and whether the reader searched for it."""

    text: str
    role: str | None
    mark: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What every part of a results page is made in: language, day, words, and the address its links keep to."""

    lang: Lang
    today: date
    t: Translate
    path: str
    renderings: Mapping[str, str] = field(default_factory=dict)  # terms and their English

    def url(self, query: Query) -> str:
        """The address of ``query``'s results."""
        return address(self.path, to_args(query, self.today))


def make_facets(page: SearchPage, frame: Frame) -> Iterator[FacetBox]:
    """Facets that can still narrow or widen the results."""
    facets = dict(page.facets)
    for name in FACET_ORDER:
        values = list(facets[name])
        if name in ("payer", "promise") and all(value.value == "none" for value in values):
            continue  # nothing is known yet to choose from
        if len(values) > MAX_VALUES:
            values = sorted(values, key=lambda value: not value.selected)[:MAX_VALUES]
        links = tuple(_facet_link(page.query, name, value, frame) for value in values)
        kept = sorted(range(len(links)), key=lambda n: (not links[n].current, n))[:SHOWN_VALUES]
        first = tuple(links[n] for n in sorted(kept))
        rest = tuple(link for n, link in enumerate(links) if n not in kept)
        if links:
            yield FacetBox(name, frame.t(f"facet_{name}"), first, rest)


def _facet_link(query: Query, facet: str, value: FacetValue, frame: Frame) -> Link:
    chosen = [v for v in query.selected(facet) if v != value.value]
    target = with_filter(query, facet, chosen if value.selected else [*chosen, value.value])
    return Link(value.label.get(frame.lang), frame.url(target), value.selected, value.count)


def make_chips(page: SearchPage, frame: Frame) -> Iterator[Link]:
    """Active conditions, each linking to the results without it."""
    query, lang, today, t = page.query, frame.lang, frame.today, frame.t
    if query.q:
        yield Link(t("chip_q", value=query.q), frame.url(replace(query, q="", page=1)))
    facets = dict(page.facets)
    for name in FACETS:
        labels = {value.value: value.label.get(lang) for value in facets[name]}
        for value in query.selected(name):
            rest = [v for v in query.selected(name) if v != value]
            url = frame.url(with_filter(query, name, rest))
            yield Link(f"{t(f'facet_{name}')}{'：' if lang == 'zh' else ': '}{labels.get(value, value)}", url)
    if query.amount_min is not None:
        text = t("chip_amount_min", value=format_money(query.amount_min, lang))
        yield Link(text, frame.url(replace(query, amount_min=None, page=1)))
    if query.amount_max is not None:
        text = t("chip_amount_max", value=format_money(query.amount_max, lang))
        yield Link(text, frame.url(replace(query, amount_max=None, page=1)))
    if query.as_of != today:
        text = t("chip_as_of", value=format_date(query.as_of, lang))
        yield Link(text, frame.url(replace(query, as_of=today, page=1)))
    if query.exact:
        yield Link(t("chip_exact"), frame.url(replace(query, exact=False, page=1)))


def make_sorts(query: Query, frame: Frame) -> Iterator[Link]:
    """The orders that results can stand in."""
    for sort in SORTS:
        url = frame.url(replace(query, sort=sort, page=1))
        yield Link(frame.t(f"sort_{sort}"), url, query.sort == sort)


def make_pages(query: Query, pages: int, frame: Frame) -> Iterator[Link | None]:
    """Links to the first, the last and the near pages; None where some are left out."""
    near = {1, pages, *range(query.page - 2, query.page + 3)}
    before = 0
    for number in sorted(n for n in near if 1 <= n <= pages):
        if number > before + 1:
            yield None
        yield Link(str(number), frame.url(replace(query, page=number)), number == query.page)
        before = number


def make_pieces(text: str, amounts: Iterable[Amount], marks: Iterable[Span]) -> tuple[Piece, ...]:
    """``text`` cut at every figure and every mark; the pieces joined are the text."""
    figures, marked = list(amounts), list(marks)
    cuts = (
        {0, len(text)} | {x for a in figures for x in (a.start, a.end)} | {x for m in marked for x in (m.start, m.end)}
    )
    edges = sorted(cuts)
    return tuple(
        Piece(
            text[start:end],
            next((a.role for a in figures if a.start <= start < a.end), None),
            any(m.start <= start < m.end for m in marked),
        )
        for start, end in pairwise(edges)
    )


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence and its translation, as pieces; ``en`` is empty while there is none."""

    zh: tuple[Piece, ...]
    en: tuple[Piece, ...]


def make_pairs(clause: Clause, marks: Iterable[Span], marks_en: Iterable[Span]) -> list[SentenceView]:
    """The clause sentence by sentence, with figures and marks in both languages."""
    marks, marks_en = list(marks), list(marks_en)
    if not clause.sentences or clause.text.en is None:
        return [SentenceView(make_pieces(clause.text.zh, clause.amounts, marks), ())]
    english = find_english_amounts(clause.text.en)
    return [
        SentenceView(
            _within(clause.text.zh, pair.zh, clause.amounts, marks), _within(clause.text.en, pair.en, english, marks_en)
        )
        for pair in clause.sentences
    ]


def _within(text: str, span: Span, amounts: Iterable[Amount], marks: Iterable[Span]) -> tuple[Piece, ...]:
    inside = [
        replace(a, start=a.start - span.start, end=a.end - span.start)
        for a in amounts
        if span.start <= a.start < span.end
    ]
    moved = [
        Span(max(m.start, span.start) - span.start, min(m.end, span.end) - span.start)
        for m in marks
        if m.start < span.end and m.end > span.start
    ]
    return make_pieces(text[span.start : span.end], inside, moved)


def group_rules(rules: Iterable[Rule]) -> list[tuple[list[str], Rule]]:
    """Rules with the kinds that one sentence states together: ([no_stacking, precedence], rule)."""
    groups: dict[tuple[str, str], tuple[list[str], Rule]] = {}
    for rule in rules:
        groups.setdefault((rule.source, rule.text.zh), ([], rule))[0].append(rule.kind)
    return list(groups.values())


def clause_name(clause: Clause, lang: Lang, t: Translate) -> str:
    """How a clause is called where it stands alone: its number and its title, or the beginning of its text."""
    if not clause.numbered:
        return t(f"part_{clause.clause.split('-')[0]}")
    number = t("clause_n", value=clause.number or clause.clause)
    if clause.title:
        return f"{number} {clause.title.get(lang)}" if lang == "zh" else f"{number}: {clause.title.get(lang)}"
    if clause.path:
        heading = _HEADING_NUMBER.sub("", clause.path[-1].get(lang))
        return f"{number} {heading}" if lang == "zh" else f"{number}: {heading}"
    return number


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: ``width`` in percent of the longest."""

    label: str
    count: int
    width: float
    url: str


def make_histogram(page: SearchPage, frame: Frame) -> list[Bar]:
    """Clauses by size of the largest sum granted; those without a sum are left out."""
    values = [v for v in dict(page.facets)["amount"] if v.value != "none"]
    longest = max((v.count for v in values), default=0) or 1
    return [
        Bar(
            v.label.get(frame.lang),
            v.count,
            100 * v.count / longest,
            frame.url(with_filter(page.query, "amount", [v.value])),
        )
        for v in values
    ]


def headline_benefit(clause: Clause) -> Benefit | None:
    """The benefit that the largest sum of ``clause`` belongs to; without a sum the first one."""
    if clause.headline is not None:
        for benefit in clause.benefits:
            granted = (clause.amounts[n] for n in benefit.amounts if clause.amounts[n].role in ("award", "cap"))
            if any(amount.top == clause.headline.value for amount in granted):
                return benefit
    return clause.benefits[0] if clause.benefits else None


def headline_promise(clause: Clause) -> str | None:
    """How firmly the largest sum of ``clause`` is promised; None when there is no sum."""
    benefit = headline_benefit(clause) if clause.headline else None
    return benefit.promise if benefit else None


@dataclass(frozen=True, slots=True)
class BenefitView:
    """A benefit in words: what it comes to, and its facts as (heading, text) in the order they are read."""

    benefit: Benefit
    sum: str
    computable: bool
    thresholds: str


def make_benefit_views(clause: Clause, frame: Frame) -> list[BenefitView]:
    """The benefits of ``clause``, each with the one line that says how much."""
    return [
        BenefitView(
            benefit,
            _sum_in_words(benefit, frame),
            is_computable(benefit),
            "；".join(text for _, _, text in money_thresholds(clause, benefit)),
        )
        for benefit in clause.benefits
    ]


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
    """Of an empty answer: links to what there is without each condition."""
    links = []
    for name, count in page.without:
        if name == "q":
            target, text = replace(page.query, q="", page=1), page.query.q
        elif name in FACETS:
            target, text = with_filter(page.query, name, ()), frame.t(f"facet_{name}")
        elif name in ("amount_min", "amount_max"):
            sum_ = format_money(getattr(page.query, name), frame.lang)
            fewer = replace(page.query, page=1)
            target = replace(fewer, amount_min=None) if name == "amount_min" else replace(fewer, amount_max=None)
            text = frame.t(f"chip_{name}", value=sum_)
        else:
            target, text = replace(page.query, q=" ".join(page.query.q.replace(name, " ").split()), page=1), name
        links.append(Link(text, frame.url(target), count=count))
    return links


def open_points(benefit: Benefit, lang: Lang) -> list[str]:
    """What the text leaves open, in ``lang``; each point is stored as 中文 (English) with what it is about behind."""
    return [in_language(text, lang) for text in benefit.unresolved]


def _sum_in_words(benefit: Benefit, frame: Frame) -> str:
    lang, per = frame.lang, format_per(benefit.per, frame.lang)
    if benefit.award is not None:
        return format_money(benefit.award, lang) + per
    if benefit.rate is not None:
        rate = format_rate(benefit.rate)
        basis = benefit.basis if lang == "zh" else frame.renderings.get(benefit.basis or "")
        return frame.t("benefit_rate_of", basis=basis, rate=rate) if basis else rate
    if benefit.limits:
        most = format_money(benefit.limits[0].value, lang) + format_per(benefit.limits[0].per, lang)
        return ("最高" if lang == "zh" else "up to ") + most
    if benefit.kind in ("tax", "land", "guarantee") and benefit.amounts:
        return frame.t("benefit_terms")
    return frame.t("benefit_no_sum")


def citation(clause: Clause, document: Document, url: str, lang: Lang, t: Translate) -> str:
    """What a reader pastes into a letter: document, clause, permanent address."""
    if lang == "zh":
        label = clause.label or t(f"part_{clause.clause.split('-')[0]}")
        title = clause.title.zh if clause.title else ""
        return f"《{document.title.zh}》{label}{title}，{url}"
    return f"{document.title.get('en')}, {clause_name(clause, 'en', t)} (unofficial translation), {url}"
