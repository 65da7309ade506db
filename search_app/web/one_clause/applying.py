"""What does a document not say of how its benefits are applied for? So that nobody looks for it in vain.

Invariant: silence is claimed only where no clause of the document has any word of the matter (data/applying.toml).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from search_app.data import read_table
from search_app.model import Clause, DocumentHead, Lang
from search_app.search.published.opening import Generation
from search_app.text.fold import fold
from search_app.text.script import simplify
from search_app.web.words import make_translate

_MOST = 400  # clauses: some fifty milliseconds when they are first read


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """By matter, in the order of the table, the words that tell of it."""
    return {row["name"]: tuple(map(fold, row["words"])) for row in read_table("applying", "word")}


def find_stated(text: str) -> frozenset[str]:
    """The matters that ``text`` tells of."""
    pieces = simplify(fold(text)).split()
    views = " ".join(pieces), "".join(pieces)  # English words stand apart; Chinese ones may be torn by a line end
    return frozenset(name for name, words in _words().items() if any(word in view for view in views for word in words))


def _find_in_clause(clause: Clause) -> frozenset[str]:
    title = clause.title.zh if clause.title else ""
    return find_stated("\n".join((*(heading.zh for heading in clause.path), title, clause.text.zh)))


def find_unstated(of: Generation, whole: DocumentHead) -> tuple[str, ...]:
    """The matters that no clause of ``whole`` tells of, in the order of the table; none of a document too long to read
    through for one page."""
    keys = of.store.clause_keys(whole)
    if len(keys) > _MOST:
        return ()
    stated = {name for key in keys for name in of.store.made(key, _find_in_clause)}
    return tuple(name for name in _words() if name not in stated)


def say_unstated(of: Generation, whole: DocumentHead, lang: Lang) -> str:
    """The same in words; "" for none."""
    t = make_translate(lang)
    return t("list_mark").join(t(f"applying_{name}") for name in find_unstated(of, whole))
