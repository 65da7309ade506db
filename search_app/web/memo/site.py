"""The address of the check: a form, and what the clauses say to the text that was pasted into it.

The text is in the body of the request and in the page that answers it, and nowhere else: it is not stored, not logged
and never part of an address.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from search_app.model import Bilingual, Lang
from search_app.text.printable import make_writable
from search_app.web.bodies import MAX_TEXT
from search_app.web.params import FaultyQueryError
from search_app.web.requests import day_from_request, generation, read_day, today
from search_app.web.views.laid_out import render

blueprint = Blueprint("memo", __name__)


@blueprint.get("/<any(zh, en):lang>/check")
def form(lang: Lang) -> Response:
    """The form, for a day."""
    return _page(lang, "", day_from_request())


@blueprint.post("/<any(zh, en):lang>/check")
def check(lang: Lang) -> Response:
    """What the clauses say to ``text`` on the day ``as_of``."""
    text = make_writable(request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n"))
    asked = [("as_of", value) for value in request.form.getlist("as_of") if value]
    faults: list[Bilingual] = []
    day = today()
    try:
        day = read_day(asked)
    except FaultyQueryError as error:
        faults += [fault.message for fault in error.faults]
    if not text.strip():
        faults.append(Bilingual("请粘贴要核对的文字。", "Please paste the text to be checked."))
    if len(text) > MAX_TEXT:
        zh = f"文字有{len(text)}个字符，一次最多{MAX_TEXT}个；请分段核对。"
        faults.append(Bilingual(zh, f"The text has {len(text)} characters; please check at most {MAX_TEXT} at a time."))
    page = _page(lang, text, day, tuple(faults))
    page.headers["Cache-Control"] = "no-store"
    return page


def _page(lang: Lang, text: str, day: date, faults: tuple[Bilingual, ...] = ()) -> Response:
    from search_app.web.memo.view import make_view  # loads what reads figures, and most servers are never asked

    of = generation()
    checked = make_view(text, of, day, today(), lang) if text.strip() and not faults else None
    page = render(
        "check.html",
        lang,
        text=text,
        day=day,
        faults=faults,
        view=checked,
        most=MAX_TEXT,
    )
    page.status_code = 422 if faults else 200
    return page
