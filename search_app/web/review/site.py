"""How is each file of a corpus read? Pages for staff: the source beside what was read from it, and every doubt.

An application of its own, on this machine alone: it shows files that are not published. It changes nothing, and reads
a file anew for every page, so that a mended file is seen at once. Only addresses that name this machine are answered,
so that no page of another site can have it read by a trick with names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, redirect, render_template, request
from waitress import create_server
from werkzeug.wrappers import Response as AnyResponse

from search_app.clauses.validity import find_validity, today_in_hegang
from search_app.files.read import DocumentError
from search_app.library.catalogue import Catalogue, read_catalogue
from search_app.library.inspect import Doubt, Inspection, ReadPart, SourceLine, inspect_file
from search_app.library.readings import find_files, is_printable
from search_app.model import LANGS, Clause, Document, Lang
from search_app.text.wording import write_date
from search_app.web import present
from search_app.web.app import HEADERS, Site, asset_version
from search_app.web.benefits import BenefitView, make_benefit_views
from search_app.web.errors import FaultyHostError, find_language
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
    app.jinja_env.globals.update(
        write_date=write_date,
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
        return _render(
            "review_files.html",
            lang,
            corpus=corpus.name,
            files=[path for path in find_files(corpus) if is_printable(path)],
        )

    @app.get("/<any(zh, en):lang>/<file>")
    def file(lang: Lang, file: str) -> tuple[str, int]:
        path = next((path for path in find_files(corpus) if path.name == file), None) or abort(404)
        return _show(path, corpus, lang)

    @app.errorhandler(FaultyHostError)
    def faulty_host(_: Exception) -> tuple[str, int]:
        return "400", 400

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        lang = find_language()
        t = make_translate(lang)
        return _render("review.html", lang, file="404", refused=t("review_no_file"), views=()), 404

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
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
    pieces: tuple[present.Piece, ...]
    benefits: tuple[BenefitView, ...]
    joined: int
    doubts: tuple[Doubt, ...]


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
    rows = tuple(_make_row(read, one.doubts, frame) for read in one.parts)
    return View(document_id, one.document, characters, one.doubts, rows)


def _make_row(read: ReadPart, doubts: tuple[Doubt, ...], frame: present.Frame) -> Row:
    clause = read.clause
    numbers = {line.number for line in read.lines}
    return Row(
        kind=read.part.kind,
        lines=read.lines,
        text=read.part.label + read.part.text,
        clause=clause,
        pieces=present.make_pieces(clause.text.zh, clause.amounts, ()) if clause else (),
        benefits=tuple(make_benefit_views(clause, frame.lang, frame.renderings)) if clause else (),
        joined=read.joined,
        doubts=tuple(d for d in doubts if d.kind not in _OF_ALL and not numbers.isdisjoint(d.lines)),
    )


def _show(path: Path, corpus: Path, lang: Lang) -> tuple[str, int]:
    try:
        inspections = inspect_file(path, corpus)
        catalogue = read_catalogue(corpus)
    except DocumentError as error:
        return _render("review.html", lang, file=path.name, refused=str(error), views=()), 422
    frame = present.Frame(lang, today_in_hegang(), make_translate(lang), "")
    views = [_make_view(one, frame, _find_id(catalogue, one.document.title.zh, path)) for one in inspections]
    validities = [find_validity(one.document.term, frame.today) for one in inspections]
    return _render(
        "review.html", lang, file=path.name, refused="", views=list(zip(views, validities, strict=True))
    ), 200


def _find_id(catalogue: Catalogue, title: str, path: Path) -> str | None:
    entry = catalogue.find(title, path.name)
    return entry.id if entry else None


def _render(template: str, lang: Lang, **values: object) -> str:
    other = LANGS[1 - LANGS.index(lang)]
    path = request.path.removeprefix(f"/{lang}")
    return render_template(
        template, lang=lang, t=make_translate(lang), other=other, other_url=f"/{other}{path}", **values
    )
