"""Which generation does the folder of an index name, and what of it is litter?

``current`` holds the name of the generation that is served, and nothing else; publishing replaces that one small file.
Invariant: what is no name of a generation names none, whatever it is; so nothing outside the folder is ever opened,
and a build can replace what it cannot read.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from search_app.jobs.durable import replace_file
from search_app.jobs.locks import lock
from search_app.search.published.held import MANIFEST, IndexUnavailableError

PACKAGE = Path(__file__).resolve().parents[2]
# In a checkout everything lies beside the package; an installed package works in the folder that it is called in.
_BESIDE = PACKAGE.parent if (PACKAGE.parent / "index_build.py").is_file() else Path.cwd()
DEFAULT_HOME = _BESIDE / ".index"
DEFAULT_CORPUS = _BESIDE / "corpus"

KEPT = "kept"  # the folder of what builds keep for the next one; drafts in it begin with a dot
_POINTER = "current"
_SITE = "site"
_AS_SITE, _LONGEST_SITE = re.compile(rb"([0-9a-f]{16})\s*"), 100
_DRAFT = ".current-"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[a-z0-9_]{8}")
_TEMPORARY = "policy-index-"


def make_folder(home: Path) -> Path:
    """A new, empty folder for a generation. Who may read it is for the umask to say: another user may serve it."""
    home.mkdir(parents=True, exist_ok=True)
    folder = home / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def find_site(home: Path) -> str:
    """The id of the folder ``home`` and its copies, made when it is first asked for. IndexUnavailableError when what
    stands there is none."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / _SITE
    if not os.path.lexists(path):
        replace_file(path, home / f"{_DRAFT}{secrets.token_hex(4)}", secrets.token_hex(8).encode("ascii"))
    found = None
    if path.is_file():  # what is none may be a folder, a link to nothing, or a pipe, which would be waited for
        with path.open("rb") as file:
            found = _AS_SITE.fullmatch(file.read(_LONGEST_SITE))
    if not found:
        raise IndexUnavailableError(
            f"{path} is not as it was made; bring it back from a copy of the folder, or delete it and run "
            "index_build.py claim"
        )
    return found[1].decode("ascii")


def read_pointer(home: Path) -> str | None:
    """The name of the served generation; None when nothing was published, or ``current`` names no generation."""
    try:
        descriptor = os.open(home / _POINTER, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe would be waited for
    except OSError:
        return None
    try:
        content = os.read(descriptor, 100) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return None
    finally:
        os.close(descriptor)
    name = content.decode("ascii", "replace").removesuffix("\n")
    return name if _NAME.fullmatch(name) else None


def write_pointer(folder: Path) -> None:
    """Name ``folder``, made by ``make_folder``, as the one that is served, in one step, whatever stood there. OSError
    when it cannot be."""
    home = folder.parent
    if not _NAME.fullmatch(folder.name):
        raise ValueError(f"{folder.name!r} is no name of a generation")
    if (home / _POINTER).is_dir() and not (home / _POINTER).is_symlink():
        shutil.rmtree(home / _POINTER)  # a folder cannot be replaced by a file
    replace_file(home / _POINTER, home / f"{_DRAFT}{secrets.token_hex(4)}", folder.name.encode("ascii"))


def remove_others(home: Path, keep: Collection[str | None]) -> None:
    """Remove every whole generation of ``home`` but those named in ``keep``."""
    for folder in list_kept(home):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def find_former(home: Path, name: str, served: str | None = None) -> str | None:
    """The name of the generation to go back to from ``name``: ``served``, else the newest whole one, of other
    documents. The same documents with and without meaning are published one after the other; to go back from one to
    the other would go back to the same text."""
    own = _read_inputs(home / name)
    others = [
        folder.name
        for folder in _find_generations(home)
        if folder.name != name and _is_whole(folder) and (own is None or _read_inputs(folder) != own)
    ]
    return served if served in others else max(others, default=None)


def _read_inputs(folder: Path) -> str | None:
    """What the generation in ``folder`` was built from, whatever version of this program built it; None where nothing
    says so."""
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["inputs"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def list_kept(home: Path) -> list[Path]:
    """The folders of every whole generation of ``home``."""
    return [folder for folder in _find_generations(home) if _is_whole(folder)]


def find_home() -> Path:
    """Where the index lies: INDEX_DIR, else the default place."""
    return Path(os.environ.get("INDEX_DIR") or DEFAULT_HOME)


def _find_generations(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if _NAME.fullmatch(path.name) and path.is_dir() and not path.is_symlink()]


def _is_whole(folder: Path) -> bool:
    """Whether its manifest, which is written last, is there; one of another version of this program counts too."""
    return (folder / MANIFEST).exists()


@contextmanager
def only_build(home: Path) -> Iterator[None]:
    """Wait until no other build writes below ``home``, where the system has locks; then nothing that is half made
    there belongs to a build that still runs, and is removed."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as file:
        if lock(file.fileno()):
            _sweep(home)
        yield


def _sweep(home: Path) -> None:
    served = read_pointer(home)
    for folder in _find_generations(home):
        if folder.name != served and not _is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for path in (*home.glob(f"{_DRAFT}*"), *home.glob(f"{KEPT}/*/.*")):
        with suppress(OSError):
            path.unlink()


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder for an index that is needed only until it is held; those that killed programs left are removed."""
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as name, only_build(Path(name)):
        for path in Path(name).parent.glob(f"{_TEMPORARY}*"):
            if path != Path(name) and _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)
        yield Path(name)


def _is_abandoned(home: Path) -> bool:
    """Whether ``home`` is a folder of ours in which no build runs any more."""
    with suppress(OSError):
        found = home.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
            with (home / ".lock").open("r") as file:
                return lock(file.fileno(), wait=False)
    return False
