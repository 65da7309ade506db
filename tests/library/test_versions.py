"""Amended documents: each version counts from its day, a provision keeps its id, and what changed is shown."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.clauses.validity import choose_version, find_validity
from search_app.files.read import DocumentError
from search_app.library.changes import _compare, find_edits
from search_app.library.library import find_twins, read_library
from search_app.library.published.ids import check, compare, update
from search_app.library.published.register import Register, read_register, write_register
from search_app.model import Library

DAY = date(2026, 11, 22)
HEAD = "甲市支持产业发展若干措施\n甲政规〔{year}〕1号\n"
TAIL = "本措施自{day}起施行，有效期三年。\n"
CLAUSES = {
    "plant": "对新建厂房的企业，按投资额的5%给予补助，最高不超过300万元。（责任单位：市工信局）",
    "hotel": "对新评定的星级饭店，一次性奖励20万元。（责任单位：市文旅局）",
    "talent": "对全职引进的博士，给予安家费30万元。（责任单位：市人社局）",
    "export": "对年出口额首次超过1亿元的外贸企业，给予奖励50万元。（责任单位：市商务局）",
    "chips": "对承担国家集成电路专项的单位，按国拨经费1:1配套。（责任单位：市科技局）",
}


def write(folder: Path, name: str, year: int, clauses: list[str], day: str | None = None) -> None:
    body = "".join(f"第{'一二三四五六七'[n]}条 {text}\n" for n, text in enumerate(clauses))
    tail = TAIL.format(day=day or f"{year}年1月1日")
    (folder / name).write_text(HEAD.format(year=year) + body + tail, encoding="utf-8")


def catalogue(folder: Path, *entries: str) -> None:
    rows = (f'[[document]]\nid = "industry"\ntitle = "甲市支持产业发展若干措施"\n{entry}\n' for entry in entries)
    (folder / "catalogue.toml").write_text("\n".join(rows), encoding="utf-8")


def register(folder: Path) -> Library:
    """Read as a build does: with the register, which is then written."""
    library = read_library(folder)
    before = read_register(folder / "register.tsv")
    assert check(compare(library, before)) == ()
    write_register(folder / "register.tsv", update(before, library, DAY))
    return library


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    catalogue(tmp_path, "")
    write(tmp_path, "a2024.txt", 2024, [CLAUSES[k] for k in ("plant", "hotel", "talent")])
    return tmp_path


def texts(library: Library, place: int = -1) -> dict[str, str]:
    return {c.clause: c.text.zh[:8] for c in library.versions["industry"][place].clauses if c.numbered}


def test_a_provision_keeps_its_id_through_all_versions(corpus: Path) -> None:
    one = register(corpus)
    assert one.former == () and one.documents[0].version is None
    amended = CLAUSES["talent"].replace("30万元", "40万元")
    write(corpus, "b2025.txt", 2025, [CLAUSES["plant"], amended, CLAUSES["export"]])
    two = register(corpus)
    assert texts(two, 0) == texts(one)
    # The talent clause is now printed as number 2 and stays 3; the hotel clause went, and its id is given to no other.
    assert texts(two) == {"1": "对新建厂房的企业", "3": "对全职引进的博士", "3-2": "对年出口额首次超"}
    assert [c.number for c in two.documents[0].clauses if c.numbered] == ["1", "2", "3"]
    write(corpus, "c2026.txt", 2026, [CLAUSES["chips"], CLAUSES["hotel"], CLAUSES["plant"], amended])
    three = register(corpus)
    assert texts(three, 0) == texts(one) and texts(three, 1) == texts(two)
    assert texts(three)["2"] == "对新评定的星级饭", "a provision that comes back has its old id"
    assert register(corpus) == three, "reading again changes nothing"
    assert [(r.before, r.after) for r in three.revisions] == [
        (date(2024, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2026, 1, 1)),
    ]
    kinds = {c.clause: c.kind for c in three.revisions[0].changes}
    assert kinds == {
        "industry/1": "same", "industry/2": "removed", "industry/3": "amended", "industry/3-2": "added",
        "industry/closing": "amended",
    }  # fmt: skip


def test_all_versions_at_once_give_one_id_to_one_provision(tmp_path: Path) -> None:
    catalogue(tmp_path, "")
    write(tmp_path, "a.txt", 2024, [CLAUSES[k] for k in ("plant", "hotel", "talent")])
    write(tmp_path, "b.txt", 2025, [CLAUSES[k] for k in ("plant", "talent")])
    write(tmp_path, "c.txt", 2026, [CLAUSES[k] for k in ("plant", "talent", "chips")])
    library = register(tmp_path)
    by_id: dict[str, set[str]] = {}
    for version in library.versions["industry"]:
        for clause in version.clauses:
            if clause.numbered:
                by_id.setdefault(clause.id, set()).add(clause.text.zh)
    assert len(by_id) == 4 and all(len(found) == 1 for found in by_id.values()), by_id


def test_which_version_counts_on_a_day(corpus: Path) -> None:
    write(corpus, "b2026.txt", 2026, [CLAUSES["plant"]])
    versions = read_library(corpus).versions["industry"]
    first, second = versions
    for day, wanted in (
        (date(2020, 5, 5), first), (date(2024, 1, 1), first), (date(2025, 12, 31), first), (date(2026, 1, 1), second),
        (date(2030, 1, 1), second),
    ):  # fmt: skip
        assert choose_version(versions, day) is wanted, day
    assert first.term.replaced_on == date(2026, 1, 1) and second.term.replaced_on is None


def test_what_is_not_certain_stops_the_build_with_a_remedy(corpus: Path) -> None:
    undated = (corpus / "a2024.txt").read_text(encoding="utf-8").replace("自2024年1月1日起施行，", "")
    (corpus / "b.txt").write_text(undated.replace("20万元", "25万元"), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"b\.txt.*not known from which day.*issued_source.*first = true"):
        read_library(corpus)
    write(corpus, "b.txt", 2024, [CLAUSES["plant"]])
    with pytest.raises(DocumentError, match="from the same day"):
        read_library(corpus)
    (corpus / "b.txt").write_bytes((corpus / "a2024.txt").read_bytes())
    with pytest.raises(DocumentError, match="hold the same text"):
        read_library(corpus)
    (corpus / "catalogue.toml").unlink()
    (corpus / "b.txt").rename(corpus / "a2024.html")
    (corpus / "a2024.html").write_text("<html><body><p>乙市办法</p><p>第一条 支持企业。</p></body></html>")
    with pytest.raises(DocumentError, match=r"two documents have the id 'a2024' \(a2024\.html and a2024\.txt\)"):
        read_library(corpus)


def test_days_from_the_catalogue_and_a_first_version_without_one(corpus: Path) -> None:
    for name in ("a2024.txt", "b.txt"):
        text = (corpus / "a2024.txt").read_text(encoding="utf-8").replace("自2024年1月1日起施行，", "")
        (corpus / name).write_text(text if name != "b.txt" else text.replace("20万元", "25万元"), encoding="utf-8")
    catalogue(
        corpus,
        'file = "b.txt"\nissued = 2026-03-01\nissued_source = "letterhead"',
        'file = "a2024.txt"\nfirst = true',
    )
    library = read_library(corpus)
    assert [d.version for d in library.versions["industry"]] == [None, date(2026, 3, 1)]
    assert library.revisions[0].before is None
    assert library.former[0].clauses[1].text.zh.endswith("20万元。")
    assert len({c.key for d in library.versions["industry"] for c in d.clauses}) == 8


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (("", ""), "two entries have this title"),
        (("isued = 2024-01-01",), "no key isued"),
        (("issued = 2024-01-01",), "issued_source"),
    ],
)
def test_a_faulty_catalogue_is_named(corpus: Path, entries: tuple[str, ...], message: str) -> None:
    catalogue(corpus, *entries)
    with pytest.raises(DocumentError, match=message):
        read_library(corpus)


def test_a_former_version_has_the_english_of_the_sentences_that_stayed(corpus: Path) -> None:
    write(corpus, "b2026.txt", 2026, [CLAUSES["plant"], CLAUSES["hotel"].replace("20万元", "25万元")])
    said = {"plant": "A grant of 5% of the investment, up to RMB 3 million.", "hotel": "An award of RMB 250,000."}
    rows = "\n".join(
        f'[[clause]]\nid = "{n}"\nsentences = [["{CLAUSES[k].split("（")[0].replace("20万元", "25万元")}", "{en}"]]'
        for n, (k, en) in enumerate(said.items(), 1)
    )
    (corpus / "translations").mkdir()
    (corpus / "translations" / "industry.toml").write_text(f'[title]\nen = "x"\n{rows}\n', encoding="utf-8")
    first, second = read_library(corpus).versions["industry"]
    assert [c.text.en for c in second.clauses][:2] == list(said.values())
    assert [c.text.en for c in first.clauses][:2] == [said["plant"], None], (
        "a changed sentence has no English of its own"
    )


def test_a_former_version_has_the_english_of_the_parts_that_it_says(corpus: Path) -> None:
    amended = CLAUSES["hotel"].replace("星级饭店", "星级饭店和民宿").replace("20万元", "25万元")
    write(corpus, "b2026.txt", 2026, [CLAUSES["plant"], amended])
    parts = '[["新评定的星级饭店", "newly rated hotels"], ["新评定的星级饭店和民宿", "newly rated hotels and guest houses"]]'
    sentence = f'[["{amended.split("（")[0]}", "An award of RMB 250,000."]]'
    (corpus / "translations").mkdir()
    (corpus / "translations" / "industry.toml").write_text(
        f'[title]\nen = "x"\n[[clause]]\nid = "2"\nsentences = {sentence}\nparts = {parts}\n'
        f'former = [["{CLAUSES["hotel"].split("（")[0]}", "An award of RMB 200,000."]]\n',
        encoding="utf-8",
    )
    first, second = read_library(corpus).versions["industry"]
    assert second.clauses[1].benefits[0].recipient_en == "newly rated hotels and guest houses"
    assert first.clauses[1].text.en == "An award of RMB 200,000.", "what its sentence said before stays with it"
    assert first.clauses[1].benefits[0].recipient_en == "newly rated hotels"


# ── what changed ──


def sides(before: str, after: str) -> tuple[str, str]:
    edits = find_edits(before, after)
    return (
        "".join(e.text for e in edits if e.kind != "added"),
        "".join(e.text for e in edits if e.kind != "removed"),
    )


@given(
    st.text(alphabet="企业奖励1234567890万元%。；，abc ", max_size=80),
    st.text(alphabet="企业奖励50万元。；", max_size=80),
)
def test_edits_give_both_texts_back(before: str, after: str) -> None:
    assert sides(before, after) == (before, after)


@pytest.mark.parametrize("seed", range(20))
def test_edits_of_real_clauses(library: Library, seed: int) -> None:
    rng = random.Random(seed)
    one, other = rng.sample([c.text.zh for c in library.clauses], 2)
    assert sides(one, other) == (one, other)
    cut = rng.randrange(len(one))
    assert sides(one, one[:cut] + other[:9] + one[cut + 3 :]) == (one, one[:cut] + other[:9] + one[cut + 3 :])


def test_figures_change_as_a_whole() -> None:
    edits = find_edits("给予奖励50万元，为期三年。不变。", "给予奖励150万元，为期三年。不变。")
    assert [(e.text, e.kind) for e in edits if e.kind != "same"] == [("50", "removed"), ("150", "added")]


def test_a_huge_passage_is_compared_at_once() -> None:
    before, after = "甲" * 200_000, "甲" * 150_000 + "乙" * 60_000
    assert sides(before, after) == (before, after)


def test_an_empty_register_is_no_hindrance(corpus: Path) -> None:
    assert compare(read_library(corpus), Register()).new


def test_documents_of_one_title_are_named(corpus: Path) -> None:
    (corpus / "catalogue.toml").unlink()
    write(corpus, "b2026.txt", 2026, [CLAUSES["plant"]])
    assert find_twins(read_library(corpus)) == {"甲市支持产业发展若干措施": ("a2024", "b2026")}


# ── what must not go wrong between versions ──


def simple(folder: Path, name: str, title: str, body: str) -> None:
    (folder / name).write_text(f"{title}\n{body}", encoding="utf-8")


def entries(folder: Path, *rows: str) -> None:
    (folder / "catalogue.toml").write_text("\n".join(f"[[document]]\n{row}\n" for row in rows), encoding="utf-8")


def test_the_first_repeal_counts_and_a_later_version_stands(tmp_path: Path) -> None:
    entries(
        tmp_path,
        'id = "a"\ntitle = "甲市旧办法"',
        'id = "b"\ntitle = "甲市新办法"',
    )
    repeal = "第一条 对企业给予奖励{sum}万元。\n第二条 本办法自{day}起施行，《甲市旧办法》同时废止。\n"
    simple(tmp_path, "b1.txt", "甲市新办法", repeal.format(sum=10, day="2020年1月1日"))
    simple(tmp_path, "b2.txt", "甲市新办法", repeal.format(sum=20, day="2027年1月1日"))
    old = "第一条 对机构给予补助{sum}万元。\n第二条 本办法自{day}起施行。\n"
    simple(tmp_path, "a1.txt", "甲市旧办法", old.format(sum=10, day="2015年1月1日"))
    (gone,) = read_library(tmp_path).versions["a"]
    assert gone.term.repealed_on == date(2020, 1, 1), "not when the repealing text was consolidated"
    simple(tmp_path, "a2.txt", "甲市旧办法", old.format(sum=30, day="2024年1月1日"))
    first, second = read_library(tmp_path).versions["a"]
    assert first.term.repealed_on == date(2020, 1, 1) and second.term.repealed_by is None


def test_a_version_counts_from_its_issue_when_it_keeps_the_old_day_of_force(tmp_path: Path) -> None:
    body = "第一条 对企业给予奖励{sum}万元。\n第二条 本办法自2020年1月1日起施行。\n"
    simple(tmp_path, "old.txt", "甲市办法", body.format(sum=10))
    simple(tmp_path, "new.txt", "甲市办法", body.format(sum=20))
    source = 'issued_source = "letterhead"'
    entries(
        tmp_path,
        f'id = "a"\ntitle = "甲市办法"\nfile = "old.txt"\nissued = 2019-12-01\n{source}',
        f'id = "a"\ntitle = "甲市办法"\nfile = "new.txt"\nissued = 2023-06-01\n{source}',
    )
    assert [d.version for d in read_library(tmp_path).versions["a"]] == [date(2020, 1, 1), date(2023, 6, 1)]


def test_before_its_first_day_a_version_is_not_in_force(tmp_path: Path) -> None:
    for name, sum_ in (("old.txt", 10), ("new.txt", 20)):
        simple(tmp_path, name, "甲市办法", f"第一条 对企业给予奖励{sum_}万元。\n")
    source = 'issued_source = "letterhead"'
    entries(
        tmp_path,
        f'id = "a"\ntitle = "甲市办法"\nfile = "old.txt"\nissued = 2020-01-01\n{source}',
        f'id = "a"\ntitle = "甲市办法"\nfile = "new.txt"\nissued = 2023-06-01\n{source}',
    )
    for version in read_library(tmp_path).versions["a"]:
        assert find_validity(version.term, date(2010, 1, 1)).status == "not_yet_in_force"


def test_two_documents_with_one_id_by_mistake_are_no_versions(tmp_path: Path) -> None:
    simple(tmp_path, "a.txt", "甲市工业办法", "第一条 对工厂给予奖励。\n第二条 本办法自2015年1月1日起施行。\n")
    simple(tmp_path, "b.txt", "甲市旅游办法", "第一条 对饭店给予奖励。\n第二条 本办法自2020年1月1日起施行。\n")
    entries(tmp_path, 'id = "x"\ntitle = "甲市工业办法"', 'id = "x"\ntitle = "甲市旅游办法"')
    with pytest.raises(DocumentError, match=r"different titles.*file ="):
        read_library(tmp_path)
    entries(
        tmp_path, 'id = "x"\ntitle = "甲市工业办法"\nfile = "a.txt"', 'id = "x"\ntitle = "甲市旅游办法"\nfile = "b.txt"'
    )
    assert len(read_library(tmp_path).versions["x"]) == 2


def test_a_twice_amended_clause_keeps_its_id_in_every_version(tmp_path: Path) -> None:
    """Each version is registered: however far a text has moved since, the old one is what it was."""
    catalogue(tmp_path, "")
    plant, hotel = CLAUSES["plant"], CLAUSES["hotel"]
    new = "对开展研发活动的高新技术企业，按研发费用增量给予支持，具体办法另行制定，由主管部门组织实施。"
    write(tmp_path, "a.txt", 2024, [plant, hotel])
    register(tmp_path)
    write(tmp_path, "b.txt", 2025, [plant, new, hotel])
    register(tmp_path)
    write(
        tmp_path,
        "c.txt",
        2026,
        [plant, hotel.replace("星级饭店，一次性奖励20万元", "五星级饭店、甲级民宿，一次性奖励50万元"), new],
    )
    for _ in range(3):
        library = register(tmp_path)
    ids = [next(c.clause for c in version.clauses if "饭店" in c.text.zh) for version in library.versions["industry"]]
    assert ids == ["2", "2", "2"]


def test_a_former_version_that_is_taken_away_is_missed_and_can_be_withdrawn(corpus: Path) -> None:
    write(
        corpus, "b2026.txt", 2026, [CLAUSES["plant"], CLAUSES["hotel"], CLAUSES["talent"].replace("30万元", "40万元")]
    )
    register(corpus)
    (corpus / "a2024.txt").unlink()
    library, before = read_library(corpus), read_register(corpus / "register.tsv")
    (message,) = check(compare(library, before))
    assert "would drop industry@2024-01-01 and its clauses" in message
    write_register(corpus / "register.tsv", update(before, library, DAY, withdraw=("industry@2024-01-01",)))
    assert register(corpus).documents[0].version == date(2026, 1, 1)


def test_another_currency_or_comparison_is_a_change() -> None:
    for before, after in (("收入>500万元的", "收入<500万元的"), ("补助＄100万", "补助￥100万")):
        assert _compare("a/1", before, after).kind == "amended"
    assert _compare("a/1", "（责任单位：甲）", "(责任单位:甲 )").kind == "same"
    assert _compare("a/1", "", "").kind == "same"


def test_far_days_are_no_errors(tmp_path: Path) -> None:
    simple(tmp_path, "a.txt", "甲市办法", "第一条 奖励企业。\n第二条 自9998年1月1日起施行，有效期5年。\n")
    assert read_library(tmp_path).documents[0].term.start == date(9998, 1, 1)
