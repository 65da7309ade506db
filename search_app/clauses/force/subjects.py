"""What does a phrase speak of: the document itself, something else, or does it go on with what was spoken of before?

Invariant: what begins with the document but is not the document (本办法规定的补贴) is something else.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from search_app.data.phrases import one_of, read_words

_MARKS = re.compile(r"[^\w\u4e00-\u9fff]")
_TITLE = re.compile(r"《([^《》]+)》")
MIN_TITLE = 5  # characters of a title that is looked for in another
MAX_SUBJECT = 60  # characters; what is longer is no name


class Subject(Enum):
    """Of what a phrase speaks."""

    NONE = "nothing was named yet"
    DOCUMENT = "the document"
    OTHER = "something else"


def find_subject(words: str, title: str) -> Subject | None:
    """What ``words`` in front of a statement, or of a phrase without any, name; None when they leave the subject as it
    is: they only say who explains the document, or which other one ends. ``title`` is that of the document, plain."""
    if names_document(words, title):
        return Subject.DOCUMENT
    if rest := _rest_behind_document(words, title):
        return Subject.DOCUMENT if is_passing(rest) else Subject.OTHER
    return None if is_passing(words) else Subject.OTHER


def names_document(words: str, title: str) -> bool:
    """Whether ``words`` are what the document calls itself: 本办法, 上述政策措施, its title, this scheme."""
    if len(words) > MAX_SUBJECT:
        return False
    return bool(_own().fullmatch(words) or _is_title(words, title))


def is_passing(words: str) -> bool:
    """Whether a phrase says only what else happens (由市科技局负责解释) and names no subject."""
    return bool(_passing().search(words))


def is_renewed(sentence: str) -> bool:
    """Whether a sentence speaks of what is renewed person by person, which no document is."""
    return bool(_renewed().search(sentence))


def _rest_behind_document(words: str, title: str) -> str:
    found = _own_begins().match(words[: 2 * MAX_SUBJECT])
    if found and found.end() < len(words):
        return words[found.end() :]
    cited = _TITLE.match(words)
    return words[cited.end() :] if cited and _is_title(cited.group(), title) else ""


def _is_title(words: str, title: str) -> bool:
    name, own = _MARKS.sub("", words), _MARKS.sub("", title)
    cited = words.startswith("《") and words.endswith("》")
    if len(name) < MIN_TITLE or not own:
        return False
    return (name in own or own in name) if cited else own.endswith(name)


@cache
def _own() -> re.Pattern[str]:
    """本办法, 本市办法 not; 若干政策措施; this scheme."""
    document = f"{_chinese('document')}{{1,2}}"
    between = rf"(?!{_chinese('elsewhere')})[^,的]{{0,12}}?"
    chinese = rf"(?:{_chinese('this')}{between}{document}|(?:若干|全部|各项)?{document})"
    return re.compile(rf"{chinese}|{_english_own()}")


@cache
def _own_begins() -> re.Pattern[str]:
    document = f"{_chinese('document')}{{1,2}}"
    return re.compile(rf"{_chinese('this')}(?!{_chinese('elsewhere')})[^,的]{{0,12}}?{document}|{_english_own()}(?=\s)")


def _english_own() -> str:
    between = rf"(?:(?!{_english('elsewhere')}\s)[a-z-]{{1,20}}\s){{0,6}}?"
    return rf"{_english('this')}\s{between}{_english('document')}(?![a-z])"


def _chinese(row: str) -> str:
    return f"(?:{'|'.join(word for word in read_words('validity', row) if not word.isascii())})"


def _english(row: str) -> str:
    return f"(?:{'|'.join(word for word in read_words('validity', row) if word.isascii())})"


@cache
def _passing() -> re.Pattern[str]:
    return re.compile(rf"{one_of('validity', 'passing')}$|^{one_of('validity', 'passing_begins')}")


@cache
def _renewed() -> re.Pattern[str]:
    return re.compile(one_of("validity", "renewed"))
