"""What does a PDF print, page by page, without its page numbers and running titles?

Invariant: only lines that repeat at one height of the pages, turned stamps and struck-out words are left out, and said;
a page that is an image, and characters that a font does not name, are refused and never skipped.
"""

from __future__ import annotations

import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from search_app.files.parsed import LeftOut, ParsedText
from search_app.files.pdf_fonts import Fonts
from search_app.files.pdf_glyphs import DAMAGES, MuteFontError, read_drawn
from search_app.files.pdf_lines import Page, PageLine, read_page
from search_app.files.pdf_paragraphs import join_paragraphs
from search_app.files.problem import FormatError

MAX_PAGES = 2_000
EDGE_LINES = 3  # running titles and page numbers stand among the first or last printed heights of a page
SAME_HEIGHT = 3.0  # points
MIN_REPEATS = 3  # two equal lines can be chance
SHARE = 0.4  # odd and even pages may have titles of their own, and a cover has none
_SCAN = "read it with OCR, check the text, and save it as .docx or UTF-8 text"
_ORIGINAL = "save the document it was made from as .docx or UTF-8 text"
_SENTENCE_END = re.compile(r"[。；;：:，,、〕\])）]$")
# …办法（暂行）: a bracket behind words that are no sentence, without what names the offices of a clause.
_TITLE_BRACKET = re.compile(
    r"[^。；;：:，,（(〔\[]+[（(〔\[][^。；;：:，,、（()）〔〕\[\]]{1,12}(?<!牵头)(?<!负责)(?<!配合)[)）〕\]]"
)
MOST = 0.5  # of the pages: so often must a line recur that ends as a clause may end
_PAGE_NUMBER = re.compile(
    r"[-—–―－\s·•~]*(?:第?\s*(\d{1,4})\s*页?)(?:\s*[,，/／]?\s*共?\s*\d{1,4}\s*页?)?[-—–―－\s·•~]*"
)


def read_pdf(raw: bytes) -> ParsedText:
    """The text layer of a PDF: its paragraphs from top to bottom, rows of tables as tab-joined cells; and what was
    left out.

    FormatError for a scan, a password, more than ``MAX_PAGES`` pages, fonts that do not say their characters.
    """
    warnings = _listen()
    reader = _open(raw)
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise FormatError(f"has more than {MAX_PAGES:,} pages", "split it into its documents")
    pages, fonts = [], Fonts()
    for number, page in enumerate(reader.pages, start=1):
        pages.append(_read_page(page, number, fonts))
        if any("encoding" in warning.lower() and "not implemented" in warning for warning in warnings):
            raise FormatError("a font does not say which characters it shows", _ORIGINAL, f"page {number}")
    running = _find_running([line for page in pages for line in page.lines], count)
    kept = [[line for line in page.lines if line not in running] for page in pages]
    if not any(line.text.strip() for lines in kept for line in lines):
        raise FormatError("a scan: its pages are images without a text layer", _SCAN)
    for number, lines in enumerate(kept, start=1):
        if not any(line.text.strip() for line in lines) and _has_image(reader.pages[number - 1]):
            raise FormatError("a scan: the page is an image without a text layer", _SCAN, f"page {number}")
    text = "".join(line + "\n" for line in join_paragraphs([line for lines in kept for line in lines]))
    return ParsedText(text, tuple(one for page in pages for one in page.struck), _left_out(pages, running))


def _left_out(pages: Sequence[Page], running: frozenset[PageLine]) -> tuple[LeftOut, ...]:
    """The running titles and page numbers in printed order, then the stamps."""
    lines = (line for page in pages for line in page.lines if line in running)
    edges = (LeftOut("page" if _PAGE_NUMBER.fullmatch(_with_single_spaces(line.text)) else "running_title", line.text)
             for line in lines)  # fmt: skip
    return (*edges, *(LeftOut("stamp", text) for page in pages for text in page.stamps))


class _Listener(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__()
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._messages) < 1000:
            self._messages.append(record.getMessage())


def _listen() -> list[str]:
    """What pypdf logs from now on: it says there, and nowhere else, that it guessed at characters."""
    messages: list[str] = []
    logger = logging.getLogger("pypdf")
    logger.handlers = [_Listener(messages)]
    logger.propagate = False
    return messages


def _open(raw: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        locked = True  # a strong cipher: there is a password, if only against changes
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        shown = str(error).encode("ascii", "replace").decode()[:200]
        raise FormatError(f"the PDF is damaged ({shown})", "print it to a new PDF, or save the original") from error
    if locked:
        raise FormatError("the PDF has a password or is protected", "save a copy without protection")
    return reader


def _read_page(page: PageObject, number: int, fonts: Fonts) -> Page:
    try:
        read = read_page(read_drawn(page, fonts), number)
    except MuteFontError:
        raise FormatError("a font does not say which characters it shows", _ORIGINAL, f"page {number}") from None
    except DAMAGES as error:
        shown = f"{type(error).__name__}: {error}".encode("ascii", "replace").decode()[:200]
        raise FormatError(f"the page is damaged ({shown})", _ORIGINAL, f"page {number}") from error
    return replace(read, lines=tuple(_mark_edges(read.lines)))


def _mark_edges(lines: Sequence[PageLine]) -> list[PageLine]:
    heights: list[float] = []
    for height in sorted(line.height for line in lines):
        if not heights or height - heights[-1] > SAME_HEIGHT:
            heights.append(height)
    outer = [*heights[:EDGE_LINES], *heights[-EDGE_LINES:]]
    return [replace(line, edge=any(0 <= line.height - edge <= SAME_HEIGHT for edge in outer)) for line in lines]


def _find_running(lines: Sequence[PageLine], pages: int) -> frozenset[PageLine]:
    """The outermost lines that repeat: equal text at one height, or figures that count with the pages."""
    titles: dict[tuple[str, int], set[PageLine]] = defaultdict(set)
    numbers: dict[int, set[PageLine]] = defaultdict(set)
    for line in lines:
        found = _PAGE_NUMBER.fullmatch(_with_single_spaces(line.text))
        if line.edge and found:
            numbers[int(found.group(1)) - line.page].add(line)
        elif line.edge and (_TITLE_BRACKET.fullmatch(line.text) or not _SENTENCE_END.search(line.text)):
            for band in _bands(line.height):
                titles[_without_page(line), band].add(line)
    running: set[PageLine] = set()
    for (text, _), group in titles.items():
        share = MOST if _SENTENCE_END.search(text) else SHARE
        if len({line.page for line in group}) >= max(min(MIN_REPEATS, pages), share * pages, 2):
            running |= group
    for offset, group in numbers.items():
        if len({line.page for line in group}) >= max(SHARE * pages, 2) or (pages == 1 and offset == 0):
            running |= _most_common_height(group)
    return frozenset(_outermost(lines, running))


def _outermost(lines: Sequence[PageLine], running: set[PageLine]) -> Iterator[PageLine]:
    """Of ``running``, what no other line of the page stands outside of: text between text is never left out."""
    pages: dict[int, list[PageLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    for page in pages.values():
        down = sorted(page, key=lambda line: line.height)
        for way in (down, down[::-1]):
            yield from takewhile(running.__contains__, way)


def _without_page(line: PageLine) -> str:
    """The text without its own page number at either end, as in 某市政策汇编 3; 附件 3 is short and is no title."""
    text = re.sub(rf"^{line.page}\s+(?=\S{{4}})|(?<=\S{{4}})\s+{line.page}$", "", _with_single_spaces(line.text))
    return re.sub(r"\s+", "", text)


def _with_single_spaces(text: str) -> str:
    """``text`` for patterns that allow white space in several places: of a long run they would try every part."""
    return re.sub(r"\s+", " ", text)


def _bands(height: float) -> tuple[int, int]:
    """Two overlapping bands, so that heights close to each other always share one."""
    return round(height / (2 * SAME_HEIGHT)) * 2, int(height // (2 * SAME_HEIGHT)) * 2 + 1


def _most_common_height(group: set[PageLine]) -> set[PageLine]:
    """Those page numbers that stand where most of the others stand; a figure of a table can count by chance."""
    bands: dict[int, set[PageLine]] = defaultdict(set)
    for line in group:
        for band in _bands(line.height):
            bands[band].add(line)
    return max(bands.values(), key=len)


def _has_image(page: PageObject) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    return bool(objects is not None and objects.get_object())
