"""How is the term base written for the tools of translators? As TBX-Basic (ISO 30042:2019, DCA style).

Terms, words of force and bodies are concepts; of the latter two a subject field says what they are. Invariant: what is
written can be read by any XML parser that loads nothing else, and says everything that the tables say of renderings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from search_app.data import read_table
from search_app.model import TermSource, UsageWord
from search_app.search.glossary.held import Entry, HeldGlossary
from search_app.text.printable import make_writable
from search_app.web.glossary.names import PATH
from search_app.web.glossary.term_page import find_former

ZH, EN = "zh-CN", "en-GB"
SAID = "Unofficial translation; the Chinese text prevails."
WORDS, BODIES = "words of force", "public bodies"  # subject fields
Find = Callable[[str], str]  # from the path of a page to its address
Named = Mapping[str, Iterable[str]]  # by status, what a concept is called in one language
_PREFERRED, _ADMITTED, _DEPRECATED, _SUPERSEDED = (
    f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated", "superseded")
)


def write_tbx(glossary: HeldGlossary, find: Find, built: date | None) -> str:
    """The terms, words of force and bodies as a TBX-Basic file."""
    day = f" ({built})" if built else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">\n'
        f"<tbxHeader><fileDesc><titleStmt><title>{write_text(find('/en/glossary'))}</title></titleStmt>"
        f"<sourceDesc><p>{write_text(SAID)} {write_text(find('/'))}{day}</p></sourceDesc></fileDesc></tbxHeader>\n"
        f"<text><body>\n{''.join(_write_concepts(glossary, find))}</body></text>\n</tbx>\n"
    )


def _write_concepts(glossary: HeldGlossary, find: Find) -> Iterator[str]:
    yield from (_write_entry(glossary, one, find) for one in glossary.entries.values())
    yield from (_write_word(one, find) for one in glossary.notes.words)
    yield from (_write_body(one, find) for one in read_table("departments", "department"))


def _write_entry(glossary: HeldGlossary, entry: Entry, find: Find) -> str:
    term = entry.term
    english = {
        _PREFERRED: (term.en,),
        _ADMITTED: term.admitted,
        _DEPRECATED: term.forbidden,
        _SUPERSEDED: [one.en for one in find_former(glossary, term.zh) if one.en not in term.forbidden],
    }
    source = _admin(_name_source(glossary.sources[term.source]))
    definition = f"<descripGrp>{_descrip('definition', term.definition)}</descripGrp>"
    zh = f"<termSec><term>{write_text(term.zh)}</term></termSec>"
    page = find(f"/en/glossary/{term.zh}")
    return _write_concept(make_entry_id(term.zh), "", page, zh, definition + _write_terms(english, source))


def _write_word(word: UsageWord, find: Find) -> str:
    """Each of several Chinese words (不足、不满) is a term. Its example and the reason stand at the preferred one."""
    first, *others = word.zh.split("、")
    chinese = _write_terms({_PREFERRED: (first,), _ADMITTED: others}, _descrip("context", word.right[0]))
    named = {_PREFERRED: (word.en,), _ADMITTED: word.admitted, _DEPRECATED: word.forbidden}
    english = _write_terms(named, _note(word.why) + _note(f"Wrong: {word.wrong}") + _descrip("context", word.right[1]))
    page = find(f"/en/glossary/words-of-force/{word.zh}")
    return _write_concept(make_entry_id(word.zh, "w"), WORDS, page, chinese, english)


def _write_body(body: Mapping[str, Any], find: Find) -> str:
    """What it is printed as is admitted in Chinese, and its short name in English."""
    former = body.get("former", ())
    chinese = {_PREFERRED: (body["zh"],), _ADMITTED: body["printed"], _SUPERSEDED: [old["name"] for old in former]}
    english = {_PREFERRED: (body["en"],), _ADMITTED: (body["short_en"],), _SUPERSEDED: [old["en"] for old in former]}
    page = find(f"/en{PATH}/{body['id']}")
    said = _write_terms(english, _admin(body["source"]))
    return _write_concept(f"b-{body['id']}", BODIES, page, _write_terms(chinese), said)


def _write_concept(name: str, field: str, page: str, zh: str, en: str) -> str:
    """A concept of the subject ``field`` ("" for none) with its ``page`` and what was written in each language."""
    return (
        f'<conceptEntry id="{name}">{_descrip("subjectField", field) if field else ""}'
        f'<xref type="externalCrossReference" target={quoteattr(page)}>{write_text(page)}</xref>'
        f'<langSec xml:lang="{ZH}">{zh}</langSec><langSec xml:lang="{EN}">{en}</langSec></conceptEntry>\n'
    )


def _write_terms(named: Named, beside: str = "") -> str:
    """Each of the names once, by the first of their statuses; ``beside`` is what goes with the preferred one."""
    statuses: dict[str, str] = {}
    for status, names in named.items():
        for one in names:
            statuses.setdefault(one, status)
    return "".join(
        f"<termSec><term>{write_text(words)}</term>"
        f'<termNote type="administrativeStatus">{status}</termNote>{beside if status == _PREFERRED else ""}</termSec>'
        for words, status in statuses.items()
    )


def make_entry_id(zh: str, kind: str = "t") -> str:
    """The id of a term or word in a file, where none may begin with a digit or hold brackets."""
    return f"{kind}-{hashlib.sha256(zh.encode()).hexdigest()[:12]}"


def _name_source(source: TermSource) -> str:
    return f"{source.name} ({source.link})" if source.link else source.name


def _admin(source: str) -> str:
    return f'<admin type="source">{write_text(source)}</admin>'


def _descrip(kind: str, words: str) -> str:
    return f'<descrip type="{kind}">{write_text(words)}</descrip>'


def _note(words: str) -> str:
    return f"<note>{write_text(words)}</note>"


def write_text(words: str) -> str:
    """``words`` as XML has them."""
    return escape(make_writable(words))
