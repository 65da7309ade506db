"""Citations: one correct form for each language, for every part of every document."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from search_app.model import Bilingual, Library
from search_app.web.citations import cite, name_part

DAY = date(2026, 11, 26)
ADDRESS = "https://example.org/id/x/1"
ZH = re.compile(
    r"《([^《》]+)》(第（[一二三四五六七八九十]+）条|第\d+条|引言|适用范围|附则)（鹤岗政策库，2026-11-26查阅）(http\S+)"
)
EN = re.compile(r"(.+), (clause \d+|preamble|scope|supplementary provisions), Hegang Policy Library \(unofficial translation, revised by [^()]+; the Chinese text prevails\), accessed 26 November 2026, (http\S+)")  # fmt: skip


def test_all_parts_are_cited_in_one_form_in_both_languages(library: Library) -> None:
    seen: dict[str, set[str]] = {"zh": set(), "en": set()}
    for document in library.documents:
        for clause in document.clauses:
            zh = ZH.fullmatch(cite(clause, document, (document,), ADDRESS, DAY, "zh"))
            en = EN.fullmatch(cite(clause, document, (document,), ADDRESS, DAY, "en"))
            assert zh and en, clause.id
            assert (zh[1], zh[3], en[1], en[3]) == (document.title.zh, ADDRESS, document.title.en, ADDRESS)
            assert clause.numbered == zh[2].startswith("第") == en[2].startswith("clause")
            seen["zh"].add(zh[1] + zh[2])
            seen["en"].add(en[1] + en[2])
    assert len(seen["zh"]) == len(seen["en"]) == 127


@pytest.mark.parametrize(
    ("label", "named"),
    [("（九）", "第（九）条"), ("(九)", "第（九）条"), ("第九条", "第九条"), ("第 九 条", None), ("9.", "第9条"), ("9．", "第9条"), ("9、", "第9条"), ("九、", "第九条"),
     ("（9）", "第（9）条"), ("第9条", "第9条"), ("1.1", "第1.1条"), ("第二十三條", "第二十三条"), ("Ⅲ.", "第Ⅲ条"), ("9", "第9条"), ("", "第9条"), ("  9. ", "第9条")],
)  # fmt: skip
def test_the_number_is_cited_as_printed_without_its_punctuation(
    library: Library, label: str, named: str | None
) -> None:
    clause = replace(next(c for c in library.clauses if c.id == "bio-economy/9"), label=label)
    assert name_part(clause, "zh") == (named or "第九条")
    assert name_part(clause, "en") == "clause 9"


def test_the_version_is_named_where_several_are_held(library: Library) -> None:
    document = library.documents[1]
    former, newer = replace(document, version=None), replace(document, version=date(2026, 1, 1))
    clause = document.clauses[1]
    assert "》（2026年1月1日起的版本）第" in cite(clause, newer, (former, newer), ADDRESS, DAY, "zh")
    assert " (version of 1 January 2026), clause" in cite(clause, newer, (former, newer), ADDRESS, DAY, "en")
    assert "》（最早的版本）第" in cite(clause, former, (former, newer), ADDRESS, DAY, "zh")
    assert " (first version), clause" in cite(clause, former, (former, newer), ADDRESS, DAY, "en")


def test_what_is_not_translated_is_not_called_a_translation(library: Library) -> None:
    document = replace(library.documents[1], title=Bilingual("关于印发《甲办法》的通知"))
    clause = replace(document.clauses[1], text=Bilingual("甲"), title=None)
    assert cite(clause, document, (document,), ADDRESS, DAY, "en") == (
        f"《关于印发〈甲办法〉的通知》, clause 1, Hegang Policy Library, accessed 26 November 2026, {ADDRESS}"
    )
