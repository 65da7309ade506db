"""Every noun of the library, frozen. Imports nothing of ours, does no I/O, and takes "today" as an argument.

Read from top to bottom: what a text is (Span, Part), what it says (Amount, Benefit, Validity, Rule), and what
carries it (Clause, Document, Revision, Library). How it is asked for is in search/model.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One thing said in both languages; ``en`` is None while no translation exists."""

    zh: str
    en: str | None = None

    def get(self, lang: Lang) -> str:
        """The words in ``lang``, or the Chinese ones where there is no English."""
        return self.en if lang == "en" and self.en else self.zh


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets into the text it was found in."""

    start: int
    end: int


# addressee: whom a letter salutes; introduction: text between a heading and its first clause; list: the items that
# stand below a heading and are no clauses; omitted: a note that the text leaves something out; imprint: 抄送, 印发
# below the signature; contents: a table of contents.
PartKind = Literal[
    "front", "issuer", "title", "number", "addressee", "preamble", "contents", "heading", "introduction", "list",
    "omitted", "clause", "scope", "closing", "table", "signature", "imprint", "annex",
]  # fmt: skip

ClauseKind = Literal["clause", "preamble", "scope", "introduction", "list", "table", "closing"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a source file. The parts of a file are contiguous: their spans joined give the file back."""

    kind: PartKind
    span: Span  # into the text of the file
    label: str  # printed number (of a scope its whole heading), "" for none
    number: str  # Arabic digits, "" for none
    text: str  # healed: page breaks and line wraps removed, without label and office bracket
    bracket: str = ""  # the office bracket as printed, healed; label + text + bracket is the part as printed
    depth: int = 0  # of a heading and of what stands below it: 1 is outermost
    removed: str = ""  # page numbers and running titles that stood inside it
    title: Span | None = None  # its name, in ``text``


# ── what a clause says ────────────────────────────────────────────────────────────────────────────────

AmountKind = Literal["money", "percent", "ratio"]
Role = Literal["award", "cap", "rate", "condition", "term", "unsure"]
PAID: tuple[Role, ...] = ("award", "cap", "rate")  # roles of figures that say what is granted
SHOWN_SURE = 0.75  # of what is less sure than this, readers are told to check it against the text
RECIPIENT = "recipient"  # ``why`` of a benefit of which the recipient, or that there is none, is least sure
Bound = Literal["exact", "at_least", "at_most", "about"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A money sum, percentage or ratio: ``clause.text[start:end] == text``.

    Money is in ``currency`` units (yuan for CNY), percent a fraction (0.015), a ratio 1:1 is 1.
    A range is one Amount whose upper end is ``value_hi``. ``bound``: whether the text states the value itself, or that
    it is more, less, or about as much. ``why`` names the rule that gave the role.
    """

    text: str
    start: int
    end: int
    kind: AmountKind
    value: Decimal
    role: Role
    value_hi: Decimal | None = None
    currency: str | None = None
    bound: Bound = "exact"
    why: str = ""
    sure: float = 1.0
    maybe: tuple[Role, ...] = ()

    @property
    def approximate(self) -> bool:
        """Whether it is granted, but the text does not say how much exactly: 约50万元, 上百万元, 不低于50万元."""
        floor = self.role in ("award", "rate") and self.bound == "at_least"
        return floor or (self.role in PAID and self.bound == "about")

    @property
    def top(self) -> Decimal:
        """The largest value the text allows."""
        return self.value if self.value_hi is None else self.value_hi


BenefitKind = Literal["grant", "interest", "tax", "land", "guarantee", "other"]
Payer = Literal["city", "province", "state", "county"]
Promise = Literal["committed", "up_to", "endeavour", "case_by_case", "by_other_rule"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that is granted, for each ``per`` (None where the text gives no scope)."""

    value: Decimal
    per: str | None


Compare = Literal["ge", "gt", "le", "lt", "eq"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What the applicant must reach; ``value`` and ``compare`` where the text gives a figure. A value without a compare
    is a step: for each so much (每增加100万元)."""

    text: str
    value: Decimal | None = None
    compare: Compare | None = None
    text_en: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """For how long, in whole years."""

    years: int

    @property
    def iso(self) -> str:
        """The ISO 8601 duration: P5Y."""
        return f"P{self.years}Y"


OpenKind = Literal[
    "next_stage", "rate_ceiling", "longest", "shortest", "pairing", "approximate", "least", "foreign", "shared",
    "no_sum", "several", "unsure", "cap_below_award", "total_per_item", "total_no_stacking",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """What the text of a benefit leaves open; ``quote``: the printed words that it is about, "" for none. Each kind has
    its words in ``data/wording.toml``."""

    kind: OpenKind
    quote: str = ""
    quote_en: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """The place of a benefit in a list of alike ones: the ``row`` of a ``group`` of its clause, both from 1."""

    group: int
    row: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a benefit can come to over all of its years: yuan, the years that it counts (None: once), and how."""

    value: Decimal
    years: int | None
    steps: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing that somebody can get. None wherever the text is silent.

    ``floor``: the least that is granted. ``sure`` and ``why`` are those of its weakest part: ``reading_sure`` says how
    sure what is given is, ``recipient_sure`` to whom. ``id`` is ``document/clause/b2``, "" in a draft.
    ``alternatives``: the n of those that may be chosen instead (或). ``refers_to_ids``: the benefits or the clause that
    ``refers_to`` names, where the library holds them.
    """

    n: int
    kind: BenefitKind
    recipient: str
    award: Decimal | None
    rate: Decimal | None
    basis: str | None
    limits: tuple[Limit, ...]
    conditions: tuple[Condition, ...]
    per: str | None
    duration: Period | None
    payer: Payer | None
    promise: Promise
    amounts: tuple[int, ...]  # indexes into Clause.amounts
    evidence: tuple[Span, ...]  # into Clause.text.zh
    refers_to: str | None = None
    open: tuple[Open, ...] = ()
    id: str = ""
    sure: float = 1.0
    why: str = ""
    floor: Decimal | None = None
    total: Total | None = None
    tier: Tier | None = None
    alternatives: tuple[int, ...] = ()
    refers_to_ids: tuple[str, ...] = ()
    recipient_en: str | None = None
    basis_en: str | None = None
    refers_to_en: str | None = None
    reading_sure: float = 1.0
    recipient_sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Headline:
    """The largest sum of yuan that a clause grants; never a condition."""

    value: Decimal
    qualifier: Literal["exact", "up_to"]
    per: str | None


RuleKind = Literal["no_stacking", "total_cap", "precedence", "case_by_case", "exclusion"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A document-wide term that governs a clause, with the sentence that says so."""

    kind: RuleKind
    text: Bilingual
    source: str  # clause id


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another clause that grants the same kind of thing, with the sentences of both that say so."""

    clause: str  # id of the other clause
    here: Span
    there: Span


@dataclass(frozen=True, slots=True)
class Term:
    """What a document says of its own time, without the day it is asked on.

    ``until`` is the last day of force. ``years`` is a length that counts from a day the text need not give.
    ``not_before`` is the earliest day the document can have been issued: it cites a document of that year.
    """

    start: date | None = None
    start_on_issue: bool = False
    start_after: int = 0  # days after issue
    until: date | None = None
    years: int | None = None
    months: int | None = None  # beside the years: two and a half years are 2 and 6
    quote: str | None = None
    quote_en: str | None = None  # in a draft, which has no English, always None
    not_before: date | None = None
    repealed_by: str | None = None
    repealed_on: date | None = None
    counts_from: date | None = None  # the day from which this version counts, where several are held
    issued: date | None = None  # known from the text or the catalogue
    replaced_on: date | None = None  # the day from which a newer version of the same document counts


Status = Literal["in_force", "expired", "not_yet_in_force", "repealed", "unknown"]
STATUSES: tuple[Status, ...] = ("in_force", "unknown", "not_yet_in_force", "expired", "repealed")


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """``status`` holds from the day ``start`` (None: always before) until the day before ``end`` (None: for ever)."""

    status: Status
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a document is in force on the day that was asked, and why."""

    status: Status
    start: date | None
    until: date | None
    term: str | None  # ISO 8601 duration
    quote: str | None
    reason: Bilingual
    quote_en: str | None = None


# ── what carries it ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Department:
    """A responsible office: as the clause prints it, and the body it is."""

    id: str
    printed: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text stands: 1-based lines of a file in ``corpus/``."""

    file: str
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """English that a machine wrote and that nobody has revised yet: which model wrote it, and when."""

    model: str
    day: date


@dataclass(frozen=True, slots=True)
class Taken:
    """English that was taken over from the same sentence elsewhere, and that nobody has revised for this text yet: the
    id of the clause it stands in (of a heading, that of its document), and when it was revised there."""

    source: str
    day: date | None


Unrevised = MachineDraft | Taken


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence of ``text.zh`` and its translation in ``text.en``, with where that is from while nobody has revised
    it for this text."""

    zh: Span
    en: Span
    unrevised: Unrevised | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """When English was last revised, and by whom, as far as its translation says."""

    day: date | None = None
    reviser: Bilingual | None = None


NOT_SAID = Revised()


NameKind = Literal["body", "scheme", "award", "catalogue", "document"]


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """How a Chinese term is rendered: the preferred English, what else is right, what is wrong, what it is, and whose
    usage that follows (the id of a ``TermSource``); and what else readers call it in either language. ``kind``: of
    what it is the official name, None where it is a common word."""

    zh: str
    en: str
    search_en: tuple[str, ...] = ()
    search_zh: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    definition: str = ""
    source: str = ""
    kind: NameKind | None = None


@dataclass(frozen=True, slots=True)
class TermSource:
    """Whose usage a rendering follows; ``link``: where that was read, None where nobody opened it, and ``seen`` when,
    None where nobody wrote that down. ``ours``: the rendering is the house's own."""

    id: str
    name: str
    link: str | None = None
    ours: bool = False
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class UsageWord:
    """A word of force, bound or period, or a plain word that is often said wrongly: how it is said, how not, and why.
    ``right``: a Chinese sentence and its English; ``wrong``: an English of the same sentence that errs."""

    zh: str
    en: str
    admitted: tuple[str, ...]
    forbidden: tuple[str, ...]
    right: tuple[str, str]
    wrong: str
    why: str
    group: str
    pattern: str | None = None  # where it stands, where the word alone would find too much
    but: tuple[str, ...] = ()  # longer words in which it is another word, as regular expressions


@dataclass(frozen=True, slots=True)
class FormerRendering:
    """An English that our texts had for the term ``zh`` until a day."""

    zh: str
    en: str
    until: date


@dataclass(frozen=True, slots=True)
class FormerTerm:
    """A term that has no entry any more since a day; ``now``: the one that stands for it, None where none does."""

    zh: str
    en: str
    since: date
    now: str | None = None


@dataclass(frozen=True, slots=True)
class TermNotes:
    """What the term base holds beside its terms."""

    sources: tuple[TermSource, ...] = ()
    words: tuple[UsageWord, ...] = ()
    renderings: tuple[FormerRendering, ...] = ()
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit that is found, cited and linked to. ``id`` is ``document/clause`` and never changes.

    ``version`` is that of its document.
    """

    id: str
    document: str
    clause: str
    kind: ClauseKind
    label: str
    path: tuple[Bilingual, ...]
    title: Bilingual | None
    text: Bilingual
    sentences: tuple[SentencePair, ...]  # none while there is no English
    printed: str  # label, text and bracket as printed, healed
    departments: tuple[Department, ...]
    industries: tuple[str, ...]
    amounts: tuple[Amount, ...]
    benefits: tuple[Benefit, ...]
    headline: Headline | None
    rules: tuple[Rule, ...]
    overlaps: tuple[Overlap, ...]
    source: Source
    version: date | None = None
    number: str = ""  # as printed, in Arabic digits; "" for none. The id keeps the number that was first published
    amounts_en: tuple[Amount, ...] = ()  # of ``text.en``
    notes: tuple[tuple[str, str], ...] = ()  # the translator’s: (a phrase of ``text.zh``, what it leaves open)
    revising: bool = False  # its English is that of a former text, or not whole yet, and not shown
    revised: Revised = NOT_SAID  # its English

    @property
    def key(self) -> str:
        """Its id within its version: ``document@2026-01-01/clause``; the id alone in a version without a day."""
        return self.id if self.version is None else f"{version_key(self.document, self.version)}/{self.clause}"

    @property
    def machine_draft(self) -> MachineDraft | None:
        """The last machine draft that its English holds; None where it holds none."""
        drafts = (pair.unrevised for pair in self.sentences if isinstance(pair.unrevised, MachineDraft))
        return max(drafts, key=lambda draft: (draft.day, draft.model), default=None)

    @property
    def taken_from(self) -> tuple[str, ...]:
        """Where the sentences stand whose English was taken over, and that nobody has revised for this clause."""
        sources = (pair.unrevised.source for pair in self.sentences if isinstance(pair.unrevised, Taken))
        return tuple(dict.fromkeys(sources))

    @property
    def unrevised(self) -> bool:
        """Whether nobody has revised its English, or some of it: a machine drafted it, or it was taken over."""
        return any(pair.unrevised for pair in self.sentences)

    @property
    def quotable(self) -> Bilingual:
        """Its text as it may be quoted where nothing says what its English is worth: without what nobody revised."""
        return Bilingual(self.text.zh) if self.unrevised else self.text

    @property
    def related(self) -> tuple[str, ...]:
        """Ids of the clauses that overlap with this one, closest first."""
        return tuple(dict.fromkeys(overlap.clause for overlap in self.overlaps))

    @property
    def numbered(self) -> bool:
        """False for the preamble, scope and closing."""
        return self.kind == "clause"


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document that is named: its title, its number, its id where the library holds it, and its title in the
    English of the sentence that names it."""

    title: str
    number: str | None
    held: str | None = None
    title_en: str | None = None


def english_of(span: Span, en: str | None, pairs: Iterable[SentencePair]) -> str | None:
    """The English of the sentences that ``span`` of the Chinese text touches; None where there is none, or where a
    sentence of the clause is not revised: such English is shown with its label, and not quoted."""
    pairs = tuple(pairs)
    if en is None or any(pair.unrevised for pair in pairs):
        return None
    touched = [pair.en for pair in pairs if pair.zh.start < span.end and pair.zh.end > span.start]
    return en[touched[0].start : touched[-1].end] if touched else None


def make_id(document: str, clause: str) -> str:
    """The id of a clause: ``document/clause``."""
    return f"{document}/{clause}"


def split_id(any_id: str) -> tuple[str, str]:
    """(document, clause) of an id or key; the clause of a document's own is ""."""
    document, _, clause = any_id.partition("/")
    return document, clause


def make_benefit_id(clause_id: str, number: int) -> str:
    """``document/clause/b2``, the id of a benefit. ``number`` is the registered one, not where it is printed."""
    return f"{clause_id}/b{number}"


_BENEFIT_DIGITS = 6  # no clause pays a million things, and Python reads no number of thousands of digits


def split_benefit_id(any_id: str) -> tuple[str, int] | None:
    """(id of the clause, number) of a benefit's id; None for the id of anything else."""
    clause_id, _, name = any_id.rpartition("/")
    number = name[1:]
    if "/" not in clause_id or name[:1] != "b" or not (number.isascii() and number.isdecimal()) or number[0] == "0":
        return None
    if len(number) > _BENEFIT_DIGITS:
        return None
    return clause_id, int(number)


CorrectedField = Literal["title", "number", "issued", "published", "from", "until"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What the catalogue says instead of the text: of which field, what was read there ("" for nothing), and where the
    right value was found."""

    field: CorrectedField
    read: str
    source: str


def version_key(document: str, version: date | None) -> str:
    """``document@2026-01-01``, or the id alone for a version without a day."""
    return document if version is None else f"{document}@{version}"


def split_version_key(key: str) -> tuple[str, date | None]:
    """(document, day from which it counts) of the key of a version."""
    document, _, day = key.partition("@")
    return document, date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What is known of a policy document but its clauses.

    ``version`` is the day from which this version counts, where several are held; None for the only version, and for
    the first one when nobody knows its day.
    """

    id: str
    title: Bilingual
    number: str | None
    issued: date | None
    industries: tuple[str, ...]
    departments: tuple[Department, ...]
    term: Term
    rules: tuple[Rule, ...]
    cites: tuple[Citation, ...]
    repeals: tuple[Citation, ...]
    version: date | None = None
    published: date | None = None  # the day that the text or the page gives for it; ``issued`` is when it was made
    corrected: tuple[Correction, ...] = ()
    issuer: str | None = None  # the body that issued it, as printed
    translated: date | None = None  # the day on which English of it was last revised
    short: Bilingual | None = None  # what lists and tables call it, where the catalogue says so

    @property
    def name(self) -> Bilingual:
        """What lists and tables call it: its short name, in each language where there is one, else its title."""
        if self.short is None:
            return self.title
        return Bilingual(self.short.zh, self.short.en or self.title.en)

    @property
    def key(self) -> str:
        """``id@2026-01-01``, or the id alone for a version without a day."""
        return version_key(self.id, self.version)

    def key_of(self, clause_id: str) -> str:
        """The key of its clause of this id."""
        return f"{self.key}/{split_id(clause_id)[1]}"


@dataclass(frozen=True, slots=True)
class Document(DocumentHead):
    """A policy document and its clauses, in printed order."""

    clauses: tuple[Clause, ...] = field(kw_only=True)

    @property
    def head(self) -> DocumentHead:
        """The same without its clauses."""
        return DocumentHead(**{one.name: getattr(self, one.name) for one in fields(DocumentHead)})


EditKind = Literal["same", "removed", "added"]
ChangeKind = Literal["same", "amended", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of text that an amendment kept, took out or put in."""

    text: str
    kind: EditKind


@dataclass(frozen=True, slots=True)
class Change:
    """What an amendment did to one clause. The edits without the added ones are the former text with its offices,
    without the removed ones the new one; a clause that stayed the same has none."""

    clause: str  # id
    kind: ChangeKind
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """How one version of a document became the next: every clause of both, in the order of the new one."""

    document: str
    before: date | None  # None: the first version, whose beginning is not known
    after: date
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An id that was published and given up: what it was, when it went, and where its text now stands."""

    id: str
    title: str
    day: date
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Library:
    """All that was read, in catalogue order. ``documents`` are the newest versions; their ids are unique."""

    documents: tuple[Document, ...]
    terms: tuple[GlossaryTerm, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    refused: tuple[str, ...] = ()  # files that could not be read, each with its name and the reason
    former: tuple[Document, ...] = ()  # the versions before the newest, oldest first
    revisions: tuple[Revision, ...] = ()
    warnings: tuple[str, ...] = ()  # what is published otherwise than it was meant, each with its place and remedy
    term_notes: TermNotes = TermNotes()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause of the newest version of every document, in printed order."""
        return tuple(clause for document in self.documents for clause in document.clauses)

    @property
    def versions(self) -> Mapping[str, tuple[Document, ...]]:
        """By document id, every version that is held, oldest first."""
        held: dict[str, list[Document]] = {document.id: [] for document in self.documents}
        for document in (*self.former, *self.documents):
            held[document.id].append(document)
        return {document_id: tuple(versions) for document_id, versions in held.items()}
