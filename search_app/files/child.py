"""How is a document parsed without trusting it? In a child process with limits, which this module starts and ends.

Invariant: whatever the child does, the caller gets a text or a FormatError, and no process is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, get_args

from search_app.files.parsed import LeftOut, LeftOutKind, ParsedText, Struck
from search_app.files.problem import FormatError

WALL_SECONDS = 60
MAX_ANSWER = 64_000_000
ROOT = Path(__file__).resolve().parents[2]  # the folder that holds the package search_app
_REMEDY = "open it in the program that made it and save it again, or as UTF-8 text (.txt)"
# The child inherits no other variable; LibreOffice needs a home and everyone a temporary folder.
_VARIABLES = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SYSTEMROOT")


def parse_in_child(suffix: str, raw: bytes) -> ParsedText:
    """The text of ``raw``, whose name ends in ``suffix``; the child finds out what it really is. FormatError when the
    child refuses or dies."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
        given.write(raw)
        given.seek(0)
        code = _run([sys.executable, "-m", "search_app.files.worker", suffix], given, printed)
        printed.seek(0)
        answer = printed.read(MAX_ANSWER + 1)
    if code or len(answer) > MAX_ANSWER:
        raise FormatError(f"cannot be parsed ({_describe(code)})", _REMEDY)
    return _read_answer(answer)


def _run(command: list[str], given: IO[bytes], printed: IO[bytes]) -> int:
    """The exit code of ``command``; its whole process group is ended when this returns."""
    variables = {name: os.environ[name] for name in _VARIABLES if name in os.environ} | {"PYTHONUTF8": "1"}
    process = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=given,
        stdout=printed,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=variables,
        start_new_session=True,
    )
    try:
        return process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise FormatError(f"not parsed within {WALL_SECONDS} seconds", _REMEDY) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):  # the group is gone when all went well
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _describe(code: int) -> str:
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return {"SIGXCPU": "too much work", "SIGSEGV": "the parser crashed"}.get(name, f"the parser ended with {name}")
    return f"the parser ended with code {code}" if code else "the text is too long"


def _read_answer(answer: bytes) -> ParsedText:
    try:
        found = json.loads(answer)
        if "text" in found:
            struck = (Struck(str(before), str(text)) for before, text in found.get("struck", ()))
            left_out = (LeftOut(_kind_of(kind), str(text)) for kind, text in found.get("left_out", ()))
            page_title = str(found.get("page_title", ""))
            return ParsedText(str(found["text"]), tuple(struck), tuple(left_out), page_title)
        raise FormatError(str(found["reason"]), str(found["remedy"]), str(found["place"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError(f"the parser gave no answer ({type(error).__name__})", _REMEDY) from error


def _kind_of(name: object) -> LeftOutKind:
    kinds: tuple[LeftOutKind, ...] = get_args(LeftOutKind)
    return kinds[kinds.index(name)]
