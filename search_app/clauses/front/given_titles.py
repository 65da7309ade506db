"""What is a document called whose text prints no title: by its file, or by the page that it was saved from?

Invariant: a name that may be anything (scan0012, listing) is no title.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePath

from search_app.clauses.front.days import write_line
from search_app.clauses.front.numbers import split_title
from search_app.clauses.front.titles import names_kind
from search_app.data.phrases import one_of
from search_app.text.passage import plain, read_passage

MIN_HAN = 6  # Chinese characters of a name that names no kind of document
MAX_NAME = 200
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BREAKS = re.compile(r"\s*[_|｜丨]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff）)》])[-–—]+(?=[\u4e00-\u9fff])")
_SENTENCE = re.compile(r"[。;!?，,：:]")
# 01-, 1., (3), 2024-03-05, 20240305, 2024年3月5日: at either end of a name
_COUNT = r"(?:[(\[]?\d{1,3}[)\]]|\d{1,3}[-_.、\s]+|(?:19|20)\d{6}|(?:19|20)\d\d[-.年]\d{1,2}[-.月]\d{1,2}日?)"
_HASH = re.compile(r"[-_.\s]*(?:[(\[]?\d{1,2}[)\]]|(?=[0-9a-f]*\d)[0-9a-f]{6,40}|\d{6,20})$", re.I)
_BEFORE = re.compile(rf"[-_.\s]*{_COUNT}[-_.\s]*")


def find_given_title(page_title: str, file_name: str) -> tuple[str, str | None]:
    """(title, number) by the title of the page or else by the name of the file; ("", None) when neither is one."""
    for name in (_clean_page_title(page_title), _clean_file_name(file_name)):
        title, number = split_title(name)
        if _is_title(title):
            return title, number
    return "", None


def _is_title(name: str) -> bool:
    line = write_line(name)
    han = len(_HAN.findall(line))
    if _SENTENCE.search(plain(name)) or _site().fullmatch(line):
        return False
    return (han >= 4 and names_kind(line)) or (han >= MIN_HAN and not _site().search(line))


def _clean_page_title(title: str) -> str:
    """The part of a page's title that names the document and not the site."""
    pieces = [piece.strip() for piece in _BREAKS.split(title[:MAX_NAME]) if piece.strip()]
    named = [piece for piece in pieces if names_kind(write_line(piece))]
    return _tidy((named or pieces or [""])[0])


def _clean_file_name(name: str) -> str:
    """The name of a file without its ending, numbers, days, and what was done with the file."""
    stem = PurePath(name).stem[:MAX_NAME]
    before = None
    while before != stem:
        before = stem
        stem = _HASH.sub("", stem).strip(" -_.")
        stem = _beside_end().sub("", stem).strip(" -_.")
        if begins := (_BEFORE.match(stem) or _beside_begin().match(stem)):
            stem = stem[begins.end() :].strip(" -_.：:")
    return _tidy(stem)


def _tidy(name: str) -> str:
    return read_passage(name.replace("_", " ")).printed.strip()


@cache
def _beside_end() -> re.Pattern[str]:
    return re.compile(rf"[-_.\s]*[(（\[【]?{one_of('front', 'beside')}\d{{0,3}}[)）\]】]?$", re.I)


@cache
def _beside_begin() -> re.Pattern[str]:
    return re.compile(
        rf"[(（\[【]?{one_of('front', 'beside')}[\d一二三四五六七八九十]{{0,3}}[)）\]】]?[-_.\s：:、]*", re.I
    )


@cache
def _site() -> re.Pattern[str]:
    return re.compile(rf".{{0,30}}{one_of('front', 'site')}$")
