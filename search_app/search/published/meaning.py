"""How do the clauses of a published index get their meaning, while it is searched by words?

Vectors take a fifth of a second a clause. They are made for the index that is served and kept, and it is published
again with them. Invariant: what is published again has the same clauses and the same index, byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from search_app.jobs.cache import BuildCache
from search_app.search.clause_store import ClauseStore
from search_app.search.engines import choose_engine
from search_app.search.meaning.embedder import MeaningUnavailableError, choose_embedder
from search_app.search.meaning.embedding import Embedding
from search_app.search.meaning.vectors import read_vectors
from search_app.search.meaning.verified import read_verified
from search_app.search.published.generations import claim, sync, write_files
from search_app.search.published.held import ENGINE, MEANING, IndexUnavailableError, Manifest, hold, make_manifest
from search_app.search.published.home import make_folder
from search_app.search.published.opening import STORE


class Addition:
    """Meaning for the generation in ``folder``, which is read and verified once."""

    def __init__(self, folder: Path, build_cache: BuildCache) -> None:
        """MeaningUnavailableError when meaning is off, IndexUnavailableError when there is no whole generation."""
        embedder = choose_embedder()
        if embedder is None:
            raise MeaningUnavailableError("MEANING is off")
        held = hold(folder, unread=(ENGINE,))
        self._folder, self._manifest = folder, held.manifest
        self._store = ClauseStore(held.files[STORE])
        self._embedding = Embedding(self._store, embedder, build_cache)

    def make_missing(self) -> None:
        """Make and keep the vectors that are not kept; no lock is needed. MeaningUnavailableError when they cannot be
        made."""
        self._embedding.make_missing()

    def write(self) -> Path:
        """A new generation beside the other one that is the same with all vectors. Nothing serves it before
        ``publish``. MeaningUnavailableError when vectors are missing and cannot be made; EngineError when they cannot
        be sent to where they are compared."""
        files = self._embedding.write_all()
        claim(self._folder.parent)
        made = make_folder(self._folder.parent)
        try:
            _link_files(self._folder, made, self._manifest)
            write_files(made / MEANING, files)
            choose_engine().send_vectors(made / MEANING)
            held = self._manifest
            counts = held.documents, held.clauses, held.troubles
            make_manifest(made, held.inputs, held.built, *counts, held.reminders)
            sync(made)
            self._check(made)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        return made

    def _check(self, made: Path) -> None:
        """All but the vectors must be what was verified before, and the vectors must fit the clauses."""
        held = hold(made, unread=(ENGINE,))
        if _list_others(held.manifest) != _list_others(self._manifest):
            raise IndexUnavailableError(f"the index {self._folder.name} was changed meanwhile; run index_build.py")
        read_vectors(read_verified(made / MEANING, held.manifest.below(MEANING)), self._store.list_keys())


def _list_others(manifest: Manifest) -> Mapping[str, str]:
    """The files that are no vectors, with their hashes."""
    return {name: digest for name, digest in manifest.files.items() if not name.startswith(f"{MEANING}/")}


def _link_files(folder: Path, made: Path, manifest: Manifest) -> None:
    """Everything of the generation in ``folder`` but its vectors, in ``made`` too: the same files where the disk can
    have a file under two names, which nobody ever writes to."""
    for name in _list_others(manifest):
        (made / name).parent.mkdir(exist_ok=True, parents=True)
        try:
            (made / name).hardlink_to(folder / name)
        except OSError:
            shutil.copyfile(folder / name, made / name)
