"""Which offices answer for a clause, as printed, and which bodies are they?

Invariant: every printed name is kept as printed; one that the table does not know becomes a body of its own name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search_app.data import read_table
from search_app.model import Bilingual, Department
from search_app.text.fold import squeeze
from search_app.text.passage import plain, read_passage

# Brackets are matched first, so that nothing inside them separates; white space does before another label.
_SEPARATOR = re.compile(r"\([^()]*\)|[、,;。]|\s+(?=[\u4e00-\u9fff]{2,8}\s*:)")
_LABEL = re.compile(r"^(?:[\u4e00-\u9fff]{2,8}\s*:\s*)+|^由(?=.{2})")  # 责任单位：, 协同单位：, 主办：
_SET_APART = re.compile(r"(?:[\u4e00-\u9fff]\s){4,}")  # every character by itself: no space separates anything
_DUTY = re.compile(r"(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:牵头|配合|负责|协办|会同)+$")


@dataclass(frozen=True, slots=True)
class Body:
    """A row of ``data/departments.toml``: one public body and every name it goes by."""

    id: str
    name: Bilingual
    printed: tuple[str, ...]
    aliases: tuple[str, ...]
    former: tuple[str, ...]


def read_bodies() -> tuple[Body, ...]:
    """The table of bodies."""
    return tuple(
        Body(
            row["id"],
            Bilingual(row["zh"], row["en"]),
            tuple(row["printed"]),
            tuple(row["aliases"]),
            tuple(f"{former['name']}|{former['en']}" for former in row.get("former", ())),
        )
        for row in read_table("departments", "department")
    )


def find_printed_names(bracket: str) -> tuple[str, ...]:
    """``〔责任单位：市科技局、市财政局〕`` → ("市科技局", "市财政局"), characters as printed.

    Also 牵头单位：X；配合单位：Y and （X牵头，Y配合）.
    """
    if _SET_APART.search(bracket):
        bracket = squeeze(bracket)
    folded = plain(bracket).rstrip()
    start, end = 0, len(folded)
    if folded[:1] in "([" and folded[-1:] in ")]":
        start, end = 1, end - 1
    names: dict[str, None] = {}
    marks = [place for place in _SEPARATOR.finditer(folded, start, end) if place.group()[0] != "("]
    for place in (*marks, None):
        stop = place.start() if place else end
        piece = folded[start:stop]
        label = _LABEL.match(piece.lstrip())
        begin = start + len(piece) - len(piece.lstrip()) + (label.end() if label else 0)
        duty = _DUTY.search(folded[begin:stop].rstrip())
        name = bracket[begin : begin + duty.start() if duty else stop].strip()
        if name:
            names[name] = None
        start = place.end() if place else stop
    return tuple(names)


_HAN = r"[\u4e00-\u9fff]"
# 商 and 和 join two bodies behind the end of a name (由市教育局商市财政局解释), but stand inside one in 市商务局.
_WITH = r"(?:、|会同|(?<=[局委厅部处室会府])(?:会?商(?![务贸])|和|与))"
_NAME_BODY = rf"(?:(?!{_WITH}|由){_HAN})"
# A centre or a section may also be what is supported: of these only those of a place or a body are offices.
_OFFICE_NAME = (
    rf"(?:{_NAME_BODY}{{2,14}}?(?:局|委员会|管委会|办公室|厅|委)|"
    rf"{_NAME_BODY}{{0,5}}?[省市县区州盟旗府]{_NAME_BODY}{{1,14}}?(?:部|处|中心))"
)
_OFFICES = rf"{_OFFICE_NAME}(?:{_WITH}{_OFFICE_NAME})*"
_ONE_OF_OFFICES = re.compile(rf"{_WITH}?({_OFFICE_NAME})(?={_WITH}|$)")
_TASK = "会同|负责|主管|牵头|统一|统筹|受理|受托|承担|协[助同]|配合|解释|追回|收回|为之|办理"
_ON_DUTY = re.compile(
    rf"(?:由|[,;:。\]]|^)({_OFFICES})(?={_TASK})|会同({_OFFICES})|"
    rf"主管(?:机关|部门)(?:为|是)({_OFFICES})|由({_OFFICE_NAME})为主管|向({_OFFICES})(?=提[出交]|申请|申报)"
)


def find_offices_on_duty(text: str) -> str:
    """Offices that sentences give a task (由市商务局会同市财政局负责), joined as a bracket would print them. For
    documents that print no office brackets."""
    passage = read_passage(text)
    spans = [found.span(found.lastindex or 0) for found in _ON_DUTY.finditer(passage.text)]
    found = (name.span(1) for span in spans for name in _ONE_OF_OFFICES.finditer(passage.text, *span))
    names = dict.fromkeys(passage.printed[start:end] for start, end in found)
    return f"（责任单位：{'、'.join(names)}）" if names else ""


def make_departments(bracket: str, bodies: dict[str, Body]) -> tuple[Department, ...]:
    """The offices of ``bracket``; ``bodies`` is keyed by folded printed name (see ``by_printed_name``)."""
    departments = []
    for printed in find_printed_names(bracket):
        body = bodies.get(plain(printed))
        if body:
            departments.append(Department(body.id, printed, body.name))
        else:
            departments.append(Department(printed, printed, Bilingual(printed, printed)))
    return tuple(departments)


def by_printed_name(bodies: tuple[Body, ...]) -> dict[str, Body]:
    """Bodies by every name they are printed under, folded."""
    return {plain(printed): body for body in bodies for printed in body.printed}
