"""The main journey in a real browser against a real server: search → filter → clause → copy the link."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pypdf import PdfReader

from tests.web.following import follow

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
    expect.set_options(timeout=30_000)  # what is waited for must come; a loaded machine takes longer
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
    follow(page.get_by_role("button", name="检索"))
    first = page.locator(".hit").first
    expect(first).to_contain_text("支持发展总部经济")
    expect(first.locator("mark").first).to_have_text("总部")
    before = page.get_by_role("status").inner_text()
    follow(page.locator(".filters").get_by_role("link", name="生物经济与医药"))
    expect(page.get_by_role("status")).not_to_have_text(before)
    expect(page.locator(".chip", has_text="生物经济与医药")).to_be_visible()
    follow(page.get_by_role("link", name="支持总部经济和产业链招商"))
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
    follow(page.locator(".chip", has_text="Industry"))
    expect(page.get_by_role("status")).not_to_have_text(narrow)
    expect(page.locator(".chip")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_of_the_home_page_leads_where_it_says(page: Page, server: str, lang: str) -> None:
    """Each is clicked. A link that promises clauses shows as many as it says, a full page of them, clauses first."""
    page.goto(f"{server}/{lang}/")
    number = page.locator("main a").count()
    assert number > 20
    tiles = 0
    for n in range(number):
        page.goto(f"{server}/{lang}/")
        link = page.locator("main a").nth(n)
        words, tile = link.inner_text(), link.locator("xpath=ancestor::ul[@class='tiles']").count()
        follow(link)
        if "/search" not in page.url:
            shown = {"company": "form.company", "check": "form.memo-form", "changes": "article.change"}.get(
                page.url.rpartition("/")[2], "section.clause"
            )
            expect(page.locator(shown).first).to_be_visible()
            continue
        expect(page.locator(".hit").first).to_be_visible()
        hits = page.locator(".hit").count()
        assert "page=" not in page.url and "per_page" not in page.url
        if tile:
            tiles += 1
            promised = int(re.findall(r"(\d+)(?: clause|条)", words)[-1])
            shown = page.get_by_role("status").first.inner_text()
            assert int(re.findall(r"\d+", shown)[0]) == promised, (words, shown)
            assert hits == min(10, sum(map(int, re.findall(r"\d+", shown.split("，显示")[0].split(", showing")[0])))), (
                shown
            )
            assert re.match(r"第\d+条|Clause \d+", page.locator(".hit h2").first.inner_text())
    assert tiles >= 9


def test_english_on_chinese_pages_stands_in_a_latin_face_and_nothing_is_torn(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/policies/bio-economy/9")
    style = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"
    for selector, first in (
        (".pair p.en", "Noto Sans"),
        (".pair p.zh", "Noto Sans CJK SC"),
        ("h1", "Noto Serif CJK SC"),
        ("#citation-en", "Noto Sans"),
    ):
        family = str(page.evaluate(style, [selector, "fontFamily"]))
        assert family.replace('"', "").split(",")[0] == first, (selector, family)
    page.goto(f"{server}/en/policies/bio-economy/9")
    for selector, first in (
        (".pair p.en", "Noto Sans"),
        (".pair p.zh", "Noto Sans CJK SC"),
        ("h1", "Latin marks, Noto Serif"),  # which has quotation marks alone
    ):
        family = str(page.evaluate(style, [selector, "fontFamily"]))
        assert f"{family}, ".replace('"', "").startswith(f"{first}, "), (selector, family)
    for path in ("/zh/policies/bio-economy/9", "/zh/policies/bio-economy", "/zh/search?q=总部", "/en/search?q=总部"):
        page.goto(server + path)
        torn = "[...document.querySelectorAll('main *')].filter(one => getComputedStyle(one).textAlign === 'justify').length"
        assert page.evaluate(torn) == 0, path


def test_nothing_stops_the_keyboard_that_does_nothing(page: Page, server: str) -> None:
    for path in ("/zh/policies/bio-economy", "/en/policies/innovation-35", "/zh/policies/bio-economy/9"):
        page.goto(server + path)
        assert page.locator("[tabindex='0']").count() == 0, path


def test_the_other_language_opens_at_the_same_place(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/policies/bio-economy#c-9")
    follow(page.get_by_role("link", name="English"))
    expect(page).to_have_url(f"{server}/en/policies/bio-economy#c-9")


def test_a_chosen_filter_is_told_without_colour(browser: Browser, server: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{server}/zh/search?industry=finance")
    chosen = page.locator(".filters a[aria-current]")
    expect(chosen).to_contain_text("✓")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    context.close()


def test_a_sum_of_an_ended_document_is_grey(page: Page, server: str) -> None:
    soft = "getComputedStyle(document.querySelector('footer.site')).color"
    for path in (
        "/zh/search?document=creative-design",
        "/zh/search/table?document=creative-design",
        "/zh/policies/creative-design/4",
        "/zh/policies/creative-design",
    ):
        page.goto(server + path)
        colours = page.evaluate("[...document.querySelectorAll('.headline')].map(one => getComputedStyle(one).color)")
        assert colours and set(colours) == {page.evaluate(soft)}, path
    page.goto(f"{server}/zh/policies/creative-design/4")
    expect(page.locator("#estimate form")).to_be_hidden()
    page.locator("#estimate summary").click()
    expect(page.locator("#estimate form")).to_be_visible()


def test_results_on_paper_say_what_was_asked_and_all_that_holds_for_a_sum(page: Page, server: str) -> None:
    page.emulate_media(media="print")
    for path in ("/en/search?q=headquarters", "/en/search/table?q=headquarters"):
        page.goto(server + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Results for “headquarters”")
        assert page.locator("h1").bounding_box()["height"] > 10  # type: ignore[index]
        assert not any(one.is_visible() for one in page.locator(".behind, .star, .award-sorts").all())
    expect(page.locator(".c-sum .said").first).to_be_visible()
    assert page.locator(".c-sum").nth(1).inner_text().split("\n") == ["RMB 10 million", "at most, a year"]


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("bio-economy/9", 2), ("financial-opening/1", 1), ("creative-design/4", 2), ("bio-economy/1", 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_clause_is_printed_on_one_or_two_sheets(
    browser: Browser, server: str, lang: str, path: str, most: int
) -> None:
    """Both languages beside each other, tiers as a table, no controls, and at the foot of each sheet where it is from."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/{lang}/policies/{path}")
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert 1 <= len(sheets) <= most
    day = r"20\d\d年\d+月\d+日·非官方网站" if lang == "zh" else r"\d+[A-Z][a-z]+20\d\d·Notanofficialwebsite"
    for sheet in sheets:
        foot = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet))  # ligatures and radicals as letters
        assert re.search(re.escape(f"·{server}/id/{path}·") + day, foot)
    page.emulate_media(media="print")
    assert page.locator("#text p.worth").is_visible()  # what the English is worth stands at the text
    for control in (".acts", ".show", "#estimate form", ".neighbours", "header.site", "button"):
        assert not any(one.is_visible() for one in page.locator(control).all()), control
    zh, en = (page.locator(f".pair p.{code}").first.bounding_box() for code in ("zh", "en"))
    assert zh and en and zh["y"] == en["y"] and zh["x"] != en["x"]
    ink = "getComputedStyle(document.querySelector('.pair .figure')).color + getComputedStyle(document.body).color"
    assert page.evaluate(ink) == "rgb(0, 0, 0)" * 2
    assert page.evaluate("getComputedStyle(document.querySelector('a.term')).textDecorationLine") == "none"
    context.close()


def test_what_a_clause_pays_is_on_the_first_screen(browser: Browser, server: str) -> None:
    for width, height in ((1280, 800), (390, 844)):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        for path in ("zh/policies/bio-economy/9", "en/policies/bio-economy/9", "en/policies/financial-opening/1"):
            page.goto(f"{server}/{path}")
            money = page.locator("#benefits :is(.headline, .is-most .value)").first.bounding_box()
            assert money and money["y"] + money["height"] < height, (width, path)
        context.close()


def test_a_benefit_is_carried_away_with_its_source(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/policies/bio-economy/9#b-2")
    row = page.locator("#b-2")
    plain, marked = (page.locator(f"#b-{n}").evaluate("one => getComputedStyle(one).backgroundColor") for n in (1, 2))
    assert plain != marked
    row.locator("summary", has_text="引用").click()
    row.get_by_role("button", name="复制文字").click()
    expect(row.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“对生物经济领域世界及国内500强") and copied.endswith(f"{server}/id/bio-economy/9/b2")


def test_the_text_of_a_clause_is_copied_without_its_marks(page: Page, server: str) -> None:
    page.goto(f"{server}/en/policies/bio-economy/9")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.pairs'))")
    page.keyboard.press("Control+C")
    copied = page.evaluate(
        "navigator.clipboard.read().then(async ([one]) => [one.types, await (await one.getType(one.types[0])).text()])"
    )
    types, text = copied
    assert types == ["text/plain"] and "headquarters economy" in text and "龙头企业" in text and "¶" not in text


def test_an_estimate_by_hand_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/en/policies/bio-economy/9")
    follow(page.locator("#b-4").get_by_role("link", name="Estimate"))
    page.get_by_label("Fixed-asset investment (RMB)").fill("300 million")
    follow(page.get_by_role("button", name="Add another item"))
    page.get_by_label("item 2").fill("5亿")
    page.get_by_label("Amount reached").fill("RMB 300 million")
    follow(page.get_by_label("Amount reached"), "Enter")
    expect(page.locator(".answer .result")).to_contain_text("RMB 8 million")
    expect(page.locator(".answer")).to_contain_text("Item 2: RMB 500 million × 1% = RMB 5 million.")
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(browser: Browser, server: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (
        "/zh/",
        "/en/search?q=总部",
        "/en/search/table?q=headquarters",
        "/zh/policies",
        "/en/policies/bio-economy",
        "/en/policies/bio-economy/9",
        "/zh/policies/bio-economy/4?benefit=1",
        "/en/policies/financial-opening/11",
        f"/en/glossary?q={'x' * 400}",
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
    follow(page.locator("#q"), "Enter")
    follow(page.locator(".hit h2 a").first)
    expect(page.get_by_label("Permanent address")).to_have_value(f"{server}/id/digital-economy/7")
    context.close()


def test_by_keyboard_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    press_until(page, page.locator("#q"))
    page.keyboard.type("贴息")
    follow(page.locator("*:focus"), "Enter")
    expect(page.locator(".hit").first).to_contain_text("贴息")
    for key in ("Tab", "Tab", "Enter", "Tab"):  # by the link that skips to the results
        page.keyboard.press(key)
    expect(page.locator(".hit h2 a").first).to_be_focused()
    follow(page.locator("*:focus"), "Enter")
    expect(page.locator(".way-back")).to_be_visible()
    press_until(page, page.get_by_role("button", name="复制").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert "/id/" in page.evaluate("navigator.clipboard.readText()")


def press_until(page: Page, wanted: Locator) -> None:
    """Go on with the key that everybody has, at most as far as a page of a clause is long."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("no key leads there")


def test_suggestions_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    search = page.get_by_role("combobox")
    search.press_sequentially("贷款")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "false")
    search.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    follow(search, "Enter")
    expect(page).to_have_url(f"{server}/zh/search?q=%E8%B4%B7%E6%AC%BE%E8%B4%B4%E6%81%AF")


def test_escape_closes_the_suggestions_and_leaves_the_words(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/")
    search = page.get_by_role("combobox")
    search.press_sequentially("贷款")
    expect(page.get_by_role("option").first).to_be_visible()
    search.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(search).to_have_value("贷款")


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


# ── the list ──

EIGHT = "&".join(
    f"b={one}"
    for one in (
        "bio-economy/9.1", "bio-economy/9.4", "digital-economy/7.1", "financial-opening/1.1", "creative-design/4.1",
        "innovation-35/23.1", "financial-opening/12.1", "bio-economy/4.1",
    )
)  # fmt: skip


def test_stars_fill_the_list_of_this_browser_in_place(page: Page, server: str) -> None:
    page.goto(f"{server}/zh/search?q=总部")
    star = page.locator(".hit .star").nth(1)
    item = star.get_attribute("data-item")
    star.click()
    expect(star).to_have_text("★")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("/zh/search"))
    follow(page.locator(".hit h2 a").first)
    page.locator("h1 .star").press(" ")
    counter = page.locator("a.listed")
    expect(counter).to_have_text("清单（2）")
    follow(counter)
    expect(page).to_have_url(f"{server}/zh/list?b={item}&b=digital-economy/7")
    expect(page.locator(".keep")).to_be_hidden()
    follow(page.locator("a.edit", has_text="×").first)  # one's own list is kept as it is changed
    expect(page).to_have_url(f"{server}/zh/list?b=digital-economy/7")
    follow(page.get_by_role("link", name="全部条款").first)
    expect(page).to_have_url(f"{server}/zh/search")
    expect(page.locator("a.listed")).to_have_text("清单（1）")


def test_the_list_of_somebody_else_is_kept_only_when_asked(page: Page, server: str) -> None:
    page.goto(f"{server}/en/policies/bio-economy/9")
    page.locator("h1 .star").click()
    page.goto(f"{server}/en/list?b=financial-opening/1.1")
    expect(page.locator("a.listed")).to_have_text("List (1)")
    follow(page.get_by_role("link", name="All clauses").first)
    expect(page).to_have_url(re.compile(r"b=financial-opening/1\.1"))  # the address stays the truth
    page.goto(f"{server}/en/search")
    expect(page.locator("a.listed")).to_have_attribute("href", "/en/list?b=bio-economy/9")
    page.goto(f"{server}/en/list?b=financial-opening/1.1")
    page.get_by_role("button", name="Save as my list").click()
    page.goto(f"{server}/en/")
    expect(page.locator("a.listed")).to_have_attribute("href", "/en/list?b=financial-opening/1.1")


def test_the_list_works_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{server}/en/search?q=headquarters")
    follow(page.locator(".hit .star").first)
    page.locator(".menu summary").click()
    follow(page.get_by_role("link", name="All clauses").first)
    page.locator("#q").fill("brewery OR 总部")
    follow(page.locator("#q"), "Enter")
    follow(page.locator(".hit .star", has_text="☆").first)
    expect(page.locator("a.listed")).to_have_text("List (2)")
    context.close()


def test_eight_benefits_are_offered_on_two_pages(page: Page, server: str) -> None:
    for lang in ("zh", "en"):
        page.goto(f"{server}/{lang}/offer?{EIGHT}&project=Graphene park")
        printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) <= 2, lang
        width, height = printed.pages[0].mediabox[2:]
        assert (round(width), round(height)) == (595, 842)
        said = "".join(one.extract_text() for one in printed.pages)
        assert "Graphene park" in said and f"/{lang}/offer?b=bio-economy/9.1" in said.replace("\n", "")
        assert ("打印" if lang == "zh" else "Back to the list") not in said  # the form and the ways stay on the screen


def test_lists_and_offers_fit_narrow_screens_light_and_dark(browser: Browser, server: str) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=scheme)
        page = context.new_page()
        for path in (
            f"/zh/list?{EIGHT}",
            "/en/list?b=bio-economy/9.1&b=digital-economy/7.1",
            f"/en/offer?{EIGHT}&project={'x' * 120}",
        ):
            page.goto(server + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        context.close()


def test_what_fits_is_told_after_each_answer_without_a_button(page: Page, server: str) -> None:
    page.goto(f"{server}/en/company")
    for value in ("bio-economy", "listed", "group"):
        page.locator(f"input[value={value}]").first.check()
    page.locator("#f-revenue").fill("300 million")
    page.locator("#f-revenue").press("Tab")
    fit = page.locator("#answers .fit").first
    expect(fit).to_contain_text("RMB 15 million")
    assert "revenue=300+million" in page.url and page.locator("form.company input[value=listed]").first.is_checked()
    star = fit.locator("a.star")
    star.click()
    expect(star).to_have_text("★")
    page.locator("#f-revenue").fill("")
    page.locator("#f-revenue").press("Tab")
    expect(page.locator("#answers .fit")).to_have_count(0)
    page.reload()  # the address is the answers
    assert page.locator("form.company input[value=listed]").first.is_checked()
