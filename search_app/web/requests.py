"""What is every view handed: the served generation, today, the parsed query, and the page's frame.

Shared by ``pages`` and ``api``.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

from flask import current_app, request

from search_app.model import FACETS, Bilingual, Lang, Query
from search_app.search.generations import Generation
from search_app.search.served import ServedIndex
from search_app.web.params import Fault, FaultyQueryError, parse_query_args

MAX_PARAMETERS = 400  # every facet full, and all the others


def generation() -> Generation:
    """The generation to answer from; IndexUnavailableError when there is none."""
    served: ServedIndex = current_app.extensions["served"]
    return served.current()


def today() -> date:
    """The day that the reader's question is about unless they name another."""
    day: date = current_app.extensions["today"]()
    return day


def request_args() -> list[tuple[str, str]]:
    """The parameters of the address, in order. Bytes that are no UTF-8 become U+FFFD, which no parameter accepts;
    Flask would keep them as typed percent signs."""
    try:
        words = quote(request.query_string, safe=string.punctuation)  # some clients send UTF-8 bytes as they are
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


def day_from_request() -> date:
    """``as_of`` of a page that takes no other parameter but ``q``, which marks words."""
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FACETS, ())
    args = request_args()
    extra = [no_such_parameter(name[:40]) for name in dict.fromkeys(n for n, _ in args) if name not in ("as_of", "q")]
    try:
        query = parse_query_args([arg for arg in args if arg[0] in ("as_of", "q")], today(), none)
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *extra]) from None
    if extra:
        raise FaultyQueryError(extra)
    return query.as_of


def address(path: str, args: Iterable[tuple[str, str]] = ()) -> str:
    """A path of this site with parameters, percent-encoded."""
    words = urlencode(list(args))
    return quote(path) + (f"?{words}" if words else "")


def absolute(path: str) -> str:
    """``path`` on the public address of this site."""
    root: str = current_app.extensions["public_url"] or request.host_url.rstrip("/")
    return root + quote(path)
