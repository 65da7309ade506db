"""Which id has which text had since it was published, and does a new reading of the corpus keep it?

Invariant: an id that was published stands for the same provision for ever. It may be amended or withdrawn; it is never
given to another text, and how a text is printed (line ends, brackets, widths, script, numbering) never changes it. So a
register that lost a line is never taken for one that never had it, and nothing is written that could not be read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.model import Library
from search_app.text.fingerprints import MARKS, SKETCH, find_fingerprint, find_sketch

REGISTER = "register.tsv"
MAX_TITLE = 30
# Shares of equal marks in two sketches, read off the corpus: one changed figure leaves 0.64 and more, three changed
# figures 0.37; different clauses lie below 0.2, siblings that are built alike at up to 0.5.
AMENDED = 0.35  # under the same number
RENUMBERED = 0.6  # under another number, where a sibling must not be taken for it
_BAND = 3  # equal neighbouring marks that make two sketches worth comparing
_COMMON = 40  # a band that more clauses share than this tells nothing
# Says that the file ends with _END. Files without both were written before there was one, and get it when next written.
_FORMAT = "# format 2: the last line counts and hashes the ids. A file without it was cut short."
_END = re.compile(r"# end: (\d+) ids, sha256 ([0-9a-f]{64})")
_RESTORE = (
    "restore the file from version control, or from the copy in the folder of the index; if its lines are right as "
    "they stand, take out those that begin with '# format' and '# end': the next build writes them anew"
)
_HEAD = f"""\
{_FORMAT}
# Every id that was ever published: of documents, and of clauses as document/clause. Lines are never removed.
# Written by index_build.py. fingerprint: hash of the text without its formatting. title: for the reader only.
# A version of a document that has several is id@DAY or id@first, its clauses id@DAY/clause.
# since: day of publication. withdrawn: day on which the id was given up for good. moved_to: where its text now stands.
# sketch: equal marks tell how much of two texts is equal, so that an amendment is told from another text.
"""

_ID = re.compile(r"[^\s/#]+(?:/[^\s/#]+)?")
_HASH = re.compile(r"[0-9a-f]{12}")


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


@dataclass(frozen=True)
class Register:
    """Every id that was ever published."""

    rows: tuple[Row, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Rows by their id."""
        return {row.id: row for row in self.rows}

    @cached_property
    def by_document(self) -> Mapping[str, tuple[Row, ...]]:
        """Rows of clauses by document id; under "" the rows of the documents themselves."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[_document_of(row.id)].append(row)
        return {document: tuple(rows) for document, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Changes:
    """How a library differs from what was published; every id stands in one of these at most."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # amended: other fingerprint, similar text
    moved: tuple[tuple[str, str], ...] = ()  # (id, the other id under which its very text now stands)
    dropped: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()  # withdrawn before, or now another text altogether


def _alike(one: str, other: str) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / SKETCH


def _document_of(any_id: str) -> str:
    return any_id.partition("/")[0] if "/" in any_id else ""


def read_register(path: Path) -> Register:
    """The register in ``path``, empty when there is none. DocumentError names the line and the remedy."""
    try:
        return parse_register(path.read_bytes(), path.name)
    except FileNotFoundError:
        return Register()


def parse_register(content: bytes, name: str = REGISTER) -> Register:
    """The register that ``content`` holds; DocumentError when a line is broken, or when lines were lost."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: not UTF-8; restore the file from version control") from error
    columns = [field.name for field in fields(Row)]
    said = {
        number: line
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#") and line.split("\t") != columns
    }
    rows = _read_rows(said, name)
    _check_whole(lines, list(said.values()), name)
    return Register(tuple(rows.values()))


def _read_rows(said: Mapping[int, str], name: str) -> dict[str, Row]:
    """Rows by id; ``said`` are their lines by number."""
    rows: dict[str, Row] = {}
    places: dict[str, str] = {}
    for number, line in said.items():
        where = f"{name}, line {number}"
        row = _read_row(line.split("\t"), where)
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


def _read_row(cells: Sequence[str], where: str) -> Row:
    if len(cells) != len(fields(Row)):
        raise DocumentError(f"{where}: {len(cells)} columns of {len(fields(Row))}; restore the line, with its tabs")
    any_id, fingerprint, title, since, withdrawn, moved_to, sketch = cells
    if not _ID.fullmatch(any_id):
        raise DocumentError(f"{where}: {any_id!r} is no id; write document or document/clause")
    if not _HASH.fullmatch(fingerprint) or len(sketch) != SKETCH or not set(sketch) <= set(MARKS):
        raise DocumentError(f"{where}: the fingerprint or sketch of {any_id} is damaged; restore the line")
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(withdrawn) if withdrawn else None
    except ValueError as error:
        raise DocumentError(f"{where}: {error}; write days as 2026-11-22") from error
    if last and last < first:
        raise DocumentError(f"{where}: {any_id} is withdrawn before it was published; mend the days")
    return Row(any_id, fingerprint, title, first, last, moved_to or None, sketch)


def format_register(register: Register) -> bytes:
    """The content of the file that holds ``register``, sorted. DocumentError when it could not be read again."""
    ordered = Register(tuple(sorted(register.rows, key=lambda row: _printed_order(row.id))))
    said = ["\t".join(str(getattr(row, field.name) or "") for field in fields(Row)) for row in ordered.rows]
    columns = "\t".join(field.name for field in fields(Row))
    end = f"# end: {len(said)} ids, sha256 {_digest(said)}"
    content = (_HEAD + "\n".join((columns, *said, end)) + "\n").encode("utf-8", "surrogatepass")
    if parse_register(content, "register.tsv as it would be written") != ordered:
        raise DocumentError(f"{REGISTER}: would not be read as it would be written; please report this")
    return content


def write_register(path: Path, register: Register) -> None:
    """Replace ``path`` in one step; a file that already says the same is not touched. DocumentError, and nothing is
    written, when the file could not be read again."""
    content = format_register(register)
    if path.is_file() and path.read_bytes() == content:
        return
    for left in path.parent.glob(f".{path.name}-*"):  # by a writer that was killed
        left.unlink(missing_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if draft.read_bytes() != content:
            raise DocumentError(f"{path.name}: the disk does not hold what was written to it; nothing was changed")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


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


def _printed_order(any_id: str) -> tuple[str, int, int, int, str]:
    """The document before its clauses, numbers as numbers."""
    document, slash, clause = any_id.partition("/")
    if number := re.fullmatch(r"(\d+)(?:-(\d+))?", clause):
        return document, 1, int(number.group(1)), int(number.group(2) or 1), clause
    return document, 2 if slash else 0, 0, 0, clause


def keep_names(
    document: str, clauses: Sequence[tuple[str, str]], register: Register, published: Mapping[str, Row] | None = None
) -> tuple[str, ...]:
    """The clause part of the id of each (printed name, text) of ``document``, in the order given.

    A registered text keeps its name, an amended one too; any other clause gets one that was never published. What
    stands in ``published``, by name, as the very same text keeps that name whatever ``register`` holds.
    """
    rows = {row.id.partition("/")[2]: row for row in register.by_document.get(document, ())}
    live = {name: row for name, row in rows.items() if row.withdrawn is None}
    given = _keep_equal(clauses, published or live)
    if published:
        kept = set(given.values())
        rest = {n: clause for n, clause in enumerate(clauses) if n not in given}
        equal = _keep_equal(list(rest.values()), {name: row for name, row in live.items() if name not in kept})
        given |= {list(rest)[n]: name for n, name in equal.items()}
    given |= _keep_similar({n: clause for n, clause in enumerate(clauses) if n not in given},
                           {name: row for name, row in live.items() if name not in set(given.values())})  # fmt: skip
    taken = {*rows, *given.values()}
    last: dict[str, int] = defaultdict(lambda: 1)
    for place, (printed, _) in enumerate(clauses):
        if place in given:
            continue
        name, stem = printed, re.sub(r"-\d+$", "", printed)
        while name in taken:
            last[stem] += 1
            name = f"{stem}-{last[stem]}"
        given[place] = name
        taken.add(name)
    return tuple(given[place] for place in range(len(clauses)))


def version_name(document: str, version: date | None) -> str:
    """What a version of ``document`` is registered as: ``id@2026-01-01``, or ``id@first`` when nobody knows its day."""
    return f"{document}@{version or 'first'}"


def with_texts(register: Register, document: str, texts: Mapping[str, str]) -> Register:
    """``register`` as if the clauses of ``document`` that ``texts`` names had been published with these texts."""
    rows = dict(register.by_id)
    for name, text in texts.items():
        any_id = f"{document}/{name}"
        rows[any_id] = _make_row(any_id, "", text, rows[any_id].since if any_id in rows else date.min)
    return Register(tuple(rows.values()))


def _keep_equal(clauses: Sequence[tuple[str, str]], live: Mapping[str, Row]) -> dict[int, str]:
    """By place, the registered name of the very same text; of equal texts each keeps its own number first."""
    prints = [find_fingerprint(text) for _, text in clauses] if live else []
    given = {n: clauses[n][0] for n, found in enumerate(prints)
             if clauses[n][0] in live and live[clauses[n][0]].fingerprint == found}  # fmt: skip
    kept = set(given.values())
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for name, row in live.items():
        if name not in kept:
            waiting[row.fingerprint].append(name)
    for place, found in enumerate(prints):
        if place not in given and waiting[found]:
            given[place] = waiting[found].popleft()
    return given


def _keep_similar(clauses: Mapping[int, tuple[str, str]], live: Mapping[str, Row]) -> dict[int, str]:
    """By place, the registered name of the text that was amended: the closest pairs first, none twice."""
    holders: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name, row in live.items():
        for band in _bands(row.sketch):
            holders[band].append(name)
    pairs = []
    for place, (printed, text) in clauses.items() if live else ():
        sketch = find_sketch(text)
        near = {printed} & live.keys()
        near.update(name for band in _bands(sketch) if len(holders.get(band, ())) <= _COMMON
                    for name in holders.get(band, ()))  # fmt: skip
        for name in near:
            share = _alike(sketch, live[name].sketch)
            if share >= (AMENDED if name == printed else RENUMBERED):
                pairs.append((-share, name != printed, place, name))
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, place, name in sorted(pairs):
        if place not in given and name not in taken:
            given[place] = name
            taken.add(name)
    return given


def _bands(sketch: str) -> Iterator[tuple[int, str]]:
    return ((at, sketch[at : at + _BAND]) for at in range(0, SKETCH - _BAND + 1, _BAND))


def compare(library: Library, register: Register) -> Changes:
    """How ``library`` differs from ``register``."""
    texts = {any_id: text for any_id, _, text in _texts(library)}
    prints = {any_id: find_fingerprint(text) for any_id, text in texts.items()}
    live = {row.id: row for row in register.rows if row.withdrawn is None}
    at_home = {any_id for any_id, found in prints.items() if any_id in live and live[any_id].fingerprint == found}
    known = {_document_of(any_id) for any_id in at_home}
    strangers: dict[tuple[str, str], deque[str]] = defaultdict(deque)
    for any_id, found in prints.items():
        if any_id not in at_home:
            strangers[_document_of(any_id), found].append(any_id)
    changed, moved, dropped = [], [], []
    reused = [row.id for row in register.rows if row.withdrawn and row.id in texts]
    for row in live.values():
        if row.id in at_home:
            continue
        if elsewhere := strangers[_document_of(row.id), row.fingerprint]:
            moved.append((row.id, elsewhere.popleft()))
        elif row.id not in texts:
            dropped.append(row.id)
        # A document whose clauses are the published ones is that document, whatever its title says now.
        elif row.id in known or _alike(row.sketch, find_sketch(texts[row.id])) >= AMENDED:
            changed.append(row.id)
        else:
            reused.append(row.id)
    told = register.by_id.keys() | {at for _, at in moved}
    new = tuple(any_id for any_id in texts if any_id not in told)
    return Changes(new, tuple(changed), tuple(moved), tuple(dropped), tuple(reused))


def _texts(library: Library) -> Iterator[tuple[str, str, str]]:
    """(id, title for the reader, text) of every document and clause, as the newest version that holds it has it; then
    of every version of a document that has several, so that what was shown for a day can be shown for ever."""
    told: set[str] = set()
    for document in (*library.documents, *reversed(library.former)):
        if document.id not in told:
            yield document.id, document.title.zh, document.title.zh
        for clause in document.clauses:
            if clause.id not in told:
                yield clause.id, clause.title.zh if clause.title else clause.text.zh, clause.text.zh
        told.update((document.id, *(clause.id for clause in document.clauses)))
    for held in library.versions.values():
        for document in held if len(held) > 1 else [one for one in held if one.version]:
            name = version_name(document.id, document.version)
            yield name, document.title.zh, document.title.zh
            for clause in document.clauses:
                title = clause.title.zh if clause.title else clause.text.zh
                yield f"{name}/{clause.clause}", title, clause.text.zh


def check(changes: Changes) -> tuple[str, ...]:
    """What must not be published, each with its remedy; empty when the library keeps every promise."""
    gone = {any_id for any_id in (*changes.dropped, *(old for old, _ in changes.moved)) if "/" not in any_id}
    messages = []
    for any_id in changes.dropped:
        if _document_of(any_id) in gone:
            continue  # said once, for the document
        what = any_id if "/" in any_id else f"{any_id} and its clauses"
        remedy = f"withdraw it with: index_build.py withdraw {any_id}"
        messages.append(f"would drop {what}: restore the text, or {remedy}")
    for any_id, at in changes.moved:
        remedy = "read the library with its register" if "/" in any_id else f'write id = "{any_id}" in catalogue.toml'
        messages.append(f"would move {any_id} to {at}: the same text keeps its id; {remedy}")
    for any_id in changes.reused:
        remedy = "read the library with its register" if "/" in any_id else "write another id in catalogue.toml"
        messages.append(f"would give {any_id} to another text: an id is never given again; {remedy}")
    return tuple(messages)


def update(register: Register, library: Library, today: date, withdraw: Collection[str] = ()) -> Register:
    """``register`` with new ids, refreshed amendments and withdrawals; what ``check`` stops stays as it was.

    A withdrawn document takes its clauses with it. DocumentError for an id that cannot be withdrawn.
    """
    texts = {any_id: (title, text) for any_id, title, text in _texts(library)}
    for any_id in withdraw:
        if any_id not in register.by_id or register.by_id[any_id].withdrawn:
            raise DocumentError(f"{any_id} is not a published id in use; see the ids in register.tsv")
        if any_id in texts:
            raise DocumentError(f"{any_id} still stands in the corpus; take its text out before you withdraw it")
    _check_clock(register, library, today, withdraw)
    leaving = {row.id for row in register.rows
               if row.withdrawn is None and not {row.id, _document_of(row.id)}.isdisjoint(withdraw)}  # fmt: skip
    rows = {row.id: replace(row, withdrawn=today) if row.id in leaving else row for row in register.rows}
    changes = compare(library, Register(tuple(rows.values())))
    for any_id in (*changes.new, *changes.changed):
        since = rows[any_id].since if any_id in rows else today
        rows[any_id] = _make_row(any_id, *texts[any_id], since)
    homes = {(row.fingerprint, "/" in row.id): row.id for row in rows.values() if row.withdrawn is None}
    for any_id in leaving:
        home = homes.get((rows[any_id].fingerprint, "/" in any_id))
        rows[any_id] = replace(rows[any_id], moved_to=home)
    return Register(tuple(sorted(rows.values(), key=lambda row: _printed_order(row.id))))


def _check_clock(register: Register, library: Library, today: date, withdraw: Collection[str]) -> None:
    """Nothing can have been published after the day on which the next id is."""
    latest = max((day for row in register.rows for day in (row.since, row.withdrawn) if day), default=today)
    if latest > today and (withdraw or compare(library, register).new):
        raise DocumentError(
            f"{REGISTER} holds the day {latest}, and the clock of this machine says {today}; set the clock right"
        )


def _make_row(any_id: str, title: str, text: str, since: date) -> Row:
    title = " ".join(title.split())
    short = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
    return Row(any_id, find_fingerprint(text), short, since, None, None, find_sketch(text))
