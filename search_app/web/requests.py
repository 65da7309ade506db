"""What is every view handed: the served generation, today, the parsed query, and the page's frame.

Shared by ``pages`` and ``api``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from flask import current_app, g, request

from search_app.model import FACETS, Bilingual, Lang, Query, Revision
from search_app.search.generations import Generation
from search_app.search.served import ServedIndex
from search_app.web.bodies import EstimateRequest, parse_estimate
from search_app.web.params import Fault, FaultyQueryError, parse_query_args

MAX_PARAMETERS = 400  # every facet full, and all the others


def generation() -> Generation:
    """The generation to answer from, the same all through a request; IndexUnavailableError when there is none."""
    if "generation" not in g:
        served: ServedIndex = current_app.extensions["served"]
        g.generation = served.current()
    held: Generation = g.generation
    return held


def today() -> date:
    """The day that the reader's question is about unless they name another."""
    day: date = current_app.extensions["today"]()
    return day


def request_args() -> list[tuple[str, str]]:
    """The parameters of the address, in order. Bytes that are no UTF-8 become U+FFFD, which no parameter accepts;
    Flask would keep them as typed percent signs."""
    words = request.query_string.decode("ascii")  # other bytes were made ASCII before
    try:
        return parse_qsl(words, keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        message = Bilingual(f"参数超过{MAX_PARAMETERS}个", f"more than {MAX_PARAMETERS} parameters")
        raise FaultyQueryError([Fault("parameters", message)]) from None


def query_from_request(of: Generation, lang: Lang, pages: bool = False) -> Query:
    """The Query of the address. FaultyQueryError names all faults; a page takes its language from its path."""
    args = request_args()
    query = parse_query_args(args, today(), of.labels, lang)
    if pages and any(name == "lang" for name, _ in args):
        raise FaultyQueryError([no_such_parameter("lang")])
    return query


def no_such_parameter(name: str) -> Fault:
    """The fault of a parameter that an address does not take."""
    return Fault(name, Bilingual("没有这个参数", "is no parameter of this address"))


def day_from_request(also: tuple[str, ...] = ()) -> date:
    """``as_of`` of a page that takes no other parameter but ``q``, which marks words, and those named in ``also``."""
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FACETS, ())
    args = request_args()
    extra = [
        no_such_parameter(name[:40]) for name in dict.fromkeys(n for n, _ in args) if name not in ("as_of", "q", *also)
    ]
    try:
        query = parse_query_args([arg for arg in args if arg[0] in ("as_of", "q")], today(), none)
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *extra]) from None
    if extra:
        raise FaultyQueryError(extra)
    return query.as_of


def revision_from_request(revisions: Sequence[Revision]) -> Revision | None:
    """The revision whose new version counts from the day ``version``; without one the last; None when there is none."""
    args = request_args()
    extra = [no_such_parameter(name[:40]) for name in dict.fromkeys(n for n, _ in args) if name != "version"]
    asked = [value for name, value in args if name == "version"]
    known = {str(revision.after): revision for revision in revisions}
    if any(value not in known for value in asked) or len(asked) > 1:
        listed = ", ".join(known) or "-"
        message = Bilingual(f"只能给出一次，且是下列日期之一：{listed}", f"must be one of these days, once: {listed}")
        extra.append(Fault("version", message))
    if extra:
        raise FaultyQueryError(extra)
    return known[asked[0]] if asked else (revisions[-1] if revisions else None)


def suggest_from_request() -> tuple[str, Lang]:
    """(what was typed, language) of the suggestion address, which takes ``q`` and ``lang`` only."""
    args = request_args()
    extra = [no_such_parameter(name[:40]) for name in dict.fromkeys(n for n, _ in args) if name not in ("q", "lang")]
    if extra:
        raise FaultyQueryError(extra)
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FACETS, ())
    query = parse_query_args(args, today(), none)
    return query.q, query.lang


ESTIMATE_FIELDS = ("benefit", "base", "deduct", "count", "threshold")


def estimate_from_request() -> tuple[date, EstimateRequest | None, tuple[Fault, ...]]:
    """(as_of, what the estimate form asked, faults of the form) of a clause page."""
    args = request_args()
    given = {name: value.strip() for name, value in args if name in ESTIMATE_FIELDS and value.strip()}
    day = day_from_request(also=ESTIMATE_FIELDS)
    if "benefit" not in given:
        return day, None, ()
    try:
        numbers = {name: [_as_number(word) for word in value.split()] for name, value in given.items()}
        inputs: dict[str, Any] = {"base": numbers.get("base", [])}
        inputs |= {name: numbers[name][0] for name in ("deduct", "count", "threshold") if name in numbers}
        body = {"clause": "", "benefit": numbers["benefit"][0], "inputs": inputs}
        return day, parse_estimate(body), ()
    except FaultyQueryError as error:
        return day, None, error.faults


def _as_number(word: str) -> float | int | str:
    """``1,500,000`` → 1500000; what is no number is returned as it is, and named as a fault later."""
    plain = word.replace(",", "").replace("，", "")
    return (
        (float(plain) if "." in plain else int(plain)) if re.fullmatch(r"[0-9]{1,16}(?:\.[0-9]{1,4})?", plain) else word
    )


def address(path: str, args: Iterable[tuple[str, str]] = ()) -> str:
    """A path of this site with parameters, percent-encoded."""
    words = urlencode(list(args))
    return quote(path) + (f"?{words}" if words else "")


def absolute(path: str) -> str:
    """``path`` on the public address of this site."""
    root: str = current_app.extensions["public_url"] or request.host_url.rstrip("/")
    return root + quote(path)
