"""Where the page of a clause leads: to the provisions that its text names, and to clauses on the same subject."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.library.library import read_library
from search_app.model import LANGS
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from search_app.search.query.similar import MOST, find_similar
from tests.conftest import TODAY, every_clause, newest

BODY = (
    "第一条 对新设企业给予20万元奖励。",
    "第二条 符合第一条规定且依照《丁市采购办法》第三条备案的企业，参照第一条执行。",
    "第三条 对展会给予5万元补助。依据《办法》第一条规定的项目和第二条的项目除外。",
    "第四条 设备补助照本措施第三条执行，依照本省人才条例第一条办理的除外。",
    "第五条 （一）对首店给予10万元奖励；（二）前款第（一）项奖励与第三、四条奖励不重复享受。",
    "第六条 按照《丙市支持菇业发展若干措施》第二条，给予<b>1万元</b>奖励；第六条第二款另行规定。",
)
TEA, MUSHROOMS = "丙市支持茶产业发展若干措施", "丙市支持菇业发展若干措施"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Two documents that refer to clauses."""
    folder = tmp_path_factory.mktemp("around")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "tea.txt").write_text("\n".join((TEA, *BODY)) + "\n", encoding="utf-8")
    (corpus / "mushrooms.txt").write_text(f"{MUSHROOMS}\n第一条 奖励1万元。\n第二条 奖励2万元。\n", encoding="utf-8")
    publish(build_generation(read_library(corpus), folder / "index", "around"))
    return create_app(index=folder / "index", today=lambda: date(2026, 11, 26)).test_client()


@pytest.mark.parametrize(
    ("clause", "leading"),
    [
        ("1", []),
        ("2", [("第一条", "tea/1")]),  # behind the name of another document nothing is certain
        ("3", []),  # 《办法》 may be any
        ("4", [("第三条", "tea/3")]),
        ("5", [("第三", "tea/3"), ("四条", "tea/4")]),  # 第（一）项 is one of its own
        ("6", [(f"《{MUSHROOMS}》第二条", "mushrooms/2")]),
    ],
)
def test_what_is_certain_leads_to_the_provision(
    other: FlaskClient, clause: str, leading: list[tuple[str, str]]
) -> None:
    tree = lxml.html.fromstring(other.get(f"/zh/policies/tea/{clause}").get_data(as_text=True))
    found = [(a.text_content(), a.get("href")) for a in tree.xpath('//a[@class="reference"]')]
    assert found == [(words, f"/zh/policies/{there}") for words, there in leading]
    (text,) = tree.xpath('//*[@id="text"]//p[@class="zh"]')
    assert text.text_content() == BODY[int(clause) - 1].split(" ", 1)[1]


def test_clauses_on_the_same_subject_are_told_to_be_found_by_a_program(
    client: FlaskClient, generation: Generation
) -> None:
    of, named = generation, set()
    for clause in every_clause(of):
        known = frozenset(clause.related)
        near = find_similar(clause, of, TODAY, known)
        assert len(near) <= MOST and not {clause.id, *known} & {one.id for one in near}
        named |= {clause.id} if near else set()
    assert len(named) > 100  # of 127: the reader meets them nearly everywhere
    similar = [one.id for one in find_similar(newest(of, "creative-design/13"), of, TODAY)]
    assert similar[0] == "ice-snow-economy/7"  # talent, both
    for lang in LANGS:
        tree = lxml.html.fromstring(client.get(f"/{lang}/policies/creative-design/13").get_data(as_text=True))
        (section,) = tree.xpath('//section[@class="similar"]')
        assert [a.get("href") for a in section.xpath(".//a")] == [f"/{lang}/policies/{one}" for one in similar]
        assert {"zh": "由程序", "en": "by a program"}[lang] in section.text_content()
        assert section.xpath('.//span[contains(@class, "badge")]')
