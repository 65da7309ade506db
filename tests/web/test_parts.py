"""Parts without a number of their own, and numbers of several levels, have addresses like every clause."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.library.library import read_library
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish

TODAY = date(2026, 11, 22)
TEXTS = {
    "list": "甲市夜市奖励办法\n第一章 对象\n奖励对象为：\n（一）村民委员会；\n（二）在本市纳税的摊主。\n第二章 标准\n第一条 对摊主奖励2万元。\n第二条 每年三月申报。\n",
    "levels": "乙市科研资助办法\n1. 资助\n1.1 每家养殖场资助上限为60万元。\n1.2 每名渔工每月资助800元。\n2. 附则\n2.1 本办法自2024年1月1日起施行。\n",
    "table": "丙市冷链补助办法\n第一条 给予5万元补助。\n第二条 按年兑现。\n类别\t金额（万元）\n甲\t5\n乙\t3\n本办法自2024年1月1日起施行。\n",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    corpus, home = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    entries = []
    for name, text in TEXTS.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
        entries.append(f'[[document]]\nid = "{name}"\ntitle = "{text.splitlines()[0]}"\n')
    (corpus / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")
    publish(build_generation(read_library(corpus), home, fingerprint(corpus)))
    return create_app(index=home, today=lambda: TODAY).test_client()


@pytest.mark.parametrize("address", ["list/list", "levels/1.1", "levels/2.1", "table/table", "table/closing"])
def test_each_part_has_its_page_its_data_and_its_id(client: FlaskClient, address: str) -> None:
    for lang in ("zh", "en"):
        assert client.get(f"/{lang}/policies/{address}").status_code == 200
    assert client.get(f"/id/{address}").status_code == 303
    assert client.get(f"/api/v1/clauses/{address}").get_json()["id"] == address
    for lang in ("zh", "en"):
        assert client.get(f"/{lang}/policies/{address.partition('/')[0]}").status_code == 200


def test_a_list_below_a_heading_is_found_by_what_it_says(client: FlaskClient) -> None:
    hits = client.get("/api/v1/search?q=村民委员会").get_json()["hits"]
    assert [hit["id"] for hit in hits] == ["list/list"]
    assert [heading["zh"] for heading in hits[0]["path"]] == ["第一章对象"]


def test_a_number_that_is_not_there_is_no_failure(client: FlaskClient) -> None:
    assert client.get("/id/levels/2.9").status_code == 404
    assert client.get("/id/levels/9").status_code == 404
