"""Which clauses does a query cite? An id, an address of ours on any host, or a title with a clause number.

Invariant: only clauses that are held are cited, and only by a query that is a citation and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from search_app.data import read_table
from search_app.model import DocumentHead, make_id
from search_app.search.clause_store import ClauseStore
from search_app.search.query.stopwords import stop_words
from search_app.text.fold import drop_unseen, fold, squeeze
from search_app.text.numerals import HAN_NUMERALS, parse_number
from search_app.text.script import simplify
from search_app.text.tokens import find_words

MIN_TITLE_WORDS = 2
MAX_CITED = 100  # of a number alone, which every document has
_NUMBER = rf"(\d{{1,4}}|[{HAN_NUMERALS}]{{1,6}})"
# bio-economy/9, https://any.host/zh/policies/bio-economy/9?lang=zh#c, /id/bio-economy/（九）
_ID = re.compile(r"(?:^|/)([a-z0-9][a-z0-9-]*)(?:@[a-z0-9-]+)?/([^\s/?#]+)(?:[?#]\S*)?$")
# A clause is named behind the title (第九条, （九）, 9., clause 9) or, in English, before it (clause 9 of …).
_REFERENCE = re.compile(
    rf"第\s*{_NUMBER}\s*[条款项]|\(\s*{_NUMBER}\s*\)|(?<![a-z])(?:clause|article|section|item|no\.?)\s*\(?\s*(\d{{1,4}})\s*\)?"
)
_TITLED = re.compile(rf"《[^《》]{{2,80}}》\s*(?:{_REFERENCE.pattern})")
# What is left out is not cited: 第九条 -总部, -第九条.
_LEFT_OUT = re.compile(r"(?<!\S)(?:-+|not\s+)(?:《[^《》]*》\S*|\([^()]*\)|clause\s+\d+|\S+)")
_OR = re.compile(r"\s+or\s+")
_LAST_NUMBER = re.compile(r"(?<=[\s》\"”\u4e00-\u9fff])(\d{1,4})\.?\s*$")


Cited = tuple[DocumentHead, str]  # a version, and the id of one of its clauses


def find_cited(typed: str, documents: Mapping[str, DocumentHead], store: ClauseStore) -> tuple[Cited, ...]:
    """The clauses of ``documents`` (by id) that ``typed`` cites, in their order; of a number alone (第九条) that clause
    of every document."""
    text = _LEFT_OUT.sub(" ", simplify(fold(drop_unseen(typed)))).strip()
    found: dict[str, Cited] = {}
    for alternative in _OR.split(text):
        cited = _find_one(alternative, documents, store)
        found |= {head.key_of(clause_id): (head, clause_id) for head, clause_id in cited}
    return tuple(found.values())


def _find_one(text: str, documents: Mapping[str, DocumentHead], store: ClauseStore) -> tuple[Cited, ...]:
    if found := _ID.search(unquote(text).strip("<").rstrip("/.。,;> ")):
        document = documents.get(found.group(1))
        clause_id = make_id(found.group(1), _plain_number(fold(found.group(2))))
        return ((document, clause_id),) if document and document in store.holding(clause_id) else ()
    reference = _find_reference(text)
    if reference is None:
        return ()
    wanted = _plain_number(reference.number)
    cited = (d for d in _find_documents(reference, documents) if wanted not in _title_words(d) or reference.explicit)
    keys = {head.key for head in cited}
    return tuple(islice((one for one in store.printed(wanted) if one[0].key in keys), MAX_CITED))


def _plain_number(name: str) -> str:
    """（九）, 第九条 and 9. as 9; preamble as it is."""
    printed = re.sub(r"^第|[条款项().、]", "", name)
    number = parse_number(printed)
    return printed if number is None else str(int(number))


@dataclass(frozen=True, slots=True)
class _Reference:
    """A printed clause number and the words around it; ``explicit`` when it is said to be one (第…条, clause …)."""

    number: str
    title: str
    explicit: bool


def _find_reference(text: str) -> _Reference | None:
    """The clause that ``text`` names; None when it names none, or several."""
    if titled := list(_TITLED.finditer(text)):
        # 根据《…》第九条: what stands around a title with its clause is talk.
        text = titled[0].group() if len(titled) == 1 else ""
    explicit = list(_REFERENCE.finditer(text))
    found = explicit or list(_LAST_NUMBER.finditer(text))
    if len(found) != 1:
        return None
    (one,) = found
    title = f"{text[: one.start()]} {text[one.end() :]}"
    # A number at the end is one of a clause only behind what is clearly a title: 冰雪 3 may mean anything.
    if not explicit and "》" not in title and len(_telling(title)) < MIN_TITLE_WORDS:
        return None
    return _Reference(next(group for group in one.groups() if group), title, bool(explicit))


def _find_documents(reference: _Reference, documents: Mapping[str, DocumentHead]) -> list[DocumentHead]:
    """The documents whose title, short title or number stands beside the clause number; all when nothing does."""
    by_number = [d for d in documents.values() if d.number and squeeze(fold(d.number)) in squeeze(reference.title)]
    if by_number:
        return by_number
    words = _telling(reference.title)
    rows = read_table("stopwords", "document_kind")
    kinds = {word for row in rows for word in _telling(" ".join(row["zh"] + row["en"]))}
    return [document for document in documents.values() if words - kinds <= _title_words(document)]


def _title_words(document: DocumentHead) -> frozenset[str]:
    return _telling(simplify(document.title.zh)) | _telling(document.title.en or "") | _telling(document.id)


@lru_cache(maxsize=65536)  # the titles of the library are asked for again with every citation
def _telling(text: str) -> frozenset[str]:
    """The words of a title, without stop words."""
    return frozenset(word for word in find_words(text) if word not in stop_words())
