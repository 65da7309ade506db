"""What do the files of a corpus say? Each is read and understood once, on all cores, and again only when it changes.

Invariant: a reading depends on the bytes and the name of its file, the tables and the code that reads; nothing else.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from search_app import clauses, data, figures, files, library, model, reading, text
from search_app.clauses.outline import split_file
from search_app.files.read import DocumentError, read_bytes, read_source
from search_app.jobs.cache import BuildCache, Kept, Result, find_code_key, make_key
from search_app.library.catalogue import CATALOGUE
from search_app.library.draft import Draft, make_draft
from search_app.library.kept.covers import Cover, make_cover
from search_app.library.published.register import REGISTER
from search_app.library.settled import SETTLED
from search_app.text.printable import make_printable

log = logging.getLogger(__name__)
_DRAFTS, _COVERS = TypeAdapter(tuple[Draft, ...]), TypeAdapter(tuple[Cover, ...])
# Of the processor, for one file: a loaded machine refuses nothing. One of 100,000 characters takes one or two.
SECONDS = 120
_NO_DOCUMENTS = (".md", ".xlf", ".xliff")  # remarks, and what goes to a translation tool and back


@dataclass(frozen=True)
class Reading:
    """One file as read: the cover of each of its documents, or why it was refused. ``key`` names all that it was made
    from."""

    file: str
    covers: tuple[Cover, ...] = ()
    refused: str | None = None
    key: str = ""
    kept: Kept | None = None

    @cached_property
    def drafts(self) -> tuple[Draft, ...]:
        """Its drafts themselves, which take long to open."""
        return _DRAFTS.validate_json(self.kept.read()) if self.kept else ()


@dataclass(frozen=True, slots=True)
class _Task:
    path: Path
    root: Path
    sha256: str


def read_files(corpus: Path, build_cache: BuildCache) -> tuple[Reading, ...]:
    """Every document file of the folder ``corpus``, in the order of names. A file that cannot be read is a refusal."""
    refused: dict[str, str] = {}
    names: dict[str, str] = {}  # by key
    tasks: dict[str, _Task] = {}
    for path in find_files(corpus):
        if not is_printable(path):
            shown = path.name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
            refused[shown] = str(DocumentError(f"{shown}: the name of the file is not in UTF-8; rename it"))
            continue
        try:
            digest = sha256(read_bytes(path, corpus)).hexdigest()
        except DocumentError as error:
            refused[path.name] = str(error)
            continue
        key = make_key(code_key(), path.name, digest)
        names[key] = path.name
        tasks[key] = _Task(path, corpus, digest)
    made = build_cache.keep_all(_read_file, tasks, "files")
    found = {names[key]: _parse(names[key], key, kept) for key, kept in made.items()}
    found |= {name: Reading(name, refused=reason) for name, reason in refused.items()}
    return tuple(found[name] for name in sorted(found))


def find_files(corpus: Path) -> tuple[Path, ...]:
    """The files of ``corpus`` that a build reads or refuses, in the order of names."""
    return tuple(sorted(path for path in corpus.iterdir() if _is_meant(path)))


def is_printable(path: Path) -> bool:
    """Whether the name of ``path`` is text: names out of an old archive may be bytes in another encoding."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_meant(path: Path) -> bool:
    """Whether somebody put ``path`` there to be read; what is of no known kind is then refused, not passed over."""
    ours = path.name in (CATALOGUE, REGISTER, SETTLED) or path.suffix in _NO_DOCUMENTS
    return not (ours or path.is_dir() or path.name.startswith((".", "~$")))  # ~$: Word has it open


def _read_file(task: _Task) -> Result:
    try:
        with _time_limit(task.path.name):
            return _understand_file(task)
    except DocumentError as error:
        reason = str(error)
    except Exception as error:  # one file must not keep the others from being built
        log.exception("%s", make_printable(task.path.name))
        said = f"cannot be understood ({type(error).__name__}: {error}); please report this"
        reason = str(DocumentError(f"{task.path.name}: {said}"))
    # Not kept: the reason may lie in this machine, LibreOffice not installed or too little memory.
    return Result(b"", keep=False, front=json.dumps({"refused": reason}).encode())


def _understand_file(task: _Task) -> Result:
    source = read_source(task.path, root=task.root)
    if source.sha256 != task.sha256:
        raise DocumentError(f"{source.name}: was changed while it was read; build again")
    drafts = tuple(make_draft(source, parts) for parts in split_file(source).documents)
    if not all(draft.clauses for draft in drafts):
        raise DocumentError(f"{source.name}: holds nothing below its title; put the text in or take the file away")
    return Result(_DRAFTS.dump_json(drafts), front=_COVERS.dump_json(tuple(map(make_cover, drafts))))


@contextmanager
def _time_limit(name: str) -> Iterator[None]:
    """Give a file up that needs more than ``SECONDS`` of work in this process, where the system and the caller's thread
    allow an alarm."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise DocumentError(f"{name}: is not understood within {SECONDS} seconds of work; split it into its documents")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _parse(name: str, key: str, kept: Kept) -> Reading:
    if kept.front.startswith(b"{"):
        refusal: Mapping[str, str] = json.loads(kept.front)
        return Reading(name, refused=refusal["refused"])
    return Reading(name, _COVERS.validate_json(kept.front), key=key, kept=kept)


@cache
def code_key() -> str:
    """The name of the programs and tables that understand a file and make a document of it."""
    rooms = (data, text, files, clauses, figures, reading, library)
    place = Path(data.__path__[0])
    tables = sorted((*place.rglob("*.toml"), *place.glob("weights/*.tsv")))
    code = (Path(model.__file__), *(Path(room.__path__[0]) for room in rooms))
    return find_code_key(*code, *tables, packages=("jieba", "lxml", "opencc", "pypdf"))
