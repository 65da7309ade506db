"""What does the page of a company show? Plain data for the template, the money of what fits first.

Invariant: nothing is named in two lists, and every line names the clause it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from search_app.matching.facts import Company, Fact
from search_app.matching.judging import Verdict
from search_app.matching.match import Item, Match, Reason
from search_app.matching.prepared import Prepared
from search_app.matching.sums import Sum, make_sum
from search_app.matching.together import Addition, LeftOut, add
from search_app.model import Benefit, Bilingual, Clause, DocumentHead, Lang, Rule, Validity
from search_app.search.published.opening import Generation
from search_app.text.wording import write_money
from search_app.web import present
from search_app.web.addresses import link
from search_app.web.benefits import benefit_sums, rate_in_words
from search_app.web.company.asking import match_on, prepared_on
from search_app.web.company.words import say_answer, say_fact, say_failed, say_open
from search_app.web.words import Translate, make_translate

MOST_OPEN = 30  # shown of what cannot be told; the rest is counted
_REASONS: tuple[Reason, ...] = (
    "expired", "repealed", "not_yet_in_force", "endeavour", "case_by_case", "by_other_rule", "unsure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Because:
    """A requirement and the answer that meets it: the words of the clause, and what the company said."""

    words: tuple[str, ...]
    fact: str
    answer: str


@dataclass(frozen=True, slots=True)
class Line:
    """A benefit wherever it is named: where it stands, what it pays, and its sentence."""

    id: str
    url: str
    name: str  # of its clause
    document: DocumentHead
    validity: Validity
    money: str  # the largest sum of its text, "" where it states none
    quote: str
    clause: Clause
    benefit: Benefit


@dataclass(frozen=True, slots=True)
class FitView:
    """What fits, loud: the sum of a year and in all, then why."""

    line: Line
    sum: Sum
    yearly: str
    total: str
    because: tuple[Because, ...]
    other_rows: str  # what the other reading of a list would pay, "" where there is one reading
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class OpenView:
    """What cannot be told: the questions that were left empty, and what no question asks."""

    line: Line
    missing: tuple[str, ...]
    others: tuple[str, ...]  # in our words
    quoted: tuple[str, ...]  # in the words of the text
    decides: bool  # whether the answers alone would decide it


@dataclass(frozen=True, slots=True)
class NoGroup:
    """What an answer excludes, together: the answer, the words that it contradicts, and the clauses."""

    answer: str
    words: str
    lines: tuple[Line, ...]
    fields: bool  # whether the words are the title of a document


@dataclass(frozen=True, slots=True)
class ApartGroup:
    """What is kept apart for one reason."""

    reason: Reason
    lines: tuple[Line, ...]


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
    more_open: int
    no: tuple[NoGroup, ...]
    no_count: int
    apart: tuple[ApartGroup, ...]
    asked_next: Fact | None


class _Maker:
    """Makes the lines of one page."""

    def __init__(self, company: Company, of: Generation, lang: Lang) -> None:
        self.company, self.of, self.lang = company, of, lang
        self.t = make_translate(lang)

    def line(self, item: Item) -> Line:
        clause = self.of.store.clause(item.entry.key)
        benefit = clause.benefits[item.entry.n - 1]
        said = [*(one.text for one in benefit_sums(benefit, self.lang)), rate_in_words(benefit, self.lang)]
        joined = " ".join if self.lang == "en" else "".join
        return Line(
            item.entry.id,
            f"{link(self.lang, clause.id)}#b-{benefit.n}",
            present.clause_name(clause, self.lang, self.t),
            item.head,
            item.validity,
            " · ".join(part for part in said if part),
            joined(present.quote(clause, span, self.lang) for span in benefit.evidence),
            clause,
            benefit,
        )

    def fit(self, item: Item) -> FitView:
        line = self.line(item)
        found = make_sum(line.clause, line.benefit, self.company, item.verdicts)
        return FitView(
            line,
            found,
            self.money(found.yearly, found.at_most),
            self.money(found.total, found.at_most),
            tuple(self._because(item)),
            self._other_rows(line.clause, item),
            tuple(rule for rule in line.clause.rules if rule.kind in ("no_stacking", "exclusion")),
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
            yield Because(tuple(_drop_inner(its)), say_fact(fact, self.lang), answer)

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
        quoted = tuple(_drop_inner(dict.fromkeys(one.requirement.words for one, words in said if not words)))
        return OpenView(self.line(item), missing, others, quoted, item.only_missing)


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
    addition = _add(found, fits, prepared_on(of, day)) if fits else None
    open_items = sorted(found.cannot_tell, key=lambda item: (-item.entry.money, item.entry.id))
    decidable = [item for item in open_items if item.only_missing]
    others = [item for item in open_items if not item.only_missing]
    return CompanyView(
        found,
        tuple(fits),
        addition,
        maker.money(addition.yearly, addition.at_most) if addition else "",
        maker.money(addition.total, addition.at_most) if addition else "",
        tuple(_left_out(addition.left_out, fits, lang)) if addition else (),
        tuple(map(maker.open, decidable)),
        tuple(map(maker.open, others[:MOST_OPEN])),
        max(0, len(others) - MOST_OPEN),
        tuple(_group_no(found.no, company, of, lang)),
        len({item.entry.clause for item in found.no}),
        tuple(_group_apart(found.apart, maker)),
        found.asked_next,
    )


def _by_sum(one: FitView) -> tuple[int, int, str]:
    return -(one.sum.total or 0), -(one.sum.yearly or 0), one.line.id


def _add(found: Match, fits: Sequence[FitView], documents: Sequence[Prepared]) -> Addition:
    return add(found.fits, {one.line.id: one.sum for one in fits}, documents)


def _left_out(left: Sequence[LeftOut], fits: Sequence[FitView], lang: Lang) -> Iterator[LeftOutView]:
    t, by_id = make_translate(lang), {one.line.id: one for one in fits}
    for one in left:
        name, instead = (_name(by_id[any_id], t) for any_id in (one.id, one.instead))
        yield LeftOutView(name, instead, t(f"company_pair_{one.why}"), one.rule)


def _name(fit: FitView, t: Translate) -> str:
    return t("company_named_sum", name=fit.line.name, sum=fit.total or fit.yearly)


# ── what does not fit, and what is apart ──


def _group_no(items: Sequence[Item], company: Company, of: Generation, lang: Lang) -> Iterator[NoGroup]:
    """Together what one answer excludes by the same words; the titles of documents first, for they exclude the most."""
    maker = _Maker(company, of, lang)
    groups: dict[tuple[str, str, bool], list[Item]] = {}
    for item in items:
        verdict = _decisive(item.failed)
        of_document = verdict.requirement.place == "document"
        words = item.head.title.get(lang) if of_document else verdict.requirement.words
        groups.setdefault((say_failed(verdict, company, lang), words, of_document), []).append(item)
    for (answer, words, fields), its in sorted(groups.items(), key=lambda one: (not one[0][2], -len(one[1]))):
        lines = {item.entry.clause: _short_line(item, maker) for item in its}
        yield NoGroup(answer, words, tuple(lines.values()), fields)


def _decisive(failed: Sequence[Verdict]) -> Verdict:
    """The failed requirement that is named: the document's field, which excludes all of it, before the others."""
    return next((one for one in failed if one.requirement.place == "document"), failed[0])


def _short_line(item: Item, maker: _Maker) -> Line:
    if item.entry.n:
        return maker.line(item)
    clause = maker.of.store.clause(item.entry.key)
    name = present.clause_name(clause, maker.lang, maker.t)
    return Line(item.entry.id, link(maker.lang, clause.id), name, item.head, item.validity, "", "", clause, _NOTHING)


_NOTHING = Benefit(
    0, "other", "", None, None, None, (), (), None, None, None, "committed", (), ()
)  # of a clause that pays nothing


def _group_apart(items: Sequence[Item], maker: _Maker) -> Iterator[ApartGroup]:
    groups: Mapping[Reason, list[Line]] = {reason: [] for reason in _REASONS}
    for item in items:
        groups[next(reason for reason in _REASONS if reason in item.reasons)].append(maker.line(item))
    for reason, lines in groups.items():
        if lines:
            yield ApartGroup(reason, tuple(lines))
