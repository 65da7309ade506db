"""A reader's list: carried in the address without script, in its order, side by side, and what stands against it."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from search_app import create_app
from search_app.library.library import read_library
from search_app.model import Withdrawal, make_benefit_id
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from search_app.web.listing.items import MAX_ITEMS, make_item, parse_items
from tests.conftest import newest

THREE = "b=bio-economy/9.1&b=digital-economy/7.1&b=financial-opening/1.1"
TODAY = date(2026, 11, 22)


def read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.get_data(as_text=True)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])).split())


def links(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a [^>]*?href="([^"]*)"', html)]


def stars(html: str) -> dict[str, str]:
    """Where the ☆ or ★ of each item of a page leads to."""
    return {
        item: unescape(url) for url, item in re.findall(r'class="star" href="([^"]*)"[^>]*?data-item="([^"]*)"', html)
    }


def column_heads(html: str) -> list[str]:
    """The addresses of the benefits that stand on a list, in its order."""
    table = html[html.index('<table class="compare') :]
    found = re.findall(r'<span class="number">\d+</span> <a href="/\w+/policies/([^"?#]*)[^"#]*(#b-\d+)"', table)
    return ["".join(one) for one in found]


# ── what an address says ──


@given(
    st.lists(
        st.tuples(st.sampled_from(["a/9", "a/1", "丙/2.1", "a/1.1"]), st.integers(0, 30)), max_size=20, unique=True
    )
)
def test_what_is_written_is_read_again(given: list[tuple[str, int]]) -> None:
    """Also where a clause is called like a benefit of another one is written."""
    held = {"a/9", "a/1", "丙/2.1", "a/1.1"}
    items = tuple(make_item(make_benefit_id(one, n) if n else one, held.__contains__) for one, n in given)
    assert parse_items([one.value for one in items], held.__contains__) == (items, [])
    assert parse_items([one.id for one in items], held.__contains__) == (items, [])


def test_an_item_counts_once_however_it_is_written(client: FlaskClient) -> None:
    html = read(client, "/zh/list?b=bio-economy/9/b4&b=bio-economy/9.4&b=bio-economy/9&b=bio-economy/9.1")
    assert column_heads(html) == [f"bio-economy/9#b-{n}" for n in (4, 1, 2, 3, 5)]


@pytest.mark.parametrize("address", ["list", "offer", "list.xlsx", "list.docx", "search", "policies/bio-economy/9"])
def test_what_is_no_item_is_named(client: FlaskClient, address: str) -> None:
    html = read(client, f"/zh/{address}?b=%3Cb%3Ex&b=a/b/c/d&b=/&b=ok/1", 422)
    assert (
        "“<b>x”" in unescape(html)
        and "<b>x" not in html
        and "“a/b/c/d”" in html
        and "“/”" in html
        and "ok/1" not in words(html)
    )


def test_all_faults_of_a_list_come_at_once(client: FlaskClient) -> None:
    shown = words(read(client, "/en/list?b=nothing&as_of=2026-02-30&colour=red", 422))
    assert "“nothing” is neither a clause" in shown and "there is no such day" in shown and "“colour”" in shown
    many = "&".join(f"b=bio-economy/{n}" for n in range(MAX_ITEMS + 1))
    assert f"at most {MAX_ITEMS} items" in words(read(client, f"/en/list?{many}", 422))


def test_programs_are_not_asked_for_a_list(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=总部&b=bio-economy/9").status_code == 422


# ── carried from page to page ──


def test_a_list_is_filled_by_links_alone(client: FlaskClient) -> None:
    """☆ at a hit, on by the navigation, from a hit to its clause, ☆ at one of its benefits, and back."""
    first = read(client, "/zh/search?q=总部")
    assert "★" not in first
    listed = read(client, stars(first)["bio-economy/9.1"])
    assert column_heads(listed) == ["bio-economy/9#b-1"]
    onward = next(link for link in links(listed) if link.startswith("/zh/search?"))
    results = read(client, onward + "&q=总部")
    assert results.count("★") == 1
    clause = read(client, next(link for link in links(results) if link.startswith("/zh/policies/digital-economy/7?")))
    both = read(client, stars(clause)["digital-economy/7.2"])
    assert column_heads(both) == ["bio-economy/9#b-1", "digital-economy/7#b-2"]
    assert stars(results)["bio-economy/9.1"] == "/zh/list"  # ★ takes it off again


def test_forms_and_the_other_language_hand_the_list_on_and_names_of_a_page_do_not(client: FlaskClient) -> None:
    for path in ("/zh/search?q=总部", "/zh/list", "/zh/policies/bio-economy/9", "/zh/policies", "/zh/"):
        html = read(client, f"{path}{'&' if '?' in path else '?'}b=bio-economy/9.1")
        other = next(link for link in links(html) if link.startswith("/en"))
        assert other.count("b=bio-economy/9.1") == 1, path
        canonical = re.search(r'rel="canonical" href="([^"]*)"', html)
        assert canonical and "b=" not in canonical[1]
        for form in re.findall(r'<form class="(?:search|day).*?</form>', html, re.DOTALL):
            assert form.count('name="b" value="bio-economy/9.1"') == 1, path
        assert not any("b=bio" in link for link in links(html) if "/api/" in link or link.startswith("/id/"))


def test_every_clause_and_every_benefit_can_be_picked_up(client: FlaskClient, generation: Generation) -> None:
    clause = newest(generation, "bio-economy/9")
    page = read(client, "/zh/policies/bio-economy/9")
    assert {"bio-economy/9", *(f"bio-economy/9.{n}" for n in range(1, len(clause.benefits) + 1))} <= set(stars(page))
    assert "bio-economy/9" in stars(read(client, "/zh/policies/bio-economy"))
    table = read(client, "/zh/search/table?q=总部&document=bio-economy")
    assert "bio-economy/9.1" in stars(table)
    labels = re.findall(r'class="star"[^>]*aria-label="([^"]*)"', page)
    assert len(labels) == len(set(labels)) == len(stars(page))


# ── the list ──


def test_the_order_is_the_readers(client: FlaskClient) -> None:
    html = read(client, f"/zh/list?{THREE}")
    assert column_heads(html) == ["bio-economy/9#b-1", "digital-economy/7#b-1", "financial-opening/1#b-1"]
    edits = [unescape(one) for one in re.findall(r'class="edit" href="([^"]*)"', html)]
    later, without = edits[0], edits[1]
    assert column_heads(read(client, later)) == [
        "digital-economy/7#b-1",
        "bio-economy/9#b-1",
        "financial-opening/1#b-1",
    ]
    assert column_heads(read(client, without)) == ["digital-economy/7#b-1", "financial-opening/1#b-1"]


def test_an_empty_list_says_how_it_is_filled(client: FlaskClient) -> None:
    for lang, said in (("zh", "清单是空的"), ("en", "The list is empty")):
        html = read(client, f"/{lang}/list")
        assert (
            said in words(html) and {f"/{lang}/search", f"/{lang}/policies"} <= set(links(html)) and "☆" in words(html)
        )


def test_what_differs_is_marked_in_words_and_by_a_rule(client: FlaskClient) -> None:
    html = read(client, f"/zh/list?{THREE}")
    rows = dict(re.findall(r'<tr class="for-(\w+)">(.*?)</tr>', html, re.DOTALL))
    marked = {
        name: [("differs" in one, "与其他项不同" in one) for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for name, row in rows.items()
    }
    assert marked["rate"] == [(True, True)] * 3  # 4 %, 1 %, 1.5 %
    assert marked["most"] == [(False, False), (False, False), (True, True)]  # twice ten million a year
    assert marked["promise"] == [(False, False), (True, True), (False, False)]  # granted, sought, granted
    assert marked["words"] == [(False, False)] * 3
    assert list(rows)[:4] == ["validity", "rate", "most", "years"] and "协助争取（非承诺）" in rows["promise"]
    assert not re.search(r'class="differs', read(client, "/zh/list?b=bio-economy/9.1"))


def test_what_may_not_be_combined_is_said_first_in_the_words_of_the_clause(client: FlaskClient) -> None:
    shown = words(read(client, f"/zh/list?{THREE}"))
    said = shown[shown.index("能否同时享受") : shown.index("有效性")]
    assert "条款重叠 第1、2项" in said and "《生物经济政策》第（九）条" in said and "《数字经济政策》第（七）条" in said
    assert "按照从高不重复的原则予以支持" in said and said.count("对同一奖补对象、同一事项") == 1
    assert "适用优先 第3项" in said and "各项金额不相加" in shown
    alone = words(read(client, "/zh/list?b=digital-economy/7.1&b=digital-economy/7.2"))
    assert alone.count("同时符合我市其他扶持政策规定") == 1 and "条款重叠" not in alone and "各项 ：" in alone


def test_more_than_four_stand_in_a_table(client: FlaskClient) -> None:
    html = read(client, f"/en/list?{THREE}&b=bio-economy/9")
    assert '<table class="compare rows">' in html and "Differs" not in html
    assert html.count('<th scope="row">') == 7 and "RMB 50 million" in html
    assert '<table class="compare">' in read(client, f"/en/list?{THREE}&b=bio-economy/9.2")


def test_what_has_ended_is_grey_and_the_day_can_be_chosen(client: FlaskClient) -> None:
    assert '<th scope="col" class="ended">' in read(client, "/zh/list?b=creative-design/4.1")
    then = read(client, "/zh/list?b=creative-design/4.1&as_of=2025-06-01")
    assert (
        "ended" not in then
        and "as_of=2025-06-01" in then
        and "as_of=2025-06-01" in stars(read(client, "/zh/policies/bio-economy/9?as_of=2025-06-01"))["bio-economy/9"]
    )


def test_the_english_list_has_no_chinese_that_is_not_marked(client: FlaskClient) -> None:
    html = read(client, f"/en/list?{THREE}&b=bio-economy/9")
    main = re.sub(r'<(\w+)[^>]* lang="zh-CN".*?</\1>', "", html[html.index("<main") : html.index("</main>")])
    assert not re.search("[\u4e00-\u9fff]", main)


@pytest.fixture(scope="module")
def given_up(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A document of which a clause and a benefit were withdrawn, and one that is withdrawn whole."""
    corpus, home = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    text = "丁市渔业办法\n第一条 对渔场给予20万元奖励。\n第二条 每年三月申报。\n第三条 对码头给予=30万元补助。\n"
    (corpus / "fish.txt").write_text(text, encoding="utf-8")
    day = date(2026, 3, 5)
    gone = (
        Withdrawal("fish/4", "渔船", day, "fish/1"), Withdrawal("fish/1/b7", "渔网", day, None),
        Withdrawal("fowl", "丁市家禽办法", day, None),
    )  # fmt: skip
    publish(build_generation(replace(read_library(corpus), withdrawn=gone), home, "x"))
    return create_app(index=home, today=lambda: TODAY).test_client()


def test_what_is_not_held_is_named_and_the_rest_is_shown(given_up: FlaskClient) -> None:
    html = read(given_up, "/zh/list?b=fish/4&b=fish/1.1&b=fish/1.7&b=fowl/2&b=fish/9&b=fish/1.8&b=fish/2")
    shown = words(html)
    assert column_heads(html) == ["fish/1#b-1"]
    assert "第4条（渔船）已于2026年3月5日撤下" in shown and "（渔网）已于2026年3月5日撤下" in shown
    assert "“丁市家禽办法”（永久编号fowl）已于2026年3月5日撤下" in shown
    assert "没有编号为“fish/9”的条款" in shown and "第一条没有编号为“fish/1.8”的扶持事项" in shown
    assert "未载明资金或优惠措施： 第2条" in shown
    assert html.count("移出清单</a>") == 6  # each can be taken off
    assert "was withdrawn on 5 March 2026" in words(read(given_up, "/en/list?b=fish/4"))
    answer = given_up.get("/zh/list.json?b=fish/4&b=fish/1.1").get_json()
    assert [one["item"] for one in answer["missing"]] == ["fish/4"] and [one["id"] for one in answer["benefits"]] == [
        "fish/1/b1"
    ]


# ── carried away ──


def test_files_hold_the_benefits_of_the_list_in_its_order(client: FlaskClient) -> None:
    url = f"list.{{}}?{THREE}"
    book = load_workbook(BytesIO(client.get("/zh/" + url.format("xlsx")).data))
    rows = list(book.worksheets[0].values)
    heads = list(rows[0])
    assert [row[heads.index("政策")] for row in rows[1:]] == ["生物经济政策", "数字经济政策", "金融开放招商政策"]
    assert 50_000_000 in rows[1] and "http://localhost/id/bio-economy/9/b1" in rows[1]
    assert any(
        "http://localhost/zh/list?b=bio-economy/9.1" in str(cell) for row in book.worksheets[1].values for cell in row
    )
    as_text = list(csv.reader(StringIO(client.get("/en/" + url.format("csv")).data.decode("utf-8-sig"))))
    assert len(as_text) == 4 and as_text[1][0] == "Bio-economy measures"
    assert [one["id"] for one in client.get("/en/" + url.format("json")).get_json()["benefits"]] == [
        "bio-economy/9/b1", "digital-economy/7/b1", "financial-opening/1/b1",
    ]  # fmt: skip
    paper = Document(BytesIO(client.get("/en/" + url.format("docx")).data))
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert len(cells) == 4 and "4% of principal business revenue" in cells[1] and "Sought, not promised" in cells[2]
    said = "\n".join(one.text for one in paper.paragraphs)
    assert "http://localhost/en/list?b=bio-economy/9.1" in said and said.count("Overlap") == 1
    assert len(paper.inline_shapes) == 1


def test_the_code_of_a_list_is_drawn_where_phones_can_read_it(client: FlaskClient) -> None:
    drawn = client.get(f"/zh/list/qr.svg?{THREE}")
    assert drawn.mimetype == "image/svg+xml" and drawn.data.startswith(b"<svg")
    long = "&".join(f"b=financial-opening/{n}.1" for n in range(1, 24))
    assert "qr.svg" not in read(client, f"/zh/list?{long}") and client.get(f"/zh/list/qr.svg?{long}").status_code == 422


def test_a_clause_whose_number_looks_like_a_benefit_is_a_clause(tmp_path: Path) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text = "乙市科研资助办法\n1. 资助\n1.1 对养殖场给予60万元补助。\n1.2 每名渔工每月资助800元。\n2. 附则\n2.1 本办法自2024年1月1日起施行。\n"
    (corpus / "levels.txt").write_text(text, encoding="utf-8")
    (corpus / "catalogue.toml").write_text(
        '[[document]]\nid = "levels"\ntitle = "乙市科研资助办法"\n', encoding="utf-8"
    )
    publish(build_generation(read_library(corpus), home, "x"))
    client = create_app(index=home, today=lambda: TODAY).test_client()
    found = stars(read(client, "/zh/policies/levels/1.1"))
    assert set(found) == {"levels/1.1", "levels/1.1.1"}
    for url in found.values():
        assert column_heads(read(client, url)) == ["levels/1.1#b-1"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/zh/company?revenue=3亿&", 200), ("/en/company?revenue=x&", 422), ("/zh/api?", 200),
        ("/en/policies/bio-economy/99?", 404), ("/zh/list?b=x&", 422), ("/zh/search?q=总部&", 200),
    ],
)  # fmt: skip
def test_no_page_loses_the_list(client: FlaskClient, path: str, status: int) -> None:
    """Neither its forms, nor its links to other pages; not even one that says what went wrong."""
    page = read(client, path + THREE, status)
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    assert all(form.count('name="b"') == 3 for form in forms)
    links = [unescape(url) for url in re.findall(r'<a[^>]*\shref="(/(?:zh|en)/[^"]*)"', page)]
    plain = [url for url in links if not re.match(r"/../list|.*\.docx", url)]
    assert plain and [url for url in plain if url.replace("%2F", "/").count("b=") != 3] == []
