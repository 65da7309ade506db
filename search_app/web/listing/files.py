"""The files of a reader's list: the same benefits for Excel, Word, and programs."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response

from search_app.model import Lang
from search_app.text.wording import write_date
from search_app.web.awards.about import LINES
from search_app.web.awards.columns import make_sheet
from search_app.web.awards.files import make_file
from search_app.web.awards.shapes import award
from search_app.web.listing.asked import list_from_request, offer_from_request
from search_app.web.listing.compare import make_comparison
from search_app.web.listing.found import Found, find_list
from search_app.web.listing.links import find_code, whole_url
from search_app.web.listing.offer import find_langs, make_offer
from search_app.web.listing.papers import make_list_paper, make_offer_paper
from search_app.web.listing.together import find_bars
from search_app.web.requests import generation, today
from search_app.web.views.search_json import dump
from search_app.web.words import make_translate
from search_app.web.written.comma import write_csv
from search_app.web.written.excel import write_xlsx
from search_app.web.written.sheet import Sheet, SheetColumn
from search_app.web.written.word import write_docx

blueprint = Blueprint("listing_files", __name__)
_PLAIN_LIST, _PLAIN_OFFER = "hegang-list", "hegang-offer"  # files, for readers that know no Chinese names


def _found() -> Found:
    asked = list_from_request()
    return find_list(generation(), asked.items, asked.day)


@blueprint.get("/<any(zh, en):lang>/list.xlsx")
def as_xlsx(lang: Lang) -> Response:
    """The benefits for Excel, with a sheet that tells of them."""
    found, t = _found(), make_translate(lang)
    columns = (SheetColumn(t("about_what"), "text", 22), SheetColumn(t("about_said"), "text", 90))
    about = Sheet(t("about_sheet"), columns, tuple(_tell(found, lang)))
    written = write_xlsx([make_sheet(found.rows, lang), about], t("list_title"), t("site"), today(), lang)
    return make_file(written, "xlsx", t("list_title"), _PLAIN_LIST, found.day)


def _tell(found: Found, lang: Lang) -> Iterator[tuple[str, str]]:
    t = make_translate(lang)
    yield t("about_site"), t("site")
    yield t("award_as_of"), write_date(found.day, lang)
    yield t("about_rows"), t("list_counts", n=len(found.rows))
    for one in found.missing:
        yield t("list_not_held"), one.words.get(lang)
    yield t("list_address"), whole_url(f"/{lang}/list", found.items)
    yield t("about_unofficial"), t("unofficial")
    for line in LINES:
        yield t("about_read"), t(f"about_{line}")


@blueprint.get("/<any(zh, en):lang>/list.csv")
def as_csv(lang: Lang) -> Response:
    """The benefits as comma-separated text."""
    found = _found()
    written = write_csv(make_sheet(found.rows, lang))
    return make_file(written, "csv", make_translate(lang)("list_title"), _PLAIN_LIST, found.day)


@blueprint.get("/<any(zh, en):lang>/list.json")
def as_json(lang: Lang) -> Response:
    """The benefits for programs, and what of the list is not held."""
    found = _found()
    day = None if found.day == today() else found.day
    shape = {
        "benefits": [award(row, day) for row in found.rows],
        "missing": [{"item": one.item.value, "said": one.words.get(lang)} for one in found.missing],
        "as_of": found.day.isoformat(),
    }
    return Response(dump(shape), mimetype="application/json", headers={"Access-Control-Allow-Origin": "*"})


@blueprint.get("/<any(zh, en):lang>/list.docx")
def as_docx(lang: Lang) -> Response:
    """The list for Word."""
    found, t = _found(), make_translate(lang)
    whole = whole_url(f"/{lang}/list", found.items)
    bars = find_bars(generation(), found.rows)
    code = find_code(f"/{lang}/list", found.items)
    paper = make_list_paper(found, make_comparison(found, lang), bars, whole, code, lang)
    return make_file(write_docx(paper), "docx", t("list_title"), _PLAIN_LIST, found.day)


@blueprint.get("/<any(zh, en):lang>/offer.docx")
def offer_as_docx(lang: Lang) -> Response:
    """The offer sheet for Word."""
    asked, of = offer_from_request(lang), generation()
    found = find_list(of, asked.items, asked.day)
    offers = [make_offer(of, found, one) for one in find_langs(asked.show, lang)]
    path = f"/{lang}/offer"
    whole, code = whole_url(path, asked.items, asked.head), find_code(path, asked.items, asked.head)
    paper = make_offer_paper(asked, found, offers, whole, code, lang)
    name = asked.project or make_translate(lang)("offer_title")
    return make_file(write_docx(paper), "docx", name, _PLAIN_OFFER, found.day)
