"""Which documents does a query name as the place of what it asks for: 金融政策里的奖励, in the bio-economy policy?

Invariant: a name is followed by what kind of document it is, and means some of the documents that are held, not all.
"""

from __future__ import annotations

import re
from functools import cache

from search_app.data import read_table
from search_app.search.citations.names import Names, find_telling, kind_words
from search_app.search.query.chinese import is_empty_talk
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.tokens import is_han

_SAYS_NOTHING = re.compile(r"[这那][个份部项]|文件|\bdocuments?\b")


@cache
def document_pattern() -> str:
    """The shape of a name, without groups; what stands before it in the sentence is looked at when it is looked up."""
    (row,) = read_table("stopwords", "document_kind")
    chinese = "|".join(word for word in sorted(row["zh"], key=len, reverse=True) if len(word) > 1)
    english = "|".join(row["en"])
    return (
        rf"《[^《》]{{2,40}}》|[^\s,。;:!?()《》的里中]{{1,20}}?(?:[这那][个份部项])?(?:{chinese}|(?:\d{{1,3}}|[{HAN_NUMERALS}]{{1,4}})条)"
        rf"|(?:[a-z0-9&'-]+ ){{1,6}}(?:{english})s?"
    )


def find_documents(said: str, names: Names) -> tuple[str, ...]:
    """The ids of the documents that ``said`` names, perhaps behind words that say nothing (请问金融政策)."""
    if said.startswith("《"):
        return _choose(said[1:-1], names)
    starts = range(len(said)) if is_han(said) else [word.start() for word in re.finditer(r"[^ ]+", said)]
    for start in starts:
        name = _SAYS_NOTHING.sub(" ", said[start:]).strip()
        if find_telling(name) - kind_words() and (found := _choose(name, names)):
            before = said[:start]
            return found if not before or is_empty_talk(before) or not find_telling(before) else ()
    return ()


def _choose(name: str, names: Names) -> tuple[str, ...]:
    found = names.meant(name)
    return found if len(found) < len(names.ids) or len(names.ids) == 1 else ()
