"""Documents, headings and clauses: all of the text, nothing but the text, in the right places."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.model import Library, Part
from search_app.policy.read import DocumentError, SourceText, read_source
from search_app.policy.split import split_file
from search_app.text.fold import squeeze

NUMBERED = {
    "digital-economy": 10, "bio-economy": 20, "ice-snow-economy": 10, "creative-design": 16, "financial-opening": 23,
    "innovation-35": 35,
}  # fmt: skip


def parts_of(text: str) -> tuple[Part, ...]:
    return split_file(SourceText("test.txt", text, "")).parts


def assert_nothing_lost(text: str, parts: tuple[Part, ...]) -> None:
    assert "".join(text[part.span.start : part.span.end] for part in parts) == text
    for part in parts:
        assert squeeze(part.label + part.text + part.bracket) == squeeze(text[part.span.start : part.span.end])


def test_the_corpus_is_the_compilation_as_issued() -> None:
    path = Path(__file__).resolve().parents[2] / "corpus" / "hegang-investment-policies.txt"
    digest = "2c1f8a46aa3c2486f9cb640f476ea1d421ad01db736b74db02271354611ee8ca"
    assert read_source(path).sha256 == digest


def test_nothing_of_the_source_is_lost_or_invented(source: SourceText) -> None:
    assert_nothing_lost(source.text, split_file(source).parts)


def test_six_documents_and_114_clauses_in_order(library: Library) -> None:
    found = {d.id: [c.clause for c in d.clauses if c.numbered] for d in library.documents}
    assert found == {name: [str(n) for n in range(1, count + 1)] for name, count in NUMBERED.items()}
    unnumbered = Counter(c.clause for c in library.clauses if not c.numbered)
    assert unnumbered == {"preamble": 6, "closing": 6, "scope": 1}


def test_page_breaks_are_healed(library: Library) -> None:
    texts = {c.id: c for c in library.clauses}
    assert "实现再融资5亿元（含）以上的" in texts["financial-opening/13"].text.zh
    assert texts["innovation-35/22"].departments[-1].printed == "市财政局"
    assert "支持农作物生物育种平台建设，开展" in texts["bio-economy/3"].text.zh
    assert all("\n" not in c.text.zh and "责任单位" not in c.text.zh for c in library.clauses)


def test_headings_stand_above_their_clauses(library: Library) -> None:
    clauses = {c.id: c for c in library.clauses}
    assert [h.zh for h in clauses["creative-design/4"].path] == ["二、支持政策", "（一）培育壮大市场主体"]
    assert [h.zh for h in clauses["financial-opening/13"].path] == ["二、强化金融助振兴贡献激励"]
    assert clauses["digital-economy/7"].path == ()
    assert clauses["creative-design/scope"].label == "一、适用范围"
    assert clauses["creative-design/scope"].text.zh.startswith("本政策措施适用于")


def test_titles_are_taken_where_a_chapter_has_them(library: Library) -> None:
    titles = {c.id: c.title.zh if c.title else None for c in library.clauses}
    assert titles["digital-economy/7"] == "支持发展总部经济"
    assert titles["financial-opening/3"] is None  # a provision that happens to be short
    assert titles["financial-opening/21"] == "强化省市协同，确保政策落实"
    assert sum(title is not None for title in titles.values()) == 94


def test_source_lines_lead_to_the_clause(library: Library, source: SourceText) -> None:
    lines = source.text.split("\n")
    for clause in library.clauses:
        printed = "".join(lines[clause.source.line_start - 1 : clause.source.line_end])
        assert squeeze(clause.printed) == squeeze(printed), clause.id


@given(
    st.lists(
        st.sampled_from(
            [
                "一、",
                "（一）",
                "1.",
                "第一条",
                "\n",
                "目录",
                "…3",
                "〔责任单位：市科技局]",
                "奖励。",
                "，",
                " ",
            ]
        ),
        min_size=1,
    )
)
def test_no_text_is_ever_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        parts = parts_of(text)
    except DocumentError as error:
        assert "test.txt" in str(error)
    else:
        assert_nothing_lost(text, parts)


def test_wrapped_lines_change_nothing(source: SourceText) -> None:
    """Every long line broken into two at a place where no number or word begins."""
    wrapped = []
    for line in source.text.split("\n"):
        middle = len(line) // 2
        safe = (
            len(line) > 60 and not any(c.isascii() for c in line[middle - 1 : middle + 6]) and line[middle - 1] != "。"
        )
        wrapped.append(
            f"{line[:middle]}\n{line[middle:]}" if safe and line[middle] not in "（一二三四五六七八九十" else line
        )
    again = split_file(SourceText("wrapped.txt", "\n".join(wrapped), ""))
    before = [(p.kind, p.label, p.text, p.bracket) for p in split_file(source).parts if p.kind == "clause"]
    assert [(p.kind, p.label, p.text, p.bracket) for p in again.parts if p.kind == "clause"] == before


def test_articles_and_a_closing_office() -> None:
    text = "某市测试政策\n第一条 给予奖励20万元。（责任单位：市科技局）\n第二条 本政策自2024年1月1日起施行。\n"
    kinds = [(p.kind, p.label, p.bracket) for p in parts_of(text)]
    assert kinds == [
        ("title", "", ""),
        ("clause", "第一条", "（责任单位：市科技局）"),
        ("clause", "第二条", ""),
    ]


def test_a_bracket_inside_the_text_is_no_office(library: Library) -> None:
    clause = next(c for c in library.clauses if c.id == "innovation-35/14")
    assert "〔首台（套）装备、首批次材料、首版次软件〕" in clause.text.zh


def test_a_title_that_is_missing_is_named() -> None:
    with pytest.raises(DocumentError, match="另一份政策"):
        parts_of("目 录\n一份政策…1\n另一份政策…2\n一份政策\n1.支持。\n")
