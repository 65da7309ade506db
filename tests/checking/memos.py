"""Memos made of the clauses themselves: with the official citation and the words of each benefit, right and altered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from search_app.model import Amount, Clause, Lang, Span
from search_app.search.published.opening import Generation
from search_app.web.citations import cite
from tests.conftest import TODAY

ADDRESS = "https://policy.example/id/"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def words_of(clause: Clause, lang: Lang) -> tuple[str, tuple[Amount, ...]]:
    return (clause.text.zh, clause.amounts) if lang == "zh" else (clause.text.en or "", clause.amounts_en)


def find_quoted(clause: Clause, lang: Lang) -> list[Span]:
    """The sentences that promise something, in printed order."""
    spans = sorted({(one.start, one.end) for benefit in clause.benefits for one in benefit.evidence})
    if lang == "zh":
        return [Span(*one) for one in spans]
    pairs = [pair.en for pair in clause.sentences if any(s < pair.zh.end and e > pair.zh.start for s, e in spans)]
    return list(dict.fromkeys(pairs))


def write_memo(generation: Generation, clause: Clause, lang: Lang, sentences: list[str]) -> str:
    """The official citation, and below it what the clause says."""
    (head,) = [one for one in generation.store.heads if one.id == clause.document]
    cited = cite(clause, head, generation.versions[head.id], ADDRESS + clause.id, TODAY, lang)
    return "\n".join([cited, *sentences])


def alter(text: str, amount: Amount) -> Iterator[str]:
    """The figure ten times as large and as small, with another digit, and in another unit or a point higher."""
    found = NUMBER.search(amount.text)
    if not found or amount.kind == "ratio":
        return
    value = Decimal(found.group().replace(",", ""))
    first = re.search("[1-9]", found.group())
    assert first
    digit = found.group()[: first.start()] + str(int(first.group()) % 9 + 1) + found.group()[first.end() :]
    others = [f"{value * 10:f}", f"{(value / 10).normalize():f}", digit]
    if amount.kind == "percent":
        others.append(f"{value + 1:f}")
    for other in others:
        yield amount.text[: found.start()] + other + amount.text[found.end() :]
    if "万" in amount.text:
        yield amount.text.replace("万", "亿")
    if "million" in amount.text:
        yield amount.text.replace("million", "billion")


def day() -> date:
    return TODAY
