"""Is the address of a list or of an offer a valid question? Its parameters become what was asked here, and nowhere
else; all faults come back at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from search_app.model import LANGS, Bilingual, Lang
from search_app.web.listing.items import PARAMETER, Item, parse_items
from search_app.web.params import NOT_TEXT, Fault, FaultyQueryError
from search_app.web.requests import every_arg, pick, read_day, was_held

MAX_NAME = 120  # characters of the name of a project or of a reader
Show = Literal["zh", "en", "both"]
SHOWS: tuple[Show, ...] = (*LANGS, "both")


@dataclass(frozen=True, slots=True)
class AskedList:
    """What is on the list, and the day that it is looked at."""

    items: tuple[Item, ...]
    day: date


@dataclass(frozen=True, slots=True)
class AskedOffer:
    """A list with the head of its offer sheet: for which project, to whom, in which language."""

    items: tuple[Item, ...]
    day: date
    project: str
    to: str
    show: Show
    head: tuple[tuple[str, str], ...]  # the parameters of the head that were given


def list_from_request() -> AskedList:
    """The list of the address, which all links of its page then hand on; FaultyQueryError names every fault."""
    faults: list[Fault] = []
    items, day = _read_list(every_arg(), (), faults)
    return AskedList(items, day)


def offer_from_request(lang: Lang) -> AskedOffer:
    """The same of an offer sheet; it is written in the language of the page unless another is asked for."""
    args = every_arg()
    faults: list[Fault] = []
    project, to = (_read_name(name, args, faults) for name in ("project", "to"))
    show = _read_once("show", args, faults) or lang
    if show not in SHOWS:
        listed = ", ".join(SHOWS)
        plain = Bilingual("没有这个选项", "there is no such choice")
        faults.append(Fault("show", Bilingual(f"只能是 {listed}", f"must be one of {listed}"), plain))
    items, day = _read_list(args, ("project", "to", "show"), faults)
    head = (("project", project), ("to", to), ("show", show if show != lang else ""))
    return AskedOffer(items, day, project, to, cast(Show, show), tuple(one for one in head if one[1]))


def _read_list(
    args: list[tuple[str, str]], also: tuple[str, ...], faults: list[Fault]
) -> tuple[tuple[Item, ...], date]:
    """(items, day) of ``args``; raises when there are faults, here or before."""
    items, wrong = parse_items([value for name, value in args if name == PARAMETER], was_held)
    faults += wrong
    try:
        day = read_day([arg for arg in args if arg[0] != PARAMETER], also)
    except FaultyQueryError as error:
        raise FaultyQueryError([*faults, *error.faults]) from None
    if faults:
        raise FaultyQueryError(faults)
    pick(items)
    return items, day


def _read_name(name: str, args: list[tuple[str, str]], faults: list[Fault]) -> str:
    """A name that a reader typed, on one line."""
    value = " ".join(_read_once(name, args, faults).split())
    if len(value) > MAX_NAME:
        faults.append(Fault(name, Bilingual(f"超过{MAX_NAME}个字符", f"is longer than {MAX_NAME} characters")))
    elif NOT_TEXT.search(value):
        faults.append(Fault(name, Bilingual("含有无法识别的字符", "contains characters that cannot be read")))
    return value


def _read_once(name: str, args: list[tuple[str, str]], faults: list[Fault]) -> str:
    given = [value for one, value in args if one == name]
    if len(given) > 1:
        faults.append(Fault(name, Bilingual("只能给出一次", "may be given only once")))
    return given[0].strip() if given else ""
