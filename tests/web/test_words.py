"""The words of the site: one for one thing, none of programs where people read, and ways on from every error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from search_app import create_app
from search_app.data import read_table, read_tables
from search_app.model import LANGS, Bilingual, Lang
from search_app.search.engine import AMOUNT_BUCKETS, bucket_name
from search_app.search.published.generations import build_generation, publish
from search_app.web.errors import respond
from search_app.web.one_clause.applying import find_stated
from search_app.web.params import Fault
from search_app.web.serving.contact import Contact, read_contact
from tests.library.wording import find_faults, read_rules

_HAN = re.compile("[\u4e00-\u9fff]")
# What is called otherwise on some page would be two names for one thing.
RETIRED = {
    "zh": "搜索(?!引擎)|写明|效力|年限|最高额|最高限额|申请条件|发布日期|发文单位|比例与基数|以[^，。]{4,20}日为准",
    "en": r"\bIn all\b|[Cc]eiling|\bWho\b|Computed on|Largest sum|Order of the table|Data API|\bHow firmly\b"
    r"|[Oo]ffices?\b|What it pays|Paid by|\b[Cc]omput|Highest maximum|No double|What fits|[Uu]ntil \{",
}


def test_one_word_for_one_thing() -> None:
    said = [*read_tables("interface", "word"), *read_table("wording", "open")]
    said += [{"zh": zh, "en": en} for row in read_table("labels", "label") for zh, en in row["names"].values()]
    for lang in LANGS:
        assert [row[lang] for row in said if re.search(RETIRED[lang], row[lang])] == []
    straight = [row["en"] for row in said if re.search(r"[a-z]'[a-z]|\"", row["en"])]
    half_width = [
        row["zh"] for row in said if re.search('[\u4e00-\u9fff][,;:()?!]|[,;:()?!][\u4e00-\u9fff]|"', row["zh"])
    ]
    assert straight == half_width == []


def test_what_a_clause_asks_of_a_company_is_said_in_english(client: FlaskClient) -> None:
    for told in (
        "investment=3亿&industry=bio-economy",
        "industry=digital-economy&headquarters=group&revenue=5亿&rank=listed",
    ):
        page = read_page(client, f"/en/company?{told}")
        (answers,) = page.xpath("//*[@id='answers']")
        assert len(answers.text_content()) > 2000 and not _HAN.search(answers.text_content())


def test_words_of_the_site_keep_to_the_term_base() -> None:
    terms, _ = read_rules()
    said = [*read_tables("interface", "word"), *read_table("wording", "open"), *read_table("industries", "industry")]
    said += [*read_table("company", "choice"), *read_table("company", "title")]
    said += [{"zh": zh, "en": en} for row in read_table("labels", "label") for zh, en in row["names"].values()]
    every = [(row["zh"], en) for row in said for en in (row["en"], row.get("en_one", ""))]
    assert [(zh, en, bad) for zh, en in every for _, bad in find_faults(zh, en, terms, ()) if bad] == []


def test_bands_of_sums_say_which_of_their_bounds_they_hold() -> None:
    (names,) = [row["names"] for row in read_table("labels", "label") if row["facet"] == "amount"]
    for low, high in AMOUNT_BUCKETS:
        zh, en = names[bucket_name(low, high)]
        assert ("以上" in zh, "不满" in zh) == (low > 0, high is not None), zh
        assert ("less than RMB" in en.replace("Less", "less"), "or more" in en) == (high is not None, high is None), en


# ── pages ──


def list_pages(lang: Lang) -> list[str]:
    """One address of each kind of page for people."""
    pages = (
        "/", "/search?q=总部", "/search?q=核电站退役", "/search?q=企业&industry=finance&as_of=2024-06-01", "/search/table?q=award",
        "/policies", "/policies/bio-economy", "/policies/creative-design?as_of=2024-06-01", "/policies/bio-economy/9?q=总部",
        "/policies/creative-design/4", "/policies/bio-economy/changes", "/company", "/company?investment=3亿&foreign_owned=yes",
        "/list", "/list?b=bio-economy/9.1&b=digital-economy/7", "/offer?b=bio-economy/9.1", "/changes",
        "/policies/bio-economy/99", "/policies/nowhere", "/search?page=0&per_page=x&as_of=2026-13-01&sort=luck&colour=red",
        "/policies/bio-economy/changes?version=2020-01-01", "/list?b=nothing", "/policies/bio-economy/9?threshold=x",
    )  # fmt: skip
    return [f"/{lang}{path}" for path in pages]


def read_page(client: FlaskClient, url: str) -> html.HtmlElement:
    page: html.HtmlElement = html.document_fromstring(client.get(url).get_data(as_text=True))
    return page


def words_of(page: html.HtmlElement) -> str:
    """What people read: without fields, codes, what is only on paper, and what they typed themselves (in quotes)."""
    for one in page.xpath("//script|//style|//textarea|//code|//p[@class='print-foot']|//*[@id='cite']//textarea"):
        one.drop_tree()
    return re.sub("“[^”]*”", "“”", " ".join(page.text_content().split()))


@pytest.mark.parametrize("lang", LANGS)
def test_pages_for_people_speak_no_language_of_programs(client: FlaskClient, lang: Lang) -> None:
    spoken = (
        r"as_of|per_page|amount_min|sort=|\.txt\b|\.tsv|\.toml|index_build|\blines? \d+\b|第\d+(?:–\d+)?行|/api/v1"
        r"|\b\d{4}-\d\d-\d\d\b|Traceback|null|参数"
    )
    for url in list_pages(lang):
        words = words_of(read_page(client, url))
        found = re.search(rf".{{0,40}}(?:{spoken}).{{0,40}}", re.sub(r"https?://\S+", "", words))
        assert len(words) > 200 and found is None, (url, found)


def test_english_pages_mark_what_is_chinese(client: FlaskClient) -> None:
    for url in list_pages("en"):
        if "/search" in url or "q=" in url or "nothing" in url:  # which say again what was typed
            continue
        page = read_page(client, url)
        for one in page.xpath(
            "//script|//style|//*[starts-with(@lang, 'zh')]|//*[@id='text']|//p[@class='print-foot']"
        ):
            one.drop_tree()
        assert not _HAN.search(page.xpath("//body")[0].text_content()), url


def test_english_hits_mark_the_chinese_that_found_them(client: FlaskClient) -> None:
    (hits,) = read_page(client, "/en/search?q=bonus").xpath("//ol[@class='hits']")
    chinese = hits.xpath(".//*[starts-with(@lang, 'zh')]")
    assert "奖励" in [one.text for one in chinese]
    for one in chinese:
        one.drop_tree()
    assert not _HAN.search(hits.text_content())


# ── errors ──


STATUSES = (400, 404, 405, 410, 413, 414, 415, 422, 500)


def find_ways(page: html.HtmlElement) -> list[str]:
    return [str(link) for link in page.xpath("//main//a/@href")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("status", STATUSES)
def test_every_error_says_what_it_is_and_leads_on(client: FlaskClient, status: int, lang: Lang) -> None:
    asked = "q=%E6%80%BB%E9%83%A8&industry=finance" + ("&sort=luck" if status == 422 else "")
    with client.application.test_request_context(f"/{lang}/search?{asked}"):
        faults = [Fault("sort", Bilingual("没有", "none"))] if status == 422 else []
        answer = respond(status, str(status), faults)
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert (
        answer.status_code == status and len(page.xpath("//h1")) == 1 and page.xpath("//main//form//input[@name='q']")
    )
    (toggle,) = page.xpath("//header//a[@class='language']/@href")
    assert toggle.startswith("/en/" if lang == "zh" else "/zh/")
    ways = find_ways(page)
    assert len(ways) >= 3 and all(client.get(way).status_code == 200 for way in ways), ways
    assert len(words_of(page)) > 150


def test_what_is_no_search_is_not_called_one(client: FlaskClient) -> None:
    searches = ("/en/search?sort=luck", "/en/search/table?order=luck", "/en/policies/bio-economy/9?hit=0")
    entered = ("/en/changes?since=x", "/en/check?as_of=x", "/en/list?b=x", "/en/policies/bio-economy/9?as_of=x")
    for url in (*searches, *entered):
        title = read_page(client, url).xpath("//h1")[0].text_content()
        assert ("search" in title) == (url in searches), url
    refused = client.post("/api/v1/estimate?lang=en", json={"clause": "bio-economy/9", "inputs": {"base": -1}})
    assert "search" not in refused.get_json()["title"]


def test_what_an_address_may_have_meant_is_offered(client: FlaskClient) -> None:
    for url, meant in (
        ("/zh/policy/bio-economy", "/zh/policies/bio-economy"),
        ("/en/policy/bio-economy/9", "/en/policies/bio-economy/9"),
        ("/zh/policies/digital", "/zh/policies/digital-economy"),
        ("/en/policies/bioeconomy/9", "/en/policies/bio-economy"),
        ("/zh/change", "/zh/changes"),
        ("/zh/policies/bio-economy/99", "/zh/policies/bio-economy/1"),
    ):
        answer = client.get(url)
        assert answer.status_code == 404
        assert meant in find_ways(html.document_fromstring(answer.get_data(as_text=True))), url
    assert "it has 20 clauses, 1 to 20" in client.get("/en/policies/bio-economy/99").get_data(as_text=True)


def test_of_a_clause_that_a_named_document_has_not_only_its_own_are_offered(client: FlaskClient) -> None:
    page = read_page(client, "/zh/search?q=《鹤岗市支持生物经济高质量发展若干政策措施》第四十条")
    offered = [urlsplit(str(one)).path for one in page.xpath("//*[@class='notice cited']//li/a/@href")]
    assert offered == ["/zh/policies/bio-economy/20", "/zh/policies/bio-economy"]


def test_a_faulty_search_keeps_what_was_right(client: FlaskClient) -> None:
    page = read_page(client, "/zh/search?q=总部&industry=finance&payer=city&sort=luck&as_of=2026-02-30")
    form = {str(one.get("name")): one.get("value") for one in page.xpath("//main//form//input")}
    assert form == {"q": "总部", "industry": "finance", "payer": "city"}
    words = words_of(page)
    assert "可选：相关度、金额由高到低、文件顺序" in words and "没有这一天" in words


def test_without_an_index_nothing_is_offered_that_must_fail(tmp_path: Path) -> None:
    client = create_app(index=tmp_path).test_client()
    for lang, other in (("zh", "en"), ("en", "zh")):
        answer = client.get(f"/{lang}/search?q=总部")
        page = html.document_fromstring(answer.get_data(as_text=True))
        assert answer.status_code == 503 and not page.xpath("//form")
        assert f"/{other}/search" in page.xpath("//a[@class='language']/@href")[0]
        assert not re.search("index|索引|py", words_of(page).replace("API", ""))
        again, api = find_ways(page)
        assert again.startswith(f"/{lang}/search?q=") and client.get(api).status_code == 200
    assert "index_build.py" in client.get("/readyz").get_json()["detail"]


# ── who runs the site ──


HOSTILE = [
    {"SITE_OPERATOR": "<b>x</b>"}, {"SITE_OPERATOR": "a\x00b"}, {"SITE_OPERATOR": "a\u202eb"}, {"SITE_OPERATOR": "长" * 101},
    {"SITE_OPERATOR": "\u200b\u2060"}, {"SITE_OPERATOR": "——"}, {"REPORT_TO": "https://.../"}, {"REPORT_TO": "https://a..org/"},
    {"SITE_OPERATOR_EN": "Alone"}, {"SITE_OPERATOR": "甲", "SITE_OPERATOR_EN": "x\ny"},
    *({"REPORT_TO": to} for to in (
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "http://example.org/", "//example.org", "data:text/html,x", "report@example.org",
        "mailto:a@b", "mailto:a@example.org?cc=b@example.org", "mailto:a@example.org,b@example.org", "https://", "https://{url}/",
        "https://a.example{id}.org/x", "https://user:pass@example.org/", "https://example.org/{other}", "https://example.org/{{id}}",
        "https://example.org/ x", 'https://example.org/"onclick=', "https://example.org\\@evil.org/", "https://example.org/#x",
        f"https://example.org/{'a' * 500}",
    )),
]  # fmt: skip


@pytest.mark.parametrize("environ", HOSTILE, ids=repr)
def test_settings_that_no_page_can_show_are_refused_at_the_start(environ: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match=r"^(?:SITE_OPERATOR|SITE_OPERATOR_EN|REPORT_TO)\b.*(?:must be|set both)"):
        read_contact(environ)


@pytest.fixture
def told(home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A site whose environment says ``REPORT_TO`` as the test asks, and who runs it."""
    monkeypatch.setenv("SITE_OPERATOR", "某某“资讯” & 公司")
    monkeypatch.setenv("REPORT_TO", request.param)
    return create_app(index=home).test_client()


@pytest.mark.parametrize("told", ["mailto:report@example.org"], indirect=True)
def test_an_error_is_reported_by_mail_with_what_it_is_about(told: FlaskClient) -> None:
    page = read_page(told, "/zh/policies/bio-economy/9?q=总部")
    clause, whole = (urlsplit(str(link)) for link in page.xpath("//a[starts-with(@href, 'mailto:')]/@href"))
    assert clause.path == whole.path == "report@example.org"
    assert "bio-economy/9" in parse_qs(clause.query)["subject"][0]
    body = parse_qs(clause.query)["body"][0]
    assert "条款：bio-economy/9\r\n网址：http://localhost/zh/policies/bio-economy/9?q=" in body
    assert "条款" not in parse_qs(whole.query)["body"][0]
    assert "运营单位：某某“资讯” & 公司" in page.xpath("//footer")[-1].text_content()
    english = read_page(told, "/en/").xpath("//footer")[-1]
    assert "Run by" in english.text_content() and english.xpath(".//span[@lang='zh-CN']")
    own = str(read_page(told, "/zh/company?investment=3亿").xpath("//a[starts-with(@href, 'mailto:')]/@href")[0])
    assert "company" in own and "investment" not in unquote(own)  # what a company says of itself stays with it


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("https://example.org/r", "https://example.org/r?id=bio-economy%2F9&url=http%3A%2F%2Flocalhost%2Fen%2Fpolicies%2Fbio-economy%2F9"),
        ("https://example.org/r?x=1", "https://example.org/r?x=1&id=bio-economy%2F9&url=http%3A%2F%2Flocalhost%2Fen%2Fpolicies%2Fbio-economy%2F9"),
        ("https://example.org/{id}/new?at={url}", "https://example.org/bio-economy%2F9/new?at=http%3A%2F%2Flocalhost%2Fen%2Fpolicies%2Fbio-economy%2F9"),
    ],
    indirect=["told"],
)  # fmt: skip
def test_an_error_is_reported_to_an_address(told: FlaskClient, wanted: str) -> None:
    assert wanted in read_page(told, "/en/policies/bio-economy/9").xpath("//a/@href")
    hostile = read_page(told, "/en/search?q=%22%3E%3Cscript%3E%7Bid%7D&industry=finance").xpath("//footer//a/@href")
    assert len([link for link in hostile if link.startswith("https://example.org/")]) == 1


def test_without_settings_nobody_is_named(client: FlaskClient) -> None:
    assert read_contact({}) == Contact()
    for url in ("/zh/", "/en/policies/bio-economy/9"):
        assert not re.search("运营单位|内容纠错|Run by|Report an error", client.get(url).get_data(as_text=True))


# ── what programs can ask ──


@pytest.mark.parametrize("lang", LANGS)
def test_every_address_of_the_page_for_programs_answers(client: FlaskClient, lang: Lang) -> None:
    page = read_page(client, f"/{lang}/api")
    examples = [str(link) for link in page.xpath("//main//a/@href")]
    assert len(examples) > 20
    assert {client.get(link, follow_redirects=True).status_code for link in examples} == {200}
    posted = {
        row.xpath("string(th)"): json.loads(row.xpath("string(.//code[@class='body'])"))
        for row in page.xpath("//tr[.//code[@class='body']]")
    }
    assert len(posted) == 3
    assert {client.post(address, json=body).status_code for address, body in posted.items()} == {200}
    linked = [str(link) for link in read_page(client, f"/{lang}/").xpath("//footer//a/@href")]
    assert f"/{lang}/api" in linked and not any("/api/v1" in link for link in linked)


# ── what a document does not say of applying ──


def test_words_of_applying_are_read_as_their_rows_say() -> None:
    for row in read_table("applying", "word"):
        assert row["name"] in find_stated(row["yes"]) and row["name"] not in find_stated(row["no"]), row["name"]
    assert find_stated("應當於每年三月底前向縣政府提交申請書") >= {"how", "deadline", "papers"}
    assert find_stated("Applications shall be\nfiled within ninety days of completion") == {"how", "deadline"}


def list_unstated(client: FlaskClient, url: str) -> Iterator[str]:
    for one in read_page(client, url).xpath("//dl[contains(@class, 'facts')]//dd"):
        yield from re.findall(r"本文件未载明([^。]*)。|Not stated in this document: ([^.]*)\.", one.text_content())


def test_silence_is_claimed_only_where_a_document_is_silent(client: FlaskClient) -> None:
    for clause_id, missing in (
        ("bio-economy/9", "申报方式、申报截止时间、联系方式、申报材料"),  # no clause of it has a word of applying
        ("financial-opening/1", "联系方式"),  # 企业可在基金投资期结束后提出申请 stands in another of its clauses
        ("innovation-35/23", "申报截止时间、联系方式、申报材料"),  # 采取申报制或备案制方式
    ):
        assert list(list_unstated(client, f"/zh/policies/{clause_id}")) == [(missing, "")], clause_id
    (said,) = list_unstated(client, "/en/policies/bio-economy/9")
    assert said == ("", "how to apply, application deadline, contact details, documents to be submitted")


def test_what_another_clause_says_of_applying_counts_for_all(tmp_path: Path) -> None:
    from search_app.library.library import read_library

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "fish.txt").write_text(
        "丁市渔业办法\n第一条 对渔场给予20万元奖励。\n"
        "第二条 企业应于每年6月底前向市渔业局提出申请，并提交下列材料。咨询电话：3350000。\n",
        encoding="utf-8",
    )
    publish(build_generation(read_library(corpus), tmp_path / "index", "x"))
    assert list(list_unstated(create_app(index=tmp_path / "index").test_client(), "/zh/policies/fish/1")) == []
