"""What is the text of a file? What the child process does in which documents are parsed.

``server`` forks it, or it is run as ``python -m search_app.files.worker SUFFIX``. Invariant: it prints one JSON object,
{"text"}, with {"struck"}, {"left_out"} and {"page_title"} where something was, or {"reason", "remedy", "place"}, or
dies of a limit; it never holds more than its limits allow.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from search_app.files import cage
from search_app.files.parsed import ParsedText
from search_app.files.problem import FormatError
from search_app.files.sniff import KINDS, check_ending

MEMORY = 1_500_000_000
OFFICE_MEMORY = 6_000_000_000  # LibreOffice maps far more than it uses
CPU_SECONDS = 30
OUTPUT = 64_000_000
MAX_TEXT = 10_000_000  # characters; JSON writes a Chinese one in six bytes


def main() -> None:
    """Answer for standard input, in a process that was started for this file."""
    answer(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer, os.getppid())


def answer(suffix: str, given: IO[bytes], printed: IO[bytes], parent: int) -> None:
    """Limit this process, then read, shut it in, parse and print. Nothing is done for a ``parent`` that has died."""
    office = KINDS[suffix] == ("ole",)
    set_limits(OFFICE_MEMORY if office else MEMORY)
    raw = given.read()
    cage.enter(alone=not office)
    if os.getppid() != parent:  # it died before this process was bound to end with it
        return
    printed.write(json.dumps(make_answer(suffix, raw)).encode())
    printed.flush()


def set_limits(memory: int) -> None:
    """Cap memory, processor time, written bytes and core files, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for name, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 2),
        (resource.RLIMIT_FSIZE, OUTPUT, OUTPUT),
        (resource.RLIMIT_AS, memory, memory),
    ):
        top = resource.getrlimit(name)[1]
        if top != resource.RLIM_INFINITY:  # limits can only be lowered
            soft, hard = min(soft, top), min(hard, top)
        resource.setrlimit(name, (soft, hard))


def make_answer(suffix: str, raw: bytes) -> dict[str, Any]:
    """The JSON object for ``raw``; every error of a parser becomes a reason."""
    try:
        parsed = parse(suffix, raw)
        if len(parsed.text) > MAX_TEXT:
            raise FormatError(f"holds more than {MAX_TEXT:,} characters", "split it into its documents")
        struck = [[one.before, one.text] for one in parsed.struck]
        left_out = [[one.kind, one.text] for one in parsed.left_out]
        more = {"struck": struck, "left_out": left_out, "page_title": parsed.page_title}
        return {"text": parsed.text} | {name: value for name, value in more.items() if value}
    except FormatError as error:
        return {"reason": error.reason, "remedy": error.remedy, "place": error.place}
    except MemoryError:
        return {"reason": "needs too much memory", "remedy": "save it again, or as UTF-8 text", "place": ""}
    except ImportError as error:
        remedy = "install the packages of pyproject.toml"
        return {"reason": f"cannot be parsed ({error})"[:300], "remedy": remedy, "place": ""}
    except Exception as error:  # a parser can fail in any way on a damaged file; the caller names the file
        shown = f"{type(error).__name__}: {error}"[:200].encode("ascii", "replace").decode()
        return {"reason": f"is damaged ({shown})", "remedy": "save it again, or as UTF-8 text", "place": ""}


def parse(suffix: str, raw: bytes) -> ParsedText:
    """The text of ``raw``; FormatError where it is not what ``suffix`` promises. Each parser is imported only when
    needed."""
    kind = check_ending(suffix, raw)
    if kind == "ole":
        from search_app.files.office import convert_to_docx

        raw, kind = convert_to_docx(raw, suffix), "docx"
        set_limits(MEMORY)
    if kind == "docx":
        from search_app.files.docx import read_docx

        return read_docx(raw)
    if kind == "pdf":
        from search_app.files.pdf import read_pdf

        return read_pdf(raw)
    from search_app.files.webpage import read_webpage

    return read_webpage(raw)


if __name__ == "__main__":
    main()
