"""Is a document read the same whatever its white space, line ends, width and script? ``python -m tests.evaluate.perturbed``.

Each document is read as it is and changed in six ways, and what is read is compared: parts, figures, benefits. With
``--errors`` each difference is said. Real documents are read too where a folder of them is at hand (REAL_DOCUMENTS).
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import opencc

from search_app.clauses.printed.paragraphs import WIDEST
from search_app.files.read import DocumentError, SourceText, read_source
from search_app.model import Document
from search_app.text.fold import squeeze
from search_app.text.passage import read_passage
from tests.evaluate.cases import CASES, CORPUS, assemble_all, read_documents
from tests.evaluate.real import FOLDER, SUFFIXES

COMPILATION = CORPUS / "hegang-investment-policies.txt"
_TRADITIONAL = opencc.OpenCC("s2t")
MEASURES = ("parts", "figures", "benefits")


def spaced_numbers(text: str) -> str:
    """A space on both sides of each number."""
    return re.sub(r"(\d[\d,.]*)", r" \1 ", text)


def apart(text: str) -> str:
    """A space between all characters, and a wider one where there was one."""
    return "\n".join(" ".join(line) for line in text.split("\n"))


def wide(text: str) -> str:
    """Letters, figures and marks as wide as Chinese characters."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def traditional(text: str) -> str:
    """In traditional script, character by character."""
    return "".join(map(_traditional, text))


@cache
def _traditional(char: str) -> str:
    other = str(_TRADITIONAL.convert(char))
    return other if len(other) == 1 else char


def wrapped(text: str) -> str:
    """Each line broken after a width of 20 to 40 characters, the same in the whole document; one that is wrapped
    already stays as it is."""
    if max(map(len, text.split("\n"))) <= WIDEST:
        return text
    width = random.Random(len(text)).randint(20, 40)
    return "\n".join(_wrap(line, width) for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    """As a printer does: no line begins with a mark that ends something, and no Latin word is broken."""
    lines, rest = [], line
    while len(rest) > width:
        end = width
        while end > width - 6 and (rest[end] in "，。；：、！？）》〕”】%％" or _inside_word(rest, end)):
            end -= 1
        lines.append(rest[:end])
        rest = rest[end:]
    return "\n".join([*lines, rest])


def _inside_word(line: str, at: int) -> bool:
    return bool(re.match(r"[A-Za-z][A-Za-z]", line[at - 1 : at + 1]))


def one_line(text: str) -> str:
    """The whole document on one line."""
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


PERTURBED: tuple[Callable[[str], str], ...] = (spaced_numbers, apart, wide, traditional, wrapped, one_line)


@dataclass(frozen=True)
class Told:
    """What is read of a text, but for its white space, width and script."""

    parts: tuple[Any, ...]
    figures: tuple[Any, ...]
    benefits: tuple[Any, ...]


def same_form(text: str | None) -> str:
    """``text`` as it is compared."""
    return squeeze(read_passage(text or "").text)


def read_text(text: str) -> list[Document]:
    """The documents of ``text``, which stands alone in its file."""
    return list(assemble_all(SourceText("text.txt", text, "")))


def tell(text: str) -> Told:
    """What is read of ``text``."""
    return _tell(read_text(text))


_tell_unchanged = cache(tell)  # each text is read once as it is, whatever is done to it


def tell_file(path: Path) -> Told:
    """What is read of the file at ``path``, of any format."""
    return _tell(list(read_documents(path)))


def _tell(documents: list[Document]) -> Told:
    clauses = [clause for document in documents for clause in document.clauses]
    kinds = [c.clause.split("-")[0] if not c.numbered else "clause" for c in clauses]
    parts = [(kind, same_form(c.label), same_form(c.text.zh)) for kind, c in zip(kinds, clauses, strict=True)]
    return Told(
        (*(same_form(document.title.zh) for document in documents), *parts),
        tuple((a.value, a.value_hi, a.role) for c in clauses for a in c.amounts),
        tuple(
            (b.kind, b.promise, b.award, b.rate, b.limits, same_form(b.recipient)) for c in clauses for b in c.benefits
        ),
    )


def find_texts(names: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Each document with its name, or those of ``names``: written for tests, the corpus, and real ones where they are
    at hand."""
    real = sorted(path for path in FOLDER.glob("*") if path.suffix in SUFFIXES)
    for path in (*sorted(CASES.glob("*.txt")), COMPILATION, *real):
        if not names or path.stem in names:
            yield path.stem, read_source(path).text


def differences(text: str, perturb: Callable[[str], str]) -> list[str]:
    """The measures in which ``text`` is read otherwise once it is changed."""
    before = _tell_unchanged(text)
    try:
        after = tell(perturb(text))
    except DocumentError:
        return list(MEASURES)
    return [name for name in MEASURES if getattr(before, name) != getattr(after, name)]


def main() -> None:
    """Print, for each change, the share of the documents that are read the same; with --errors those that are not."""
    texts = dict(find_texts())
    same: Counter[tuple[str, str]] = Counter()
    errors = []
    for name, text in texts.items():
        for perturb in PERTURBED:
            found = differences(text, perturb)
            same.update((perturb.__name__, measure) for measure in MEASURES if measure not in found)
            errors += [f"- {name} {perturb.__name__}: {', '.join(found)}"] * bool(found)
    print(f"| {len(texts)} documents | {' | '.join(MEASURES)} |\n|---|---|---|---|")
    for perturb in PERTURBED:
        shares = (f"{same[perturb.__name__, measure] / len(texts):.3f}" for measure in MEASURES)
        print(f"| {perturb.__name__} | {' | '.join(shares)} |")
    if "--errors" in sys.argv:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
