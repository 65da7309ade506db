"""How is a document parsed without trusting it? In a child process with limits, whose answer this module reads.

Invariant: whatever the child does, the caller gets a text or a FormatError, and no process is left behind.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Callable
from typing import IO, get_args

from search_app.files.client import Client, ServerError
from search_app.files.parsed import LeftOut, LeftOutKind, ParsedText, Struck
from search_app.files.problem import FormatError
from search_app.files.processes import WALL_SECONDS, LateError, run_new

Run = Callable[[str, IO[bytes], IO[bytes]], int]  # ending, file, answer → the exit code of the child
MAX_ANSWER = 64_000_000
_REMEDY = "open it in the program that made it and save it again, or as UTF-8 text (.txt)"
# A server that forks is ten times as fast; where there is no fork, or it is not tested, a process is started each time.
RUN: Run = Client().run if sys.platform == "linux" else run_new


def parse_in_child(suffix: str, raw: bytes, run: Run = RUN) -> ParsedText:
    """The text of ``raw``, whose name ends in ``suffix``; the child finds out what it really is. FormatError when the
    child refuses or dies."""
    try:
        code, answer = _run_twice(run, suffix, raw)
    except LateError:
        raise FormatError(f"not parsed within {WALL_SECONDS} seconds", _REMEDY) from None
    except ServerError:
        remedy = "read it again; too little memory, perhaps"
        raise FormatError("the process that starts the parsers was ended twice from outside", remedy) from None
    if code or len(answer) > MAX_ANSWER:
        raise FormatError(f"cannot be parsed ({_describe(code)})", _REMEDY)
    return _read_answer(answer)


def _run_twice(run: Run, suffix: str, raw: bytes) -> tuple[int, bytes]:
    """That the server died is not the file's fault, so another one gets it."""
    try:
        return _run(run, suffix, raw)
    except ServerError:
        return _run(run, suffix, raw)


def _run(run: Run, suffix: str, raw: bytes) -> tuple[int, bytes]:
    """The exit code of a child, and what it printed, into a file of its own: one of a dead server may still print."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
        given.write(raw)
        given.seek(0)
        code = run(suffix, given, printed)
        printed.seek(0)
        return code, printed.read(MAX_ANSWER + 1)


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
