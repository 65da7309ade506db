"""How does a build become the served index without a reader noticing, and is what lies there what we built?

A generation is a folder: ``library.json`` (our nouns), ``engine/`` (Whoosh's files), ``register.tsv`` (the ids that
were published with it) and ``manifest.json`` with the sha256 of every file. Publishing replaces one small file that
names it; a build that fails leaves that as it was. Invariant: nothing is opened before every file of it has been
verified, and what was opened needs the folder no more.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from search_app.jobs.cache import BuildCache
from search_app.jobs.durable import sync_folder
from search_app.library.published.register import REGISTER
from search_app.library.versions import choose_version
from search_app.model import (
    Benefit,
    Bilingual,
    Clause,
    Document,
    Library,
    Revision,
    Withdrawal,
    split_benefit_id,
    split_id,
)
from search_app.search.embedded.whoosh_engine import WhooshEngine, build_engine
from search_app.search.engine import Engine, Record
from search_app.search.fingerprint import fingerprint
from search_app.search.held import IndexUnavailableError, Manifest, hold, make_manifest
from search_app.search.home import (
    find_newest,
    make_folder,
    read_pointer,
    remove_others,
    write_pointer,
)
from search_app.search.labels import make_labels
from search_app.search.lexicon import Lexicon, Tables, Vocabulary, join_vocabularies, make_tables
from search_app.search.model import Needle, Plan, Wish
from search_app.search.snapshot import Snapshot
from search_app.search.stored import Stored, store_documents
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, warm_up

_SNAPSHOTS = 16  # of the days last asked for
_LIBRARY = TypeAdapter(Library)
_VOCABULARY = TypeAdapter(Vocabulary)
_TABLES = TypeAdapter(Tables)


@dataclass(frozen=True, eq=False)  # two generations are one only when they are the same object
class Generation:
    """An opened, verified index with the library that it was built from."""

    name: str
    manifest: Manifest
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
            for document in self.versions.get(split_id(clause_id)[0], ())
            for clause in document.clauses
            if clause.id == clause_id
        ]
        if not held:
            return None
        chosen = choose_version([document for document, _ in held], day)
        return next((document, clause) for document, clause in held if document is chosen)

    def find_benefit(self, benefit_id: str, day: date) -> tuple[Document, Clause, Benefit] | None:
        """The benefit of this id with its clause and document: of the version that counts on ``day``, where that has
        it, else of the last one that has it."""
        clause_id = (split_benefit_id(benefit_id) or ("", 0))[0]
        chosen = self.find_clause(clause_id, day)
        versions = self.versions.get(split_id(clause_id)[0], ())
        every = ((document, clause) for document in reversed(versions) for clause in document.clauses)
        held = [chosen] if chosen else []
        held += [(document, clause) for document, clause in every if clause.id == clause_id]
        found = ((*pair, benefit) for pair in held for benefit in pair[1].benefits if benefit.id == benefit_id)
        return next(found, None)

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

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, int]]:
        """By facet, where each value stands among its labels."""
        return {facet: {name: n for n, name in enumerate(values)} for facet, values in self.labels.items()}


def _in_order(library: Library) -> Iterator[Document]:
    """Every version of every document, as they stand in the index."""
    for held in library.versions.values():
        yield from held


def build_generation(
    library: Library,
    home: Path,
    inputs: str,
    build_cache: BuildCache | None = None,
    register: bytes = b"",
    troubles: int = 0,
) -> Path:
    """Write, check and manifest a new generation below ``home``; nothing serves it before ``publish``.

    ``inputs`` is the fingerprint of what it is built from; ``build_cache``: where cut texts are kept and on how many
    processes they are cut; of ``register`` it keeps a copy; ``troubles``: how many its builder is told.
    IndexUnavailableError when a check fails: the half-made folder is then removed.
    """
    build_cache = build_cache or BuildCache()
    folder = make_folder(home)
    try:
        (folder / "engine").mkdir()
        (folder / "library.json").write_bytes(_LIBRARY.dump_json(library))
        (folder / REGISTER).write_bytes(register)
        words: list[Vocabulary] = []
        stored = store_documents(_in_order(library), tuple(term.zh for term in library.terms), build_cache)
        clauses = sum(len(document.clauses) for document in _in_order(library))
        build_engine(build_cache.progress(_find_records(stored, words), clauses, "clauses"), folder / "engine")
        vocabulary = join_vocabularies(words)
        (folder / "vocabulary.json").write_bytes(_VOCABULARY.dump_json(vocabulary))
        (folder / "tables.json").write_bytes(_TABLES.dump_json(make_tables(library, vocabulary)))
        built = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        make_manifest(folder, inputs, built, len(library.documents), len(library.clauses), troubles)
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


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in (folder / "engine", folder, folder.parent):
        sync_folder(path)


def check_generation(generation: Generation) -> None:
    """Every id is found by a scan, and canary queries taken from the clauses find the clauses they come from."""
    keys = list(generation.by_key)
    if list(generation.engine.scan(Plan())) != keys:
        raise IndexUnavailableError("the new index does not hold every clause; nothing was published, build again")
    for key in keys[:: max(1, len(keys) // 50)]:
        clause = generation.by_key[key]
        canary = " ".join(find_chars(simplify(clause.text.zh))[:10])
        plan = Plan(wishes=(Wish(canary, (Needle(canary, "chars"),), required=True),))
        if canary and key not in generation.engine.scan(plan):
            raise IndexUnavailableError(f"the new index does not find {canary!r} in {key}; nothing was published")


def publish(folder: Path) -> None:
    """Make ``folder`` the served generation by one atomic replacement, and remove all but the one before it."""
    home = folder.parent
    before = read_pointer(home)
    write_pointer(folder)
    if before in (None, folder.name) or not (home / str(before)).is_dir():
        before = find_newest(home, but=folder.name)
    remove_others(home, (folder.name, before))


def is_stale(home: Path, corpus: Path, telling: bool = False) -> bool:
    """Whether the served index is missing, damaged, or built from other documents, tables or code; with ``telling``
    also where something was named when it was built, which a build names again."""
    name, manifest = read_pointer(home), None
    with suppress(IndexUnavailableError, OSError):
        manifest = hold(home / name).manifest if name else None
    return manifest is None or manifest.inputs != fingerprint(corpus) or (telling and manifest.troubles > 0)


def read_published_register(home: Path) -> bytes:
    """The register that the served generation was published with; empty when there is none that can be believed."""
    with suppress(IndexUnavailableError, OSError):
        if name := read_pointer(home):
            return hold(home / name).files.get(REGISTER, b"")
    return b""


def open_generation(folder: Path) -> Generation:
    """Verify every file of ``folder`` against its manifest, then open what was verified.

    IndexUnavailableError says what is wrong; OSError when a file cannot be read, whatever it holds."""
    held = hold(folder)
    try:
        library = _LIBRARY.validate_json(held.files["library.json"])
        vocabulary = _VOCABULARY.validate_json(held.files["vocabulary.json"])
        engine = WhooshEngine(held.below("engine"), folder.name)
        lexicon = Lexicon(library, vocabulary, _TABLES.validate_json(held.files["tables.json"]))
        lexicon.warm_up()
    except MemoryError:
        raise
    except Exception as error:  # that its hashes are right does not say that it is well formed
        raise IndexUnavailableError(
            f"the index {folder.name} was built by another version ({type(error).__name__}); run index_build.py"
        ) from error
    warm_up()
    return Generation(folder.name, held.manifest, library, engine, lexicon)
