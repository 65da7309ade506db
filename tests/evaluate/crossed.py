"""How sure is the reader rightly, on passages that it was not taught? ``python -m tests.evaluate.crossed [--errors]``.

Five-fold cross-validation over the sources of the labelled examples: what is learned from four fifths of the sources
judges the last fifth. Prints for sentences, figures and recipients how many are right, and of those called so sure how
many are.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unittest.mock import patch

from search_app.model import PAID
from search_app.reading import roles as figure_roles
from search_app.reading.learned.examples import (
    OPEN,
    OR,
    LabelledPassage,
    LabelledRecipient,
    read_examples,
    read_recipients,
)
from search_app.reading.learned.learn import learn_from
from search_app.reading.learned.learning import learn_choice
from search_app.reading.roles import decide_role, find_lists
from search_app.reading.slots.recipients import LABEL, anchor_of, decide_recipient, recipient_examples
from search_app.reading.words import provision as provisions
from search_app.reading.words.provision import read_bare, read_provision
from search_app.reading.words.scorer import Scorer
from tests.evaluate.score import alike

FOLDS = 5
Judged = tuple[str, float, str, str, str]
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
WRITTEN_IN_ROWS = "written-"  # sources of many passages: each passage is in a fold of its own


def fold_of(passage: LabelledPassage | LabelledRecipient) -> int:
    name = passage.text if passage.source.startswith(WRITTEN_IN_ROWS) else passage.source.partition("/")[0]
    return zlib.crc32(name.encode()) % FOLDS


def judge(passages: Sequence[LabelledPassage], scorers: dict[str, Scorer]) -> Iterator[Judged]:
    """(kind, how sure, what was read, what a person reads, the words) of each label."""
    read = lambda name: scorers[name]  # noqa: E731
    provisions.remembered.cache_clear()
    with patch.object(provisions, "read_scorer", read), patch.object(figure_roles, "read_scorer", read):
        for one in passages:
            provision = read_provision(one.text, one.heading)
            for unit, function, label in zip(provision.units, provision.functions, one.functions, strict=False):
                if label != OPEN:
                    yield "sentences", function.sure, function.label, label, unit.text[:80]
            labels = dict(zip((start for start, _ in one.figures), one.roles, strict=True))
            for figures in find_lists(provision.quantities, provision.passage.text):
                decided = decide_role(provision, figures)
                for q in figures:
                    label = labels.get(provision.passage.span(q.start, q.end).start, OPEN)
                    if label != OPEN:
                        around = provision.passage.text[max(0, q.start - 24) : q.end + 14]
                        yield "figures", decided.sure, decided.role, label, around
    provisions.remembered.cache_clear()


def judge_recipients(grants: Sequence[LabelledRecipient], scorer: Scorer) -> Iterator[Judged]:
    """The same of who gets each grant; what a person reads are all names that are right."""
    for one in grants:
        provision = read_bare(one.text, one.heading)
        decided = decide_recipient(provision, anchor_of(provision, one), scorer)
        around = one.text[max(0, one.figure[0] - 60) : one.figure[1] + 10]
        yield "recipients", decided.sure, decided.value, OR.join(one.names), around


def right(kind: str, read: str, label: str) -> bool:
    """An award for a rate is a question of the unit that is counted: both are accepted. A recipient is right with or
    without what qualifies it."""
    if kind == "recipients":
        return any(alike(read, name) for name in label.split(OR))
    return read == label or (kind == "figures" and {read, label} == {"award", "rate"})


def main() -> None:
    """Print the table of each kind; with --errors each label that is wrong, the surest first."""
    passages, grants = list(read_examples("chinese")), list(read_recipients())
    judged: list[Judged] = []
    for fold in range(FOLDS):
        scorers = learn_from([p for p in passages if fold_of(p) != fold])
        judged += judge([p for p in passages if fold_of(p) == fold], scorers)
        named = learn_choice(recipient_examples(g for g in grants if fold_of(g) != fold), LABEL)
        judged += judge_recipients([g for g in grants if fold_of(g) == fold], named)
    for kind in ("sentences", "figures", "recipients"):
        rows = [row for row in judged if row[0] == kind]
        shown = [row for row in rows if row[2] != "unsure"]
        hits = sum(right(kind, row[2], row[3]) for row in shown)
        print(
            f"{kind}: {len(rows)}, unsure {1 - len(shown) / len(rows):.3f}, right of what is shown {hits / len(shown):.3f}"
        )
        wrongly = sum(row[2] in PAID and row[3] in ("condition", "term") for row in shown)
        missed = Counter((row[3], row[2]) for row in shown if not right(kind, row[2], row[3]))
        print(f"conditions and terms shown as grants {wrongly}; most frequent errors {missed.most_common(8)}")
        print("| sure | how many | right |\n|---|---|---|")
        for low, high in pairwise(BINS):
            inside = [row for row in shown if low <= row[1] < high]
            if inside:
                share = sum(right(kind, row[2], row[3]) for row in inside) / len(inside)
                print(f"| {low:.2f}–{min(1, high):.2f} | {len(inside)} | {share:.3f} |")
    if "--errors" in sys.argv:
        for kind, sure, read, label, words in sorted(judged, key=lambda row: -row[1]):
            if not right(kind, read, label):
                print(f"- {kind} {sure:.2f}: {label}, read as {read}: {words}")


if __name__ == "__main__":
    main()
