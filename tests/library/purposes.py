"""Is a figure for the same in both languages: something that is granted, a ceiling, or what must be reached?

Invariant: a purpose or a bound that either reader is not sure of contradicts none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from search_app.model import Amount

_PURPOSES: Mapping[str, str] = {
    "award": "granted",
    "rate": "granted",
    "cap": "a ceiling",
    "condition": "not granted",
    "term": "not granted",
}
_CONTRARY = {"at_least", "at_most"}


def find_other_purposes(figures: Iterable[Amount], english: Iterable[Amount]) -> Iterator[str]:
    """A line for each of the ``figures`` that is for something else, or bounded on the other side, than the one in the
    same place in English; their values are the same."""
    for one, other in zip(figures, english, strict=True):
        asked, said = _find_purposes(one), _find_purposes(other)
        if asked.isdisjoint(said):
            yield f"purpose: {one.value:f} {_say(asked)} in Chinese, {_say(said)} in English"
        if {one.bound, other.bound} == _CONTRARY:
            yield f"bound: {one.value:f} {one.bound} in Chinese, {other.bound} in English"


def _find_purposes(figure: Amount) -> set[str]:
    """What ``figure`` may be for. What is at most so much and not granted may also read like a ceiling, out of its
    sentence: 5% of the part up to RMB 1 million."""
    purposes = {_PURPOSES[role] for role in (figure.maybe if figure.role == "unsure" else (figure.role,))}
    if figure.bound == "at_most" and "granted" not in purposes:
        return purposes | {"a ceiling", "not granted"}
    return purposes


def _say(purposes: Iterable[str]) -> str:
    return " or ".join(sorted(purposes))
