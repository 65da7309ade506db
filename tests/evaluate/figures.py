"""Are the figures of a clause found, worth what the text says, and known for what they are for?

Both sides are aligned in printed order, so that the same sum twice is two figures. A figure whose role is "unsure" is
shown as such: it is no error of what is shown, and counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search_app.model import PAID, Amount, Clause
from tests.evaluate.score import Score, clean, near

Gold = Mapping[str, Any]


def score_figures(score: Score, where: str, clause: Clause | None, gold: Gold) -> dict[int, int]:
    """Compare the figures of a clause (None: it was not read); by index of what was read, the index in the gold."""
    glosses = {clean(gloss) for gloss in gold.get("glosses", ())}
    amounts = [(n, a) for n, a in enumerate(clause.amounts if clause else ()) if clean(a.text) not in glosses]
    pairs = align(gold["amounts"], [amount for _, amount in amounts])
    score.gold["figures"] += len(gold["amounts"])
    score.read["figures"] += len(amounts)
    score.right["figures"] += len(pairs)
    found = {amounts[j][0]: i for i, j in pairs}
    for n, amount in amounts:
        if n in found:
            score_figure(score, where, quote(clause, amount), amount, gold["amounts"][found[n]])
        else:
            score.errors.append(f"{where}: read as a figure ({amount.role}): {quote(clause, amount)}")
            score.judged["figures"].append((amount.sure, False))
    for i, wanted in enumerate(gold["amounts"]):
        if i not in found.values():
            score.errors.append(f"{where}: figure not found: {wanted['text']} ({wanted['role']})")
    return found


def quote(clause: Clause | None, amount: Amount) -> str:
    """A figure with what stands around it."""
    text = clause.text.zh if clause else ""
    before, behind = text[max(0, amount.start - 24) : amount.start], text[amount.end : amount.end + 12]
    return f"…{before}⟨{amount.text}⟩{behind}…"


def align(gold: Sequence[Gold], amounts: Sequence[Amount]) -> list[tuple[int, int]]:
    """Pairs of indexes, rising on both sides, that agree best over all."""
    likes = [[likeness(one, amount) for amount in amounts] for one in gold]
    best = [[0] * (len(amounts) + 1) for _ in range(len(gold) + 1)]
    for i in range(len(gold) - 1, -1, -1):
        for j in range(len(amounts) - 1, -1, -1):
            both = likes[i][j] + best[i + 1][j + 1] if likes[i][j] else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(gold) and j < len(amounts):
        if likes[i][j] and best[i][j] == likes[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def likeness(gold: Gold, amount: Amount) -> int:
    """0 for another figure; more for the same text, and more for the same value. A unit or a currency that only one side
    takes with it makes no other figure."""
    text, texts = clean(amount.text), [clean(one) for one in (gold["text"], *gold.get("alt_text", ()))]
    if text not in texts and not any(len(one) > 2 and (text in one or one in text) for one in texts):
        return 0
    return 2 + 2 * (text in texts) + same_value(amount, gold)


def same_value(amount: Amount, gold: Gold) -> bool:
    high = gold.get("value_hi")
    same = near(amount.value, gold["value"]) and (high is None or near(amount.top, high))
    return same and gold.get("currency", "CNY") in (amount.currency or "CNY", "CNY")


def roles_of(gold: Gold) -> set[str]:
    """All roles that are right for a figure."""
    return {gold["role"], *gold.get("alt_roles", ())}


def score_figure(score: Score, where: str, quoted: str, amount: Amount, gold: Gold) -> None:
    said = f"{amount.value} {amount.value_hi or ''} {amount.currency or ''}"
    score.add("values", same_value(amount, gold), f"{where}: {quoted} is {said}, by reading {gold}")
    if "bound" in gold:
        bounds = [gold["bound"], *gold.get("alt_bound", ())]
        score.add("bounds", amount.bound in bounds, f"{where}: {quoted} is {amount.bound}, by reading {bounds}")
    roles = roles_of(gold)
    line = f"{where}: role {amount.role} ({amount.why}), by reading {'/'.join(sorted(roles))}: {quoted}"
    score.add("roles", amount.role in roles, line)
    score.read["unsure"] += amount.role == "unsure"
    if amount.role != "unsure":
        score.gold["roles shown"] += 1
        score.right["roles shown"] += amount.role in roles
    score.read["shown as grants"] += amount.role in PAID and not roles & set(PAID)
    likely = amount.maybe[0] if amount.role == "unsure" and amount.maybe else amount.role
    score.judged["figures"].append((amount.sure, likely in roles))
