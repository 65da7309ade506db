"""Does a query name sums, rates or ratios? Then all that reads figures is loaded, and not before.

It takes as long to load as the rest of the search, and most questions name none.
"""

from __future__ import annotations

import re

from search_app.search.model import Needle, Wish
from search_app.search.query.figure_keys import Typed
from search_app.search.words.lexicon import Lexicon
from search_app.text.fold import fold
from search_app.text.numerals import HAN_NUMERALS
from search_app.text.script import simplify
from search_app.text.tokens import find_words

# Every figure has a digit or a numeral; English ones may be written out in letters.
_MAY_NAME_A_FIGURE = re.compile(rf"[\da-z{HAN_NUMERALS}]")


def is_a_figure(text: str) -> bool:
    """Whether ``text`` is a sum, a rate or a ratio and nothing else."""
    rest = text
    for figure in find_named_figures(text):
        rest = rest.replace(text[figure.start : figure.end], " ")
    return rest != text and not find_words(rest)


def find_named_figures(text: str) -> list[Typed]:
    """The figures that ``text`` names, as it writes them."""
    if not _MAY_NAME_A_FIGURE.search(simplify(fold(text))):
        return []
    from search_app.search.query.figures import find_typed

    return find_typed(text)


def find_foreign(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The sums of ``text`` in another currency than yuan, as typed, that no clause states."""
    stated = {(key.unit, key.value) for key in lexicon.vocabulary.figures}
    named = (one for one in find_named_figures(text) if one.unit not in ("CNY", "percent", "ratio"))
    return tuple(dict.fromkeys(text[o.start : o.end].strip() for o in named if (o.unit, o.value) not in stated))


def take_named_figures(text: str, lexicon: Lexicon) -> tuple[str, tuple[Wish, ...], tuple[Needle, ...]]:
    """(``text`` without its figures, a wish for each of them, and what those behind a minus leave out)."""
    if not _MAY_NAME_A_FIGURE.search(simplify(fold(text))):
        return text, (), ()
    from search_app.search.query.figures import take_figures

    taken = take_figures(text, lexicon.vocabulary.figures)
    return taken.rest, taken.wishes, taken.excluded
