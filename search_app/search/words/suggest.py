"""What might a reader be typing? Terms, clause titles and offices that begin like it, in both languages and pinyin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search_app.model import Lang
from search_app.search.words.lexicon import Lexicon
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


def suggest(typed: str, lang: Lang, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """At most eight suggestions in the language of the page; those that begin with ``typed`` first, then short ones."""
    wanted = simplify(fold(typed)).strip()
    if not wanted or (not is_han(wanted) and len(wanted) < MIN_LETTERS):
        return ()
    found = []
    within = re.compile(("" if is_han(wanted) else "(?<![a-z])") + re.escape(wanted))  # of English where a word begins
    for text, kind, keys in [one for every, one in lexicon.suggested if wanted in every]:
        first = any(key.startswith(wanted) for key in keys)
        if not (first or any(map(within.search, keys))):
            continue
        if not (first or is_han(wanted)) and is_han(text) and not any(" " in key for key in keys[1:]):
            continue  # inside its pinyin
        other_language = is_han(text) is not (lang == "zh")
        # Chinese typed on an English page, or English on a Chinese one, is still meant as typed.
        foreign = other_language and is_han(text) is not is_han(wanted)
        found.append((foreign, not first, len(text), text, kind))
    return tuple(Suggestion(text, kind) for *_, text, kind in sorted(found)[:MAX_SUGGESTIONS])
