"""How is each file of a corpus read? Pages for staff: the source beside what was read from it, and every doubt.

An application of its own, on this machine alone: it shows files that are not published, and reads a file anew for every
page, so that a mended file is seen at once. Only addresses that name this machine are answered, so that no page of
another site can have it read by a trick with names. It writes one thing, what an officer settles, and only when a page
of its own asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, redirect, request
from waitress import create_server
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import find_validity, today_in_hegang
from search_app.files.read import DocumentError
from search_app.library.catalogue import Catalogue, read_catalogue
from search_app.library.draft import DraftClause
from search_app.library.inspect import Doubt, Inspection, ReadPart, SourceLine, inspect_file
from search_app.library.readings import find_files, is_printable
from search_app.library.settled import read_settled
from search_app.model import Clause, Document, Lang
from search_app.text.printable import make_printable
from search_app.text.wording import write_date
from search_app.web import present
from search_app.web.app import asset_version
from search_app.web.benefits import BenefitView, make_benefit_views
from search_app.web.errors import FaultyHostError, find_language
from search_app.web.requests import root as below
from search_app.web.review.questions import Question, find_questions
from search_app.web.review.rendering import render
from search_app.web.review.settling import add_settling
from search_app.web.serving.edge import Site
from search_app.web.serving.wire import HEADERS
from search_app.web.views import marked
from search_app.web.words import make_translate

HOST = "127.0.0.1"
_OF_ALL = ("left_out", "unknown_office")  # kinds of doubts that are told once, at the head of the page
_HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


def serve_review(corpus: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve the review of ``corpus`` on this machine until interrupted. OSError when ``port`` is taken."""
    try:
        server = create_server(create_review_app(corpus), host=HOST, port=port, threads=2, ident=None)
    except OSError as error:
        raise OSError(f"cannot listen on {HOST}:{port} ({error.strerror}); choose another with --port") from error
    announce(f"http://{HOST}:{server.effective_port}")
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


def create_review_app(corpus: Path) -> Flask:
    """The application that shows how the files of ``corpus`` are read."""
    app = Site("search_app.web")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["printable"] = make_printable  # names of files are those of strangers
    app.jinja_env.globals.update(
        write_date=write_date,
        root=below,
        version=asset_version(Path(app.static_folder or "")),
    )

    @app.before_request
    def only_here() -> None:
        if request.host.rpartition(":")[0] not in _HERE and request.host not in _HERE:
            abort(403)

    @app.get("/")
    def root() -> AnyResponse:
        return redirect(f"/{find_language()}/")

    @app.get("/<any(zh, en):lang>/")
    def files(lang: Lang) -> str:
        return render(
            "review_files.html",
            lang,
            corpus=corpus.name,
            files=[path for path in find_files(corpus) if is_printable(path)],
        )

    @app.get("/<any(zh, en):lang>/<file>")
    def file(lang: Lang, file: str) -> tuple[str, int]:
        path = next((path for path in find_files(corpus) if path.name == file), None) or abort(404)
        return _show(path, corpus, lang)

    add_settling(app, corpus)

    @app.errorhandler(FaultyHostError)
    def faulty_host(_: Exception) -> tuple[str, int]:
        return "400", 400

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        lang = find_language()
        t = make_translate(lang)
        return render("review.html", lang, file="404", refused=t("review_no_file"), views=()), 404

    @app.after_request
    def add_headers(response: Response) -> Response:
        # Without a referrer browsers do not say where a form comes from, which is asked before anything is written.
        response.headers.update({**HEADERS, "Referrer-Policy": "same-origin"})
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the file: its lines, and what was read from them."""

    kind: str
    lines: tuple[SourceLine, ...]
    text: str
    clause: Clause | None
    pieces: tuple[marked.Piece, ...]
    benefits: tuple[BenefitView, ...]
    joined: int
    doubts: tuple[Doubt, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One document of a file; ``id`` is None when the catalogue does not know it."""

    id: str | None
    document: Document
    characters: int
    doubts: tuple[Doubt, ...]
    rows: tuple[Row, ...]


def _make_view(one: Inspection, frame: present.Frame, document_id: str | None) -> View:
    characters = sum(read.part.span.end - read.part.span.start for read in one.parts)
    clauses = {clause.name: clause for clause in one.draft.clauses}
    rows = tuple(_make_row(read, one, clauses, frame) for read in one.parts)
    return View(document_id, one.document, characters, one.doubts, rows)


def _make_row(read: ReadPart, one: Inspection, clauses: Mapping[str, DraftClause], frame: present.Frame) -> Row:
    clause = read.clause
    numbers = {line.number for line in read.lines}
    return Row(
        kind=read.part.kind,
        lines=read.lines,
        text=read.part.label + read.part.text,
        clause=clause,
        pieces=marked.make_pieces(clause.text.zh, clause.amounts, (), frame.t) if clause else (),
        benefits=tuple(make_benefit_views(clause, frame.lang)) if clause else (),
        joined=read.joined,
        doubts=tuple(d for d in one.doubts if d.kind not in _OF_ALL and not numbers.isdisjoint(d.lines)),
        questions=tuple(find_questions(one.document.id, clauses[clause.clause])) if clause else (),
    )


def _show(path: Path, corpus: Path, lang: Lang) -> tuple[str, int]:
    try:
        catalogue = read_catalogue(corpus)
        inspections = inspect_file(path, corpus, catalogue, read_settled(corpus))
    except DocumentError as error:
        return render("review.html", lang, file=path.name, refused=str(error), views=()), 422
    frame = present.Frame(lang, today_in_hegang(), make_translate(lang), "")
    views = [_make_view(one, frame, _find_id(catalogue, one.document.title.zh, path)) for one in inspections]
    validities = [find_validity(one.document.term, frame.today) for one in inspections]
    return render("review.html", lang, file=path.name, refused="", views=list(zip(views, validities, strict=True))), 200


def _find_id(catalogue: Catalogue, title: str, path: Path) -> str | None:
    entry = catalogue.find(title, path.name)
    return entry.id if entry else None
