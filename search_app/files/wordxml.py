"""Which WordprocessingML element or attribute is this? Hides the two namespaces in which Word writes.

Invariant: names of Word's own namespaces are bare ("p"); every other element begins with "*" ("*Choice").
"""

from __future__ import annotations

from lxml import etree

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)


def find_tag(element: etree._Element) -> str:
    """The bare name of a Word element, "*" and the name of any other, "" for a comment."""
    if not isinstance(element.tag, str):
        return ""
    space, _, local = element.tag.rpartition("}")
    return local if space[1:] in _WORD else f"*{local}"


def find_value(element: etree._Element | None, name: str = "val") -> str | None:
    """The Word attribute ``name`` of ``element``."""
    if element is None:
        return None
    for space in _WORD:
        value = element.get(f"{{{space}}}{name}")
        if value is not None:
            return str(value)
    return None


def find_number(element: etree._Element | None, name: str = "val") -> int | None:
    """The same as a whole number; None when it is missing or none."""
    value = find_value(element, name)
    return int(value) if value and len(value) < 10 and value.lstrip("-").isdecimal() else None


def find_child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at ``path`` (names of Word elements) below ``element``."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if find_tag(child) == name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and find_value(element) not in ("0", "false", "off", "none")
