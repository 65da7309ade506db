"""Where can a reader go on to from a page that says what went wrong? Addresses with their names, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search_app.model import LANGS, Bilingual, DocumentHead, Withdrawal, split_benefit_id, split_id
from search_app.text.wording import write_date
from search_app.web.words import make_translate


@dataclass(frozen=True, slots=True)
class Way:
    """An address to go on to; ``path`` lacks the language."""

    words: Bilingual
    path: str


def say(key: str, **values: Bilingual | str | int) -> Bilingual:
    """The words of ``key`` in both languages, filled in with ``values`` in each."""
    words = []
    for lang in LANGS:
        own = {name: value.get(lang) if isinstance(value, Bilingual) else value for name, value in values.items()}
        words.append(make_translate(lang)(key, **own))
    return Bilingual(*words)


def add_known(ways: Iterable[Way]) -> tuple[Way, ...]:
    """``ways``, and behind them those that stand from everywhere; each address once."""
    known = (Way(say("error_home"), "/"), Way(say("error_policies"), "/policies"), Way(say("error_all"), "/search"))
    return tuple({way.path: way for way in (*known[::-1], *tuple(ways)[::-1])}.values())[::-1]


def say_gone(gone: Withdrawal, document: DocumentHead | None) -> Bilingual:
    """What was withdrawn, of which ``document``, and when. Its id is said where no document tells what it was."""
    day = {lang: write_date(gone.day, lang) for lang in LANGS}
    if document is None:
        zh = f"“{gone.title}”（永久编号{gone.id}）已于{day['zh']}撤下，不再收录。"
        en = f"“{gone.title}” (permanent identifier {gone.id}) was withdrawn on {day['en']} and is no longer held."
        return Bilingual(zh, en)
    where = _name_place(gone.id)
    en = ", ".join(filter(None, (document.title.get("en"), where.en)))
    return Bilingual(
        f"《{document.title.zh}》{where.zh}（{gone.title}）已于{day['zh']}撤下，不再收录。",
        f"{en} ({gone.title}) was withdrawn on {day['en']} and is no longer held.",
    )


def _name_place(any_id: str) -> Bilingual:
    """Which clause of its document an id was, and which of its benefits; "" for a part without a number."""
    clause_id, benefit = split_benefit_id(any_id) or (any_id, None)
    name = split_id(clause_id)[1]
    zh, en = (f"第{name}条", f"clause {name}") if name[:1].isdigit() else ("", "")
    if benefit is None:
        return Bilingual(zh, en)
    return Bilingual(f"{zh}扶持事项b{benefit}", ", ".join(filter(None, (en, f"benefit b{benefit}"))))


def find_ways_on(gone: Withdrawal, document: DocumentHead | None, clause_held: bool) -> list[Way]:
    """Where to go on from what was withdrawn; ``clause_held``: whether the clause of a withdrawn benefit is held."""
    clause_id, benefit = split_benefit_id(gone.id) or (gone.id, None)
    ways = []
    if gone.moved_to:
        there = (split_benefit_id(gone.moved_to) or (gone.moved_to, 0))[0]
        ways.append(Way(say("error_moved"), f"/policies/{there}"))
    if document and benefit is not None and clause_held:
        ways.append(Way(say("error_its_clause"), f"/policies/{clause_id}"))
    if document and split_id(clause_id)[1]:
        ways.append(Way(document.title, f"/policies/{document.id}"))
    return ways
