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
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from search_app.model import Bilingual, Clause, Document, Library, Needle, Plan, Wish, Withdrawal
from search_app.search.engine import Engine, Record, figure_token, make_record
from search_app.search.labels import make_labels
from search_app.search.lexicon import Lexicon, Vocabulary, make_vocabulary
from search_app.search.whoosh_engine import WhooshEngine, build_engine
from search_app.text.script import simplify
from search_app.text.tokens import find_chars, find_words, warm_up

PACKAGE = Path(__file__).resolve().parents[1]
DEFAULT_HOME = PACKAGE.parent / ".index"
DEFAULT_CORPUS = PACKAGE.parent / "corpus"
FORMAT = 3
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

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Every clause by its id."""
        return {clause.id: clause for clause in self.library.clauses}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document by its id."""
        return {document.id: document for document in self.library.documents}

    @cached_property
    def withdrawn(self) -> Mapping[str, Withdrawal]:
        """Every id that was given up."""
        return {gone.id: gone for gone in self.library.withdrawn}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, Bilingual]]:
        """By facet, the label of every value it can take."""
        return make_labels(self.library)


def fingerprint(corpus: Path) -> str:
    """What a build depends on, as one hash: documents, tables, the code that reads them, and package versions."""
    digest = hashlib.sha256(f"{FORMAT} {_versions()}".encode())
    sources = [p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".toml") and "web" not in p.parts]
    for path in sorted(sources) + sorted(p for p in corpus.rglob("*") if p.is_file()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _versions() -> dict[str, str]:
    return {package: version(package) for package in ("whoosh3", "jieba")}


def build_generation(
    library: Library, home: Path, inputs: str, progress: Callable[[Iterable[Clause]], Iterable[Clause]] = iter
) -> Path:
    """Write, check and manifest a new generation below ``home``; nothing serves it before ``publish``.

    ``inputs`` is the fingerprint of what it is built from. IndexUnavailableError when a check fails: the
    half-made folder is then removed.
    """
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-", dir=home))
    try:
        (folder / "engine").mkdir()
        (folder / "library.json").write_bytes(_LIBRARY.dump_json(library))
        figures = {figure_token(amount) for clause in library.clauses for amount in clause.amounts}
        (folder / "vocabulary.json").write_bytes(_VOCABULARY.dump_json(make_vocabulary(library, figures)))
        build_engine(_records(library, progress), folder / "engine")
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


def _records(library: Library, progress: Callable[[Iterable[Clause]], Iterable[Clause]]) -> Iterable[Record]:
    titles = {document.id: document.title for document in library.documents}
    for clause in progress(library.clauses):
        yield make_record(clause, titles[clause.document], _words, _chars)


def _words(text: str) -> tuple[str, ...]:
    return find_words(simplify(text))


def _chars(text: str) -> tuple[str, ...]:
    return find_chars(simplify(text))


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
    ids = list(generation.clauses)
    if list(generation.engine.scan(Plan())) != ids:
        raise IndexUnavailableError("the new index does not hold every clause; nothing was published, build again")
    for clause in generation.library.clauses[:: max(1, len(ids) // 50)]:
        canary = " ".join(find_chars(clause.text.zh)[:10])
        plan = Plan(wishes=(Wish(canary, (Needle(canary, "chars"),), required=True),))
        if canary and clause.id not in generation.engine.scan(plan):
            raise IndexUnavailableError(f"the new index does not find {canary!r} in {clause.id}; nothing was published")


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
