"""From a corpus folder to a Library: read, split, understand, put together.

Invariant: the same files give the same Library, byte for byte; clause ids are unique.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from search_app.data import read_table
from search_app.model import (
    Amount,
    Bilingual,
    Citation,
    Clause,
    Document,
    Headline,
    Library,
    Part,
    Rule,
    Source,
    Span,
    Withdrawal,
)
from search_app.policy.benefits import find_benefits
from search_app.policy.departments import by_printed_name, find_offices_on_duty, make_departments, read_bodies
from search_app.policy.frequency import find_per
from search_app.policy.front import find_issue_date, find_own_number
from search_app.policy.overlaps import find_overlaps
from search_app.policy.read import SUFFIXES, DocumentError, SourceText, read_source
from search_app.policy.register import Register, find_fingerprint, keep_names, read_register
from search_app.policy.roles import find_amounts
from search_app.policy.rules import find_citations, find_own_rules, find_rules
from search_app.policy.split import DocumentParts, split_file
from search_app.policy.translation import Translation, english_of, pair_sentences, read_terms, read_translation
from search_app.policy.validity import find_term, with_issue_date
from search_app.text.fold import squeeze

REGISTER = "register.tsv"
MAX_TITLE = 30  # a first sentence longer than this is a provision, not a title
_FIRST_SENTENCE = re.compile(rf"([^。；：]{{2,{MAX_TITLE}}})。")
_PARTS_READ = ("preamble", "scope", "clause", "closing")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one document."""

    id: str
    title_en: str | None = None
    industries: tuple[str, ...] = ()
    issued: date | None = None


def read_library(corpus: Path) -> Library:
    """Every document of ``corpus``, in the order of the catalogue, then of file names.

    A file that cannot be read is named in ``refused`` and the others are read. DocumentError when none can be, or
    when catalogue, register or a translation is broken.
    """
    entries = read_catalogue(corpus)
    register = read_register(corpus / REGISTER)
    documents: list[Document] = []
    refused: list[str] = []
    for path in sorted(p for p in corpus.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES):
        try:
            source = read_source(path, root=corpus)
            split = split_file(source)
        except DocumentError as error:
            refused.append(str(error))
            continue
        for n, parts in enumerate(split.documents, start=1):
            entry = entries.get(find_fingerprint(parts.title)) or Entry(_id_from_name(path, n, len(split.documents)))
            documents.append(make_document(source, parts, entry, read_translation(corpus, entry.id), register))
    if not documents:
        raise DocumentError("; ".join(refused) or f"{corpus}: holds no document; put one there as text, Word or PDF")
    _check_ids(documents)
    order = {entry.id: n for n, entry in enumerate(entries.values())}
    documents.sort(key=lambda document: order.get(document.id, len(order)))
    withdrawn = (Withdrawal(row.id, row.title, row.withdrawn, row.moved_to) for row in register.rows if row.withdrawn)
    linked = tuple(_link_overlaps(_link_citations(documents)))
    return Library(linked, read_terms(corpus), tuple(withdrawn), tuple(refused))


def read_catalogue(corpus: Path) -> dict[str, Entry]:
    """Catalogue entries by the fingerprint of the Chinese title; empty when the folder has no ``catalogue.toml``."""
    path = corpus / "catalogue.toml"
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("document", [])
        return {find_fingerprint(row["title"]): _read_entry(row) for row in rows}
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"catalogue.toml: {error}; mend the line and build again") from error
    except KeyError as error:
        raise DocumentError(f"catalogue.toml: an entry has no {error}; every entry needs id and title") from error


def _read_entry(row: dict[str, Any]) -> Entry:
    issued = row.get("issued")
    if issued is not None and (not isinstance(issued, date) or "issued_source" not in row):
        raise DocumentError(
            f"catalogue.toml, {row['id']}: issued must be a date (2024-01-31) and issued_source say where it was read"
        )
    known = {industry["id"] for industry in read_table("industries", "industry")}
    for industry in row.get("industries", ()):
        if industry not in known:
            raise DocumentError(
                f"catalogue.toml, {row['id']}: no industry {industry!r} in search_app/data/industries.toml"
            )
    return Entry(row["id"], row.get("title_en"), tuple(row.get("industries", ())), issued)


def _id_from_name(path: Path, n: int, of: int) -> str:
    stem = re.sub(r"[^\w]+", "-", path.stem.lower()).strip("-") or "document"
    return stem if of == 1 else f"{stem}-{n}"


def _check_ids(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise DocumentError(f"two documents have the id {document.id!r}; give one another id in catalogue.toml")
        seen.add(document.id)


def make_document(
    source: SourceText,
    parts: DocumentParts,
    entry: Entry,
    translation: Translation | None = None,
    register: Register | None = None,
) -> Document:
    """One document understood; ``parts`` come from ``source``."""
    translation = translation or Translation()
    texts = tuple(part.text for part in parts.parts if part.kind in _PARTS_READ)
    issued = entry.issued or find_issue_date((*parts.front, *parts.parts))
    ids = _clause_ids(entry.id, parts.parts, register or Register())
    rules = tuple(r for part in parts.parts for r in find_rules(part, f"{entry.id}/{ids.get(part.span.start, '')}"))
    clauses = tuple(_with_english_rules(_make_clauses(source, parts, entry, ids, rules, translation)))
    own = {(rule.source, rule.text.zh): rule.text for clause in clauses for rule in clause.rules}
    rules = tuple(replace(rule, text=own.get((rule.source, rule.text.zh), rule.text)) for rule in rules)
    departments = {d.id: d for clause in clauses for d in clause.departments}
    return Document(
        id=entry.id,
        title=Bilingual(parts.title, entry.title_en),
        number=find_own_number((*parts.front, *parts.parts)),
        issued=issued,
        industries=entry.industries or tuple(dict.fromkeys(i for clause in clauses for i in clause.industries)),
        departments=tuple(departments.values()),
        term=with_issue_date(find_term(texts), issued),
        rules=rules,
        cites=find_citations(texts, repealed=False),
        repeals=find_citations(texts, repealed=True),
        clauses=clauses,
    )


def _clause_ids(document: str, parts: Iterable[Part], register: Register) -> dict[int, str]:
    """Clause ids by start of part: the printed number, or the kind of an unnumbered part; repeats get -2, -3. A text
    that was published keeps the id that it was published under."""
    seen: dict[str, int] = {}
    named: list[tuple[str, str]] = []
    starts: list[int] = []
    for part in parts:
        if part.kind in _PARTS_READ:
            name = part.number or part.kind
            seen[name] = seen.get(name, 0) + 1
            named.append((name if seen[name] == 1 else f"{name}-{seen[name]}", part.text))
            starts.append(part.span.start)
    return dict(zip(starts, keep_names(document, named, register), strict=True))


def _make_clauses(
    source: SourceText,
    parts: DocumentParts,
    entry: Entry,
    ids: dict[int, str],
    rules: tuple[Rule, ...],
    translation: Translation,
) -> Iterator[Clause]:
    bodies = by_printed_name(read_bodies())
    titled = _titled_parts(parts.parts)
    by_duty = any(p.label.startswith("第") for p in parts.parts if p.kind == "clause") and not any(
        p.bracket for p in parts.parts
    )
    path: list[Part] = []
    for part in parts.parts:
        if part.kind == "heading":
            path = [*(above for above in path if above.depth < part.depth), part]
        elif part.kind == "closing":
            path = []
        if part.kind not in _PARTS_READ:
            continue
        clause = ids[part.span.start]
        amounts = find_amounts(part.text)
        clause_id = f"{entry.id}/{clause}"
        title = _FIRST_SENTENCE.match(part.text) if part.span.start in titled else None
        pairs = translation.sentences.get(clause, ())
        english, sentences = pair_sentences(part.text, pairs, clause_id)
        yield Clause(
            id=clause_id,
            document=entry.id,
            clause=clause,
            label=part.label,
            path=() if part.kind != "clause" else tuple(_heading(above, translation) for above in path),
            title=Bilingual(title.group(1), pairs[0][1].strip().rstrip(".") if pairs else None) if title else None,
            text=Bilingual(part.text, english),
            sentences=sentences,
            printed=part.label + part.text + part.bracket,
            departments=make_departments(part.bracket or (find_offices_on_duty(part.text) if by_duty else ""), bodies),
            industries=find_industries(part.text, entry.industries),
            amounts=amounts,
            benefits=find_benefits(part.text, amounts),
            headline=find_headline(part.text, amounts),
            rules=tuple(rule for rule in rules if rule.source != clause_id) + find_own_rules(part, clause_id),
            overlaps=(),
            source=_source(source, part.span),
        )


def _heading(part: Part, translation: Translation) -> Bilingual:
    words = part.text.rstrip("。")
    return Bilingual(part.label + words, translation.headings.get(words))


def _with_english_rules(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Rules speak the English of the sentence that they quote."""
    every = {clause.id: clause for clause in clauses}

    def translate(rule: Rule) -> Rule:
        source = every[rule.source]
        start = source.text.zh.find(rule.text.zh)
        english = english_of(Span(start, start + len(rule.text.zh)), source.text.en, source.sentences)
        return replace(rule, text=Bilingual(rule.text.zh, english))

    for clause in every.values():
        yield replace(clause, rules=tuple(translate(rule) for rule in clause.rules))


def _titled_parts(parts: Sequence[Part]) -> frozenset[int]:
    """Starts of the clauses whose first sentence is a title: where most clauses of a chapter open with a short
    sentence of at most two phrases. In a chapter of plain provisions a short first sentence is no title."""
    chapters: list[list[Part]] = [[]]
    top = min((part.depth for part in parts if part.kind == "heading"), default=0)
    for part in parts:
        if part.kind == "heading" and part.depth == top:
            chapters.append([])
        elif part.kind == "clause":
            chapters[-1].append(part)
    titled: set[int] = set()
    for clauses in chapters:
        short = [part for part in clauses if _opens_with_title(part.text)]
        if 2 * len(short) > len(clauses):
            titled |= {part.span.start for part in short}
    return frozenset(titled)


def _opens_with_title(text: str) -> bool:
    first = _FIRST_SENTENCE.match(text)
    return bool(first and first.group(1).count("，") <= 1 and len(text) > first.end())


def _source(source: SourceText, span: Span) -> Source:
    end = span.start + len(source.text[span.start : span.end].rstrip())
    return Source(source.name, source.line(span.start), source.line(end))


def find_industries(text: str, of_document: tuple[str, ...]) -> tuple[str, ...]:
    """The document's industries, then those whose words the text says; "general" when there is none at all."""
    said = (row["id"] for row in read_table("industries", "industry") if any(word in text for word in row["words"]))
    return tuple(dict.fromkeys((*of_document, *said))) or ("general",)


def find_headline(text: str, amounts: Sequence[Amount]) -> Headline | None:
    """The largest sum of yuan that is granted: an award or a cap, never a condition or a term."""
    granted = [a for a in amounts if a.kind == "money" and a.currency == "CNY" and a.role in ("award", "cap")]
    if not granted:
        return None
    largest = max(granted, key=lambda a: a.top)
    sentence = max(text.rfind(mark, 0, largest.start) for mark in "。；")
    left, right = text[sentence + 1 : largest.start], re.split("[，。；]", text[largest.end :], maxsplit=1)[0]
    qualifier: Literal["exact", "up_to"] = "up_to" if largest.role == "cap" or largest.value_hi else "exact"
    return Headline(largest.top, qualifier, find_per(left, right))


def _link_citations(documents: Sequence[Document]) -> Iterator[Document]:
    """Citations of documents that the library holds get their id; a document that another repeals knows it."""
    by_name = {name: d.id for d in documents for name in (squeeze(d.title.zh), d.number) if name}

    def link(citation: Citation) -> Citation:
        return replace(citation, held=by_name.get(citation.number or "") or by_name.get(squeeze(citation.title)))

    repealed = {link(c).held: d for d in documents for c in d.repeals if link(c).held not in (None, d.id)}
    for document in documents:
        by = repealed.get(document.id)
        term = replace(document.term, repealed_by=by.title.zh, repealed_on=by.term.start) if by else document.term
        yield replace(
            document,
            term=term,
            cites=tuple(map(link, document.cites)),
            repeals=tuple(map(link, document.repeals)),
        )


def _link_overlaps(documents: Iterable[Document]) -> Iterator[Document]:
    every = tuple(documents)
    overlaps = find_overlaps(clause for document in every for clause in document.clauses)
    for document in every:
        clauses = (replace(clause, overlaps=overlaps.get(clause.id, ())) for clause in document.clauses)
        yield replace(document, clauses=tuple(clauses))
