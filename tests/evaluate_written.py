"""How well are written documents in the forms of real ones read? ``python -m tests.evaluate_written [SET …] [--errors]``.

Documents and gold lie in ``cases/forms``; SET is the first letter of their names, all of them without one. A clause is right when beginning, end and number agree; a figure when its
text agrees in order and its value is the same. Everything is compared without white space, in one script and width.
Where the gold names other readings, each of them is right.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_app.model import PAID, Amount, Clause, Document
from search_app.text.fold import squeeze
from search_app.text.passage import plain
from tests.evaluate_real import read_documents

CASES = Path(__file__).resolve().parent / "cases"
SUFFIXES = (".txt", ".html", ".docx", ".pdf")
FACTS = ("title", "number", "issued", "validity")
MEASURES = ("clauses", "headings", "offices", *FACTS, "figures", "values", "roles", "benefits")


@dataclass
class Score:
    """By measure: items by reading, items read, and items that agree; ``errors`` says each disagreement in a line."""

    gold: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def f1(self, measure: str) -> float:
        return 2 * self.right[measure] / max(1, self.gold[measure] + self.read[measure])

    def add(self, measure: str, agrees: bool, said: str) -> None:
        """One item that both have."""
        self.gold[measure] += 1
        self.read[measure] += 1
        self.right[measure] += agrees
        if not agrees:
            self.errors.append(said)


def clean(text: str) -> str:
    return squeeze(plain(text))


def find_documents(sets: Sequence[str]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each document of the named sets with its gold."""
    for gold in sorted((CASES / "forms").glob("*.json")):
        if gold.name[0] in sets:
            path = next(gold.with_suffix(suffix) for suffix in SUFFIXES if gold.with_suffix(suffix).exists())
            yield path, json.loads(gold.read_text(encoding="utf-8"))


def score_document(score: Score, name: str, document: Document, gold: Mapping[str, Any]) -> None:
    score_facts(score, name, document, gold)
    read = [clause for clause in document.clauses if clause.kind == "clause"]
    pairs = pair_clauses(document.clauses, gold)
    score.gold["clauses"] += len(gold["clauses"])
    score.read["clauses"] += len(read)
    for place, wanted in enumerate(gold["clauses"]):
        clause = pairs.get(place)
        where = f"{name} {wanted['label'] or wanted['starts']}"
        if clause is None:
            score.errors.append(f"{where}: no such clause was read ({wanted['starts']}…{wanted['ends']})")
            score.gold["figures"] += len(wanted["amounts"])
            score.gold["offices"] += len(set(wanted["departments"]))
            score.gold["benefits"] += len(wanted.get("benefits", ()))
            continue
        score.right["clauses"] += clause.kind == "clause"
        score_offices(score, where, clause, wanted, others_of(gold, place, "departments"))
        found = score_figures(score, where, clause, wanted, gold, place)
        if gold.get("benefits_annotated", True):
            score_benefits(score, where, clause, wanted, found)
    known = {id(clause) for clause in pairs.values()}
    for clause in read:
        if id(clause) not in known:
            score.errors.append(
                f"{name} {clause.label}: read as a clause: {clause.text.zh[:24]}…{clause.text.zh[-12:]}"
            )
            score.read["figures"] += len(clause.amounts)
            score.read["benefits"] += len(clause.benefits)
            score.read["offices"] += len(clause.departments)
    texts = clean("".join(clause.printed for clause in read))
    for left_out in gold.get("left_out", ()):
        if len(clean(left_out)) > 3 and clean(left_out) in texts:
            score.read["furniture in clauses"] += 1
            score.errors.append(f"{name}: in a clause, should be left out: {left_out[:60]}")


def others_of(gold: Mapping[str, Any], place: int | None, key: str) -> list[Any]:
    """The other readings that the gold allows for ``key`` of a clause (None: of the document)."""
    return [one[key] for one in gold.get("alternatives", ()) if one.get("clause") == place and key in one]


def score_facts(score: Score, name: str, document: Document, gold: Mapping[str, Any]) -> None:
    titles = [gold["title"], *gold.get("title_alt", ())]
    for one in others_of(gold, None, "title"):
        titles += [one] if isinstance(one, str) else one
    numbers = [gold["number"], *(n for some in others_of(gold, None, "number") for n in some)]
    days = [gold["issued"], *(d for some in others_of(gold, None, "issued") for d in some)]
    issued = document.issued.isoformat() if document.issued else None
    score.add(
        "title",
        clean(document.title.zh) in map(clean, titles),
        f"{name} title: {document.title.zh}, by reading {titles}",
    )
    agrees = clean(document.number or "") in [clean(number or "") for number in numbers]
    score.add("number", agrees, f"{name} number: {document.number}, by reading {numbers}")
    score.add("issued", issued in days, f"{name} issued: {issued}, by reading {days}")
    term, wanted = document.term, gold["validity"]
    said = {"from": term.start, "until": term.until, "term": f"P{term.years}Y" if term.years else None}
    shown = {key: None if value is None else str(value) for key, value in said.items()}
    # A term that follows from both days need not be printed, and an end that follows from a term is the same end.
    agrees = shown["from"] == wanted["from"] and shown["until"] == wanted["until"]
    score.add("validity", agrees, f"{name} validity: {shown}, by reading {wanted}")
    headings = {clean(h).rstrip("。.") for h in gold["headings"]}
    read = {clean(h.zh).rstrip("。.") for clause in document.clauses for h in clause.path}
    score.gold["headings"] += len(headings)
    score.read["headings"] += len(read)
    score.right["headings"] += len(headings & read)
    if headings != read:
        score.errors.append(f"{name} headings: missed {sorted(headings - read)}, read {sorted(read - headings)}")


def pair_clauses(clauses: Sequence[Clause], gold: Mapping[str, Any]) -> dict[int, Clause]:
    """By place of the gold clause, the clause that is it; each at most once, in order."""
    pairs: dict[int, Clause] = {}
    at = 0
    for place, wanted in enumerate(gold["clauses"]):
        starts = [
            clean(s) for s in (wanted["starts"], *wanted.get("alt_starts", ()), *others_of(gold, place, "starts"))
        ]
        ends = [clean(e) for e in (wanted["ends"], *wanted.get("alt_ends", ()))]
        for n in range(at, len(clauses)):
            text = clean(clauses[n].text.zh)
            begins = any(text.startswith(start) for start in starts)
            if begins and any(text.endswith(end) for end in ends) and same_number(clauses[n], wanted["number"]):
                pairs[place], at = clauses[n], n + 1
                break
    return pairs


def same_number(clause: Clause, number: str | None) -> bool:
    return number is None or number in (clause.number, re.sub(r"-\d+$", "", clause.clause)) or not number[0].isdigit()


def score_offices(score: Score, where: str, clause: Clause, wanted: Mapping[str, Any], others: list[Any]) -> None:
    read = {clean(d.printed) for d in clause.departments}
    choices = [{clean(d) for d in one} for one in (wanted["departments"], *others)]
    best = max(choices, key=lambda choice: len(choice & read) - len(choice ^ read))
    score.gold["offices"] += len(best)
    score.read["offices"] += len(read)
    score.right["offices"] += len(best & read)
    if best != read:
        score.errors.append(f"{where} offices: missed {sorted(best - read)}, read {sorted(read - best)}")


def texts_of(wanted: Mapping[str, Any]) -> list[str]:
    other = wanted.get("alt_text", ())
    return [clean(text) for text in (wanted["text"], *([other] if isinstance(other, str) else other))]


def score_figures(
    score: Score, where: str, clause: Clause, wanted: Mapping[str, Any], gold: Mapping[str, Any], place: int
) -> dict[int, int]:
    """Compare the figures of a clause in their order; by index among its amounts, the number of the gold figure."""
    glosses = {clean(gloss) for gloss in wanted.get("glosses", ())}
    read = [(n, a) for n, a in enumerate(clause.amounts) if clean(a.text) not in glosses]
    score.gold["figures"] += len(wanted["amounts"])
    score.read["figures"] += len(read)
    found: dict[int, int] = {}
    at = 0
    for number, one in enumerate(wanted["amounts"]):
        texts = texts_of(one) + [
            clean(text) for other in gold.get("alternatives", ())
            if other.get("clause") == place and other.get("amount") == number for text in other.get("texts", ())
        ]  # fmt: skip
        k = next((k for k in range(at, len(read)) if like(clean(read[k][1].text), texts)), None)
        if k is None:
            score.errors.append(f"{where}: not found: {one['text']} ({one['role']})")
            continue
        n, amount = read[k]
        for _, extra in read[at:k]:
            score.errors.append(f"{where}: read as a figure: {extra.text} ({extra.role})")
        at, found[n] = k + 1, number
        score.right["figures"] += 1
        score_figure(score, where, clause, amount, one, roles_of(gold, place, number))
    for _, extra in read[at:]:
        score.errors.append(f"{where}: read as a figure: {extra.text} ({extra.role})")
    return found


def like(text: str, texts: Sequence[str]) -> bool:
    """The same figure, whether or not its bracketed currency or a unit behind it is taken with it."""
    return any(text == one or (len(one) > 2 and (text in one or one in text)) for one in texts)


def roles_of(gold: Mapping[str, Any], place: int, number: int) -> list[str]:
    return [role for other in gold.get("alternatives", ())
            if other.get("clause") == place and other.get("amount") == number for role in other.get("roles", ())]  # fmt: skip


def score_figure(
    score: Score, where: str, clause: Clause, amount: Amount, wanted: Mapping[str, Any], others: Sequence[str]
) -> None:
    if wanted["value"] is not None:
        high = wanted.get("value_hi")
        same = near(amount.value, wanted["value"]) and (high is None or near(amount.top, high))
        same = same and wanted.get("currency", "CNY") in (amount.currency or "CNY", "CNY")
        score.add(
            "values",
            same,
            f"{where}: {amount.text} is {amount.value} {amount.value_hi or ''} {amount.currency}, by reading {wanted}",
        )
    bounds = [wanted["bound"], *wanted.get("alt_bound", ())] if "bound" in wanted else []
    if bounds:
        score.add("bounds", amount.bound in bounds, f"{where}: {amount.text} is {amount.bound}, by reading {bounds}")
    roles = {wanted["role"], *wanted.get("alt_roles", ()), *others}
    score.add("roles", amount.role in roles, f"{where}: {amount.text} is {amount.role}, by reading {sorted(roles)}: "
              f"…{clause.text.zh[max(0, amount.start - 20) : amount.end + 12]}…")  # fmt: skip
    score.read["shown as grants"] += amount.role in PAID and not roles & set(PAID)


def near(one: Any, other: Any) -> bool:
    return abs(float(one) - float(other)) <= 1e-6 * max(1e-3, abs(float(other)))


def score_benefits(
    score: Score, where: str, clause: Clause, wanted: Mapping[str, Any], found: Mapping[int, int]
) -> None:
    """Benefits agree that share most of their figures; of those without any, as many as both have."""
    gold = list(wanted.get("benefits", ()))
    free = list(clause.benefits)
    bare = 0
    for one in gold:
        choices = [set(one["amounts"]), *map(set, one.get("alt_amounts", ()))]
        if not any(choices):
            bare += not one.get("optional")
            continue
        liked = [
            (max(share({found.get(n, -1 - n) for n in b.amounts}, c) for c in choices), -n) for n, b in enumerate(free)
        ]
        best = max(liked, default=(0.0, 0))
        score.gold["benefits"] += not one.get("optional")
        if best[0] >= 0.5:
            score.right["benefits"] += not one.get("optional")
            score.read["benefits"] += not one.get("optional")
            free.pop(-best[1])
        elif not one.get("optional"):
            score.errors.append(f"{where}: missed benefit {one['recipient']} {one['award']} {one['rate']}")
    without = [b for b in free if not b.amounts]
    with_figures = [b for b in free if b.amounts]
    score.gold["benefits"] += bare
    score.read["benefits"] += len(free)
    score.right["benefits"] += min(bare, len(without))
    for b in with_figures:
        shown = clause.text.zh[b.evidence[0].start : b.evidence[0].end]
        score.errors.append(f"{where}: phantom: {b.recipient} {b.award} {b.rate}: {shown:.80}")


def share(mine: set[int], theirs: set[int]) -> float:
    return len(mine & theirs) / max(1, len(mine | theirs))


def main() -> None:
    """Print F1 of every measure for each set; with --errors every disagreement."""
    sets = [arg for arg in sys.argv[1:] if not arg.startswith("--")] or ["j", "k", "l"]
    scores = {one: Score() for one in sets}
    for path, gold in find_documents(sets):
        documents = read_documents(path)
        document = max(documents, key=lambda document: len(document.clauses))
        score_document(scores[path.name[0]], path.stem, document, gold)
    print("| F1 | " + " | ".join(scores) + " |\n|---|" + "---|" * len(scores))
    for measure in (*MEASURES, "bounds"):
        print(
            f"| {measure} | " + " | ".join(f"{s.f1(measure):.3f} of {s.gold[measure]}" for s in scores.values()) + " |"
        )
    for count in ("shown as grants", "furniture in clauses"):
        print(f"| {count} | " + " | ".join(str(s.read[count]) for s in scores.values()) + " |")
    if "--errors" in sys.argv:
        print("\n" + "\n".join(f"- {error}" for score in scores.values() for error in score.errors))


if __name__ == "__main__":
    main()
