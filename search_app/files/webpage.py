"""What is the main text of a web page? Decodes, parses, and writes the elements that ``content`` chooses as lines.

Invariant: each block element is a line of its own, each row of a table of values one line of tab-joined cells.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from search_app.files.content import (
    BLOCKS,
    drop_furniture,
    drop_invisible,
    find_main,
    find_title,
    is_table_of_values,
    tag_of,
)
from search_app.files.parsed import LeftOut, ParsedText
from search_app.files.plain import read_plain
from search_app.files.printed_numbers import make_number
from search_app.files.problem import FormatError
from search_app.files.struck import drop_struck
from search_app.files.tables import MAX_SPAN
from search_app.text.joining import raise_digits

_REMEDY = "open it in a browser, copy the text, and save it as UTF-8 text (.txt)"
_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?\bcharset\s*=\s*(?:["']\s*)?|"""
    rb"""\?xml\b[^>]{0,200}?\bencoding\s*=\s*["'])([\w-]{1,40})""",
    re.I,
)
_CHINESE = ("gb2312", "gbk", "gb18030")  # pages say the old name and use the new characters
_LIST_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
# A row of the table of the register above a document (标题：…) names the title too, but is not its heading.
_ROW = re.compile(r"\t|^[\u4e00-\u9fff\s]{2,8}[:：]")
MAX_PAGE_TITLE = 300  # characters of all that a page calls itself
_SPACE = re.compile(r"[ \t\r\n\f]+")  # not the ideographic space, which is an indent


def read_webpage(raw: bytes) -> ParsedText:
    """The main text of an HTML page, without what is struck out. FormatError when it cannot be decoded, nests too
    deeply, or has no text."""
    root = _parse(_decode(raw))
    struck = drop_struck(root)
    names = _find_names(root)
    title = drop_invisible(root)
    shown_by_browser = _Writer().write(root)
    drop_furniture(root)
    main = find_main(root)
    lines = _Writer().write(main)
    heading = find_title(root, main, title)
    shown = [line for line in lines if not _ROW.search(line)][:5]
    if heading and _squeeze(heading) not in _squeeze("".join(shown)):
        lines.insert(0, heading)
    beside = Counter(shown_by_browser) - Counter(lines)
    left_out = (LeftOut("site", line) for line in dict.fromkeys(shown_by_browser) if beside[line])
    return ParsedText("\n".join(lines) + "\n", struck, tuple(left_out), names)


def _find_names(root: etree._Element) -> str:
    """What a page calls itself, the surest first, with | between: for the editors of the site, for the window, in its
    headings."""
    meta = (e.get("content", "") for e in root.iter("meta") if e.get("name", "").lower() == "articletitle")
    shown = ("".join(map(str, e.itertext())) for tag in ("title", "h1") for e in root.iter(tag))
    names = (" ".join(name.split()) for name in (*meta, *shown))
    return "|".join(dict.fromkeys(name for name in names if name))[:MAX_PAGE_TITLE]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _decode(raw: bytes) -> str:
    """BOM, then the charset that the page names; a page that names a wrong one is read as a plain text is."""
    found = _CHARSET.search(raw[:8192])
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or not found:
        return read_plain(raw)
    name = found.group(1).decode("ascii").lower()
    if name.startswith("utf-16"):  # the name was read byte by byte, so it is not
        return read_plain(raw)
    try:
        return raw.decode("gb18030" if name in _CHINESE else codecs.lookup(name).name)
    except UnicodeDecodeError:
        return read_plain(raw)
    except LookupError as error:
        raise FormatError(f"the page names an unknown encoding {name!r}", _REMEDY) from error


def _parse(text: str) -> etree._Element:
    # Given as UTF-8 bytes: the parser would refuse a string that names another encoding.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\0", "\ufffd").encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"the page cannot be parsed ({error})", _REMEDY) from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log):  # the rest of the page was not read
        raise FormatError("the page nests its elements too deeply", _REMEDY)
    if root is None:
        raise FormatError("holds no text", _REMEDY)
    return root


class _Writer:
    """Turns elements into lines; white space is joined as a browser does."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []

    def write(self, element: etree._Element) -> list[str]:
        """The lines of ``element``, none of them blank."""
        self._write_children(element)
        self._break()
        return self._lines

    def _break(self) -> None:
        line = "".join(self._pieces).strip()
        self._pieces = []
        if line:
            self._lines.append(line)

    def _add(self, text: str | None, keep: bool = False) -> None:
        if not text:
            return
        for i, piece in enumerate(text.splitlines() if keep else [_SPACE.sub(" ", text)]):
            if i:
                self._break()
            # White space around a line break of the source joins with that of the piece before it.
            self._pieces.append(piece.lstrip(" ") if self._pieces and self._pieces[-1].endswith(" ") else piece)

    def _write_children(self, element: etree._Element, keep: bool = False) -> None:
        self._add(element.text, keep)
        counter = _start_of(element)
        for child in element:
            tag, label = tag_of(child), ""
            if tag == "li" and tag_of(element) == "ol":
                counter = _int(child.get("value"), counter)
                label = make_number(_LIST_STYLES.get(element.get("type", "1"), "decimal"), counter) + ". "
                counter += 1
            self._write_one(child, tag, keep, label)
            self._add(child.tail, keep)

    def _write_one(self, child: etree._Element, tag: str, keep: bool, label: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "table" and is_table_of_values(child):
            self._break()
            self._lines += (line for caption in child.iter("caption") for line in _Writer().write(caption))
            self._lines += _read_rows(child)
        elif tag == "sup":
            raised = _Writer()
            self._add(raise_digits(" ".join(raised.write(child))))
        elif tag in BLOCKS:
            if tag != "p" or not _opens_item(child, self._pieces):
                self._break()
            self._add(label)
            self._write_children(child, keep or tag == "pre")
            self._break()
        elif tag:
            self._write_children(child, keep)


def _read_rows(table: etree._Element) -> Iterator[str]:
    """The rows of a table of values: cells between tabs; what a cell covers below it or beside it is empty."""
    covered: dict[int, int] = {}  # by column: in how many further rows a cell from above stands there
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in (cell for cell in row if tag_of(cell) in ("td", "th")):
            _skip(cells, covered)
            across, down = (max(1, min(_int(cell.get(name), 1), MAX_SPAN)) for name in ("colspan", "rowspan"))
            covered |= dict.fromkeys(range(len(cells), len(cells) + across), down - 1)
            cells += [" ".join(_Writer().write(cell)).replace("\t", " "), *[""] * (across - 1)]
        _skip(cells, covered)
        if any(cells):
            yield "\t".join(cells)


def _skip(cells: list[str], covered: dict[int, int]) -> None:
    """Add an empty cell for each column from here on in which a cell from above stands."""
    while covered.get(len(cells), 0) > 0:
        covered[len(cells)] -= 1
        cells.append("")


def _opens_item(child: etree._Element, pieces: list[str]) -> bool:
    """A paragraph at the very start of a numbered item stays on the line of its number."""
    parent = child.getparent()
    return parent is not None and tag_of(parent) == "li" and len("".join(pieces).split()) == 1 and parent[0] is child


def _start_of(element: etree._Element) -> int:
    return _int(element.get("start"), 1) if tag_of(element) == "ol" else 1


def _int(text: str | None, default: int) -> int:
    return int(text) if text and len(text) < 6 and text.strip().isdecimal() else default
