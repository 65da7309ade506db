"""Are the parts of a document read as a person reads them: clauses, headings, offices, and the facts about it?

A clause is right when its beginning, its end and its number agree. One that begins right and ends elsewhere is wrong, but
its figures and benefits are still compared. White space, script and width never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from search_app.files.read import read_source
from search_app.model import Clause, Document, Term
from tests.evaluate.cases import Case, assemble_all
from tests.evaluate.score import Score, clean

FACTS = ("title", "number", "issued", "validity")
LEAD = 40  # characters of a name that may stand before the beginning that the gold gives
Gold = Mapping[str, Any]


def score_outline(score: Score, case: Case, document: Document, clauses: Sequence[Clause]) -> dict[int, Clause]:
    """Compare what stands around the clauses; by place in the gold, the clause that it is."""
    gold = case.gold["clauses"]
    if "clause" in gold[0]:  # of the corpus: known by its id
        known = {clause.clause: clause for clause in clauses}
        return {place: known[one["clause"]] for place, one in enumerate(gold)}
    score_facts(score, case, document)
    score_headings(score, case, clauses)
    whole = pair_clauses(clauses, gold)
    pairs = whole | dict(find_beginnings(clauses, gold, whole))
    score_clauses(score, case, clauses, whole)
    if case.gold.get("offices_annotated", True):
        for place, one in enumerate(gold):
            score_offices(score, name_clause(case, one), pairs.get(place), one)
    score_furniture(score, case, clauses)
    return pairs


def name_clause(case: Case, gold: Gold) -> str:
    """How a clause is called in a line about it."""
    return f"{case.name}/{gold.get('clause') or gold['label'] or gold['starts']}"


def score_facts(score: Score, case: Case, document: Document) -> None:
    for fact, read in (
        ("title", clean(document.title.zh)),
        ("number", clean(document.number)),
        ("issued", str(document.issued or "")),
    ):
        if fact not in case.gold:
            continue
        wanted = [clean(one) for one in (case.gold[fact], *case.gold.get(f"alt_{fact}", ()))]
        score.add(fact, read in wanted, f"{case.name} {fact}: {read}, by reading {wanted}")
    if "validity" in case.gold:
        score_validity(score, case, document.term, case.gold["validity"])
    if case.original and case.path:
        score_file_title(score, case.original, case.path)


def score_validity(score: Score, case: Case, term: Term, gold: Gold) -> None:
    # A term that follows from both days need not be printed, and an end that follows from a term is the same end.
    read = (str(term.start or ""), str(term.until or ""), term.start_on_issue)
    wanted = (gold["from"] or "", gold["until"] or "", gold.get("on_issue", term.start_on_issue))
    score.add("validity", read == wanted, f"{case.name} validity: {read}, by reading {wanted}")


def score_file_title(score: Score, original: str, path: Path) -> None:
    """Whether a document that says no title has that of the file as it was issued."""
    title = clean(next(assemble_all(replace(read_source(path), name=f"{original}.docx"))).title.zh)
    score.add("title of the file", title == clean(original), f"{path.stem} title of the file: {title}")


def score_headings(score: Score, case: Case, clauses: Sequence[Clause]) -> None:
    gold = {clean(heading).rstrip("。.") for heading in case.gold["headings"]}
    read = {clean(heading.zh).rstrip("。.") for clause in clauses for heading in clause.path}
    # A heading that the gold gives without its number is the same.
    read = {next((one for one in gold if heading.endswith(one)), heading) for heading in read}
    score.add_sets("headings", case.name, gold, read)


def score_clauses(score: Score, case: Case, clauses: Sequence[Clause], whole: Mapping[int, Clause]) -> None:
    read = [clause for clause in clauses if clause.kind == "clause"]
    score.gold["clauses"] += len(case.gold["clauses"])
    score.read["clauses"] += len(read)
    score.right["clauses"] += sum(clause.kind == "clause" for clause in whole.values())
    for place, one in enumerate(case.gold["clauses"]):
        if place not in whole:
            score.errors.append(f"{name_clause(case, one)}: no such clause was read: {one['starts']}…{one['ends']}")
    known = {id(clause) for clause in whole.values()}
    for clause in read:
        if id(clause) not in known:
            shown = f"{clause.text.zh[:24]}…{clause.text.zh[-12:]}"
            score.errors.append(f"{case.name} {clause.label}: read as a clause: {shown}")


def pair_clauses(clauses: Sequence[Clause], gold: Sequence[Gold]) -> dict[int, Clause]:
    """By place of the gold clause, the clause that begins and ends there with its number; in printed order."""
    pairs: dict[int, Clause] = {}
    at = 0
    for place, one in enumerate(gold):
        starts, ends = choices(one, "starts"), choices(one, "ends")
        for n in range(at, len(clauses)):
            text = clean(clauses[n].text.zh)
            if text.startswith(starts) and text.endswith(ends) and same_number(clauses[n], one["number"]):
                pairs[place], at = clauses[n], n + 1
                break
    return pairs


def choices(gold: Gold, field: str) -> tuple[str, ...]:
    return tuple(clean(one) for one in (gold[field], *gold.get(f"alt_{field}", ())))


def same_number(clause: Clause, number: str | None) -> bool:
    return number is None or number in (clause.number, re.sub(r"-\d+$", "", clause.clause)) or not number[0].isdigit()


def find_beginnings(clauses: Sequence[Clause], gold: Sequence[Gold], whole: Mapping[int, Clause]) -> Iterator[Any]:
    """Of the gold clauses that were not read whole: (place, the clause that begins like it)."""
    free = [clause for clause in clauses if all(clause is not one for one in whole.values())]
    for place, one in enumerate(gold):
        if place in whole:
            continue
        starts = choices(one, "starts")
        found = next((c for c in free if any(s in clean(c.text.zh)[: len(s) + LEAD] for s in starts)), None)
        if found:
            free = [clause for clause in free if clause is not found]
            yield place, found


def score_offices(score: Score, where: str, clause: Clause | None, gold: Gold) -> None:
    read = {clean(office.printed) for office in clause.departments} if clause else set()
    wanted = [{clean(office) for office in some} for some in (gold["departments"], *gold.get("alt_departments", ()))]
    score.add_sets("offices", where, max(wanted, key=lambda some: len(some & read) - len(some ^ read)), read)


def score_furniture(score: Score, case: Case, clauses: Sequence[Clause]) -> None:
    texts = clean("".join(clause.printed for clause in clauses if clause.kind == "clause"))
    for left_out in case.gold.get("left_out", ()):
        if len(clean(left_out)) > 3 and clean(left_out) in texts:
            score.read["furniture in clauses"] += 1
            score.errors.append(f"{case.name}: in a clause, should be left out: {left_out[:60]}")
