"""Which lines of a file are no part of its documents: page numbers, running titles, what a site or a printer adds?

Each line is judged by the whole file: by what recurs, what counts with the pages, what breaks into a sentence, and how
much of it is words of furniture. Invariant: a line that is numbered or holds a sentence is never furniture, and no line
is taken away: furniture keeps its place in its part and its kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from search_app.clauses.numbering import mark_number
from search_app.clauses.printed.lines import Line, NoiseKind
from search_app.clauses.printed.site_words import measure_site_words
from search_app.text.joining import begins_item
from search_app.text.passage import read_passage

MAX_FURNITURE = 160  # characters: longer lines are text
MAX_RUNNING = 60
MAX_BROKEN = 3  # printed lines of a running title
MIN_RUNNING = 5  # characters; shorter lines recur by chance
ENOUGH = 2.0  # what a page number must score
_DASHES = re.compile(r"[-~·•|/\\*_=]{1,6}")
_NUMBER = re.compile(
    r"(?P<left>[-~·•|*]{0,4})(?P<word>第|page|p\.?|页码:?)?(?P<number>\d{1,4}|[零一二三四五六七八九十百]{1,5})(?P<page>页)?"
    r"(?P<all>[,，/|]?(?:(?:共|of|/)(?:\d{1,4}|[一二三四五六七八九十百]{1,5})页?))?(?P<right>[-~·•|*]{0,4})"
)
_AT_END = re.compile(
    r"(?P<title>.{4,60}?)(?P<number>[-~·•|]{0,3}(?:第\d{1,4}页(?:,?共\d{1,4}页)?|\d{1,4}/\d{1,4}|\d{1,4})[-~·•|]{0,3})"
)
_AT_START = re.compile(
    r"(?P<number>[-~·•|]{0,3}(?:第\d{1,4}页(?:,?共\d{1,4}页)?|\d{1,4}/\d{1,4}|\d{1,4})[-~·•|]{0,3})(?P<title>\D.{3,60})"
)
_SAYS_PAGE = re.compile(r"页|\d/\d|[-~·|]\s?\d{1,4}\s?[-~·|]")
_PHRASE = re.compile("[,:;。!?]")
_SENTENCE = re.compile("[。!?;]")
_ENDS = re.compile(r"[。!?;:](?:[)\]”》]{0,2})$|[)\]]$")
_ADDRESS = re.compile(r"(?:(?:https?|file)://|www\.)\S{1,300}?(?P<pages>\s\d{1,4}/\d{1,4})?")
_CLOCK = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?\s{0,3}(?:上午|下午)?\s{0,3}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?(?P<rest>.{0,80})"
)


def mark_furniture(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with the kind of what is furniture in ``noise``; such lines have no number."""
    lines = [mark_number(line) for line in lines]
    texts = ["" if _is_text(line) else read_passage(line.text).text for line in lines]
    kinds: dict[int, NoiseKind] = {}
    kinds |= dict.fromkeys(_find_printed(texts), "print")
    kinds |= dict.fromkeys(_find_site(lines, texts, kinds), "site")
    kinds |= _find_pages(lines, texts, kinds)
    return [
        replace(line, noise=kinds[n], style="", label="", number="") if n in kinds else line
        for n, line in enumerate(lines)
    ]


# ── what a browser prints above and below each page ──


def _find_printed(texts: Sequence[str]) -> Iterator[int]:
    times = [
        n for n, text in enumerate(texts) if (found := _CLOCK.fullmatch(text)) and not _SENTENCE.search(found["rest"])
    ]
    places = [n for n, text in enumerate(texts) if _ADDRESS.fullmatch(text)]
    recurring = Counter(re.sub(r"\s\d{1,4}/\d{1,4}$", "", texts[n]) for n in places)
    for n in places:
        found = _ADDRESS.fullmatch(texts[n])
        if times or recurring[re.sub(r"\s\d{1,4}/\d{1,4}$", "", texts[n])] > 1 or (found and found["pages"]):
            yield n
    last = len(texts) - 1
    for n in times:
        beside = any(k in places for k in (n - 1, n + 1))
        if beside or (places and n in (0, last)) or len(times) > 1 or n == 0:
            yield n


# ── what a site prints around a document ──


def _find_site(lines: Sequence[Line], texts: Sequence[str], known: dict[int, NoiseKind]) -> Iterator[int]:
    """Lines made of words of furniture. What a document may say too counts only beside what no document says; behind
    the head of a list of links everything short counts, to the end of the file."""
    measured = {n: measure_site_words(text, lines[n].text) for n, text in enumerate(texts) if _may_be(lines[n], text)}
    certain = {n for n, one in measured.items() if one.certain}
    last_sentence = max((n for n, line in enumerate(lines) if _is_text(line)), default=-1)
    heads = [n for n, one in measured.items() if one.heads and n > last_sentence]
    tail = range(min(heads), len(lines)) if heads else range(0)
    taken = certain | {n for n in tail if n in measured}
    for n in sorted(taken):
        for step in (-1, 1):  # what is no more than likely, beside it
            at = n + step
            while at in measured and at not in taken and measured[at].likely and not measured[at].facts:
                taken.add(at)
                at += step
    yield from (n for n in sorted(taken) if n not in known)


def _may_be(line: Line, text: str) -> bool:
    return bool(text) and not line.style and not _SENTENCE.search(text)


def _is_text(line: Line) -> bool:
    return bool(line.style) or len(line.text) > MAX_FURNITURE or "。" in line.text


# ── page numbers and running titles ──


def _find_pages(lines: Sequence[Line], texts: Sequence[str], known: dict[int, NoiseKind]) -> dict[int, NoiseKind]:
    numbers = {n: value for n, text in enumerate(texts) if n not in known and (value := _page_number(text)) is not None}
    titles = dict(_find_titled_numbers(lines, texts, {*known, *numbers}))
    counting = _count_up({**numbers, **{n: value for n, (value, _) in titles.items()}})
    pages: dict[int, NoiseKind] = {
        n: "page" for n in numbers if _score_number(n, lines, texts, counting, known) >= ENOUGH
    }  # fmt: skip
    rising = _find_rising(titles, texts)
    pages |= dict.fromkeys(rising, "running_title")
    pages |= dict.fromkeys(_find_dashes(texts, pages), "page")
    edges = {**known, **pages}
    counted = {titles[n][1] for n in rising}
    return pages | dict.fromkeys(_find_running(lines, texts, edges, counted), "running_title")


def _page_number(text: str) -> int | None:
    """The number of a line that holds a page number and nothing else."""
    found = _NUMBER.fullmatch(text.replace(" ", "")) if len(text) <= 40 else None
    if not found or (bool(found["word"] == "第") != bool(found["page"]) and not found["all"]):
        return None
    if not found["number"].isdecimal():
        return 0 if found["page"] else None  # 第三页: nothing else is written so
    return int(found["number"])


def _find_titled_numbers(
    lines: Sequence[Line], texts: Sequence[str], known: set[int]
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Lines that hold a title and a page number beside it, with both."""
    for n, text in enumerate(texts):
        if n in known or lines[n].style or not text or len(text) > MAX_RUNNING + 20 or _SENTENCE.search(text):
            continue
        squeezed = text.replace(" ", "").replace("\t", "")
        for pattern in (_AT_END, _AT_START):
            if found := pattern.fullmatch(squeezed):
                digits = re.search(r"\d+", found["number"])
                yield n, (int(digits.group()) if digits else 0, found["title"])
                break


def _find_rising(titles: Mapping[int, tuple[int, str]], texts: Sequence[str]) -> set[int]:
    """Lines of one title whose numbers rise through the file: three of them, or two that say that they count pages."""
    places: dict[str, list[int]] = {}
    for n, (_, title) in sorted(titles.items()):
        places.setdefault(title, []).append(n)
    rising: set[int] = set()
    for title, found in places.items():
        values = [titles[n][0] for n in found]
        enough = len(found) > 2 or all(_SAYS_PAGE.search(texts[n]) for n in found)
        if len(found) > 1 and enough and values == sorted(set(values)) and _is_like_title(title):
            rising |= set(found)
    return rising


def _is_like_title(text: str) -> bool:
    """Whether ``text`` could be a title: no part of a sentence, and no bracket that opens or closes elsewhere."""
    pairs = all(text.count(one) == text.count(other) for one, other in ("()", "[]", "《》", "“”"))
    return pairs and not _PHRASE.search(text)


def _count_up(numbers: dict[int, int]) -> set[int]:
    """Places whose number is one more than that of a place before, or one less than that of one behind."""
    counting: set[int] = set()
    places = sorted(numbers)
    for i, n in enumerate(places):
        for m in places[i + 1 : i + 4]:
            if numbers[m] == numbers[n] + 1:
                counting |= {n, m}
    return counting


def _score_number(
    n: int, lines: Sequence[Line], texts: Sequence[str], counting: set[int], known: dict[int, NoiseKind]
) -> float:
    found = _NUMBER.fullmatch(texts[n].replace(" ", ""))
    if found is None:
        return 0.0
    above, below = (_beside(n, step, lines, known) for step in (-1, 1))
    score = 2.0 * bool(found["left"] and found["right"]) + 2.0 * bool(found["page"] or found["all"])
    score += 1.0 * (n in counting) + 1.0 * bool(_dashes_beside(n, texts))
    score += 1.5 * (
        above is not None and _is_open(lines[above]) and not (below is not None and _is_short(lines[below]))
    )
    score += 1.0 * (below is None) + 0.5 * bool(above is not None and not _is_short(lines[above]))
    score += 0.5 * bool(below is not None and (lines[below].style or not _is_short(lines[below])))
    return score if n else score - 1.0


def _beside(n: int, step: int, lines: Sequence[Line], known: dict[int, NoiseKind]) -> int | None:
    at = n + step
    while 0 <= at < len(lines) and at in known:
        at += step
    return at if 0 <= at < len(lines) else None


def _is_open(line: Line) -> bool:
    """Whether a sentence goes on behind ``line``."""
    return not _ENDS.search(read_passage(line.text[-40:]).text) and len(line.text) > 12


def _is_short(line: Line) -> bool:
    return len(line.text) <= 12 and not line.style


def _dashes_beside(n: int, texts: Sequence[str]) -> list[int]:
    """Lines of nothing but a dash right above and below: both, or neither."""
    beside = [k for k in (n - 1, n + 1) if 0 <= k < len(texts) and _DASHES.fullmatch(texts[k])]
    return beside if len(beside) == 2 else []


def _find_dashes(texts: Sequence[str], pages: dict[int, NoiseKind]) -> list[int]:
    return [k for n in pages for k in _dashes_beside(n, texts)]


def _find_running(
    lines: Sequence[Line], texts: Sequence[str], edges: dict[int, NoiseKind], titles: set[str]
) -> Iterator[int]:
    """Lines that recur at the edges of pages, or in the middle of sentences; one to three of them may be one title."""
    begins = next((n for n, line in enumerate(lines) if _is_text(line)), len(lines))
    places: dict[str, list[range]] = {}
    for n in range(len(lines)):
        for count in range(1, MAX_BROKEN + 1):
            block = range(n, n + count)
            if n + count > len(lines) or not all(_may_run(lines[k], texts[k], k in edges) for k in block):
                break
            text = "".join(texts[k].replace(" ", "") for k in block)
            if MIN_RUNNING <= len(text) <= MAX_RUNNING and _is_like_title(text):
                places.setdefault(text, []).append(block)
    for text, blocks in places.items():
        at_edge = [b for b in blocks if b[0] - 1 in edges or b[-1] + 1 in edges]
        inside = [b for b in blocks if _breaks_in(b, lines)]
        first = blocks[0] if blocks[0][0] < begins else range(0)  # the title itself
        if at_edge and (len(at_edge) > 1 or len(blocks) > 1 or text in titles):
            yield from (k for b in {*at_edge, *inside} if b != first for k in b)
        elif len(inside) > 1 and len(blocks) > 2 and _differ_around(blocks, lines):
            yield from (k for b in inside for k in b)


def _may_run(line: Line, text: str, known: bool) -> bool:
    return bool(text) and not (known or line.style or _SENTENCE.search(text) or begins_item(text) or "\t" in line.text)


def _differ_around(blocks: Sequence[range], lines: Sequence[Line]) -> bool:
    """Whether what stands above and below is another text each time; words that recur in a text recur together."""
    above = [lines[block[0] - 1].text for block in blocks if block[0]]
    below = [lines[block[-1] + 1].text for block in blocks if block[-1] + 1 < len(lines)]
    return len(set(above)) == len(above) and len(set(below)) == len(below)


def _breaks_in(block: range, lines: Sequence[Line]) -> bool:
    """Whether lines stand in the middle of a sentence: what is above goes on, and below nothing new begins."""
    if not block[0] or block[-1] + 1 >= len(lines):
        return False
    above, below = lines[block[0] - 1], lines[block[-1] + 1]
    sentence = len(above.text) > 20 or "，" in above.text
    return _is_open(above) and sentence and not below.style
