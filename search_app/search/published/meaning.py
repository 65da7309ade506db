"""How do the clauses of a published index get their meaning, while it is searched by words?

Vectors take a fifth of a second a clause. They are made for the index that is served and kept, and it is published
again with them. Invariant: what is published again has the same clauses and the same index, byte for byte.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

from search_app.jobs.cache import BuildCache
from search_app.search.meaning.embedder import MeaningUnavailableError, choose_embedder
from search_app.search.meaning.embedding import Embedding
from search_app.search.meaning.vectors import ABOUT
from search_app.search.published.generations import sync, write_files
from search_app.search.published.held import Manifest, make_manifest
from search_app.search.published.home import make_folder
from search_app.search.published.opening import MEANING, open_generation


def lacks_meaning(folder: Path) -> bool:
    """Whether clauses of the generation in ``folder`` have no vectors of the embedder that is asked for."""
    embedder = choose_embedder()
    if embedder is None:
        return False
    with suppress(OSError, ValueError, KeyError, TypeError):
        about = json.loads((folder / MEANING / ABOUT).read_bytes())
        return bool(about["name"] != embedder.name or about["embedded"] < about["clauses"])
    return True


def embed(folder: Path, build_cache: BuildCache) -> None:
    """Make and keep the vectors of the clauses of the generation in ``folder``; no lock is needed.
    MeaningUnavailableError when they cannot be made."""
    if embedder := choose_embedder():
        Embedding(open_generation(folder).store, embedder, build_cache).make_missing()


def add_meaning(folder: Path, build_cache: BuildCache) -> Path:
    """A new generation beside ``folder`` that is the same with all vectors, of which those that are not kept are made.
    Nothing serves it before ``publish``. MeaningUnavailableError when they cannot be made, or meaning is off."""
    embedder = choose_embedder()
    generation = open_generation(folder)
    if embedder is None:
        raise MeaningUnavailableError("MEANING is off")
    files = Embedding(generation.store, embedder, build_cache).write_all()
    made = make_folder(folder.parent)
    try:
        _link_files(folder, made, generation.manifest)
        write_files(made / MEANING, files)
        held = generation.manifest
        make_manifest(made, held.inputs, held.built, held.documents, held.clauses, held.troubles)
        sync(made)
        open_generation(made)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def _link_files(folder: Path, made: Path, manifest: Manifest) -> None:
    """Everything of the generation in ``folder`` but its vectors, in ``made`` too: the same files where the disk can
    have a file under two names, which nobody ever writes to."""
    for name in manifest.files:
        if not name.startswith(f"{MEANING}/"):
            (made / name).parent.mkdir(exist_ok=True, parents=True)
            try:
                (made / name).hardlink_to(folder / name)
            except OSError:
                shutil.copyfile(folder / name, made / name)
