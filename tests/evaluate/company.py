"""How well is it said what fits a company? Against judgements written by a reader who never saw the program.

``python -m tests.evaluate.company [development|PATH]``. Invariant: a benefit counts as a false "fits" unless the gold says
that it fits or that "fits" is also right.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from search_app.library.library import read_library
from search_app.matching.facts import Company, choices
from search_app.matching.match import Item, Match, match
from search_app.matching.prepared import Prepared, prepare
from search_app.matching.sums import make_sum
from search_app.matching.together import find_pairs
from search_app.model import Clause, Library
from search_app.text.fold import squeeze

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases" / "companies"
ANSWERS = ("fits", "no", "cannot_tell", "apart")
_SHARED = 6  # characters that two sentences have to share to speak of one benefit


def make_company(facts: Mapping[str, Any]) -> Company:
    """The company of a profile in the gold."""
    known = choices()
    return Company(
        industry=_ids(facts["industry"]),
        foreign_owned=_truth(facts["foreign_owned"]),
        rank=_ids(facts["rank"]),
        headquarters=_ids(facts["headquarters"] if facts["headquarters"] is None else [facts["headquarters"]]),
        revenue=_sum(facts["revenue"]),
        investment=_sum(facts["investment"]),
        loans=_sum(facts["loans"]),
        products=_products(facts["products"], known["products"]),
        people=facts["people"],
        talents=_count(facts.get("talents")),
        county=facts["county"],
        titles=_ids(facts["titles"]),
        newly_founded=_truth(facts["newly_founded"]),
    )


def _ids(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(one for one in given if one != "none")


def _truth(given: str | bool | None) -> bool | None:
    return None if given is None else given in (True, "yes")


def _sum(given: float | None) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def _count(given: Any) -> int | None:
    return sum(given.values()) if isinstance(given, dict) else given


def _products(given: Mapping[str, int] | None, known: Iterable[str]) -> tuple[tuple[str, int], ...] | None:
    """Classes that we do not ask for are left out; the names of generics differ."""
    if given is None:
        return None
    named = {"generic_passed" if n.startswith("generic") and n not in known else n: count for n, count in given.items()}
    return tuple((name, count) for name, count in named.items() if name in known)


# ── comparison ──


@dataclass
class Score:
    """What was found of one company."""

    false_fits: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong_sums: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    fits: int = 0
    found: int = 0
    judged: int = 0
    strict: int = 0
    lenient: int = 0
    pairs: int = 0
    pairs_found: int = 0


def compare(gold: Mapping[str, Any], got: Match, clauses: Mapping[str, Clause], company: Company) -> Score:
    """``got`` against the judgements of one company."""
    score = Score()
    items: dict[str, list[Item]] = {}
    for item in (*got.fits, *got.no, *got.cannot_tell, *got.apart):
        items.setdefault(item.entry.clause, []).append(item)
    allowed: set[str] = set()
    for answer in ANSWERS:
        for judgement in gold[answer]:
            matched = _find_items(judgement["quote"], items.get(judgement["clause"], []))
            also = judgement.get("also_accept", [])
            if answer == "fits" or "fits" in also:
                allowed.update(item.entry.id for item in matched)
            _count_judgement(score, answer, also, judgement, matched)
            if answer == "fits":
                _count_fit(score, judgement, matched, clauses, company)
    for clause in gold["other_no"]:
        _count_clause(score, clause, "no", items.get(clause, []))
    for clause in gold["pays_nobody"]:
        _count_clause(score, clause, "pays_nobody", items.get(clause, []))
    score.false_fits = [f"{one.entry.id}: {one.entry.quote[:60]}" for one in got.fits if one.entry.id not in allowed]
    _count_pairs(score, gold, got)
    return score


def _find_items(quote: str, items: Sequence[Item]) -> list[Item]:
    """The benefits that a quote speaks of: those whose sentence holds it, or shares the most with it; of several with
    one sentence, those whose recipient it names."""
    wanted = squeeze(quote)
    whole = [item for item in items if wanted in squeeze(item.entry.quote) or squeeze(item.entry.quote) in wanted]
    if not whole:
        whole = [item for item in items if item.entry.n and _shares(wanted, squeeze(item.entry.quote))]
    named = [
        item
        for item in whole
        if any(
            r.place == "sentence" and r.rows and len(r.words) > 1 and wanted.startswith(squeeze(r.words))
            for r in item.entry.requirements
        )
    ]
    return named or whole


def _shares(one: str, two: str) -> bool:
    return any(one[at : at + _SHARED * 2] in two for at in range(0, max(1, len(one) - _SHARED * 2), _SHARED))


def _count_judgement(
    score: Score, answer: str, also: Sequence[str], judgement: Mapping[str, Any], matched: Sequence[Item]
) -> None:
    got = {item.answer for item in matched} or {"pays_nobody"}
    score.judged += 1
    score.strict += answer in got
    right = answer in got or bool(got & set(also))
    score.lenient += right
    if not right:
        score.differs.append(
            f"{judgement['clause']} {answer} (got {', '.join(sorted(got))}): {judgement['quote'][:40]}"
        )


def _count_clause(score: Score, clause: str, answer: str, items: Sequence[Item]) -> None:
    got = {item.answer for item in items} or {"pays_nobody"}
    score.judged += 1
    score.strict += answer in got
    # A clause that pays nobody may be asked about or kept apart; one of another field may pay nobody.
    also = {"cannot_tell", "apart", "no"} if answer == "pays_nobody" else {"pays_nobody"}
    right = answer in got or ("fits" not in got and bool(got & also))
    score.lenient += right
    if not right:
        score.differs.append(f"{clause} {answer} (got {', '.join(sorted(got))})")


def _count_fit(
    score: Score, judgement: Mapping[str, Any], matched: Sequence[Item], clauses: Mapping[str, Clause], company: Company
) -> None:
    also = judgement.get("also_accept", [])
    fitting = [item for item in matched if item.answer == "fits"]
    must = not also
    score.fits += must
    score.found += bool(fitting) and must
    if not fitting:
        score.missed.append(f"{judgement['clause']}{' (may be left open)' if also else ''}: {judgement['quote'][:50]}")
        return
    clause = clauses[judgement["clause"]]
    sums = [make_sum(clause, clause.benefits[item.entry.n - 1], company, item.verdicts) for item in fitting]
    most = judgement.get("at_most", {})
    for name in ("yearly", "total"):
        exact = judgement.get(name)
        got = [getattr(one, name) for one in sums]
        upper = [one.at_most for one in sums]
        if exact is not None and exact not in got:
            score.wrong_sums.append(f"{judgement['clause']} {name}: {exact}, got {got}")
        if exact is None and most.get(name) is not None and most[name] not in got:
            score.wrong_sums.append(f"{judgement['clause']} {name} at most {most[name]}, got {got}")
        if exact is None and any(value is not None and not limit for value, limit in zip(got, upper, strict=True)):
            score.wrong_sums.append(f"{judgement['clause']} {name}: the gold leaves it open, got exactly {got}")


def _count_pairs(score: Score, gold: Mapping[str, Any], got: Match) -> None:
    items = {item.entry.id: item for item in (*got.fits, *got.cannot_tell, *got.apart)}
    found = [(items[pair.one], items[pair.two]) for pair in find_pairs(tuple(items.values()))]
    for pair in gold["not_together"]:
        score.pairs += 1
        (one, two), (first, second) = map(squeeze, pair["quotes"]), pair["clauses"]
        score.pairs_found += any(
            (_speaks(a, first, one) and _speaks(b, second, two)) or (_speaks(b, first, one) and _speaks(a, second, two))
            for a, b in found
        )


def _speaks(item: Item, clause: str, quote: str) -> bool:
    said = squeeze(item.entry.quote)
    return item.entry.clause == clause and (quote in said or said in quote)


def evaluate(path: Path, library: Library) -> Iterator[tuple[str, Score]]:
    """(id, score) of every company in the file ``path``."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    day = date.fromisoformat(gold.get("today", "2026-11-26"))
    documents = [Prepared(one.head, prepare(one.head, one.clauses)) for one in library.documents]
    clauses = {clause.id: clause for document in library.documents for clause in document.clauses}
    for company in gold["companies"]:
        facts = make_company(company["facts"])
        yield company["id"], compare(company, match(facts, documents, day), clauses, facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="?", default="development")
    parser.add_argument("--errors", action="store_true", help="name what differs")
    args = parser.parse_args()
    named = CASES / f"{args.cases}.json"
    total = Score()
    with TemporaryDirectory():
        library = read_library(ROOT / "corpus")
    for name, score in evaluate(named if named.exists() else Path(args.cases), library):
        print(
            f"{name}: false fits {len(score.false_fits)}; fits found {score.found} of {score.fits}; agreement strict "
            f"{score.strict}/{score.judged}, lenient {score.lenient}/{score.judged}; pairs {score.pairs_found}/"
            f"{score.pairs}; wrong sums {len(score.wrong_sums)}"
        )
        for label, lines in (
            ("FALSE FITS", score.false_fits),
            ("missed", score.missed),
            ("wrong sum", score.wrong_sums),
            *([("differs", score.differs)] if args.errors else []),
        ):
            for line in lines:
                print(f"    {label} {line}")
        for counted in ("fits", "found", "judged", "strict", "lenient", "pairs", "pairs_found"):
            setattr(total, counted, getattr(total, counted) + getattr(score, counted))
        total.false_fits += score.false_fits
        total.wrong_sums += score.wrong_sums
    print(
        f"all: false fits {len(total.false_fits)}; fits found {total.found} of {total.fits}; agreement strict "
        f"{total.strict / total.judged:.3f}, lenient {total.lenient / total.judged:.3f}; pairs {total.pairs_found} of "
        f"{total.pairs}; wrong sums {len(total.wrong_sums)}"
    )


if __name__ == "__main__":
    main()
