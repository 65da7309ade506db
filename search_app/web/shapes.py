"""What do our nouns look like as JSON? One TypedDict for each shape of the public contract, and the way into it.

The OpenAPI document is made from these types. Money is an integer where it is whole; percentages are fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NotRequired,  # pydantic cannot read typing's before Python 3.12
)

from typing_extensions import TypedDict

from search_app.estimate.work import Estimate
from search_app.model import (
    NOT_SAID,
    Amount,
    Benefit,
    Bilingual,
    Citation,
    Clause,
    Condition,
    Department,
    DocumentHead,
    Lang,
    Open,
    Revision,
    Rule,
    Total,
    Validity,
)
from search_app.search.citations.resolve import Citations
from search_app.search.model import CitedAs, FacetValue, Hit, Query, Read, Run
from search_app.text.wording import write_open
from search_app.web.requests import root
from search_app.web.versions import find_day
from search_app.web.views.worth import WorthStatus, find_status, say_worth

if TYPE_CHECKING:
    from search_app.library.figures import Extract
    from search_app.library.inspect import Inspection  # loads all of the reading, which no server needs

Number = int | float


class BilingualShape(TypedDict):
    zh: str
    en: str | None


class AmountShape(TypedDict):
    text: str
    start: int
    end: int
    kind: Literal["money", "percent", "ratio"]
    value: Number
    value_hi: NotRequired[Number]
    currency: NotRequired[str]
    role: Literal["award", "cap", "rate", "condition", "term", "unsure"]
    bound: Literal["exact", "at_least", "at_most", "about"]
    sure: float
    why: str
    maybe: NotRequired[list[str]]


class LimitShape(TypedDict):
    value: Number
    per: str | None


class ConditionShape(TypedDict):
    text: str
    text_en: str | None
    value: NotRequired[Number]
    compare: NotRequired[str]


class SpanShape(TypedDict):
    start: int
    end: int


class TotalShape(TypedDict):
    value: Number
    years: int | None
    steps: list[BilingualShape]


class TierShape(TypedDict):
    group: int
    row: int


class BenefitShape(TypedDict):
    id: str
    n: int
    sure: float
    why: str
    kind: str
    recipient: str | None
    award: Number | None
    rate: Number | None
    basis: str | None
    limits: list[LimitShape]
    conditions: list[ConditionShape]
    per: str | None
    duration: str | None
    payer: str | None
    promise: str
    amounts: list[int]
    evidence: list[SpanShape]
    refers_to: str | None
    unresolved: list[str]
    floor: Number | None
    total: TotalShape | None
    tier: TierShape | None
    alternatives: list[int]
    refers_to_ids: list[str]
    recipient_en: str | None
    basis_en: str | None
    refers_to_en: str | None


class HeadlineShape(TypedDict):
    value: Number
    qualifier: Literal["exact", "up_to"]
    per: str | None


ValidityShape = TypedDict(
    "ValidityShape",
    {
        "status": Literal["in_force", "expired", "not_yet_in_force", "repealed", "unknown"],
        "from": str | None,
        "until": str | None,
        "term": str | None,
        "quote": str | None,
        "reason": BilingualShape,
    },
)


class DepartmentShape(TypedDict):
    id: str
    printed: str
    name: BilingualShape


class RuleShape(TypedDict):
    kind: str
    text: BilingualShape
    source: str


class LinksShape(TypedDict):
    id: str
    zh: str
    en: str
    json: str


class SourceShape(TypedDict):
    file: str
    line_start: int
    line_end: int


class MachineDraftShape(TypedDict):
    """Who drafted English that nobody has revised yet: ``text.en`` is not to be relied on."""

    model: str
    day: str


class TranslationShape(TypedDict):
    """What ``text.en`` is worth: when it was last revised and by whom, as far as that is said, and the same as a label
    to show with it. ``revised`` and ``reviser`` are null for what is a machine draft or was taken over."""

    status: WorthStatus
    revised: str | None
    reviser: BilingualShape | None
    label: BilingualShape


class NoteShape(TypedDict):
    """The translator's, in English, on a phrase of ``text.zh``: what it leaves open."""

    quote: str
    note: str


class ClauseShape(TypedDict):
    id: str
    document: str
    clause: str
    label: str
    path: list[BilingualShape]
    title: BilingualShape | None
    text: BilingualShape
    departments: list[DepartmentShape]
    industries: list[str]
    amounts: list[AmountShape]
    benefits: list[BenefitShape]
    headline: HeadlineShape | None
    validity: ValidityShape
    rules: list[RuleShape]
    related: list[str]
    links: LinksShape
    source: SourceShape
    version: str | None
    machine_draft: MachineDraftShape | None
    taken_from: list[str]
    translation: TranslationShape | None
    revising: bool
    notes: list[NoteShape]


class RunShape(TypedDict):
    text: str
    mark: bool


class SnippetShape(TypedDict):
    zh: list[RunShape]
    en: list[RunShape]


class ReasonShape(TypedDict):
    typed: str
    matched: str
    origin: Literal["typed", "synonym", "translation", "script", "pinyin", "spelling"]
    field: str


class NearestShape(TypedDict):
    text: str
    start: int
    end: int


class HitShape(ClauseShape):
    rank: int
    snippet: SnippetShape
    reasons: list[ReasonShape]
    benefit: int | None
    more_benefits: int
    nearest: NearestShape | None


class FacetValueShape(TypedDict):
    value: str
    label: BilingualShape
    count: int
    selected: bool


class SearchPageShape(TypedDict):
    query: dict[str, Any]
    corrected: str | None
    total: int
    hits: list[HitShape]
    facets: dict[str, list[FacetValueShape]]
    exact: bool
    page: int
    per_page: int
    took_ms: float


class CitationShape(TypedDict):
    title: str
    number: str | None
    held: bool


class VersionShape(TypedDict):
    version: str | None
    title: BilingualShape
    json: str


class DocumentShape(TypedDict):
    id: str
    version: str | None
    versions: list[VersionShape]
    title: BilingualShape
    number: str | None
    issuer: str | None
    issued: str | None
    industries: list[str]
    departments: list[DepartmentShape]
    validity: ValidityShape
    rules: list[RuleShape]
    cites: list[CitationShape]
    repeals: list[CitationShape]
    clauses: NotRequired[list[ClauseShape]]


class EditShape(TypedDict):
    text: str
    kind: Literal["same", "removed", "added"]


class ChangeShape(TypedDict):
    clause: str
    kind: Literal["same", "amended", "added", "removed"]
    edits: list[EditShape]


class RevisionShape(TypedDict):
    document: str
    before: str | None
    after: str
    changes: list[ChangeShape]


class DocumentsShape(TypedDict):
    documents: list[DocumentShape]


class InspectedClauseShape(TypedDict):
    label: str
    number: str
    path: list[str]
    title: str | None
    text: str
    departments: list[str]
    amounts: list[AmountShape]
    benefits: list[BenefitShape]


class WarningShape(TypedDict):
    line: int
    message: str


class DoubtShape(TypedDict):
    line: int
    lines: list[int]
    kind: str
    message: str


class FilePartShape(TypedDict):
    kind: str
    clause: str | None
    text: str
    lines: list[int]


class InspectedDocumentShape(TypedDict):
    title: str
    number: str | None
    issued: str | None
    validity: ValidityShape
    preamble: str
    closing: str
    clauses: list[InspectedClauseShape]
    parts: list[FilePartShape]
    doubts: list[DoubtShape]
    warnings: list[WarningShape]


class SuggestionShape(TypedDict):
    text: str
    kind: str


class SuggestionsShape(TypedDict):
    suggestions: list[SuggestionShape]


class UnreadShape(TypedDict):
    """What of a long text one answer leaves out: no benefits from ``benefits_from`` on, no figures from
    ``amounts_from`` on (null: all figures are there). Post the text from there on to have the rest."""

    benefits_from: int
    amounts_from: int | None


class ExtractShape(TypedDict):
    amounts: list[AmountShape]
    benefits: list[BenefitShape]
    unread: UnreadShape | None


class CitedShape(TypedDict):
    """A citation at ``start`` to ``end`` of the text. ``candidates``: ids that may be meant, or that are near, best
    first, of which ``more`` were left out; ``untold``: what is cited of a part of the clause, which has no id.
    ``withdrawn``: the day on which the id that is cited was given up."""

    text: str
    start: int
    end: int
    id: str | None
    status: Literal["found", "ambiguous", "not_held", "unknown"]
    candidates: list[str]
    more: int
    untold: str | None
    withdrawn: str | None


class CitationsShape(TypedDict):
    """``not_looked_at``: how many citations behind the last one were not looked at; post the text from there on."""

    found: list[CitedShape]
    not_looked_at: int


class EstimateShape(TypedDict):
    amount: int | None
    bound: Literal["exact", "at_most"] | None
    period: str | None
    steps: list[BilingualShape]
    limited_by: str | None
    missing: list[str]
    notes: list[BilingualShape]


class FaultShape(TypedDict):
    name: str
    message: str


class ProblemShape(TypedDict):
    """``moved_to``: of an id that was withdrawn, where its text now stands."""

    type: str
    title: str
    status: int
    detail: str
    moved_to: NotRequired[str | None]
    errors: NotRequired[list[FaultShape]]


def number(value: Decimal) -> Number:
    """An integer where ``value`` is whole, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def bilingual(words: Bilingual) -> BilingualShape:
    return {"zh": words.zh, "en": words.en}


def amount(a: Amount) -> AmountShape:
    shape: AmountShape = {
        "text": a.text,
        "start": a.start,
        "end": a.end,
        "kind": a.kind,
        "value": number(a.value),
        "role": a.role,
        "bound": a.bound,
        "sure": round(a.sure, 3),
        "why": a.why,
    }
    if a.maybe:
        shape["maybe"] = list(a.maybe)
    if a.value_hi is not None:
        shape["value_hi"] = number(a.value_hi)
    if a.currency is not None:
        shape["currency"] = a.currency
    return shape


def benefit(b: Benefit) -> BenefitShape:
    return {
        "id": b.id,
        "n": b.n,
        "sure": round(b.sure, 3),
        "why": b.why,
        "kind": b.kind,
        "recipient": b.recipient or None,
        "award": None if b.award is None else number(b.award),
        "rate": None if b.rate is None else number(b.rate),
        "basis": b.basis,
        "limits": [{"value": number(limit.value), "per": limit.per} for limit in b.limits],
        "conditions": [_condition(c) for c in b.conditions],
        "per": b.per,
        "duration": b.duration.iso if b.duration else None,
        "payer": b.payer,
        "promise": b.promise,
        "amounts": list(b.amounts),
        "evidence": [{"start": span.start, "end": span.end} for span in b.evidence],
        "refers_to": b.refers_to,
        "unresolved": [_open_point(point) for point in b.open],
        "floor": None if b.floor is None else number(b.floor),
        "total": _total(b.total),
        "tier": None if b.tier is None else {"group": b.tier.group, "row": b.tier.row},
        "alternatives": list(b.alternatives),
        "refers_to_ids": list(b.refers_to_ids),
        "recipient_en": b.recipient_en,
        "basis_en": b.basis_en,
        "refers_to_en": b.refers_to_en,
    }


def _open_point(point: Open) -> str:
    """``中文 (English)：quote``, the form that the contract gives an open point."""
    words = replace(point, quote="")
    quote = f"：{point.quote}" if point.quote else ""
    return f"{write_open(words, 'zh')} ({write_open(words, 'en')}){quote}"


def _total(total: Total | None) -> TotalShape | None:
    if total is None:
        return None
    return {"value": number(total.value), "years": total.years, "steps": [bilingual(step) for step in total.steps]}


def _condition(c: Condition) -> ConditionShape:
    shape: ConditionShape = {"text": c.text, "text_en": c.text_en}
    if c.value is not None:
        shape["value"] = number(c.value)
    if c.compare is not None:
        shape["compare"] = c.compare
    return shape


def validity(v: Validity) -> ValidityShape:
    return {
        "status": v.status,
        "from": v.start.isoformat() if v.start else None,
        "until": v.until.isoformat() if v.until else None,
        "term": v.term,
        "quote": v.quote,
        "reason": bilingual(v.reason),
    }


def department(d: Department) -> DepartmentShape:
    return {"id": d.id, "printed": d.printed, "name": bilingual(d.name)}


def rule(r: Rule) -> RuleShape:
    return {"kind": r.kind, "text": bilingual(r.text), "source": r.source}


def links(clause_id: str, day: date | None) -> LinksShape:
    """Addresses of this site, which show what was shown on ``day`` (None: today)."""
    asked = f"?as_of={day}" if day else ""
    return {
        "id": f"{root()}/id/{clause_id}",
        "zh": f"{root()}/zh/policies/{clause_id}{asked}",
        "en": f"{root()}/en/policies/{clause_id}{asked}",
        "json": f"{root()}/api/v1/clauses/{clause_id}{asked}",
    }


def clause(c: Clause, its_validity: Validity, day: date | None) -> ClauseShape:
    """``day``: the one that was asked for, None for today."""
    return {
        "id": c.id,
        "document": c.document,
        "clause": c.clause,
        "label": c.label,
        "path": [bilingual(heading) for heading in c.path],
        "title": bilingual(c.title) if c.title else None,
        "text": bilingual(c.text),
        "departments": [department(d) for d in c.departments],
        "industries": list(c.industries),
        "amounts": [amount(a) for a in c.amounts],
        "benefits": [benefit(b) for b in c.benefits],
        "headline": None
        if c.headline is None
        else {"value": number(c.headline.value), "qualifier": c.headline.qualifier, "per": c.headline.per},
        "validity": validity(its_validity),
        "rules": [rule(r) for r in c.rules],
        "related": list(c.related),
        "links": links(c.id, day),
        "source": {"file": c.source.file, "line_start": c.source.line_start, "line_end": c.source.line_end},
        "version": c.version.isoformat() if c.version else None,
        "machine_draft": {"model": draft.model, "day": draft.day.isoformat()} if (draft := c.machine_draft) else None,
        "taken_from": list(c.taken_from),
        "translation": translation(c),
        "revising": c.revising,
        "notes": [{"quote": phrase, "note": note} for phrase, note in c.notes],
    }


def translation(c: Clause) -> TranslationShape | None:
    """What the English of ``c`` is worth, or that it is being revised; None where nobody has begun to translate it."""
    status = find_status(c)
    if status is None:
        return None
    revised = NOT_SAID if c.unrevised else c.revised
    return {
        "status": status,
        "revised": revised.day.isoformat() if revised.day else None,
        "reviser": bilingual(revised.reviser) if revised.reviser else None,
        "label": bilingual(Bilingual(say_worth(c, "zh"), say_worth(c, "en"))),
    }


def run(r: Run) -> RunShape:
    return {"text": r.text, "mark": r.mark}


def hit(h: Hit) -> dict[str, object]:
    """What ``HitShape`` says beside the clause."""
    return {
        "rank": h.rank,
        "snippet": {"zh": [run(r) for r in h.snippet], "en": [run(r) for r in h.snippet_en]},
        "reasons": [{"typed": r.typed, "matched": r.matched, "origin": r.origin, "field": r.field} for r in h.reasons],
        "benefit": h.benefit,
        "more_benefits": h.more_benefits,
        "nearest": _nearest(h),
    }


def _nearest(h: Hit) -> NearestShape | None:
    """The sentence that meaning found the clause by."""
    if h.nearest is None:
        return None
    start, end = h.nearest.start, h.nearest.end
    return {"text": h.clause.text.zh[start:end], "start": start, "end": end}


def facet_value(v: FacetValue) -> FacetValueShape:
    return {"value": v.value, "label": bilingual(v.label), "count": v.count, "selected": v.selected}


def query(q: Query) -> dict[str, Any]:
    """The query as understood."""
    return {
        "q": q.q,
        "lang": q.lang,
        **{facet: list(values) for facet, values in q.filters},
        "amount_min": q.amount_min,
        "amount_max": q.amount_max,
        "duration_min": q.duration_min,
        "as_of": q.as_of.isoformat(),
        "sort": q.sort,
        "exact": q.exact,
        "meaning": q.meaning,
        "weak": q.weak,
        "unread": list(q.unread),
    }


def read(r: Read) -> dict[str, str]:
    """A constraint that was read from the words."""
    return {"field": r.field, "op": r.op, "value": r.value, "text": r.text, "weight": r.weight}


def _citation(c: Citation) -> CitationShape:
    return {"title": c.title, "number": c.number, "held": c.held is not None}


def _version(d: DocumentHead, day: date | None) -> VersionShape:
    asked = f"?as_of={day}" if day else ""
    return {
        "version": d.version.isoformat() if d.version else None,
        "title": bilingual(d.title),
        "json": f"{root()}/api/v1/documents/{d.id}{asked}",
    }


def document(
    d: DocumentHead,
    its_validity: Validity,
    versions: Sequence[DocumentHead],
    day: date | None,
    clauses: Sequence[Clause] | None,
) -> DocumentShape:
    """``versions`` are all of the document, oldest first; each counts from its day until the next one's. ``day`` is
    the one that was asked for, None for today."""
    shape: DocumentShape = {
        "id": d.id,
        "version": d.version.isoformat() if d.version else None,
        "versions": [_version(one, find_day(versions, one)) for one in versions],
        "title": bilingual(d.title),
        "number": d.number,
        "issuer": d.issuer,
        "issued": d.issued.isoformat() if d.issued else None,
        "industries": list(d.industries),
        "departments": [department(x) for x in d.departments],
        "validity": validity(its_validity),
        "rules": [rule(r) for r in d.rules],
        "cites": [_citation(c) for c in d.cites],
        "repeals": [_citation(c) for c in d.repeals],
    }
    if clauses is not None:
        shape["clauses"] = [clause(c, its_validity, day) for c in clauses]
    return shape


def revision(r: Revision) -> RevisionShape:
    return {
        "document": r.document,
        "before": r.before.isoformat() if r.before else None,
        "after": r.after.isoformat(),
        "changes": [
            {
                "clause": change.clause,
                "kind": change.kind,
                "edits": [{"text": edit.text, "kind": edit.kind} for edit in change.edits],
            }
            for change in r.changes
        ],
    }


def extract(e: Extract, length: int) -> ExtractShape:
    """Of a text of ``length`` characters."""
    unread: UnreadShape | None = None
    if e.benefits_until < length:
        unread = {
            "benefits_from": e.benefits_until,
            "amounts_from": e.amounts_until if e.amounts_until < length else None,
        }
    return {
        "amounts": [amount(one) for one in e.amounts],
        "benefits": [benefit(one) for one in e.benefits],
        "unread": unread,
    }


def citations(found: Citations) -> CitationsShape:
    return {"found": [_cited(one) for one in found.found], "not_looked_at": found.left}


def _cited(one: CitedAs) -> CitedShape:
    return {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "id": one.id,
        "status": one.status,
        "candidates": list(one.candidates),
        "more": one.more,
        "untold": one.untold or None,
        "withdrawn": one.gone.day.isoformat() if one.gone else None,
    }


def estimate(e: Estimate) -> EstimateShape:
    return {
        "amount": e.amount,
        "bound": e.bound,
        "period": e.period,
        "steps": [bilingual(step) for step in e.steps],
        "limited_by": e.limited_by.zh if e.limited_by else None,
        "missing": list(e.missing),
        "notes": [bilingual(note) for note in e.notes],
    }


def _file_parts(one: Inspection) -> Iterator[FilePartShape]:
    """Stretches of the file in its order; their texts joined are the file. What was left out of a part divides it."""
    for read in one.parts:
        for left_out, its in groupby(read.lines, key=lambda line: line.noise):
            lines = list(its)
            yield {
                "kind": "left_out" if left_out else read.part.kind,
                "clause": read.clause.clause if read.clause and not left_out else None,
                "text": "\n".join(line.text for line in lines),
                "lines": [lines[0].number, lines[-1].number],
            }


def inspection(one: Inspection, its_validity: Validity, lang: Lang) -> InspectedDocumentShape:
    d = one.document
    texts = {c.clause: c.text.zh for c in d.clauses}
    return {
        "title": d.title.zh,
        "number": d.number,
        "issued": d.issued.isoformat() if d.issued else None,
        "validity": validity(its_validity),
        "preamble": texts.get("preamble", ""),
        "closing": texts.get("closing", ""),
        "clauses": [
            {
                "label": c.label,
                "number": c.number or c.clause,
                "path": [heading.zh for heading in c.path],
                "title": c.title.zh if c.title else None,
                "text": c.text.zh,
                "departments": [x.printed for x in c.departments],
                "amounts": [amount(a) for a in c.amounts],
                "benefits": [benefit(b) for b in c.benefits],
            }
            for c in d.clauses
            if c.clause not in ("preamble", "closing")
        ],
        "parts": list(_file_parts(one)),
        "doubts": [
            {"line": doubt.line, "lines": list(doubt.lines), "kind": doubt.kind, "message": doubt.message.get(lang)}
            for doubt in one.doubts
        ],
        "warnings": [{"line": doubt.line, "message": doubt.message.get(lang)} for doubt in one.doubts],
    }
