"""What stands around the clauses of a document: issuer, number, title, and the day of issue?

Invariant: a number or a day is only taken from lines that hold nothing else, so that it is the document's own and not
one that it cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from search_app.model import Part
from search_app.policy.lines import Line
from search_app.text.fold import fold, squeeze
from search_app.text.script import simplify

_DOCUMENT_NUMBER = re.compile(r"\(?([\u4e00-\u9fff]{1,12}[\[(]\d{4}[\])]第?\d{1,4}号)(?:[,\s]?.{0,20}印发)?\)?$")
DATE_LINE = re.compile(r"\(?\d{4}年\d{1,2}月\d{1,2}日.{0,30}\)?$")
ISSUER = re.compile(r"(?:政府|办公室|办公厅|委员会|管委会|局|厅|委|部|院|中心|文件)$")
_KIND = re.compile(r"办法|措施|政策|意见|规定|规则|条例|细则|方案|规划|计划|通知|若干|[条条]$|要点|办法\(试行\)")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
MAX_TITLE_LINES = 4
MAX_TITLE = 60
MAX_FRONT = 8  # lines of issuer, number and date before a title


def find_lone_title(blocks: Sequence[Line]) -> tuple[int, int]:
    """(first, one past last) line of the title of a document that stands alone in its file. Lines before it name the
    issuer or the document's number; a title may be broken over lines."""
    first = 0
    while first < min(len(blocks), MAX_FRONT) and is_front(blocks[first]) and not _is_titular(blocks[first]):
        first += 1
    last = first
    while last < min(len(blocks), first + MAX_TITLE_LINES):
        block = blocks[last]
        short = len(block.text) <= MAX_TITLE and not re.search(r"[。；;：:，,]$", block.text)
        if block.style or block.noise or not short or (last > first and is_front(block)):
            break
        last += 1
        if _is_titular(block):
            break
    if last > first and re.match("关于", blocks[first].text) and first and ISSUER.search(blocks[first - 1].text):
        first -= 1  # 某市人民政府 / 关于……的意见
    return (first, last) if last > first else (0, 0)


def is_front(block: Line) -> bool:
    folded = simplify(fold(block.text)).strip()
    number = _DOCUMENT_NUMBER.match(folded.replace(" ", ""))
    issuer = ISSUER.search(folded) and not _is_titular(block)
    return bool(block.noise or number or DATE_LINE.match(folded) or issuer)


def _is_titular(block: Line) -> bool:
    folded = simplify(fold(block.text)).strip()
    return bool(_KIND.search(folded)) and not _DOCUMENT_NUMBER.match(folded.replace(" ", "")) and not block.style


def find_number(text: str) -> str | None:
    """The document's own number on a line of its own: （清政办函〔2025〕11号，2025年2月8日印发）."""
    plain = squeeze(text)
    found = _DOCUMENT_NUMBER.match(fold(plain))
    return plain[slice(*found.span(1))] if found else None


def find_own_number(parts: Iterable[Part]) -> str | None:
    """The number that a document prints of itself, before its first clause."""
    front = (part for part in parts if part.kind in ("front", "issuer", "number"))
    return next((n for part in front for line in part.text.split("\n") if (n := find_number(line))), None)


def find_issue_date(parts: Iterable[Part]) -> date | None:
    """The day on which a document says it was issued: beside its number, below its title, or at its end."""
    every = list(parts)
    chosen = [p for p in every if p.kind == "number"] + [p for p in every if p.kind in ("front", "issuer", "signature")]
    for part in chosen:
        for found in reversed(list(_DAY.finditer(simplify(fold(part.text))))):
            try:
                return date(*(int(group) for group in found.groups()))
            except ValueError:
                continue
    return None
