"""Citations: every form in which a clause can be cited leads to it, and nothing else does."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import read_table
from search_app.library.library import read_library
from search_app.model import Clause, DocumentHead
from search_app.search.answer import answer
from search_app.search.citations import resolve
from search_app.search.citations.names import find_telling
from search_app.search.citations.numbers import parse_clause_number
from search_app.search.citations.resolve import find_citations, find_in_query
from search_app.search.model import CitedAs, Query
from search_app.search.published.generations import build_generation
from search_app.search.published.opening import Generation, open_generation
from search_app.search.query.plan import MAX_QUERY
from tests.conftest import TODAY, every_clause

JUDGED = Path(__file__).resolve().parents[1] / "judged"
HAN = "零一二三四五六七八九"
SHORT = {
    "digital-economy": ("数字经济", "数字经济政策", "digital economy"),
    "bio-economy": ("生物经济", "《生物经济若干政策措施》", "the bio-economy measures"),
    "ice-snow-economy": ("冰雪", "冰雪经济措施", "ice-and-snow measures"),
    "creative-design": ("创意设计", "创意设计产业政策", "Creative Design Industry policy measures"),
    "financial-opening": ("金融", "金融开放招商若干政策措施", "the financial opening measures"),
    "innovation-35": ("创新35条", "创新发展三十五条", "innovation 35 measures"),
}


def cited(generation: Generation, text: str, asked: bool = False, day: date = TODAY) -> list[tuple[str, str | None]]:
    return [(one.status, one.id) for one in find_citations(text, generation, day, asked).found]


def only(generation: Generation, text: str, asked: bool = False) -> CitedAs:
    (one,) = find_citations(text, generation, TODAY, asked).found
    return one


def in_han(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else HAN[tens]) + "十" if tens else "") + (HAN[ones] if ones or not tens else "")


def in_roman(n: int) -> str:
    return "X" * (n // 10) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][n % 10]


# ── every form of every clause ──


def titles(head: DocumentHead) -> Iterator[str]:
    yield from (f"《{head.title.zh}》", head.title.zh, f"〈{head.title.zh}〉", head.title.en or "")
    yield f"《关于印发〈{head.title.zh}〉的通知》"
    yield from SHORT[head.id]


def forms(head: DocumentHead, number: str) -> Iterator[str]:
    """All ways to cite a clause by its title and number."""
    han, n = in_han(int(number)), number
    wide = "".join(chr(ord(figure) + 0xFEE0) for figure in n)
    for title in titles(head):
        for printed in (f"第{han}条", f"第{n}条", f"第{wide}条", f"第（{han}）条", f"（{han}）", f"({n})", f" {n}", f" 第 {n} 條", f"第{han}条第二款", f"第{n}条第（一）项"):  # fmt: skip
            yield title + printed
        for word in ("Clause", "clause", "cl.", "Art.", "article", "Section"):
            yield f"{title}, {word} {n}"
            yield f"{word} {n} of {title}"
        yield f"{title}, clause {in_roman(int(n))}"
        yield f"{title}（2022年版）第{han}条"
        yield f"依据{title}第{han}条，给予奖励"
        yield f"pursuant to {title}, clause {n}"
    for address in ("{0}/{1}", "{0} {1}", "{0}@2022/{1}", "/id/{0}/第{2}条", "https://a.example/pre/zh/policies/{0}/{1}?q=x#c"):  # fmt: skip
        yield address.format(head.id, n, han)


def test_every_form_of_every_clause_leads_to_it(generation: Generation) -> None:
    chance = random.Random(14)
    on = generation.on(TODAY)
    for clause in (one for one in every_clause(generation) if one.number):
        every = list(forms(on[clause.document], clause.number))
        for form in chance.sample(every, 25):
            one = only(generation, form, asked=True)
            assert (one.status, one.id) == ("found", clause.id), form


def test_all_forms_of_one_clause_of_each_document(generation: Generation) -> None:
    for head in generation.on(TODAY).values():
        for form in forms(head, "9"):
            one = only(generation, form, asked=True)
            assert (one.status, one.id) == ("found", f"{head.id}/9"), form
            assert one.text == form[one.start : one.end]


def test_every_part_and_benefit_is_cited_by_its_id(generation: Generation) -> None:
    for clause in every_clause(generation):
        for any_id in (clause.id, *(benefit.id for benefit in clause.benefits)):
            assert cited(generation, f"见{any_id}。") == [("found", any_id)]
            assert cited(generation, f"https://x.org/id/{any_id}") == [("found", any_id)]


def test_the_citation_that_a_page_offers_leads_back(generation: Generation) -> None:
    from search_app.web.citations import cite  # the page's own form

    for clause in every_clause(generation):
        head = generation.on(TODAY)[clause.document]
        for lang in ("zh", "en"):
            text = cite(clause, head, (head,), f"https://h/id/{clause.id}", TODAY, lang)  # type: ignore[arg-type]
            found = {one.id for one in find_citations(text, generation, TODAY).found if one.number}
            assert found == {clause.id}, text


# ── lists, ranges, parts ──


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("金融第三条至第五条", "3 4 5"), ("金融第3-5条", "3 4 5"), ("金融第三条—第五条", "3 4 5"), ("金融第3、5条", "3 5"),
        ("《金融》第三条、第五条和第七条", "3 5 7"), ("金融第三、四条及第七条", "3 4 7"), ("金融第三条第二款和第五条", "3 5"),
        ("clauses 3 and 5 of the financial opening measures", "3 5"), ("financial opening measures, clauses 3, 5 and 7", "3 5 7"),
        ("Articles 3 to 5 of the financial opening measures", "3 4 5"), ("financial opening, clauses 3–5", "3 4 5"),
        ("clause 3 and clause 5 of the financial opening measures", "3 5"), ("金融第二章第三条", "3"), ("financial opening, Art. 3(2)(a)", "3"),
    ],
)  # fmt: skip
def test_lists_and_ranges_are_each_of_their_clauses(generation: Generation, text: str, numbers: str) -> None:
    assert cited(generation, text) == [("found", f"financial-opening/{n}") for n in numbers.split()]


def test_a_range_beyond_the_end_says_where_it_ends(generation: Generation) -> None:
    *held, last = find_citations("金融第二十二条至第三十条", generation, TODAY).found
    assert [one.id for one in held] == ["financial-opening/22", "financial-opening/23"]
    assert last.status == "unknown" and last.candidates[0] == "financial-opening/23"


def test_a_part_of_a_clause_is_not_told_apart(generation: Generation) -> None:
    assert only(generation, "生物经济第九条第二款").untold == "第二款"
    assert only(generation, "clause 9(2) of the bio-economy measures").untold == "(2)"
    assert only(generation, "生物经济第九条").untold == ""


# ── what is not found ──


@pytest.mark.parametrize(
    ("text", "status", "nearest"),
    [
        ("金融第九十九条", "unknown", "financial-opening/23"), ("bio-economy/99", "unknown", "bio-economy/20"),
        ("金融第九条之一", "unknown", "financial-opening/9"), ("bio-economy/9/b99", "unknown", "bio-economy/9"),
        ("《中华人民共和国公司法》第二十条", "not_held", None), ("公司法第二十条", "not_held", None),
        ("Article 20 of the Company Law", "not_held", None), ("黑政规〔2021〕15号第二条", "not_held", None),
        ("《黑龙江省金融开放招商若干政策措施（试行）》第二条", "not_held", "financial-opening/2"),
        ("《数字经济条例》第三条", "not_held", "digital-economy/3"), ("德阳市支持生物经济若干政策第九条", "not_held", "bio-economy/9"),
        ("clause 9 of the bio-economy measures of Deyang", "not_held", "bio-economy/9"),
        ("bio-economy/13/b1", "not_held", "bio-economy"), ("https://x.org/id/nowhere/3", "not_held", None),
        ("经济第九条", "ambiguous", "digital-economy/9"), ("第九条", "ambiguous", "digital-economy/9"), ("本办法第九条", "ambiguous", "digital-economy/9"),
    ],
)  # fmt: skip
def test_what_is_not_found_says_what_is_near(
    generation: Generation, text: str, status: str, nearest: str | None
) -> None:
    one = only(generation, text)
    assert (one.status, one.id, (one.candidates or (None,))[0]) == (status, None, nearest)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "九", "第", "条", "第条", "《》", "《》第九条届", "9月1日", "2022年4月3日", "（一）总部奖励；（二）其他", "第九届冰雪节",
        "R&D/5", "nowhere/3", "km/h", "奖励50", "创新35", "冰雪 3", "总部 奖励", "no 5 million", "in section", "第一批 500万元",
    ],
)  # fmt: skip
def test_what_is_no_citation_is_none(generation: Generation, text: str) -> None:
    assert [one for one in find_citations(text, generation, TODAY).found if one.named] == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("每年最高1000万元（生物经济政策第九条）", "bio-economy/9"), ("clause 9 of the bio-economy measures, up to RMB 10 million", "bio-economy/9"),
    ],
)  # fmt: skip
def test_a_name_begins_in_its_brackets_and_ends_at_its_comma(generation: Generation, text: str, clause: str) -> None:
    assert cited(generation, text) == [("found", clause)]


@pytest.mark.parametrize("name", ["zh.json", "en.json", "fresh.json", "right_queries.txt", "slips.tsv"])
def test_ordinary_queries_cite_nothing(generation: Generation, name: str) -> None:
    text = (JUDGED / name).read_text(encoding="utf-8")
    queries = [one["q"] for one in json.loads(text)] if name.endswith(".json") else text.replace("\t", "\n").split("\n")
    for q in queries:
        assert find_citations(q, generation, TODAY).found == () == find_in_query(q, generation, TODAY), q


def test_golden_queries_cite_nothing(generation: Generation) -> None:
    for q in json.loads((JUDGED / "golden.json").read_text(encoding="utf-8")):
        assert find_in_query(q, generation, TODAY) == (), q


PIECES = st.sampled_from(
    [
        "第", "九", "条", "9", "(", "）", "《", "》", "金融", "生物经济", "创新35条", "德阳市", "公司法", "依据", "和", "、", " ", "\n", "clause ", "clauses ",
        "Art.", "of the ", "bio-economy", "/", "@2022", "〔2022〕", "4号", "鹤政办规", "以下简称", "-", "至", "\u200b", "\x00", "😀", "https://", "id/",
        "若干政策措施", "measures", "35", "b1", "?", "。", "%E4%B9%9D", "IX", "之一", "款", "“", "”",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60), st.booleans())
def test_no_text_fails_and_nothing_is_found_that_is_not_named(generation: Generation, text: str, asked: bool) -> None:
    at = 0
    for one in find_citations(text, generation, TODAY, asked).found:
        assert 0 <= one.start < one.end <= len(text) and one.text == text[one.start : one.end]
        assert one.start >= at or one.id, text  # a range names several at one place
        at = one.start
        if one.status == "found":
            assert one.id and one.named and is_named(generation, one), (text, one)
    find_in_query(text[:MAX_QUERY], generation, TODAY)


def is_named(generation: Generation, one: CitedAs) -> bool:
    """Whether all telling words of the name are those of the title, or the id itself is written."""
    head = generation.on(TODAY)[(one.id or "").split("/")[0]]
    own = find_telling(head.title.zh) | find_telling(head.title.en or "") | find_telling(head.id)
    kinds = {word for row in read_table("stopwords", "document_kind") for word in (*row["zh"], *row["en"])}
    said = {word for word in find_telling(one.name) if word not in kinds}
    return bool(one.name) and (said <= own or bool(said & own))


# ── in running text ──


MEMO = """一、依据《鹤岗市金融开放招商若干政策措施》（以下简称《措施》）第三条、第五条的规定，企业可以申请奖励；按照《措施》第九十九条执行。
依据创新发展35条第十二条给予，参照《中华人民共和国公司法》第二十条。第七条也适用，见bio-economy/9/b1，
以及https://h.cn/zh/policies/digital-economy/3。Pursuant to clause 3 of the bio-economy measures, and Art. 9(2) of financial opening."""


def test_a_memo_gives_all_its_citations_with_their_places(generation: Generation) -> None:
    found = find_citations(MEMO, generation, TODAY).found
    assert all(one.text == MEMO[one.start : one.end] for one in found)
    assert [(one.status, one.id) for one in found if one.number] == [
        ("found", "financial-opening/3"), ("found", "financial-opening/5"), ("unknown", None), ("found", "innovation-35/12"), ("not_held", None),
        ("ambiguous", None), ("found", "bio-economy/9/b1"), ("found", "digital-economy/3"), ("found", "bio-economy/3"), ("found", "financial-opening/9"),
    ]  # fmt: skip
    spread = MEMO.replace("高", "高\u200b").replace("金融开放", "金融\n开放").replace("第三条", "第 三 条")
    assert [one.id for one in find_citations(spread, generation, TODAY).found] == [one.id for one in found]


def test_what_is_not_looked_at_is_counted(generation: Generation) -> None:
    text = "创新35条第十二条。" * 2_000
    found = find_citations(text, generation, TODAY)
    assert len(found.found) == resolve.MAX_CITATIONS and len(found.found) + found.left == 2_000
    rest = find_citations(text[found.found[-1].end :], generation, TODAY)
    assert len(rest.found) + rest.left == found.left


@pytest.mark.parametrize("nothing", ["第七项条", "依据" * 10 + "甲第七项"])
def test_pointers_that_come_to_nothing_are_bounded_and_counted(generation: Generation, nothing: str) -> None:
    """They cite nothing, but each is work; what stands before the end of it is found as ever."""
    text = ("创新35条第十二条。" + nothing * 5_000)[:20_000] + "创新35条第三条。"
    found = find_citations(text, generation, TODAY)
    assert [one.id for one in found.found] == ["innovation-35/12"] and found.left > 100
    few = "创新35条第十二条。" + nothing * 100 + "。创新35条第三条。"
    found = find_citations(few, generation, TODAY)
    assert [one.id for one in found.found] == ["innovation-35/12", "innovation-35/3"] and not found.left


# ── the box ──


@pytest.mark.parametrize("q", ["依据创新发展35条第十二条", "pursuant to clause 12 of the innovation 35 measures", "创新35条第十二条 怎么申请", "创新35条 Art. 12"])  # fmt: skip
def test_a_citation_in_talk_comes_first(generation: Generation, q: str) -> None:
    page = answer(Query(as_of=TODAY, q=q), generation)
    assert page.hits[0].clause.id == "innovation-35/12" and page.cited == ("innovation-35/12",)


def test_several_cited_clauses_come_first(generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q="金融第3、5条"), generation)
    assert {hit.clause.id for hit in page.hits[:2]} == {"financial-opening/3", "financial-opening/5"}


def test_an_invented_clause_is_not_taken_for_one(generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q="金融第九十九条"), generation)
    assert page.cited == () and [one.status for one in page.citations] == ["unknown"]


# ── the table ──


@pytest.mark.parametrize("row", read_table("citations", "word"), ids=lambda row: row["name"])
def test_each_row_of_the_table_counts_in_its_own_example(generation: Generation, row: dict[str, str]) -> None:
    def has(text: str) -> bool:
        return any(one.number for one in find_citations(text, generation, TODAY).found)

    assert has(row["yes"]) and not any(
        one.id and one.number for one in find_citations(row["no"], generation, TODAY).found
    )


@pytest.mark.parametrize(
    ("printed", "number"),
    [("九", "9"), ("09", "9"), ("ix", "9"), ("xiv", "14"), ("xl", "40"), ("iiii", "iiii"), ("preamble", "preamble"), ("9.2", "9.2"), ("二十三", "23"), ("", "")],
)  # fmt: skip
def test_numbers_of_clauses_are_compared_in_figures(printed: str, number: str) -> None:
    assert parse_clause_number(printed) == number


# ── document numbers and versions ──


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Documents with a 文号, of which one has three versions; one has a Chinese id."""
    corpus = tmp_path_factory.mktemp("numbered")
    text = "{}\n{}\n第一条 对企业给予奖励{}万元。\n第二条 对基地给予补助20万元。\n"
    entries = ""
    for year in (2022, 2024, 2026):
        (corpus / f"{year}.txt").write_text(
            text.format("鹤岗市茶产业办法", f"鹤政办规〔{year}〕4号", year), encoding="utf-8"
        )
        entries += f'[[document]]\nid = "tea"\ntitle = "鹤岗市茶产业办法"\nfile = "{year}.txt"\nissued = {year}-03-01\nissued_source = "x"\n'
    (corpus / "咖啡办法.txt").write_text(
        text.format("鹤岗市咖啡产业办法", "鹤岗市人民政府令第12号", 5), encoding="utf-8"
    )
    (corpus / "catalogue.toml").write_text(entries, encoding="utf-8")
    return open_generation(build_generation(read_library(corpus), tmp_path_factory.mktemp("index"), "x"))


@pytest.mark.parametrize(
    "number",
    [
        "鹤政办规〔2022〕4号", "鹤政办规［2022］4号", "鹤政办规[2022]4号", "鹤政办规（2022）4号", "鹤政办规(2022) 4号", "鹤政办规【2022】4号", "鹤政办规２０２２４号",
        "鶴政辦規〔2022〕4號", "鹤政办规 〔 2022 〕 4 号", "鹤政办规2022年4号", "鹤政办规〔2022〕第4号", "鹤政办规〔2022〕四号", "鹤政办规2022-4号", "鹤政办规〔2022〕4",
        "依据鹤政办规〔2022〕4号", "《鹤岗市茶产业办法》（鹤政办规〔2022〕4号）",
    ],
)  # fmt: skip
def test_a_document_is_cited_by_its_number(numbered: Generation, number: str) -> None:
    assert cited(numbered, number) == [("found", "tea")]
    assert cited(numbered, f"{number}第二条") == [("found", "tea/2")]
    assert cited(numbered, f"clause 2 of {number.removeprefix('依据')}") == [("found", "tea/2")]


def test_orders_and_ids_in_chinese_are_cited(numbered: Generation) -> None:
    assert cited(numbered, "鹤岗市人民政府令第12号第二条") == [("found", "咖啡办法/2")]
    assert cited(numbered, "见咖啡办法/2") == [("found", "咖啡办法/2")]
    assert cited(numbered, "/id/%E5%92%96%E5%95%A1%E5%8A%9E%E6%B3%95/2") == [("found", "咖啡办法/2")]


@pytest.mark.parametrize(
    "number", ["黑鹤政办规〔2022〕4号", "鹤政办规〔2022〕5号", "政办规〔2022〕4号", "鹤政办规〔2021〕4号"]
)
def test_the_number_of_another_document_is_not_ours(numbered: Generation, number: str) -> None:
    assert cited(numbered, f"{number}第二条") == [("not_held", None)]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("tea/1", 2024), ("tea@2022-03-01/1", 2022), ("tea@2022/1", 2022), ("tea@2023/1", 2022), ("tea@first/1", 2022), ("tea@2026/1", 2026),
        ("茶产业办法（2022年版）第一条", 2022), ("《鹤岗市茶产业办法》（2022年修订）第一条", 2022), ("《鹤岗市茶产业办法（2022年版）》第一条", 2022),
        ("《鹤岗市茶产业办法》@2022第一条", 2022), ("《鹤岗市茶产业办法》（2022年3月1日起的版本）第一条", 2022), ("https://h/zh/policies/tea/1?as_of=2022-05-05", 2022),
    ],
)  # fmt: skip
def test_the_version_that_is_cited_is_meant(numbered: Generation, text: str, version: int) -> None:
    (one,) = find_citations(text, numbered, date(2025, 1, 1)).found
    assert one.id == "tea/1" and one.version and one.version.version == date(version, 3, 1)


def test_every_clause_knows_its_printed_number(generation: Generation) -> None:
    def own(clause: Clause) -> tuple[str, str]:
        return clause.number, clause.id

    for head in generation.store.heads:
        clauses = generation.store.document(head).clauses
        assert generation.store.numbers(head) == tuple(own(one) for one in clauses if one.number)


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("金融（三）能不能申请", ["financial-opening/3"]), ("创新35条 第5条至第7条", ["innovation-35/5", "innovation-35/6", "innovation-35/7"]),
        ("Clause 4 Bio-Economy", ["bio-economy/4"]), ("the last clause of the innovation 35 measures", ["innovation-35/35"]),
        ("创新35条最末一条", ["innovation-35/35"]),
    ],
)  # fmt: skip
def test_what_a_query_cites_comes_first_in_its_order(q: str, first: list[str], generation: Generation) -> None:
    hits = answer(Query(as_of=TODAY, q=q), generation).hits
    assert [hit.clause.id for hit in hits[: len(first)]] == first
    assert [id_ for _, id_ in cited(generation, q)] == [id_ for _, id_ in cited(generation, q, asked=True)] == first
