"""Memos made of the clauses themselves: with the official citation and the words of each benefit, right and altered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from search_app.model import Amount, Clause, Lang, Span
from search_app.search.published.opening import Generation
from search_app.web.citations import cite
from tests.conftest import TODAY

ADDRESS = "https://policy.example/id/"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ALTERATIONS = 5


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
    (head,) = generation.versions[clause.document]
    cited = cite(clause, head, [head], ADDRESS + clause.id, TODAY, lang)
    end = "。" if lang == "zh" else ""
    return "\n".join([cited, *(one if one.endswith((".", "。")) else one + end for one in sentences)])


def alter(amount: Amount) -> Iterator[str]:
    """The figure ten times as large and as small, with another digit, in another unit or a point higher."""
    found = _NUMBER.search(amount.text)
    if not found or amount.kind == "ratio":
        return
    value = Decimal(found.group().replace(",", ""))
    first = re.search("[1-9]", found.group())
    assert first
    digit = found.group()[: first.start()] + str(int(first.group()) % 9 + 1) + found.group()[first.end() :]
    more = [f"{value + 1:f}"] if amount.kind == "percent" else []
    for other in (f"{value * 10:f}", f"{(value / 10).normalize():f}", digit, *more):
        yield amount.text[: found.start()] + other + amount.text[found.end() :]
    for unit, larger in (("万", "亿"), ("million", "billion")):
        if unit in amount.text:
            yield amount.text.replace(unit, larger)


def write_altered(text: str, span: Span, amounts: tuple[Amount, ...], how: int) -> tuple[str, list[tuple[str, str]]]:
    """A sentence with each of its figures altered in the way of this number, and (altered, right) of each that was."""
    words, at, changed = "", span.start, []
    for amount in amounts:
        forms = list(alter(amount)) if span.start <= amount.start and amount.end <= span.end else []
        if how < len(forms):
            words += text[at : amount.start] + forms[how]
            at = amount.end
            changed.append((forms[how], amount.text))
    return words + text[at : span.end], changed
