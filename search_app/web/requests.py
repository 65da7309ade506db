"""What is every view handed: the served generation, today, the parsed query, and the page's frame.

Shared by ``pages`` and ``api``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import parse_qsl, quote, quote_plus

from flask import current_app, g, has_request_context, request

from search_app.clauses.validity import day_in_hegang
from search_app.estimate.work import Inputs
from search_app.model import Bilingual, Lang, Revision
from search_app.search.model import FILTERS, Query
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.opening import Generation
from search_app.search.published.served import ServedIndex
from search_app.text.fold import fold
from search_app.web.bodies import MAX_BENEFITS, MAX_COUNT, MAX_ITEMS, MAX_SUM, EstimateRequest
from search_app.web.params import Fault, FaultyQueryError, no_such_parameter, parse_query_args
from search_app.web.sums import parse_sum, split_sums

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


def built_on() -> date | None:
    """The day in China on which the texts that are served were last read; None when nothing is served, or when its
    manifest names no day that a calendar has."""
    try:
        return day_in_hegang(datetime.fromisoformat(generation().manifest.built))
    except (IndexUnavailableError, ValueError, OverflowError):
        return None


def request_args() -> list[tuple[str, str]]:
    """The parameters of the address, in order. Bytes that are no UTF-8 become U+FFFD, which no parameter accepts;
    Flask would keep them as typed percent signs."""
    words = request.query_string.decode("ascii")  # other bytes were made ASCII before
    try:
        return parse_qsl(words, keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        message = Bilingual(f"参数超过{MAX_PARAMETERS}个", f"more than {MAX_PARAMETERS} parameters")
        raise FaultyQueryError([Fault("parameters", message)]) from None


def query_from_request(of: Generation, lang: Lang, pages: bool = False, also: tuple[str, ...] = ()) -> Query:
    """The Query of the address, which may take parameters of its own (``also``). FaultyQueryError names all faults; a
    page takes its language from its path."""
    args = [arg for arg in request_args() if arg[0] not in also]
    extra = [no_such_parameter("lang")] if pages and any(name == "lang" for name, _ in args) else []
    try:
        query = parse_query_args(args, today(), of.labels, lang)
    except FaultyQueryError as error:
        raise FaultyQueryError([*error.faults, *extra]) from None
    if extra:
        raise FaultyQueryError(extra)
    return query


def day_from_request(also: tuple[str, ...] = ()) -> date:
    """``as_of`` of a page that takes no other parameter but ``q``, which marks words, and those named in ``also``."""
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS, ())
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


def day_and_page_from_request() -> tuple[date, int]:
    """``as_of`` and ``page`` of a list that takes nothing else."""
    day = day_from_request(also=("page",))
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS, ())
    return day, parse_query_args([arg for arg in request_args() if arg[0] == "page"], today(), none).page


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
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS, ())
    query = parse_query_args(args, today(), none)
    return query.q, query.lang


def text_from_request(name: str, longest: int, also: tuple[str, ...] = ()) -> tuple[str, date]:
    """(the text of the parameter ``name``, as_of) of an address that takes nothing else but those in ``also``."""
    args = request_args()
    given = [value for one, value in args if one == name]
    faults = [] if len(given) == 1 else [Fault(name, Bilingual("须给出一次", "must be given once"))]
    if given and len(given[0]) > longest:
        faults.append(Fault(name, Bilingual(f"超过{longest}个字符", f"is longer than {longest} characters")))
    try:
        day = day_from_request(also=(name, *also))
    except FaultyQueryError as error:
        raise FaultyQueryError([*faults, *error.faults]) from None
    if faults:
        raise FaultyQueryError(faults)
    return given[0], day


ESTIMATE_FIELDS = ("benefit", "base", "deduct", "count", "threshold")


def estimate_from_request() -> tuple[date, EstimateRequest | None, tuple[Fault, ...]]:
    """(as_of, what the estimate form asked, faults of the form) of a clause page. A fault is named like its field."""
    given = {name: value.strip() for name, value in request_args() if name in ESTIMATE_FIELDS and value.strip()}
    day = day_from_request(also=ESTIMATE_FIELDS)
    if "benefit" not in given:
        return day, None, ()
    faults: list[Fault] = []
    base = tuple(_read_sum("base", typed, faults) for typed in split_sums(given.get("base", ""))[:MAX_ITEMS])
    single = {name: _read_sum(name, given[name], faults) for name in ("deduct", "threshold") if name in given}
    whole = {
        name: _read_whole(name, given[name], highest, faults)
        for name, highest in (("benefit", MAX_BENEFITS), ("count", MAX_COUNT))
        if name in given
    }
    if faults:
        return day, None, tuple(faults)
    inputs = Inputs(base, single.get("deduct"), whole.get("count"), single.get("threshold"))
    return day, EstimateRequest("", whole["benefit"], inputs), ()


def _read_sum(name: str, typed: str, faults: list[Fault]) -> Decimal:
    value = parse_sum(typed)
    if value is not None and value <= MAX_SUM:
        return value
    shown = typed[:60]
    faults.append(
        Fault(
            name,
            Bilingual(
                f"“{shown}”不是一个人民币数额，可写作 3亿、30000万元 或 300000000；多项请分行填写",
                f"“{shown}” is not one sum of RMB; write 300 million, RMB 300,000,000 or 3亿, "
                "and several sums on lines of their own",
            ),
        )
    )
    return Decimal(0)


def _read_whole(name: str, typed: str, highest: int, faults: list[Fault]) -> int:
    figures = fold(typed).replace(",", "")
    if re.fullmatch(r"[0-9]{1,9}", figures) and 1 <= int(figures) <= highest:
        return int(figures)
    shown = typed[:60]
    zh, en = f"“{shown}”不是1到{highest}之间的整数", f"“{shown}” is not a whole number from 1 to {highest}"
    faults.append(Fault(name, Bilingual(zh, en)))
    return 1


def address(path: str, args: Iterable[tuple[str, str]] = ()) -> str:
    """A path of this site with parameters, percent-encoded."""
    words = encode(args)
    return root() + quote(path) + (f"?{words}" if words else "")


def encode(args: Iterable[tuple[str, str]]) -> str:
    """Parameters as they stand in an address."""
    return "&".join(f"{encode_word(name)}={encode_word(value)}" for name, value in args)


encode_word = lru_cache(512)(quote_plus)  # the links of a page share nearly all of their words


def root() -> str:
    """What stands before every path of this site: the path of PUBLIC_URL, mostly none."""
    return request.script_root if has_request_context() else ""


def absolute(path: str) -> str:
    """``path`` on the public address of this site."""
    public: str = current_app.extensions["public_url"] or request.host_url.rstrip("/")
    return public + quote(path)
