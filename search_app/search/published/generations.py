"""How does a build become the served index without a reader noticing, and is what lies there what we built?

Publishing a generation (``opening``) replaces one small file that names it; a build that fails leaves that as it was.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from search_app.jobs.cache import BuildCache
from search_app.jobs.durable import sync_folder
from search_app.jobs.spool import Spool
from search_app.library.kept.documents import count_clauses, find_titles
from search_app.library.published.register import REGISTER
from search_app.model import Library
from search_app.search.clause_store import ClauseStore
from search_app.search.engine import EngineError
from search_app.search.engines import choose_engine, is_in_cluster
from search_app.search.glossary.held import write_glossary
from search_app.search.glossary.places import join_places
from search_app.search.meaning.embedder import choose_embedder
from search_app.search.meaning.embedding import Embedding
from search_app.search.meaning.vectors import DamagedVectors
from search_app.search.model import Needle, Plan, Wish
from search_app.search.published.groups import Group, make_groups, read_dictionary
from search_app.search.published.held import ENGINE, MEANING, IndexUnavailableError, hold, make_manifest
from search_app.search.published.home import (
    find_former,
    find_site,
    list_kept,
    make_folder,
    read_pointer,
    remove_others,
    write_pointer,
)
from search_app.search.published.opening import (
    AS_VOCABULARY,
    GLOSSARY,
    PREPARED,
    SOUNDS,
    STORE,
    TABLES,
    WORDS,
    Generation,
    open_generation,
)
from search_app.search.published.prepared import read_prepared
from search_app.search.published.store import Rows, in_order, write_store
from search_app.search.words.expressions import Expressions, read_expressions
from search_app.search.words.tables import make_tables
from search_app.search.words.vocabulary import Vocabulary, join_vocabularies
from search_app.text.pinyin import Dictionary, Syllables
from search_app.text.printable import make_printable
from search_app.text.script import simplify
from search_app.text.tokens import find_chars

log = logging.getLogger(__name__)
_CANARIES = 50


def build_generation(
    library: Library,
    home: Path,
    inputs: str,
    build_cache: BuildCache | None = None,
    register: bytes = b"",
    troubles: int = 0,
    reminders: tuple[str, ...] = (),
    words_only: bool = False,
) -> Path:
    """Write, check and manifest a new generation below ``home``; nothing serves it before ``publish``.

    ``inputs`` is the fingerprint of what it is built from; ``build_cache``: where groups of documents are kept and on
    how many processes they are made; of ``register`` it keeps a copy; ``troubles``: how many its builder is told;
    ``reminders``: the lines that whoever builds again is told though nothing has changed; ``words_only``: vectors that
    cannot be sent to where they are compared stop nothing, and are left for later.
    IndexUnavailableError when a check fails: the half-made folder is then removed.
    """
    build_cache = build_cache or BuildCache()
    claim(home)
    folder = make_folder(home)
    try:
        (folder / ENGINE).mkdir()
        (folder / REGISTER).write_bytes(register)
        dictionary = read_dictionary(build_cache)
        expressions = read_expressions(build_cache)
        groups = make_groups(library, build_cache, dictionary, expressions)
        _write_groups(library, folder, groups, dictionary, expressions)
        (folder / PREPARED).write_bytes(read_prepared(build_cache))
        if embedder := choose_embedder():
            store = ClauseStore((folder / STORE).read_bytes())
            write_files(folder / MEANING, Embedding(store, embedder, build_cache).write_kept())
            _send_vectors(folder / MEANING, words_only)
        built = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        counts = len(library.documents), count_clauses(library), troubles
        make_manifest(folder, inputs, built, *counts, reminders)
        sync(folder)
        check_generation(open_generation(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _send_vectors(folder: Path, words_only: bool) -> None:
    try:
        choose_engine().send_vectors(folder)
    except EngineError as error:
        if not words_only:
            raise IndexUnavailableError(f"{error}; nothing was published, build again") from error
        log.warning("meaning is left for later: %s", make_printable(str(error)))
        shutil.rmtree(folder)


def _write_groups(
    library: Library, folder: Path, groups: Iterable[Group], dictionary: bytes, expressions: Expressions
) -> None:
    """Write the store, the index and the tables that queries are understood with, of which one is ``dictionary``."""
    words: list[Vocabulary] = []
    sounds: dict[str, Syllables] = {}
    places: list[tuple[Mapping[str, bytes], int]] = []
    word_places: list[tuple[Mapping[str, bytes], int]] = []
    plain = Dictionary(dictionary)

    def find_rows() -> Iterator[Rows]:
        for group in groups:
            segments.add(group.segment)
            words.append(group.vocabulary)
            sounds.update(group.sounds)
            places.append((group.places, len(group.rows.rows)))
            word_places.append((group.word_places, len(group.rows.rows)))
            yield group.rows

    def say(word: str) -> Syllables:
        return sounds.get(word) or plain.syllables(word)

    with Spool(folder) as segments:
        write_store(folder / STORE, library, find_rows())
        try:
            choose_engine().write(segments, folder / ENGINE)
        except EngineError as error:
            raise IndexUnavailableError(f"{error}; nothing was published, build again") from error
    vocabulary = join_vocabularies(words)
    offices = [office for document in in_order(library) for office in document.departments]
    (folder / WORDS).write_bytes(AS_VOCABULARY.dump_json(vocabulary))
    titles = (title for document in library.documents for title in find_titles(document))
    write_files(folder / TABLES, make_tables(library, vocabulary, expressions, say, offices, titles))
    held = write_glossary(library, join_places(places), join_places(word_places), say)
    write_files(folder / GLOSSARY, held)
    (folder / SOUNDS).write_bytes(dictionary)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` into the new ``folder``."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def sync(folder: Path) -> None:
    """Wait until everything below ``folder`` is on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder, folder.parent):
        sync_folder(path)


def check_generation(generation: Generation) -> None:
    """Every id is found by a scan, and canary queries taken from the clauses find the clauses they come from."""
    if isinstance(generation.vectors, DamagedVectors):
        raise IndexUnavailableError(f"{generation.vectors.fault}; nothing was published")
    keys = generation.store.list_keys()
    if list(generation.engine.scan(Plan())) != keys:
        raise IndexUnavailableError("the new index does not hold every clause; nothing was published, build again")
    for key in keys[:: max(1, len(keys) // _CANARIES)]:
        canary = " ".join(find_chars(simplify(generation.store.clause(key).text.zh))[:10])
        plan = Plan(wishes=(Wish(canary, (Needle(canary, "chars"),), required=True),))
        if canary and key not in generation.engine.scan(plan):
            raise IndexUnavailableError(f"the new index does not find {canary!r} in {key}; nothing was published")


def claim(home: Path, over: bool = False) -> None:
    """What ``home`` publishes outside of it is its own from now on. EngineError when it belongs to another folder and
    is not to be taken ``over``."""
    if is_in_cluster():
        choose_engine().claim(home, find_site(home), over)


def publish(folder: Path) -> None:
    """Make ``folder`` the served generation by one atomic replacement, and remove all but the one before it, which a
    server may just be opening, and the last one of other documents (``find_former``). EngineError when its engine
    cannot serve it: then what was served stays."""
    home = folder.parent
    engine, before = choose_engine(), read_pointer(home)
    claim(home)
    engine.publish(folder / ENGINE)
    write_pointer(folder)
    remove_others(home, (folder.name, before, find_former(home, folder.name, before)))
    try:
        engine.drop_others([one / part for one in list_kept(home) for part in (ENGINE, MEANING)])
    except EngineError as error:  # it is published all the same, and the next build drops them
        log.warning("former indexes stay in the cluster: %s", make_printable(str(error)))


def roll_back(home: Path) -> Path:
    """Serve again the generation of other documents that is kept beside the served one, whose folder this returns.
    IndexUnavailableError when there is none, EngineError when its engine cannot serve it."""
    served = read_pointer(home)
    former = find_former(home, served) if served else None
    if former is None:
        raise IndexUnavailableError(f"no index of other documents is kept in {home}")
    claim(home)
    open_generation(home / former)
    choose_engine().roll_back(home / former / ENGINE)
    write_pointer(home / former)
    return home / former


def read_published_register(home: Path) -> bytes:
    """The register that the served generation was published with; empty when there is none that can be believed."""
    with suppress(IndexUnavailableError, OSError):
        if name := read_pointer(home):
            return hold(home / name).files.get(REGISTER, b"")
    return b""
