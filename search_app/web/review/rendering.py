"""How is a page of the review made, with the way to the same page in the other language?"""

from __future__ import annotations

from flask import render_template, request

from search_app.model import LANGS, Lang
from search_app.web.words import make_translate


def render(template: str, lang: Lang, **values: object) -> str:
    """The page that ``template`` makes of ``values``."""
    other = LANGS[1 - LANGS.index(lang)]
    path = request.path.removeprefix(f"/{lang}") if request.method == "GET" else "/"
    # ``same``: an answer was written, and what is read stays as it was.
    return render_template(
        template,
        lang=lang,
        t=make_translate(lang),
        other=other,
        other_url=f"/{other}{path}",
        same=request.args.get("same") == "1",
        **values,
    )
