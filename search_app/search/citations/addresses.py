"""Which ids and addresses of ours does a text hold: bio-economy/9/b2, bio-economy@2026-01-01/9, https://any.host/id/…?

Invariant: only what begins with the id of a document that is held is one, unless the words before it (/id/, /policies/)
say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from search_app.search.citations.numbers import parse_clause_number
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS

ROOMS = ("id", "policies", "clauses", "documents")  # of our addresses, below which an id stands
OWN = ("id", "policies")  # of which other sites have few
LISTS = ("", *ROOMS)
_MAX = 60  # characters of a clause and a benefit behind an id
# A run of the characters that addresses are made of, and the number of a clause as it is printed behind its last slash.
_RUN = re.compile(rf"[\w!#$%&'*+./:=?@~-]+(?:(?<=/)第?\(?(?:\d{{1,4}}|[{HAN_NUMERALS}]{{1,6}})\)?条?)?", re.ASCII)
_ID = re.compile(r"(?P<id>[^/@?#]+?)(?:@(?P<version>[\w-]+))?")
_CLAUSE = re.compile(
    rf"第?\(?(?P<number>\d{{1,4}}(?:\.\d{{1,3}})?(?![a-z0-9])|[a-z0-9]+(?:[-.][a-z0-9]+)*|[{HAN_NUMERALS}]{{1,6}})\)?[条.]?"
)
_BENEFIT = re.compile(r"b[1-9]\d{0,5}(?![a-z0-9])")
_BEHIND = re.compile(r"(?:/changes)?/?(?:[?#][!-~]*)?")
_DAY = re.compile(r"[?&]as_of=(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """An id in a text: of a document, a clause (``clause`` as it is compared) or a benefit."""

    start: int
    end: int
    document: str
    clause: str = ""
    benefit: str = ""
    version: str = ""  # as written behind @, or the day that the address asks for


def find_addresses(text: str, ids: Mapping[str, str]) -> list[Address]:
    """The ids and addresses of ``text`` in its order; ``ids`` are those of the documents that are held, by how they are
    compared."""
    runs = [run for run in _RUN.finditer(text) if "/" in run.group()]
    found = [address for run in runs if (address := _read(run.group(), run.start(), ids))]
    taken = {address.start for address in found}
    for name in ids:  # the id of a file with a Chinese name
        for at in _find_all(text, f"{name}/") if not name.isascii() else ():
            end = next((n for n in range(at + len(name), len(text)) if text[n].isspace()), len(text))
            address = _finish(text[at : min(end, at + len(name) + _MAX)], at, (0, len(name)), (ids[name], ""))
            if address and address.clause and not taken & set(range(address.start, address.end)):
                found.append(address)
    return sorted(found, key=lambda one: one.start)


def _find_all(text: str, sought: str) -> Iterator[int]:
    at = text.find(sought)
    while at >= 0:
        yield at
        at = text.find(sought, at + len(sought))


def _read(run: str, at: int, ids: Mapping[str, str]) -> Address | None:
    parts = run.split("/")
    place = 0
    for n, part in enumerate(parts):
        below = n > 0 and parts[n - 1] in ROOMS
        found = _ID.fullmatch(re.split("[?#]", part)[0].rstrip(".:"))
        name = unquote(found["id"]) if found else ""
        last = n == len(parts) - 1
        stranger = name not in ids  # an address of ours that is wrong, or of somebody else
        if found and (parts[n - 1] in OWN and below and name not in LISTS if stranger else below or not last):
            begins = re.search("https?://", run)
            start = begins.start() if begins and begins.start() < place else 0 if below else place
            named = (ids.get(name, name), found["version"] or "")
            return _finish(run, at, (start, place + found.end()), named)
        place += len(part) + 1
    return None


def _finish(token: str, at: int, span: tuple[int, int], named: tuple[str, str]) -> Address | None:
    """The address whose document is ``named`` (id, version) at ``span`` of ``token``, with what stands behind it."""
    start, end = span
    document, version = named
    clause = benefit = ""
    parts = token[end + 1 :].split("/") if token[end : end + 1] == "/" else []
    if parts and parts[0] and not parts[0].startswith(("changes", "?", "#")):
        encoded = re.split("[?#:=]", parts[0])[0]  # bio-economy/17: 20% of …
        printed = fold(unquote(encoded))
        found = _CLAUSE.match(printed)
        if not found:
            return None
        clause = parse_clause_number(found["number"])
        end += 1 + (found.end() if printed == encoded else len(encoded))
        if len(parts) > 1 and (paid := _BENEFIT.match(parts[1])) and end == span[1] + 1 + len(encoded):
            benefit, end = paid.group(), end + 1 + paid.end()
    behind = _BEHIND.match(token, end)
    if behind:
        day = _DAY.search(behind.group())
        version, end = version or (day[1] if day else ""), behind.end()
    while token[end - 1] in ".:" and end > span[1]:
        end -= 1
    return Address(at + start, at + end, document, clause, benefit, version)
