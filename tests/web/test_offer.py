"""The offer sheet: every figure names its clause, what cannot be relied on stands apart, and nothing is added up."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from flask.testing import FlaskClient

from search_app.model import Lang
from search_app.search.published.opening import Generation
from search_app.text.wording import write_money
from tests.conftest import newest

EIGHT = "&".join(
    f"b={one}"
    for one in (
        "bio-economy/9.1", "bio-economy/9.4", "digital-economy/7.1", "financial-opening/1.1", "creative-design/4.1",
        "innovation-35/23.1", "financial-opening/12.1", "bio-economy/4.1",
    )
)  # fmt: skip
HOSTILE = '"><script>alert(1)</script>{{7*7}}=1+1'


def read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.get_data(as_text=True)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def sheets(html: str) -> list[str]:
    return re.findall(r'<article class="sheet".*?</article>', html, re.DOTALL)


def test_a_hostile_name_is_only_shown(client: FlaskClient) -> None:
    query = {"b": "bio-economy/9.4", "project": HOSTILE, "to": HOSTILE}
    response = client.get("/en/offer", query_string=query)
    html = response.get_data(as_text=True)
    assert "<script>alert" not in html and "49" not in words(html) and html.count(HOSTILE[2:10]) == 0
    assert HOSTILE in words(sheets(html)[0].replace("&lt;", "＜").replace("&gt;", "＞")).replace("＜", "<").replace(
        "＞", ">"
    )
    file = client.get("/en/offer.docx", query_string=query)
    assert file.status_code == 200 and '"><' not in file.headers["Content-Disposition"]
    assert any(HOSTILE in one.text for one in Document(BytesIO(file.data)).paragraphs)


def test_all_faults_of_an_offer_come_at_once(client: FlaskClient) -> None:
    shown = words(read(client, f"/en/offer?b=x&project={'长' * 121}&to=a&to=b&show=fr&as_of=no&more=1", 422))
    for said in (
        "“x” is neither a clause",
        "Project : is longer than 120 characters",
        "Addressee : may be given only once",
        "Language : there is no such choice",
        "Date : there is no such day",
        "“more”",
    ):
        assert said in shown, said
    assert "cannot be read" in words(read(client, "/en/offer?b=bio-economy/9&project=%00", 422))
    assert read(client, f"/en/offer?b=bio-economy/9&project={'长' * 120}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_names_its_clause_and_pays_what_its_benefit_pays(
    client: FlaskClient, generation: Generation, lang: Lang
) -> None:
    (sheet,) = sheets(read(client, f"/{lang}/offer?{EIGHT}"))
    rows = re.findall(r'<tr id="\w+-(\d+)">(.*?)</tr>', sheet, re.DOTALL)
    assert [int(number) for number, _ in rows] == list(range(1, 9))
    for _, row in rows:
        found = re.search(r'href="/id/([\w-]+/\w+)/b(\d+)"', row)
        assert found
        benefit = newest(generation, found[1]).benefits[int(found[2]) - 1]
        stated = [benefit.award, *(one.value for one in benefit.limits), benefit.total and benefit.total.value]
        stated += [one.value for one in benefit.conditions if one.value is not None]
        sums = {write_money(one, lang) for one in stated if one}
        shown = set(
            re.findall(r"[\d,.]+(?:万元|亿元)" if lang == "zh" else r"RMB [\d,.]*\d(?: million| billion)?", words(row))
        )
        assert {one for one in shown if one not in sums} <= {
            one for one in shown if one in "".join(c.text_en or c.text for c in benefit.conditions)
        }
        assert not sums or shown


def test_what_cannot_be_relied_on_stands_apart_and_is_said(client: FlaskClient) -> None:
    (sheet,) = sheets(read(client, f"/en/offer?{EIGHT}"))
    tables = {
        name: words(table)
        for name, table in re.findall(r'<table class="offered (\w+)">(.*?)</table>', sheet, re.DOTALL)
    }
    assert list(tables) == ["sure", "check", "ended"]
    assert (
        "Creative design measures, clause 4" in tables["ended"] and "Creative" not in tables["sure"] + tables["check"]
    )
    assert "Bio-economy measures, clause 9" in tables["check"] and "Sought, not promised" in tables["check"]
    shown = words(sheet)
    assert (
        "For reference only: these may not be relied on in an application." in shown
        and "Check them against the text" in shown
    )
    assert "whether it is still in force cannot be determined" in shown[shown.index("Open points") :]
    assert "the list can be paired in two ways" in shown and "the text does not state the source of funds" in shown


def test_terms_are_said_once_each_and_offices_with_the_lead_first(client: FlaskClient) -> None:
    (sheet,) = sheets(read(client, "/zh/offer?b=bio-economy/9&b=bio-economy/4&b=innovation-35/23"))
    shown = words(sheet)
    assert shown.count("同时符合我省其他扶持政策规定") == 1 and shown.count("采取“一事一议”") == 1
    assert "各项金额不相加" in shown and "不构成任何承诺" in shown and "非官方整理" in shown
    offices = shown[shown.index("咨询单位") :]
    assert offices.index("鹤岗市发展和改革委员会 （牵头）") < offices.index("鹤岗市财政局")
    assert offices.rindex("（牵头）") < offices.index("鹤岗市财政局")


def test_both_languages_are_two_sheets(client: FlaskClient) -> None:
    html = read(client, "/zh/offer?b=bio-economy/9.4&show=both")
    zh, en = sheets(html)
    assert 'lang="zh-CN"' in zh[:60] and 'lang="en"' in en[:60]
    assert "固定资产投资额的1%" in zh and "1% of fixed-asset investment" in en
    assert not re.search("[\u4e00-\u9fff]", words(en))
    (alone,) = sheets(read(client, "/zh/offer?b=bio-economy/9.4&show=en"))
    assert 'lang="en"' in alone[:60]


def test_the_sheet_leads_back_to_itself(client: FlaskClient) -> None:
    html = read(client, "/zh/offer?b=bio-economy/9.4&project=石墨园&show=en")
    assert "http://localhost/zh/offer?b=bio-economy/9.4&project=%E7%9F%B3%E5%A2%A8%E5%9B%AD&show=en" in words(html)
    assert '<div class="code" role="img"' in html
    form = html[html.index('<form class="head-of-offer') :]
    assert (
        'name="b" value="bio-economy/9.4"' in form
        and 'value="石墨园"' in form
        and '<option value="en" selected>' in form
    )
    long = read(client, f"/zh/offer?b=bio-economy/9.4&project={'长' * 120}")
    assert '<div class="code" role="img"' in long  # the code leaves the name out
    many = "&".join(f"b=financial-opening/{n}.1" for n in range(1, 24))
    assert '<div class="code"' not in read(client, f"/zh/offer?{many}")


def test_the_paper_says_what_the_sheet_says(client: FlaskClient) -> None:
    paper = Document(BytesIO(client.get(f"/en/offer.docx?{EIGHT}&project=Graphene&show=both").data))
    assert paper.paragraphs[0].text == "Graphene"
    assert len(paper.tables) == 6 and sum(len(table.rows) - 1 for table in paper.tables) == 16
    first = [cell.text for cell in paper.tables[0].rows[1].cells]
    assert first[0] == "1" and first[3].startswith("up to RMB 20 million\n1% of fixed-asset investment")
    assert first[7] == "Bio-economy measures, clause 9"
    said = "\n".join(one.text for one in paper.paragraphs)
    for one in (
        "Benefits to check against the text",
        "No longer in force",
        "Open points",
        "待核实事项",
        "http://localhost/en/offer?",
    ):
        assert one in said, one
    assert len(paper.inline_shapes) == 1 and "constitutes no commitment" in paper.sections[0].footer.paragraphs[0].text


def test_an_offer_of_nothing_says_how_to_begin(client: FlaskClient) -> None:
    html = read(client, "/zh/offer")
    assert "清单是空的" in words(html) and not sheets(html)
    assert client.get("/zh/offer.docx").status_code == 200
