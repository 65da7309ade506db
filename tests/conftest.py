"""Real parts for every test: the real corpus, a real index built once, the real application and a real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import Environment

from search_app import create_app
from search_app.files.read import SourceText, read_source
from search_app.library.library import read_library
from search_app.library.translation import read_translation
from search_app.model import Clause, Library
from search_app.search.published import groups
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation, open_generation
from search_app.search.words import tables

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
TODAY = date(2026, 11, 22)

# The same examples on every run, and no assertion about time.
settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=150, database=None)
settings.load_profile("fixed")


# Functions of nothing but our own tables, packages and a term base; nobody alters what they give.
MADE_ONCE = (
    (tables, "find_words"), (tables, "make_bridge"), (groups, "make_dictionary"),
)  # fmt: skip


def pytest_configure() -> None:
    """Vectors take a fifth of a second a clause: only the tests of meaning make them, and no server that is started."""
    os.environ["MEANING"] = "off"


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What the same text always leads to is found once for all tests: what the thousands of phrases in our own tables
    lead to and how Chinese sounds, which take longer than all the rest of a small index, and the code of a template,
    which every application compiles anew. A process of a user makes one index or one application, and gains nothing by
    it."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name in MADE_ONCE:
            patched.setattr(module, name, made_once(getattr(module, name)))
        patched.setattr(Environment, "compile", compile_once(Environment.compile))
        yield


def made_once(function: Callable[..., Any]) -> Callable[..., Any]:
    made = cache(lambda asked: function(*(dict(one) if type(one) is frozenset else one for one in asked)))
    return lambda *asked: made(tuple(frozenset(one.items()) if isinstance(one, Mapping) else one for one in asked))


def compile_once(compiler: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[tuple[object, ...], Any] = {}

    def compiled(self: Environment, *asked: object) -> Any:
        if asked not in made:
            made[asked] = compiler(self, *asked)
        return made[asked]

    return compiled


@pytest.fixture(scope="session")
def source() -> SourceText:
    return read_source(CORPUS / "hegang-investment-policies.txt")


@pytest.fixture(scope="session")
def library() -> Library:
    """The documents of the corpus but for those that somebody has begun to translate: they are not published yet."""
    read = read_library(CORPUS)
    return replace(read, documents=tuple(one for one in read.documents if not is_begun(one.id)))


def is_begun(document: str) -> bool:
    """Whether a document has a translation in which sentences are still to be written."""
    held = read_translation(CORPUS, document)
    return any(not en for pairs in held.sentences.values() for _, en in pairs)


@pytest.fixture(scope="session")
def home(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published index."""
    home = tmp_path_factory.mktemp("index")
    publish(build_generation(library, home, fingerprint(CORPUS)))
    return home


@pytest.fixture(scope="session")
def generation(home: Path) -> Generation:
    return open_generation(home / (home / "current").read_text().strip())


def newest(generation: Generation, clause_id: str) -> Clause:
    """The clause of this id in the newest version of its document."""
    found = generation.find_newest(clause_id)
    assert found is not None, clause_id
    return found


def every_clause(generation: Generation) -> list[Clause]:
    """Every clause of every version, in the order of the index."""
    return [generation.store.clause(key) for key in generation.store.list_keys()]


@pytest.fixture(scope="session")
def client(home: Path) -> FlaskClient:
    return create_app(index=home, today=lambda: TODAY).test_client()


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of a real server in a process of its own."""
    process, address = start_server(home)
    yield address
    stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=20)


def start_server(home: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "search_app"],
        cwd=ROOT,
        env=os.environ | {"PORT": "0", "INDEX_DIR": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, f"the server printed no address: {line!r}"
    return process, found.group()
