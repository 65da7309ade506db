"""How is the term base written for the tools of translators, and how its sentences? TBX-Basic, CSV and TMX.

TBX is ISO 30042:2019 (DCA style), TMX is 1.4b. Invariant: what is written can be read by any XML parser that loads
nothing else, and says everything that the tables say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from xml.sax.saxutils import escape, quoteattr

from search_app.model import NOT_SAID, Clause, DocumentHead, MachineDraft, SentencePair, Taken, TermSource
from search_app.search.glossary.held import Entry, HeldGlossary
from search_app.search.published.opening import Generation
from search_app.text.printable import make_writable
from search_app.web.glossary.term_page import find_former, list_versions
from search_app.web.written.comma import write_csv
from search_app.web.written.sheet import Cell, Sheet, SheetColumn

ZH, EN = "zh-CN", "en-GB"
SAID = "Unofficial translation; the Chinese text prevails."
BETWEEN = "; "  # renderings in one cell
_CHINA = timezone(timedelta(hours=8))  # whose days ours are
_HEADS = (
    "term_zh", "pinyin", "preferred_en", "admitted_en", "not_to_be_used_en", "former_en", "definition_en", "source",
    "source_link", "sentences", "address",
)  # fmt: skip
Find = Callable[[str], str]  # from the path of a page to its address


def write_table(glossary: HeldGlossary, find: Find) -> bytes:
    """The terms as comma-separated text, one a row."""
    columns = [SheetColumn(head, "count" if head == "sentences" else "text", 20) for head in _HEADS]
    return write_csv(Sheet("glossary", columns, [_make_row(glossary, one, find) for one in glossary.entries.values()]))


def _make_row(glossary: HeldGlossary, entry: Entry, find: Find) -> tuple[Cell, ...]:
    term, source = entry.term, glossary.sources[entry.term.source]
    former = dict.fromkeys(one.en for one in find_former(glossary, term.zh))
    lists = (BETWEEN.join(one) or None for one in (term.admitted, term.forbidden, former))
    count, page = len(glossary.places(term.zh)), find(f"/zh/glossary/{term.zh}")
    return (term.zh, entry.sound, term.en, *lists, term.definition, source.name, source.link, count, page)


def write_tbx(glossary: HeldGlossary, find: Find, built: date | None) -> str:
    """The terms as a TBX-Basic file."""
    day = f" ({built})" if built else ""
    entries = "".join(_write_entry(glossary, one, find) for one in glossary.entries.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">\n'
        f"<tbxHeader><fileDesc><titleStmt><title>{_text(find('/en/glossary'))}</title></titleStmt>"
        f"<sourceDesc><p>{_text(SAID)} {_text(find('/'))}{day}</p></sourceDesc></fileDesc></tbxHeader>\n"
        f"<text><body>\n{entries}</body></text>\n</tbx>\n"
    )


def _write_entry(glossary: HeldGlossary, entry: Entry, find: Find) -> str:
    term, page = entry.term, find(f"/en/glossary/{entry.term.zh}")
    by_status = {
        "preferredTerm-admn-sts": (term.en,),
        "admittedTerm-admn-sts": term.admitted,
        "deprecatedTerm-admn-sts": term.forbidden,
        "supersededTerm-admn-sts": tuple(
            one.en for one in find_former(glossary, term.zh) if one.en not in term.forbidden
        ),
    }
    source = f'<admin type="source">{_text(_name_source(glossary.sources[term.source]))}</admin>'
    english = "".join(
        _write_term(words, status, source if status.startswith("preferred") else "")
        for status, its in by_status.items()
        for words in dict.fromkeys(its)
    )
    return (
        f'<conceptEntry id="{make_entry_id(term.zh)}">'
        f'<xref type="externalCrossReference" target={quoteattr(page)}>{_text(page)}</xref>'
        f'<langSec xml:lang="{ZH}"><termSec><term>{_text(term.zh)}</term></termSec></langSec>'
        f'<langSec xml:lang="{EN}"><descripGrp><descrip type="definition">{_text(term.definition)}</descrip>'
        f"</descripGrp>{english}</langSec></conceptEntry>\n"
    )


def _write_term(words: str, status: str, source: str) -> str:
    note = f'<termNote type="administrativeStatus">{status}</termNote>'
    return f"<termSec><term>{_text(words)}</term>{note}{source}</termSec>"


def make_entry_id(zh: str) -> str:
    """The id of a term in a file, where none may begin with a digit or hold brackets."""
    return f"t-{hashlib.sha256(zh.encode()).hexdigest()[:12]}"


def _name_source(source: TermSource) -> str:
    return f"{source.name} ({source.link})" if source.link else source.name


def write_tmx(of: Generation, find: Find, built: date | None) -> Iterator[str]:
    """Every pair of sentences of every version as a TMX file, clause by clause: no library is held at once. Without
    machine drafts, which a tool would fill in as if somebody had approved them. What was taken over says that nobody
    has revised it there; its source has the same English."""
    stamp = f' creationdate="{_begin(built)}"' if built else ""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        '<header creationtool="policy-library" creationtoolversion="1" segtype="sentence" o-tmf="policy-library"'
        f' adminlang="en" srclang="{ZH}" datatype="plaintext"{stamp}>'
        f'<note>{_text(SAID)}</note><prop type="x-source">{_text(find("/"))}</prop></header>\n<body>\n'
    )
    for head, keys in list_versions(of):
        for key in keys:
            clause = of.store.clause(key)
            yield "".join(
                _write_unit(head, clause, n, pair, find)
                for n, pair in enumerate(clause.sentences, start=1)
                if not isinstance(pair.unrevised, MachineDraft)
            )
    yield "</body>\n</tmx>\n"


def _write_unit(head: DocumentHead, clause: Clause, n: int, pair: SentencePair, find: Find) -> str:
    revised, taken = (NOT_SAID, pair.unrevised) if isinstance(pair.unrevised, Taken) else (clause.revised, None)
    day = f' changedate="{_begin(revised.day)}"' if revised.day else ""
    props = {
        "x-clause": clause.id,
        "x-document": head.title.zh,
        "x-version": str(head.version or ""),
        "x-revised": str(revised.day or ""),
        "x-reviser": revised.reviser.get("en") if revised.reviser else "",
        "x-status": "unofficial; taken over and not revised for this document" if taken else "unofficial",
        "x-taken-from": taken.source if taken else "",
        "x-address": find(f"/id/{clause.id}"),
    }
    said = "".join(f'<prop type="{name}">{_text(value)}</prop>' for name, value in props.items() if value)
    zh, en = clause.text.zh[pair.zh.start : pair.zh.end], (clause.text.en or "")[pair.en.start : pair.en.end]
    return (
        f"<tu tuid={quoteattr(f'{clause.key}#{n}')}{day}>{said}"
        f'<tuv xml:lang="{ZH}"><seg>{_text(zh)}</seg></tuv><tuv xml:lang="{EN}"><seg>{_text(en)}</seg></tuv></tu>\n'
    )


def _begin(day: date) -> str:
    """The instant at which ``day`` begins in China, as TMX writes one; it is over when anybody reads it."""
    return f"{datetime.combine(day, time(), _CHINA).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return escape(make_writable(words))
