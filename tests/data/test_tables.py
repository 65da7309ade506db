"""Tables that people write: whatever stands in one, a build reads it or says where it is wrong and what to do."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from search_app import data
from search_app.data import TableError, read_table
from search_app.data.rows import ROWS as ALL_ROWS
from search_app.files.read import DocumentError
from search_app.library.library import read_library

ENTRY = '[[document]]\nid = "industry"\ntitle = "甲市支持产业发展若干措施"\nindustries = ["finance"]\n'
TEXT = "甲市支持产业发展若干措施\n第一条 给予奖励20万元。\n第二条 提供厂房。\n"
OTHER = "甲市支持金融发展若干措施\n第一条 给予补助10万元。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "translations").mkdir()
    return tmp_path


def refuse(corpus: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read_library(corpus)
    message = str(caught.value)
    assert "; " in message and "pydantic" not in message and "Traceback" not in message
    return message


CATALOGUES: dict[str, tuple[str, str]] = {
    "document a number": ("document = 5\n", "line|document"),
    "document a table": ('[document]\nid = "a"\ntitle = "b"\n', "[document]"),
    "document a list of numbers": ("document = [5, 6]\n", "entry 1"),
    "industries a number": (ENTRY.replace('["finance"]', "5"), "line 4, entry 1 of [[document]] ('industry'): industries"),
    "industries a text": (ENTRY.replace('["finance"]', '"finance"'), "line 4"),
    "industries of numbers": (ENTRY.replace('["finance"]', "[5]"), "line 4"),
    "an unknown industry": (ENTRY.replace('"finance"', '"fish"'), "no industry 'fish'"),
    "id a number": (ENTRY.replace('"industry"', "5"), "line 2"),
    "id empty": (ENTRY.replace('"industry"', '""'), "line 2"),
    "id a space": (ENTRY.replace('"industry"', '" "'), "line 2"),
    "id with a slash": (ENTRY.replace('"industry"', '"a/b"'), "line 2"),
    "id with a line break": (ENTRY.replace('"industry"', '"a\\nb"'), "line 2"),
    "id that a terminal obeys": (ENTRY.replace('"industry"', '"a\\u001b[31m"'), "line 2"),
    "id of dots": (ENTRY.replace('"industry"', '".."'), "line 2"),
    "title a list": (ENTRY.replace('"甲市支持产业发展若干措施"', "[1]"), "line 3"),
    "title empty": (ENTRY.replace('"甲市支持产业发展若干措施"', '""'), "line 3"),
    "no title": (ENTRY.replace('title = "甲市支持产业发展若干措施"\n', ""), "line 1, entry 1 of [[document]] ('industry'): has no title"),
    "no id": (ENTRY.replace('id = "industry"\n', ""), "has no id"),
    "an English title of numbers": (ENTRY + "title_en = 5\n", "line 5"),
    "issued a text": (ENTRY + 'issued = "2024-01-31"\nissued_source = "x"\n', "line 5"),
    "issued a moment": (ENTRY + 'issued = 2024-01-31T00:00:00\nissued_source = "x"\n', "line 5"),
    "issued a day that is none": (ENTRY + "issued = 2024-13-31\n", "line 5"),
    "issued without source": (ENTRY + "issued = 2024-01-31\n", "issued_source"),
    "first a text": (ENTRY + 'first = "true"\n', "line 5"),
    "first a number": (ENTRY + "first = 1\n", "line 5"),
    "file a number": (ENTRY + "file = 5\n", "line 5"),
    "another key": (ENTRY + "isued = 2024-01-31\n", "line 5, entry 1 of [[document]] ('industry'): there is no key isued"),
    "another table": (ENTRY + "[[documents]]\n", "no such table"),
    "the second entry": (ENTRY + "\n" + ENTRY.replace('"industry"', "7"), "line 7, entry 2"),
    "deep lists": (ENTRY + "x = " + "[" * 5000, "catalogue.toml"),
    "deep tables": (ENTRY + "x = " + "{a=" * 5000, "catalogue.toml"),
    "no TOML": (ENTRY + "= 5\n", "line 5"),
    "a conflict": ("<<<<<<< HEAD\n" + ENTRY, "line 1"),
    "a huge number": (ENTRY + "first = " + "9" * 5000 + "\n", "catalogue.toml"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CATALOGUES)
def test_a_broken_catalogue_is_named_by_line_and_entry(corpus: Path, kind: str) -> None:
    content, said = CATALOGUES[kind]
    (corpus / "catalogue.toml").write_text(content, encoding="utf-8")
    message = refuse(corpus)
    assert message.startswith("catalogue.toml") and any(one in message for one in said.split("|")), message
    assert all(line.startswith("catalogue.toml, ") for line in message.splitlines()[1:])


def test_a_catalogue_that_is_no_text_or_no_file(corpus: Path) -> None:
    (corpus / "catalogue.toml").write_bytes(ENTRY.encode("gbk"))
    assert "catalogue.toml" in refuse(corpus)
    (corpus / "catalogue.toml").unlink()
    (corpus / "catalogue.toml").mkdir()
    assert "catalogue.toml: cannot be opened" in refuse(corpus)


def test_a_catalogue_as_an_editor_may_save_it(corpus: Path) -> None:
    (corpus / "catalogue.toml").write_bytes(b"\xef\xbb\xbf" + ENTRY.replace("\n", "\r\n").encode())
    assert read_library(corpus).documents[0].id == "industry"


TERM = '[[term]]\nzh = "奖励"\nen = "award"\ndefinition = "payment for a result"\nsource = "house"\n'
TERMS: dict[str, str] = {
    "without English": TERM.replace('en = "award"\n', ""),
    "without definition": TERM.replace('definition = "payment for a result"\n', ""),
    "without source": TERM.replace('source = "house"\n', ""),
    "search words a number": TERM + "search_en = 5\n",
    "search words a text": TERM + 'search_en = "prize"\n',
    "search words of numbers": TERM + "search_en = [5]\n",
    "forbidden a text": TERM + 'forbidden = "bonus"\n',
    "another key": TERM + 'also = ["prize"]\n',
    "term a number": "term = 5\n",
    "empty English": TERM.replace('"award"', '""'),
    "nested": TERM.replace('"award"', '{ a = "award" }'),
    "deep": "term = " + "[" * 3000,
}


@pytest.mark.parametrize("kind", TERMS)
def test_a_broken_term_base_is_named(corpus: Path, kind: str) -> None:
    (corpus / "translations" / "terms.toml").write_text(TERMS[kind], encoding="utf-8")
    assert refuse(corpus).startswith("translations/terms.toml")


TRANSLATIONS: dict[str, str] = {
    "sentences of numbers": '[sentences]\n"a" = 5\n',
    "sentences a number": "sentences = 5\n",
    "another shape": "title = [1]\n",
    "clause a number": "[clause]\n1 = 5\n",
    "clause of numbers": "[[clause]]\nid = 1\nsentences = [1, 2]\n",
    "deep": "x = " + "[" * 3000,
    "deep tables": "x = " + "{a=" * 3000,
    "no text": "\x00",
}


@pytest.mark.parametrize("kind", TRANSLATIONS)
def test_a_broken_translation_is_named(corpus: Path, kind: str) -> None:
    catalogue(corpus, ENTRY)
    (corpus / "translations" / "industry.toml").write_text(TRANSLATIONS[kind], encoding="utf-8")
    assert refuse(corpus).startswith("translations/industry.toml")


# ── an entry that speaks of no document ──


def catalogue(corpus: Path, *entries: str) -> None:
    (corpus / "catalogue.toml").write_text("\n".join(entries), encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "nearest"),
    [
        (ENTRY.replace("若干措施", "若干政策"), "甲市支持产业发展若干措施 in a.txt"),
        (ENTRY.replace("甲市", "乙市"), "甲市支持产业发展若干措施 in a.txt"),
        (ENTRY + 'file = "a2.txt"\n', "甲市支持产业发展若干措施 in a.txt"),
        (ENTRY.replace("甲市支持产业发展若干措施", "完全不同的名称"), "none"),
        (
            ENTRY.replace("甲市支持产业发展若干措施", "Other words") + 'file = "b.txt"\n',
            "甲市支持金融发展若干措施 in b.txt",
        ),
    ],
)
def test_an_entry_that_matches_nothing_is_an_error_with_the_nearest(corpus: Path, entry: str, nearest: str) -> None:
    catalogue(corpus, entry)
    message = refuse(corpus)
    assert (
        message.startswith("catalogue.toml, industry: no document has the title") and f"nearest: {nearest}" in message
    )


def test_every_entry_that_matches_nothing_is_named(corpus: Path) -> None:
    catalogue(corpus, *(ENTRY.replace("industry", name).replace("产业", name) for name in ("one", "two")), ENTRY)
    assert [line.partition(":")[0] for line in refuse(corpus).splitlines()] == [
        "catalogue.toml, one",
        "catalogue.toml, two",
    ]


@pytest.mark.parametrize("title", ["甲市支持产业发展若干措施", "甲市支持 产业发展若干措施", "甲市支持产業發展若干措施"])
def test_a_title_printed_in_another_way_matches(corpus: Path, title: str) -> None:
    catalogue(corpus, ENTRY.replace("甲市支持产业发展若干措施", title))
    assert read_library(corpus).documents[0].id == "industry"


def test_an_entry_of_a_file_that_is_refused_is_no_error(corpus: Path) -> None:
    (corpus / "a.txt").write_bytes(b"a\0b")
    catalogue(corpus, ENTRY)
    assert [reason.partition(",")[0] for reason in read_library(corpus).refused] == ["a.txt"]
    catalogue(corpus, ENTRY + 'file = "a.txt"\n')
    assert read_library(corpus).refused
    catalogue(corpus, ENTRY + 'file = "c.txt"\n')
    assert "'c.txt'" in refuse(corpus)


# ── our own tables ──

OURS = data.HERE
ROWS = {key: shape for key, shape in ALL_ROWS.items() if not key[0].startswith(("lexicon", "interface"))}  # folders


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which tables are looked for."""
    monkeypatch.setattr(data, "HERE", tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def fresh_tables() -> None:
    read_table.cache_clear()


def kinds_of_rows() -> list[tuple[Path, str, str]]:
    """(file, what its shapes are named by, kind of row) of every list of rows in our tables."""
    return [
        (path.relative_to(data.HERE), path.stem if path.parent == data.HERE else path.parent.name, row)
        for path in sorted(data.HERE.rglob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))
    ]


def test_every_table_has_a_shape() -> None:
    assert {(name, row) for _, name, row in kinds_of_rows()} == set(ALL_ROWS)
    for name, row in ROWS:
        assert read_table(name, row)


@pytest.mark.parametrize(("path", "name", "row"), kinds_of_rows(), ids=str)
def test_what_a_key_may_not_hold_is_named(tmp_path: Path, path: Path, name: str, row: str) -> None:
    """Every key of the first row in turn holds what no table means there; the reader of it would stop with a trace."""
    first = tomllib.loads((data.HERE / path).read_text(encoding="utf-8"))[row][0]
    for key in first:
        for wrong in ({"a": {"b": 1}}, [[["x"]]], date(2024, 1, 31), float("nan")):
            with pytest.raises(ValidationError):
                TypeAdapter(ALL_ROWS[name, row]).validate_python(first | {key: wrong})
    with pytest.raises(ValidationError):
        TypeAdapter(ALL_ROWS[name, row]).validate_python(first | {"another key": 1})


@pytest.mark.parametrize(
    ("table", "row", "key", "wrong"),
    [
        ("slots", "pattern", "pattern", "(每年"),
        ("slots_en", "pattern", "pattern", "*"),
        ("slots_en", "noun", "words", ["a("]),
        ("slots", "noun", "name", "THING"),
        ("wording", "scope", "zh", "每年{amount}"),
        ("wording", "total", "en", "{sum"),
        ("symbol_fonts", "font", "signs", [["XY", "!"]]),
        ("english_numbers", "part", "words", {"half": 0}),
        ("english_numbers", "multiplier", "value", 1.5),
        ("stopwords", "stop", "en", None),
    ],
)
def test_what_could_not_be_put_together_is_named(table: str, row: str, key: str, wrong: object) -> None:
    first = tomllib.loads((data.HERE / f"{table}.toml").read_text(encoding="utf-8"))[row][0]
    TypeAdapter(ALL_ROWS[table, row]).validate_python(first)
    with pytest.raises(ValidationError):
        TypeAdapter(ALL_ROWS[table, row]).validate_python(first | {key: wrong})


@pytest.mark.parametrize(("name", "row"), sorted(ROWS))
def test_a_broken_table_names_the_file_and_the_remedy(tables: Path, name: str, row: str) -> None:
    for broken in (
        f"{row} = 5\n",
        f"{row} = [5]\n",
        f"[[{row}]]\nnothing = 1\n",
        f"{row} = {'[' * 3000}",
        "",
        "[[other]]\nx = 1\n",
        f"[[{row}]\n",
    ):
        (tables / f"{name}.toml").write_text(broken, encoding="utf-8")
        read_table.cache_clear()
        with pytest.raises(TableError, match=rf"^search_app/data/{name}\.toml.*build again"):
            read_table(name, row)


@pytest.mark.parametrize(
    ("name", "row", "before", "after", "said"),
    [
        ("departments", "department", 'id = "finance"', "id = 5", "line 9, entry 1 of"),
        ("departments", "department", 'id = "finance"', 'id = ""', "is empty"),
        ("departments", "department", 'short_en = "Finance Bureau"', 'shrt_en = "x"', "('finance')"),
        ("segmentation", "word", "freq = ", "freq = 1.5 #", "freq"),
        ("labels", "label", '["有效", "In force"]', '["有效"]', "names.in_force"),
    ],
)
def test_a_fault_in_a_row_names_the_row(tables: Path, name: str, row: str, before: str, after: str, said: str) -> None:
    text = (OURS / f"{name}.toml").read_text(encoding="utf-8")
    assert before in text
    (tables / f"{name}.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_table(name, row)
    assert said in str(caught.value), str(caught.value)
