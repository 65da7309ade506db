"""How sure is it, and how often is it right? ``python -m tests.evaluate.calibration [SET|NAME …] [--folder PATH | --real [PATH]]``.

For figures (is the role right?), recipients and benefits (does the text give it?): of those called so sure, how many there
are and how many are right. A figure whose role is left open counts by the role that is most likely. What is called 90–95 %
sure is well called where 90 to 95 of 100 are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tests.evaluate.reading import choose_cases, make_parser, score_cases
from tests.evaluate.score import Score

STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
KINDS = ("figures", "recipients", "benefits")


def count_steps(judged: Sequence[tuple[float, bool]]) -> list[tuple[str, int, int]]:
    """For each step of sureness its name, how many fall into it, and how many of those are right. The upper end is part
    of the last step alone."""
    rows = []
    for low, high in pairwise(STEPS):
        within = [right for sure, right in judged if low <= sure < high or (high == STEPS[-1] and sure >= high)]
        rows.append((f"{low:.0%}–{high:.0%}".replace("%–", "–"), len(within), sum(within)))
    return rows


def print_calibration(score: Score) -> None:
    """One table, a row for each step."""
    print("| called | " + " | ".join(f"{kind} | right" for kind in KINDS) + " |\n|---|" + "---|---|" * len(KINDS))
    tables = [count_steps(score.judged[kind]) for kind in KINDS]
    for row in zip(*tables, strict=True):
        cells = [f"{count} | {right / count:.3f}" if count else "0 | " for _, count, right in row]
        print(f"| {row[0][0]} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print the table for the documents of a folder: the written ones where none is named."""
    cases = choose_cases(make_parser("tests.evaluate.calibration", __doc__).parse_args())
    if cases:
        print_calibration(score_cases(cases, lambda _: "all")["all"])


if __name__ == "__main__":
    main()
