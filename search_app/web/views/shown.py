"""In which languages are the sentences of a text shown? The address says it, and a browser with script remembers it.

Who reads the Chinese pages in Chinese alone and goes over to the English ones wants to read English: what is chosen
holds for the pages of one language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from search_app.model import Bilingual
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.present import Link
from search_app.web.requests import address, request_args
from search_app.web.words import Translate

SHOW = "show"
Show = Literal["both", "zh", "en"]
SHOWS: tuple[Show, ...] = get_args(Show)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ways to show a text: ``link`` leads to the page that does."""

    show: Show
    link: Link


def show_from_request() -> Show | None:
    """What the address asks for; None where it leaves it to the browser. FaultyQueryError for what is none of them."""
    given = [value for name, value in request_args() if name == SHOW]
    found = next((one for one in SHOWS if given == [one]), None)
    if given and found is None:
        listed = ", ".join(SHOWS)
        plain = Bilingual("没有这个选项", "there is no such choice")
        raise FaultyQueryError([Fault(SHOW, Bilingual(f"只能是 {listed}", f"must be one of {listed}"), plain)])
    return found


def as_args(show: Show | None) -> list[tuple[str, str]]:
    """``show`` as links hand it on."""
    return [(SHOW, show)] if show else []


def make_choices(path: str, args: Iterable[tuple[str, str]], show: Show | None, t: Translate) -> Sequence[Choice]:
    """The ways to show the text of the page at ``path`` whose other parameters are ``args``."""
    args = list(args)
    current = show or "both"
    return [Choice(one, Link(t(f"show_{one}"), address(path, [*args, (SHOW, one)]), one == current)) for one in SHOWS]
