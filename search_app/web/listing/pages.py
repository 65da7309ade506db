"""The pages of a reader's list: the list with its comparison, and the offer sheet made of it."""

from __future__ import annotations

from flask import Blueprint, Response
from markupsafe import Markup

from search_app.model import Bilingual, Lang
from search_app.web.listing.asked import SHOWS, list_from_request, offer_from_request
from search_app.web.listing.compare import make_comparison
from search_app.web.listing.found import find_list
from search_app.web.listing.items import PARAMETER
from search_app.web.listing.links import file_url, find_code, make_moves, whole_url
from search_app.web.listing.offer import find_langs, make_offer
from search_app.web.listing.together import find_bars
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import generation
from search_app.web.views.laid_out import render
from search_app.web.words import make_translate
from search_app.web.written.qr import qr_svg

blueprint = Blueprint("listing", __name__)


@blueprint.get("/<any(zh, en):lang>/list")
def list_page(lang: Lang) -> Response:
    """What a reader picked up, side by side, with what is said against drawing it together."""
    asked, of = list_from_request(), generation()
    found = find_list(of, asked.items, asked.day)
    path = f"/{lang}/list"
    return render(
        "list.html",
        lang,
        found=found,
        comparison=make_comparison(found, lang),
        bars=find_bars(of, found.rows),
        moves=make_moves(asked.items, lang),
        whole=whole_url(path, asked.items),
        code=file_url(lang, "list/qr.svg") if find_code(path, asked.items) else None,
        offer_url=file_url(lang, "offer"),
        file_url=file_url,
    )


@blueprint.get("/<any(zh, en):lang>/list/qr.svg")
def list_code(lang: Lang) -> Response:
    """The QR code of the address of a list."""
    code = find_code(f"/{lang}/list", list_from_request().items)
    if code is None:
        message = Bilingual("清单是空的，或太长，二维码容纳不下", "the list is empty, or too long for a QR code")
        raise FaultyQueryError([Fault(PARAMETER, message)])
    return Response(qr_svg(code), mimetype="image/svg+xml")


@blueprint.get("/<any(zh, en):lang>/offer")
def offer_page(lang: Lang) -> Response:
    """A sheet for print: what a project may draw, on what terms, from whom."""
    asked, of = offer_from_request(lang), generation()
    found = find_list(of, asked.items, asked.day)
    shown, path = find_langs(asked.show, lang), f"/{lang}/offer"
    code = find_code(path, asked.items, asked.head)
    return render(
        "offer.html",
        lang,
        asked=asked,
        found=found,
        offers=[make_offer(of, found, one) for one in shown],
        words={one: make_translate(one) for one in shown},
        shows=SHOWS,
        whole=whole_url(path, asked.items, asked.head),
        code=Markup(qr_svg(code)) if code else None,  # noqa: S704 - drawn by us; no words of the address stand in it
        file_url=file_url,
    )
