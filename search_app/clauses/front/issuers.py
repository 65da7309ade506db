"""Which body issued a document, as the document itself says?

Invariant: only the table of the register, the lines above the title and the signature are asked; a body that the text
speaks of, a person who signs, and the site that shows the text are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search_app.clauses.front.bodies import is_issuer, is_signatory
from search_app.clauses.front.days import find_days
from search_app.clauses.front.index_rows import read_index
from search_app.model import Part, PartKind

MOST = 6  # bodies that issue one document together
_PAPER = re.compile(r"(?:文件|公文|令)$")  # 某市人民政府文件, the head of its paper
_KINDS: tuple[PartKind, ...] = ("issuer", "front", "signature")
_BESIDE = re.compile(r"\s{1,9}")


def find_issuer(parts: Iterable[Part]) -> str | None:
    """The name of the body as printed, several joined by 、; None where the document does not say."""
    around = tuple(part for part in parts if part.kind in ("number", *_KINDS))
    rows = (value for part in around for field, value in read_index(part.text.splitlines()) if field == "issuer")
    if row := next(rows, None):
        return row
    for kind in _KINDS:
        for part in around:
            if part.kind == kind and (named := tuple(dict.fromkeys(_name_bodies(part)))):
                return "、".join(named[:MOST])
    return None


def _name_bodies(part: Part) -> Iterator[str]:
    """The bodies that stand on lines of their own, or before a day; of what else is printed above a title, that of the
    head of the paper."""
    for line in part.text.splitlines():
        if part.kind == "front" and not _PAPER.search("".join(line.split())):
            continue
        days = find_days(line)
        printed = line[: days[0].start] if days else line
        beside = [_write_name(one) for one in _BESIDE.split(printed.strip())]
        # Several stand apart from each other; the characters of one may stand apart, too.
        yield from beside if all(map(_is_body, beside)) else filter(_is_body, [_write_name(printed)])


def _write_name(printed: str) -> str:
    return _PAPER.sub("", "".join(printed.split()).rstrip("(（"))


def _is_body(name: str) -> bool:
    return is_issuer(name) and not is_signatory(name)
