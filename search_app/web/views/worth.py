"""What is the English of a clause worth? The label that goes with it wherever it is shown, quoted or handed on; and why
a clause is shown in Chinese, wherever somebody would look for its English.

Invariant: English that nobody has revised is never called by a day or a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from search_app.model import Clause, Lang
from search_app.text.wording import write_date
from search_app.web.words import make_translate

WorthStatus = Literal["unofficial", "machine_draft", "taken_over", "being_revised"]


def name_worth(clause: Clause, lang: Lang) -> str:
    """The label as part of a sentence: unofficial translation, revised by this library, 27 November 2026."""
    t, said = make_translate(lang), clause.revised
    if clause.revising:
        return t("worth_revising")
    if clause.machine_draft:
        return t("machine_draft")
    if clause.taken_from:
        return t("worth_taken", value=t("list_mark").join(clause.taken_from))
    if said.reviser and said.day:
        return t("worth_by_on", reviser=said.reviser.get(lang), value=write_date(said.day, lang))
    if said.reviser:
        return t("worth_by", reviser=said.reviser.get(lang))
    return t("worth_on", value=write_date(said.day, lang)) if said.day else t("worth")


def say_worth(clause: Clause, lang: Lang) -> str:
    """The label as a sentence, which says that the Chinese text prevails, or that the English is being revised; "" for
    a clause that nobody has begun to translate."""
    t, draft = make_translate(lang), clause.machine_draft
    if clause.revising:
        return t("english_revising")
    if clause.text.en is None:
        return ""
    if draft:
        return t("text_machine_draft", model=draft.model, value=write_date(draft.day, lang))
    return begin_with_capital(t("worth_prevails", value=name_worth(clause, lang)))


def say_lacking(clause: Clause, lang: Lang) -> str:
    """Why ``clause``, which has no English that can be shown, is in Chinese. That there is none yet is told to readers
    of English alone; else ""."""
    t = make_translate(lang)
    return say_worth(clause, lang) or (t("clause_en_missing") if lang == "en" else "")


def say_revising(clause: Clause, lang: Lang) -> str:
    """In a few words, beside what else is said of a clause in a row or a line: why an English reader finds it in
    Chinese; "" where its English is not being revised, and for readers of Chinese."""
    t = make_translate(lang)
    return t("english_revising_brief") if clause.revising and lang == "en" else ""


def find_status(clause: Clause) -> WorthStatus | None:
    """What programs are told of the English of ``clause``; None where nobody has begun to translate it."""
    if clause.revising:
        return "being_revised"
    if clause.text.en is None:
        return None
    return "machine_draft" if clause.machine_draft else "taken_over" if clause.taken_from else "unofficial"


def find_usual(clauses: Sequence[Clause]) -> Clause | None:
    """The first of those ``clauses`` whose label is that of most of them, so that it is said once; None where nobody
    has revised any."""
    held = [clause for clause in clauses if clause.text.en and not clause.unrevised]
    counts = Counter(clause.revised for clause in held)
    return max(held, key=lambda clause: counts[clause.revised], default=None)


def number_worths(numbered: Iterable[tuple[int, Clause]], lang: Lang) -> dict[str, list[int]]:
    """Each label of the English of numbered clauses, with the numbers of those that have it."""
    numbers: dict[str, list[int]] = {}
    for n, clause in numbered:
        if label := say_worth(clause, lang):
            numbers.setdefault(label, []).append(n)
    return numbers


def begin_with_capital(words: str) -> str:
    """``words`` as they begin a line."""
    return words[:1].upper() + words[1:]
