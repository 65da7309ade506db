"""Which id has which text had since it was published?

Invariant: an id that was published stands for the same provision for ever. It may be amended or withdrawn; it is never
given to another text, and how a text is printed (line ends, brackets, widths, script, numbering) never changes it. So a
register that lost a line is never taken for one that never had it, and nothing is written that could not be read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.jobs.durable import replace_file
from search_app.model import split_benefit_id, split_id
from search_app.text.fingerprints import MARKS, SKETCH, find_fingerprint, find_sketch

REGISTER = "register.tsv"
MAX_TITLE = 30
_LINES = 200_000  # a build reads and sorts nearly the same lines again and again
# Says that the file ends with _END. Files without both were written before there was one, and get it when next written.
_FORMAT = "# format 2: the last line counts and hashes the ids. A file without it was cut short."
_END = re.compile(r"# end: (\d+) ids, sha256 ([0-9a-f]{64})")
_RESTORE = (
    "restore the file from version control, or from the copy in the folder of the index; if its lines are right as "
    "they stand, take out those that begin with '# format' and '# end': the next build writes them anew"
)
_HEAD = f"""\
{_FORMAT}
# Every id that was ever published: of documents, of clauses as document/clause, and of what a clause pays as
# document/clause/b1. Lines are never removed.
# Written by index_build.py. fingerprint: hash of the text without its formatting. title: for the reader only.
# A version of a document that has several is id@DAY or id@first, its clauses id@DAY/clause.
# since: day of publication. withdrawn: day on which the id was given up for good. moved_to: where its text now stands.
# sketch: equal marks tell how much of two texts is equal, so that an amendment is told from another text.
# A benefit is told by its sentence, who gets it, on which conditions, and how much.
"""

_ID = re.compile(r"[^\s/#]+(?:/[^\s/#]+(?:/b[1-9]\d{0,5})?)?")
_HASH = re.compile(r"[0-9a-f]{12}")
_SKETCH = re.compile(f"[{re.escape(MARKS)}]{{{SKETCH}}}")
_CLAUSE = re.compile(r"(\d+(?:\.\d+)*)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One published id; the order of the fields is the order of the columns."""

    id: str
    fingerprint: str
    title: str
    since: date
    withdrawn: date | None
    moved_to: str | None
    sketch: str


_COLUMNS = tuple(column.name for column in fields(Row))


@dataclass(frozen=True)
class Register:
    """Every id that was ever published."""

    rows: tuple[Row, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Rows by their id."""
        return {row.id: row for row in self.rows}

    @property
    def in_order(self) -> Register:
        """Its rows as they are written: a document before its clauses, and these by number."""
        return Register(tuple(sorted(self.rows, key=lambda row: _printed_order(row.id))))

    @cached_property
    def provisions(self) -> tuple[Row, ...]:
        """Rows of documents and clauses, without those of benefits."""
        return tuple(row for row in self.rows if split_benefit_id(row.id) is None)

    @cached_property
    def by_document(self) -> Mapping[str, tuple[Row, ...]]:
        """Rows of clauses by document id; under "" the rows of the documents themselves."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.provisions:
            found[document_of(row.id)].append(row)
        return {document: tuple(rows) for document, rows in found.items()}

    @cached_property
    def benefits(self) -> Mapping[str, Mapping[int, Row]]:
        """Rows of benefits by the id of their clause and their number."""
        found: dict[str, dict[int, Row]] = defaultdict(dict)
        for row in self.rows:
            if named := split_benefit_id(row.id):
                found[named[0]][named[1]] = row
        return found

    @cached_property
    def versioned(self) -> frozenset[str]:
        """Ids of the documents of which former versions were published."""
        names = (split_id(any_id)[0].partition("@") for any_id in self.by_id)
        return frozenset(document for document, at, _ in names if at)


def document_of(any_id: str) -> str:
    """The document of a clause's id; "" for a document's own, whose rows stand apart."""
    document, clause = split_id(any_id)
    return document if clause else ""


def read_register(path: Path) -> Register:
    """The register in ``path``, empty when there is none. DocumentError names the line and the remedy."""
    try:
        return parse_register(path.read_bytes(), path.name)
    except FileNotFoundError:
        return Register()


@lru_cache(maxsize=4)  # a build reads the same content several times
def parse_register(content: bytes, name: str = REGISTER) -> Register:
    """The register that ``content`` holds; DocumentError when a line is broken, or when lines were lost."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: not UTF-8; restore the file from version control") from error
    columns = "\t".join(_COLUMNS)
    said = {
        number: line
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#") and line != columns
    }
    rows = _read_rows(said, name)
    _check_whole(lines, list(said.values()), name)
    return Register(tuple(rows.values()))


def _read_rows(said: Mapping[int, str], name: str) -> dict[str, Row]:
    """Rows by id; ``said`` are their lines by number."""
    rows: dict[str, Row] = {}
    places: dict[str, str] = {}
    for number, line in said.items():
        where, row = f"{name}, line {number}", _parse_row(line)
        if isinstance(row, str):
            raise DocumentError(f"{where}: {row}")
        if before := rows.get(row.id):
            wrong = "was withdrawn and reappears" if before.withdrawn else "stands twice"
            remedy = "give the clause a new id" if before.withdrawn else "keep the line that was published first"
            raise DocumentError(f"{where}: {row.id} {wrong}; {remedy}")
        rows[row.id], places[row.id] = row, where
    for row in rows.values():
        if row.moved_to and (row.moved_to not in rows or row.withdrawn is None):
            rule = "only a withdrawn id can have moved, and only to an id of the register"
            raise DocumentError(f"{places[row.id]}: {row.id} moved to {row.moved_to}; {rule}; restore the line")
    return rows


def _check_whole(lines: Sequence[str], said: Sequence[str], name: str) -> None:
    """Compare what the file says with what its last line says of it."""
    ends = [found for line in lines if (found := _END.fullmatch(line.strip()))]
    if not ends:
        if not said or any(line.startswith("# format 2") for line in lines):
            raise DocumentError(f"{name}: was cut short, its last line is missing; {_RESTORE}")
        return
    if len(ends) > 1:
        raise DocumentError(f"{name}: two lines '# end', as after a merge; {_RESTORE}")
    count, digest = ends[0].groups()
    if len(said) != int(count):
        raise DocumentError(f"{name}: holds {len(said)} of {count} ids; {_RESTORE}")
    if _digest(said) != digest:
        raise DocumentError(f"{name}: a line is not as it was written; {_RESTORE}")


def _digest(said: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=_LINES)
def _parse_row(line: str) -> Row | str:
    """The row that ``line`` holds, or what is wrong with it and the remedy."""
    cells = line.split("\t")
    if len(cells) != len(_COLUMNS):
        return f"{len(cells)} columns of {len(_COLUMNS)}; restore the line, with its tabs"
    any_id, fingerprint, title, since, withdrawn, moved_to, sketch = cells
    if not _ID.fullmatch(any_id):
        return f"{any_id!r} is no id; write document, document/clause or document/clause/b1"
    if not _HASH.fullmatch(fingerprint) or not _SKETCH.fullmatch(sketch):
        return f"the fingerprint or sketch of {any_id} is damaged; restore the line"
    try:
        first, last = _parse_day(since), _parse_day(withdrawn) if withdrawn else None
    except ValueError as error:
        return f"{error}; write days as 2026-11-22"
    if last and last < first:
        return f"{any_id} is withdrawn before it was published; mend the days"
    return Row(any_id, fingerprint, title, first, last, moved_to or None, sketch)


_parse_day = lru_cache(date.fromisoformat)  # thousands of ids were published on one day


def format_register(register: Register) -> bytes:
    """The content of the file that holds ``register``, sorted. DocumentError when it could not be read again."""
    ordered = register.in_order
    said = list(map(_format_row, ordered.rows))
    end = f"# end: {len(said)} ids, sha256 {_digest(said)}"
    content = (_HEAD + "\n".join(("\t".join(_COLUMNS), *said, end)) + "\n").encode("utf-8", "surrogatepass")
    if parse_register(content, "register.tsv as it would be written") != ordered:
        raise DocumentError(f"{REGISTER}: would not be read as it would be written; please report this")
    return content


def _format_row(row: Row) -> str:
    days = f"{row.since}\t{row.withdrawn or ''}"
    return f"{row.id}\t{row.fingerprint}\t{row.title}\t{days}\t{row.moved_to or ''}\t{row.sketch}"


def write_register(path: Path, register: Register | bytes) -> None:
    """Replace ``path`` in one step by ``register``, or by the content that ``format_register`` made of it; a file that
    already says the same is not touched. DocumentError, and nothing is written, when it could not be read again."""
    content = register if isinstance(register, bytes) else format_register(register)
    if path.is_file() and path.read_bytes() == content:
        return
    for left in path.parent.glob(f".{path.name}-*"):  # by a writer that was killed
        left.unlink(missing_ok=True)
    replace_file(path, path.with_name(f".{path.name}-{os.getpid()}"), content)


def find_lost(register: Register, published: Register) -> tuple[str, ...]:
    """What ``register`` must have forgotten, since ``published``, with which an index was published, holds it."""
    now = register.by_id
    lost = [row.id for row in published.rows if row.id not in now]
    back = [row.id for row in published.rows if row.withdrawn and row.id in now and not now[row.id].withdrawn]
    messages = []
    if lost:
        messages.append(f"{REGISTER} has lost {len(lost)} ids that were published: {_shorten(lost)}")
    if back:
        messages.append(f"{REGISTER} has forgotten that these were withdrawn: {_shorten(back)}")
    return tuple(messages)


def _shorten(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (" …" if len(ids) > 5 else "")


@lru_cache(maxsize=_LINES)
def _printed_order(any_id: str) -> tuple[str, int, tuple[int, ...], int, str, int]:
    """The document before its clauses, a clause before its benefits, numbers as numbers."""
    clause_id, benefit = split_benefit_id(any_id) or (any_id, 0)
    document, clause = split_id(clause_id)
    if number := _CLAUSE.fullmatch(clause):
        numbers = tuple(map(int, number.group(1).split(".")))
        return document, 1, numbers, int(number.group(2) or 1), clause, benefit
    return document, 2 if clause else 0, (), 0, clause, benefit


def version_name(document: str, version: date | None) -> str:
    """What a version of ``document`` is registered as: ``id@2026-01-01``, or ``id@first`` when nobody knows its day."""
    return f"{document}@{version or 'first'}"


def make_row(any_id: str, title: str, text: str, since: date) -> Row:
    """A new row for ``any_id``, whose text is ``text``, published on ``since``."""
    return Row(any_id, find_fingerprint(text), shorten_title(title), since, None, None, find_sketch(text))


def shorten_title(title: str) -> str:
    """``title`` on one line, of at most MAX_TITLE characters."""
    title = " ".join(title.split())
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
