"""Does the English say what the Chinese, the term base and the words of force ask for? Sentence by sentence, by program.

``python -m tests.library.wording [DOCUMENT ...]`` prints every breach of the documents named, or of all. A sentence
that nobody has translated yet is none.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_app.library.translation.file import TERM_BASE
from tests.library.agreement import find_differences
from tests.library.usage import FOLDER, Rule, find_faults, find_said, read_rules


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong with the English ``sentence`` of a clause."""

    document: str
    clause: str
    fault: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.document}/{self.clause}: {self.fault}: {self.sentence}"


def list_documents(folder: Path = FOLDER) -> list[str]:
    """The documents that have a translation, or the beginnings of one."""
    return sorted(path.stem for path in folder.glob("*.toml") if path.stem not in TERM_BASE)


def find_breaches(names: Iterable[str] = (), folder: Path = FOLDER) -> Iterator[Breach]:
    """Every breach in the translations of ``names``, of all when none is named."""
    terms, words = read_rules()
    for name in names or list_documents(folder):
        for clause in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")).get("clause", ()):
            sentences = [(zh, en) for zh, en in clause["sentences"] if en.strip()]
            for zh, en in sentences:
                for fault in find_all(zh, en, terms, words):
                    yield Breach(name, clause["id"], fault, en)
            # A part may leave to its sentence what that says; what is wrong there is wrong in it.
            asked = {rule for zh, _ in sentences for rule in find_said(zh, terms, words)}
            for zh, en in clause.get("parts", ()):
                for rule, wrong in find_faults(zh, en, terms, words):
                    if wrong and rule in asked:
                        yield Breach(name, clause["id"], _say(rule, wrong), en)


def find_all(zh: str, en: str, terms: tuple[Rule, ...], words: tuple[Rule, ...]) -> Iterator[str]:
    """Everything that is wrong with ``en`` as the English of the sentence ``zh``, a line each."""
    yield from (_say(rule, wrong) for rule, wrong in find_faults(zh, en, terms, words))
    yield from find_differences(zh, en, terms, words)


def _say(rule: Rule, wrong: str) -> str:
    return f"“{wrong}” is forbidden for {rule.zh}" if wrong else f"no rendering of {rule.zh}"


def main(names: list[str]) -> int:
    """Print every breach; how many there are, or which names are unknown, on the error stream."""
    known = list_documents()
    if unknown := [name for name in names if name not in known]:
        print(f"no translation of {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    breaches = tuple(find_breaches(names))
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} breaches", file=sys.stderr)
    return int(bool(breaches))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
