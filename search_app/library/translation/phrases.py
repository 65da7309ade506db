"""How is a phrase of a clause said in English, as its translation says it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from search_app.library.translation.written import Pairs
from search_app.model import Benefit, Clause
from search_app.text.passage import read_passage
from search_app.text.tokens import is_han

# How a reader joins what it puts together from several places, from the outside in, and how English does.
_JOINS = ((";", "; "), ("/", " / "), ("、", ", "))


class Phrasebook:
    """The English of what a clause is quoted with: its parts, its whole sentences, and what a reader joins of them."""

    def __init__(self, sentences: Pairs, parts: Pairs) -> None:
        self._known = {plain_phrase(zh).rstrip("。;"): en.strip().rstrip(".;") for zh, en in sentences}
        self._known |= {plain_phrase(zh): en for zh, en in parts}
        self._most = {mark: 1 + max((zh.count(mark) for zh in self._known), default=0) for mark, _ in _JOINS}

    def find(self, phrase: str | None) -> str | None:
        """``phrase`` in English; None where it is None, or where it is Chinese and not all of it is known."""
        if not phrase or not is_han(phrase):
            return phrase or None
        return self._compose(plain_phrase(phrase).rstrip("。;"), _JOINS)

    def _compose(self, phrase: str, joins: Sequence[tuple[str, str]]) -> str | None:
        if phrase in self._known or not joins:
            return self._known.get(phrase)
        (mark, english), *inner = joins
        members = phrase.split(mark)
        said: list[str] = []
        at = 0
        while at < len(members):
            # Two members may be known together (甲、乙类企业): the longest that is known is the one.
            ends = range(min(at + self._most[mark], len(members)), at, -1)
            end = next((end for end in ends if mark.join(members[at:end]) in self._known), at + 1)
            one = self._compose(mark.join(members[at:end]), inner)
            if one is None:
                return None
            said.append(one)
            at = end
        return english.join(said)


def stands_in(phrase: str, text: str) -> bool:
    """Whether ``phrase`` stands in ``text``, or at least in its order in one sentence: what the members of a list share
    is printed once (省级、市级示范企业 has 省级示范企业)."""
    return phrase in text or any(_in_order(phrase, sentence) for sentence in re.split("[。;]", text))


def _in_order(phrase: str, sentence: str) -> bool:
    rest = iter(sentence)
    return all(char in rest for char in phrase)


def plain_phrase(text: str) -> str:
    """``text`` as phrases are compared: in one script, width and case, without stray white space."""
    return read_passage(text.strip()).text


def translate_benefit(benefit: Benefit, phrases: Phrasebook) -> Benefit:
    """``benefit`` with the English of everything that it quotes, None where there is none."""
    return replace(
        benefit,
        recipient_en=phrases.find(benefit.recipient),
        basis_en=phrases.find(benefit.basis),
        refers_to_en=phrases.find(benefit.refers_to),
        conditions=tuple(replace(one, text_en=phrases.find(one.text)) for one in benefit.conditions),
        open=tuple(replace(one, quote_en=phrases.find(one.quote)) for one in benefit.open),
    )


def find_untranslated(clause: Clause) -> tuple[str, ...]:
    """The phrases that the benefits of ``clause`` quote and that have no English, each once."""
    return tuple(dict.fromkeys(zh for one in clause.benefits for zh, en in _quoted(one) if zh and not en))


def _quoted(benefit: Benefit) -> Iterator[tuple[str | None, str | None]]:
    yield benefit.recipient, benefit.recipient_en
    yield benefit.basis, benefit.basis_en
    yield benefit.refers_to, benefit.refers_to_en
    yield from ((condition.text, condition.text_en) for condition in benefit.conditions)
    yield from ((point.quote, point.quote_en) for point in benefit.open)
