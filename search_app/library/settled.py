"""What did an officer settle of the reading: what a figure is for, what its sentence does, who gets it?

``corpus/settled.tsv`` holds one answer a line, in the words of the text, so that it can be read and edited by hand and
learned from. Invariant: an answer holds for its sentence whatever the reader thinks, as long as the document says that
sentence; how it is printed (white space, width, script) makes no difference, and of two answers the later one counts.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import FileIO
from pathlib import Path
from typing import Literal, get_args

from search_app.files.read import DocumentError
from search_app.jobs.locks import lock
from search_app.model import Role, Span
from search_app.reading.learned.examples import OPEN, LabelledPassage, unmark
from search_app.text.passage import plain

SETTLED = "settled.tsv"
WHY = "settled"
NOBODY = "—"  # the label of a recipient where the text names nobody
MAX_CELL = 4_000  # characters; no sentence is longer
SettledKind = Literal["figure", "sentence", "recipient"]
KINDS: tuple[SettledKind, ...] = get_args(SettledKind)
ROLES: tuple[Role, ...] = ("award", "rate", "cap", "condition", "term")
GRANTING = ("grant", "limit")
# What a sentence is for, and what a figure is in one that grants nothing.
FUNCTIONS: Mapping[str, Role | None] = {
    "grant": None,
    "limit": None,
    "payment": "term",
    "eligibility": "condition",
    "procedure": "condition",
    "sanction": "term",
    "exclusion": "condition",
    "definition": "condition",
    "goal": "term",
    "closing": "term",
    "other": "term",
}
_COLUMNS = ("day", "document", "kind", "heading", "text", "label")
OPENS, CLOSES = "⟨", "⟩"
MARKS = str.maketrans("", "", OPENS + CLOSES)
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_HEAD = f"""\
# What officers settled about the reading of this corpus, one answer a line; of two answers the later one counts.
# Lines may be edited, and taken out to leave the answer to the program again. Then build.
# kind: figure, sentence or recipient. heading: what stands above the text.
# text: the sentence, with the figure that it is about in {OPENS}{CLOSES}.
# label: {", ".join(ROLES)} of a figure; {", ".join(FUNCTIONS)}
# of a sentence; the words of a recipient, {NOBODY} where the text names nobody.
{chr(9).join(_COLUMNS)}
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """One answer. ``text`` is a sentence as printed, with the figure that it is about in ⟨⟩, if any; ``document`` an
    id; ``line`` is that of the file, 0 for one that is not written yet."""

    day: date
    document: str
    kind: SettledKind
    heading: str
    text: str
    label: str
    line: int = field(default=0, compare=False)

    @property
    def sentence(self) -> str:
        """The sentence as it is compared."""
        return squeeze(self.text.translate(MARKS))

    @property
    def figure(self) -> Span | None:
        """Where in ``sentence`` the figure stands that it is about."""
        if OPENS not in self.text:
            return None
        before, _, rest = self.text.partition(OPENS)
        start = len(squeeze(before))
        return Span(start, start + len(squeeze(rest.partition(CLOSES)[0])))

    @property
    def question(self) -> tuple[object, ...]:
        """What it answers: two answers to one question exclude each other."""
        return self.document, self.kind, squeeze(self.heading), self.sentence, self.figure


def squeeze(printed: str) -> str:
    return "".join(plain(printed).split())


# ── the file ──


def read_settled(corpus: Path) -> tuple[Settled, ...]:
    """Every answer that counts, in the order of the file; () when there is no file. DocumentError names the line that
    is broken and the remedy."""
    try:
        content = (corpus / SETTLED).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{SETTLED}: cannot be read as UTF-8; restore the file from version control") from error
    lines = enumerate(re.split(r"\r?\n", content), start=1)
    said = ((n, line) for n, line in lines if line.strip() and line[0] != "#")
    every = [_parse(line.split("\t"), n) for n, line in said if line.split("\t") != list(_COLUMNS)]
    return tuple({one.question: one for one in every}.values())


def _parse(cells: Sequence[str], line: int) -> Settled:
    where = f"{SETTLED}, line {line}"
    remedy = "mend the line, or take it out and settle it anew"
    if len(cells) != len(_COLUMNS) or max(map(len, cells)) > MAX_CELL:
        raise DocumentError(f"{where}: must be {len(_COLUMNS)} cells with tabs between them; {remedy}")
    day, document, kind, heading, text, label = map(_unescape, cells)
    if kind not in KINDS:
        raise DocumentError(f"{where}: the kind {kind!r} is none of {', '.join(KINDS)}; {remedy}")
    try:
        one = Settled(date.fromisoformat(day), document, kind, heading, text, label, line)
    except ValueError as error:
        raise DocumentError(f"{where}: {day!r} is no day; write it as 2026-11-22") from error
    if fault := find_fault(one):
        raise DocumentError(f"{where}: {fault}; {remedy}")
    return one


def find_fault(one: Settled) -> str:
    """What is wrong with an answer, "" for nothing."""
    marks = [one.text.count(mark) for mark in (OPENS, CLOSES)]
    if not one.sentence or marks not in ([0, 0], [1, 1]) or one.text.find(OPENS) > one.text.find(CLOSES):
        return f"the text must be a sentence, with at most one figure in {OPENS}{CLOSES}"
    if one.kind == "figure" and (one.figure is None or one.label not in ROLES):
        return f"a figure in {OPENS}{CLOSES} and a label out of {', '.join(ROLES)} are needed"
    if one.kind == "sentence" and one.label not in FUNCTIONS:
        return f"the label of a sentence is one of {', '.join(FUNCTIONS)}"
    return "" if one.label.strip() and one.document.strip() else "document and label must not be empty"


def append_settled(corpus: Path, one: Settled) -> None:
    """Write ``one`` behind the others, unless it is what counts already. DocumentError when it could not be read
    again."""
    cells = [_escape(str(getattr(one, column))) for column in _COLUMNS]
    _parse(cells, 0)
    with (corpus / SETTLED).open("a+b", buffering=0) as file:
        lock(file.fileno())  # until it is closed: two reviews may be open
        if one.label in (held.label for held in read_settled(corpus) if held.question == one.question):
            return
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        before = _HEAD if size == 0 else "" if file.read() == b"\n" else "\n"
        _append(file, size, (before + "\t".join(cells) + "\n").encode())


def _append(file: FileIO, size: int, line: bytes) -> None:
    """Write ``line`` behind the ``size`` bytes of ``file``, whole or not at all: half a line would stop every build."""
    try:
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), SETTLED)
        os.fsync(file.fileno())
    except OSError:
        file.truncate(size)
        raise


def _escape(cell: str) -> str:
    return "".join(_ESCAPED.get(char, char) for char in cell)


def _unescape(cell: str) -> str:
    told = {escaped: char for char, escaped in _ESCAPED.items()}
    return re.sub(r"\\.", lambda found: told.get(found.group(), found.group()), cell)


def passages_of(answers: Iterable[Settled]) -> Iterator[LabelledPassage]:
    """The answers about figures and sentences as examples to learn from."""
    for one in answers:
        text, figures = unmark(one.text)
        if one.kind == "figure":
            yield LabelledPassage(one.document, one.heading, text, (OPEN,), figures, (one.label,))
        elif one.kind == "sentence":
            yield LabelledPassage(one.document, one.heading, text, (one.label,), (), ())
