"""Texts that the tests of this room read, and how their parts are shown."""

from __future__ import annotations

from search_app.clauses.outline import split_file
from search_app.files.read import SourceText
from search_app.model import Part
from search_app.text.fold import squeeze
from search_app.text.script import simplify

# Long enough for a provision: it says what is paid, at most how much, and what follows.
LONG = "给予一次性奖励20万元，同一企业全年累计不超过100万元；提供虚假材料的，全部退回。"


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of ``text``, of which nothing may be lost."""
    parts = split_file(SourceText("test.txt", text, "")).parts
    assert_nothing_lost(text, parts)
    return parts


def assert_nothing_lost(text: str, parts: tuple[Part, ...]) -> None:
    assert "".join(text[part.span.start : part.span.end] for part in parts) == text
    for part in parts:
        printed = squeeze(text[part.span.start : part.span.end])
        said = squeeze(part.label + part.text + part.bracket)
        assert said == printed or (part.removed and len(said) + len(squeeze(part.removed)) == len(printed))
        if part.title:
            assert 0 <= part.title.start < part.title.end <= len(part.text)


def outline_of(text: str) -> list[str]:
    """Headings and clauses, each as 标题 or 条 with its label and the beginning of its text, in simplified script."""
    shown = {"heading": "# ", "clause": ""}
    return [shown[p.kind] + simplify(p.label + p.text[:4]) for p in parts_of(text) if p.kind in shown]


def kinds_of(text: str) -> list[str]:
    return [part.kind for part in parts_of(text)]
