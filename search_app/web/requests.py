"""What is every view handed: the served generation, today, the parsed query, and the page's frame.

Shared by ``pages`` and ``api``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from urllib.parse import parse_qsl, quote, quote_plus

from flask import current_app, g, has_request_context, request

from search_app.clauses.validity import day_in_hegang
from search_app.model import LANGS, Bilingual, Lang, Revision
from search_app.search.model import FILTERS, Query
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.opening import Generation
from search_app.search.published.served import ServedIndex
from search_app.text.wording import write_date
from search_app.web.listing.items import MAX_ITEMS, PARAMETER, Item, parse_items
from search_app.web.params import Fault, FaultyQueryError, no_such_parameter, parse_query_args

MAX_PARAMETERS = 400  # every facet full, and all the others
PAGES = tuple(f"/{lang}/" for lang in LANGS)  # how the paths of pages begin


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
    """The parameters of the address, in order, but on a page without the list that it hands on (``picked``)."""
    args = every_arg()
    if not request.path.startswith(PAGES):
        return args
    items, faults = parse_items([value for name, value in args if name == PARAMETER], was_held)
    if faults:
        raise FaultyQueryError(faults)
    pick(items)
    return [arg for arg in args if arg[0] != PARAMETER]


def every_arg() -> list[tuple[str, str]]:
    """The parameters of the address, in order. Bytes that are no UTF-8 become U+FFFD, which no parameter accepts;
    Flask would keep them as typed percent signs."""
    words = request.query_string.decode("ascii")  # other bytes were made ASCII before
    try:
        return parse_qsl(words, keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        message = Bilingual(f"参数超过{MAX_PARAMETERS}个", f"more than {MAX_PARAMETERS} parameters")
        raise FaultyQueryError([Fault("parameters", message)]) from None


def was_held(clause_id: str) -> bool:
    """Whether there is or was a clause of this id."""
    store = generation().store
    return bool(store.holding(clause_id)) or store.withdrawal(clause_id) is not None


def pick(items: tuple[Item, ...]) -> None:
    """Have all links of this page hand on ``items``."""
    g.picked = items


def picked() -> tuple[Item, ...]:
    """The list that this page hands on, so that a reader without script goes on filling it; mostly empty."""
    if "picked" not in g:
        pick(_read_picked())
    items: tuple[Item, ...] = g.picked
    return items


def _read_picked() -> tuple[Item, ...]:
    """The list of a page that asks for no parameters, or that only says what went wrong: as much as can be read."""
    if not has_request_context() or not request.path.startswith(PAGES):
        return ()
    try:
        values = [value for name, value in every_arg() if name == PARAMETER]
        return parse_items(values, was_held)[0][:MAX_ITEMS] if values else ()
    except (FaultyQueryError, IndexUnavailableError):
        return ()


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
    return read_day(request_args(), also)


def read_day(args: Sequence[tuple[str, str]], also: tuple[str, ...] = ()) -> date:
    """``as_of`` of ``args``, which hold nothing else but ``q`` and those named in ``also``."""
    none: dict[str, tuple[str, ...]] = dict.fromkeys(FILTERS, ())
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
        zh, en = ([write_date(revision.after, lang) for revision in revisions if revision.after] for lang in LANGS)
        plain = Bilingual(
            f"没有自这一天起的修改，可选：{'、'.join(zh) or '无'}", f"must be one of: {', '.join(en) or 'none'}"
        )
        extra.append(Fault("version", message, plain))
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


def address(path: str, args: Iterable[tuple[str, str]] = (), items: Iterable[Item] | None = None) -> str:
    """A path of this site with parameters, percent-encoded. That of a page hands on the list that this page carries,
    or ``items`` instead."""
    handed_on = picked() if items is None else items
    listed = [(PARAMETER, item.value) for item in handed_on] if path.startswith(PAGES) else []
    words = encode([*listed, *args])
    return root() + quote(path) + (f"?{words}" if words else "")


def encode(args: Iterable[tuple[str, str]]) -> str:
    """Parameters as they stand in an address."""
    return "&".join(f"{encode_word(name)}={encode_word(value)}" for name, value in args)


# The links of a page share nearly all of their words. A slash may stand in a parameter as it is: ids are readable.
encode_word = lru_cache(512)(partial(quote_plus, safe="/"))


def root() -> str:
    """What stands before every path of this site: the path of PUBLIC_URL, mostly none."""
    return request.script_root if has_request_context() else ""


def absolute(path: str) -> str:
    """``path`` on the public address of this site."""
    public: str = current_app.extensions["public_url"] or request.host_url.rstrip("/")
    return public + quote(path)


def shown_address() -> str:
    """The address of the page that is shown, with its parameters, as a reader can type it again."""
    words = encode(request.args.items(multi=True))
    return absolute(request.path) + (f"?{words}" if words else "")
