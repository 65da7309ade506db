"""How much of a line is words that a web site prints around a document (``data/furniture.toml``)?

Invariant: words count only as fields of a line, which white space, bars and brackets separate; so none is found inside
a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from search_app.data import read_table
from search_app.text.passage import plain

MOST = 0.55  # of a line must be fields of furniture
_APART = re.compile(r"[\s|\[\]()<>《》/、,·]+")
_LABEL = re.compile(r"([^:]{1,14}):")
_REGISTERED = re.compile("[\u4e00-\u9fff]?(?:icp备|公网安备)")  # behind the short name of a province
_TRAIL = re.compile(r"[>→»›]")
_FILE = re.compile(r"\S{2,120}\.(?:docx?|pdf|xlsx?|wps|zip|rar|pptx?|ofd)(?:\([\d.]{1,8}\s?[kmg]?b?\))?")


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What a line holds: ``certain``, mostly words that no document says of itself; ``likely``, words that one may say;
    ``heads``, it begins a list of links; ``facts``, it names the number, the day or the title."""

    certain: bool = False
    likely: bool = False
    heads: bool = False
    facts: bool = False


@cache
def _words() -> dict[tuple[str, str], bool]:
    """(form, word as a passage has it): whether it is certain."""
    rows = read_table("furniture", "words")
    return {(row["form"], plain(word).replace(" ", "")): row["certain"] for row in rows for word in row["words"]}


@cache
def _starts() -> tuple[str, ...]:
    return tuple(word for form, word in _words() if form == "start")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(word for form, word in _words() if form == "heads")


def measure_site_words(text: str, printed: str) -> SiteWords:
    """What ``text``, a line as a passage has it, holds; ``printed`` is the same line with its white space."""
    line = plain(printed)
    fields = [field for field in _APART.split(line) if field]
    whole = sum(map(len, fields)) or 1
    covered, certain = 0, 0
    open_value: bool | None = None  # of a label whose value goes on: whether the label is certain
    for field in fields:
        known = _judge(field)
        if known is not None:
            open_value = None if _is_whole(field) else known
        elif open_value is None:
            continue
        covered += len(field)
        certain += len(field) if (open_value if known is None else known) and len(field) > 1 else 0
    facts = any(_is_fact(field) for field in fields)
    trail = len(_TRAIL.findall(line)) >= 2 and text.startswith(("首页", "网站首页", "home", "您"))
    mostly = covered / whole >= MOST
    return SiteWords(
        certain=not facts and (trail or (mostly and certain > 0)),
        likely=mostly,
        heads=_begins_list(text),
        facts=facts,
    )


def _judge(field: str) -> bool | None:
    """Whether a field is certain furniture; None when it is none at all."""
    words = _words()
    label = _LABEL.match(field)
    if label and ("label", label.group(1)) in words:
        return words["label", label.group(1)]
    if _is_whole(field):
        return words["whole", field]
    if any(field == word or (field.startswith(word) and not field[len(word)].isalpha()) for word in _starts()):
        return True
    return True if _REGISTERED.match(field) or _FILE.fullmatch(field) else None


def _is_whole(field: str) -> bool:
    """Whether a field is a word that no value follows."""
    return ("whole", field) in _words()


def _is_fact(field: str) -> bool:
    """Whether a field names the number, the day or the title of the document: front matter, never furniture."""
    label = _LABEL.match(field)
    return ("fact", label.group(1) if label else field) in _words()


def _begins_list(text: str) -> bool:
    return any(text == word or text.startswith((f"{word}:", f"{word} ")) for word in _heads())
