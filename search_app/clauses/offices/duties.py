"""Which offices does a sentence charge with a task: 由市商务局会同市财政局负责?

Invariant: who applies, who pays from a bank, and who only receives a report is no such office.
"""

from __future__ import annotations

import re
from functools import cache

from search_app.data.phrases import one_of
from search_app.text.passage import read_passage

_HAN = r"[\u4e00-\u9fff]"
# 商 and 和 join two bodies behind the end of a name (由市教育局商市财政局解释), but stand inside one in 市商务局.
_WITH = r"(?:、|会同|(?<=[局委厅部处室会府])(?:会?商(?![务贸])|和|与))"
_NAME_BODY = rf"(?:(?!{_WITH}|由){_HAN})"
# A centre or a section may also be what is supported: of these only those of a place or a body are offices.
_OFFICE_NAME = (
    rf"(?:{_NAME_BODY}{{2,14}}?(?:局|委员会|管委会|办公室|厅|委)|"
    rf"{_NAME_BODY}{{0,6}}(?:\([^()]{{1,8}}\))?{_NAME_BODY}{{0,6}}?政府|"
    rf"{_NAME_BODY}{{0,5}}?[省市县区州盟旗府]{_NAME_BODY}{{1,14}}?(?:部|处|中心))"
)
_OFFICES = rf"{_OFFICE_NAME}(?:{_WITH}{_OFFICE_NAME})*"
_ONE_OF_OFFICES = re.compile(rf"{_WITH}?({_OFFICE_NAME})(?={_WITH}|$)")


def find_offices_on_duty(text: str, *, named_by: bool = False) -> tuple[str, ...]:
    """Offices that sentences of ``text`` give a task, as printed, each once. ``named_by``: only those that a sentence
    names with 由, for documents that print their offices in brackets elsewhere."""
    passage = read_passage(text)
    charged = (found for found in _on_duty().finditer(passage.text) if not named_by or found.group().startswith("由"))
    spans = [found.span(found.lastindex or 0) for found in charged]
    named = (name.span(1) for span in spans for name in _ONE_OF_OFFICES.finditer(passage.text, *span))
    names = (passage.words(start, end) for start, end in named)
    return tuple(dict.fromkeys(name.printed for name in names if not _no_office().search(name.text)))


@cache
def _on_duty() -> re.Pattern[str]:
    # 由市教育局核实的企业, 主管部门: what is done is not said of the office.
    task = rf"(?:[在于自][^,;。]{{1,12}}?)?{one_of('offices', 'task')}(?!部|人员|单位|机关|的)"
    oversight = rf"对[^,;:。]{{1,24}}{one_of('offices', 'oversight')}"
    return re.compile(
        rf"(?:由|[,;:。\]]|^)({_OFFICES})(?={task}|{oversight})|会同({_OFFICES})|"
        rf"主管(?:机关|部门)(?:为|是)({_OFFICES})|由({_OFFICE_NAME})为主管|向({_OFFICES})(?=提[出交]|申请|申报)"
    )


@cache
def _no_office() -> re.Pattern[str]:
    return re.compile(one_of("offices", "no_office"))
