"""What every engine promises, held against the records themselves: found, left out, counted, in order, on every day."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from search_app.model import STATUSES
from search_app.search.answer import answer
from search_app.search.asked.weighing import apply_read
from search_app.search.citations.resolve import find_cited, find_in_query
from search_app.search.engine import AMOUNT_BUCKETS, BOOSTS, Answer, Engine, EngineError, Record, bucket_name
from search_app.search.model import FACETS, FILTERS, NONE, Needle, Plan, Query, Sort, Wish
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.published.opening import Generation
from search_app.search.query.plan import ALL_HELPS, make_plan, read_query
from search_app.text.tokens import find_chars, join_chars
from tests.cluster.conftest import open_cluster
from tests.cluster.nodes import Node
from tests.evaluate.search import JUDGED

DAYS = (date(2014, 1, 1), date(2021, 3, 1), date(2022, 6, 30), date(2022, 7, 1), date(2026, 11, 22), date(2031, 1, 1))
Holds = Callable[[Record], bool]


# ── the records, looked through one by one ──
def words_of(record: Record) -> set[str]:
    return {word for words in record.words.values() for word in words}


def values_of(record: Record, facet: str, day: date | None = None) -> tuple[str, ...]:
    if facet == "validity":
        return (status_of(record, day),) if day else ()
    if facet == "amount":
        if record.amount is None:
            return (NONE,)
        return tuple(
            bucket_name(*b) for b in AMOUNT_BUCKETS if b[0] <= record.amount and (b[1] is None or record.amount < b[1])
        )
    return tuple(record.facets.get(facet, ())) or (NONE,)


def status_of(record: Record, day: date) -> str:
    holding = (s.status for s in record.statuses if (s.start or date.min) <= day < (s.end or date.max))
    return next(holding, STATUSES[0])


def is_shown(record: Record, day: date | None) -> bool:
    return day is None or (record.shown[0] or date.min) <= day < (record.shown[1] or date.max)


def passes(record: Record, plan: Plan, but: str = "") -> bool:
    """Whether the filters let ``record`` through, without those of the facet ``but``."""
    sums = (plan.amount_min is None or (record.amount is not None and record.amount >= plan.amount_min)) and (
        plan.amount_max is None or (record.amount is not None and record.amount <= plan.amount_max)
    )
    chosen = all(set(values_of(record, facet, plan.as_of)) & wanted for facet, wanted in plan.filters if facet != but)
    long = plan.duration_min is None or record.years >= plan.duration_min
    return chosen and long and (but == "amount" or sums)


def check(engine: Engine, plan: Plan, records: Sequence[Record], holds: Holds) -> Answer:
    """All that ``engine`` counts and lists for ``plan`` is what the records say that ``holds``."""
    matching = [record for record in records if is_shown(record, plan.as_of) and holds(record)]
    hits = [record for record in matching if passes(record, plan)]
    found = engine.search(replace(plan, limit=len(records)))
    assert {one.id for one in found.page} == {record.id for record in hits}
    assert (found.total, found.numbered) == (len(hits), sum(record.numbered for record in hits))
    assert list(engine.scan(plan)) == [record.id for record in hits]
    for facet in FACETS:
        others = [record for record in matching if passes(record, plan, but=facet)]
        counted = Counter(value for record in others for value in values_of(record, facet, plan.as_of))
        if facet == "validity" and plan.as_of:  # every status of the day is named
            day = plan.as_of
            counted |= Counter(dict.fromkeys((status_of(r, day) for r in records if is_shown(r, day)), 0))
            assert dict(found.counts[facet].values) == {
                s: counted[s] for s in STATUSES if s in found.counts[facet].values
            }
            assert set(found.counts[facet].values) == {status_of(r, day) for r in records if is_shown(r, day)}
        else:
            assert dict(found.counts[facet].values) == dict(counted), facet
        assert found.counts[facet].exact and not found.counts[facet].other
    return found


def word(text: str, **more: object) -> Needle:
    return Needle(text, "words", stands_for=(text,), **more)  # type: ignore[arg-type]


def wish(*needles: Needle, **more: bool) -> Wish:
    return Wish(" ".join(n.text for n in needles), needles, **more)


def draw_filters(rng: random.Random, records: Sequence[Record], day: date) -> tuple[tuple[str, frozenset[str]], ...]:
    chosen = sorted(rng.sample(FILTERS, rng.randint(0, 3)))
    drawn = {
        facet: frozenset(v for r in rng.sample(list(records), 2) for v in values_of(r, facet, day)) for facet in chosen
    }
    return tuple(drawn.items())


# ── the contract ──
def test_filters_ranges_and_facets_are_those_of_the_records(engine: Engine, records: list[Record]) -> None:
    rng = random.Random(17)
    sums = sorted({record.amount for record in records if record.amount is not None})
    for n in range(40):
        day = rng.choice(DAYS)
        plan = Plan(filters=draw_filters(rng, records, day), as_of=day)
        if n % 3 == 0:
            plan = replace(plan, amount_min=rng.choice([None, 0, *sums]), amount_max=rng.choice([None, *sums]))
        if n % 5 == 0:
            plan = replace(plan, duration_min=rng.choice([1, 2, 5]))
        asked = rng.choice([None, *sorted(words_of(rng.choice(records)))])
        if asked:
            plan = replace(plan, wishes=(wish(word(asked)),))
        check(engine, plan, records, lambda record, asked=asked: asked is None or asked in words_of(record))  # type: ignore[misc]


def test_each_day_has_its_versions(engine: Engine, records: list[Record]) -> None:
    turns = {day for record in records for day in record.shown if day}
    assert len(turns) == 3
    for day in (*DAYS, *turns, *(turn - timedelta(1) for turn in turns)):
        check(engine, Plan(as_of=day), records, lambda _: True)
    check(engine, Plan(), records, lambda _: True)
    with pytest.raises(EngineError, match="without a day"):
        engine.search(Plan(filters=(("validity", frozenset({"in_force"})),)))


def test_a_string_is_found_unbroken_and_nowhere_else(engine: Engine, records: list[Record]) -> None:
    rng = random.Random(3)
    held = {record.id: join_chars(record.chars) for record in records}
    for record in rng.sample(records, 30):
        start, length = rng.randrange(len(record.chars)), rng.choice([1, 2, 3, 5, 12])
        text = " ".join(record.chars[start : start + length])
        tokens = join_chars(find_chars(text))
        if not tokens:
            continue
        plan = Plan(wishes=(wish(Needle(text, "chars"), required=True),))
        assert set(engine.scan(plan)) == {key for key, chars in held.items() if tokens in chars}, text
        left_out = Plan(excluded=(Needle(text, "chars"),))
        assert set(engine.scan(left_out)) == {key for key, chars in held.items() if tokens not in chars}, text


def test_what_is_left_out_is_looked_for_in_the_clause_alone(engine: Engine, records: list[Record]) -> None:
    own = [name for name in BOOSTS if name.startswith(("title", "text"))]
    for text in ("企业", "奖励", "loan", "政策"):
        found = check(
            engine, Plan(excluded=(word(text),)), records, lambda r, t=text: all(t not in r.words[name] for name in own)
        )  # type: ignore[misc]
        assert found.total < len(records)
    office = next(record.offices[-1] for record in records if len(record.offices) > 2)
    check(engine, Plan(excluded=(Needle(office, "offices"),)), records, lambda r: office not in r.offices)


def test_figures_offices_and_facts_are_tokens(engine: Engine, records: list[Record]) -> None:
    for view in ("figures", "offices", "facts"):
        token = next(tokens[0] for record in records if (tokens := getattr(record, view)))
        plan = Plan(wishes=(wish(Needle(token, view)),))
        check(engine, plan, records, lambda r, v=view, t=token: t in getattr(r, v))  # type: ignore[misc]


def test_a_gloss_is_found_only_where_there_is_no_english(engine: Engine, records: list[Record]) -> None:
    plan = Plan(wishes=(wish(Needle("企业", "gloss", stands_for=("firm",))),))
    check(engine, plan, records, lambda r: "企业" in words_of(r) and not r.words["text_en"])


def test_orders(engine: Engine, records: list[Record]) -> None:
    keys, plan = [record.id for record in records], Plan(wishes=(wish(word("企业")), wish(word("奖励"))), limit=500)
    by_key = {record.id: record for record in records}

    def page(**how: object) -> list[str]:
        return [one.id for one in engine.search(replace(plan, **how)).page]  # type: ignore[arg-type]

    printed = page(sort="document")
    assert printed == [key for key in keys if key in set(printed)] and len(printed) > 50
    sums = page(sort="amount")
    assert sums == sorted(printed, key=lambda key: -(by_key[key].amount if by_key[key].amount is not None else -1))
    ranked = engine.search(plan).page
    assert [one.step for one in ranked] == sorted((one.step for one in ranked), reverse=True)
    assert {one.step for one in ranked} == {1, 2}
    assert all(one.step == len({"企业", "奖励"} & words_of(by_key[one.id])) for one in ranked)
    assert all(a.score >= b.score - 1e-6 for a, b in pairwise(ranked) if a.step == b.step)
    for order, sign in (("most", -1), ("least", 1)):
        steps = {one.id: one.step for one in ranked}
        ordered = page(order=order)
        told = [(-steps[key], by_key[key].amount is None, sign * (by_key[key].amount or 0)) for key in ordered]
        assert told == sorted(told)
    assert [one.id for one in ranked] == page(limit=10_000_000) and page(offset=10_000_000) == []
    assert [one for start in range(0, len(ranked), 7) for one in page(offset=start, limit=7)] == [
        one.id for one in ranked
    ]


def test_what_is_cited_comes_first_and_what_is_near_is_a_hit(engine: Engine, records: list[Record]) -> None:
    keys = [record.id for record in records]
    plan = Plan(wishes=(wish(word("贷款")),), cited=(keys[40], keys[3]), near=(keys[9], keys[5], "not/held"), limit=300)
    found = engine.search(plan)
    assert [one.id for one in found.page[:2]] == [keys[40], keys[3]]
    assert [one.id for one in found.near] == [keys[9], keys[5]]
    assert {one.id for one in found.page} == {r.id for r in records if "贷款" in words_of(r)} | {
        keys[n] for n in (3, 5, 9, 40)
    }


def test_a_facet_with_a_size_names_the_commonest_and_the_chosen(engine: Engine, records: list[Record]) -> None:
    counted = Counter(record.facets["document"][0] for record in records)
    common = [name for name, _ in counted.most_common(3)]
    rare = min(counted, key=lambda name: counted[name])
    plan = Plan(sizes=(("document", 3),), filters=(("document", frozenset({rare})),))
    found = engine.search(plan).counts["document"]
    assert set(found.values) == {*common, rare} and found.exact
    assert found.other == len(records) - sum(found.values.values())


def test_equal_plans_have_equal_answers_however_many_ask(engine: Engine, generation: Generation) -> None:
    plans = [
        Plan(wishes=read_query(q, generation.lexicon).wishes, as_of=DAYS[4]) for q in ("贷款贴息", "冰雪 旅游", "loan")
    ]
    first = [engine.search(plan) for plan in plans]
    with ThreadPoolExecutor(6) as readers:
        assert list(readers.map(engine.search, plans * 4)) == first * 4


ODD = ("", " ", "\u3000", "。，！", "a" * 500, "企" * 500, "企业 " * 166, "OR OR -", '"', "\U0001f3c6", "%00", "*", "(((", "é́́", "1" * 300, "{{7*7}}", "‖")  # fmt: skip


def test_odd_input_has_an_answer(engine: Engine, generation: Generation) -> None:
    text = "".join(clause.text.zh for clause in map(generation.store.clause, generation.store.list_keys()[:9]))
    for q in (*ODD, text[:500], " ".join(text[:250])):
        reading = read_query(q, generation.lexicon)
        found = engine.search(Plan(reading.wishes, reading.excluded, as_of=DAYS[4], least=0.15))
        assert found.total >= len(found.page)
    assert engine.search(Plan(limit=0)).page == () == engine.search(Plan(offset=99_000)).page
    assert not list(engine.scan(Plan(wishes=(wish(Needle("无此词" * 50, "chars")),))))


# ── both the same ──
@pytest.fixture(scope="module")
def both(
    generation: Generation, records: list[Record], node: Node, tmp_path_factory: pytest.TempPathFactory
) -> Generation:
    """The generation of the corpus, with its index in a cluster."""
    held = [record for record in records if not record.id.startswith("versions-")]
    return replace(generation, engine=open_cluster(held, tmp_path_factory.mktemp("both"), [node.address], 3, "both"))


def list_judged() -> list[str]:
    sets = [json.loads(path.read_text("utf-8")) for path in sorted(JUDGED.glob("*.json")) if path.stem != "golden"]
    return list(dict.fromkeys(one["q"] for judged in sets for one in judged))


def draw_query(q: str, n: int, rng: random.Random, records: Sequence[Record]) -> Query:
    """``q`` as typed, or narrowed and put in order as readers do."""
    query = Query(as_of=DAYS[4], q=q, per_page=20)
    if n % 3 == 0:
        return query
    sorts: tuple[Sort, ...] = ("relevance", "relevance", "amount", "document")
    low = rng.choice([None, None, None, 100_000])
    return replace(
        query, as_of=rng.choice(DAYS[1:]), filters=draw_filters(rng, records, query.as_of), amount_min=low,
        sort=rng.choice(sorts), page=rng.choice([1, 1, 2]), exact=rng.random() < 0.1, weak=rng.random() < 0.2,
    )  # fmt: skip


def test_judged_queries_have_the_same_answers(both: Generation, generation: Generation, records: list[Record]) -> None:
    rng = random.Random(649)
    judged = list_judged()[::3]
    assert len(judged) > 200
    for record in rng.sample(records, 12):  # more wishes than steps are asked for at once
        words = [word for words in record.words.values() for word in words]
        judged.append(" ".join(dict.fromkeys(rng.choices(words, k=rng.choice([6, 9, 30])))))
    for n, q in enumerate(judged):
        query = draw_query(q, n, rng, records)
        reading = read_query(q, generation.lexicon, frozenset() if query.exact else ALL_HELPS, query.as_of)
        meant = apply_read(query, reading.read)
        cited = find_cited(find_in_query(q, generation, meant.as_of))
        near = tuple(rng.sample(generation.store.list_keys(), 3)) if n % 5 == 0 else ()
        plan = make_plan(meant, reading, tuple(key for key, _ in cited), near)
        ours, theirs = generation.engine.search(plan), both.engine.search(plan)
        assert without_scores(theirs) == without_scores(ours), (q, plan)
        assert [one.score for one in theirs.page] == pytest.approx([one.score for one in ours.page], rel=1e-5)


def test_a_new_question_takes_one_request_and_a_half_at_most(both: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    """On average, over what readers ask; the next page and another filter take one, but for what lies deep."""
    engine, sent = both.engine, []
    assert isinstance(engine, OpenSearchEngine)
    ask = engine._search
    monkeypatch.setattr(engine, "_search", lambda *bodies: sent.append(bodies) or ask(*bodies))
    monkeypatch.setattr(engine, "_best", {})
    judged = list_judged()[1::3]
    for again in (False, True):
        sent.clear()
        for q in judged:
            plan = make_plan(Query(as_of=DAYS[4], q=q), read_query(q, both.lexicon))
            engine.search(replace(plan, offset=5 * again, filters=(("validity", frozenset({"in_force"})),) * again))
        assert len(sent) <= (1.1 if again else 1.5) * len(judged), len(sent) / len(judged)


def test_what_lies_deep_is_asked_for_by_its_place(
    both: Generation, generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_app.search.opensearch.engine.MOST_FIRST", 4)
    cited = tuple(generation.store.list_keys()[8:3:-2])
    for q, order in (("企业 奖励 贷款", None), ("政策 资金", "most"), ("企业", "least")):
        plan = Plan(read_query(q, generation.lexicon).wishes, cited=cited, as_of=DAYS[4], order=order)
        for start, limit in ((0, 3), (0, 90), (2, 5), (11, 20), (60, 40)):
            asked = replace(plan, offset=start, limit=limit)
            assert without_scores(both.engine.search(asked)) == without_scores(generation.engine.search(asked))


def without_scores(found: Answer) -> Answer:
    """Scores differ in the seventh digit."""
    return replace(
        found,
        page=tuple(replace(one, score=0.0) for one in found.page),
        near=tuple(replace(one, score=0.0) for one in found.near),
    )


def test_golden_rankings(both: Generation) -> None:
    for q, wanted in json.loads((JUDGED / "golden.json").read_text("utf-8")).items():
        assert [hit.clause.id for hit in answer(Query(as_of=DAYS[4], q=q), both).hits[: len(wanted)]] == wanted, q
