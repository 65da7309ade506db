"""Does the English say what the Chinese, the term base and the words of force ask for? Sentence by sentence, by program.

``python -m tests.library.wording [DOCUMENT ...]`` prints every breach of the documents named, or of all. A sentence
that nobody has translated yet is none; a machine draft is held to the same as what a person wrote.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search_app.files.read import DocumentError
from search_app.library.translation.written import FOLDER, TERM_BASE, read_written
from search_app.text.script import simplify
from tests.library.agreement import find_differences
from tests.library.usage import CORPUS, Rule, find_faults, find_phrases, find_said, read_rules

_OTHER_CLAUSE = "where|if|when|that|which|who|whose|unless|and|or"
_NOT_MORE = re.compile(
    rf"(\b(?:(?:may|shall|must|can|does|do|need) ?not|never)(?: (?!(?:{_OTHER_CLAUSE})\b)[\w’-]+){{1,5}}?)"
    r"(?<! not) ((?:more|less|fewer) than)\b"
)
_NOTHING_MAY = re.compile(
    r"(?i)(\b(?:no|nothing|nobody|none|neither)\b(?! (?:more|less|fewer|later|lower|higher)\b)[^,.;]{1,80}?\b(?:may|must|shall))\b(?! not)"
)
# Words that say how firmly something is promised or asked for: each has to come from a word of the Chinese.
_FIRM = (
    "may", "shall", "must", "should", "will", "can be granted", "can be paid", "can be given", "can be awarded",
    "can receive", "in principle", "as appropriate", "priority", "on merit", "strive", "seek",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong with the English ``sentence`` of a clause."""

    document: str
    clause: str
    fault: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.document}/{self.clause}: {self.fault}: {self.sentence}"


def list_documents(corpus: Path = CORPUS) -> list[str]:
    """The documents that have a translation, or the beginnings of one."""
    return sorted(path.stem for path in (corpus / FOLDER).glob("*.toml") if path.stem not in TERM_BASE)


def find_breaches(names: Iterable[str] = (), corpus: Path = CORPUS) -> Iterator[Breach]:
    """Every breach in the translations of ``names``, of all when none is named. DocumentError when one is broken."""
    terms, words = read_rules()
    for name in names or list_documents(corpus):
        file = read_written(corpus, name)
        for clause, its in file.clauses.items() if file else ():
            sentences = [one for one in its.sentences if one.en]
            for one in sentences:
                for fault in find_all(one.zh, one.en, terms, words, confirmed=bool(one.confirmed)):
                    yield Breach(name, clause, fault, one.en)
            # A part may leave to its sentence what that says; what is wrong there is wrong in it.
            asked = {rule.zh for one in sentences for rule in find_said(simplify(one.zh), terms, words)}
            for part in its.parts:
                for rule, wrong in find_faults(simplify(part.zh), part.en, terms, words):
                    if wrong and rule.zh in asked:
                        yield Breach(name, clause, _say(rule, wrong), part.en)


def find_all(
    zh: str, en: str, terms: tuple[Rule, ...], words: tuple[Rule, ...], *, confirmed: bool = False
) -> Iterator[str]:
    """Everything that is wrong with ``en`` as the English of the sentence ``zh``, a line each; what a person has
    ``confirmed`` against a build, its figures, is not asked again."""
    zh = simplify(zh)  # the tables are
    en = _NOT_MORE.sub(r"\1 not \2", en)  # may not have more than 50: as many as have not more than 50
    en = _NOTHING_MAY.sub(r"\1 not", en)  # no project may be built: projects may not
    yield from (_say(rule, wrong) for rule, wrong in find_faults(zh, en, terms, words))
    yield from (f"“{word}” is added" for word in find_added(en, find_said(zh, terms, words)))
    yield from find_differences(zh, en, terms, words, confirmed=confirmed)


def find_added(en: str, said: Iterable[Rule]) -> Iterator[str]:
    """Words of force in ``en`` that stand in no right rendering of what the Chinese has ``said``."""
    asked = find_phrases((phrase for rule in said for phrase in rule.right), en.lower())
    for word in _FIRM:
        known = "" if word == "may" else "(?i)"  # May is a month
        stands = (found.span() for found in re.finditer(rf"{known}\b{word}\b", en))
        if any(not any(a <= at and end <= b for a, b in asked) for at, end in stands):
            yield word


def _say(rule: Rule, wrong: str) -> str:
    return f"“{wrong}” is forbidden for {rule.zh}" if wrong else f"no rendering of {rule.zh}"


def main(names: list[str]) -> int:
    """Print every breach; how many there are, or which names are unknown or broken, on the error stream."""
    known = list_documents()
    if unknown := [name for name in names if name not in known]:
        print(f"no translation of {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    try:
        breaches = tuple(find_breaches(names))
    except DocumentError as error:
        print(error, file=sys.stderr)
        return 2
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} breaches", file=sys.stderr)
    return int(bool(breaches))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
