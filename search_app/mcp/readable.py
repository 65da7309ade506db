"""How does an answer read as text, for models whose programs hand them no structured content?

Invariant: whatever is said here is said in the structured answer too. English; the words of the texts stay Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Said = Mapping[str, Any]
_NOT_NOW = ("expired", "repealed", "not_yet_in_force")


def write_answer(said: Said) -> Iterator[str]:
    """The lines that every answer has."""
    yield f"{said['id']}: {_both(said['name'])}"
    yield f"  address: {said['address']}"
    yield f"  status on {said['as_of']}: {_write_status(said['status'])}"
    yield f"  quote: {said['quote']['zh']}"
    if said["quote"]["en"]:
        yield f"  English (unofficial): {said['quote']['en']}"
    yield f"  sure: {said['sure']:.2f}"


def _write_status(status: Said) -> str:
    warning = " (not in force: do not quote it as living)" if status["status"] in _NOT_NOW else ""
    quoted = f" 「{status['quote']}」" if status["quote"] else " (the text has no sentence on it)"
    return f"{status['status']}{warning}. {status['reason']['en'] or status['reason']['zh']}{quoted}"


def _both(words: Said) -> str:
    return f"{words['zh']} ({words['en']})" if words["en"] else str(words["zh"])


def _write_page(said: Said, what: str) -> Iterator[str]:
    more = f"; more with page={said['next_page']}" if said["next_page"] else ""
    yield f"{said['total']} {what}, page {said['page']} of {said['pages']}{more}."


def _list(facts: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Facts that are given, a line each."""
    yield from (f"  {name}: {value}" for name, value in facts if value not in (None, "", [], {}))


def write_hits(said: Said) -> Iterator[str]:
    """Of search_clauses."""
    yield from _write_page(said, "clauses")
    yield from _list((("searched instead for", said["corrected"]), ("not understood", said["not_understood"])))
    yield from _list(("read as a condition", f"{one['text']} → {one['field']} {one['value']}") for one in said["read"])
    for hit in said["hits"]:
        yield from write_answer(hit)
        headline = hit["headline"]
        yield from _list(
            (
                ("largest sum", headline and f"{headline['value']} yuan ({headline['qualifier']})"),
                ("benefit that answers", hit["benefit"]),
                ("offices", ", ".join(map(_both, hit["departments"]))),
                ("only near in meaning", hit["only_near"] or None),
            )
        )


def write_clause(said: Said) -> Iterator[str]:
    """Of get_clause."""
    yield from write_answer(said)
    clause = said["clause"]
    yield from _list(
        (
            ("heading", " › ".join(_both(one) for one in clause["path"])),
            ("text", clause["text"]["zh"] if clause["text"]["zh"] != said["quote"]["zh"] else None),
            ("offices", ", ".join(_both(one["name"]) for one in clause["departments"])),
            ("rules of the document", "; ".join(_both(one["text"]) for one in clause["rules"])),
        )
    )
    for benefit in [said["benefit"]] if said["benefit"] else clause["benefits"]:
        yield from _write_benefit(benefit)


def write_benefits(said: Said) -> Iterator[str]:
    """Of list_benefits."""
    yield from _write_page(said, f"benefits of {said['clauses']} clauses")
    if not said["complete"]:
        yield "There are more than are counted: narrow the search."
    for one in said["benefits"]:
        yield from write_answer(one)
        yield from _write_benefit(one["benefit"])


def _write_benefit(one: Said) -> Iterator[str]:
    yield f"  benefit {one['n']} ({one['id']}): {one['kind']}, {one['promise']}"
    total, limits = one["total"], one["limits"]
    yield from _list(
        (
            ("  recipient", one["recipient"]),
            ("  award, yuan", one["award"]),
            ("  rate", one["rate"]),
            ("  of", one["basis"]),
            ("  at most", ", ".join(f"{limit['value']} yuan per {limit['per'] or 'not said'}" for limit in limits)),
            ("  conditions", "; ".join(condition["text"] for condition in one["conditions"])),
            ("  paid per", one["per"]),
            ("  for", one["duration"]),
            ("  in all, yuan", total and total["value"]),
            ("  paid by", one["payer"] or "the text does not say"),
            ("  by other rules", one["refers_to"]),
            ("  left open", "; ".join(one["unresolved"])),
            ("  sure", f"{one['sure']:.2f}"),
        )
    )


def write_estimate(said: Said) -> Iterator[str]:
    """Of estimate."""
    found = said["estimate"]
    if found["amount"] is None:
        yield f"It cannot be computed. Missing: {', '.join(found['missing']) or 'nothing that could be given'}."
    else:
        period = f" (period: {found['period']})" if found["period"] else ""
        yield f"{_write_sum(found['amount'], found['bound'] == 'at_most')} yuan{period}"
    yield from _list(("step", _both(one)) for one in found["steps"])
    yield from _list((("limited by", found["limited_by"]),))
    yield from _list(("note", _both(one)) for one in found["notes"])
    yield from write_answer(said)


def write_company(said: Said) -> Iterator[str]:
    """Of match_company."""
    yield "; ".join(f"{name}: {count}" for name, count in said["counts"].items())
    yield from _write_page(said, said["group"])
    yield from _list((("fact that would decide the most", said["asked_next"]),))
    if sums := said["together"]:
        yield from _list(
            (
                ("all that fits, a year, yuan", _write_sum(sums["yearly"], sums["at_most"])),
                ("all that fits, in all, yuan", _write_sum(sums["total"], sums["at_most"])),
            )
        )
    for one in said["matched"]:
        yield from write_answer(one)
        yield from _list(
            (
                ("because", "; ".join(_both(why) for why in one["because"])),
                ("promise", one["promise"]),
                ("a year, yuan", _write_sum(one["yearly"], one["at_most"])),
                ("in all, yuan", _write_sum(one["total"], one["at_most"])),
                ("facts that are missing", ", ".join(one["missing"])),
                ("stands apart because", ", ".join(one["reasons"])),
            )
        )
    yield from (f"not together: {one}, {two}: {rule}" for one, two, rule in said["not_together"])


def _write_sum(value: int | None, at_most: bool) -> str | None:
    return None if value is None else f"at most {value}" if at_most else str(value)


def write_resolved(said: Said) -> Iterator[str]:
    """Of resolve_citation."""
    yield from _write_page(said, "citations")
    for one in said["found"]:
        yield f"「{one['text']}」: {one['status']}"
        gone = one["withdrawn"] and f"{one['withdrawn']}; where its text stands now, or what is near, follows"
        yield from _list((("withdrawn on", gone), ("not told apart", one["untold"])))
        if one["status"] != "found" and one["candidates"]:
            yield f"  may be meant, or near: {', '.join(one['candidates'])}{' …' if one['more'] else ''}"
        for answer in one["answers"]:
            yield from write_answer(answer)
    if said["not_looked_at"]:
        yield f"{said['not_looked_at']} more citations were not looked at: send the text from there on."


def write_changes(said: Said) -> Iterator[str]:
    """Of list_changes."""
    yield from _write_page(said, "changes")
    for one in said["changes"]:
        yield f"{one['day']} {one['kind']}"
        yield from _list(
            (("before", one["before"] and _both(one["before"])), ("after", one["after"] and _both(one["after"])))
        )
        yield from write_answer(one)
