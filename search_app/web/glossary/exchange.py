"""How is the term base written as a table, and how its pairs for the tools of translators? CSV and TMX 1.4b.

Invariant: what is written can be read by any parser that loads nothing else, and holds every pair that somebody revised
or took over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from xml.sax.saxutils import quoteattr

from search_app.model import NOT_SAID, Clause, DocumentHead, MachineDraft, Taken
from search_app.search.glossary.held import Entry, HeldGlossary
from search_app.search.glossary.pairs import Pair, find_begun, read_sentence, read_title
from search_app.search.published.opening import Generation
from search_app.web.glossary.names import OfficialName, list_bodies
from search_app.web.glossary.tbx import EN, SAID, ZH, Find, write_text
from search_app.web.glossary.term_page import find_former
from search_app.web.written.comma import write_csv
from search_app.web.written.sheet import Cell, Sheet, SheetColumn

BETWEEN = "; "  # renderings in one cell
_CHINA = timezone(timedelta(hours=8))  # whose days ours are
_HEADS = (
    "term_zh", "pinyin", "preferred_en", "admitted_en", "not_to_be_used_en", "former_en", "definition_en", "source",
    "source_link", "passages", "kind", "address",
)  # fmt: skip


def write_table(glossary: HeldGlossary, find: Find) -> bytes:
    """The terms as comma-separated text, one a row, and behind them the bodies that answer for clauses."""
    columns = [SheetColumn(head, "count" if head == "passages" else "text", 20) for head in _HEADS]
    rows = [_make_row(glossary, one, find) for one in glossary.entries.values()]
    return write_csv(Sheet("glossary", columns, [*rows, *(_make_body_row(one, find) for one in list_bodies())]))


def _make_row(glossary: HeldGlossary, entry: Entry, find: Find) -> tuple[Cell, ...]:
    term, source = entry.term, glossary.sources[entry.term.source]
    former = dict.fromkeys(one.en for one in find_former(glossary, term.zh))
    lists = (BETWEEN.join(one) or None for one in (term.admitted, term.forbidden, former))
    count, page = len(glossary.places(term.zh)), find(f"/zh/glossary/{term.zh}")
    return (term.zh, entry.sound, term.en, *lists, term.definition, source.name, source.link, count, term.kind, page)


def _make_body_row(body: OfficialName, find: Find) -> tuple[Cell, ...]:
    former = BETWEEN.join(old.en for old in body.former) or None
    page, unsaid = find(f"/zh{body.path}"), None
    facts = (unsaid, body.source.name, body.source.link, unsaid, body.kind, page)
    return (body.name.zh, unsaid, body.name.en, unsaid, unsaid, former, *facts)


def write_tmx(of: Generation, find: Find, built: date | None) -> Iterator[str]:
    """Every pair of sentences and titles of every version as a TMX file, clause by clause: no library is held at once,
    and ``x-kind`` says what a pair is. Without machine drafts, which a tool would fill in as if somebody had approved
    them. What was taken over says that nobody has revised it there; its source has the same English."""
    stamp = f' creationdate="{_begin(built)}"' if built else ""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        '<header creationtool="policy-library" creationtoolversion="1" segtype="sentence" o-tmf="policy-library"'
        f' adminlang="en" srclang="{ZH}" datatype="plaintext"{stamp}>'
        f'<note>{write_text(SAID)}</note><prop type="x-source">{write_text(find("/"))}</prop></header>\n<body>\n'
    )
    for head in of.store.heads:
        for clause, begun in find_begun(head, map(of.store.clause, of.store.clause_keys(head))):
            yield "".join(_write_units(head, clause, begun, find))
    yield "</body>\n</tmx>\n"


def _write_units(head: DocumentHead, clause: Clause, begun: Iterable[int], find: Find) -> Iterator[str]:
    for n in begun:
        name = f"{clause.key}#heading-{n}" if n else f"{head.key}#title"
        yield _write_unit(head, clause, name, read_title(head, clause, n), find)
    for n in range(len(clause.sentences)):
        pair = read_sentence(clause, n)
        if not isinstance(pair.unrevised, MachineDraft):
            yield _write_unit(head, clause, f"{clause.key}#{n + 1}", pair, find)


def _write_unit(head: DocumentHead, clause: Clause, name: str, pair: Pair, find: Find) -> str:
    taken = pair.unrevised if isinstance(pair.unrevised, Taken) else None
    titles = pair.kind in ("heading", "document_title")  # of which nothing says when they were revised
    revised = NOT_SAID if taken or titles else clause.revised
    day = f' changedate="{_begin(revised.day)}"' if revised.day else ""
    place = head.id if pair.kind == "document_title" else clause.id
    props = {
        "x-kind": pair.kind.replace("_", "-"),
        "x-clause": "" if pair.kind == "document_title" else clause.id,
        "x-document": head.title.zh,
        "x-version": str(head.version or ""),
        "x-revised": str(revised.day or ""),
        "x-reviser": revised.reviser.get("en") if revised.reviser else "",
        "x-status": "unofficial; taken over and not revised for this document" if taken else "unofficial",
        "x-taken-from": taken.source if taken else "",
        "x-address": find(f"/id/{place}"),
    }
    said = "".join(f'<prop type="{name}">{write_text(value)}</prop>' for name, value in props.items() if value)
    return (
        f"<tu tuid={quoteattr(name)}{day}>{said}"
        f'<tuv xml:lang="{ZH}"><seg>{write_text(pair.zh)}</seg></tuv>'
        f'<tuv xml:lang="{EN}"><seg>{write_text(pair.en)}</seg></tuv></tu>\n'
    )


def _begin(day: date) -> str:
    """The instant at which ``day`` begins in China, as TMX writes one; it is over when anybody reads it."""
    return f"{datetime.combine(day, time(), _CHINA).astimezone(UTC):%Y%m%dT%H%M%SZ}"
