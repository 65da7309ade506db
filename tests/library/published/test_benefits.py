"""Ids of benefits: whatever is added, amended, moved, taken out or read better, nobody's number goes to another."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.files.read import DocumentError
from search_app.library.library import read_library
from search_app.library.published.benefits import BenefitChanges, compare_benefits, keep_numbers
from search_app.library.published.ids import Changes, check, compare, update
from search_app.library.published.prints import print_benefit
from search_app.library.published.register import Register, Row, parse_register, read_register, write_register
from search_app.model import (
    Benefit,
    Clause,
    Condition,
    Document,
    Library,
    Limit,
    make_benefit_id,
    split_benefit_id,
)
from search_app.reading.benefits import find_benefits
from search_app.reading.roles import find_amounts
from tests.conftest import CORPUS

FIRST = date(2026, 11, 26)
LATER = FIRST + timedelta(days=60)
TIERS = "对年营业收入首次达到{}以上的茶企，给予一次性奖励{}。"
SMALL, MIDDLE, LARGE = ("2000万元", "10万元"), ("8000万元", "30万元"), ("3亿元", "90万元")


def write(folder: Path, *clauses: str) -> None:
    body = "".join(f"第{'一二三四五六'[n]}条 {text}\n" for n, text in enumerate(clauses))
    (folder / "tea.txt").write_text(f"丙市支持茶产业发展若干措施\n{body}", encoding="utf-8")


def publish(folder: Path, day: date = FIRST) -> Library:
    """Read and register as a build does."""
    library, before = read_library(folder), read_register(folder / "register.tsv")
    assert check(compare(library, before), compare_benefits(library, before)) == ()
    write_register(folder / "register.tsv", update(before, library, day))
    return library


def by_award(library: Library) -> dict[int, str]:
    return {int(b.award): b.id for c in library.clauses for b in c.benefits if b.award}


def tiers(*rows: tuple[str, str]) -> str:
    return "".join(TIERS.format(*row) for row in rows)


# ── what an amendment does ──


def test_numbers_begin_as_they_are_printed(tmp_path: Path) -> None:
    write(tmp_path, tiers(MIDDLE, LARGE))
    assert [b.id for b in read_library(tmp_path).clauses[0].benefits] == ["tea/1/b1", "tea/1/b2"]
    assert [b.n for b in publish(tmp_path).clauses[0].benefits] == [1, 2]


def test_a_tier_added_above_takes_nobodys_number(tmp_path: Path) -> None:
    write(tmp_path, tiers(MIDDLE, LARGE))
    publish(tmp_path)
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE))
    amended = publish(tmp_path, LATER)
    assert by_award(amended) == {100_000: "tea/1/b3", 300_000: "tea/1/b1", 900_000: "tea/1/b2"}
    assert [b.n for b in amended.clauses[0].benefits] == [1, 2, 3]


def test_a_tier_added_within_one_sentence_takes_nobodys_number(tmp_path: Path) -> None:
    one = "对年出口额首次达到8000万元、3亿元的茶企，分别给予一次性奖励30万元、90万元。"
    write(tmp_path, one)
    assert len(publish(tmp_path).clauses[0].benefits) == 2
    write(tmp_path, one.replace("8000万元、", "2000万元、8000万元、").replace("奖励", "奖励10万元、"))
    assert by_award(publish(tmp_path, LATER)) == {100_000: "tea/1/b3", 300_000: "tea/1/b1", 900_000: "tea/1/b2"}


@pytest.mark.parametrize("old", ["10万元", "30万元", "8000万元", "3亿元", "茶企"])
def test_what_is_amended_keeps_its_number(tmp_path: Path, old: str) -> None:
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE))
    before = [b.id for b in publish(tmp_path).clauses[0].benefits]
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE).replace(old, {"茶企": "制茶企业"}.get(old, "25万元"), 1))
    assert [b.id for b in publish(tmp_path, LATER).clauses[0].benefits] == before


def test_other_order_of_sentences_and_another_number_of_the_clause(tmp_path: Path) -> None:
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE), "对新建茶园，每亩补助500元。")
    before = by_award(publish(tmp_path))
    write(tmp_path, "对参加展会的茶农给予补贴2000元。", "对新建茶园，每亩补助500元。", tiers(LARGE, SMALL, MIDDLE))
    after = publish(tmp_path, LATER)
    assert before.items() <= by_award(after).items()
    moved = next(c for c in after.clauses if c.number == "3")
    assert [b.id for b in moved.benefits] == ["tea/1/b3", "tea/1/b1", "tea/1/b2"]


def test_what_goes_is_withdrawn_and_its_number_never_given_again(tmp_path: Path) -> None:
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE))
    publish(tmp_path)
    write(tmp_path, tiers(SMALL, LARGE))
    left = publish(tmp_path, LATER)
    assert by_award(left) == {100_000: "tea/1/b1", 900_000: "tea/1/b3"}
    row = read_register(tmp_path / "register.tsv").by_id["tea/1/b2"]
    assert row.withdrawn == LATER and row.title.endswith("一次性30万元")
    assert [gone.id for gone in read_library(tmp_path).withdrawn] == ["tea/1/b2"]
    write(tmp_path, tiers(SMALL, MIDDLE, LARGE))
    assert by_award(publish(tmp_path, LATER))[300_000] == "tea/1/b4"


def test_a_benefit_goes_with_its_clause_and_not_by_command(tmp_path: Path) -> None:
    write(tmp_path, tiers(SMALL), tiers(LARGE).replace("茶企", "茶具厂"))
    publish(tmp_path)
    write(tmp_path, tiers(SMALL))
    library, register = read_library(tmp_path), read_register(tmp_path / "register.tsv")
    assert compare(library, register).dropped == ("tea/2",) and compare_benefits(library, register) == BenefitChanges()
    after = update(register, library, LATER, ["tea/2"])
    assert {row.id for row in after.rows if row.withdrawn} == {"tea/2", "tea/2/b1"}
    with pytest.raises(DocumentError, match="goes by itself"):
        update(register, library, LATER, ["tea/1/b1"])


def test_what_moves_to_another_clause_is_led_to(tmp_path: Path) -> None:
    apart = "对新建高标准茶园、改造低产茶园并通过验收的村集体和茶农，按照实际建成的面积，每亩补助500元。"
    write(tmp_path, tiers(SMALL) + tiers(MIDDLE), apart)
    publish(tmp_path)
    write(tmp_path, tiers(SMALL), apart + tiers(MIDDLE))
    publish(tmp_path, LATER)
    row = read_register(tmp_path / "register.tsv").by_id["tea/1/b2"]
    assert row.withdrawn == LATER and row.moved_to == "tea/2/b2"


def test_reading_alone_registers_nothing(tmp_path: Path) -> None:
    write(tmp_path, tiers(MIDDLE))
    publish(tmp_path)
    before = (tmp_path / "register.tsv").read_bytes()
    write(tmp_path, tiers(SMALL, MIDDLE))
    for _ in range(2):
        library = read_library(tmp_path)
        assert by_award(library) == {100_000: "tea/1/b2", 300_000: "tea/1/b1"}
        assert compare_benefits(library, read_register(tmp_path / "register.tsv")).new == ("tea/1/b2",)
    assert (tmp_path / "register.tsv").read_bytes() == before


def test_versions_share_ids_and_keep_what_only_the_former_has(tmp_path: Path) -> None:
    entry = '[[document]]\nid = "tea"\ntitle = "丙市支持茶产业发展若干措施"\nfile = "{}.txt"\nissued = {}\nissued_source = "x"\n'
    write(tmp_path, tiers(SMALL, MIDDLE))
    (tmp_path / "tea.txt").rename(tmp_path / "old.txt")
    write(tmp_path, tiers(MIDDLE, LARGE))
    (tmp_path / "catalogue.toml").write_text(
        entry.format("old", "2025-01-01") + entry.format("tea", "2026-01-01"), encoding="utf-8"
    )
    for _ in range(2):
        library = publish(tmp_path)
        assert by_award(library) == {300_000: "tea/1/b1", 900_000: "tea/1/b2"}
        assert by_award(Library(library.former)) == {100_000: "tea/1/b3", 300_000: "tea/1/b1"}
    register = read_register(tmp_path / "register.tsv")
    assert not any(row.withdrawn for row in register.rows)
    assert {"tea/1/b3", "tea@2025-01-01/1/b3", "tea@2026-01-01/1/b2"} <= register.by_id.keys()


# ── another reading of the same text ──


def misread(benefit: Benefit, rng: random.Random) -> Benefit:
    """``benefit`` as a worse or better reader of the same sentence may have it."""
    wrong = (
        lambda b: replace(b, recipient="" if b.recipient else "企业"),
        lambda b: replace(b, conditions=(Condition("符合条件的"),)),
        lambda b: replace(b, conditions=()),
        lambda b: replace(b, award=None, limits=(Limit(b.award, None),)) if b.award else b,
        lambda b: replace(b, per="item", duration=None, payer=None, promise="endeavour"),
    )
    for change in rng.sample(wrong, 3):
        benefit = change(benefit)
    return benefit


@pytest.mark.parametrize("seed", range(10))
def test_a_better_reader_moves_no_id_while_the_text_stays(library: Library, seed: int) -> None:
    rng = random.Random(seed)
    read = tuple(
        replace(d, clauses=tuple(replace(c, benefits=tuple(misread(b, rng) for b in c.benefits)) for c in d.clauses))
        for d in library.documents
    )
    before = update(Register(), Library(read), FIRST)
    for clause in library.clauses:
        rows = before.benefits.get(clause.id, {})
        prints = [print_benefit(clause.text.zh, clause.amounts, b) for b in clause.benefits]
        numbers = [number_of(b) for b in clause.benefits]
        assert sorted(keep_numbers(prints, rows)) == sorted(numbers), clause.id
        if len({one.sentence for one in prints}) == len(prints):
            assert list(keep_numbers(prints, rows)) == numbers, clause.id


@pytest.mark.parametrize("place", ["s2t", "s2hk"])
def test_the_other_script_and_stray_space_change_no_number(library: Library, place: str) -> None:
    convert = opencc.OpenCC(place).convert
    for clause in library.clauses[::9]:
        rows = update(Register(), Library((one_clause(library, clause),)), FIRST).benefits.get(clause.id, {})
        text = convert(clause.text.zh).replace("给", "给\n")
        amounts = find_amounts(text, clause.path[-1].zh if clause.path else "")
        benefits = find_benefits(text, amounts, clause.path[-1].zh if clause.path else "")
        if len(benefits) == len(clause.benefits):
            numbers = keep_numbers([print_benefit(text, amounts, b) for b in benefits], rows)
            assert list(numbers) == [number_of(b) for b in clause.benefits], clause.id


def number_of(benefit: Benefit) -> int:
    named = split_benefit_id(benefit.id)
    assert named
    return named[1]


def one_clause(library: Library, clause: Clause) -> Document:
    document = next(d for d in library.documents if d.id == clause.document)
    return replace(document, clauses=(clause,), rules=())


# ── properties ──


def test_ids_of_the_corpus_are_unique_registered_and_survive_a_rebuild(library: Library) -> None:
    ids = [b.id for c in library.clauses for b in c.benefits]
    register = read_register(CORPUS / "register.tsv")
    assert len(ids) == len(set(ids)) and set(ids) <= register.by_id.keys()
    assert all(b.id == make_benefit_id(c.id, number_of(b)) for c in library.clauses for b in c.benefits)
    assert compare_benefits(library, register) == BenefitChanges() and compare(library, register) == Changes()


SUMS = ["20", "50", "80", "110", "140", "170"]


@given(st.lists(st.lists(st.sampled_from(SUMS), unique=True, max_size=6), min_size=2, max_size=4))
def test_numbers_are_unique_and_stable_whatever_is_added_or_taken(amendments: list[list[str]]) -> None:
    register: dict[int, Row] = {}
    for chosen in amendments:
        text = tiers(*((f"{int(one) * 100}万元", f"{one}万元") for one in chosen))
        amounts = find_amounts(text)
        prints = [print_benefit(text, amounts, b) for b in find_benefits(text, amounts)]
        numbers = keep_numbers(prints, register)
        assert len(set(numbers)) == len(prints) == len(chosen)
        assert not any(register[n].withdrawn for n in numbers if n in register)
        live = {row.fingerprint: n for n, row in register.items() if not row.withdrawn}
        assert all(n == live.get(one.fingerprint, n) for one, n in zip(prints, numbers, strict=True))
        assert max(numbers, default=0) <= len(register) + len(prints)
        register = {n: replace(row, withdrawn=LATER) if n not in numbers else row for n, row in register.items()}
        for one, number in zip(prints, numbers, strict=True):
            any_id = make_benefit_id("a/1", number)
            register[number] = Row(any_id, one.fingerprint, "", FIRST, None, None, one.sketch)


def test_a_register_of_before_benefits_is_read_and_gets_them_when_next_published(tmp_path: Path) -> None:
    write(tmp_path, tiers(MIDDLE, LARGE))
    publish(tmp_path)
    path = tmp_path / "register.tsv"
    rows = tuple(row for row in read_register(path).rows if not split_benefit_id(row.id))
    write_register(path, Register(rows))
    old = parse_register(path.read_bytes())
    assert len(old.rows) == 2 and not old.benefits
    assert by_award(publish(tmp_path, LATER)) == {300_000: "tea/1/b1", 900_000: "tea/1/b2"}
    assert read_register(path).by_id["tea/1/b1"].since == LATER


@pytest.mark.parametrize(
    ("any_id", "parts"),
    [("a/9/b2", ("a/9", 2)), ("a/9", None), ("a", None), ("a/b2", None), ("a/9/b0", None), ("a/9/b", None),
     ("a/9/b02", None), ("a/9/b２", None), ("a/9/c2", None), ("a@2025-01-01/9-2/b12", ("a@2025-01-01/9-2", 12))],
)  # fmt: skip
def test_which_ids_are_benefits(any_id: str, parts: tuple[str, int] | None) -> None:
    assert split_benefit_id(any_id) == parts


def test_rows_of_benefits_stand_behind_their_clause(tmp_path: Path) -> None:
    write(tmp_path, *(tiers(SMALL, MIDDLE).replace("茶企", f"{name}企业") for name in ("花茶", "红茶")))
    publish(tmp_path)
    lines = (tmp_path / "register.tsv").read_text(encoding="utf-8").splitlines()
    ids = [line.split("\t")[0] for line in lines if line.startswith("tea")]
    assert ids == ["tea", "tea/1", "tea/1/b1", "tea/1/b2", "tea/2", "tea/2/b1", "tea/2/b2"]


def test_a_clock_that_went_back_registers_no_benefit(tmp_path: Path) -> None:
    write(tmp_path, tiers(MIDDLE))
    publish(tmp_path)
    write(tmp_path, tiers(MIDDLE, LARGE))
    with pytest.raises(DocumentError, match="clock"):
        publish(tmp_path, FIRST - timedelta(days=1))
