"""The main journey in a real browser against a real server: search → filter → clause → copy the link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        problem = "no browser: install Debian's chromium to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not problems


def test_search_filter_clause_copy(page: Page, server: str) -> None:
    page.goto(server)
    expect(page).to_have_url(f"{server}/zh/")
    page.locator("#q").fill("总部 奖励")
    page.get_by_role("button", name="搜索").click()
    first = page.locator(".hit").first
    expect(first).to_contain_text("支持发展总部经济")
    expect(first.locator("mark").first).to_have_text("总部")
    before = page.get_by_role("status").inner_text()
    page.locator(".filters").get_by_role("link", name="生物经济与医药").click()
    expect(page.get_by_role("status")).not_to_have_text(before)
    expect(page.locator(".chip", has_text="生物经济与医药")).to_be_visible()
    page.get_by_role("link", name="支持总部经济和产业链招商").click()
    expect(page).to_have_title("第9条 支持总部经济和产业链招商 · 鹤岗市支持生物经济高质量发展若干政策措施")
    page.get_by_role("button", name="复制").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{server}/id/bio-economy/9"
    page.goto(copied)
    expect(page).to_have_url(f"{server}/zh/policies/bio-economy/9")


def test_removing_a_chip_widens(page: Page, server: str) -> None:
    page.goto(f"{server}/en/search?q=总部&industry=bio-economy")
    narrow = page.get_by_role("status").inner_text()
    page.locator(".chip", has_text="Industry").click()
    expect(page.get_by_role("status")).not_to_have_text(narrow)
    expect(page.locator(".chip")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(browser: Browser, server: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (
        "/zh/",
        "/en/search?q=总部",
        "/zh/policies",
        "/en/policies/bio-economy",
        "/en/policies/bio-economy/9",
        "/en/x",
    ):
        page.goto(server + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_complete_without_javascript(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(server)
    expect(page).to_have_url(f"{server}/en/")
    page.locator("#q").fill("总部")
    page.locator("#q").press("Enter")
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_label("Permanent address")).to_have_value(f"{server}/id/digital-economy/7")
    context.close()


def test_by_keyboard_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.type("贴息")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("贴息")


def test_suggestions_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    search = page.get_by_role("combobox")
    search.press_sequentially("贷款")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "false")
    search.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    search.press("Enter")
    expect(page).to_have_url(f"{server}/zh/search?q=%E8%B4%B7%E6%AC%BE%E8%B4%B4%E6%81%AF")


def test_no_suggestions_while_an_input_method_composes(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    search = page.get_by_role("combobox")
    search.focus()
    search.dispatch_event("compositionstart")
    page.evaluate("document.querySelector('#q').value = '贷款'")
    search.dispatch_event("input")
    page.wait_for_timeout(400)
    expect(page.locator("#suggestions")).to_be_hidden()
    search.dispatch_event("compositionend")
    expect(page.locator("#suggestions")).to_be_visible()
