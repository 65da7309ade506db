"""Is a fault that somebody puts into a right sentence found? Faults of many kinds, put into real sentences.

``python -m tests.library.altered`` prints for each kind how many faults were found of how many that could be put in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from search_app.library.translation.written import read_written
from tests.library.usage import CORPUS, Rule, read_rules
from tests.library.wording import find_all, list_documents

SEED = 16
Alter = Callable[[str, Random], str | None]  # from a right sentence to a wrong one, None where it has no place for it
_SMALL = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _swap(old: str, new: str) -> Alter:
    """One of the places at which ``old``, a pattern, stands says ``new``."""
    pattern = re.compile(old)

    def alter(en: str, random: Random) -> str | None:
        places = list(pattern.finditer(en))
        if not places:
            return None
        place = random.choice(places)
        return en[: place.start()] + place.expand(new) + en[place.end() :]

    return alter


def _other_digit(en: str, random: Random) -> str | None:
    """RMB 300,000 → RMB 900,000."""
    places = [at.start(1) for at in re.finditer(r"RMB (\d)", en)]
    if not places:
        return None
    at = random.choice(places)
    return en[:at] + ("9" if en[at] != "9" else "8") + en[at + 1 :]


def _two_sums(en: str, random: Random) -> str | None:
    """Two sums change places."""
    sums = list(re.finditer(r"RMB [\d,.]*\d(?: million| billion)?", en))
    pairs = [(a, b) for a, b in pairwise(sums) if a.group() != b.group()]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    return en[: a.start()] + b.group() + en[a.end() : b.start()] + a.group() + en[b.end() :]


def _other_number(en: str, random: Random) -> str | None:
    """Within three years → within seven years."""
    places = list(re.finditer(rf"\b(?:{'|'.join(_SMALL)})\b", en))
    if not places:
        return None
    place = random.choice(places)
    other = random.choice([word for word in _SMALL if word != place.group()])
    return en[: place.start()] + other + en[place.end() :]


def _last_sentence(en: str, random: Random) -> str | None:
    """The last of several sentences is missing."""
    parts = re.split(r"(?<=[.;])\s+(?=[A-Z“])", en)
    return " ".join(parts[:-1]) if len(parts) > 1 else None


KINDS: Mapping[str, Alter] = {
    "another sum (RMB 3… → RMB 9…)": _other_digit,
    "million → thousand": _swap(r"\bmillion\b", "thousand"),
    "1% → 19%": _swap(r"(?<=\d)%", "9%"),
    "two sums changed places": _two_sums,
    "another number in words (three → ten)": _other_number,
    "another number in digits": _swap(r"(?<!RMB )(?<![\d,.:])\b([1-9]\d{0,2})\b(?![\d,.:%])", r"\g<1>7"),
    "another year": _swap(r"\b(20[123])[0-8]\b", r"\g<1>9"),
    "another day": _swap(r"\b31 December\b", "30 November"),
    "“respectively” left out": _swap(r",? respectively\b", ""),
    "a payer added (is granted by the City)": _swap(r"\b(is|are) granted\b", r"\1 granted by the City"),
    "another payer": _swap(r"\bmunicipal treasury\b", "provincial treasury"),
    "the payer left out": _swap(r"\bthe municipal treasury pays (?:it|them|the [a-z]+)\b", "it receives"),
    "not exceeding → exceeding": _swap(r"\bnot exceed", "exceed"),
    "up to → at least": _swap(r"\bup to\b", "at least"),
    "“up to” left out": _swap(r"\bup to (?=RMB)", ""),
    "“or more” left out": _swap(r",? or more\b", ""),
    "or more → or less": _swap(r"\bor more\b", "or less"),
    "more than → at least": _swap(r"(?<!not )\b(?:more than|exceeds|exceeding)\b", "at least"),
    "“a year” left out": _swap(r" a year\b| each year\b|\bannual ", ""),
    "“for each …” left out": _swap(
        r"(?i),? ?\bfor (?:each|any one) (?:enterprise|project|product|unit)\b(?: \(set\))?,?", ""
    ),
    "“in total” left out": _swap(r" in total\b| total\b", ""),
    "three full months → three months": _swap(r"\bfull (?=months?\b|years?\b)", ""),
    "“one-off” left out": _swap(r"\bone-off ", ""),
    "“for the first time” left out": _swap(r" for the first time\b", ""),
    "may not → may": _swap(r"\bmay not\b", "may"),
    "may → shall": _swap(r"\bmay\b(?! not)", "shall"),
    "“in principle” left out": _swap(r",? in principle\b,?", ""),
    "seek → secure": _swap(r"\b[Ss]eek\b", "secure"),
    "the last sentence left out": _last_sentence,
    "“newly” left out": _swap(r"\bnewly ", ""),
    "national → provincial": _swap(r"\bnational\b", "provincial"),
    "issue → publication": _swap(r"\bdate of issue\b", "date of publication"),
}

# Found where the sentence has nothing else that says the same: nobody should rely on it.
PARTLY: Mapping[str, Alter] = {
    "in the City → in the Province": _swap(r"\bin the City\b", "in the Province"),
    "award → grant": _swap(r"\baward\b", "grant"),
    "a member of a list left out": _swap(r", [a-z][a-z -]+(?=,)", ""),
    "encourage → require": _swap(r"\b[Ee]ncourage\b", "Require"),
    "or → and": _swap(r"\bor\b(?! (?:more|less|above|higher))", "and"),
    "and → or": _swap(r"\band\b", "or"),
    "all → some": _swap(r"\ball\b", "some"),
}


@dataclass(frozen=True, slots=True)
class Altered:
    """A fault of one kind that was put into a sentence, and what was found."""

    kind: str
    sentence: str
    found: tuple[str, ...]


def read_pairs() -> list[tuple[str, str]]:
    """Every translated sentence with its English."""
    files = [file for name in list_documents() if (file := read_written(CORPUS, name))]
    every = (one for file in files for clause in file.clauses.values() for one in clause.sentences)
    return [(one.zh, one.en) for one in every if one.en]


def alter_sentences(kinds: Mapping[str, Alter], most: int | None = None) -> Iterator[Altered]:
    """A fault of each of ``kinds`` in ``most`` sentences that have a place for it, in all of them without."""
    pairs, rules = read_pairs(), read_rules()
    for kind, alter in kinds.items():
        random = Random(f"{SEED} {kind}")
        chosen = [(zh, wrong) for zh, en in pairs if (wrong := alter(en, random)) and wrong != en]
        for zh, wrong in random.sample(chosen, min(most or len(chosen), len(chosen))):
            yield Altered(kind, wrong, _find(zh, wrong, rules))


def _find(zh: str, en: str, rules: tuple[tuple[Rule, ...], tuple[Rule, ...]]) -> tuple[str, ...]:
    return tuple(find_all(zh, en, *rules))


def print_table(kinds: Mapping[str, Alter]) -> None:
    """How many faults of each of ``kinds`` were put in, and found."""
    altered = tuple(alter_sentences(kinds))
    print("| fault | put in | found |\n|---|---|---|")
    for kind in kinds:
        own = [one for one in altered if one.kind == kind]
        print(f"| {kind} | {len(own)} | {sum(bool(one.found) for one in own)} |")
    print(f"| all | {len(altered)} | {sum(bool(one.found) for one in altered)} |\n")


if __name__ == "__main__":
    print_table(KINDS)
    print_table(PARTLY)
