"""Is what somebody can get read as a person reads it?

One rule says which benefits are the same: those that share at least half of the figures that they grant. Where neither
grants a figure, those whose sentences overlap, or whose recipients are alike. What the gold calls optional counts neither
way; a benefit that the gold does not have is a phantom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search_app.model import PAID, Benefit, Clause
from tests.evaluate.figures import roles_of
from tests.evaluate.score import Score, alike, clean, near

Gold = Mapping[str, Any]
ENOUGH = 0.5
SHOWN = (*PAID, "unsure")  # roles of figures that a benefit may rest on


def score_benefits(
    score: Score, where: str, clause: Clause | None, gold: Gold, found: Mapping[int, int], fields: Sequence[str]
) -> None:
    """Compare the benefits of a clause (None: it was not read); ``found`` pairs its figures with those of the gold."""
    read = clause.benefits if clause else ()
    pairs = pair_benefits(clause, gold, found) if clause else {}
    known = {j: i for i, j in reversed(pairs.items())}  # one that is shown twice counts once
    for j, wanted in enumerate(gold.get("benefits", ())):
        if wanted.get("optional"):
            continue
        score.gold["benefits"] += 1
        if j in known:
            score.read["benefits"] += 1
            score.right["benefits"] += 1
            score_fields(score, f"{where} #{wanted['n']}", read[known[j]], wanted, gold, fields)
            names = {read[i].n: gold["benefits"][k]["n"] for i, k in pairs.items()}
            score_alternatives(score, f"{where} #{wanted['n']}", read[known[j]], wanted, names)
        else:
            score.errors.append(f"{where}: benefit missed: {tell(wanted)}")
    for i, benefit in enumerate(read):
        if i not in pairs:
            score.read["benefits"] += 1
            score.judged["benefits"].append((benefit.sure, False))
            spans = benefit.evidence[:1]
            shown = "".join(clause.text.zh[s.start : s.end] for s in spans) if clause else ""
            score.errors.append(f"{where}: phantom: {benefit.recipient} ({benefit.promise}): {shown:.80}")


def tell(gold: Gold) -> str:
    """A benefit of the gold in a few words."""
    limits = [one["value"] for one in gold.get("limits") or ()]
    return f"{gold.get('recipient')} {gold.get('award') or gold.get('rate') or limits or gold.get('promise')}"


def pair_benefits(clause: Clause, gold: Gold, found: Mapping[int, int]) -> dict[int, int]:
    """By index of what was read, the index in the gold; the most alike first."""
    likes = [
        (likeness(clause, benefit, wanted, gold, found), -i, -j)
        for i, benefit in enumerate(clause.benefits)
        for j, wanted in enumerate(gold.get("benefits", ()))
    ]
    pairs: dict[int, int] = {}
    for like, i, j in sorted(likes, reverse=True):
        again = -j in pairs.values() and not gold["benefits"][-j].get("repeats")
        if like >= ENOUGH and -i not in pairs and not again:
            pairs[-i] = -j
    return pairs


def likeness(clause: Clause, benefit: Benefit, wanted: Gold, gold: Gold, found: Mapping[int, int]) -> float:
    """From 0 to 1: how much of what they grant two benefits share."""
    key = {n: found.get(n, -1 - n) for n in benefit.amounts}  # a figure that the gold does not have is one more
    mine = {key[n] for n in benefit.amounts if clause.amounts[n].role in SHOWN}
    best = 0.0
    for choice in (wanted["amounts"], *wanted.get("alt_amounts", ())):
        theirs = {n for n in choice if grants(gold["amounts"][n], n in mine)}
        if mine or theirs:
            best = max(best, len(mine & theirs) / len(mine | theirs))
        else:
            best = max(best, without_figures(clause, benefit, wanted, set(key.values()), set(choice)))
    return best


def grants(amount: Gold, read: bool) -> bool:
    """Whether a figure is granted by the gold; where it may be seen both ways, as it was ``read``."""
    roles = roles_of(amount)
    return bool(roles & set(PAID)) and (read or roles <= set(PAID))


def without_figures(clause: Clause, benefit: Benefit, wanted: Gold, mine: set[int], theirs: set[int]) -> float:
    """How alike benefits are that grant no figure: by their thresholds, their sentences, then their recipients."""
    thresholds = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    named = 0.6 * any(alike(benefit.recipient, one) for one in values_of(wanted, "recipient"))
    same = 0.1 * (benefit.promise in values_of(wanted, "promise"))
    return max(thresholds, overlap(clause, benefit, wanted), named) + same * bool(named)


def overlap(clause: Clause, benefit: Benefit, wanted: Gold) -> float:
    """Which share of the shorter of two sentences both have; 0 where the gold does not say its own."""
    if not (place := place_of(clause, wanted)):
        return 0.0
    start, end = place
    shares = [0.0]
    for span in benefit.evidence:
        first, last = len(clean(clause.text.zh[: span.start])), len(clean(clause.text.zh[: span.end]))
        shares.append(max(0, min(end, last) - max(start, first)) / max(1, min(end - start, last - first)))
    return max(shares)


def place_of(clause: Clause, wanted: Gold) -> tuple[int, int] | None:
    """Where the sentence of a benefit stands, in characters that are no white space."""
    if "at" in wanted:
        start, end = wanted["at"]
        return start, end
    words = clean(wanted.get("evidence"))
    at = clean(clause.text.zh).find(words) if words else -1
    return None if at < 0 else (at, at + len(words))


def values_of(wanted: Gold, field: str) -> list[Any]:
    """All values of a field that are right."""
    return [wanted.get(field), *(alt[field] for alt in wanted.get("alt", ()) if field in alt)]


def score_fields(score: Score, where: str, benefit: Benefit, wanted: Gold, gold: Gold, fields: Sequence[str]) -> None:
    right = True
    for field in (*fields, *(["total"] if "total" in wanted else [])):
        agrees = any(agree(benefit, field, value, gold) for value in values_of(per_unit_as_award(wanted), field))
        choices = " or ".join(str(value) for value in values_of(wanted, field))
        score.add(field, agrees, f"{where} {field}: {show(benefit, field)}, by reading {choices}")
        right = right and (agrees or field != "recipient")
    score.judged["recipients"].append((benefit.sure, right))
    score.judged["benefits"].append((benefit.sure, True))


def per_unit_as_award(wanted: Gold) -> Gold:
    """The benefit with a sum for a measured unit (100元/平方米), which is computed with like a rate and written as a rate in
    some golds, where the reader has it: as its award, and "per" says for what."""
    rate = wanted.get("rate")
    return {**wanted, "award": rate, "rate": None} if rate and rate > 1 and not wanted.get("award") else wanted


def show(benefit: Benefit, field: str) -> str:
    value = getattr(benefit, field)
    if field == "limits":
        return str([(float(one.value), one.per) for one in value])
    if field == "conditions":
        return str([(one.text, one.value and float(one.value), one.compare) for one in value])
    return f"{value!s:.80}"


def agree(benefit: Benefit, field: str, value: Any, gold: Gold) -> bool:
    """Whether a field of what was read has the ``value`` of the gold."""
    read = getattr(benefit, field)
    match field:
        case "recipient":
            return alike(read, value)
        case "award" | "rate" | "floor":
            return near(read, value)
        case "total":
            return near(read.value if read else None, value)
        case "limits":
            return sorted((float(one.value), str(one.per)) for one in read) == sorted(
                (float(one["value"]), str(one["per"])) for one in value or ()
            )
        case "conditions":
            return figures_read(benefit) == figures_wanted(value or (), gold)
        case "duration":
            return (read.iso if read else None) == value
        case "basis":
            return clean(read) == clean(value)
        case _:
            return bool(read == value)


def figures_read(benefit: Benefit) -> list[tuple[float, str]]:
    """The conditions with a figure, each as (value, compare)."""
    return sorted((float(one.value), str(one.compare)) for one in benefit.conditions if one.value is not None)


def figures_wanted(conditions: Sequence[Gold], gold: Gold) -> list[tuple[float, str]]:
    """The same of the gold: counts, days and areas are no figures of its clause."""
    known = [one.get(end) for one in gold["amounts"] for end in ("value", "value_hi")]
    return sorted(
        (float(one["value"]), str(one.get("compare")))
        for one in conditions
        if one.get("value") is not None and any(near(one["value"], value) for value in known if value is not None)
    )


def score_alternatives(score: Score, where: str, benefit: Benefit, wanted: Gold, names: Mapping[int, int]) -> None:
    if "alternatives" in wanted:
        read = sorted(names.get(n, -n) for n in benefit.alternatives)
        said = f"{where} alternatives: {read}, by reading {wanted['alternatives']}"
        score.add("alternatives", read == sorted(wanted["alternatives"]), said)
