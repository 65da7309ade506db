"""Of which figures, recipients and benefits is the reader not sure, and what is told of them?

Invariant: each message names the figure or benefit, what it may be, and its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from search_app.data import read_tables
from search_app.library.inspect.doubts import Doubt, make_doubt
from search_app.library.settlement import quote_sentence
from search_app.model import (
    LANGS,
    PAID,
    RECIPIENT,
    SHOWN_SURE,
    Amount,
    Benefit,
    Bilingual,
    Clause,
    Document,
    Role,
    Span,
)
from search_app.reading.roles import CROWDED
from search_app.text.wording import write_open


def find_unread(document: Document) -> Iterator[Doubt]:
    """What is not certain of figures, recipients and benefits, and sums that no benefit took up."""
    for clause in document.clauses:
        line = clause.source.line_start
        used = {n for benefit in clause.benefits for n in benefit.amounts}
        if any(amount.why == CROWDED for amount in clause.amounts):
            zh = f"{clause.label}：一句内数值过多，按表格处理，均计作“其他标准”"
            en = f"{clause.label}: a sentence with so many figures is taken for a table; they count as other levels"
            yield make_doubt("crowded", line, zh, en)
        for n, amount in enumerate(clause.amounts):
            shown = f"{clause.label} {amount.text}"
            if amount.role == "unsure" or amount.sure < SHOWN_SURE:
                yield Doubt("unsure_figure", (line,), _say_unsure(clause, amount), amount.sure)
            elif amount.role in PAID and n not in used:
                role = name_role(amount.role)
                zh = f"{shown}（{role.zh}）：不属于读出的任何一项扶持"
                yield make_doubt("unused_figure", line, zh, f"{shown} ({role.en}): belongs to no benefit that was read")
        for benefit in clause.benefits:
            if benefit.sure < SHOWN_SURE:
                who = benefit.why == RECIPIENT
                message = _say_unsure_benefit(clause, benefit, who)
                yield Doubt("unsure_recipient" if who else "unsure_benefit", (line,), message, benefit.sure)
        open_points = dict.fromkeys(point for benefit in clause.benefits for point in benefit.open)
        for point in (one for one in open_points if one.kind == "pairing"):
            zh, en = (f"{clause.label} {write_open(point, lang)}" for lang in LANGS)
            yield make_doubt("pairing", line, zh, en)


def _say_unsure(clause: Clause, amount: Amount) -> Bilingual:
    """The figure, what it may be for, and its sentence."""
    sentence = quote_sentence(clause.text.zh, amount.start, Span(amount.start, amount.end))
    roles = [role for role in (amount.maybe or (amount.role,)) if role != "unsure"][:2]
    zh, en = ([name_role(role).get(lang) for role in roles] for lang in LANGS)
    maybe_zh = f"，可能是{'或'.join(zh)}" if zh else ""
    maybe_en = f", {' or '.join(en).lower()}" if en else ""
    return Bilingual(
        f"{clause.label} {amount.text}：用途不能确定（把握{amount.sure:.0%}）{maybe_zh}：{sentence}",
        f"{clause.label} {amount.text}: its purpose is not certain ({amount.sure:.0%} sure){maybe_en}: {sentence}",
    )


def _say_unsure_benefit(clause: Clause, benefit: Benefit, who: bool) -> Bilingual:
    """The benefit, what of it is not certain, and its sentence."""
    at = benefit.evidence[0].start if benefit.evidence else 0
    sentence, name = quote_sentence(clause.text.zh, at), benefit.recipient or "—"
    zh, en = ("支持对象不能确定", "who gets it is not certain") if who else ("不能确定", "is not certain")
    return Bilingual(
        f"{clause.label} 第{benefit.n}项（{name}）{zh}（把握{benefit.sure:.0%}）：{sentence}",
        f"{clause.label} benefit {benefit.n} ({name}): {en} ({benefit.sure:.0%} sure): {sentence}",
    )


@cache
def _roles() -> Mapping[str, Bilingual]:
    rows = read_tables("interface", "word")
    return {row["key"]: Bilingual(row["zh"], row["en"]) for row in rows if row["key"].startswith("role_")}


def name_role(role: Role) -> Bilingual:
    """What pages call the role of a figure."""
    return _roles()[f"role_{role}"]
