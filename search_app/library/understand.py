"""What does the text of one document say, whatever the catalogue, the register and the translations know of it?

Invariant: the same source gives the same draft, so that a draft may be kept and used again while its file and the
tables stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from search_app.clauses.departments import by_printed_name, find_offices_on_duty, make_departments, read_bodies
from search_app.clauses.front import find_issue_date, find_own_number
from search_app.clauses.lines import rank_of
from search_app.clauses.rules import find_citations, find_own_rules, find_rules
from search_app.clauses.split import DocumentParts
from search_app.clauses.validity import find_term
from search_app.data import read_table
from search_app.figures.currencies import find_default_currency
from search_app.files.read import SourceText
from search_app.model import Amount, Benefit, Bilingual, Clause, Document, Headline, Part, Rule, Source, Span
from search_app.reading.benefits import find_benefits
from search_app.reading.english import find_english_amounts, find_english_benefits
from search_app.reading.frequency import find_per
from search_app.reading.roles import find_amounts
from search_app.text.passage import plain, read_passage
from search_app.text.tokens import is_han

MAX_TITLE = 30  # a first sentence longer than this is a provision, not a title
_FIRST_SENTENCE = re.compile(rf"([^。;:]{{2,{MAX_TITLE}}})。")
PARTS_READ = ("preamble", "scope", "clause", "closing")


def understand(source: SourceText, parts: DocumentParts) -> Document:
    """One document as its text alone tells it: a draft without an id, whose clauses go by their printed numbers.

    ``parts`` come from ``source``. There is no English in it, and no industry but what the clauses say.
    """
    names = _printed_names(parts.parts)
    rules = tuple(r for part in parts.parts for r in find_rules(part, f"/{names.get(part.span.start, '')}"))
    clauses = tuple(_make_clauses(source, parts, names, rules))
    texts = tuple(part.text for part in parts.parts if part.kind in PARTS_READ)
    return Document(
        id="",
        title=Bilingual(parts.title),
        number=find_own_number((*parts.front, *parts.parts)),
        issued=find_issue_date((*parts.front, *parts.parts)),
        industries=(),
        departments=tuple({d.id: d for clause in clauses for d in clause.departments}.values()),
        term=find_term(texts, parts.title),
        rules=rules,
        cites=find_citations(texts, repealed=False),
        repeals=find_citations(texts, repealed=True),
        clauses=clauses,
    )


def _printed_names(parts: Iterable[Part]) -> dict[int, str]:
    """By start of part: the printed number, or the kind of an unnumbered part; repeats get -2, -3."""
    seen: dict[str, int] = {}
    names: dict[int, str] = {}
    for part in parts:
        if part.kind in PARTS_READ:
            name = part.number or part.kind
            seen[name] = seen.get(name, 0) + 1
            names[part.span.start] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return names


def _make_clauses(
    source: SourceText, parts: DocumentParts, names: dict[int, str], rules: tuple[Rule, ...]
) -> Iterator[Clause]:
    bodies = by_printed_name(read_bodies())
    titled = _titled_parts(parts.parts)
    by_duty = any(p.label.startswith("第") for p in parts.parts if p.kind == "clause") and not any(
        p.bracket for p in parts.parts
    )
    own = find_default_currency("\n".join(part.text for part in (*parts.front, *parts.parts)))
    path: list[Part] = []
    for part in parts.parts:
        if part.kind == "heading":
            path = [*(above for above in path if above.depth < part.depth), part]
        elif part.kind == "clause" and part.label:
            path = [above for above in path if above.depth < rank_of(part.label)]
        elif part.kind == "closing":
            path = []
        if part.kind not in PARTS_READ:
            continue
        clause_id = f"/{names[part.span.start]}"
        heading = path[-1].text if path and part.kind == "clause" else ""
        amounts, benefits = _read_figures(part.text, heading, own)
        yield Clause(
            id=clause_id,
            document="",
            clause=names[part.span.start],
            label=part.label,
            path=() if part.kind != "clause" else tuple(Bilingual(p.label + p.text.rstrip("。")) for p in path),
            title=_first_sentence(part.text) if part.span.start in titled else None,
            text=Bilingual(part.text),
            sentences=(),
            printed=part.label + part.text + part.bracket,
            departments=make_departments(part.bracket or (find_offices_on_duty(part.text) if by_duty else ""), bodies),
            industries=find_industries(part.text, ()),
            amounts=amounts,
            benefits=benefits,
            headline=find_headline(part.text, amounts),
            rules=tuple(rule for rule in rules if rule.source != clause_id) + find_own_rules(part, clause_id),
            overlaps=(),
            source=_source(source, part.span),
            number=part.number,
        )


def _read_figures(text: str, heading: str, own: str) -> tuple[tuple[Amount, ...], tuple[Benefit, ...]]:
    """The figures and benefits of a part, by the reader of its language; ``own`` is what its document counts in."""
    if is_han(text):
        amounts = find_amounts(text, heading, own)
        return amounts, find_benefits(text, amounts, heading)
    amounts = find_english_amounts(text, own)
    return amounts, find_english_benefits(text, amounts)


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
    read = read_passage(text).text
    first = _FIRST_SENTENCE.match(read)
    return bool(first and first.group(1).count(",") <= 1 and len(read) > first.end())


def _first_sentence(text: str) -> Bilingual | None:
    read = read_passage(text)
    first = _FIRST_SENTENCE.match(read.text)
    return Bilingual(read.printed[slice(*first.span(1))]) if first else None


def _source(source: SourceText, span: Span) -> Source:
    end = span.start + len(source.text[span.start : span.end].rstrip())
    return Source(source.name, source.line(span.start), source.line(end))


def find_industries(text: str, of_document: tuple[str, ...]) -> tuple[str, ...]:
    """The document's industries, then those whose words the text says; "general" when there is none at all."""
    read = read_passage(text).text
    said = (industry for industry, words in _industry_words() if any(word in read for word in words))
    return tuple(dict.fromkeys((*of_document, *said))) or ("general",)


@cache
def _industry_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each industry with its words as a passage has them."""
    return tuple((row["id"], tuple(map(plain, row["words"]))) for row in read_table("industries", "industry"))


def find_headline(text: str, amounts: Sequence[Amount]) -> Headline | None:
    """The largest sum of yuan that is granted: an award or a cap, never a condition or a term."""
    granted = [
        a
        for a in amounts
        if a.kind == "money" and a.currency == "CNY" and a.role in ("award", "cap") and not a.approximate
    ]
    if not granted:
        return None
    largest = max(granted, key=lambda a: a.top)
    passage = read_passage(text)
    start, end = passage.place(largest.start), passage.place(largest.end)
    sentence = max(passage.text.rfind(mark, 0, start) for mark in "。;")
    right = re.split("[,。;]", passage.text[end:], maxsplit=1)[0]
    qualifier: Literal["exact", "up_to"] = "up_to" if largest.role == "cap" or largest.value_hi else "exact"
    return Headline(largest.top, qualifier, find_per(passage.text[sentence + 1 : start], right))
