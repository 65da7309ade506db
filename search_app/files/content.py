"""Which element of a web page holds its text, and what around it is furniture?

Invariant: what is left out is hidden, a form, or consists of links, or says by its name or words that it is furniture;
running text is never left out.
"""

from __future__ import annotations

import re

from lxml import etree

from search_app.files.tables import holds_text

_INVISIBLE = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "button",
        "select",
        "textarea",
        "input",
        "datalist",
        "dialog",
        "rt",
        "rp",
        "head",
        "title",
        "link",
        "meta",
    ]
)
_FURNITURE = frozenset(["nav", "footer", "aside", "menu", "search"])
_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog"]
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navi|menu|foot|footer|bottom|crumb|crumbs|breadcrumb|breadcrumbs|sidebar|side|share|"
    r"related|copyright|toolbar|pager|pagination|position|location|topbar|banner|qrcode)(?:$|[\s_-])",
    re.I,
)
_WORDS = re.compile(
    "ICP备|公网安备|版权所有|当前位置|您的位置|您所在的位置|打印本页|关闭窗口|扫一扫|分享到|"
    "网站标识码|网站地图|上一篇|下一篇"
)
MAX_FURNITURE = 200  # a longer text that says 版权所有 is about it
_NAMED = re.compile(r"(?:^|[\s_-])(?:TRS_Editor|TRS_UEDITOR|UCAP-CONTENT|zoom|zoomcon)(?:$|[\s_-])", re.I)
_CONTAINERS = frozenset(
    [
        "html",
        "body",
        "div",
        "main",
        "article",
        "section",
        "td",
        "th",
        "table",
        "tbody",
        "tr",
        "center",
        "form",
        "font",
        "span",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADING = re.compile(r"(?:^|[\s_-])(?:title|tit|biaoti)(?:$|[\s_-])", re.I)
MIN_TITLE = 4


def tag_of(element: etree._Element) -> str:
    """The lower-case name of ``element``, "" for a comment or the like."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def drop_invisible(root: etree._Element) -> str:
    """Take out of the tree what no browser shows; gives the words of <title>."""
    title = " ".join("".join(map(str, e.itertext())) for e in root.iter("title"))
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is not None and _is_invisible(element):
            _remove(element, parent)
    return title


def _is_invisible(element: etree._Element) -> bool:
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
    return tag_of(element) in _INVISIBLE or bool(hidden)


def drop_furniture(root: etree._Element) -> None:
    """Take out of the tree what by its kind is no text."""
    total = len(_text(root))
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is not None and _is_furniture(element, total):
            _remove(element, parent)


def _is_furniture(element: etree._Element, total: int) -> bool:
    tag = tag_of(element)
    if tag in _FURNITURE or element.get("role", "") in _ROLES:
        return True
    if tag == "header":  # that of an article holds its title
        return not any(tag_of(above) in ("article", "main") for above in element.iterancestors())
    # A form around the whole page is how some servers build pages, not a form to fill in.
    return tag == "form" and 2 * len(_text(element)) < total


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take ``element`` out and leave the text after it where it is."""
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _text(element: etree._Element) -> str:
    return re.sub(r"\s+", "", "".join(map(str, element.itertext())))


def find_main(root: etree._Element) -> etree._Element:
    """The smallest element outside which there is nothing but links and furniture; furniture inside it is removed."""
    bodies = list(root.iter("body"))
    element = bodies[0] if bodies else root
    total = max(_prose(element), 1)
    for marked in element.iter():
        name = f"{marked.get('class', '')} {marked.get('id', '')}"
        known = tag_of(marked) in ("main", "article") or marked.get("role") == "main" or _NAMED.search(name)
        if known and 10 * _prose(marked) >= 6 * total:
            element = marked  # the last one that fits is the innermost
    while True:
        for child in list(element):
            if _is_beside(child):
                _remove(child, element)
        children = [child for child in element if _text(child)]
        loose = (element.text or "") + "".join(child.tail or "" for child in element)
        if len(children) != 1 or loose.strip() or tag_of(children[0]) not in _CONTAINERS - {"span", "font", "tr"}:
            return _clean(element)
        element = children[0]


def _clean(element: etree._Element) -> etree._Element:
    for child in list(element.iter()):
        parent = child.getparent()
        if (
            child is not element
            and parent is not None
            and tag_of(child) in ("div", "ul", "table")
            and _is_beside(child)
        ):
            _remove(child, parent)
    return element


def _prose(element: etree._Element) -> int:
    """Characters that are not in links."""
    return len(_text(element)) - _linked(element)


def _linked(element: etree._Element) -> int:
    return sum(len(_text(link)) for link in element.iter("a") if link.get("href"))


def _is_beside(element: etree._Element) -> bool:
    """Mostly links, or short and furniture by its class or words."""
    if tag_of(element) not in BLOCKS or tag_of(element) in ("h1", "h2", "h3"):
        return False
    text = _text(element)
    if not text:
        return False
    # One or two links may be references to other policies; a list of them is not text.
    if 10 * _linked(element) > 6 * len(text) and len(list(element.iter("a"))) > 2:
        return True
    if len(text) > MAX_FURNITURE:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_CLASSES.search(names) or (tag_of(element) not in ("p", "li") and _WORDS.search(text)))


def find_title(root: etree._Element, main: etree._Element, title: str) -> str:
    """The heading outside ``main`` that <title> repeats, or ""."""
    wanted = re.sub(r"\s+", "", title)
    for element in root.iter():
        named = _HEADING.search(f"{element.get('class', '')} {element.get('id', '')}")
        if tag_of(element) not in ("h1", "h2", "h3") and not named:
            continue
        text = _text(element)
        if len(text) >= MIN_TITLE and text in wanted and main not in element.iterdescendants():
            return " ".join("".join(map(str, element.itertext())).split())
    return ""


def is_table_of_values(table: etree._Element) -> bool:
    """False for a table that only places its content: a table inside, one cell, or cells that are whole texts."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    cells = [cell for cell in table.iter() if tag_of(cell) in ("td", "th")]
    if any(holds_text(_paragraphs(cell)) for cell in cells):
        return False
    return any(sum(tag_of(cell) in ("td", "th") for cell in row) > 1 for row in table.iter("tr"))


def _paragraphs(cell: etree._Element) -> list[str]:
    """The texts of a cell, one for each of its blocks and line breaks."""
    pieces = [""]
    for action, element in etree.iterwalk(cell, events=("start", "end")):
        breaks = tag_of(element) in BLOCKS or tag_of(element) == "br"
        if breaks:
            pieces.append("")
        said = element.text if action == "start" else (element.tail if element is not cell else "")
        pieces[-1] += said or ""
    return [piece for piece in pieces if piece.strip()]
