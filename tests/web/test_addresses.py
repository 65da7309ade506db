"""Permanent addresses of benefits: to their place on the page, to the version that has them, or what became of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.library.library import read_library
from search_app.library.published.ids import update
from search_app.library.published.register import read_register, write_register
from search_app.model import Library
from search_app.search.published.generations import build_generation, publish
from search_app.web.written.qr import qr_svg

TIERS = "对年营业收入首次达到8000万元以上的茶企，奖励30万元。对年营业收入首次达到3亿元以上的茶企，奖励90万元。"
ENTRY = '[[document]]\nid = "tea"\ntitle = "丙市支持茶产业发展若干措施"\nfile = "{}.txt"\nissued = {}\nissued_source = "x"\n'


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.txt").write_text(f"丙市支持茶产业发展若干措施\n第一条 {text}\n", encoding="utf-8")


def serve(corpus: Path, home: Path, day: date) -> FlaskClient:
    library, register = read_library(corpus), read_register(corpus / "register.tsv")
    write_register(corpus / "register.tsv", update(register, library, day))
    publish(build_generation(read_library(corpus), home, str(day)))
    return create_app(index=home, today=lambda: day).test_client()


def test_each_benefit_of_the_corpus_has_an_address(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses:
        page = client.get(f"/en/policies/{clause.id}").get_data(as_text=True) if clause.benefits else ""
        for benefit in clause.benefits:
            answer = client.get(f"/id/{benefit.id}", headers={"Accept-Language": "en"})
            assert answer.status_code == 303 and answer.headers["Vary"] == "Accept-Language"
            assert answer.headers["Location"] == f"/en/policies/{clause.id}#b-{benefit.n}"
            assert f'id="b-{benefit.n}"' in page and f'href="/id/{benefit.id}"' in page


@pytest.mark.parametrize("path", ["b99", "b0", "x", "b", "b１", "2", "b-1", "b" + "9" * 5000])
def test_what_never_was_a_benefit_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/id/bio-economy/9/{path}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404 and "/en/policies/bio-economy/9" in answer.get_data(as_text=True)
    assert client.get(f"/id/bio-economy/900/{path}").status_code == 404
    assert client.get(f"/id/bio-economy/9/{path}/qr.svg").status_code == 404


def test_the_address_follows_a_benefit_and_says_what_went(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(corpus, "tea", TIERS)
    first = serve(corpus, tmp_path / "a", date(2026, 11, 26))
    assert first.get("/id/tea/1/b1").headers["Location"] == "/zh/policies/tea/1#b-1"
    write(corpus, "tea", "对年营业收入首次达到900万元以上的茶企，奖励7万元。" + TIERS)
    added = serve(corpus, tmp_path / "b", date(2026, 12, 26))
    assert added.get("/id/tea/1/b1").headers["Location"] == "/zh/policies/tea/1#b-2"
    assert added.get("/id/tea/1/b3").headers["Location"] == "/zh/policies/tea/1#b-1"
    write(corpus, "tea", TIERS)
    gone = serve(corpus, tmp_path / "c", date(2027, 1, 26)).get("/id/tea/1/b3", headers={"Accept-Language": "en"})
    words = gone.get_data(as_text=True)
    assert gone.status_code == 410 and "clause 1, benefit b3" in words and "26 January 2027" in words
    assert "7万元" in words and "/en/policies/tea/1" in words


def test_a_benefit_of_a_former_version_leads_to_that_version(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(corpus, "old", TIERS)
    write(corpus, "new", TIERS[: TIERS.index("。") + 1])
    (corpus / "catalogue.toml").write_text(
        ENTRY.format("old", "2025-01-01") + ENTRY.format("new", "2026-01-01"), encoding="utf-8"
    )
    client = serve(corpus, tmp_path / "a", date(2026, 11, 26))
    assert client.get("/id/tea/1/b1").headers["Location"] == "/zh/policies/tea/1#b-1"
    assert client.get("/id/tea/1/b2").headers["Location"] == "/zh/policies/tea/1?as_of=2025-01-01#b-2"


def test_what_is_carried_away_of_a_former_version_leads_back_to_it(tmp_path: Path) -> None:
    """A row of a file says the sums of its version: its address, and the code beside it, must lead to these."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(corpus, "old", TIERS)
    write(corpus, "new", TIERS.replace("30万元", "50万元"))
    (corpus / "catalogue.toml").write_text(
        ENTRY.format("old", "2025-01-01") + ENTRY.format("new", "2026-01-01"), encoding="utf-8"
    )
    client = serve(corpus, tmp_path / "a", date(2026, 11, 26))
    address = "http://localhost/id/tea/1/b2?as_of=2025-01-01"
    for path in ("/zh/search.csv?as_of=2025-06-01", "/zh/list.csv?b=tea/1.2&as_of=2025-06-01"):
        assert f",{address},2025-06-01" in client.get(path).data.decode("utf-8-sig")
    assert client.get(address).headers["Location"].startswith("/zh/policies/tea/1?as_of=2025-01-01#b-")
    page = client.get("/zh/policies/tea/1?as_of=2025-06-01").get_data(as_text=True)
    for code in ("/id/tea/1/b2/qr.svg?as_of=2025-06-01", "/id/tea/1/qr.svg?as_of=2025-06-01"):
        assert f'src="{code}"' in page
    assert client.get("/id/tea/1/b2/qr.svg?as_of=2025-06-01").get_data(as_text=True) == qr_svg(address)
    assert "as_of" not in client.get("/zh/search.csv").get_data(as_text=True)


def test_without_a_register_benefits_count_as_printed(tmp_path: Path) -> None:
    write(tmp_path, "tea", TIERS)
    assert [b.id for c in read_library(tmp_path).clauses for b in c.benefits] == ["tea/1/b1", "tea/1/b2"]


def test_a_document_without_a_title_is_called_by_its_id(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "scan0012.txt").write_text("第一条 对茶企奖励30万元。\n第二条 本措施由市商务局解释。\n", encoding="utf-8")
    client = serve(corpus, tmp_path / "a", date(2026, 11, 26))
    assert client.get("/zh/search.csv").data.decode("utf-8-sig").splitlines()[1].startswith("scan0012,第一条,")
    assert ">scan0012</span></a>" in client.get("/en/policies").get_data(as_text=True)
    page = client.get("/en/policies/scan0012/1").get_data(as_text=True)
    assert "《scan0012》第一条" in page and "《》" not in page
