"""How well are clauses found? ``python -m tests.evaluate.search [SET…] [development|evaluation] [--worst] [--peers]``.

Queries are judged 0–3 against all numbered clauses of their library, by reading, before any answer was seen, and split
once: one half for development, one that is only run for the report. Sets: "words" (170 queries over the corpus, the
first), "fresh" (60 later ones, read since: all development), "own" (84 of fourteen kinds over the corpus) and
"elsewhere" (84 of the same kinds over twelve documents of other places, which have no English). nDCG@10 with gain
2^grade − 1; recall@10 of clauses graded 2 and 3; success@1: the first hit is graded 2 or 3; a query that nothing answers
counts in none of them. Queries without a slip must never be corrected: those of all sets are tried, and 350 that were
written for nothing else. "third" (84, over the corpus) and "real" (84, over eight documents as issued, which are looked
for where tests/evaluate/real.py does) were written later and read in part after their first run; "fourth" and "others" (42
each, over the corpus and over eight other documents as issued) after the work that they judge.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from search_app.search.answer import answer
from search_app.search.meaning.asking import find_near
from search_app.search.model import HELPS, Query
from search_app.search.published.opening import Generation
from search_app.search.query.plan import ALL_HELPS, read_query

JUDGED = Path(__file__).resolve().parents[1] / "judged"
TODAY = date(2026, 11, 22)
NOT_RIGHT = ("typo", "pinyin", "typing")  # kinds of judged queries that are meant to be corrected
Search = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Result:
    """One judged query with what was found for it."""

    query: dict[str, Any]
    found: tuple[str, ...]

    @property
    def ndcg(self) -> float:
        grades: dict[str, int] = self.query["grades"]
        gain = sum((2 ** grades.get(c, 0) - 1) / math.log2(n + 2) for n, c in enumerate(self.found[:10]))
        best = sorted(grades.values(), reverse=True)[:10]
        ideal = sum((2**g - 1) / math.log2(n + 2) for n, g in enumerate(best))
        return gain / ideal if ideal else 1.0

    @property
    def success(self) -> float:
        return float(bool(self.found) and self.query["grades"].get(self.found[0], 0) >= 2)

    @property
    def recall(self) -> float:
        wanted = {c for c, g in self.query["grades"].items() if g >= 2} or set(self.query["grades"])
        return len(wanted & set(self.found[:10])) / min(10, len(wanted)) if wanted else 1.0


SETS: dict[str, tuple[str, ...]] = {
    "words": ("zh", "en"), "fresh": ("fresh",), "own": ("own",), "elsewhere": ("elsewhere",),
    "third": ("third",), "real": ("real",), "fourth": ("fourth",), "others": ("others",),
}  # fmt: skip
# The documents of the set "elsewhere": invented, of other places, written for another purpose.
ELSEWHERE = (
    "manufacturing-city", "talent-ten-city", "culture-tourism-city", "foreign-trade-county", "headquarters-new-area",
    "e-commerce-district", "cold-chain-county", "listing-finance-city", "investment-county", "new-energy-vehicles",
    "medicinal-herbs", "talent-housing-rules",
)  # fmt: skip
# Those of "real", as issued; they are no part of the repository.
REAL = (
    "agro-processing", "ecommerce-fund", "foreign-investment-45", "leasing", "listing", "talent-ten",
    "enterprise-innovation-fund", "venture-capital-measures",
)  # fmt: skip
OTHERS = (
    "eco-city-policies", "engineering-labs", "first-set-demonstration", "work-awards", "logistics-opinion",
    "startup-platform-opinion", "elderly-care-opinion", "service-trade-opinion",
)  # fmt: skip


def read_queries(name: str, half: str = "all") -> list[dict[str, Any]]:
    """The judged queries of a set, of one half or of both ("all"). Those of "fresh" are of no half but "all"."""
    files = (JUDGED / f"{file}.json" for file in SETS[name])
    queries = [query for file in files for query in json.loads(file.read_text(encoding="utf-8"))]
    return [query for query in queries if query["grades"] and half in ("all", query["half"])]


def read_right_queries() -> list[str]:
    """Chinese queries without a slip: of the judged sets, and those written to be left alone."""
    judged = [q for name in SETS for q in read_queries(name) if q["lang"] == "zh" and q["kind"] not in NOT_RIGHT]
    files = (JUDGED / name for name in ("right_queries.txt", "right_unseen.txt"))
    return [q["q"] for q in judged] + [q for file in files for q in file.read_text(encoding="utf-8").split("\n")[:-1]]


def read_slips() -> list[tuple[str, str]]:
    """(as typed, as meant): queries with one slip each."""
    lines = (JUDGED / "slips.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    return [(typed, meant) for typed, _, meant in (line.partition("\t") for line in lines)]


def print_corrections(generation: Generation) -> None:
    """How many right queries are corrected, which is always wrong, and how many slips are mended as they were meant."""
    right = read_right_queries()
    wrong = [(q, found) for q in right if (found := read_query(q, generation.lexicon).corrected)]
    slips = read_slips()
    mended = sum(read_query(typed, generation.lexicon).corrected == meant for typed, meant in slips)
    print(
        f"\nCorrections: {len(wrong)} of {len(right)} queries without a slip; {mended} of {len(slips)} slips mended\n"
    )
    for q, found in wrong:
        print(f"- {q} → {found}")


def our_search(generation: Generation, without: frozenset[str] = frozenset()) -> Search:
    """The numbered clauses that we find, ``without`` some of the helps."""
    helps = frozenset(help_ for help_ in ALL_HELPS if help_ not in without)

    def search(q: str) -> list[str]:
        page = answer(Query(as_of=TODAY, q=q, per_page=20), generation, helps)
        return [hit.clause.id for hit in page.hits if hit.clause.numbered]

    return search


def run(search: Search, queries: Iterable[dict[str, Any]]) -> list[Result]:
    return [Result(query, tuple(search(query["q"])[:10])) for query in queries]


def mean(results: Iterable[Result], measure: str) -> float:
    values = [getattr(result, measure) for result in results]
    return sum(values) / len(values) if values else float("nan")


def print_kinds(results: list[Result]) -> None:
    """Measures by language and kind, worst kinds first."""
    kinds: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        kinds[result.query["lang"], result.query["kind"]].append(result)
        kinds[result.query["lang"], "all"].append(result)
    print("| language | kind | queries | nDCG@10 | success@1 | recall@10 |\n|---|---|---|---|---|---|")
    for (lang, kind), rows in sorted(
        kinds.items(), key=lambda item: (item[0][0], item[0][1] != "all", mean(item[1], "ndcg"))
    ):
        measures = " | ".join(f"{mean(rows, m):.3f}" for m in ("ndcg", "success", "recall"))
        print(f"| {lang} | {kind} | {len(rows)} | {measures} |")


def print_worst(results: list[Result], count: int = 20) -> None:
    """The queries that fare worst, with what they should have found."""
    print(f"\nThe {count} worst queries: found, and what was wanted\n")
    for result in sorted(results, key=lambda r: r.ndcg)[:count]:
        wanted = ", ".join(f"{c}:{g}" for c, g in sorted(result.query["grades"].items(), key=lambda x: -x[1])[:5])
        print(
            f"- {result.ndcg:.2f} {result.query['id']} ({result.query['kind']}) {result.query['q']}: {', '.join(result.found[:4])} — wanted {wanted}"
        )


def print_without(generation: Generation, queries: list[dict[str, Any]]) -> None:
    """What each help is worth: nDCG@10 with it switched off."""
    print("\n| switched off | zh | en |\n|---|---|---|")
    for name in ("nothing", *HELPS, "everything"):
        off = frozenset(HELPS) if name == "everything" else frozenset({name})
        results = run(our_search(generation, off), queries)
        by_lang = [mean((r for r in results if r.query["lang"] == lang), "ndcg") for lang in ("zh", "en")]
        print(f"| {name} | {by_lang[0]:.3f} | {by_lang[1]:.3f} |")


def search_by_meaning(generation: Generation) -> Search:
    """The clauses by their nearness in meaning alone."""

    def search(q: str) -> list[str]:
        near, state = find_near(q, generation.vectors)
        if state != "on":
            raise SystemExit(f"meaning is {state}")
        clauses = (generation.store.clause(one.key) for one in near)
        return [clause.id for clause in clauses if clause.numbered]

    return search


def main() -> None:
    from tests.evaluate.peers import LIBRARIES, open_generation_of_corpus, print_peers

    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    half = next((one for one in given if one in ("development", "evaluation")), "all")
    for name in [one for one in given if one in SETS] or SETS:
        generation = LIBRARIES.get(name, open_generation_of_corpus)()
        if generation is None:
            print(f"\n## {name}: the documents are not here")
            continue
        queries = read_queries(name, half)
        print(f"\n## {name}, {half}: {len(queries)} queries\n")
        results = run(our_search(generation), queries)
        print_kinds(results)
        print_without(generation, queries)
        if "--peers" in sys.argv:
            print_peers(generation, queries)
        if "--worst" in sys.argv:
            print_worst(results)
    print_corrections(generation)


if __name__ == "__main__":
    main()
