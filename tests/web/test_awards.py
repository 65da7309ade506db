"""The benefits that a search finds: as a table, as JSON, as files and as a feed; and a clause that is carried away."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from lxml import etree, html

from search_app import create_app
from search_app.library.library import read_library
from search_app.model import Library
from search_app.search.model import Query
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from search_app.web.awards.columns import find_columns
from search_app.web.awards.found import find_rows
from search_app.web.words import make_translate
from search_app.web.written.qr import qr_svg
from tests.conftest import TODAY

ATOM = "{http://www.w3.org/2005/Atom}"
QUERIES = [
    "", "q=总部 奖励", "q=headquarters", "q=奖励 -贷款", 'q="首台（套）"', "q=1000万元", "q=bio-economy/9", "q=核电站退役",
    "q=去年有效的人才补贴", "document=creative-design&sort=amount", "industry=finance&sort=document",
    "validity=in_force&amount_min=1000000", "as_of=2025-06-30&q=设计", "exact=1&q=daikuan", "department=none",
]  # fmt: skip


def benefits(client: FlaskClient, asked: str) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/benefits?{asked}").get_json()["benefits"]


def hits(client: FlaskClient, asked: str) -> Iterator[dict[str, Any]]:
    for page in (1, 2):
        answer = client.get(f"/api/v1/search?{asked}&per_page=100&page={page}")
        yield from answer.get_json()["hits"] if answer.status_code == 200 else ()


# ── which rows ──


@pytest.mark.parametrize("asked", QUERIES)
def test_the_rows_are_the_benefits_of_the_hits_in_their_order(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/api/v1/benefits?{asked}&page=7&per_page=3").get_json()
    found = list(hits(client, asked))
    assert [one["id"] for one in answer["benefits"]] == [b["id"] for hit in found for b in hit["benefits"]]
    assert answer["clauses"] == answer["clauses_listed"] == len(found) and answer["complete"]
    assert answer["total"] == len(answer["benefits"])


@pytest.mark.parametrize(
    "asked",
    [
        "kind=interest",
        "kind=grant&kind=tax",
        "payer=city",
        "payer=none",
        "promise=endeavour&payer=province",
        "kind=none",
    ],
)
def test_only_benefits_that_meet_what_is_chosen_are_rows(client: FlaskClient, asked: str) -> None:
    chosen: dict[str, set[str]] = {}
    for name, _, value in (one.partition("=") for one in asked.split("&")):
        chosen.setdefault(name, set()).add(value)
    found = benefits(client, asked)
    expected = [
        b["id"] for hit in hits(client, asked) for b in hit["benefits"]
        if all((b[name] or "none") in values for name, values in chosen.items())
    ]  # fmt: skip
    assert [one["id"] for one in found] == expected
    assert bool(found) == (asked != "kind=none")


def test_of_a_clause_with_a_loan_and_a_grant_the_grant_alone_is_a_row(client: FlaskClient) -> None:
    kinds = {one["kind"] for one in benefits(client, "q=creative-design/1")}
    assert {"grant", "interest"} <= kinds
    assert {one["kind"] for one in benefits(client, "document=creative-design&kind=interest")} == {"interest"}
    # Whoever asks for loans asks for what lends or makes lending cheaper.
    assert {one["kind"] for one in benefits(client, "kind=loan")} >= {"interest", "guarantee"}


def test_a_row_says_where_it_stands(client: FlaskClient) -> None:
    (one,) = [b for b in benefits(client, "q=bio-economy/9") if b["id"] == "bio-economy/9/b1"]
    assert one["document"]["name"] == {"zh": "生物经济政策", "en": "Bio-economy measures"}
    assert one["clause"]["id"] == "bio-economy/9" and one["validity"]["status"] == "in_force"
    assert one["links"]["zh"] == "/zh/policies/bio-economy/9#b-1" and one["links"]["id"] == "/id/bio-economy/9/b1"
    assert "4%" in one["quote"]["zh"] and "4%" in one["quote"]["en"] and one["departments"]
    then = client.get("/api/v1/benefits?document=creative-design&as_of=2025-06-30").get_json()
    assert then["as_of"] == "2025-06-30" and {b["validity"]["status"] for b in then["benefits"]} == {"in_force"}


def test_a_day_that_the_words_name_is_the_day_of_the_rows(client: FlaskClient) -> None:
    answer = client.get("/api/v1/benefits?q=2025年6月30日有效的设计奖励").get_json()
    assert answer["as_of"] == "2025-06-30"
    assert "in_force" in {
        b["validity"]["status"] for b in answer["benefits"] if b["document"]["id"] == "creative-design"
    }


def test_nothing_is_cut_in_silence(generation: Generation) -> None:
    found = find_rows(Query(TODAY), generation, most=10)
    assert 0 < len(found.rows) <= 10 and not found.complete and 0 < found.clauses < found.page.total
    whole = {row.clause.id: len(row.clause.benefits) for row in found.rows}
    assert len(found.rows) == sum(whole.values()), "clauses are listed whole"


def test_the_json_is_what_the_description_says(client: FlaskClient) -> None:
    description = client.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Benefits", "components": description["components"]}
    answer = client.get("/api/v1/benefits?q=奖励")
    Draft202012Validator(schema).validate(answer.get_json())
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    names = {one["name"] for one in description["paths"]["/api/v1/benefits"]["get"]["parameters"]}
    assert {"q", "kind", "payer", "as_of"} <= names
    assert answer.get_json() == client.get("/zh/search.json?q=奖励").get_json()
    assert "/api/v1/benefits" in client.get("/en/api").get_data(as_text=True)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".atom", "/table"])
def test_faults_are_told_in_words(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/zh/search{suffix}?colour=red&kind=cake&as_of=soon&lang=zh")
    assert answer.status_code == 422 and answer.mimetype == "text/html"
    words = answer.get_data(as_text=True)
    assert all(said in words for said in ("“colour”", "支持方式", "日期", "语言"))
    problem = client.get("/api/v1/benefits?colour=red&kind=cake")
    assert problem.status_code == 422 and {e["name"] for e in problem.get_json()["errors"]} == {"colour", "kind"}


# ── the table ──


def table(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.get_data(as_text=True))


def cells(page: Any, column: str) -> list[str]:
    found = page.xpath(f"//table[@class='awards']/tbody/tr/*[contains(concat(@class, ' '), 'c-{column} ')]")
    return [" ".join(one.text_content().split()) for one in found]


def yuan(text: str) -> int:
    found = re.search(r"([\d,.]+)(亿|万)?元", text)
    assert found, text
    return int(Decimal(found[1].replace(",", "")) * {"亿": 10**8, "万": 10**4, None: 1}[found[2]])


def test_every_benefit_of_the_hits_is_a_row_of_the_table(client: FlaskClient) -> None:
    first, second = (table(client, f"/zh/search/table?page={n}") for n in (1, 2))
    rows = [page.xpath("//table[@class='awards']/tbody/tr") for page in (first, second)]
    assert [len(one) for one in rows] == [100, 90]
    found = [one for page in (first, second) for one in page.xpath("//th[@scope='row']/a[2]/@href")]
    links = [re.sub(r"\?[^#]*", "", one) for one in found]  # which hold the search as well
    assert links == [b["links"]["zh"] for b in benefits(client, "")]
    assert len(table(client, "/en/search/table?q=headquarters").xpath("//tbody/tr")) == len(
        benefits(client, "q=headquarters")
    )
    assert client.get("/zh/search/table?page=3").status_code == 422


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_figures_are_ordered_and_what_says_none_stands_last(client: FlaskClient, direction: str) -> None:
    page = table(client, f"/zh/search/table?validity=in_force&order=total&direction={direction}")
    said = cells(page, "total")
    totals = [yuan(text) for text in said if text]
    assert len(totals) > 5 and not any(said[len(totals) :])
    assert totals == sorted(totals, reverse=direction == "desc")
    (head,) = page.xpath("//thead/tr/th[@aria-sort]")
    assert head.get("aria-sort") == {"asc": "ascending", "desc": "descending"}[direction]
    other = {"asc": "order=total", "desc": "direction=asc"}[direction]  # the head turns the order round
    assert other in head.xpath("a/@href")[0] and "validity=in_force" in head.xpath("a/@href")[0]


def test_every_head_sorts_and_keeps_the_rows(client: FlaskClient) -> None:
    asked = "q=总部&document=bio-economy&document=digital-economy"
    plain = table(client, f"/zh/search/table?{asked}")
    heads = plain.xpath("//thead/tr/th/a/@href")
    assert len(heads) == 10 and not plain.xpath("//th[@aria-sort]")
    for head in heads:
        page = table(client, head)
        assert sorted(cells(page, "clause")) == sorted(cells(plain, "clause")), head
        assert len(page.xpath("//th[@aria-sort]")) == 1
        back = page.xpath("//a[contains(., '恢复检索顺序')]/@href")[0]
        assert cells(table(client, back), "who") == cells(plain, "who")
    by_place = cells(table(client, "/zh/search/table?document=bio-economy&order=clause"), "clause")
    numbers = [int(found[1]) for name in by_place if (found := re.search(r"第(\d+)条", name))]
    assert numbers == sorted(numbers) and len(numbers) > 20


def test_an_order_that_is_none_is_told_with_everything_else(client: FlaskClient) -> None:
    answer = client.get("/en/search/table?order=luck&direction=up&page=0")
    assert answer.status_code == 422
    words = answer.get_data(as_text=True)
    assert all(said in words for said in ("Sort column", "Sort direction", "Page"))
    assert client.get("/en/search/table?order=sum&order=who").status_code == 422
    assert client.get("/en/search?order=sum").status_code == 422, "the list has no such order"


def test_links_of_the_ordered_table_keep_its_order(client: FlaskClient) -> None:
    page = table(client, "/zh/search/table?order=sum&direction=asc")
    kept = page.xpath("//nav[@class='pages']/a/@href") + page.xpath("//aside//li/a/@href")
    assert kept and all("order=sum" in url and "direction=asc" in url for url in kept)
    assert page.xpath("//p[@class='views']/a/@href") == ["/zh/search"]
    files = {url.partition("?")[0][-4:]: url for url in page.xpath("//p[@class='export']/a/@href")}
    assert {kind for kind, url in files.items() if "order=sum" in url} == {"xlsx", ".csv"}
    shown = [one.get("data-item") for one in page.xpath("//table[@class='awards']//a[@class='star']")]
    written = list(csv.reader(StringIO(client.get(files[".csv"]).data.decode("utf-8-sig"))))[1:]
    addresses = [next(cell for cell in row if "/id/" in cell) for row in written[: len(shown)]]
    assert [one.partition("/id/")[2].replace("/b", ".") for one in addresses] == shown


def test_bars_are_links_and_stand_only_where_there_is_something_to_compare(client: FlaskClient) -> None:
    bars = table(client, "/zh/search/table").xpath("//figure[@class='bars']//a")
    assert len(bars) >= 5
    for bar in bars:
        count = int(re.search(r"(\d+)条", bar.text_content()).group(1))  # type: ignore[union-attr]
        (asked,) = re.findall(r"amount=[\d-]+", bar.get("href"))
        assert client.get(f"/api/v1/search?{asked}").get_json()["total"] == count
    assert not table(client, "/zh/search/table?document=bio-economy&q=总部").xpath("//figure")


@pytest.mark.parametrize("view", ["", "/table"])
def test_both_views_lead_to_the_files(client: FlaskClient, view: str) -> None:
    page = table(client, f"/en/search{view}?q=总部&kind=grant&per_page=5&page=1")
    links = page.xpath("//p[@class='export']/a/@href")
    assert [re.search(r"search\.(\w+)", url)[1] for url in links] == ["xlsx", "csv", "json", "atom"]  # type: ignore[index]
    for url in links:
        assert client.get(url).status_code == 200 and "kind=grant" in url and "per_page" not in url
    alternates = {one.get("type"): one.get("href") for one in page.xpath("//link[@rel='alternate'][@type]")}
    assert alternates["application/atom+xml"].startswith("http://localhost/en/search.atom?q=%E6%80%BB")


# ── files ──


def read_xlsx(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200 and "spreadsheetml" in answer.content_type
    return openpyxl.load_workbook(BytesIO(answer.data))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_excel_has_figures_as_numbers_and_texts_as_texts(client: FlaskClient, lang: str) -> None:
    book = read_xlsx(client, f"/{lang}/search.xlsx?document=bio-economy")
    page, told = book.worksheets
    columns = find_columns(lang)  # type: ignore[arg-type]
    assert [cell.value for cell in page[1]] == [column.head(lang) for column in columns]  # type: ignore[arg-type]
    assert page.freeze_panes == "A2" and page.auto_filter.ref and page.column_dimensions["A"].width > 10
    rows = [{c.key: cell for c, cell in zip(columns, row, strict=True)} for row in page.iter_rows(min_row=2)]
    expected = benefits(client, "document=bio-economy")
    assert len(rows) == len(expected)
    for row, one in zip(rows, expected, strict=True):
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row.values())
        for key, value in (
            ("award", one["award"]),
            ("rate", one["rate"]),
            ("total", (one["total"] or {}).get("value")),
        ):
            assert row[key].value == value and (value is None or row[key].data_type == "n"), (one["id"], key)
        assert row["address"].value == f"http://localhost/id/{one['id']}"
        assert row["as_of"].value == datetime(TODAY.year, TODAY.month, TODAY.day) and row["as_of"].is_date
    nine = next(row for row in rows if row["address"].value.endswith("/id/bio-economy/9/b1"))
    assert (nine["cap"].value, nine["years"].value, nine["total"].value) == (10_000_000, 5, 50_000_000)
    assert ("元" if lang == "zh" else "RMB") in nine["cap"].number_format and nine["rate"].number_format == "0%"
    assert nine["policy"].value == ("生物经济政策" if lang == "zh" else "Bio-economy measures")
    said = " ".join(str(cell.value) for row in told.iter_rows() for cell in row)
    assert make_translate(lang)("unofficial") in said and make_translate(lang)("about_empty") in said  # type: ignore[arg-type]
    assert "http://localhost" in said and "2026" in said


def test_an_english_file_has_the_chinese_that_prevails_beside_it(client: FlaskClient) -> None:
    page = read_xlsx(client, "/en/search.xlsx?q=bio-economy/9").worksheets[0]
    heads = [cell.value for cell in page[1]]
    han = re.compile("[\u4e00-\u9fff]")
    for row in page.iter_rows(min_row=2, values_only=True):
        said = dict(zip(heads, row, strict=True))
        assert han.search(said.pop("Source wording (Chinese)"))
        if said["Permanent address"].split("/id/")[1].startswith("bio-economy"):
            assert not [key for key, value in said.items() if isinstance(value, str) and han.search(value)]


def read_csv(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff") and text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return list(csv.reader(StringIO(text[1:], newline=""), strict=True))


def test_comma_separated_text_reads_back(client: FlaskClient) -> None:
    head, *rows = read_csv(client, "/zh/search.csv?document=bio-economy")
    columns = find_columns("zh")
    assert head == [column.head("zh") for column in columns]
    expected = benefits(client, "document=bio-economy")
    assert len(rows) == len(expected) and {len(row) for row in rows} == {len(columns)}
    for row, one in zip(rows, expected, strict=True):
        said = dict(zip((column.key for column in columns), row, strict=True))
        assert said["award"] == ("" if one["award"] is None else str(one["award"]))
        assert said["rate"] == ("" if one["rate"] is None else f"{one['rate']:g}")
        assert said["address"].endswith(one["id"]) and said["quote"] in (one["quote"]["zh"], f"'{one['quote']['zh']}")
        assert said["as_of"] == str(TODAY)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_a_name_that_says_what_it_is(client: FlaskClient, kind: str) -> None:
    disposition = client.get(f'/zh/search.{kind}?q=总部%0d%0a"/../奖励').headers["Content-Disposition"]
    plain, name = re.fullmatch(r"attachment; filename=\"([\w.-]+)\"; filename\*=UTF-8''(\S+)", disposition).groups()  # type: ignore[union-attr]
    assert plain == f"hegang-benefits-{TODAY}.{kind}" and name.isascii()
    assert unquote(name) == f"鹤岗政策扶持明细-总部-..-奖励-{TODAY}.{kind}"


def test_a_feed_has_an_entry_for_each_hit(client: FlaskClient) -> None:
    asked = "q=总部&sort=document"
    answer = client.get(f"/en/search.atom?{asked}")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    assert answer.data == client.get(f"/en/search.atom?{asked}").data
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    assert feed.findtext(f"{ATOM}title") == "Results for “总部” · Hegang Policy Library"
    entries = feed.findall(f"{ATOM}entry")
    expected = [hit["id"] for hit in hits(client, asked)]
    assert [one.findtext(f"{ATOM}id") for one in entries] == [f"http://localhost/id/{id_}" for id_ in expected]
    for one in entries:
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated")).tzinfo and one.findtext(f"{ATOM}summary")
        assert one.find(f"{ATOM}link").get("href").startswith("http://localhost/en/policies/")
    nine = next(one for one in entries if one.findtext(f"{ATOM}id").endswith("/id/bio-economy/9"))
    title = nine.findtext(f"{ATOM}title")
    assert title.startswith("up to RMB 20 million, up to RMB 10 million a year · Bio-economy measures, clause 9")
    assert title.endswith("In force (no end date stated)")
    # The same clause is the same entry in every feed.
    other = etree.fromstring(client.get("/zh/search.atom?document=bio-economy").data)
    assert "http://localhost/id/bio-economy/9" in [one.text for one in other.iter(f"{ATOM}id")]


# ── a clause ──


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_clause_for_word_says_what_its_page_says(client: FlaskClient, library: Library, lang: str) -> None:
    answer = client.get(f"/{lang}/policies/bio-economy/9.docx")
    assert "wordprocessingml" in answer.content_type and "bio-economy-9-" in answer.headers["Content-Disposition"]
    paper = docx.Document(BytesIO(answer.data))
    clause = next(one for one in library.clauses if one.id == "bio-economy/9")
    cell_texts = [cell.text for one in paper.tables for row in one.rows for cell in row.cells]
    for pair in clause.sentences:
        assert clause.text.zh[pair.zh.start : pair.zh.end].strip() in cell_texts
        assert (clause.text.en or "")[pair.en.start : pair.en.end].strip() in cell_texts
    assert ("5,000万元" if lang == "zh" else "RMB 50 million") in cell_texts
    texts = [one.text for one in paper.paragraphs]
    assert "http://localhost/id/bio-economy/9" in texts and make_translate(lang)("unofficial") in texts  # type: ignore[arg-type]
    assert any("《鹤岗市支持生物经济高质量发展若干政策措施》第（九）条" in text for text in texts)
    assert len(paper.inline_shapes) == 1
    assert texts[1].startswith("有效" if lang == "zh" else "In force")


def test_every_clause_is_written_for_word(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses[::9]:
        answer = client.get(f"/en/policies/{clause.id}.docx")
        rows = [row for one in docx.Document(BytesIO(answer.data)).tables for row in one.rows]
        assert len(rows) >= len(clause.benefits), clause.id


def test_a_paper_of_a_clause_that_is_none_leads_on(client: FlaskClient) -> None:
    assert client.get("/zh/policies/bio-economy/九.docx").headers["Location"] == "/zh/policies/bio-economy/9.docx"
    assert client.get("/zh/policies/bio-economy/99.docx").status_code == 404
    assert client.get("/zh/policies/bio-economy/9.docx?colour=red").status_code == 422


def test_the_code_of_an_address_is_that_of_the_whole_address(client: FlaskClient) -> None:
    for path in ("bio-economy/9", "bio-economy/9/b2", "bio-economy/preamble"):
        answer = client.get(f"/id/{path}/qr.svg")
        assert answer.mimetype == "image/svg+xml" and "max-age" in answer.headers["Cache-Control"]
        assert answer.get_data(as_text=True) == qr_svg(f"http://localhost/id/{path}")
    for path, status in (
        ("bio-economy/99", 404),
        ("bio-economy/9/b77", 404),
        ("nowhere/1", 404),
        ("bio-economy/9/x", 404),
    ):
        assert client.get(f"/id/{path}/qr.svg").status_code == status, path
    assert client.get("/id/bio-economy/九").status_code == 301, "odd names of clauses are still read"


# ── hostile text ──

HOSTILE = (
    '=HYPERLINK("http://evil.example","点")措施\n第一条 =cmd|\'/c calc\'!A0企业\n对=SUM(A1)认定的茶企，奖励20万元。\n'
    "第二条 @重点\n对<script>alert(1)</script>的茶企，给予-1+1奖励30万元。\n第三条 +86企业，按实际投资额的1.5%给予补助，最高不超过12345.67元。\n"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    corpus = tmp_path_factory.mktemp("hostile")
    (corpus / "tea.txt").write_text(f"丙市支持茶产业发展若干{HOSTILE}", encoding="utf-8")
    home = tmp_path_factory.mktemp("hostile-index")
    publish(build_generation(read_library(corpus), home, "hostile"))
    return create_app(index=home, today=lambda: TODAY).test_client()


def test_no_text_of_a_document_acts_in_a_file(hostile: FlaskClient) -> None:
    found = benefits(hostile, "")
    texts = [text for one in found for text in (one["quote"]["zh"], one["recipient"] or "") if text]
    assert any(text.startswith(("=", "@", "+")) for text in texts), texts
    page = read_xlsx(hostile, "/zh/search.xlsx?q=").worksheets[0]
    every = [cell for row in page.iter_rows() for cell in row]
    assert not [cell for cell in every if cell.data_type == "f" or cell.hyperlink]
    assert set(texts) <= {cell.value for cell in every}, "as it is"
    head, *rows = read_csv(hostile, "/zh/search.csv")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith(("'=", "'+", "'@")) for row in rows for cell in row)
    figures = dict(zip(head, rows[-1], strict=True))
    assert (figures["比例"], figures["上限（元）"]) == ("0.015", "12345.67")
    (cap,) = [cell for cell in every if cell.value == 12345.67]
    assert cap.number_format.startswith("#,##0.00")


def test_no_text_of_a_document_acts_in_a_page_or_a_feed(hostile: FlaskClient) -> None:
    for path in ("/zh/search/table", "/en/search/table?order=who", "/zh/search.atom"):
        text = hostile.get(path).get_data(as_text=True)
        assert "<script>alert" not in text and "&lt;script&gt;" in text, path
    etree.fromstring(hostile.get("/zh/search.atom").data)
    paper = docx.Document(BytesIO(hostile.get("/zh/policies/tea/1.docx").data))
    assert any("=SUM(A1)" in one.text for one in paper.paragraphs)


def test_a_search_that_acts_nowhere(client: FlaskClient) -> None:
    asked = "q==HYPERLINK(1) <b>总部</b>"
    book = read_xlsx(client, f"/zh/search.xlsx?{asked}")
    told = [cell for row in book.worksheets[1].iter_rows() for cell in row]
    assert any(cell.value == "=HYPERLINK(1) <b>总部</b>" and cell.data_type == "s" for cell in told)
    assert "<b>总部" not in client.get(f"/zh/search.atom?{asked}").get_data(as_text=True)


def test_a_day_is_a_day(client: FlaskClient) -> None:
    page = read_xlsx(client, "/zh/search.xlsx?document=creative-design").worksheets[0]
    heads = [cell.value for cell in page[1]]
    until = page.cell(2, heads.index("有效期止") + 1)
    assert until.is_date and until.value.date() == date(2025, 12, 31)
