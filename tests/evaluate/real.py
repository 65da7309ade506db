"""Real documents of other places in the shape of our cases. They are no part of the repository.

The folder is that of the argument or of REAL_DOCUMENTS. Each document has ``NAME.gold.json`` with its clauses and
figures, and some have ``NAME.benefits.json``, whose benefits count the figures of the whole document.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.evaluate.cases import FIELDS, ROOT, Case

FOLDER = Path(os.environ.get("REAL_DOCUMENTS", ROOT.parent / "shared/samples/real"))
SUFFIXES = (".docx", ".html", ".txt")
_UNTOLD = ("basis", "conditions", "floor")  # conditions are values alone there
_CARRIED = ("text", "kind", "value", "value_hi", "currency", "role", "alt_roles")
Gold = Mapping[str, Any]


def find_real(folder: Path = FOLDER) -> Iterator[Case]:
    """Each real document that has gold, by name; none where the folder is missing."""
    fields = tuple(field for field in FIELDS if field not in _UNTOLD)
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        paid = path.with_name(path.name.replace(".gold.", ".benefits."))
        benefits = json.loads(paid.read_text(encoding="utf-8"))["clauses"] if paid.exists() else None
        original = gold.get("title_of_file_name")
        yield Case(f"{path.name.split('.')[0]}", convert(gold, benefits), folder / gold["source"], fields, original)


def convert(gold: Gold, benefits: list[Gold] | None) -> Gold:
    """The gold of a real document as that of ours."""
    validity = gold["validity"]
    paid = {one["cid"]: one["benefits"] for one in benefits or ()}
    clauses = gold["clauses"]
    return {
        "set": "real",
        "title": gold["title"],
        "number": gold["doc_number"],
        "issued": gold["issued"],
        "validity": {
            "from": validity["effective"],
            "until": validity["expires"] or validity.get("expires_derived"),
            "on_issue": validity.get("rule") == "on_publication",
        },
        "headings": list(dict.fromkeys(heading for clause in clauses for heading in clause["heading"])),
        "figures_annotated": gold["amounts_complete"],
        "benefits_annotated": benefits is not None,
        "offices_annotated": any(clause["departments"] for clause in clauses),
        "clauses": [convert_clause(clause, gold["amounts"], paid.get(clause["cid"], ())) for clause in clauses],
    }


def convert_clause(clause: Gold, amounts: list[Gold], benefits: list[Gold]) -> Gold:
    """A clause with the figures and benefits that are its own."""
    own = [n for n, amount in enumerate(amounts) if amount["cid"] == clause["cid"]]
    place = {n: at for at, n in enumerate(sorted(own, key=lambda n: amounts[n]["pos"]))}
    return {
        "number": clause["n"],
        "label": clause["label"],
        "starts": clause["first_chars"],
        "ends": clause["last_chars"],
        "alt_ends": as_list(clause.get("alt_last_chars")),
        "departments": clause["departments"],
        "amounts": [convert_amount(amounts[n]) for n in place],
        "benefits": [convert_benefit(benefit, place) for benefit in benefits],
    }


def convert_amount(amount: Gold) -> Gold:
    kept = {field: amount[field] for field in _CARRIED if field in amount}
    return kept | {"alt_text": as_list(amount.get("alt_text"))}


def convert_benefit(benefit: Gold, place: Mapping[int, int]) -> Gold:
    """The same with its figures counted within their clause; a figure of another clause is left out."""
    choices = (benefit["amounts"], *benefit.get("alt_amounts", ()))
    own, *others = [[place[n] for n in choice if n in place] for choice in choices]
    return {**benefit, "amounts": own, "alt_amounts": others}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
