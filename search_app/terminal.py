"""How is an inspection printed for a person at a terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from search_app.library.inspect import Inspection, ReadPart
from search_app.model import Amount, Bilingual, Clause, Lang

_SURE = 0.9  # of a figure that is read less surely than this it is said how sure
_LINES = 8  # of a doubt that stands on many
_WORDS = {
    "no_title": Bilingual("（无标题）", "(no title)"),
    "facts": Bilingual("文号 {number} · 印发日期 {issued}", "number {number} · issued {issued}"),
    "validity": Bilingual("效力：{quote}", "validity: {quote}"),
    "not_stated": Bilingual("未载明", "not stated"),
    "size": Bilingual("{n}字，{lines}", "{n} characters, {lines}"),
    "joined": Bilingual("，连接{n}处换行", ", line ends joined: {n}"),
    "heading": Bilingual("{n}字", "{n} characters below"),
    "departments": Bilingual("责任单位：{names}", "departments: {names}"),
    "amounts": Bilingual("数值：{list}", "amounts: {list}"),
    "whole": Bilingual("{n}个字符全部归入{parts}个部分", "all {n} characters of it stand in {parts} parts"),
    "doubts": Bilingual("需核对{n}处", "{n} places to look at"),
    "line": Bilingual("第{n}行", "line {n}"),
    "lines": Bilingual("第{n}行", "lines {n}"),
    "award": Bilingual("给予", "award"),
    "cap": Bilingual("上限", "cap"),
    "rate": Bilingual("标准", "rate"),
    "condition": Bilingual("条件", "condition"),
    "term": Bilingual("其他", "term"),
    "unsure": Bilingual("不能确定", "not certain"),
    "how_sure": Bilingual("{role}，把握{n}%", "{role}, {n} % sure"),
}


def print_inspections(inspections: Iterable[Inspection], lang: Lang) -> str:
    """The reading as an indented outline, then everything that is doubtful, each with its line."""
    return "\n".join(line for one in inspections for line in _print_one(one, lang))


def _print_one(one: Inspection, lang: Lang) -> Iterator[str]:
    document = one.document
    yield document.title.zh or _say("no_title", lang)
    yield "  " + _say("facts", lang, number=document.number or "-", issued=document.issued or "-")
    yield "  " + _say("validity", lang, quote=document.term.quote or _say("not_stated", lang))
    for read in one.parts:
        if read.part.kind == "heading":
            size = sum(len(c.text.zh) for c in document.clauses if any(h.zh == _name(read) for h in c.path))
            yield f"  {'  ' * (read.part.depth - 1)}{_name(read)} · {_say('heading', lang, n=size)}"
        elif read.clause:
            yield from _print_clause(read, read.clause, lang)
    characters = sum(read.part.span.end - read.part.span.start for read in one.parts)
    yield "  " + _say("whole", lang, n=characters, parts=len(one.parts))
    yield "  " + _say("doubts", lang, n=len(one.doubts))
    for doubt in one.doubts:
        yield f"  ! {_name_lines(doubt.lines, lang)}: {doubt.message.get(lang)}"


def _name_lines(lines: Sequence[int], lang: Lang) -> str:
    """第3行; lines 3, 12, 40 … where there are many."""
    shown = [str(line) for line in lines[:_LINES]] + (["…"] if len(lines) > _LINES else [])
    return _say("line" if len(lines) == 1 else "lines", lang, n=("、" if lang == "zh" else ", ").join(shown))


def _name(read: ReadPart) -> str:
    return read.part.label + read.part.text.rstrip("。")


def _print_clause(read: ReadPart, clause: Clause, lang: Lang) -> Iterator[str]:
    name = clause.title.zh if clause.title else clause.text.zh[:24] + "…"
    start, end = clause.source.line_start, clause.source.line_end
    lines = _say("lines", lang, n=f"{start}–{end}") if end > start else _say("line", lang, n=start)
    size = _say("size", lang, n=len(clause.text.zh), lines=lines)
    joined = _say("joined", lang, n=read.joined) if read.joined else ""
    yield f"    {clause.label or clause.clause} {name} · {size}{joined}"
    if clause.departments:
        names = "、".join(department.printed for department in clause.departments)
        yield "      " + _say("departments", lang, names=names)
    if clause.amounts:
        shown = ", ".join(f"{amount.text} ({_say_role(amount, lang)})" for amount in clause.amounts)
        yield "      " + _say("amounts", lang, list=shown)


def _say_role(amount: Amount, lang: Lang) -> str:
    role = _say(amount.role, lang)
    return role if amount.sure >= _SURE else _say("how_sure", lang, role=role, n=round(amount.sure * 100))


def _say(key: str, lang: Lang, **values: object) -> str:
    return _WORDS[key].get(lang).format(**values)
