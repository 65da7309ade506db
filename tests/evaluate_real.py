"""How well are real documents of other places read? ``python -m tests.evaluate_real [FOLDER] [--errors]``.

The documents are no part of the repository: the folder is that of the argument or of REAL_DOCUMENTS, and where it is
missing the program says so. White space is left out of every comparison. ``phantoms`` are benefits that were read where
the gold has none.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_app.clauses.outline import split_file
from search_app.files.read import read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Benefit, Clause, Document
from search_app.text.fold import fold, squeeze

FOLDER = Path(os.environ.get("REAL_DOCUMENTS", Path(__file__).resolve().parents[2] / "shared/samples/real"))
ENOUGH = 0.5  # of the figures of two benefits, for them to be the same
PAID = ("award", "cap", "rate")


@dataclass
class Score:
    """Counts over all documents; ``errors`` says each disagreement in a line."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def share(self, part: str, *whole: str) -> float:
        return self.counts[part] / max(1, sum(self.counts[name] for name in whole))


@dataclass(frozen=True)
class Figure:
    """A figure that was read: where it begins in the clause without white space, and what it is worth and for."""

    at: int
    value: float
    role: str


def read_documents(path: Path) -> tuple[Document, ...]:
    source = read_source(path)
    return tuple(
        assemble(name_as_printed(make_draft(source, parts), Entry(path.stem))) for parts in split_file(source).documents
    )


def find_gold(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any], Mapping[str, Any]]]:
    """Each document that has gold, with its figures and its benefits."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        paid = path.with_name(path.name.replace(".gold.", ".benefits."))
        yield folder / gold["source"], gold, json.loads(paid.read_text(encoding="utf-8")) if paid.exists() else {}


def figures_of(clause: Clause) -> list[Figure]:
    before = [len(squeeze(clause.text.zh[: a.start])) for a in clause.amounts]
    return [Figure(at, float(a.value), a.role) for at, a in zip(before, clause.amounts, strict=True)]


def score_document(score: Score, path: Path, gold: Mapping[str, Any], paid: Mapping[str, Any]) -> None:
    clauses = [clause for document in read_documents(path) for clause in document.clauses]
    score_outline(score, path.stem, [clause for clause in clauses if clause.numbered], gold["clauses"])
    at = 0  # clauses come in printed order, and two may begin alike
    wanted = {clause["cid"]: clause for clause in paid.get("clauses", ())}
    for one in gold["clauses"]:
        first = fold(squeeze(one["first_chars"]))
        place = next((n for n, c in enumerate(clauses) if n >= at and _begins(c, first)), None)
        figures = [(n, a) for n, a in enumerate(gold.get("amounts", ())) if a["cid"] == one["cid"]]
        score.counts["clauses"] += 1
        if place is None:
            score.counts["lost"] += len(figures)
            score.errors.append(f"{path.stem}/{one['label']}: no such clause was read")
            continue
        clause, at = clauses[place], place + 1
        if not gold["amounts_complete"]:
            continue
        offset = fold(squeeze(clause.text.zh)).index(first)
        found = score_figures(score, f"{path.stem}/{one['label']}", clause, figures, offset)
        if one["cid"] in wanted:
            score_benefits(score, f"{path.stem}/{one['label']}", clause, wanted[one["cid"]]["benefits"], found)


def score_outline(score: Score, name: str, clauses: Sequence[Clause], gold: Sequence[Mapping[str, Any]]) -> None:
    """Whether each clause begins and ends where the gold says, and stands below the heading that it names."""
    read = Counter((_first(c.text.zh), _last(c.text.zh)) for c in clauses)
    wanted = Counter((_first(one["first_chars"]), _last(one["last_chars"])) for one in gold)
    both = (read & wanted).total()
    score.counts.update({"outline read": read.total(), "outline gold": wanted.total(), "outline": both})
    score.errors += [f"{name}: a clause {begins}…{ends} by reading" for begins, ends in wanted - read]
    score.errors += [f"{name}: {begins}…{ends} read as a clause" for begins, ends in read - wanted]
    above: dict[tuple[str, str], list[str]] = {}
    for c in clauses:
        path = "".join(fold(squeeze(heading.zh)) for heading in c.path)
        above.setdefault((_first(c.text.zh), _last(c.text.zh)), []).append(path)
    for one in gold:
        place = _first(one["first_chars"]), _last(one["last_chars"])
        headings = [fold(squeeze(heading)) for heading in one["heading"]]
        if place in above and not any(all(h in path for h in headings) for path in above[place]):
            score.counts["headings missed"] += 1
            score.errors.append(f"{name}: {place[0]} stands below {headings}, read {above[place]}")


def _first(text: str) -> str:
    return fold(squeeze(text))[:6]


def _last(text: str) -> str:
    return fold(squeeze(text))[-6:]


def _begins(clause: Clause, first: str) -> bool:
    return first in fold(squeeze(clause.text.zh))[: len(first) + 40]


def score_figures(score: Score, name: str, clause: Clause, gold: list[tuple[int, Any]], offset: int) -> dict[int, int]:
    """Compare the figures of a clause; by index among its amounts, the number of the gold figure."""
    read = figures_of(clause)
    score.counts["gold figures"] += len(gold)
    score.counts["figures read"] += len(read)
    found: dict[int, int] = {}
    for number, wanted in gold:
        places = (n for n, f in enumerate(read) if n not in found and abs(f.at - offset - wanted["pos"]) <= 3)
        n = next((n for n in places if same(read[n].value, wanted["value"])), None)
        if n is None:
            score.errors.append(f"{name}: not found: {wanted['text']} ({wanted['role']})")
            continue
        found[n] = number
        score.counts["figures"] += 1
        allowed = {wanted["role"], *wanted.get("alt_roles", ())}
        score.counts["roles"] += read[n].role in allowed
        if read[n].role not in allowed:
            score.counts["shown as grants"] += read[n].role in PAID and wanted["role"] in ("condition", "term")
            amount = clause.amounts[n]
            around = clause.text.zh[max(0, amount.start - 20) : amount.end + 12]
            score.errors.append(f"{name}: {wanted['role']}, read as {read[n].role}: {amount.text} in …{around}…")
    return found


def same(one: Any, other: Any) -> bool:
    return abs(float(one) - float(other)) <= 1e-6 * max(1e-3, abs(float(other)))


def score_benefits(score: Score, name: str, clause: Clause, gold: list[Any], figures: Mapping[int, int]) -> None:
    pairs = [
        (likeness(clause, benefit, wanted, figures), i, j)
        for i, benefit in enumerate(clause.benefits)
        for j, wanted in enumerate(gold)
    ]
    read: set[int] = set()
    known: set[int] = set()
    for like, i, j in sorted(pairs, key=lambda pair: -pair[0]):
        if like >= ENOUGH and i not in read and (j not in known or gold[j].get("repeats")):
            read.add(i)
            if j not in known and not gold[j].get("optional"):
                score_pair(score, name, clause.benefits[i], gold[j])
            known.add(j)
    for j, wanted in enumerate(gold):
        score.counts["gold benefits"] += not wanted.get("optional")
        if j not in known and not wanted.get("optional"):
            score.errors.append(f"{name}: missed: {wanted['recipient']} {wanted['texts']}")
    for i, benefit in enumerate(clause.benefits):
        if i not in read:
            score.counts["phantoms"] += 1
            shown = clause.text.zh[benefit.evidence[0].start : benefit.evidence[0].end]
            score.errors.append(f"{name}: phantom: {benefit.recipient} ({benefit.promise}): {shown:.80}")


def likeness(clause: Clause, benefit: Benefit, gold: Any, figures: Mapping[int, int]) -> float:
    """How much of their figures two benefits share; without figures, how much of their sentences."""
    mine = {figures.get(n, -n - 1) for n in benefit.amounts}
    # Thresholds count only where nothing else does: one in dollars is no figure of a benefit of ours.
    thresholds = {figures[n] for n, a in enumerate(clause.amounts) if a.role == "condition" and n in figures}
    choices = [set(gold["amounts"]), *map(set, gold.get("alt_amounts", ()))]
    if mine - thresholds and any(choices):
        mine, choices = mine - thresholds, [theirs - thresholds for theirs in choices]
    if any(choices) and mine:
        return max(len(mine & theirs) / len(mine | theirs) for theirs in choices) + 0.01
    if any(choices) or mine:
        return 0.0
    start, end = (len(squeeze(clause.text.zh[:at])) for at in (benefit.evidence[0].start, benefit.evidence[0].end))
    inside = max(0, min(end, gold["at"][1]) - max(start, gold["at"][0]))
    return inside / max(1, min(end - start, gold["at"][1] - gold["at"][0]))


def score_pair(score: Score, name: str, benefit: Benefit, gold: Any) -> None:
    score.counts["benefits"] += 1
    names = {gold["recipient"] or "", *(alt["recipient"] or "" for alt in gold.get("alt", ()) if "recipient" in alt)}
    agrees = any(alike(benefit.recipient, wanted) for wanted in names)
    score.counts["recipients"] += agrees
    if not agrees:
        score.errors.append(f"{name} recipient: {benefit.recipient}, by reading {'/'.join(names)}")


def alike(one: str, other: str) -> bool:
    one, other = squeeze(one), squeeze(other)
    shared = len(set(one) & set(other)) / max(1, len(set(one) | set(other)))
    return bool(one) == bool(other) and (one in other or other in one or shared > 0.6)


def main() -> None:
    """Print one table; with --errors every disagreement."""
    named = [arg for arg in sys.argv[1:] if not arg.startswith("--")]
    folder = Path(named[0]) if named else FOLDER
    if not folder.is_dir():
        print(f"{folder}: not there; no real document was read")
        return
    score = Score()
    for path, gold, paid in find_gold(folder):
        score_document(score, path, gold, paid)
    c = score.counts
    shown = 2 * c["outline"] / max(1, c["outline read"] + c["outline gold"])
    print(
        f"clauses {c['clauses']}, F1 of their beginning and end {shown:.3f}, headings missed {c['headings missed']}, figures of clauses that were not read {c['lost']}"
    )
    print(f"figures: {c['gold figures']} by reading, F1 {2 * c['figures'] / (c['gold figures'] + c['figures read']):.3f}, "
          f"roles {score.share('roles', 'figures'):.3f}, conditions and terms shown as grants {c['shown as grants']}")  # fmt: skip
    print(f"benefits: {c['gold benefits']} by reading, precision {score.share('benefits', 'benefits', 'phantoms'):.3f}, "
          f"recall {score.share('benefits', 'gold benefits'):.3f}, phantoms {c['phantoms']}, "
          f"recipients {score.share('recipients', 'benefits'):.3f}")  # fmt: skip
    if "--errors" in sys.argv:
        print("\n".join(f"- {error}" for error in score.errors))


if __name__ == "__main__":
    main()
