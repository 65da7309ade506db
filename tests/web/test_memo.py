"""The page that checks a memo: every finding is marked and explained once, the text goes nowhere, nothing hostile acts."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search_app.web.bodies import MAX_TEXT
from tests.web.test_addresses import TIERS, serve, write
from tests.web.test_http import Page

MEMOS = Path(__file__).resolve().parents[1] / "cases" / "memos"
LETTER = (MEMOS / "reply-letter.txt").read_text(encoding="utf-8")
CITED = "《鹤岗市支持生物经济高质量发展若干政策措施》第九条"
ICE = "《鹤岗市支持冰雪经济发展若干政策措施》第1条"


def post(client: FlaskClient, text: str, lang: str = "zh", **fields: str) -> TestResponse:
    return client.post(f"/{lang}/check", data={"text": text, **fields})


def read(answer: TestResponse) -> str:
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    Page(html)
    return html


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def shown(html: str) -> str:
    """The memo as the page shows it again, without the numbers."""
    found = re.search(r'<div class="memo"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<sup>\d+</sup>", "", found[1])))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["reply-letter", "brochure", "excel-table"])
def test_each_finding_is_marked_in_place_and_explained(client: FlaskClient, lang: str, name: str) -> None:
    text = (MEMOS / f"{name}.txt").read_text(encoding="utf-8")
    html = read(post(client, text, lang))
    assert shown(html) == text
    marks, findings = (re.findall(rf'id="{kind}-(\d+)"', html) for kind in "mf")
    assert sorted(marks, key=int) == sorted(findings, key=int) == [str(n) for n in range(1, len(marks) + 1)]
    assert set(re.findall(r'href="#f-(\d+)"', html)) == set(re.findall(r'href="#m-(\d+)"', html)) == set(marks)


def test_what_differs_is_shown_with_the_right_wording_and_citation(client: FlaskClient) -> None:
    html = read(post(client, LETTER))
    wrong = html[html.index('id="wrong"') : html.index('id="ended"')]
    assert "<del>15%</del>" in wrong and "<mark>10%</mark>" in wrong and 'href="/zh/policies/bio-economy/17"' in wrong
    assert "《鹤岗市支持生物经济高质量发展若干政策措施》第（十七）条（鹤岗政策库，2026-11-22查阅）" in words(wrong)
    assert "条文写的是10%。" in wrong
    unknown = html[html.index('id="unknown"') : html.index('id="fine"')]
    assert "《鹤岗市重大项目落户奖励办法》第五条" in words(unknown) and "本库未收录" in unknown
    english = read(post(client, LETTER, "en"))
    assert "The clause says 10%." in words(english) and 'href="/en/policies/bio-economy/17"' in english


def test_a_total_is_shown_with_how_it_was_derived(client: FlaskClient) -> None:
    said = words(read(post(client, f"{CITED}：五年合计最高5000万元。")))
    assert "一致（推算）" in said and "每年最高1,000万元 × 5年 = 5,000万元" in said


def test_a_clause_that_does_not_exist_fails_and_says_what_there_is(client: FlaskClient) -> None:
    html = read(post(client, "Clause 99 of the bio-economy measures grants RMB 2 million.", "en"))
    said = words(html)
    assert "No such clause" in said and "has no clause 99; it has 20 clauses" in said and 'id="fine"' not in html
    assert 'href="/en/policies/bio-economy/20"' in html


def test_an_ended_clause_is_never_fine_on_a_day_after_it_ended(client: FlaskClient) -> None:
    text = f"{ICE}：年度计划投资规模2000万元以上的冰雪产业项目。"
    html = read(post(client, text))
    assert 'id="ended"' in html and 'id="fine"' not in html and "已过有效期" in html
    past = read(post(client, text, as_of="2025-06-01"))
    assert 'id="fine"' in past and 'id="ended"' not in past
    assert "/zh/policies/ice-snow-economy/1?as_of=2025-06-01" in past and 'value="2025-06-01"' in past
    assert 'value="2025-06-01"' in client.get("/zh/check?as_of=2025-06-01").get_data(as_text=True)


def test_what_was_withdrawn_is_never_fine(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus", "tea", TIERS)
    serve(tmp_path / "corpus", tmp_path / "a", date(2026, 11, 26))
    write(tmp_path / "corpus", "tea", TIERS[: TIERS.index("。") + 1])
    gone = serve(tmp_path / "corpus", tmp_path / "b", date(2026, 12, 26))
    html = read(post(gone, "依据 tea/1/b2 给予奖励。", "en"))
    assert "Withdrawn" in words(html) and 'id="ended"' in html and 'id="fine"' not in html


def test_the_text_is_kept_nowhere_and_is_not_lost(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.application.extensions["access_log"] = "queries"
    try:
        answer = post(client, LETTER)
    finally:
        client.application.extensions["access_log"] = ""
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    assert "POST /zh/check 200" in (logged := capfd.readouterr().err) and "某集团" not in logged
    html = read(answer)
    assert "某集团" not in "".join(re.findall(r'(?:href|action|formaction|content)="([^"]*)"', html))
    assert 'formaction="/en/check"' in html and 'href="/en/check"' in html and "不保存，不记入日志" in html
    kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert kept and unescape(kept[1]) == LETTER


def test_what_cannot_be_checked_is_said_and_comes_back(client: FlaskClient) -> None:
    for text, said in (("  ", "请粘贴要核对的文字"), ("九" * (MAX_TEXT + 1), f"最多{MAX_TEXT}个")):
        answer = post(client, text)
        html = answer.get_data(as_text=True)
        Page(html)
        assert answer.status_code == 422 and said in html and answer.headers["Cache-Control"] == "no-store"
        assert text in html
    answer = post(client, LETTER, as_of="2025-02-30")
    assert answer.status_code == 422 and LETTER in unescape(answer.get_data(as_text=True))
    assert client.get("/zh/check?as_of=x").status_code == 422
    assert client.post("/zh/check").status_code == 422 and post(client, "x" * 300_000).status_code == 413
    assert "没有找到对条款的引用" in words(read(post(client, "你好。")))


def test_hostile_text_is_shown_and_does_not_act(client: FlaskClient) -> None:
    text = f"<script>alert(1)</script>{CITED}\u202e：“<img src=x onerror=alert(1)>每年最高1000万元的奖励”\u2066</textarea><b>\x00"
    html = read(post(client, text))
    assert "<script>alert" not in html and "<img src=x" not in html and "</textarea><b>" not in html
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\x00]", re.sub(r"<textarea.*?</textarea>", "", html, flags=re.DOTALL)
    )
    assert "<script>alert(1)</script>《" in shown(html)


def test_the_check_is_linked_from_every_page(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        assert f'href="/{lang}/check"' in client.get(f"/{lang}/policies").get_data(as_text=True)
        assert client.get(f"/{lang}/check").status_code == 200
