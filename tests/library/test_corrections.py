"""What the catalogue corrects in what was read: with a source, shown as corrected, and an error where it fits nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from search_app.clauses.validity import find_validity
from search_app.files.read import DocumentError
from search_app.library.library import read_library
from search_app.model import Correction

TEXT = (
    "青山市茶业若干措施\n青政发〔2023〕3号\n第一条 给予奖励20万元。\n第二条 本措施自印发之日起施行，有效期三年。\n"
    "青山市人民政府\n2023年4月1日\n"
)
ENTRY = '[[document]]\nid = "tea"\ntitle = "青山市茶业若干措施"\n'
CORRECT = '[document.correct]\n{}\nsource = "公报2023年第5期"\n'


def build(corpus: Path, entry: str, text: str = TEXT, name: str = "a.txt") -> Path:
    (corpus / name).write_text(text, encoding="utf-8")
    (corpus / "catalogue.toml").write_text(entry, encoding="utf-8")
    return corpus


def refuse(corpus: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read_library(corpus)
    return str(caught.value)


def test_each_field_is_corrected_with_its_source(tmp_path: Path) -> None:
    lines = (
        'title = "青山市茶业发展若干措施"\nnumber = "青政规〔2023〕3号"\nissued = 2023-05-01\npublished = 2023-05-06'
    )
    (document,) = read_library(build(tmp_path, ENTRY + CORRECT.format(lines))).documents
    assert (document.title.zh, document.number) == ("青山市茶业发展若干措施", "青政规〔2023〕3号")
    assert (document.issued, document.published) == (date(2023, 5, 1), date(2023, 5, 6))
    assert document.term.until == date(2026, 4, 30), "the end follows from the corrected day of issue"
    assert document.corrected == (
        Correction("title", "青山市茶业若干措施", "公报2023年第5期"),
        Correction("number", "青政发〔2023〕3号", "公报2023年第5期"),
        Correction("issued", "2023-04-01", "公报2023年第5期"),
        Correction("published", "", "公报2023年第5期"),
    )


@pytest.mark.parametrize(
    ("lines", "start", "until"),
    [
        ("from = 2023-06-01", date(2023, 6, 1), date(2026, 5, 31)),
        ("until = 2025-12-31", date(2023, 4, 1), date(2025, 12, 31)),
        ("from = 2023-06-01\nuntil = 2024-05-31", date(2023, 6, 1), date(2024, 5, 31)),
    ],
)
def test_the_days_of_force_are_corrected(tmp_path: Path, lines: str, start: date, until: date) -> None:
    (document,) = read_library(build(tmp_path, ENTRY + CORRECT.format(lines))).documents
    validity = find_validity(document.term, date(2024, 1, 1))
    assert (validity.status, validity.start, validity.until) == ("in_force", start, until)


def test_nothing_is_corrected_without_an_entry(tmp_path: Path) -> None:
    (document,) = read_library(build(tmp_path, ENTRY)).documents
    assert document.corrected == () and document.issued == date(2023, 4, 1)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('number = "青政发〔2023〕3号"', "correct.number says what a.txt says itself"),
        ('title = "青山市茶业若干措施"', "correct.title says what a.txt says itself"),
        ("issued = 2023-04-01", "correct.issued says what a.txt says itself"),
        ("", "corrects nothing"),
        ("from = 2024-01-01\nuntil = 2023-01-01", "until is before from"),
        ("form = 2024-01-01", "there is no key correct.form"),
        ('issued = "2024-01-01"', "must be a day"),
    ],
)
def test_a_correction_that_fits_nothing_is_an_error(tmp_path: Path, lines: str, said: str) -> None:
    message = refuse(build(tmp_path, ENTRY + CORRECT.format(lines)))
    assert message.startswith("catalogue.toml, ") and "tea" in message and said in message
    assert "; " in message, "the remedy"


def test_a_correction_without_a_source_is_an_error(tmp_path: Path) -> None:
    assert "source" in refuse(build(tmp_path, ENTRY + '[document.correct]\nnumber = "青政规〔2023〕3号"\n'))


def test_an_entry_by_file_names_a_document_that_prints_no_title(tmp_path: Path) -> None:
    entry = '[[document]]\nid = "tea"\nfile = "0012.txt"\n' + CORRECT.format('title = "青山市茶业若干措施"')
    text = "第一条 给予奖励20万元。\n第二条 提供厂房。\n"
    (document,) = read_library(build(tmp_path, entry, text, "0012.txt")).documents
    assert (document.id, document.title.zh) == ("tea", "青山市茶业若干措施")
    (tmp_path / "0012.txt").rename(tmp_path / "0013.txt")
    message = refuse(tmp_path)
    assert message.startswith("catalogue.toml, tea: there is no file '0012.txt'; nearest: ")
    assert "0013.txt" in message
