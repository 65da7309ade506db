"""The walk of a reader in a real browser, from the home page to a file, an offer on paper and what fits a company."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.web.following import follow
from tests.web.test_browser import browser  # noqa: F401  a fixture


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader types and looks for, in one language."""

    asked: str
    chosen: str  # an industry
    only: str
    table: str
    sum: str  # a head of the table
    offer: str
    unofficial: str
    clauses: tuple[str, str]  # of the two benefits that are picked up
    fits: str
    cannot_tell: str
    show: str
    estimate: str
    comes_to: str


SAID = {
    "zh": Said(
        "总部 奖励", "生物经济与医药", "只看有效", "表格", "金额", "生成招商政策单", "非官方",
        ("支持总部经济和产业链招商", "支持发展总部经济"), "适用", "还不能确定", "查看结果", "估算", "300万元",
    ),
    "en": Said(
        "headquarters award", "Bio-economy and pharmaceuticals", "In force only", "Table", "Sum", "Offer sheet",
        "Unofficial",
        ("Supporting the headquarters economy and investment promotion along the industrial chain",
         "Supporting the development of the headquarters economy"),
        "What applies", "Not yet certain", "Show what applies", "Estimate", "RMB 3 million",
    ),
}  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reader_walks_from_search_to_offer(
    browser: Browser,  # noqa: F811
    server: str,
    lang: str,
    width: int,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN" if lang == "zh" else "en-GB")
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    said = SAID[lang]
    page.goto(f"{server}/{lang}/")
    check_links(page)
    search_sort_and_export(page, said, lang, width)
    pick_compare_and_offer(page, server, said, lang, width)
    answer_for_a_company(page, said, width)
    page.goto(f"{server}/{lang}/policies/bio-economy/9")
    estimate(page, said, width)
    context.close()
    assert not problems


def check_links(page: Page) -> None:
    """Every link of the page answers."""
    links = page.locator("a").evaluate_all("all => [...new Set(all.map(one => one.href.split('#')[0]))]")
    assert len(links) > 20
    for link in links:
        assert page.request.get(link).ok, link


def stays_inside(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def unfold(page: Page, fold: str) -> None:
    """Open what may be folded here, as a menu is on a phone."""
    summary = page.locator(f"{fold}:not([open]) > summary")
    if summary.count() and summary.is_visible():
        summary.click()


def search_sort_and_export(page: Page, said: Said, lang: str, width: int) -> None:
    page.locator("#q").fill(said.asked)
    follow(page.locator("#q"), "Enter")
    expect(page.locator(".hit").first).to_be_visible()
    stays_inside(page, width)
    follow(page.get_by_role("link", name=said.only))
    expect(page.locator(".only [aria-current]")).to_contain_text(said.only)
    expect(page.locator(".hit .badge:not(.in_force)")).to_have_count(0)
    unfold(page, ".filters .drawer")
    follow(page.locator(".filters").get_by_role("link", name=said.chosen))
    expect(page.locator(".chip", has_text=said.chosen)).to_be_visible()
    follow(page.locator(".views").get_by_role("link", name=said.table))
    rows = page.locator(".awards tbody tr")
    expect(rows.first).to_be_visible()
    heads = page.locator(".awards thead" if width > 640 else ".award-sorts")
    if width <= 640:
        heads.locator("summary").click()
    follow(heads.get_by_role("link", name=said.sum).first)
    expect(page).to_have_url(re.compile("order=sum"))
    expect(rows.first).to_be_visible()
    stays_inside(page, width)
    number, first = rows.count(), rows.first.locator(".c-clause > a:not(.policy, .star)").inner_text()
    assert number > 3
    book = openpyxl.load_workbook(BytesIO(fetch(page, "Excel").read_bytes()))
    sheet = book[book.sheetnames[0]]
    assert sheet.freeze_panes == "A2" and sheet.max_row == number + 1
    titles = {str(row[2]) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert any(title in first for title in titles), (first, titles)
    assert any(isinstance(value, int) for row in sheet.iter_rows(values_only=True) for value in row)
    listed = list(csv.reader(StringIO(fetch(page, "CSV").read_bytes().decode("utf-8-sig"))))
    assert len(listed) == number + 1 and {row[2] for row in listed[1:]} == titles
    assert listed[1][2] in first  # the files keep the order of the table


def fetch(page: Page, name: str) -> Path:
    """The file behind a link of the line of exports."""
    unfold(page, ".export-fold")
    with page.expect_download() as coming:
        page.locator(".export").get_by_role("link", name=name).click()
    return coming.value.path()


def pick_compare_and_offer(page: Page, server: str, said: Said, lang: str, width: int) -> None:
    """☆ two benefits; side by side; as a Word file; as an offer sheet on paper."""
    for clause, benefit in (("bio-economy/9", 1), ("digital-economy/7", 1)):
        page.goto(f"{server}/{lang}/policies/{clause}")
        star = page.locator(f"#b-{benefit} .star")
        star.click()
        expect(star).to_have_text("★")
    unfold(page, ".menu")
    follow(page.locator("a.listed"))
    expect(page.locator(".compare thead th a:not(.edit)")).to_have_count(2)
    for name in said.clauses:
        expect(page.locator(".compare thead")).to_contain_text(name)
    expect(page.locator(".compare thead .money").first).to_be_visible()
    stays_inside(page, width)
    paper = Document(BytesIO(fetch(page, "Word").read_bytes()))
    words = [one.text for one in paper.paragraphs]
    words += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    for name in said.clauses:
        assert any(name in one for one in words), name
    follow(page.get_by_role("link", name=said.offer))
    expect(page.locator(".offered tbody tr")).to_have_count(2)
    stays_inside(page, width)
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    printed = squeeze(sheets[0].extract_text())
    for words_of in (*said.clauses, said.unofficial):
        assert squeeze(words_of) in printed, words_of


def squeeze(text: str) -> str:
    """Without what a line end or a ligature does to words."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).casefold()


def answer_for_a_company(page: Page, said: Said, width: int) -> None:
    unfold(page, ".menu")
    follow(page.locator("header nav a[href*='/company']"))
    page.locator("input[name=industry][value=bio-economy]").check()
    page.locator("input[name=rank][value=listed]").check()
    page.locator("input[name=headquarters][value=regional]").check()
    page.locator("#f-revenue").fill("3亿")
    follow(page.locator("form.company").get_by_role("button", name=said.show))
    expect(page.locator("h2#fits")).to_contain_text(said.fits)
    expect(page.locator(".fit", has_text=said.clauses[0]).first).to_be_visible()
    expect(page.locator(".fit .loud strong").first).to_be_visible()
    expect(page.locator("h2#cannot-tell")).to_contain_text(said.cannot_tell)
    expect(page.locator("form.next")).to_be_visible()
    stays_inside(page, width)


def estimate(page: Page, said: Said, width: int) -> None:
    follow(page.locator("#b-4").get_by_role("link", name=said.estimate))
    for field in page.locator("#estimate input:not([type=hidden])").all():
        field.fill("3亿")
    follow(page.locator("#estimate button:not(.second)").first)
    expect(page.locator(".answer .result")).to_contain_text(said.comes_to)
    stays_inside(page, width)
