"""Moving about: from the results to a clause and back, from hit to hit, between languages, and within a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from search_app.search.answer import answer
from search_app.search.model import Query
from search_app.search.prepared import find_window
from search_app.search.published.opening import Generation
from tests.conftest import TODAY
from tests.web.following import follow
from tests.web.test_browser import browser  # noqa: F401  a fixture

SEARCH = "q=总部 奖励&industry=finance&sort=amount&per_page=5"
CLAUSE = "/zh/policies/financial-opening/1"


def tree_of(client: FlaskClient, path: str, status: int = 200) -> lxml.html.HtmlElement:
    answered = client.get(path)
    assert answered.status_code == status, path
    return lxml.html.fromstring(answered.get_data(as_text=True))


def args_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


# ── from hit to hit ──


def test_every_window_of_the_hits_is_a_part_of_one_order(generation: Generation) -> None:
    for q, filters in (
        ("总部 奖励", ()),
        ("生物经济第九条", ()),
        ("", (("industry", ("finance",)),)),
        ("比较 总部 和 贴息", ()),
    ):
        query = Query(as_of=TODAY, q=q, filters=filters, per_page=100)
        page = answer(query, generation)
        keys = tuple(hit.clause.key for hit in page.hits)
        assert find_window(query, generation, 1, 100) == (page.total, keys)
        assert find_window(query, generation, 4, 3) == (page.total, keys[3:6])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_links_lead_through_all_hits_and_back_to_each_in_its_list(client: FlaskClient, lang: str) -> None:
    total, listed = 0, []
    for page in range(1, 6):
        tree = tree_of(client, f"/{lang}/search?{SEARCH}&page={page}")
        listed += tree.xpath("//li[starts-with(@id, 'hit-')]//h2/a/@href")
        total = total or int(re.findall(r"\d+", tree.xpath("//*[@role='status']")[0].text_content())[0])
    assert len(listed) == len(set(listed)) >= 20
    url, walked = listed[0], []
    while url:
        walked.append(url)
        tree = tree_of(client, url)
        (way,) = tree.xpath("//nav[@class='way-back']")
        (back,) = way.xpath("./a/@href")
        place = f"hit-{len(walked)}"
        assert (
            back.endswith(f"#{place}") and args_of(back)["industry"] == "finance" and args_of(back)["sort"] == "amount"
        )
        (there,) = tree_of(client, back).xpath(f"//li[@id='{place}']//h2/a/@href")
        assert there == url
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"http://localhost{urlsplit(url).path}"]
        (toggle,) = tree.xpath("//a[@class='language']/@href")
        assert args_of(toggle) == args_of(url) and not toggle.startswith(f"/{lang}/")
        url = next(iter(way.xpath(".//a[contains(@aria-label, '下一') or contains(@aria-label, 'Next')]/@href")), "")
    assert walked == listed
    (before,) = tree.xpath("//nav[@class='way-back']//span[@class='step']/a/@href")
    assert before == listed[-2]


def test_a_place_that_no_longer_fits_is_found_or_only_leads_back(client: FlaskClient) -> None:
    first, second = tree_of(client, f"/zh/search?{SEARCH}").xpath("//li[starts-with(@id, 'hit-')]//h2/a/@href")[:2]
    moved = tree_of(client, second.replace("hit=2", "hit=7")).xpath("//nav[@class='way-back']")[0]
    assert moved.xpath(".//span[@class='step']/a[1]/@href") == [first]
    for url in (second.replace("hit=2", "hit=999999"), "/zh/policies/bio-economy/1?q=总部&industry=finance&hit=2"):
        (way,) = tree_of(client, url).xpath("//nav[@class='way-back']")
        assert len(way.xpath(".//a")) == 1
        tree_of(client, way.xpath("./a/@href")[0])
    nothing = tree_of(client, f"{CLAUSE}?q=xylophone&hit=3").xpath("//nav[@class='way-back']/a/@href")
    tree_of(client, nothing[0])


@pytest.mark.parametrize(
    "wrong", ["hit=0", "hit=x", "hit=1&hit=2", "hit=1&view=map", "hit=1&colour=red", "industry=finance"]
)
def test_what_is_wrong_with_a_place_is_said(client: FlaskClient, wrong: str) -> None:
    assert tree_of(client, f"{CLAUSE}?{wrong}", 422).xpath("//ul[@class='faults']/li")


def test_forms_neighbours_and_choices_of_a_clause_keep_the_search(client: FlaskClient) -> None:
    searched = {"q": "总部 奖励", "industry": "finance", "hit": "1"}
    tree = tree_of(client, f"{CLAUSE}?q=总部 奖励&industry=finance&hit=1&show=zh")
    hidden = tree.xpath("//section[@id='estimate']//form//input[@type='hidden']")
    assert {one.get("name"): one.get("value") for one in hidden}.items() >= (searched | {"show": "zh"}).items()
    for path in (
        "//nav[@class='neighbours']/a",
        "//div[@class='show']/a",
        "//*[@class='acts']/a[contains(@href, '#estimate')]",
    ):
        found = tree.xpath(f"{path}/@href")
        assert found and all(args_of(url).items() >= searched.items() for url in found), path
    estimated = tree_of(client, f"{CLAUSE}?q=总部 奖励&industry=finance&hit=1&benefit=1&base=3亿")
    assert estimated.xpath("//nav[@class='way-back']") and estimated.xpath("//*[@class='result']")


def test_a_table_is_come_back_to_in_its_order(client: FlaskClient) -> None:
    links = tree_of(client, "/en/search/table?q=headquarters&order=sum").xpath("//table//th[@scope='row']/a[2]/@href")
    (way,) = tree_of(client, links[0]).xpath("//nav[@class='way-back']")
    assert way.xpath(".//a/@href") == ["/en/search/table?q=headquarters&order=sum"]
    links = tree_of(client, "/en/search/table?q=headquarters").xpath("//table//th[@scope='row']/a[2]/@href")
    (way,) = tree_of(client, links[0]).xpath("//nav[@class='way-back']")
    assert way.xpath("./a/@href") == ["/en/search/table?q=headquarters"] and way.xpath(".//span[@class='step']/a")


# ── in the browser ──


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: F811
    """A narrow screen, with and without script."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


def test_filters_stand_before_the_hits_and_open_over_them(phone: Page, server: str) -> None:
    phone.goto(f"{server}/en/search?q=headquarters award")
    panel, first = phone.locator(".filters .panel"), phone.locator(".hit").first
    assert phone.locator(".hit, .filters").first.get_attribute("id") == "filters"
    expect(panel).to_be_hidden()
    before = first.bounding_box()
    phone.locator(".filters summary").first.click()
    expect(panel).to_be_visible()
    assert first.bounding_box() == before
    phone.locator(".filters summary .close").click()
    expect(panel).to_be_hidden()
    phone.locator(".filters summary").first.click()
    follow(panel.get_by_role("link", name="Finance").first)
    expect(phone.locator(".filters summary").first).to_contain_text("Filters (1)")
    follow(phone.locator(".hit h2 a").nth(1))
    expect(phone.locator(".way-back")).to_contain_text(re.compile(r"2 of \d\d"))
    follow(phone.locator(".way-back .step a").last)
    expect(phone.locator(".way-back")).to_contain_text(re.compile(r"3 of \d\d"))
    follow(phone.locator(".way-back .back"))
    expect(phone).to_have_url(re.compile("industry=finance.*#hit-3$"))


@pytest.mark.parametrize("path", ["/en/policies/innovation-35", "/zh/policies/financial-opening"])
def test_the_contents_of_a_document_are_on_the_first_screen(phone: Page, server: str, path: str) -> None:
    """Whatever a document cites, repeals and states: what it states comes behind them."""
    phone.goto(server + path)
    contents = phone.locator("nav.contents")
    expect(contents).to_be_in_viewport(ratio=1)
    expect(contents.locator("ol")).to_be_hidden()
    assert phone.locator("nav.contents, dl.facts").first.evaluate("one => one.localName") == "nav"


def test_filters_and_menu_are_open_on_a_wide_screen_without_script(browser: Browser, server: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/zh/search?q=总部")
    for shown in (".filters .panel", "a.listed"):
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator(".filters summary").first).to_be_hidden()
    page.goto(f"{server}/zh/policies/bio-economy")
    expect(page.locator("nav.contents ol")).to_be_visible()
    context.close()


def test_the_first_hit_is_four_keys_away(wide: Page, server: str) -> None:
    wide.goto(f"{server}/zh/search?q=总部&industry=finance")
    for key in ("Tab", "Tab", "Enter", "Tab"):
        wide.keyboard.press(key)
    expect(wide.locator(".hit h2 a").first).to_be_focused()


def test_escape_closes_what_lies_over_the_page(wide: Page, server: str) -> None:
    wide.goto(f"{server}/zh/search?q=总部")
    sort = wide.locator(".sorts")
    sort.locator("summary").click()
    expect(sort.get_by_role("link", name="相关度")).to_have_attribute("aria-current", "true")
    wide.keyboard.press("Escape")
    expect(sort.get_by_role("link", name="相关度")).to_be_hidden()
    expect(sort.locator("summary")).to_be_focused()


QUERIES = {
    "zh": ("总部 奖励", "贷款贴息", "人才 补贴", "上市", "生物医药", "首台套"),
    "en": (
        "headquarters award",
        "loan interest subsidy",
        "talent",
        "listing",
        "biomedicine",
        "research and development",
    ),
}


@pytest.mark.parametrize(("width", "hit", "first", "head"), [(390, 250, 250, 60), (1280, 150, 200, 64)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hits_are_short_and_begin_high_on_the_screen(
    browser: Browser,  # noqa: F811
    server: str,
    lang: str,
    width: int,
    hit: int,
    first: int,
    head: int,
) -> None:
    """In CSS pixels; measured with the fonts of Debian."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    for q in QUERIES[lang]:
        page.goto(f"{server}/{lang}/search?q={q}")
        boxes = page.evaluate("[...document.querySelectorAll('.hit')].map(one => one.getBoundingClientRect().toJSON())")
        assert max(one["height"] for one in boxes) <= hit, q
        assert median(one["height"] for one in boxes) <= hit * 0.99 and boxes[0]["top"] <= first, q
        assert page.evaluate("document.querySelector('header.site').offsetHeight") <= head, q
    context.close()


def test_the_languages_shown_are_remembered_and_the_place_is_kept(wide: Page, server: str) -> None:
    wide.goto(f"{server}/zh/policies/bio-economy#c-9-s-2")
    sentence = wide.locator("#c-9-s-2")
    expect(sentence).to_be_in_viewport()
    wide.locator(".show a[data-show=zh]").evaluate("one => one.click()")  # as the keyboard does, from anywhere
    expect(sentence.locator(".en")).to_be_hidden()
    expect(sentence).to_be_in_viewport()
    expect(wide).to_have_url(re.compile("show=zh"))
    wide.goto(f"{server}/zh/policies/financial-opening/1")
    expect(wide.locator(".show a[data-show=zh]")).to_have_attribute("aria-current", "true")
    expect(wide.locator(".pair .en").first).to_be_hidden()
    follow(wide.get_by_role("link", name="English", exact=True))  # whoever goes over to English reads English
    expect(wide.locator(".pair .en").first).to_be_visible()
    wide.goto(f"{server}/en/policies/bio-economy/9?show=en")  # an address that says it comes first
    expect(wide.locator(".pair .zh").first).to_be_hidden()
    expect(wide.locator(".pair .en").first).to_be_visible()


def test_the_languages_shown_are_chosen_without_script(browser: Browser, server: str) -> None:  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/en/policies/bio-economy/9?q=headquarters&hit=1")
    follow(page.get_by_role("link", name="English only"))
    expect(page.locator(".pair .zh").first).to_be_hidden()
    follow(page.locator(".way-back .step a").last)
    expect(page).to_have_url(re.compile("show=en"))
    page.goto(f"{server}/zh/policies/bio-economy?show=zh")
    expect(page.locator(".pair .en").first).to_be_hidden()
    expect(page.locator(".pair .zh").first).to_be_visible()
    context.close()


def test_the_other_language_opens_where_the_reader_is(wide: Page, server: str) -> None:
    """Without a fragment in the address: at the sentence or hit on top of the screen."""
    wide.goto(f"{server}/zh/policies/bio-economy")
    wide.locator("#c-12").evaluate("one => one.scrollIntoView()")
    wide.wait_for_timeout(400)  # a reader stays there, and then scrolls up to the switch
    follow(wide.get_by_role("link", name="English"))
    expect(wide).to_have_url(re.compile("/en/policies/bio-economy#c-12"))
    expect(wide.locator("#c-12")).to_be_in_viewport()
    wide.goto(f"{server}/zh/policies/bio-economy")
    follow(wide.get_by_role("link", name="English"))
    expect(wide).to_have_url(f"{server}/en/policies/bio-economy")


def test_the_contents_mark_the_clause_that_is_read(wide: Page, server: str) -> None:
    wide.goto(f"{server}/en/policies/innovation-35")
    wide.locator("#c-30").evaluate("one => one.scrollIntoView()")
    current = wide.locator("nav.contents a[aria-current]")
    expect(current).to_have_attribute("href", "#c-30")
    expect(current).to_be_in_viewport()
    assert wide.locator("nav.contents .chapter").count() > 3


def test_a_sentence_has_an_address_that_is_no_burden_to_the_keyboard(browser: Browser, server: str) -> None:  # noqa: F811
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{server}/id/bio-economy/9#s-2")
    sentence = page.locator("#s-2")
    assert page.url.endswith("#s-2") and page.locator(".pair .at").count() == page.locator(".pair").count()
    assert sentence.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.locator("#s-1 .at").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#s-1")
    page.goto(f"{server}/zh/policies/innovation-35")
    links = page.locator(".pair .at").evaluate_all("all => all.map(one => [one.tabIndex, one.hash])")
    assert len(links) > 100 and {index for index, _ in links} == {-1}
    assert len({place for _, place in links}) == len(links)
    context.close()


KINDS = (
    "/zh/", "/en/", "/en/search?q=总部 奖励&industry=finance", "/zh/search/table?q=headquarters", "/en/policies",
    "/en/policies/innovation-35", "/zh/policies/bio-economy/9?q=总部&hit=2", "/en/policies/financial-opening/1?q=award&hit=1&benefit=1",
    "/en/policies/bio-economy/changes", "/en/company", "/en/list?b=bio-economy/9.1&b=digital-economy/7.1",
    "/en/offer?b=bio-economy/9.1", "/en/changes", "/en/api", "/en/policies/bio-economy/99", "/zh/search?page=0",
)  # fmt: skip


def test_no_kind_of_page_is_wider_than_a_small_phone(browser: Browser, server: str) -> None:  # noqa: F811
    """Not even where what is folded is open."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in KINDS:
        page.goto(server + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        for fold in page.locator("summary:visible").all()[:6]:
            fold.evaluate("one => one.parentElement.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
