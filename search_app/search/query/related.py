"""What else stands for a word, and what is that worth beside the word itself?

Invariant: what stands for a word is worth a little less than it, and says which of the typed words it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search_app.search.model import Needle, Origin
from search_app.search.words.held_tables import Meaning
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.stopwords import stop_words
from search_app.text.tokens import find_words

# A word that stands for the typed one is worth a little less than the typed one itself. Not tuned.
RELATED = 0.65
SOUNDED = 0.9
# An expression whose words stand apart in the query is a weaker sign than one that stands unbroken.
LOOSE = 0.8
# The words of an expression that stands for the typed one, found apart: 子女就学 → 子女.
PART = 0.15
# What the texts call by the typed word themselves needs less help: then its synonyms only add what it misses.
KNOWN = 0.25
# A clause that says all of it unbroken is a better answer than one that says the words apart, even in its title.
UNBROKEN = 1.0
# An office that is named is what the reader looks for, more than any single word.
LEAD_OFFICE = 3.0
OFFICE = 1.5
MAX_MEANINGS = 12


def telling_words(text: str) -> list[str]:
    return [word for word in find_words(text) if word not in stop_words()]


def office_needles(office: str, stands_for: tuple[str, ...] = ()) -> list[Needle]:
    return [
        Needle(f"lead-{office}", "offices", "synonym", LEAD_OFFICE, stands_for=stands_for),
        Needle(office, "offices", "synonym", OFFICE, stands_for=stands_for),
    ]


def find_synonyms(piece: str, words: Iterable[str], lexicon: Lexicon) -> Iterator[Needle]:
    """What the tables say of every expression in ``piece``, whose words are ``words``; of two expressions that overlap
    the longer one."""
    taken = 0
    for at in range(len(piece)):
        for length in range(min(12, len(piece) - at), 1, -1):
            meanings = lexicon.chinese.get(piece[at : at + length])
            if meanings and at + length > taken:
                taken = at + length
                said = piece[at : at + length]
                worth = KNOWN if said in lexicon.vocabulary.han else 1.0
                stands_for = tuple(word for word in words if word in said) or (said,)
                for meaning in meanings[:MAX_MEANINGS]:
                    needle = related(meaning.text, "synonym", stands_for, worth)
                    yield needle
                    for word in needle.words if len(needle.words) > 1 else ():
                        if len(word) > 1 and lexicon.is_telling(word):
                            yield Needle(word, "words", "synonym", PART * worth, stands_for=stands_for, share=PART)
                break


def _by_length(entry: tuple[frozenset[str], tuple[Meaning, ...]]) -> tuple[int, list[str], list[str]]:
    """The longest first; of equal ones the order is their own, whatever the order of a set."""
    words, meanings = entry
    return -len(words), sorted(words), [meaning.text for meaning in meanings]


def find_loose(words: list[str], lexicon: Lexicon, known: Iterable[Needle]) -> list[Needle]:
    """English expressions all of whose words are among ``words``, wherever they stand."""
    given, have = set(words), {needle.text for needle in known}
    entries = {entry for word in given for entry in lexicon.loose.get(word, ()) if entry[0] <= given}
    longest = sorted(entries, key=_by_length)[:MAX_MEANINGS]
    found: dict[str, Needle] = {}
    for said, meanings in longest:
        stands_for = tuple(word for word in dict.fromkeys(words) if word in said)
        for meaning in meanings[:3]:
            if meaning.text not in have:
                needle = replace(related(meaning.text, meaning.origin, stands_for), weight=LOOSE)
                found.setdefault(meaning.text, needle)
    return list(found.values())


def related(text: str, origin: Origin, stands_for: tuple[str, ...], share: float = 1.0) -> Needle:
    """A string of the texts that stands for what was typed, worth as much as its words are where it stands."""
    return Needle(text, "chars", origin, RELATED * share, tuple(telling_words(text)), stands_for)
