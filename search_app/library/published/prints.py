"""What is a benefit told by? The sentence that grants it, who gets it, on which conditions, and how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.model import PAID, Amount, Benefit
from search_app.text.fingerprints import find_fingerprint, find_shingles, sketch_set

# How many of the marks of a sketch speak for each of what tells a benefit. The very same sentence is enough by itself:
# whatever a better reader finds in it, it is the same promise. Else who, on which conditions and how much decide, so
# that neither a new sum nor a new threshold alone makes another benefit, and a new tier takes nobody's number.
_SAME_SENTENCE, _SENTENCE, _WHO, _WORDS, _VALUES, _SUMS = 20, 12, 10, 6, 6, 10
_STOP = re.compile("[。；;]")
_NUMBER = re.compile(r"[\d.,，．]+")


@dataclass(frozen=True, slots=True)
class BenefitPrint:
    """What tells a benefit from the others of its clause, in the words of the text; sums as plain numbers."""

    sentence: str
    recipient: str
    conditions: tuple[str, ...]
    values: tuple[str, ...]
    sums: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Equal where all of it is equal."""
        return find_fingerprint(self.sentence, self.recipient, *self.conditions, *self.values, "", *self.sums)

    @property
    def sketch(self) -> str:
        """Equal marks tell how much of it is equal. What the text leaves out is told by the sentence."""
        sentence = find_shingles(_NUMBER.sub("0", self.sentence))  # what it says beside its figures
        parts = (
            ((find_fingerprint(self.sentence),), _SAME_SENTENCE),
            (sentence, _SENTENCE),
            (find_shingles(self.recipient) if self.recipient else sentence, _WHO),
            (find_shingles("".join(self.conditions)) if self.conditions else sentence, _WORDS),
            (self.values or sentence, _VALUES),
            (self.sums or sentence, _SUMS),
        )
        return "".join(sketch_set(members, size) for members, size in parts)


def print_benefit(text: str, amounts: Sequence[Amount], benefit: Benefit) -> BenefitPrint:
    """The print of ``benefit`` of a clause with this ``text`` and these ``amounts``."""
    paid = (amounts[n].start for n in benefit.amounts if amounts[n].role in PAID)
    at = next(paid, benefit.evidence[0].start if benefit.evidence else 0)
    sums = (benefit.award, benefit.rate, benefit.floor, *(limit.value for limit in benefit.limits))
    return BenefitPrint(
        sentence=_find_sentence(text, at),
        recipient=benefit.recipient,
        conditions=tuple(condition.text for condition in benefit.conditions),
        values=tuple(f"{c.compare} {c.value.normalize():f}" for c in benefit.conditions if c.value is not None),
        sums=tuple(dict.fromkeys(f"{value.normalize():f}" for value in sums if value is not None)),
    )


def _find_sentence(text: str, at: int) -> str:
    """The sentence of ``text`` in which the character ``at`` stands."""
    start = max(text.rfind(mark, 0, at) for mark in "。；;") + 1
    end = _STOP.search(text, at)
    return text[start : end.start() if end else len(text)]
