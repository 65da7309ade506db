"""How is a command run in tests? In this process, where its output and its exit code are asked for and nothing else."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from search_app.commands.command_line import build_first
from search_app.commands.command_line import run as run_command
from tests.conftest import ROOT

NAME = "index_build.py"
BUILD = [sys.executable, NAME]  # the same in a process of its own


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    returncode: object
    stdout: str
    stderr: str


def run(*args: str, terminal: bool = False) -> Done:
    """``index_build.py args``, on a ``terminal`` or with its output taken, as ``python index_build.py`` runs it. A start takes seconds, for dictionaries and tables
    that this process has read long ago; an error that the command does not handle is raised here."""
    out, err = _stream("strict"), _stream("backslashreplace")
    err.isatty = lambda: terminal  # type: ignore[method-assign]
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _alone(NAME, *args):
        try:
            run_command(build_first, NAME)
        except SystemExit as ended:
            code = ended.code or 0
    return Done(code, _read(out), _read(err))


def _stream(errors: str) -> io.TextIOWrapper:
    """As Python opens those of a process: what cannot be written fails on one and is escaped on the other."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=errors)


def _read(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextlib.contextmanager
def _alone(*argv: str) -> Iterator[None]:
    """The arguments, the folder and the log of a program that nobody has set up: what it logs goes to standard error."""
    root, before = logging.getLogger(), sys.argv
    handlers = root.handlers[:]
    sys.argv, root.handlers[:] = [*argv], []
    try:
        with contextlib.chdir(ROOT):
            yield
    finally:
        sys.argv, root.handlers[:] = before, handlers
