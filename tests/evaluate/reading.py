"""How well are documents read? ``python -m tests.evaluate.reading [SET|NAME …] [--folder PATH | --real [PATH]] [--errors]``.

Without arguments all documents of tests/cases, a row for each set; ``--folder``: documents with gold in the same format
that lie elsewhere; ``--real``: real documents of other places, where a folder of them is at hand. ``--errors`` adds a line
for each disagreement: the clause, what was read, and what a person reads.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.evaluate.benefits import score_benefits
from tests.evaluate.cases import CASES, FIELDS, Case, find_cases, read_case
from tests.evaluate.figures import score_figures
from tests.evaluate.outline import FACTS, name_clause, score_outline
from tests.evaluate.real import FOLDER, find_real
from tests.evaluate.score import Score

Column = Callable[[Score], object]


def score_case(score: Score, case: Case) -> None:
    """Read a document and compare all that its gold tells."""
    document, clauses = read_case(case)
    pairs = score_outline(score, case, document, clauses)
    for place, gold in enumerate(case.gold["clauses"]):
        clause, where = pairs.get(place), name_clause(case, gold)
        if not case.gold.get("figures_annotated", True):
            continue
        found = score_figures(score, where, clause, gold)
        if case.gold.get("benefits_annotated", True):
            score_benefits(score, where, clause, gold, found, case.fields)
    known = {id(clause) for clause in pairs.values()}
    for clause in clauses:  # what stands in a clause that the gold does not have
        if id(clause) not in known and clause.kind == "clause":
            score.read["figures"] += len(clause.amounts)
            score.read["offices"] += len(clause.departments)
            score.read["benefits"] += len(clause.benefits) * case.gold.get("benefits_annotated", True)


def score_cases(cases: Iterable[Case], row: Callable[[Case], str] = lambda case: case.set) -> dict[str, Score]:
    """The scores of all cases by row, and "all" where there are several."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for case in sorted(cases, key=row):
        score_case(scores[row(case)], case)
    if len(scores) > 1:
        total = Score()
        for score in scores.values():
            total.merge(score)
        scores["all"] = total
    return dict(scores)


def count_phantoms(score: Score) -> int:
    """Benefits that were read and that the gold does not have."""
    return score.read["benefits"] - score.right["benefits"]


OUTLINE: Mapping[str, Column] = {
    "count": lambda s: s.gold["clauses"],
    "clauses": lambda s: s.f1("clauses"),
    "headings": lambda s: s.f1("headings"),
    "offices": lambda s: s.f1("offices"),
    **{fact: (lambda s, fact=fact: s.f1(fact)) for fact in (*FACTS, "title of the file")},  # type: ignore[misc]
    "furniture in clauses": lambda s: s.read["furniture in clauses"],
}
FIGURES: Mapping[str, Column] = {
    "count": lambda s: s.gold["figures"],
    "figures": lambda s: s.f1("figures"),
    "values": lambda s: s.recall("values"),
    "bounds": lambda s: s.recall("bounds"),
    "roles": lambda s: s.recall("roles"),
    "roles of what is shown": lambda s: s.recall("roles shown"),
    "share unsure": lambda s: s.read["unsure"] / s.read["figures"] if s.read["figures"] else None,
    "shown as grants": lambda s: s.read["shown as grants"],
}
BENEFITS: Mapping[str, Column] = {
    "count": lambda s: s.gold["benefits"],
    "precision": lambda s: s.precision("benefits"),
    "recall": lambda s: s.recall("benefits"),
    "F1": lambda s: s.f1("benefits"),
    "phantoms": count_phantoms,
    **{field: (lambda s, field=field: s.recall(field)) for field in (*FIELDS, "total", "alternatives")},  # type: ignore[misc]
}


def print_table(name: str, columns: Mapping[str, Column], scores: Mapping[str, Score]) -> None:
    """One row a set; a set that has none of it is left out, and a measure that no gold tells."""
    rows = {row: score for row, score in scores.items() if columns["count"](score)}
    shown = {title: tell for title, tell in columns.items() if any(tell(score) is not None for score in rows.values())}
    if rows:
        print(f"\n| {name} | " + " | ".join(shown) + " |\n|---|" + "---|" * len(shown))
    for row, score in rows.items():
        print(f"| {row} | " + " | ".join(tell_value(tell(score)) for tell in shown.values()) + " |")


def tell_value(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)


def choose_cases(args: argparse.Namespace) -> list[Case]:
    """The cases that the arguments name; a message and none where a folder is missing."""
    folder = args.real if args.real is not None else args.folder
    if not folder.is_dir():
        print(f"{folder}: not there; no document was read")
        return []
    cases = find_real(folder) if args.real is not None else find_cases(folder, args.wanted)
    return [case for case in cases if not args.wanted or {case.set, case.name} & set(args.wanted)]


def make_parser(prog: str, said: str | None) -> argparse.ArgumentParser:
    """The arguments that say which documents are read."""
    parser = argparse.ArgumentParser(prog=prog, description=(said or "").split("\n")[0])
    parser.add_argument("wanted", nargs="*", metavar="SET|NAME")
    parser.add_argument("--folder", type=Path, default=CASES, help="documents with gold in our format")
    parser.add_argument("--real", type=Path, nargs="?", const=FOLDER, help="real documents (REAL_DOCUMENTS)")
    return parser


def main() -> None:
    """Print three tables; with --errors every disagreement."""
    parser = make_parser("tests.evaluate.reading", __doc__)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--each", action="store_true", help="a row for each document")
    args = parser.parse_args()
    scores = score_cases(choose_cases(args), lambda case: case.name if args.each else case.set)
    for name, columns in (("parts", OUTLINE), ("figures", FIGURES), ("benefits", BENEFITS)):
        print_table(name, columns, scores)
    if args.errors:
        print(*(f"- {error}" for row, score in scores.items() if row != "all" for error in score.errors), sep="\n")


if __name__ == "__main__":
    main()
