"""What the pages show in English: all that a benefit quotes, and what nobody has translated marked as Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from search_app import create_app
from search_app.library.library import read_library
from search_app.library.translation import find_untranslated
from search_app.model import LANGS, Benefit, Library
from search_app.search.published.generations import build_generation, publish
from search_app.web.words import split_chinese

_HAN = re.compile("[\u4e00-\u9fff]")


def find_section(page: str, name: str) -> str:
    """The HTML of a section of a page, "" where there is none."""
    found = re.search(rf'<section class="[^"]*" id="{name}">.*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_all_that_the_benefits_of_the_corpus_quote_is_said_in_english(library: Library) -> None:
    assert {clause.id: said for clause in library.clauses if (said := find_untranslated(clause))} == {}
    assert library.warnings == ()


def test_no_benefit_is_chinese_on_an_english_page(client: FlaskClient, library: Library) -> None:
    for clause in library.clauses:
        page = client.get(f"/en/policies/{clause.id}?as_of=2024-06-01").get_data(as_text=True)
        for name in ("benefits", "estimate"):
            assert not _HAN.search(find_section(page, name)), clause.id


def test_what_the_facts_of_a_document_quote_is_english_on_an_english_page(
    client: FlaskClient, library: Library
) -> None:
    """The sentence on its force and the documents that it names; numbers of documents stand as printed."""
    for head in library.documents:
        assert head.term.quote is None or head.term.quote_en
        assert all(one.title_en for one in (*head.cites, *head.repeals)), head.id
        for path in (head.id, head.clauses[1].id):
            page = document_fromstring(client.get(f"/en/policies/{path}").get_data(as_text=True))
            for number in page.xpath("//*[@class='number']"):
                number.text = ""
            told = page.xpath("//dl[contains(@class, 'facts')]|//div[starts-with(@class, 'status')]")
            assert len(told) >= 2 and not any(_HAN.search(one.text_content()) for one in told), path


def quoted(benefits: Iterable[Benefit]) -> dict[str, int]:
    """How many conditions, bases and references ``benefits`` have."""
    every = list(benefits)
    return {
        "condition": sum(len(one.conditions) for one in every),
        "basis": sum(one.basis is not None for one in every),
        "refers": sum(one.refers_to is not None for one in every),
    }


def in_words(html: str) -> str:
    """The text of a part of a page, as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_both_languages_show_all_that_a_benefit_quotes(client: FlaskClient, library: Library) -> None:
    every = quoted(benefit for clause in library.clauses for benefit in clause.benefits)
    assert min(every.values()) > 5
    for clause in library.clauses:
        for lang in LANGS:
            page = client.get(f"/{lang}/policies/{clause.id}?as_of=2024-06-01").get_data(as_text=True)
            words = in_words(find_section(page, "benefits"))
            for one in clause.benefits:
                said = [(one.recipient, one.recipient_en), (one.basis, one.basis_en), (one.refers_to, one.refers_to_en)]
                for zh, en in (*said, *((c.text, c.text_en) for c in one.conditions)):
                    assert " ".join(((en if lang == "en" else zh) or "").split()) in words, (lang, one.id)


def test_a_rate_that_is_a_maximum_is_not_shown_as_one_that_is_paid(client: FlaskClient) -> None:
    for lang, said in (("zh", "不超过投入金额的40%"), ("en", "up to 40% of amount invested")):
        page = client.get(f"/{lang}/policies/creative-design/1").get_data(as_text=True)
        assert said in in_words(find_section(page, "benefits")), lang


@pytest.mark.parametrize(
    "url", ["/en/search?q=headquarters", "/en/search/table?q=award", "/en/search/table?sort=amount"]
)
def test_recipients_of_results_are_english(client: FlaskClient, url: str) -> None:
    page = client.get(url).get_data(as_text=True)
    assert "untranslated" not in page
    assert "enterprises" in page


def test_the_api_gives_the_english_beside_the_chinese(client: FlaskClient) -> None:
    benefit = client.get("/api/v1/clauses/bio-economy/9").get_json()["benefits"][3]
    assert benefit["recipient_en"] == "enterprises that attracted the project"
    assert benefit["basis_en"] == "fixed-asset investment"
    assert benefit["refers_to_en"] is None and benefit["refers_to"] is None
    (condition,) = benefit["conditions"]
    assert condition["text_en"].endswith("fixed-asset investment of more than RMB 100 million")


def test_the_steps_of_an_estimate_are_english(client: FlaskClient) -> None:
    page = client.get("/en/policies/bio-economy/9?benefit=4&base=3000000000&threshold=200000000").get_data(as_text=True)
    answer = find_section(page, "estimate")
    assert "Base: fixed-asset investment." in answer
    assert (
        "Condition “bringing to the City a project with fixed-asset investment of more than RMB 100 million”" in answer
    )
    assert "Limited by the cap: RMB 20 million" in answer
    assert not _HAN.search(answer)


def test_the_fields_of_an_estimate_are_named_in_english(client: FlaskClient) -> None:
    base = client.get("/en/policies/creative-design/6").get_data(as_text=True)
    assert "Amount of investment verified by audit (RMB)" in find_section(base, "estimate")
    reached = client.get("/en/policies/bio-economy/8").get_data(as_text=True)
    assert "annual sales revenue exceeds RMB 20 million for the first time" in find_section(reached, "estimate")


# ── documents that nobody has translated ──

TEXT = """某市支持粮仓若干政策
第一条 对新建粮仓的合作社，总投资100万元以上的，按设备购置费的5%给予补助，最高30万元。
第二条 对粮油加工厂参照《某市粮食奖励办法》执行。
"""


@pytest.fixture
def untranslated(tmp_path: Path) -> FlaskClient:
    (tmp_path / "doc.txt").write_text(TEXT, encoding="utf-8")
    publish(build_generation(read_library(tmp_path), tmp_path / "index", "x"))
    return create_app(index=tmp_path / "index").test_client()


def test_without_a_translation_nothing_is_lost_and_all_chinese_is_marked(untranslated: FlaskClient) -> None:
    (benefit,) = untranslated.get("/api/v1/clauses/doc/1").get_json()["benefits"]
    page = untranslated.get("/en/policies/doc/1?benefit=1&base=5000000&threshold=2000000").get_data(as_text=True)
    shown = find_section(page, "benefits") + find_section(page, "estimate")
    for phrase in (benefit["recipient"], benefit["basis"], *(one["text"] for one in benefit["conditions"])):
        assert phrase in re.findall(r'<span class="untranslated" lang="zh-CN" title="[^"]+">([^<]*)<', shown)
    assert benefit["recipient_en"] is None and benefit["basis_en"] is None
    marked = r'<span class="untranslated" lang="zh-CN"[^>]*>[^<]*</span>|<(p|textarea)[^>]* lang="zh-CN".*?</\1>|<option.*?</option>'
    bare = re.sub(marked, "", shown)
    assert not _HAN.search(bare)
    assert "untranslated" not in untranslated.get("/zh/policies/doc/1?benefit=1&base=5000000").get_data(as_text=True)


def test_without_a_translation_the_build_asks_for_no_phrase(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text(TEXT, encoding="utf-8")
    assert read_library(tmp_path).warnings == ()


def test_a_document_in_english_is_its_own_english(tmp_path: Path) -> None:
    text = "Clause 1 Small mills are granted a subsidy of 5% of equipment cost, up to RMB 300,000.\n"
    (tmp_path / "doc.txt").write_text(f"Policies on mills\n{text}", encoding="utf-8")
    benefits = [one for clause in read_library(tmp_path).clauses for one in clause.benefits]
    assert benefits
    assert all((one.recipient_en, one.basis_en) == (one.recipient or None, one.basis) for one in benefits)


@given(st.text(st.sampled_from("ab 1%“”，《》中文RMB")))
def test_the_stretches_of_a_text_joined_are_the_text(text: str) -> None:
    stretches = list(split_chinese(text))
    assert "".join(stretch for stretch, _ in stretches) == text
    assert not any(_HAN.search(stretch) for stretch, chinese in stretches if not chinese)


def test_a_quoted_phrase_is_one_stretch_with_its_figures() -> None:
    said = "Condition “总投资100万元以上，其中设备《甲》”: RMB 2 million"
    assert [stretch for stretch, chinese in split_chinese(said) if chinese] == ["总投资100万元以上，其中设备《甲》"]
