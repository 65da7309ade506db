"""How a query is read: what ends a word, what leaves out, what is not understood, cited, corrected, and cut short."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from search_app.clauses.validity import find_validity
from search_app.figures import currencies
from search_app.search.answer import answer
from search_app.search.model import Plan, Query
from search_app.search.passages import Searched
from search_app.search.published.opening import Generation
from search_app.search.query.capping import MAX_NEEDLES
from search_app.search.query.chinese import expand_chinese
from search_app.search.query.figures import find_typed
from search_app.search.query.plan import ALL_HELPS, MAX_QUERY, Reading, read_query
from search_app.text.tokens import find_borders, find_chars, find_words
from tests.conftest import every_clause, newest
from tests.evaluate.search import read_right_queries, read_slips

TODAY = date(2026, 11, 22)
MINUSES = "-－–—―‐‑‒−﹣─﹘➖⁻˗"


def ids(generation: Generation, q: str, **more: object) -> list[str]:
    query = replace(Query(as_of=TODAY, q=q, per_page=100), **more)  # type: ignore[arg-type]
    return [hit.clause.id for hit in answer(query, generation).hits]


def read(generation: Generation, q: str) -> Reading:
    return read_query(q, generation.lexicon)


# ── words ──


def typed_strings(generation: Generation, q: str) -> set[str]:
    needles = [needle for wish in read(generation, q).wishes for needle in wish.needles]
    return {needle.text for needle in needles if needle.view == "chars" and needle.origin == "typed"}


@pytest.mark.parametrize("q", ["高管奖励", "个人所得税", "园区管理费", "了解政策", "管道改造", "一个中心"])
def test_question_words_are_cut_on_word_borders_alone(generation: Generation, q: str) -> None:
    assert typed_strings(generation, q) == {q}


def test_question_words_that_are_words_are_cut_out(generation: Generation) -> None:
    assert typed_strings(generation, "贷款贴息怎么申请") == {"贷款贴息怎么申请", "贷款贴息", "申请"}
    assert "管委会" in "".join(typed_strings(generation, "哪个部门管管委会"))


@pytest.mark.parametrize("word", ["申请", "政府", "办理", "要求", "需要", "准备", "以后"])
def test_words_that_carry_meaning_are_looked_for(generation: Generation, word: str) -> None:
    needles = [needle for wish in read(generation, f"{word}贷款怎么弄").wishes for needle in wish.needles]
    assert word in {needle.text for needle in needles}


def test_borders_are_those_that_both_cuts_agree_on() -> None:
    assert 1 not in find_borders("高管个人") and 2 in find_borders("高管个人")


@pytest.mark.parametrize("mark", [",", "，", "、", ";", "；", "。"])
def test_a_comma_of_either_width_ends_a_word(generation: Generation, mark: str) -> None:
    assert ids(generation, f"总部{mark}奖励") == ids(generation, "总部 奖励")
    assert ids(generation, f"headquarters{mark} awards") == ids(generation, "headquarters awards")


def test_a_sentence_with_commas_is_one_wish_in_either_width(generation: Generation) -> None:
    half, full = read(generation, "做软件的公司,想办分公司").wishes, read(generation, "做软件的公司，想办分公司").wishes
    assert len(half) == len(full) == 1
    assert half[0].needles == full[0].needles
    assert "1000万元" in read(generation, "奖励1,000万元").wishes[-1].typed.replace(",", "")


def test_a_piece_of_a_question_is_not_the_whole_wish(generation: Generation) -> None:
    """什么条件的企业可以拿到贷款贴息: a clause that says only 条件 has not said it all."""
    found, _ = expand_chinese("企业怎么申请贷款贴息", "企业怎么申请贷款贴息", generation.lexicon, ALL_HELPS)
    whole = [needle for needle in found if not needle.stands_for]
    assert [needle.text for needle in whole] == ["企业怎么申请贷款贴息"]
    assert all(
        set(n.stands_for) <= set(find_words("企业 申请贷款贴息"))
        for n in found
        if n.origin == "typed" and n not in whole
    )


def test_ended_documents_stand_behind_equal_matches(generation: Generation) -> None:
    asked = Plan(wishes=read(generation, "贷款").wishes, limit=200)
    plain = {found.id: found.score for found in generation.engine.search(asked).page}  # of no day: nothing has ended
    ended_days = 0
    for day in (date(2019, 1, 1), date(2023, 1, 1), TODAY, date(2031, 1, 1), date(2040, 1, 1)):
        ended = {
            d.id for d in generation.on(day).values() if find_validity(d.term, day).status in ("expired", "repealed")
        }
        found = {one.id: one.score for one in generation.engine.search(replace(asked, as_of=day)).page}
        assert found.keys() == plain.keys()
        for key, score in found.items():
            assert score < plain[key] if key.split("/")[0] in ended else score == plain[key]
        ended_days += bool(ended)
    assert ended_days >= 2


# ── left out ──


@pytest.mark.parametrize("minus", [*MINUSES, "——", "--"])
@pytest.mark.parametrize(
    "q", ["贷款 {}担保", "{}担保 贷款", "贷款　{}担保", "贷款，{}担保", "贷款 {}“担保”", '贷款 {}"担保"']
)
def test_every_minus_that_an_input_method_types_leaves_out(generation: Generation, minus: str, q: str) -> None:
    found = ids(generation, q.format(minus))
    assert found == ids(generation, "贷款 -担保")
    assert found and not any("担保" in newest(generation, one).printed for one in found)


@pytest.mark.parametrize(
    "q", ["subsidy -loan", "subsidy -loans", "subsidy －Loan", "subsidy NOT loans", "NOT loan subsidy"]
)
def test_latin_words_are_left_out_by_their_stems(generation: Generation, q: str) -> None:
    found = ids(generation, q)
    assert found == ids(generation, "subsidy -loan")
    assert found and not any("loan" in (newest(generation, one).text.en or "").lower() for one in found)
    assert "subsidis" not in " ".join(w.typed for w in read(generation, "-subsidised loans").wishes)


@pytest.mark.parametrize(
    "q", ["奖励 -50万元", "奖励 －50万元", "奖励 NOT 50万元", "奖励，－50万", "奖励 -RMB 500,000", "奖励 -500,000"]
)
def test_a_figure_behind_a_minus_is_left_out(generation: Generation, q: str) -> None:
    found = [newest(generation, one) for one in ids(generation, q)]
    assert found and not any(a.value == 500_000 and a.kind == "money" for clause in found for a in clause.amounts)
    assert not any(needle.view == "figures" for wish in read(generation, q).wishes for needle in wish.needles)


def test_figures_in_a_group_are_left_out_and_rates_too(generation: Generation) -> None:
    for one in ids(generation, "奖励 -(50万元 OR 100万元)"):
        assert not {"50万元", "100万元"} & {a.text for a in newest(generation, one).amounts}, one
    assert not any("5%" in {a.text for a in newest(generation, one).amounts} for one in ids(generation, "awards -5%"))
    assert read(generation, "奖励 -(50万元 100万元)").not_understood == ("-(50万元 100万元)",)


@pytest.mark.parametrize("q", ["-[贷款]", "-【贷款】", "-《贷款》", "-{贷款}", "-((贷款))", "-”贷款“", "-‘贷款’"])
def test_brackets_and_quotes_around_what_is_left_out_change_nothing(generation: Generation, q: str) -> None:
    assert ids(generation, f"奖励 {q}") == ids(generation, "奖励 -贷款")


def test_a_hyphen_inside_a_word_leaves_nothing_out(generation: Generation) -> None:
    assert not read(generation, "e-commerce").excluded and not read(generation, "贷款-担保").excluded
    assert ids(generation, "-貸款 企业") == ids(generation, "-贷款 企业")


def test_a_group_that_only_or_joins_is_left_out_one_by_one(generation: Generation) -> None:
    for q in ("企业 -(贷款 OR 担保)", "企业 －（贷款 OR 担保）", "企业 NOT (贷款 OR 担保)"):
        assert ids(generation, q) == ids(generation, "企业 -贷款 -担保"), q
    assert ids(generation, "(担保 OR 贴息) 企业") == ids(generation, "担保 OR 贴息 企业")


@pytest.mark.parametrize(
    ("q", "named"),
    [
        ("企业 -(贷款 担保)", "-(贷款 担保)"), ("企业 －（贷款 担保）", "－（贷款 担保）"), ("企业 NOT (贷款 担保)", "NOT (贷款 担保)"),
        ("(贷款 担保) OR 企业", "(贷款 担保)"), ("企业 OR (贷款 担保)", "(贷款 担保)"), ("贷款 - 担保", "-"), ("贷款 — 担保", "—"),
        ("企业 -(loans OR bank guarantees)", "-(loans OR bank guarantees)"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said_and_never_a_wish(
    generation: Generation, client: FlaskClient, q: str, named: str
) -> None:
    understood = read(generation, q)
    assert understood.not_understood == (named,)
    if "(" in named or "（" in named:
        assert {wish.typed for wish in understood.wishes} == {"企业"}
    found = client.get("/api/v1/search", query_string={"q": q}).get_json()
    assert found["query"]["not_understood"] == [named]
    for lang in ("zh", "en"):
        page = client.get(f"/{lang}/search", query_string={"q": q}).get_data(as_text=True)
        assert ("未能理解" if lang == "zh" else "Not understood") in page


def test_brackets_of_a_writer_are_no_operator(generation: Generation) -> None:
    for q in ("研发 (R&D expense) 补贴", "首台（套）", "企业（集团）总部", "（担保", "((((", "支持“头雁”团队"):
        assert read(generation, q).not_understood == (), q


# ── characters ──


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u200d", "\u2060", "\ufeff", "\u200e", "\ufe0f"])
def test_characters_that_nobody_sees_change_nothing(generation: Generation, unseen: str) -> None:
    for q in ("总部 奖励", "贷款贴息", '"首台（套）"', "head office", "30万元", "bio-economy/9"):
        spoilt = unseen.join(q)
        assert ids(generation, spoilt) == ids(generation, q), (q, hex(ord(unseen)))
    assert find_words(f"贷{unseen}款") == find_words("贷款") and find_chars(f"5{unseen}0万") == find_chars("50万")


@pytest.mark.parametrize(
    ("typed", "plain"), [("⾦融", "金融"), ("⽀持", "支持"), ("⻓期", "长期"), ("金融", "金融"), ("ﬁntech", "ﬁntech")]
)
def test_radicals_and_compatibility_forms_are_the_characters(generation: Generation, typed: str, plain: str) -> None:
    assert ids(generation, typed) == ids(generation, plain)
    assert find_words(typed) == find_words(plain)


def test_marks_are_found_around_characters_that_nobody_sees() -> None:
    text = "给予贷\u200b款\u00ad贴息支持"
    (mark,) = Searched(text).find(["贷款贴息"])
    assert text[mark.start : mark.end] == "贷\u200b款\u00ad贴息"


# ── sums ──


@pytest.mark.parametrize(
    "q", ["$300,000", "USD 300,000", "US$300,000", "30万美元", "300,000 dollars", "HK$ 300,000", "30万港元"]
)
def test_a_sum_of_another_currency_is_not_compared_with_yuan(generation: Generation, q: str) -> None:
    for typed in (q, f"奖励 {q}", f"grants of {q} or more"):
        hits = answer(Query(as_of=TODAY, q=typed, per_page=100), generation).hits
        assert not any(reason.field == "figures" for hit in hits for reason in hit.reasons), typed
    assert ids(generation, "RMB 300,000")[:3] == ids(generation, "30万元")[:3] != []


# ── citations ──


@pytest.mark.parametrize(
    ("q", "clause"),
    [
        ("bio-economy/9", "bio-economy/9"), ("https://example.org/id/bio-economy/9", "bio-economy/9"),
        ("http://localhost:8000/en/policies/bio-economy/9?q=x#b-2", "bio-economy/9"), ("/id/bio-economy/（九）", "bio-economy/9"),
        ("https://h.cn/id/bio-economy/%EF%BC%88%E4%B9%9D%EF%BC%89", "bio-economy/9"), ("/api/v1/clauses/innovation-35/12", "innovation-35/12"),
        ("《鹤岗市支持生物经济高质量发展若干政策措施》第九条", "bio-economy/9"), ("鹤岗市支持生物经济高质量发展若干政策措施（九）", "bio-economy/9"),
        ("金融开放招商若干政策措施第十三条", "financial-opening/13"), ("创新发展35条第12条", "innovation-35/12"), ("创新35条第8条", "innovation-35/8"),
        ("金融第3条", "financial-opening/3"), ("冰雪办法第2条", "ice-snow-economy/2"), ("創新發展35條第八條", "innovation-35/8"),
        ("《鹤岗市支持冰雪经济发展若干政策措施》 3.", "ice-snow-economy/3"), ("Bio-economy measures, clause 9", "bio-economy/9"),
        ("根据《鹤岗市支持生物经济高质量发展若干政策措施》第九条", "bio-economy/9"), ("https://x.org/zh/policies/bio-economy/9/", "bio-economy/9"),
        ("《鹤岗市金融开放招商若干政策措施》第十一条（鹤岗政策库，2026-11-26查阅）", "financial-opening/11"),
        ("https://x.org/id/bio-economy/9。", "bio-economy/9"), ("<https://x.org/id/bio-economy/9>", "bio-economy/9"),
        ("clause 9 of the bio-economy measures", "bio-economy/9"), ("bio-economy/preamble", "bio-economy/preamble"),
    ],
)  # fmt: skip
def test_a_cited_clause_comes_first_and_is_named(generation: Generation, q: str, clause: str) -> None:
    page = answer(Query(as_of=TODAY, q=q), generation)
    assert page.hits[0].clause.id == clause and page.cited == (clause,) and page.dropped == ()


@pytest.mark.parametrize(
    "q",
    [
        "bio-economy/99",
        "nowhere/3",
        "R&D/5",
        "创新35",
        "奖励50",
        "贷款 第三条",
        "一等奖 30",
        "第三条和第五条",
        "5%",
        "2025",
    ],
)
def test_what_is_no_citation_cites_nothing(generation: Generation, q: str) -> None:
    assert answer(Query(as_of=TODAY, q=q), generation).cited == ()


def test_a_number_alone_cites_that_clause_of_every_document(generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q="第九条"), generation)
    assert [hit.clause.id for hit in page.hits[:6]] == [f"{document}/9" for document in generation.on(TODAY)]


@pytest.mark.parametrize(
    "q",
    [
        "-第九条",
        "−第九条",
        "NOT 第九条",
        "-《鹤岗市支持生物经济高质量发展若干政策措施》第九条",
        "-clause 9",
        "-bio-economy/9",
    ],
)
def test_what_is_left_out_is_not_cited(generation: Generation, q: str) -> None:
    assert answer(Query(as_of=TODAY, q=q), generation).cited == ()


def test_exclusions_hold_for_cited_clauses_and_or_cites_several(generation: Generation) -> None:
    assert "bio-economy/9" not in ids(generation, "第九条 -总部") and "digital-economy/9" in ids(
        generation, "第九条 -总部"
    )
    assert set(ids(generation, "bio-economy/9 OR bio-economy/3")[:2]) == {"bio-economy/3", "bio-economy/9"}


def test_a_filter_holds_for_a_cited_clause_too(generation: Generation) -> None:
    filters = (("document", ("creative-design",)),)
    assert "bio-economy/9" not in ids(generation, "bio-economy/9", filters=filters)


# ── corrections ──


def test_what_is_right_is_never_corrected(generation: Generation) -> None:
    wrong = {q: found for q in read_right_queries() if (found := read(generation, q).corrected)}
    assert len(read_right_queries()) > 280 and wrong == {}


@pytest.mark.parametrize(
    "q",
    ["产业联盟", "一事一议", "人才政策", "现金", "返税", "高管个人奖励", "科创板", "研学基地", "銀保監局", "元宇宙"],
)
def test_words_of_general_chinese_offices_and_texts_are_left_alone(generation: Generation, q: str) -> None:
    assert read(generation, q).corrected is None


@pytest.mark.parametrize(
    "q",
    ["创意设计第1条和第3条", "柔性引才", "section 5 trade", "clauses", "mayor", "at least $ 1 million grant"],
)
def test_words_that_look_like_others_are_left_alone(generation: Generation, q: str) -> None:
    assert read(generation, q).corrected is None


def test_slips_are_still_mended(generation: Generation) -> None:
    mended = [meant for typed, meant in read_slips() if read(generation, typed).corrected == meant]
    assert len(mended) >= 18
    assert read(generation, "貸款贴西，怎么办").corrected == "貸款贴息，怎么办"


# ── long queries ──


@pytest.mark.parametrize("mark", [*',，、;；。!！?？…-－(（)）"“”《》 ', "，,", "-(", "，-", "(“", "1,", "NOT "])
def test_runs_of_marks_are_read_in_no_time(generation: Generation, mark: str) -> None:
    """A pattern that backtracks would hold the whole server here; a run that ends is the assertion."""
    for q in (mark * 500, f"总部{mark * 200}奖励", f"{mark * 250}x"):
        read(generation, q[:MAX_QUERY])


def test_a_long_query_is_cut_and_says_so(generation: Generation, client: FlaskClient) -> None:
    texts = "".join(clause.text.zh for clause in every_clause(generation))
    for q in (
        texts[:MAX_QUERY],
        " ".join(texts[:300])[:MAX_QUERY],
        " ".join(f'"{one}"' for one in texts[:120])[:MAX_QUERY],
    ):
        understood = read(generation, q)
        assert sum(len(wish.needles) for wish in understood.wishes) <= MAX_NEEDLES
        assert understood.cut
        assert client.get("/api/v1/search", query_string={"q": q}).get_json()["query"]["cut"] is True
    assert "Your search is long" in client.get("/en/search", query_string={"q": texts[:MAX_QUERY]}).get_data(
        as_text=True
    )
    assert not read(generation, "开一家设计工作室政府给多少钱").cut


def test_of_a_long_query_what_is_quoted_and_rare_is_kept(generation: Generation) -> None:
    filler = " ".join(every_clause(generation)[3].text.zh[n : n + 2] for n in range(0, 260, 2))
    understood = read(generation, f'{filler[:400]} "头雁" 育种')
    needles = {needle.text for wish in understood.wishes for needle in wish.needles}
    assert {"头雁", "育种"} <= needles and understood.cut


@pytest.mark.parametrize("q", ["3億円", "三億円", "500萬韓元", "100万澳門元"])
def test_foreign_sums_in_traditional_script_are_foreign_and_left_alone(generation: Generation, q: str) -> None:
    assert read(generation, q).corrected is None
    hits = answer(Query(as_of=TODAY, q=q, per_page=100), generation).hits
    assert not any(reason.field == "figures" for hit in hits for reason in hit.reasons)
    assert ids(generation, "3億元")[:3] == ids(generation, "3亿元")[:3] != []


class _Watched:
    """A pattern that notes over how much it was asked to look."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.widest = pattern, 0

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        self.widest = max(self.widest, end - start)
        return self.pattern.search(text, start, end)


@pytest.mark.parametrize("heap", ["a1元", "½1亿元", "50w ", "5 yuan "])
def test_each_sum_of_a_query_looks_for_its_currency_beside_it_alone(monkeypatch: pytest.MonkeyPatch, heap: str) -> None:
    before, behind, longest = currencies._typed_currency()
    watched = _Watched(before)
    monkeypatch.setattr(currencies, "_typed_currency", lambda: (watched, behind, longest))
    typed = find_typed((heap * MAX_QUERY)[: MAX_QUERY - MAX_QUERY % len(heap)])
    assert len(typed) > 10 and 0 < watched.widest <= longest < 30
    assert len({one.unit for one in typed[1:-1]}) == 1


@pytest.mark.parametrize(
    ("q", "unit"),
    [("new zealand dollars   100", "NZD"), ("美元 100", "USD"), ("100万（usd", "USD"), ("xusd 100元", "CNY")],
)
def test_the_currency_beside_a_sum_is_read_whole(q: str, unit: str) -> None:
    assert [one.unit for one in find_typed(q)] == [unit]
