"""Settling a reading on the review page: one click of ours writes a line, nothing else does."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search_app.library.library import read_library
from search_app.library.settled import SETTLED, read_settled
from search_app.web.review import create_review_app
from tests.web.test_http import Page

TEXT = (
    "己市支持陶瓷产业若干措施\n第一条 对新建窑炉的陶瓷企业，给予补助40万元，项目总投入另计80万元。\n"
    "第二条 对弄虚作假的<b>企业</b>，三年内不予扶持。\n"
)
HOST = {"Host": "127.0.0.1:8001"}
OURS = HOST | {"Origin": "http://127.0.0.1:8001"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "瓷 器.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(corpus: Path) -> FlaskClient:
    return create_review_app(corpus).test_client()


def forms(site: FlaskClient, path: str = "/zh/瓷 器.txt") -> list[dict[str, str]]:
    """The hidden fields of every form of a page, with the labels of its buttons under "labels"."""
    html = site.get(path, headers=HOST).get_data(as_text=True)
    Page(html)
    found = []
    for form in re.findall(r'<form class="settle".*?</form>', html, re.DOTALL):
        fields = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}
        labels = re.findall(r'<button name="label" value="([^"]*)"', form)
        found.append(fields | {"labels": "|".join(map(unescape, labels))})
    return found


def send(site: FlaskClient, form: dict[str, str], label: str, headers: dict[str, str] = OURS) -> TestResponse:
    data = {name: value for name, value in form.items() if name != "labels"}
    return site.post("/zh/settle/", data=data | {"label": label}, headers=headers)


def figure(site: FlaskClient, text: str) -> dict[str, str]:
    start = str(TEXT.split("第一条 ")[1].index(text))
    return next(f for f in forms(site) if f["kind"] == "figure" and f["clause"] == "1" and f["start"] == start)


def test_one_click_settles_a_figure_and_the_next_build_reads_it(site: FlaskClient, corpus: Path) -> None:
    form = figure(site, "80万元")
    assert sorted(form["labels"].split("|")) == ["award", "cap", "condition", "rate", "term"]
    answer = send(site, form, "condition")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/zh/%E7%93%B7%20%E5%99%A8.txt#L2")
    (one,) = read_settled(corpus)
    assert (one.kind, one.label, one.document) == ("figure", "condition", form["document"])
    assert one.text.endswith("项目总投入另计⟨80万元⟩")
    clause = next(c for c in read_library(corpus).clauses if c.number == "1")
    assert {a.text: a.why for a in clause.amounts}["80万元"] == "settled"
    html = site.get("/zh/瓷 器.txt", headers=HOST).get_data(as_text=True)
    assert "已认定" in html


def test_sentences_and_recipients_are_settled_too(site: FlaskClient, corpus: Path) -> None:
    sentence = next(f for f in forms(site) if f["kind"] == "sentence" and f["clause"] == "2")
    assert "sanction" in sentence["labels"].split("|") and send(site, sentence, "exclusion").status_code == 303
    recipient = next(f for f in forms(site) if f["kind"] == "recipient")
    assert send(site, recipient, "陶瓷企业").status_code == 303
    assert {(one.kind, one.label) for one in read_settled(corpus)} == {
        ("sentence", "exclusion"),
        ("recipient", "陶瓷企业"),
    }


@pytest.mark.parametrize(
    "headers",
    [
        HOST,
        HOST | {"Origin": "null"},
        HOST | {"Origin": "http://evil.example"},
        HOST | {"Origin": "https://127.0.0.1:8001"},
        HOST | {"Origin": "http://127.0.0.1:9000"},
        HOST | {"Origin": "http://127.0.0.1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_a_form_of_another_site_writes_nothing(site: FlaskClient, corpus: Path, headers: dict[str, str]) -> None:
    assert send(site, figure(site, "80万元"), "condition", headers).status_code == 403
    assert not (corpus / SETTLED).exists()


@pytest.mark.parametrize(
    ("change", "label"),
    [({}, "unsure"), ({}, ""), ({}, "praise"), ({"start": "3"}, "award"), ({"document": "x"}, "award"), ({"clause": "9"}, "award"),
     ({"kind": "sentence"}, "award"), ({"kind": "recipient"}, "award"), ({"end": "x"}, "award")],
)  # fmt: skip
def test_what_was_not_asked_is_not_written(site: FlaskClient, corpus: Path, change: dict[str, str], label: str) -> None:
    answer = send(site, figure(site, "80万元") | change, label)
    assert answer.status_code == 422 and "未能认定" in answer.get_data(as_text=True)
    assert not (corpus / SETTLED).exists()


def test_a_recipient_is_never_invented(site: FlaskClient, corpus: Path) -> None:
    recipient = next(f for f in forms(site) if f["kind"] == "recipient")
    assert send(site, recipient, "船舶企业").status_code == 422 and send(site, recipient, "x" * 500).status_code == 422
    assert send(site, recipient, "新建窑炉的陶瓷企业").status_code == 303 and len(read_settled(corpus)) == 1


@pytest.mark.parametrize("file", ["", "nothing.txt", "../a.txt", SETTLED])
def test_only_files_of_the_corpus_are_settled(site: FlaskClient, file: str) -> None:
    assert send(site, figure(site, "80万元") | {"file": file}, "award").status_code == 404


def test_a_text_that_changed_meanwhile_is_not_settled(site: FlaskClient, corpus: Path) -> None:
    form = figure(site, "80万元")
    (corpus / "瓷 器.txt").write_text(TEXT.replace("40万元", "4000万元"), encoding="utf-8")
    assert send(site, form, "term").status_code == 422


def test_the_way_back_leads_nowhere_else(site: FlaskClient) -> None:
    form = figure(site, "80万元") | {"back": "http://evil.example/", "at": "\r\nX: y"}
    location = send(site, form, "term").headers["Location"]
    assert location.startswith("/zh/") and "\n" not in location and "evil" not in location


def test_a_broken_file_of_answers_says_which_line(site: FlaskClient, corpus: Path) -> None:
    form = figure(site, "80万元")
    (corpus / SETTLED).write_text("2026-11-26\tx\n", encoding="utf-8")
    answer = send(site, form, "term")
    assert answer.status_code == 422 and "settled.tsv, line 1" in answer.get_data(as_text=True)
    assert site.get("/zh/瓷 器.txt", headers=HOST).status_code == 422
    assert site.get("/zh/least-sure/", headers=HOST).status_code == 422


def test_hostile_words_are_only_shown(site: FlaskClient) -> None:
    html = site.get("/zh/瓷 器.txt", headers=HOST).get_data(as_text=True)
    assert "<b>企业" not in html and "&lt;b&gt;企业" in html


def test_browsers_say_where_our_forms_come_from(site: FlaskClient) -> None:
    """With "no-referrer" they would send ``Origin: null``."""
    answer = site.get("/zh/", headers=HOST)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_the_least_sure_of_all_files_come_first(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from search_app.library import figures

    def less_sure(text: str, heading: str = "", own: str | None = None):  # type: ignore[no-untyped-def]
        return tuple(
            replace(a, role="unsure", sure=0.4 if a.text == "80万元" else 0.6, maybe=("condition", "term"))
            for a in find(text, heading, own)
        )

    find = figures.find_amounts
    monkeypatch.setattr(figures, "find_amounts", less_sure)
    (corpus / "more.txt").write_text(TEXT.replace("己市", "庚市").replace("80万元", "90万元"), encoding="utf-8")
    (corpus / "broken.docx").write_bytes(b"PK\x03\x04")
    site = create_review_app(corpus).test_client()
    html = site.get("/en/least-sure/", headers=HOST).get_data(as_text=True)
    asked = re.findall(r"⟨([^⟩]+)⟩", html)
    assert asked[0] == "80万元" and sorted(asked) == ["40万元", "40万元", "80万元", "90万元"]
    assert "40% sure" in html and "broken.docx" in html
    first = next(f for f in forms(site, "/en/least-sure/"))
    assert first["labels"].split("|")[:2] == ["condition", "term"]
    answer = site.post("/en/settle/", data={**first, "label": "term"}, headers=OURS)
    assert answer.status_code == 303 and answer.headers["Location"] == "/en/least-sure/#q-1"
    assert "⟨80万元⟩" not in site.get("/en/least-sure/", headers=HOST).get_data(as_text=True)


def test_nothing_unsure_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("己市通知\n第一条 加强统筹协调。\n", encoding="utf-8")
    site = create_review_app(tmp_path).test_client()
    assert "没有把握不足的识读" in site.get("/zh/least-sure/", headers=HOST).get_data(as_text=True)


def test_a_name_that_the_text_does_not_say_is_refused_by_name(site: FlaskClient, corpus: Path) -> None:
    recipient = next(f for f in forms(site) if f["kind"] == "recipient")
    answer = send(site, recipient, "<b>玻璃</b>企业")
    assert answer.status_code == 422 and "“&lt;b&gt;玻璃&lt;/b&gt;企业”不是原文中的字句" in answer.get_data(
        as_text=True
    )
    assert not (corpus / SETTLED).exists()


def test_an_answer_that_changes_nothing_says_so(site: FlaskClient) -> None:
    sentence = next(f for f in forms(site) if f["kind"] == "sentence" and f["clause"] == "2")
    without = send(site, sentence, "exclusion").headers["Location"]
    assert "已写入认定" in site.get(without, headers=HOST).get_data(as_text=True)
    granted = next(f for f in forms(site) if f["kind"] == "sentence" and f["clause"] == "1")
    changed = send(site, granted, "other").headers["Location"]
    assert "已写入认定" not in site.get(changed, headers=HOST).get_data(as_text=True)


def test_a_settled_sentence_is_shown_with_its_answer(site: FlaskClient) -> None:
    sentence = next(f for f in forms(site) if f["kind"] == "sentence" and f["clause"] == "2")
    assert send(site, sentence, "exclusion").status_code == 303
    html = site.get("/zh/瓷 器.txt", headers=HOST).get_data(as_text=True)
    assert html.count("已认定") == 1 and html.count('value="exclusion" aria-current="true"') == 1


@pytest.mark.parametrize(
    ("typed", "written"), [("陶瓷 企业", "陶瓷企业"), ("陶瓷企業", "陶瓷企业"), (" 企业 ", "企业")]
)
def test_a_recipient_is_written_as_the_text_prints_it(
    site: FlaskClient, corpus: Path, typed: str, written: str
) -> None:
    recipient = next(f for f in forms(site) if f["kind"] == "recipient")
    assert send(site, recipient, typed).status_code == 303
    (one,) = read_settled(corpus)
    assert one.label == written


def test_one_character_is_no_name(site: FlaskClient, corpus: Path) -> None:
    recipient = next(f for f in forms(site) if f["kind"] == "recipient")
    assert send(site, recipient, "业").status_code == 422 and not (corpus / SETTLED).exists()
