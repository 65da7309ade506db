"""What an officer settled holds for its sentence, whatever the reader thinks and however the text is printed."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache
from search_app.library.catalogue import read_catalogue
from search_app.library.figures import read_figures
from search_app.library.inspect import inspect_file
from search_app.library.library import read_library
from search_app.library.settled import NOBODY, SETTLED, Settled, append_settled, read_settled
from search_app.library.settlement import find_settlement, quote_sentence
from search_app.model import Clause, Library, Span

DAY = date(2026, 11, 26)
SENTENCE = "对新引进的会展企业，给予场租补贴40万元，项目总投入另计80万元"
TEXT = f"丁市支持会展业若干措施\n第一章 场馆\n第一条 {SENTENCE}。单个展会不重复享受。\n第二条 对参展的茶农给予补助3000元。\n"


def settled(
    kind: str = "figure", text: str = SENTENCE.replace("80万元", "⟨80万元⟩"), label: str = "condition", **more: str
) -> Settled:
    return replace(Settled(DAY, "fair", kind, "场馆", text, label), **more)  # type: ignore[arg-type]


def write(folder: Path, *answers: Settled, text: str = TEXT) -> Path:
    (folder / "fair.txt").write_text(text, encoding="utf-8")
    for one in answers:
        append_settled(folder, one)
    return folder


def first(library: Library) -> Clause:
    return next(c for c in library.clauses if c.number == "1")


def roles(clause: Clause) -> dict[str, tuple[str, str]]:
    return {a.text: (a.role, a.why) for a in clause.amounts}


# ── what it does ──


@pytest.mark.parametrize("label", ["award", "cap", "rate", "condition", "term"])
def test_a_settled_figure_has_its_role_whatever_the_reader_thinks(tmp_path: Path, label: str) -> None:
    clause = first(read_library(write(tmp_path, settled(label=label))))
    figure = next(a for a in clause.amounts if a.text == "80万元")
    assert (figure.role, figure.why, figure.sure, figure.maybe) == (label, "settled", 1.0, ())
    assert next(a for a in clause.amounts if a.text == "40万元").why != "settled"


def test_benefits_and_headline_are_made_of_the_settled_roles(tmp_path: Path) -> None:
    as_term = first(read_library(write(tmp_path, settled(label="term"))))
    assert as_term.headline and as_term.headline.value == 400_000
    assert not [b for b in as_term.benefits if b.award == 800_000]
    append_settled(tmp_path, settled(label="award"))
    as_award = first(read_library(tmp_path))
    assert as_award.headline and as_award.headline.value == 800_000
    assert [b for b in as_award.benefits if b.award == 800_000]


@pytest.mark.parametrize("label", ["sanction", "exclusion", "goal", "eligibility"])
def test_a_sentence_that_grants_nothing_has_no_benefit(tmp_path: Path, label: str) -> None:
    write(tmp_path, settled("sentence", SENTENCE, label))
    clause = first(read_library(tmp_path))
    assert not [b for b in clause.benefits if b.award or b.limits] and clause.headline is None
    assert all(a.role in ("condition", "term") for a in clause.amounts)


def test_a_settled_sentence_leaves_its_settled_figures_alone(tmp_path: Path) -> None:
    write(tmp_path, settled("sentence", SENTENCE, "goal"), settled(label="cap"))
    assert roles(first(read_library(tmp_path)))["80万元"] == ("cap", "settled")


@pytest.mark.parametrize(("label", "recipient"), [("会展企业", "会展企业"), (NOBODY, "")])
def test_a_settled_recipient_is_shown(tmp_path: Path, label: str, recipient: str) -> None:
    write(tmp_path, settled("recipient", SENTENCE.replace("40万元", "⟨40万元⟩"), label))
    benefit = next(b for b in first(read_library(tmp_path)).benefits if b.award == 400_000)
    assert (benefit.recipient, benefit.why) == (recipient, "settled")


def test_benefits_are_numbered_without_those_that_went(tmp_path: Path) -> None:
    text = TEXT.replace("单个展会不重复享受。", "对会展场馆给予补助60万元。")
    write(tmp_path, settled("sentence", SENTENCE, "goal"), text=text)
    clause = first(read_library(tmp_path))
    assert [b.n for b in clause.benefits] == list(range(1, len(clause.benefits) + 1))
    assert [b.award for b in clause.benefits] == [600_000]


# ── for as long as the text says so ──


def wrap(text: str) -> str:
    return text.replace("给予场租补贴", "给 予场租补 贴").replace("项目总投入另计80万元", "项目总投入\n另计8 0 万元")


@pytest.mark.parametrize(
    "change",
    [wrap, lambda t: t.replace("80", "８０"), lambda t: t.replace("，", ","), lambda t: opencc.OpenCC("s2tw").convert(t),
     lambda t: t.replace("第一条", "第七条").replace("第一章 场馆", "第三章 展馆建设"),
     lambda t: t.replace("第一条 ", "第一条 对演艺团队给予补助5万元。")],
)  # fmt: skip
def test_print_place_and_heading_lose_no_answer(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    write(tmp_path, settled(), text=change(TEXT))
    library = read_library(tmp_path)
    why = [a.why for c in library.clauses for a in c.amounts if a.value == 800_000]
    assert why == ["settled"] and not library.warnings


def test_an_answer_below_the_same_heading_goes_before_others(tmp_path: Path) -> None:
    text = f"丁市支持会展业若干措施\n第一章 场馆\n第一条 {SENTENCE}。\n第二章 展会\n第二条 {SENTENCE}。\n"
    write(tmp_path, settled(label="cap"), settled(label="term", heading="展会"), text=text)
    found = [[a.role for a in c.amounts if a.text == "80万元"] for c in read_library(tmp_path).clauses if c.numbered]
    assert found == [["cap"], ["term"]]


def test_what_was_kept_of_an_earlier_build_is_settled_too(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    cache = BuildCache(tmp_path / "kept")
    assert roles(first(read_library(write(corpus), cache)))["80万元"][1] != "settled"
    write(corpus, settled())
    assert roles(first(read_library(corpus, cache)))["80万元"] == ("condition", "settled")
    (corpus / SETTLED).unlink()
    assert roles(first(read_library(corpus, cache)))["80万元"][1] != "settled"


@pytest.mark.parametrize(
    "one",
    [settled(text=SENTENCE.replace("80万元", "⟨90万元⟩")), settled(text=SENTENCE.replace("会展", "⟨会展⟩")), settled(document="other"),
     settled("sentence", "不再有的一句", "goal")],
)  # fmt: skip
def test_an_answer_that_fits_nothing_is_a_warning(tmp_path: Path, one: Settled) -> None:
    library = read_library(write(tmp_path, one))
    (warning,) = library.warnings
    assert warning.startswith("settled.tsv, line 8: fits nothing in") and "settle it anew" in warning


def test_another_document_is_not_touched(tmp_path: Path) -> None:
    write(tmp_path, settled())
    (tmp_path / "copy.txt").write_text(TEXT.replace("丁市", "戊市"), encoding="utf-8")
    library = read_library(tmp_path)
    why = {c.document: roles(c)["80万元"][1] for c in library.clauses if c.number == "1"}
    assert why["fair"] == "settled" != why["copy"]


def test_the_review_reads_with_the_answers(tmp_path: Path) -> None:
    write(tmp_path, settled())
    (one,) = inspect_file(tmp_path / "fair.txt", tmp_path, read_catalogue(tmp_path), read_settled(tmp_path))
    assert one.document.id == "fair" and roles(one.document.clauses[0])["80万元"] == ("condition", "settled")


# ── the file ──


def test_the_last_answer_counts_and_the_same_one_is_written_once(tmp_path: Path) -> None:
    for label in ("award", "award", "cap", "cap", "award"):
        append_settled(tmp_path, settled(label=label))
    assert [one.label for one in read_settled(tmp_path)] == ["award"]
    lines = (tmp_path / SETTLED).read_text(encoding="utf-8").splitlines()
    assert [line.rpartition("\t")[2] for line in lines if line.startswith("2026")] == ["award", "cap", "award"]


def test_a_file_that_people_edited_is_read_and_added_to(tmp_path: Path) -> None:
    append_settled(tmp_path, settled())
    path = tmp_path / SETTLED
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip() + b"\r\n\r\n# ours")
    append_settled(tmp_path, settled(label="cap", heading="x"))
    assert [one.label for one in read_settled(tmp_path)] == ["condition", "cap"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-11-26\tfair\tfigure", "must be 6 cells"),
        ("26.11.2026\tfair\tfigure\t\t给⟨5万元⟩\taward", "is no day"),
        ("2026-11-26\tfair\tnumber\t\t给⟨5万元⟩\taward", "the kind 'number'"),
        ("2026-11-26\tfair\tfigure\t\t给5万元\taward", "a figure in"),
        ("2026-11-26\tfair\tfigure\t\t给⟨5万元⟩\tunsure", "a label out of"),
        ("2026-11-26\tfair\tfigure\t\t给⟩5万元⟨\taward", "the text must be a sentence"),
        ("2026-11-26\tfair\tsentence\t\t给5万元\tpraise", "the label of a sentence"),
        ("2026-11-26\tfair\trecipient\t\t给⟨5万元⟩\t ", "must not be empty"),
        ("2026-11-26\t\tfigure\t\t给⟨5万元⟩\taward", "must not be empty"),
        ("2026-11-26\tfair\tfigure\t\t" + "给" * 5000 + "⟨5万元⟩\taward", "must be 6 cells"),
    ],
)
def test_a_broken_line_is_named_with_its_remedy(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / SETTLED).write_text(f"# ours\n{line}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=f"settled.tsv, line 2: .*{message}"):
        read_settled(tmp_path)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / SETTLED).write_bytes("给".encode("gbk"))
    with pytest.raises(DocumentError, match="UTF-8"):
        read_settled(tmp_path)


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_whatever_a_sentence_holds_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, heading: str, inside: str
) -> None:
    folder = tmp_path_factory.mktemp("settled")
    text = f"给{inside.replace('⟨', '').replace('⟩', '')}⟨5万元⟩"
    one = settled(heading=heading, text=text, label="award")
    try:
        append_settled(folder, one)
    except (DocumentError, UnicodeEncodeError):
        return
    assert read_settled(folder) == (one,)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    answers = [settled(text=f"给予第{n}类企业⟨{n}万元⟩") for n in range(1, 41)]
    writers = [threading.Thread(target=lambda own: [append_settled(tmp_path, one) for one in own], args=(answers[k::4],)) for k in range(4)]  # fmt: skip
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(read_settled(tmp_path)) == set(answers)


def test_a_sentence_is_quoted_as_printed_with_its_figure() -> None:
    text = "甲。对企业（含个体户；合作社）给予 5 万元奖励；乙"
    at = text.index("5")
    assert quote_sentence(text, at, Span(at, at + 4)) == "对企业（含个体户；合作社）给予⟨5万元⟩奖励"
    assert quote_sentence(text, 0) == "甲"


def test_a_long_text_is_settled_in_one_walk() -> None:
    text = "给予企业奖励5万元。" * 3000
    found = find_settlement(text, "", [settled(text="给予企业奖励⟨5万元⟩", label="cap")])
    assert found is not None and len(found.answers) == 3000


def test_a_sentence_that_was_settled_as_granting_is_read_as_a_benefit() -> None:
    """What the reader takes for a task of offices pays, once an officer says so; and the other way round."""
    first, second = "引导有实力的商会为会员企业提供办公场地的便利", "对新入会企业给予5万元奖励"
    text = f"{first}。{second}。"

    def paid(*answers: Settled) -> list[int]:
        return [b.evidence[0].start for b in read_figures(text, settlement=find_settlement(text, "", answers))[1]]

    own = len(first) + 1
    assert own in paid()
    assert paid(settled("sentence", first, "grant"))[0] == 0
    assert own not in paid(settled("sentence", second, "other"))
