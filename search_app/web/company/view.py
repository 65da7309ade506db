"""What does the page of a company show? Plain data for the template, the money of what fits first.

Invariant: nothing is named in two lists, and every line names the clause it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from search_app.matching.facts import Company, Fact
from search_app.matching.judging import Verdict
from search_app.matching.match import Item, Match
from search_app.matching.sums import Sum, make_sum
from search_app.matching.together import Addition, LeftOut, add
from search_app.model import Bilingual, Clause, Lang, Rule
from search_app.search.published.opening import Generation
from search_app.text.wording import write_money
from search_app.web.benefits import benefit_sums
from search_app.web.company.answers import to_args
from search_app.web.company.asking import match_on
from search_app.web.company.groups import ApartGroup, NoGroup, group_apart, group_no
from search_app.web.company.lines import Line, Lines
from search_app.web.company.words import say_answer, say_fact, say_open
from search_app.web.requests import address
from search_app.web.words import Translate, make_translate

MOST_GROUPS = 12  # of what does not fit
MOST_OPEN = 14  # shown of what cannot be told; the rest is counted


@dataclass(frozen=True, slots=True)
class Because:
    """A requirement and the answer that meets it: the words of the clause, and what the company said."""

    words: tuple[Bilingual, ...]
    fact: str
    answer: str


@dataclass(frozen=True, slots=True)
class FitView:
    """What fits, loud: the sum of a year and in all, then why."""

    line: Line
    sum: Sum
    yearly: str
    total: str
    because: tuple[Because, ...]
    recipient: bool  # whether the recipient that was read tells it from its neighbours; not where a list can be paired
    other_rows: str  # what the other reading of a list would pay, "" where there is one reading
    rules: tuple[Rule, ...]
    withdraw: str  # the address without what the company has confirmed, "" where it has confirmed nothing


@dataclass(frozen=True, slots=True)
class OpenView:
    """What cannot be told: the questions that were left empty, and what no question asks."""

    line: Line
    missing: tuple[str, ...]
    others: tuple[str, ...]  # in our words
    quoted: tuple[Bilingual, ...]  # in the words of the text
    decides: bool  # whether the answers alone would decide it
    confirmable: bool  # whether the company itself can say that the rest is true of it


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """A benefit that is not added: which, beside which, and the rule."""

    name: str
    instead: str
    why: str
    rule: Bilingual


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The whole page, below its form."""

    match: Match
    fits: tuple[FitView, ...]
    addition: Addition | None
    added_yearly: str
    added_total: str
    left_out: tuple[LeftOutView, ...]
    decidable: tuple[OpenView, ...]
    open: tuple[OpenView, ...]
    open_count: int  # benefits, shown or not
    more_open: int
    no: tuple[NoGroup, ...]
    more_no: int
    no_count: int
    apart: tuple[ApartGroup, ...]
    asked_next: Fact | None


class _Maker(Lines):
    """Makes what is shown of one item."""

    def __init__(self, company: Company, of: Generation, lang: Lang) -> None:
        super().__init__(of, lang)
        self.company = company

    def fit(self, item: Item) -> FitView:
        line, held = self.line(item), self.company.holds or ()
        found = make_sum(line.clause, line.benefit, self.company, item.verdicts)
        return FitView(
            line,
            found,
            self.money(found.yearly, found.at_most),
            self.money(found.total, found.at_most),
            tuple(self._because(item)),
            bool(line.benefit.recipient) and not item.entry.names,
            self._other_rows(line.clause, item),
            tuple(rule for rule in line.clause.rules if rule.kind in ("no_stacking", "total_cap", "exclusion")),
            self._address(tuple(one for one in held if one != item.entry.id)) if item.entry.id in held else "",
        )

    def money(self, yuan: int | None, at_most: bool) -> str:
        if yuan is None:
            return ""
        said = write_money(Decimal(yuan), self.lang)
        return self.t("company_at_most", sum=said) if at_most else said

    def _because(self, item: Item) -> Iterator[Because]:
        """Each answer once, with all words of the text that it meets."""
        words: dict[Fact, dict[str, None]] = {}
        values: dict[Fact, set[str]] = {}
        for one in item.met:
            if one.fact and one.requirement.place != "heading":
                words.setdefault(one.fact, {})[one.requirement.words] = None
                values.setdefault(one.fact, set()).update(self._named(one))
        for fact, its in words.items():
            answer = say_answer(self.company, fact, self.lang, frozenset(values[fact]))
            yield Because(self._say(item, its), say_fact(fact, self.lang), answer)

    def _named(self, verdict: Verdict) -> Iterator[str]:
        """The choices that a requirement names; of products the narrowest class."""
        rows = verdict.requirement.rows
        if verdict.fact != "products" or len({row.values for row in rows}) == 1 == len(rows[0].values):
            yield from (value for row in rows for value in row.values)
        elif len(rows[0].values) <= 2:
            yield from rows[0].values

    def _other_rows(self, clause: Clause, item: Item) -> str:
        paid = [benefit_sums(clause.benefits[n - 1], self.lang) for n in item.other_rows]
        return self.t("list_mark").join(one.text for sums in paid for one in sums)

    def open(self, item: Item) -> OpenView:
        missing = tuple(say_fact(fact, self.lang) for fact in item.missing)
        rest = [one for one in item.open if not one.missing]
        said = [(one, say_open(one, self.lang)) for one in rest]
        others = tuple(dict.fromkeys(words for _, words in said if words))
        quoted = self._say(item, dict.fromkeys(one.requirement.words for one, words in said if not words))
        return OpenView(self.line(item), missing, others, quoted, item.only_missing, item.confirmable)

    def _say(self, item: Item, every: Iterable[str]) -> tuple[Bilingual, ...]:
        """Words of the clause of ``item``, each once; in English several may stand in one phrase."""
        said = {one.get(self.lang): one for one in (self.say_words(item, words) for words in _drop_inner(every))}
        return tuple(said[words] for words in _drop_inner(said))

    def _address(self, holds: tuple[str, ...]) -> str:
        return address(f"/{self.lang}/company", to_args(replace(self.company, holds=holds or None)))


def _drop_inner(words: Iterable[str]) -> Iterator[str]:
    """``words`` without those that stand inside another of them."""
    every = list(words)
    for word in every:
        if not any(word != other and word in other for other in every):
            yield word


def make_view(company: Company, of: Generation, day: date, lang: Lang) -> CompanyView:
    """What the page shows of ``company`` on ``day``."""
    found, maker = match_on(company, of, day), _Maker(company, of, lang)
    fits = sorted((maker.fit(item) for item in found.fits), key=_by_sum)
    addition = add(found.fits, {one.line.id: one.sum for one in fits}) if fits else None
    open_items = sorted(found.cannot_tell, key=lambda item: (-item.entry.money, item.entry.id))
    decidable = [item for item in open_items if item.only_missing][:MOST_OPEN]
    chosen = {item.entry.id for item in decidable}
    others = [item for item in open_items if item.entry.id not in chosen]
    no = tuple(group_no(found.no, company, maker))
    return CompanyView(
        found,
        tuple(fits),
        addition,
        maker.money(addition.yearly, addition.at_most) if addition else "",
        maker.money(addition.total, addition.at_most) if addition else "",
        tuple(_left_out(addition.left_out, fits, lang)) if addition else (),
        tuple(_join_alike(map(maker.open, decidable))),
        tuple(_join_alike(map(maker.open, others[:MOST_OPEN]))),
        found.counts["cannot_tell"] - len(decidable),
        max(0, found.counts["cannot_tell"] - len(decidable) - MOST_OPEN),
        no[:MOST_GROUPS],
        len(no[MOST_GROUPS:]),
        found.clauses_not,
        tuple(group_apart(found.apart, maker)),
        found.asked_next,
    )


def _join_alike(views: Iterable[OpenView]) -> Iterator[OpenView]:
    """Tiers of one clause that want the same answer as one line with all their sums; what can be confirmed stays by
    itself, for each is confirmed by itself."""
    alike: dict[object, list[OpenView]] = {}
    for view in views:
        key = view.line.id if view.confirmable else (view.line.clause.id, view.missing, view.others, view.quoted)
        alike.setdefault(key, []).append(view)
    for its in alike.values():
        money, quotes = {view.line.money: None for view in its}, {view.line.quote: None for view in its}
        line = replace(its[0].line, money=" · ".join(filter(None, money)), quote=" … ".join(quotes))
        yield replace(its[0], line=line)


def _by_sum(one: FitView) -> tuple[int, int, str]:
    return -(one.sum.total or 0), -(one.sum.yearly or 0), one.line.id


def _left_out(left: Sequence[LeftOut], fits: Sequence[FitView], lang: Lang) -> Iterator[LeftOutView]:
    t, by_id = make_translate(lang), {one.line.id: one for one in fits}
    for one in left:
        name, instead = (_name(by_id[any_id], t) for any_id in (one.id, one.instead))
        yield LeftOutView(name, instead, t(f"company_pair_{one.why}"), one.rule)


def _name(fit: FitView, t: Translate) -> str:
    return t("company_named_sum", name=fit.line.name, sum=fit.total or fit.yearly)
