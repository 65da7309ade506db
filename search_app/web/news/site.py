"""The addresses of what is new: a page, a feed, JSON, and a calendar of the days on which documents end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from functools import partial

from flask import Blueprint, Response, render_template

from search_app.model import Lang
from search_app.web import present
from search_app.web.awards.feed import write_instant
from search_app.web.news import feed, shapes
from search_app.web.news.asked import Asked, parse_asked
from search_app.web.news.calendar import write_calendar
from search_app.web.news.happened import News, find_all, find_news, say_day, say_kind
from search_app.web.params import check_page
from search_app.web.requests import absolute, address, built_on, encode, generation, request_args, today
from search_app.web.views.laid_out import render
from search_app.web.views.search_json import dump
from search_app.web.words import make_translate

blueprint = Blueprint("news", __name__)
LISTED = 100  # on a page, and in a feed


def _asked(known: Collection[str]) -> Asked:
    return parse_asked(request_args(), today(), known)


def _page() -> tuple[Asked, Sequence[News], int, int]:
    """(what is asked for, the changes on its page, how many there are, how many pages)."""
    asked = _asked(("since", "as_of", "page"))
    found = find_news(generation(), asked.day, asked.since)
    pages = check_page(asked.page, -(-len(found) // LISTED))
    first = (asked.page - 1) * LISTED
    return asked, found[first : first + LISTED], len(found), pages


@blueprint.get("/<any(zh, en):lang>/changes")
def news(lang: Lang) -> Response:
    """What was published, amended, ended and withdrawn, and what ends soon."""
    asked, found, total, pages = _page()

    def find_link(page: int) -> str:
        return address(f"/{lang}/changes", asked.args(today(), page))

    return render(
        "news.html",
        lang,
        news=found,
        total=total,
        day=asked.day,
        since=asked.since if asked.since != date.min else None,
        pages=list(present.make_pages(asked.page, pages, find_link)),
        canonical_query=f"?page={asked.page}" if asked.page > 1 else "",
        say_kind=partial(say_kind, lang=lang),
        say_day=partial(say_day, lang=lang),
        find_url=lambda one: address(feed.find_path(one, lang), feed.find_args(one)) + feed.find_place(one),
    )


@blueprint.get("/<any(zh, en):lang>/changes.atom")
def as_feed(lang: Lang) -> Response:
    """The newest changes, for those who follow them."""
    asked, t = _asked(("since", "as_of")), make_translate(lang)
    found = find_news(generation(), asked.day, asked.since)
    entries = list(feed.make_entries(found[:LISTED], lang))
    past = [one.day for one in found if one.day <= asked.day]
    words = encode(asked.args(today()))
    tail = f"?{words}" if words else ""
    left_out = len(found) - len(entries)
    written = render_template(
        "feed.xml",
        lang=lang,
        t=t,
        title=t("news_title"),
        page=absolute(f"/{lang}/changes") + tail,
        own=absolute(f"/{lang}/changes.atom") + tail,
        entries=entries,
        updated=write_instant(max(past, default=built_on() or asked.day)),
        cut=t("news_cut", value=len(entries), n=left_out) if left_out > 0 else "",
    )
    return Response(written, mimetype="application/atom+xml", headers={"X-Robots-Tag": "noindex"})


@blueprint.get("/<any(zh, en):lang>/calendar.ics")
def as_calendar(lang: Lang) -> Response:
    """The last day of force of every document of which it is known."""
    asked = _asked(("since",))
    t, built = make_translate(lang), built_on() or today()
    ends = [one for one in find_all(generation()) if one.day >= asked.since]
    stamp = datetime.combine(built, time(), UTC)
    written = write_calendar(feed.make_events(ends, lang), f"{t('news_calendar')} · {t('site')}", stamp)
    headers = {"X-Robots-Tag": "noindex", "Content-Disposition": 'inline; filename="hegang-ends.ics"'}
    return Response(written, mimetype="text/calendar", headers=headers)


@blueprint.get("/api/v1/changes")
def as_json() -> Response:
    """``Changes``: the same for programs."""
    asked, found, total, pages = _page()
    body = shapes.changes(found, total, asked.page, max(1, pages))
    return Response(dump(body), mimetype="application/json", headers={"Access-Control-Allow-Origin": "*"})
