"""How does a build become the served index without a reader noticing, and is what lies there what we built?

A generation is a folder: ``library.json`` (our nouns), ``engine/`` (Whoosh's files) and ``manifest.json`` with the
sha256 of every file. ``current`` holds the name of the one that is served. Publishing replaces that one small file;
a build that fails leaves it as it was. Invariant: nothing is opened before every file of it has been verified.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from search_app.model import Bilingual, Clause, Document, Library, Needle, Plan, Revision, Wish, Withdrawal
from search_app.policy.kept import Workshop
from search_app.policy.register import REGISTER
from search_app.policy.versions import choose_version
from search_app.search.engine import Engine, Record
from search_app.search.labels import make_labels
from search_app.search.lexicon import Lexicon, Vocabulary, join_vocabularies
from search_app.search.snapshot import Snapshot
from search_app.search.stored import Stored, store_documents
from search_app.search.whoosh_engine import WhooshEngine, build_engine
from search_app.text.tokens import find_chars, warm_up

PACKAGE = Path(__file__).resolve().parents[1]
DEFAULT_HOME = PACKAGE.parent / ".index"
DEFAULT_CORPUS = PACKAGE.parent / "corpus"
FORMAT = 5
_SNAPSHOTS = 16  # of the days last asked for
_LIBRARY = TypeAdapter(Library)
_VOCABULARY = TypeAdapter(Vocabulary)
_POINTER = "current"


class IndexUnavailableError(Exception):
    """There is no index to answer from: says why, and what to do."""


@dataclass(frozen=True, eq=False)  # two generations are one only when they are the same object
class Generation:
    """An opened, verified index with the library that it was built from."""

    name: str
    manifest: Mapping[str, Any]
    library: Library
    engine: Engine
    lexicon: Lexicon

    def on(self, day: date) -> Snapshot:
        """The library as it stood on ``day``."""
        return self._snapshots(day)

    @cached_property
    def _snapshots(self) -> Callable[[date], Snapshot]:
        made: dict[tuple[str, ...], Snapshot] = {}  # one for each set of versions, however many days share it

        def make(day: date) -> Snapshot:
            chosen = {held[0].id: choose_version(held, day) for held in self.versions.values()}
            keys = tuple(document.key for document in chosen.values())
            hidden = tuple(one.key for held in self.versions.values() for one in held if one is not chosen[one.id])
            return made.setdefault(keys, Snapshot(chosen, hidden))

        return lru_cache(_SNAPSHOTS)(make)

    def find_clause(self, clause_id: str, day: date) -> tuple[Document, Clause] | None:
        """The clause of this id with its document: as it stood on ``day``, or, where the version of that day has no
        such clause, in the version that has it and is nearest before ``day``, else the first that has it."""
        held = [
            (document, clause)
            for document in self.versions.get(clause_id.partition("/")[0], ())
            for clause in document.clauses
            if clause.id == clause_id
        ]
        if not held:
            return None
        chosen = choose_version([document for document, _ in held], day)
        return next((document, clause) for document, clause in held if document is chosen)

    @cached_property
    def versions(self) -> Mapping[str, tuple[Document, ...]]:
        """Every version of each document, oldest first."""
        return self.library.versions

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Every clause of the newest versions by its id."""
        return {clause.id: clause for clause in self.library.clauses}

    @cached_property
    def by_key(self) -> Mapping[str, Clause]:
        """Every clause of every version by its key, in the order of the index."""
        return {clause.key: clause for document in _in_order(self.library) for clause in document.clauses}

    @cached_property
    def revisions(self) -> Mapping[str, tuple[Revision, ...]]:
        """By document id, how each of its versions became the next, oldest first."""
        found: dict[str, tuple[Revision, ...]] = {}
        for revision in self.library.revisions:
            found[revision.document] = (*found.get(revision.document, ()), revision)
        return found

    @cached_property
    def withdrawn(self) -> Mapping[str, Withdrawal]:
        """Every id that was given up."""
        return {gone.id: gone for gone in self.library.withdrawn}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, Bilingual]]:
        """By facet, the label of every value it can take."""
        return make_labels(self.library)


def fingerprint(corpus: Path, register: bool = True) -> str:
    """What a build depends on, as one hash: documents, tables, the code that reads them, and package versions.

    Without ``register`` the file that a build itself writes is left out."""
    readers = {package: version(package) for package in ("lxml", "pypdf")}
    digest = hashlib.sha256(f"{FORMAT} {_versions()} {readers}".encode())
    sources = [p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".toml") and "web" not in p.parts]
    inputs = [p for p in corpus.rglob("*") if p.is_file() and (register or p.name != REGISTER)]
    for path in sorted(sources) + sorted(inputs):
        with path.open("rb") as file:
            digest.update(os.fsencode(path.name) + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _versions() -> dict[str, str]:
    return {package: version(package) for package in ("whoosh3", "jieba", "opencc", "snowballstemmer")}


@contextmanager
def only_build(home: Path) -> Iterator[None]:
    """Wait until no other build writes below ``home``, where the system has locks."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _in_order(library: Library) -> Iterator[Document]:
    """Every version of every document, as they stand in the index."""
    for held in library.versions.values():
        yield from held


def build_generation(library: Library, home: Path, inputs: str, workshop: Workshop | None = None) -> Path:
    """Write, check and manifest a new generation below ``home``; nothing serves it before ``publish``.

    ``inputs`` is the fingerprint of what it is built from; ``workshop`` says where cut texts are kept and on how many
    processes they are cut. IndexUnavailableError when a check fails: the half-made folder is then removed.
    """
    workshop = workshop or Workshop()
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-", dir=home))
    try:
        (folder / "engine").mkdir()
        (folder / "library.json").write_bytes(_LIBRARY.dump_json(library))
        words: list[Vocabulary] = []
        stored = store_documents(_in_order(library), tuple(term.zh for term in library.terms), workshop)
        clauses = sum(len(document.clauses) for document in _in_order(library))
        build_engine(workshop.progress(_find_records(stored, words), clauses, "clauses"), folder / "engine")
        (folder / "vocabulary.json").write_bytes(_VOCABULARY.dump_json(join_vocabularies(words)))
        manifest = {
            "format": FORMAT,
            "inputs": inputs,
            "built": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "versions": _versions(),
            "documents": len(library.documents),
            "clauses": len(library.clauses),
            "files": {name: _sha256(folder / name) for name in _files(folder)},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _sync(folder)
        check_generation(open_generation(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _find_records(stored: Iterable[Stored], words: list[Vocabulary]) -> Iterator[Record]:
    """Every record, one document at a time; the words of each are added to ``words``."""
    for one in stored:
        words.append(one.vocabulary)
        yield from one.records


def _files(folder: Path) -> list[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != "manifest.json" and not name.endswith("_WRITELOCK"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_generation(generation: Generation) -> None:
    """Every id is found by a scan, and canary queries taken from the clauses find the clauses they come from."""
    keys = list(generation.by_key)
    if list(generation.engine.scan(Plan())) != keys:
        raise IndexUnavailableError("the new index does not hold every clause; nothing was published, build again")
    for key in keys[:: max(1, len(keys) // 50)]:
        clause = generation.by_key[key]
        canary = " ".join(find_chars(clause.text.zh)[:10])
        plan = Plan(wishes=(Wish(canary, (Needle(canary, "chars"),), required=True),))
        if canary and key not in generation.engine.scan(plan):
            raise IndexUnavailableError(f"the new index does not find {canary!r} in {key}; nothing was published")


def publish(folder: Path) -> None:
    """Make ``folder`` the served generation by one atomic replacement, and remove all but the one before it."""
    home = folder.parent
    before = read_pointer(home)
    descriptor, name = tempfile.mkstemp(prefix=".current-", dir=home)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(home / _POINTER)
    for path in home.iterdir():
        # Half-made folders of a build that still runs have no manifest yet.
        if path.name not in (folder.name, before) and (path / "manifest.json").exists():
            shutil.rmtree(path, ignore_errors=True)


def read_pointer(home: Path) -> str | None:
    """The name of the served generation, or None when nothing was published."""
    try:
        return (home / _POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def is_stale(home: Path, corpus: Path) -> bool:
    """Whether the served index is missing, or was built from other documents, tables or code."""
    try:
        return bool(read_manifest(home / (read_pointer(home) or "none"))["inputs"] != fingerprint(corpus))
    except IndexUnavailableError:
        return True


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a generation; IndexUnavailableError when it is missing or of another format."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexUnavailableError(f"the index {folder.name} has no readable manifest; run index_build.py") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexUnavailableError(f"the index {folder.name} was built by another version; run index_build.py")
    return manifest


def open_generation(folder: Path) -> Generation:
    """Verify every file of ``folder`` against its manifest, then open it; IndexUnavailableError says what is wrong."""
    manifest = read_manifest(folder)
    expected: dict[str, str] = manifest["files"]
    found = _files(folder)
    if found != sorted(expected):
        odd = sorted(set(found) ^ set(expected))
        raise IndexUnavailableError(
            f"the index {folder.name} lacks or has extra files ({', '.join(odd)}); run index_build.py"
        )
    for name, digest in expected.items():
        if _sha256(folder / name) != digest:
            raise IndexUnavailableError(f"the index {folder.name} is damaged ({name}); run index_build.py")
    if manifest["versions"] != _versions():
        raise IndexUnavailableError(f"the index {folder.name} was built with other packages; run index_build.py")
    try:
        library = _LIBRARY.validate_json((folder / "library.json").read_bytes())
        vocabulary = _VOCABULARY.validate_json((folder / "vocabulary.json").read_bytes())
    except ValueError as error:
        raise IndexUnavailableError(
            f"the index {folder.name} was built by another version; run index_build.py"
        ) from error
    lexicon = Lexicon(library, vocabulary)
    lexicon.warm_up()
    warm_up()
    return Generation(folder.name, manifest, library, WhooshEngine(folder / "engine"), lexicon)
