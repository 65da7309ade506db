"""The application factory: one served index, pages in two languages, an API, and the habits of every response."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask, request

from search_app.clauses.validity import today_in_hegang
from search_app.model import Bilingual
from search_app.search.engine import SettingError
from search_app.search.engines import check_settings, choose_engine, is_in_cluster
from search_app.search.meaning.embedder import choose_embedder
from search_app.search.published.home import DEFAULT_CORPUS, find_home, read_pointer, temporary_home
from search_app.search.published.opening import Generation, open_generation
from search_app.search.published.served import ServedIndex
from search_app.text.tokens import warm_up
from search_app.web import addresses, api, errors, pages
from search_app.web.awards import site as awards
from search_app.web.bodies import MAX_TEXT
from search_app.web.company import site as company
from search_app.web.doors import site as doors
from search_app.web.doors import suffixes
from search_app.web.glossary import names_site
from search_app.web.glossary import site as glossary
from search_app.web.listing import files as listing_files
from search_app.web.listing import pages as listing
from search_app.web.listing.stars import find_star, list_url
from search_app.web.memo import site as memo
from search_app.web.news import site as news
from search_app.web.params import Fault, FaultyQueryError
from search_app.web.requests import address, picked, root
from search_app.web.serving.contact import find_operator, find_report_address, read_contact
from search_app.web.serving.edge import Site, finish, is_site, note_beginning
from search_app.web.words import split_chinese

MAX_ADDRESS = 8_192  # characters of path and parameters: ten times the longest our own links make
MAX_TEXT_ADDRESS = 12 * MAX_TEXT + 100  # of the one address that takes a text; a character takes up to twelve


def create_app(
    index: Path | None = None, corpus: Path | None = None, today: Callable[[], date] = today_in_hegang
) -> Flask:
    """The application that serves the index below ``index``.

    Without ``index`` it is INDEX_DIR, else the default place; when nothing was ever built there, and the engine is no
    cluster, an index is built from ``corpus`` and held in memory until one is published there. The segmenter and the
    index are loaded before this returns. PUBLIC_URL is the address of the site: its host alone is answered, its path
    stands before every link, and citations and canonical links use it; without it, that is the address that was asked.
    """
    app = Site(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.tests["contains"] = lambda text, part: part in (text or "")
    try:
        check_settings()  # what is wrong is told before anything is opened
        choose_engine()
    except SettingError as error:
        raise SystemExit(str(error)) from None
    choose_embedder()
    served = _find_index(index, corpus or DEFAULT_CORPUS)
    app.extensions["served"] = served
    app.extensions["leaving"] = threading.Event()  # set when this process is about to end
    app.extensions["today"] = today
    app.public = app.extensions["public_url"] = _find_public_address(os.environ.get("PUBLIC_URL", ""))
    app.extensions["access_log"] = _find_access_log(os.environ.get("ACCESS_LOG", ""))
    app.extensions["contact"] = read_contact(os.environ)
    app.jinja_env.globals |= {  # which macros use wherever they are
        "root": root, "split_chinese": split_chinese, "address": address, "picked": picked, "find_star": find_star,
        "list_url": list_url, "find_operator": find_operator, "find_report_address": find_report_address,
    }  # fmt: skip
    app.extensions["asset_version"] = asset_version(Path(app.static_folder or ""))
    warm_up()
    served.preload()
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(addresses.blueprint)
    app.register_blueprint(company.blueprint)
    app.register_blueprint(doors.blueprint)
    app.register_blueprint(suffixes.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(awards.blueprint)
    app.register_blueprint(listing.blueprint)
    app.register_blueprint(listing_files.blueprint)
    app.register_blueprint(news.blueprint)
    app.register_blueprint(glossary.blueprint)
    app.register_blueprint(names_site.blueprint)
    app.register_blueprint(memo.blueprint)
    errors.register(app)
    app.before_request(note_beginning)
    app.before_request(_refuse_long_addresses)
    app.after_request(finish)
    return app


def _find_public_address(wanted: str) -> str:
    """The address of the site, without a slash at its end; "" for none. SystemExit for what no link can begin with:
    told later, every reader would be refused, or every page fail."""
    if wanted and not is_site(wanted):
        raise SystemExit(
            f"PUBLIC_URL={wanted[:80]!r}: must be an address like https://www.example.org or "
            "https://www.example.org/policy; its path holds letters, digits and - . _ ~ only, and a host with other "
            "letters is written as xn--…"
        )
    return wanted.rstrip("/")


def _find_access_log(wanted: str) -> str:
    """What is written of each answer: "" nothing, "paths" no words of readers, "queries" all that was asked."""
    if wanted not in ("", "off", "paths", "queries"):
        raise SystemExit(f"ACCESS_LOG={wanted[:40]!r}: must be off, paths or queries")
    return "" if wanted == "off" else wanted


def asset_version(folder: Path) -> str:
    """Changes with every change of a static file, so that browsers may keep them for a year."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir())))
    return digest.hexdigest()[:12]


def _find_index(index: Path | None, corpus: Path) -> ServedIndex:
    home = index or find_home()
    # Into a cluster others look: who only reads must not write there, and is told what to run.
    if index or os.environ.get("INDEX_DIR") or read_pointer(home) is not None or is_in_cluster():
        return ServedIndex(home)
    return ServedIndex(home, _build_for_now(corpus))


def _build_for_now(corpus: Path) -> Generation:
    """An index of ``corpus`` that is held in memory alone: nothing of it stays on the disk."""
    # A server of an index that was built reads no document and writes none.
    from search_app.library.library import read_library
    from search_app.search.published.fingerprint import fingerprint
    from search_app.search.published.generations import build_generation

    with temporary_home() as home:
        return open_generation(build_generation(read_library(corpus), home, fingerprint(corpus)))


def _refuse_long_addresses() -> None:
    most = MAX_TEXT_ADDRESS if request.path == "/api/v1/cite" else MAX_ADDRESS
    if len(request.full_path) > most:
        long, short = f"地址超过{most}个字符", f"the address is longer than {most} characters"
        raise FaultyQueryError([Fault("q", Bilingual(long, short))])
