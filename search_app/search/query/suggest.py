"""What might a reader be typing? Terms, clause titles and offices that begin like it, in both languages and pinyin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search_app.model import Lang
from search_app.search.query.lexicon import Lexicon
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.text.tokens import is_han

MAX_SUGGESTIONS = 8
MIN_LETTERS = 2  # Latin letters before anything is suggested; one Chinese character is enough


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to search for, and what it is: term, title or office."""

    text: str
    kind: str


def _begins(wanted: str, key: str) -> bool:
    """Whether ``key`` or, of English, one of its words begins with ``wanted``."""
    return wanted in key if is_han(wanted) else bool(re.search(rf"(?<![a-z]){re.escape(wanted)}", key))


def suggest(typed: str, lang: Lang, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """At most eight suggestions in the language of the page; those that begin with ``typed`` first, then short ones."""
    wanted = simplify(fold(typed)).strip()
    if not wanted or (not is_han(wanted) and len(wanted) < MIN_LETTERS):
        return ()
    found = []
    for every, (text, kind, keys) in lexicon.suggested:
        if wanted not in every:
            continue
        place = min((0 if key.startswith(wanted) else 1 for key in keys if _begins(wanted, key)), default=None)
        inside_pinyin = place == 1 and not is_han(wanted) and is_han(text) and not any(" " in key for key in keys[1:])
        if place is None or inside_pinyin:
            continue
        other_language = is_han(text) is not (lang == "zh")
        # Chinese typed on an English page, or English on a Chinese one, is still meant as typed.
        foreign = other_language and is_han(text) is not is_han(wanted)
        found.append((foreign, place, len(text), text, kind))
    return tuple(Suggestion(text, kind) for *_, text, kind in sorted(found)[:MAX_SUGGESTIONS])
