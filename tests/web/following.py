"""A click that opens another page, in a test that goes on there."""

from __future__ import annotations

from playwright.sync_api import Locator


def follow(way: Locator, key: str = "") -> None:
    """Click ``way`` (a link, a button), or press ``key`` in it, and wait until the page behind it has loaded.

    A click of the browser's driver comes back while the old page may still stand there: what is filled in next
    would be filled into that, and what is pressed next would meet a page whose script has not run."""
    with way.page.expect_navigation(wait_until="load"):
        way.press(key) if key else way.click()
