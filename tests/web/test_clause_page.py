"""The page of a clause: what it pays before its prose, one row a benefit, and all that is carried away of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.model import LANGS, Clause, Lang, Library
from search_app.search.published.generations import build_generation, publish
from search_app.text.wording import write_money
from search_app.web.benefits import make_benefit_views
from search_app.web.one_clause.pay_tables import Carried, make_tables

WEIGHT = 60_000  # bytes of a page


def tree_of(client: FlaskClient, path: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(client.get(path).get_data(as_text=True))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def row_of(tree: lxml.html.HtmlElement, n: int) -> lxml.html.HtmlElement:
    (row,) = tree.xpath(f'//*[@id="b-{n}"]')
    return row


def test_every_benefit_has_its_row_with_what_is_carried_away(client: FlaskClient, library: Library) -> None:
    """Its money, its permanent address, its sentence with the source, and a code to photograph."""
    for clause in library.clauses:
        for lang in LANGS if clause.benefits else ():
            tree = tree_of(client, f"/{lang}/policies/{clause.id}")
            rows = tree.xpath('//*[starts-with(@id, "b-")]')
            assert [row.get("id") for row in rows] == [f"b-{b.n}" for b in clause.benefits], clause.id
            for row, benefit in zip(rows, clause.benefits, strict=True):
                said = words(row)
                for stated in (benefit.award, *(limit.value for limit in benefit.limits)):
                    assert stated is None or write_money(stated, lang) in said, benefit.id
                if benefit.total and benefit.total.years:
                    assert write_money(benefit.total.value, lang) in said, benefit.id
                (copied,), (address,) = row.xpath(".//textarea"), row.xpath(".//input[@readonly]")
                assert address.get("value") == f"http://localhost/id/{benefit.id}"
                assert copied.text.strip().endswith(address.get("value")), benefit.id
                assert row.xpath(f'.//img[@src="/id/{benefit.id}/qr.svg" and @alt and @loading="lazy"]')


def test_a_copied_benefit_says_where_it_is_from(client: FlaskClient) -> None:
    zh, en = (
        row_of(tree_of(client, f"/{lang}/policies/bio-economy/6"), 2).xpath(".//textarea")[0].text for lang in LANGS
    )
    assert re.fullmatch(
        r"“[^“”]+100万元、20万元[^“”]+”——《鹤岗市支持生物经济高质量发展若干政策措施》第（六）条（鹤岗政策库，2026-11-22查阅）"
        r"http://localhost/id/bio-economy/6/b2",
        zh.strip(),
    ), zh
    assert re.fullmatch(
        r"“[^“”]+RMB 1 million[^“”]+” — Policy Measures [^“”]+, clause 6, Hegang Policy Library "
        r"\(unofficial translation, revised by this library, [^()]+; the Chinese text prevails\), accessed 22 November 2026, http://localhost/id/bio-economy/6/b2",
        en.strip(),
    ), en


def test_tiers_of_one_sentence_are_one_table_which_says_once_what_holds_for_all(client: FlaskClient) -> None:
    tree = tree_of(client, "/zh/policies/bio-economy/9")
    tables = tree.xpath('//table[contains(@class, "pays")]')
    assert len(tables) == 1 and len(tables[0].xpath("./tbody")) == 3
    heads = [words(head) for head in tables[0].xpath(".//th[@scope='col']")]
    assert heads == ["序号", "支持对象", "比例和基数", "上限", "期限", "合计", "引用"]
    whole = words(tables[0].getparent())
    assert whole.count("承诺给予") == whole.count("五年内分别按") - 3 == 1  # and in each text to be copied
    for n, money in ((1, "5,000万元"), (2, "2,500万元"), (3, "1,500万元")):
        assert money in words(row_of(tree, n))


def test_each_tier_says_the_figure_of_its_own_condition(client: FlaskClient) -> None:
    for lang, sums in (("zh", ("≥ 5,000万元", "≥ 1亿元")), ("en", ("≥ RMB 50 million", "≥ RMB 100 million"))):
        tree = tree_of(client, f"/{lang}/policies/bio-economy/4")
        rows = [words(row_of(tree, n)) for n in (4, 5)]
        assert sums[0] in rows[0] and sums[0] not in rows[1]
        assert sums[1] in rows[1] and sums[1] not in rows[0]


def test_what_is_paid_stands_before_the_text_and_facts_before_both(client: FlaskClient) -> None:
    page = client.get("/en/policies/bio-economy/9").get_data(as_text=True)
    places = [page.index(mark) for mark in ('class="status', 'class="facts', 'id="benefits"', 'id="text"', 'id="estimate"', 'id="cite"')]  # fmt: skip
    assert places == sorted(places)
    facts = words(tree_of(client, "/en/policies/bio-economy/9").xpath('//dl[contains(@class, "facts")]')[0])
    for said in (
        "Development and Reform Commission (lead)",
        "Unofficial translation",
        "Date of issue",
        "Document number",
    ):
        assert said in facts


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/zh/policies/financial-opening/11", "有效期5年，未载明起始日期"),
        ("/en/policies/financial-opening/11", "Period of validity5 years; no start date stated"),
        ("/en/policies/bio-economy/9", "Period of validityNot stated"),
        ("/en/policies/ice-snow-economy/6", "No start date stated, through 31 December 2025"),
    ],
)
def test_a_length_that_is_stated_is_never_called_unstated(client: FlaskClient, path: str, said: str) -> None:
    assert said in words(tree_of(client, path).xpath('//dl[contains(@class, "facts")]')[0])


def test_the_legend_names_the_figures_of_this_text_and_no_others(client: FlaskClient) -> None:
    (legend,) = tree_of(client, "/zh/policies/bio-economy/9").xpath('//*[@class="legend"]')
    assert words(legend) == "图例： 上限 · 计算比例 · 申报条件"
    assert not tree_of(client, "/zh/policies/digital-economy/4").xpath('//*[@class="legend"]')


def test_another_rule_leads_to_what_it_pays(client: FlaskClient) -> None:
    tree = tree_of(client, "/zh/policies/financial-opening/11")
    (lead,) = row_of(tree, 1).xpath('.//p[@class="lead-to"]')
    assert lead.xpath("./a/@href") == ["/id/financial-opening/1/b1"]
    assert re.fullmatch(r"同 第1条：实缴.+的1\.5%，一次性最高7,500万元", words(lead)), words(lead)
    many = row_of(tree, 3).xpath(".//details[contains(@class, 'lead-to')]//li")
    assert len(many) == 10 and all("元" in words(one) for one in many)


def test_alternatives_and_what_is_unsure_are_said(library: Library, tmp_path: Path) -> None:
    def choose(clause: Clause) -> Clause:
        first, second = clause.benefits[:2]
        changed = (replace(first, alternatives=(2,)), replace(second, reading_sure=0.5), *clause.benefits[2:])
        return replace(clause, benefits=changed)

    documents = tuple(
        replace(d, clauses=tuple(choose(c) if c.id == "bio-economy/6" else c for c in d.clauses))
        for d in library.documents
    )
    publish(build_generation(replace(library, documents=documents), tmp_path, "x"))
    tree = tree_of(
        create_app(index=tmp_path, today=lambda: date(2026, 11, 22)).test_client(), "/en/policies/bio-economy/6"
    )
    assert row_of(tree, 1).xpath('.//a[@href="#b-2"]') and "Alternative to" in words(row_of(tree, 1))
    assert "This reading is not certain" in words(row_of(tree, 2))
    assert "unsure" in row_of(tree, 2).get("class") and "unsure" not in row_of(tree, 1).get("class")


@pytest.mark.parametrize("lang", LANGS)
def test_what_holds_for_all_rows_is_said_once_and_nothing_else_is_lost(library: Library, lang: Lang) -> None:
    """Of every table: what a row says and what is said below it are all that its benefit says."""
    carried = Carried(lambda one: one, lambda one, _: one)
    for clause in library.clauses:
        views = make_benefit_views(clause, lang)
        tables = make_tables(clause, views, {}, carried, lang)
        assert [row.benefit.n for table in tables for row in table.rows] == [b.n for b in clause.benefits]
        for table in tables:
            for row in table.rows:
                for name in ("who", "kind", "payer", "promise"):
                    assert bool(row.cells[name]) != (name in table.shared), (clause.id, name)
                assert set(row.view.checks) == {*row.checks, *table.checks}


def test_pages_are_light(client: FlaskClient, library: Library) -> None:
    heaviest = max(len(client.get(f"/en/policies/{clause.id}").data) for clause in library.clauses)
    assert heaviest < WEIGHT


# ── the estimate ──


def test_a_row_for_each_item_and_one_more_by_a_button(client: FlaskClient) -> None:
    asked = "benefit=4&base=3亿&base=RMB 200 million&threshold=2亿"
    tree = tree_of(client, f"/zh/policies/bio-economy/9?{asked}")
    assert [one.get("value") for one in tree.xpath('//input[@name="base"]')] == ["3亿", "RMB 200 million"]
    answer = words(tree.xpath('//*[@class="answer"]')[0])
    steps = [words(one) for one in tree.xpath('//*[@class="answer"]/ol/li')]
    assert steps[-3:] == ["第1项：3亿元 × 1% = 300万元。", "第2项：2亿元 × 1% = 200万元。", "合计500万元。"]
    assert answer.index("合计500万元") < answer.index("估算结果") < answer.index("未计入")
    assert "本条第1项：主营业务收入的4%" in answer[answer.index("未计入") :]
    more = tree_of(client, f"/zh/policies/bio-economy/9?{asked}&more=1")
    assert [one.get("value") for one in more.xpath('//input[@name="base"]')] == ["3亿", "RMB 200 million", ""]
    assert not more.xpath('//*[@class="answer"]') and more.xpath('//*[@id="estimate"]/details[@open]')
    buttons = [one.get("name") for one in more.xpath('//*[@id="estimate"]//button')]
    assert buttons == [None, "more"]  # Enter computes


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "固定资产投资额（人民币）"), ("en", "Fixed-asset investment (RMB)")]
)
def test_the_estimate_is_folded_until_it_is_asked_for_and_names_what_it_asks(
    client: FlaskClient, lang: str, label: str
) -> None:
    folded = tree_of(client, f"/{lang}/policies/bio-economy/9")
    assert folded.xpath('//*[@id="estimate"]/details[not(@open)]')
    (way,) = row_of(folded, 4).xpath('.//a[contains(@href, "benefit=4")]/@href')
    opened = tree_of(client, way.partition("#")[0])
    assert opened.xpath('//*[@id="estimate"]/details[@open]') and not opened.xpath('//*[@class="answer"]')
    assert label in [words(one) for one in opened.xpath('//*[@id="estimate"]//label')]


def test_a_fault_stands_in_words_at_its_field(client: FlaskClient) -> None:
    tree = tree_of(client, "/en/policies/bio-economy/9?benefit=4&base=300m&base=many&threshold=2亿")
    (field,) = tree.xpath('//*[@aria-invalid="true"]')
    (said,) = tree.xpath(f'//*[@id="{field.get("aria-describedby")}"]')
    assert field.get("value") == "many" and "“many” is not one sum of RMB" in words(said)
    assert not tree.xpath('//*[@class="answer"]')


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script>'
    page = client.get(
        "/zh/policies/bio-economy/9", query_string={"benefit": hostile, "base": [hostile] * 80, "more": hostile}
    )
    assert page.status_code == 200 and "<script>alert" not in page.get_data(as_text=True)
    assert len(page.data) < 4 * WEIGHT


# ── how it is cited ──


def test_the_box_says_how_to_cite(client: FlaskClient) -> None:
    tree = tree_of(client, "/zh/policies/financial-opening/11")
    (zh,), (whole,) = tree.xpath('//*[@id="citation-zh"]'), tree.xpath('//*[@id="whole"]')
    assert re.fullmatch(
        r"《鹤岗市金融开放招商若干政策措施》第11条（鹤岗政策库，2026-11-22查阅）http://localhost/id/financial-opening/11",
        zh.text.strip(),
    )
    assert zh.text.strip() in whole.text and whole.text.strip().startswith("鼓励")
    links = tree.xpath('//*[@id="cite"]//a/@href')
    assert "/zh/policies/financial-opening/11.docx" in links and "/api/v1/clauses/financial-opening/11" in links
