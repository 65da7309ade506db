"""How does an officer settle a reading? With one click on a page of the review, which writes a line of ``settled.tsv``.

Invariant: nothing is written unless one of our own pages sent the form; what is written is read from the file itself.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from search_app.clauses.validity import today_in_hegang
from search_app.files.read import DocumentError
from search_app.library.catalogue import read_catalogue
from search_app.library.readings import find_files, is_printable
from search_app.library.settled import append_settled, read_settled
from search_app.model import Lang
from search_app.web.errors import find_language
from search_app.web.review.questions import (
    Drafts,
    NoNameError,
    Read,
    RefusedAnswerError,
    find_least_sure,
    make_answer,
    what_is_read,
)
from search_app.web.review.rendering import render
from search_app.web.words import make_translate

LEAST_SURE = 100  # readings on the page of those that are least sure


def add_settling(app: Flask, corpus: Path) -> None:
    """Give ``app``, the review of ``corpus``, the page of the least sure readings and the address of answers."""
    drafts = Drafts(corpus)

    @app.get("/<any(zh, en):lang>/least-sure/")
    def least_sure(lang: Lang) -> str:
        found, refused = _read_all(corpus, drafts)
        return render("review_least_sure.html", lang, asked=find_least_sure(found, LEAST_SURE), refused=refused)

    @app.post("/<any(zh, en):lang>/settle/")
    def settle(lang: Lang) -> Response:
        # A page of another site can send a form here, but not the address of one of our pages as where it comes from.
        if request.headers.get("Origin") != f"http://{request.host}":
            abort(403)
        file = request.form.get("file", "")
        path = next((path for path in find_files(corpus) if path.name == file), None) or abort(404)
        documents = drafts.read(path, read_catalogue(corpus), read_settled(corpus))
        answer = make_answer(request.form, documents, today_in_hegang())
        append_settled(corpus, answer)
        after = drafts.read(path, read_catalogue(corpus), read_settled(corpus))
        same = answer.kind == "sentence" and what_is_read(after) == what_is_read(documents)
        back = f"/{lang}/least-sure/" if request.form.get("back") == "least-sure" else f"/{lang}/{quote(file)}"
        return redirect(f"{back}{'?same=1' if same else ''}#{quote(request.form.get('at', ''))}", 303)

    @app.errorhandler(RefusedAnswerError)
    @app.errorhandler(DocumentError)
    def refused(error: Exception) -> tuple[str, int]:
        lang = find_language()
        t = make_translate(lang)
        said = t("settle_no_name", value=error.name) if isinstance(error, NoNameError) else str(error)
        said = said or t("settle_refused")
        file = request.form.get("file", "")
        return render("review.html", lang, file=file or "—", back=file, refused=said, views=()), 422


def _read_all(corpus: Path, drafts: Drafts) -> tuple[list[Read], list[str]]:
    """(file, its documents) of every file that can be read, and why the others cannot."""
    catalogue, answers = read_catalogue(corpus), read_settled(corpus)
    found, refused = [], []
    for path in filter(is_printable, find_files(corpus)):
        try:
            found.append((path.name, drafts.read(path, catalogue, answers)))
        except DocumentError as error:
            refused.append(str(error))
    return found, refused
