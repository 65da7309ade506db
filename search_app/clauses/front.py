"""What stands around the clauses of a document: issuer, number, title, and the day of issue?

Invariant: a number or a day is only taken from lines that hold nothing else, so that it is the document's own and not
one that it cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from search_app.clauses.lines import Line
from search_app.model import Part
from search_app.text.fold import fold, squeeze
from search_app.text.numerals import HAN_NUMERALS, PRINTED_DATE, write_dates
from search_app.text.script import simplify

_NUMBER = r"(?:[\u4e00-\u9fff]{1,12}[\[(]\d{4}[\])]第?\d{1,4}号|[\u4e00-\u9fff]{1,10}字第\d{1,12}[a-z]?号)"
# On a line of its own, perhaps with what was done: 清政办函〔2025〕11号，2025年2月8日印发;
# 民國114年3月5日某縣政府府商字第1140012345號令制定公布全文八條.
_DOCUMENT_NUMBER = re.compile(
    rf"\(?(?:{PRINTED_DATE}(?:[\u4e00-\u9fff]{{2,14}}?(?:政府|委员会|总统|[院部局厅处会]))?)?({_NUMBER})令?"
    rf"(?:[,;]?[^()。;]{{0,20}}(?:印发|发布|公布|颁布)(?:全文[^,。;]{{1,8}}条)?|[,;]?{PRINTED_DATE})?\)?$"
)
_DATE_LINE = re.compile(r"\(?\d{4}年\d{1,2}月\d{1,2}日[^。;]{0,30}\)?$")
_ISSUER = re.compile(r"(?:政府|办公室|办公厅|委员会|管委会|领导小组|联席会议|局|厅|委|部|院|处|署|中心|文件)$")
# What a body does or whom it addresses stands in a title or a salutation, never in its name alone.
_NO_ISSUER = re.compile(r"[,;:、。]|关于|印发|转发|加快|推动|支持|鼓励|^各")
_KIND_NAMES = (
    r"(?:办法|措施|举措|政策|意见|规定|规则|规程|条例|细则|方案|规划|计划|纲要|要点|通知|通告|公告|决定|"
    rf"[\d{HAN_NUMERALS}]条)"
)
_KIND = re.compile(rf"{_KIND_NAMES}(?:\([^()]*\))*$")
_GOES_ON = re.compile(r"[的和及与》]|若干|实施")  # a line that continues a title which already names a kind
_KIND_OF_LETTER = re.compile(r"(?:通知|通告|公告|决定|函|令)(?:\([^()]*\))*$")
_LETTER = re.compile(r"印发|转发|批转|(?:发布|公布)《")  # what is issued is named inside the title of a letter
_ADDITION = re.compile(r"\((?:试行|暂行|草案|[^()]{0,12}(?:版|稿|修[订正]))\)$")  # on a line of its own
# The table of the register that stands above a document on the page of a government: 索引号：…  成文日期：….
_INDEX_LABELS = (
    "索引号|信息索引|主题分类|主题词|信息分类|信息类别|体裁分类|发文机关|发文单位|发文字号|文号|文件编号|发文日期|成文日期|"
    "生成日期|印发日期|发布日期|发布时间|发布机构|公开方式|公开日期|公开类别|有效性|效力状态|时效性|名称|标题|来源|信息来源"
)
_INDEX_LABEL = "|".join(r"\s*".join(label) for label in _INDEX_LABELS.split("|"))
_INDEX_ROW = re.compile(rf"[\[(]?(?:{_INDEX_LABEL})[\])]?\s*(?::|\s|$)")
_INDEX_ALONE = re.compile(rf"[\[(]?(?:{_INDEX_LABEL})[\])]?\s*:?\s*$")  # what it names stands on the next line
_INDEX_NUMBER = re.compile(rf"(?:字号|文号|文件编号)[\])]?:?({_NUMBER})")
_INDEX_DAY = re.compile(r"(?:成文|印发|发文)日期[\])]?:?(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_OTHER_DAY = re.compile(r"(?:(?!印发|发布|公布)[^,;()日])*(?:通过|批准|审议|施行|实施|生效)")
MAX_TITLE_LINES = 4
MAX_TITLE = 60
MAX_FRONT = 20  # lines of register, issuer, number and date before a title


def find_lone_title(blocks: Sequence[Line]) -> tuple[int, int]:
    """(first, one past last) line of the title of a document that stands alone in its file. Lines before it name the
    issuer or the document's number; a title may be broken over lines."""
    first = 0
    while first < min(len(blocks), MAX_FRONT) and is_front(blocks, first):
        first += 1
    last = find_title_end(blocks, first) or _find_looks(blocks, first)
    if last > first and _plain(blocks[first].text).startswith("关于"):
        while first and is_issuer(blocks[first - 1].text) and not _plain(blocks[first - 1].text).endswith("文件"):
            first -= 1  # 某市人民政府 / 关于……的意见
    return (first, last) if last > first else (0, 0)


def find_title_end(blocks: Sequence[Line], first: int) -> int:
    """One past the last line of the title that begins at ``first``: it ends with the kind of the document. 0 when none
    does."""
    end = _end_of_short_lines(blocks, first)
    lines = [_plain(block.text) for block in blocks[first : end + 1]]
    named = [n for n in range(1, end - first + 1) if _KIND.search("".join(lines[:n]))]
    if _LETTER.search("".join(lines[: end - first])):
        named = [n for n in named if _KIND_OF_LETTER.search(lines[n - 1])] or named
    for n in named:
        following = lines[n] if n < len(lines) else ""
        if _ADDITION.match(following):
            return first + n + 1
        if not (_GOES_ON.match(following) and n != named[-1]):
            return first + n
    return 0


def _find_looks(blocks: Sequence[Line], first: int) -> int:
    """One past the lines that look like a title which names no kind, or names it in the middle."""
    end = _end_of_short_lines(blocks, first)
    fronts = (n for n in range(first + 1, end) if is_front(blocks, n))
    kinds = (n + 1 for n in range(first, end) if re.search(_KIND_NAMES, _plain(blocks[n].text)))
    return min(next(fronts, end), next(kinds, end))


def _end_of_short_lines(blocks: Sequence[Line], first: int) -> int:
    end = first
    while end < min(len(blocks), first + MAX_TITLE_LINES) and _may_be_title(blocks[end]):
        end += 1
    return end


def _may_be_title(block: Line) -> bool:
    whole = len(squeeze(block.text)) > MAX_TITLE or re.search(r"[。；;：:，,]$", block.text)
    return not (block.style or block.noise or whole or _is_dated_or_numbered(block.text) or _is_index_row(block.text))


def _plain(text: str) -> str:
    """Folded, simplified and without spaces; the dates in figures."""
    return write_dates(simplify(fold(squeeze(text))))


def is_front(blocks: Sequence[Line], index: int) -> bool:
    """Whether a line stands around the title: an issuer, a number, a date, a row of the register."""
    block = blocks[index]
    if block.noise or _is_dated_or_numbered(block.text) or _is_index_row(block.text):
        return True
    above = blocks[index - 1].text if index else ""
    following = blocks[index + 1].text if index + 1 < len(blocks) else ""
    if completes_number(above, block.text) or completes_number(block.text, following):
        return True
    if _is_index_label(above) and not _KIND.search(_plain(block.text)):
        return True
    # 各县人民政府，市政府各部 / 门：the first half of a salutation. One of its own begins with 各.
    salutes = fold(following).endswith(":") and not following.startswith("各")
    return is_issuer(block.text) and not salutes


def is_issuer(text: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    plain = _plain(text)
    return bool(_ISSUER.search(plain)) and not _NO_ISSUER.search(plain)


def is_date_line(text: str) -> bool:
    """Whether a line is a date, perhaps with what happened on it (2025年3月5日印发) or behind the name of a body."""
    plain = _plain(text)
    day = _DAY.search(plain)
    signed = day and day.end() == len(plain) and is_issuer(plain[: day.start()])
    return bool(signed or _DATE_LINE.match(plain))


def _is_dated_or_numbered(text: str) -> bool:
    return is_date_line(text) or find_number(text) is not None


def _is_index_row(text: str) -> bool:
    return bool(_INDEX_ROW.match(simplify(fold(text))))


def _is_index_label(text: str) -> bool:
    return bool(_INDEX_ALONE.match(simplify(fold(text))))


def _read_lines(part: Part) -> list[str]:
    """The lines of ``part``: a label of the register on one line with what it names, a number on one line."""
    lines: list[str] = []
    for line in part.text.split("\n"):
        if lines and _is_index_label(lines[-1]) and not _is_index_row(line):
            lines[-1] += f" {line}"
        elif lines and completes_number(lines[-1], line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def find_number(text: str) -> str | None:
    """The document's own number on a line of its own: （清政办函〔2025〕11号，2025年2月8日印发）."""
    plain = squeeze(text)
    folded = simplify(fold(plain))
    found = _INDEX_NUMBER.search(folded) if _is_index_row(text) else _DOCUMENT_NUMBER.match(folded)
    return plain[slice(*found.span(1))] if found else None


def completes_number(above: str, text: str) -> bool:
    """Whether the line of a number is broken between two lines."""
    alone = find_number(above) or find_number(text)
    return not alone and len(squeeze(above + text)) <= MAX_TITLE and find_number(above + text) is not None


def find_own_number(parts: Iterable[Part]) -> str | None:
    """The number that a document prints of itself, before its first clause."""
    front = (part for part in parts if part.kind in ("front", "issuer", "number"))
    return next((n for part in front for line in _read_lines(part) if (n := find_number(line))), None)


def find_issue_date(parts: Iterable[Part]) -> date | None:
    """The day on which a document says it was issued: beside its number, below its title, or at its end."""
    every = list(parts)
    chosen = [
        *(p for p in every if p.kind == "number"),
        *(p for p in every if p.kind in ("front", "issuer", "signature")),
        *(p for p in every if p.kind == "imprint"),
    ]
    return next((day for part in chosen for line in reversed(_read_lines(part)) for day in _find_days(line)), None)


def _find_days(line: str) -> Iterator[date]:
    """The days on a line, the last first; of the register only that on which the document was made. The day on which
    a document was passed or takes effect is not that of its issue."""
    plain = _plain(line)
    for found in reversed(list((_INDEX_DAY if _is_index_row(line) else _DAY).finditer(plain))):
        if _OTHER_DAY.match(plain, found.end()):
            continue
        try:
            yield date(*(int(group) for group in found.groups()))
        except ValueError:
            continue
