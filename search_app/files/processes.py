"""How is a process started that parses, and how is it ended? One for each file here; ``client`` starts one for all.

Invariant: what is started inherits a few variables and nothing else, and its whole group is ended with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

# By the clock, for a child that sleeps: work is limited in processor time, so that a loaded machine refuses nothing.
WALL_SECONDS = 600
WORKER = (sys.executable, "-m", "search_app.files.worker")
_ROOT = Path(__file__).resolve().parents[2]  # the folder that holds the package search_app
# LibreOffice needs a home and everyone a temporary folder.
_VARIABLES = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SYSTEMROOT")


class LateError(Exception):
    """A child was ended because the clock ran out."""


def run_new(suffix: str, given: IO[bytes], printed: IO[bytes], command: Sequence[str] = WORKER) -> int:
    """The exit code of a new process that reads ``given`` and answers in ``printed``. LateError."""
    process = start([*command, suffix], given.fileno(), printed.fileno())
    try:
        return process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise LateError from None
    finally:
        end(process)


def pick_variables() -> Mapping[str, str]:
    """The environment of a process that parses."""
    return {name: os.environ[name] for name in _VARIABLES if name in os.environ} | {"PYTHONUTF8": "1"}


def start(command: Sequence[str], given: int, printed: int) -> subprocess.Popen[bytes]:
    """Run ``command``, one of our own modules, as the first of its own group."""
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=given,
        stdout=printed,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=pick_variables(),
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End ``process`` and what it started, if they have not ended."""
    with contextlib.suppress(OSError):  # the group is gone when all went well
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
