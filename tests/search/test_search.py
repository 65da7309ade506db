"""What a reader relies on when searching: exactness, order, filters, counts."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.clauses.validity import find_validity
from search_app.model import Clause
from search_app.search.answer import answer
from search_app.search.engine import BOOSTS
from search_app.search.model import FACETS, Plan, Query
from search_app.search.passages import Searched, make_runs, make_snippet
from search_app.search.published.opening import Generation
from search_app.search.query.plan import MAX_QUERY, read_query
from search_app.search.scoring import idf, rounded_length
from search_app.text.tokens import find_chars, find_words, join_chars
from tests.conftest import every_clause, newest

TODAY = date(2026, 11, 22)


def found(generation: Generation, q: str, **more: object) -> list[str]:
    """What is found for the words as typed; ``exact=False`` lets the helps work."""
    page = answer(replace(Query(as_of=TODAY, q=q, per_page=200, exact=True), **more), generation)  # type: ignore[arg-type]
    return [hit.clause.id for hit in page.hits]


def cuts_a_token(text: str, start: int, end: int, whole: Counter[str]) -> bool:
    """Whether a copied string begins or ends inside a number or a Latin word, which are found whole only; ``whole``
    are the tokens of ``text``."""
    return Counter(find_chars(text[:start]) + find_chars(text[start:end]) + find_chars(text[end:])) != whole


def copied_strings(clause: Clause, rng: random.Random) -> list[str]:
    text = clause.text.zh
    whole = Counter(find_chars(text))
    strings = []
    for length in range(2, 13):
        for _ in range(4):
            start = rng.randrange(max(1, len(text) - length))
            piece = text[start : start + length]
            if not cuts_a_token(text, start, start + length, whole) and '"' not in piece and piece.strip():
                strings.append(piece)
    return strings


def test_any_copied_string_finds_its_clause(generation: Generation) -> None:
    rng, tried = random.Random(114), 0
    clauses = every_clause(generation)
    held = {c.id: join_chars(find_chars(f"{c.printed} ‖ {c.text.en}")) for c in clauses}
    for clause in clauses:
        for piece in copied_strings(clause, rng):
            quoted = read_query(f'"{piece}"').wishes
            hits = set(generation.engine.scan(Plan(wishes=quoted)))
            assert clause.id in hits, f'"{piece}" does not find {clause.id}'
            wanted = join_chars(find_chars(piece))
            for hit in hits:  # and nothing that does not hold it
                assert wanted in held[hit], (piece, hit)
            if not piece.startswith("-"):
                free = read_query(piece, generation.lexicon).wishes
                assert clause.id in set(generation.engine.scan(Plan(wishes=free))), f"{piece} does not find {clause.id}"
            tried += 1
    assert tried > 4000


def test_numbers_are_found_whole(generation: Generation) -> None:
    hits = found(generation, '"50万元"')
    assert hits and "bio-economy/1" not in hits  # 150万元
    assert all("50万元" in newest(generation, i).text.zh.replace("150万元", "").replace("750万元", "") for i in hits)
    assert found(generation, '"2022"') and "50" not in " ".join(found(generation, '"022"'))


def test_full_and_half_width_are_one(generation: Generation) -> None:
    assert found(generation, '"企业（集团）总部"') == found(generation, '"企业(集团)总部"')
    assert "bio-economy/9" in found(generation, '"企业（集团）总部"')


def test_words_may_stand_in_any_order_and_more_of_them_rank_higher(generation: Generation) -> None:
    assert set(found(generation, "育种 奖励")) == set(found(generation, "奖励 育种"))
    hits = found(generation, "冰雪 融资 担保")
    number = {i: sum(w in newest(generation, i).printed for w in ("冰雪", "融资", "担保")) for i in hits}
    top = [i for i in hits if number[i] == 3]
    assert top and hits[: len(top)] == top


def test_minus_excludes_and_or_widens(generation: Generation) -> None:
    every, without = found(generation, "总部"), found(generation, "总部 -金融")
    assert 0 < len(without) < len(every)
    assert not any("金融" in newest(generation, i).printed for i in without)
    assert set(found(generation, '"首台（套）" OR "院士工作站"')) == {"innovation-35/14", "innovation-35/25"}
    others = [c.id for c in every_clause(generation) if "金融" not in c.printed]
    assert found(generation, "-金融") == sorted(others, key=is_unnumbered)


def test_a_quoted_string_is_a_must_beside_words(generation: Generation) -> None:
    hits = found(generation, '奖励 "头雁"')
    assert hits and all("头雁" in newest(generation, i).text.zh for i in hits)


def test_chinese_quotation_marks_quote(generation: Generation) -> None:
    assert set(found(generation, "“一事一议”")) == set(found(generation, '"一事一议"'))


def test_nothing_found_is_empty_not_everything(generation: Generation) -> None:
    assert found(generation, "xylophone") == []
    assert found(generation, '"不存在的字句"') == []


def is_unnumbered(clause: str) -> bool:
    return not clause.rpartition("/")[2][0].isdigit()


def test_an_empty_query_is_every_clause_in_printed_order_and_then_what_stands_around_them(
    generation: Generation,
) -> None:
    """Where nothing is asked in words nobody looks for a preamble; in the order of the documents each has its place."""
    printed = [c.id for c in every_clause(generation)]
    assert found(generation, "") == sorted(printed, key=is_unnumbered)
    page = answer(Query(as_of=TODAY, sort="document", per_page=100), generation)
    assert [hit.clause.id for hit in page.hits] == printed[:100]
    assert (page.total, page.numbered) == (127, 114)


def test_the_same_question_has_the_same_answer(generation: Generation) -> None:
    queries = ["企业", "奖励 企业", "支持", "市级 资金"]
    assert [found(generation, q) for q in queries] == [found(generation, q) for q in queries]


def test_sorted_by_amount_the_largest_grant_leads(generation: Generation) -> None:
    hits = [newest(generation, i) for i in found(generation, "", sort="amount")]
    sums = [c.headline.value if c.headline else -1 for c in hits]
    assert sums == sorted(sums, reverse=True)
    assert hits[0].id == "financial-opening/1"  # 7,500万元, though bio-economy/10 names 10亿元 of revenue


# ── the formula ──


def test_scores_follow_the_formula(generation: Generation) -> None:
    """Every score recomputed from the texts, term by term."""
    clauses = every_clause(generation)
    titles = {d.id: d.title for d in generation.store.heads}

    def fields(c: Clause) -> dict[str, tuple[str, ...]]:
        return {
            "title": find_words(c.title.zh if c.title else ""),
            "text": find_words(c.text.zh),
            "department": find_words(" ".join(f"{d.printed} {d.name.zh}" for d in c.departments)),
            "heading": find_words(" ".join(h.zh for h in c.path)),
            "document": find_words(titles[c.document].zh),
            "title_en": find_words((c.title.en or "") if c.title else ""),
            "text_en": find_words(c.text.en or ""),
            "department_en": find_words(" ".join(d.name.en or "" for d in c.departments)),
            "heading_en": find_words(" ".join(h.en or "" for h in c.path)),
            "document_en": find_words(titles[c.document].en or ""),
        }

    stored = {c.id: fields(c) for c in clauses}
    wishes = read_query("总部奖励").wishes
    page = generation.engine.search(Plan(wishes=wishes, limit=200)).page
    assert page
    for one in page:
        expected = 0.0
        for needle in wishes[0].needles:
            if needle.view == "chars":
                joined = "\x1f".join(("", *find_chars(needle.text), ""))
                holders = [c for c in clauses if joined in "\x1f".join(("", *find_chars(c.printed), ""))]
                expected += idf(len(clauses), len(holders)) * (newest(generation, one.id) in holders)
                continue
            for field, boost in BOOSTS.items():
                with_field = [f[field] for f in stored.values() if f[field]]
                holding = sum(needle.text in tokens for tokens in with_field)
                frequency = stored[one.id][field].count(needle.text)
                if frequency:
                    average = sum(map(len, with_field)) / len(with_field)
                    length = rounded_length(len(stored[one.id][field]))
                    norm = 1.2 * (1 - 0.75 + 0.75 * length / average)
                    weight = math.log(1 + (len(with_field) - holding + 0.5) / (holding + 0.5))
                    expected += boost * weight * frequency / (frequency + norm)
        if not one.id.rpartition("/")[2].isdigit():
            expected *= 0.5
        assert one.score % 1e6 == pytest.approx(expected, abs=1e-6), one.id


def test_lengths_are_lucenes() -> None:
    assert [rounded_length(n) for n in (0, 23, 39, 40, 41, 55, 56, 57, 100, 1000)] == [
        0,
        23,
        39,
        40,
        40,
        54,
        56,
        56,
        96,
        984,
    ]


# ── filters and counts ──


def oracle(generation: Generation, clause: Clause, facet: str, as_of: date) -> set[str]:
    if facet == "validity":
        return {find_validity(generation.on(as_of)[clause.document].term, as_of).status}
    values = {
        "industry": set(clause.industries),
        "department": {d.id for d in clause.departments},
        "document": {clause.document},
        "payer": {b.payer for b in clause.benefits if b.payer},
        "promise": {b.promise for b in clause.benefits},
    }
    return values[facet] or {"none"}


@given(data=st.data())
def test_counts_are_what_the_filter_finds(generation: Generation, data: st.DataObject) -> None:
    """For random filters: each count equals the hits when that value alone is chosen in its facet."""
    names = ["industry", "department", "validity", "document"]
    q = data.draw(st.sampled_from(["", "奖励", "企业 总部", '"给予"']))
    day = data.draw(st.sampled_from([TODAY, date(2025, 6, 30)]))
    filters = {}
    for name in data.draw(st.lists(st.sampled_from(names), unique=True, max_size=3)):
        values = data.draw(st.lists(st.sampled_from(sorted(generation.labels[name])), unique=True, max_size=2))
        if values:
            filters[name] = tuple(values)
    query = Query(as_of=day, q=q, filters=tuple((f, filters[f]) for f in FACETS if f in filters), per_page=200)
    page = answer(query, generation)
    base = [newest(generation, h.clause.id) for h in answer(Query(as_of=day, q=q, per_page=200), generation).hits]
    for name, values in page.facets:
        others = {f: v for f, v in filters.items() if f != name}
        kept = [c for c in base if all(oracle(generation, c, f, day) & set(v) for f, v in others.items())]
        if name in names:
            counts = Counter(value for c in kept for value in oracle(generation, c, name, day))
            assert {v.value: v.count for v in values if v.count} == counts
            assert {v.value for v in values if v.selected} == set(filters.get(name, ()))
    chosen = [c for c in base if all(oracle(generation, c, f, day) & set(v) for f, v in filters.items())]
    assert {h.clause.id for h in page.hits} == {c.id for c in chosen}


def test_none_is_a_value(generation: Generation) -> None:
    hits = found(generation, "", filters=(("department", ("none",)),))
    assert len([i for i in hits if i.rpartition("/")[2].isdigit()]) == 39


def test_amount_filters_look_at_grants_only(generation: Generation) -> None:
    hits = found(generation, "", amount_min=100_000_000)
    assert hits == []  # 10亿元 of revenue is no grant
    assert "bio-economy/10" in found(generation, "", amount_min=5_000_000, amount_max=5_000_000)


# ── queries as typed ──


@given(st.text(max_size=80))
def test_every_query_has_a_plan(text: str) -> None:
    reading = read_query(text)
    wishes, excluded = reading.wishes, reading.excluded
    assert all(wish.needles for wish in wishes)
    assert all(isinstance(string, str) and string for string in excluded)


@given(st.text(alphabet='政策"“”-OR ()*?:补贴5万元', max_size=40))
def test_odd_queries_answer(generation: Generation, text: str) -> None:
    assert answer(Query(as_of=TODAY, q=text), generation).total >= 0


def test_length_is_capped_before_anything_else() -> None:
    wishes = read_query("政" * 20_000).wishes
    assert len(wishes[0].typed) == MAX_QUERY


# ── passages ──


@given(st.text(min_size=1, max_size=400), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_runs_joined_are_the_passage(text: str, words: list[str]) -> None:
    marks = Searched(text).find(words)
    assert "".join(run.text for run in make_runs(text, marks)) == text
    snippet = "".join(run.text for run in make_snippet(Searched(text), marks))
    inner = snippet.removeprefix("…").removesuffix("…")
    assert inner in text or snippet in text


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("the 14th Five-Year Plan", "14th Five-Year Plan", "14th Five-Year Plan"),
        ("a one-off award", "one-off", "one-off"),
        ("a one-off award", "oneoff", "one-off"),
        ("R&D and P&D", "R&D", "R&D"),
        ("for children’s schools", "children's schools", "children’s schools"),
        ("RMB 1,000 and RMB 11,000", "1,000", "1,000"),
        ("the 24th plan", "14th plan", ""),
    ],
)
def test_a_word_that_stands_in_a_text_is_found_in_it(text: str, word: str, marked: str) -> None:
    assert "".join(text[span.start : span.end] for span in Searched(text).find([word])) == marked


def test_what_is_asked_for_is_marked_in_the_results(generation: Generation) -> None:
    for q, said in (("one-off", "one-off"), ("R&D", "R&D"), ("14th", "14th")):
        (first, *_) = answer(Query(as_of=TODAY, q=q), generation).hits
        assert any(said in run.text for run in (*first.snippet, *first.snippet_en) if run.mark), q


@pytest.mark.parametrize(
    ("text", "phrase", "near"),
    [
        ("an enterprise listed in or outside China", "listed enterprise", "enterprise listed"),
        ("jobs and employment for their spouses", "employment of spouses", "employment for their spouses"),
        ("The award for listing is high. It is paid to whoever made such an enterprise", "listed enterprise", ""),
        ("an enterprise", "enterprise", ""),
    ],
)
def test_words_that_stand_apart_are_found_near_each_other(text: str, phrase: str, near: str) -> None:
    assert "".join(text[span.start : span.end] for span in Searched(text).find_near([phrase])) == near


def test_the_snippet_shows_what_was_found(generation: Generation) -> None:
    page = answer(Query(as_of=TODAY, q='"返投比例"'), generation)
    marked = [run.text for run in page.hits[0].snippet if run.mark]
    assert marked == ["返投比例"]


def test_reasons_name_word_origin_and_field(generation: Generation) -> None:
    hit = answer(Query(as_of=TODAY, q="总部"), generation).hits[0]
    assert {(r.typed, r.matched, r.origin) for r in hit.reasons} == {("总部", "总部", "typed")}
    assert {"title", "text"} <= {r.field for r in hit.reasons}


# ── two languages ──


def hits(generation: Generation, q: str) -> list[str]:
    return found(generation, q, exact=False)


@pytest.mark.parametrize(
    ("q", "clause"),
    [
        ("seed breeding", "bio-economy/3"), ("guarantee fee", "innovation-35/27"), ("loan interest subsidy", "bio-economy/11"),
        ("headquarters bonus", "digital-economy/7"), ("Generic Drugs", "bio-economy/4"), ("e-commerce", "digital-economy/2"),
        ("ecommerce", "digital-economy/2"), ("data centre", "digital-economy/4"), ("data centers", "digital-economy/4"),
        ("trade fair", "ice-snow-economy/5"), ("academician 工作站", "innovation-35/25"),
    ],
)  # fmt: skip
def test_english_finds_chinese_clauses(generation: Generation, q: str, clause: str) -> None:
    assert clause in hits(generation, q)[:3]


def test_spelling_case_and_number_make_no_difference(generation: Generation) -> None:
    for one, other in [("programme", "program"), ("centres", "center"), ("Subsidies", "subsidy"), ("LABOUR", "labor")]:
        assert hits(generation, one) == hits(generation, other), one


def test_the_match_is_marked_on_both_sides(generation: Generation) -> None:
    zh = answer(Query(as_of=TODAY, q="博览会"), generation).hits[0]
    assert "博览会" in [r.text for r in zh.snippet if r.mark]
    assert any("fair" in r.text.lower() for r in zh.snippet_en if r.mark)
    en = answer(Query(as_of=TODAY, q="guarantee fee rate"), generation).hits[0]
    assert any("guarantee fee" in r.text.lower() for r in en.snippet_en if r.mark)
    assert any("担保" in r.text for r in en.snippet if r.mark)


def test_what_was_added_is_said_and_can_be_switched_off(generation: Generation) -> None:
    helped = answer(Query(as_of=TODAY, q="guarantee fee rate"), generation).hits[0]
    assert {r.origin for r in helped.reasons} == {"typed", "translation"}
    for hit in answer(Query(as_of=TODAY, q="guarantee fee rate", exact=True), generation).hits:
        assert {r.origin for r in hit.reasons} == {"typed"}


def test_quoted_english_is_exact(generation: Generation) -> None:
    assert found(generation, '"proof-of-concept"') and found(generation, '"RMB 7.5 million"') == ["financial-opening/2"]
    assert found(generation, '"RMB 5 million"') and not found(generation, '"MB 5 million"')
