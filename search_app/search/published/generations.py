"""How does a build become the served index without a reader noticing, and is what lies there what we built?

A generation is a folder: ``clauses.db`` (our nouns), ``engine/`` (the index), ``vocabulary.json`` and ``tables.json``
(what queries are understood with), ``register.tsv`` (the ids that were published with it) and ``manifest.json`` with
the sha256 of every file. Publishing replaces one small file that names it; a build that fails leaves that as it was.
Invariant: nothing is opened before every file of it has been verified, and what was opened needs the folder no more.
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

from search_app.clauses.validity import choose_version
from search_app.jobs.cache import BuildCache
from search_app.jobs.durable import sync_folder
from search_app.library.kept.documents import count_clauses
from search_app.library.published.register import REGISTER
from search_app.model import Benefit, Bilingual, Clause, DocumentHead, Library, split_benefit_id, split_id
from search_app.search.clause_store import ClauseStore, Rows, in_order, write_store
from search_app.search.engine import Engine, EngineError
from search_app.search.engines import choose_engine
from search_app.search.labels import make_labels
from search_app.search.model import Needle, Plan, Wish
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.groups import Group, make_groups
from search_app.search.published.held import IndexUnavailableError, Manifest, hold, make_manifest
from search_app.search.published.home import (
    find_newest,
    make_folder,
    read_pointer,
    remove_others,
    write_pointer,
)
from search_app.search.query.lexicon import Lexicon
from search_app.search.query.tables import Tables, make_tables
from search_app.search.query.vocabulary import Vocabulary, join_vocabularies
from search_app.text.pinyin import Syllables
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, warm_up

_DAYS = 16  # of the days last asked for
_ENGINE = "engine/"
_STORE = "clauses.db"
_VOCABULARY = TypeAdapter(Vocabulary)
_TABLES = TypeAdapter(Tables)
_CANARIES = 50


@dataclass(frozen=True, eq=False)  # two generations are one only when they are the same object
class Generation:
    """An opened, verified index with the clauses that it was built from."""

    name: str
    manifest: Manifest
    store: ClauseStore
    engine: Engine
    lexicon: Lexicon

    def on(self, day: date) -> Mapping[str, DocumentHead]:
        """By its id, of each document the version that counts on ``day``, in the order of the catalogue."""
        return self._on(day)

    @cached_property
    def _on(self) -> Callable[[date], Mapping[str, DocumentHead]]:
        made: dict[tuple[str, ...], Mapping[str, DocumentHead]] = {}  # days mostly share their versions

        def choose(day: date) -> Mapping[str, DocumentHead]:
            chosen = {document: choose_version(held, day) for document, held in self.versions.items()}
            return made.setdefault(tuple(head.key for head in chosen.values()), chosen)

        return lru_cache(_DAYS)(choose)

    def find_clause(self, clause_id: str, day: date) -> tuple[DocumentHead, Clause] | None:
        """The clause of this id with its document: as it stood on ``day``, or, where the version of that day has no
        such clause, in the version that has it and is nearest before ``day``, else the first that has it."""
        held = self.store.holding(clause_id)
        if not held:
            return None
        chosen = choose_version(held, day)
        return chosen, self._clause(chosen, clause_id)

    def _clause(self, head: DocumentHead, clause_id: str) -> Clause:
        return self.store.clause(f"{head.key}/{split_id(clause_id)[1]}")

    def find_in(self, head: DocumentHead, clause_id: str) -> Clause | None:
        """The clause of this id in the version ``head``; None when that has none."""
        return self._clause(head, clause_id) if head in self.store.holding(clause_id) else None

    def find_newest(self, clause_id: str) -> Clause | None:
        """The clause of this id in the newest version of its document; None when that has none."""
        held = self.store.holding(clause_id)
        newest = self.versions[split_id(clause_id)[0]][-1] if held else None
        return self._clause(held[-1], clause_id) if newest and held[-1].key == newest.key else None

    def find_benefit(self, benefit_id: str, day: date) -> tuple[DocumentHead, Clause, Benefit] | None:
        """The benefit of this id with its clause and document: of the version that counts on ``day``, where that has
        it, else of the last one that has it."""
        clause_id = (split_benefit_id(benefit_id) or ("", 0))[0]
        chosen = self.find_clause(clause_id, day)
        held = [chosen] if chosen else []
        held += [(head, self._clause(head, clause_id)) for head in reversed(self.store.holding(clause_id))]
        found = ((*pair, benefit) for pair in held for benefit in pair[1].benefits if benefit.id == benefit_id)
        return next(found, None)

    @cached_property
    def versions(self) -> Mapping[str, tuple[DocumentHead, ...]]:
        """Every version of each document, oldest first."""
        held: dict[str, list[DocumentHead]] = {}
        for head in self.store.heads:
            held.setdefault(head.id, []).append(head)
        return {document: tuple(its) for document, its in held.items()}

    @cached_property
    def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """By key of a version and industry, how many numbered clauses it has; of all of them under ""."""
        return self.store.tallies()

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, Bilingual]]:
        """By facet, the label of every value it can take."""
        return make_labels(self.store.heads)

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, int]]:
        """By facet, where each value stands among its labels."""
        return {facet: {name: n for n, name in enumerate(values)} for facet, values in self.labels.items()}


def build_generation(
    library: Library,
    home: Path,
    inputs: str,
    build_cache: BuildCache | None = None,
    register: bytes = b"",
    troubles: int = 0,
) -> Path:
    """Write, check and manifest a new generation below ``home``; nothing serves it before ``publish``.

    ``inputs`` is the fingerprint of what it is built from; ``build_cache``: where groups of documents are kept and on
    how many processes they are made; of ``register`` it keeps a copy; ``troubles``: how many its builder is told.
    IndexUnavailableError when a check fails: the half-made folder is then removed.
    """
    build_cache = build_cache or BuildCache()
    folder = make_folder(home)
    try:
        (folder / _ENGINE).mkdir()
        (folder / REGISTER).write_bytes(register)
        _write_groups(library, folder, make_groups(library, build_cache))
        built = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        make_manifest(folder, inputs, built, len(library.documents), count_clauses(library), troubles)
        _sync(folder)
        check_generation(open_generation(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _write_groups(library: Library, folder: Path, groups: Iterable[Group]) -> None:
    """Write the store, the index and the tables that queries are understood with."""
    segments: list[Mapping[str, bytes]] = []
    words: list[Vocabulary] = []
    sounds: dict[str, Syllables] = {}

    def find_rows() -> Iterator[Rows]:
        for group in groups:
            segments.append(group.segment)
            words.append(group.vocabulary)
            sounds.update(group.sounds)
            yield group.rows

    write_store(folder / _STORE, library, find_rows())
    try:
        choose_engine().write(segments, folder / _ENGINE)
    except EngineError as error:
        raise IndexUnavailableError(f"{error}; nothing was published, build again") from error
    vocabulary = join_vocabularies(words)
    offices = {office.id for document in in_order(library) for office in document.departments}
    (folder / "vocabulary.json").write_bytes(_VOCABULARY.dump_json(vocabulary))
    (folder / "tables.json").write_bytes(_TABLES.dump_json(make_tables(library, vocabulary, sounds, offices)))


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder, folder.parent):
        sync_folder(path)


def check_generation(generation: Generation) -> None:
    """Every id is found by a scan, and canary queries taken from the clauses find the clauses they come from."""
    keys = generation.store.list_keys()
    if list(generation.engine.scan(Plan())) != keys:
        raise IndexUnavailableError("the new index does not hold every clause; nothing was published, build again")
    for key in keys[:: max(1, len(keys) // _CANARIES)]:
        canary = " ".join(find_chars(simplify(generation.store.clause(key).text.zh))[:10])
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
    kind = choose_engine()
    held = hold(folder, unread=_ENGINE + kind.unread)
    try:
        store = ClauseStore(held.files[_STORE])
        vocabulary = _VOCABULARY.validate_json(held.files["vocabulary.json"])
        tables = _TABLES.validate_json(held.files["tables.json"])
        engine = kind.open(held.below(_ENGINE.rstrip("/")), folder.name)
        lexicon = Lexicon(vocabulary, tables)
        lexicon.warm_up()
    except MemoryError:
        raise
    except Exception as error:  # that its hashes are right does not say that it is well formed
        raise IndexUnavailableError(
            f"the index {folder.name} was built by another version ({type(error).__name__}); run index_build.py"
        ) from error
    warm_up()
    return Generation(folder.name, held.manifest, store, engine, lexicon)
