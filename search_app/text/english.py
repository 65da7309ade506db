"""When are two English words one word for searching? Case, plural, inflection, and British or American spelling aside.

Invariant: a word and its own plural or other spelling have one stem, as far as the rules below reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[a-z0-9&+]+")
# Words that end like British verbs in -ise but are spelt so everywhere.
_ISE_KEPT = re.compile(
    r"(?:enterpr|prom|exerc|adv|ra|prec|otherw|expert|franch|merchand|rev|superv|compr|surpr|compromi|advert|prem|excr|exc|"
    r"dev|prov|televis|likew|conc|ar|r|w|no|pra|cru|clockw|parad|disgu|bru|po|na)is"
)
_WHOLE = {
    "programme": "program", "programmes": "programs",
    "catalogue": "catalog", "catalogues": "catalogs", "licence": "license",
    "licences": "licenses", "defence": "defense", "centre": "center", "centres": "centers", "fibre": "fiber",
    "fibres": "fibers", "theatre": "theater", "metre": "meter", "metres": "meters", "cheque": "check", "tyre": "tire",
    "aluminium": "aluminum", "enrol": "enroll", "fulfil": "fulfill", "instalment": "installment",
    "instalments": "installments",
    "skilful": "skillful", "judgement": "judgment", "ageing": "aging", "analyse": "analyze", "analysed": "analyzed",
    "warehousing": "warehouse", "practise": "practice", "practised": "practiced",
}  # fmt: skip
_OUR = re.compile(r"(?<=[a-z]{2})our(?=s$|ed$|ing$|able$|ably$|ful$|$)")
_OUR_KEPT = {
    "hour",
    "four",
    "your",
    "tour",
    "pour",
    "flour",
    "contour",
    "detour",
    "hours",
    "tours",
    "fours",
    "toured",
    "touring",
}
_ISE = re.compile(r"is(?=(?:e|es|ed|ing|er|ers|ation|ations|able)$)")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case English word: ``stem("subsidies") == stem("subsidy")``; short words stay as they are."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    # A stemmer holds the word it is at: readers who shared one got errors, or stems of each other's words. One is made
    # in no time.
    return str(snowballstemmer.stemmer("english").stemWord(spell(word)))


_ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_SHORTEST = 2  # letters before an ending


def uninflected(word: str) -> tuple[str, ...]:
    """What a lower-case English word may be an inflection of, itself first: ``uninflected("planned")`` has plan in it.
    Most of these are no words; compare them with those that are."""
    found = []
    for ending, instead in _ENDINGS:
        if ending == "es" and not word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
            continue
        if word.endswith(ending) and len(word) - len(ending) >= (_SHORTEST if ending else 0):
            shorter = word[: len(word) - len(ending)] + instead
            found.append(shorter)
            if ending in ("ed", "ing") and not instead and _DOUBLED.search(shorter):
                found.append(shorter[:-1])
    return tuple(found)


def spell(word: str) -> str:
    """A lower-case ``word`` in American spelling."""
    if word in _WHOLE:
        return _WHOLE[word]
    if word not in _OUR_KEPT:
        word = _OUR.sub("or", word)
    if not _ISE_KEPT.match(word):
        word = _ISE.sub("iz", word)
    return word


def find_phrase(phrase: str, low: str) -> Iterator[tuple[int, int]]:
    """Where ``phrase`` stands word for word in ``low``, a text in small letters."""
    return (found.span() for found in re.finditer(rf"(?<![a-z0-9]){re.escape(phrase.lower())}(?![a-z0-9])", low))


def find_stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text``."""
    return frozenset(map(stem, _WORD.findall(text.lower())))
