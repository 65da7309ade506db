"""The worksheet of a translator: what is filled in, what only helps, and that nothing a person wrote is lost."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from search_app.commands.command_line import build_first
from search_app.commands.translating import write_worksheet
from search_app.files.read import DocumentError
from search_app.library.library import read_library
from search_app.model import Library
from tests.conftest import CORPUS

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
TEA = """丽江市支持茶产业发展若干政策
第一章 支持创新
第一条 支持创新平台建设。对新认定为省级相应创新平台的，对绩效评价优秀的给予最高160万元奖励。
第二条 对年销售额5000万元以上的茶企业，给予一次性奖励20万元；另给予贴息。
第三条 本政策由市财政局解释。
"""
HEADINGS = [
    {"zh": "推动生物技术创新", "en": "Promoting biotechnology innovation"},
    {"zh": "附则", "en": ""},
    {"zh": "壮大生物产业的集群", "en": ""},
]
COFFEE = """[title]
en = "Coffee"
[[heading]]
zh = "附则"
en = "Supplementary provisions"
"""
HOSTILE = "第四条 \"\"\"]\\ # [[clause]] \u202e<b>“引号”</b> ''' 给予奖励3万元。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The English of the other documents, and a document of another city."""
    shutil.copytree(CORPUS / "translations", tmp_path / "translations")
    shutil.copy(CORPUS / "hegang-investment-policies.txt", tmp_path)
    shutil.copy(CORPUS / "catalogue.toml", tmp_path)
    (tmp_path / "tea.txt").write_text(TEA, encoding="utf-8")
    return tmp_path


def translate(corpus: Path, *more: str, name: str = "tea") -> str:
    done = CliRunner().invoke(build_first, ["translate", name, "--corpus", str(corpus), *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return (corpus / "translations" / f"{name}.toml").read_text(encoding="utf-8")


def english(library: Library, name: str = "tea") -> dict[str, str | None]:
    return {clause.clause: clause.text.en for clause in library.clauses if clause.document == name}


def fill(text: str) -> str:
    """``text`` as somebody leaves it who has written everything."""
    return text.replace('""', '"Written."')


def test_a_new_document_gets_a_file_that_builds(corpus: Path) -> None:
    text = translate(corpus)
    made = tomllib.loads(text)
    assert made["title"] == {"zh": "丽江市支持茶产业发展若干政策", "en": ""}
    assert made["heading"] == [{"zh": "支持创新", "en": ""}]
    first, second, third = made["clause"]
    # The very same sentence has its English with its source; one that is like it is shown and not taken over.
    assert first["sentences"][0] == ["支持创新平台建设。", "Supporting the building of innovation platforms."]
    assert re.search(r"#: from bio-economy/1 \(\d{4}-\d\d-\d\d\)\n", text)
    assert first["sentences"][1][1] == "" and re.search(r"#: 9\d % like bio-economy/1 \(.{10}\): 新认定为省级", text)
    assert [zh for zh, _ in second["sentences"]] == [
        "对年销售额5000万元以上的茶企业，给予一次性奖励20万元；",
        "另给予贴息。",
    ]
    assert "#: figures: 5000万元, 20万元" in text and "贴息 = interest subsidy" in text
    assert all(zh in TEA for zh, _ in second["parts"]) and second["parts"] and third["id"] == "3"
    library = read_library(corpus)
    assert english(library) == dict.fromkeys("123")
    assert [clause.revising for clause in library.clauses if clause.document == "tea"] == [True, False, False]
    assert translate(corpus) == text
    (corpus / "translations" / "tea.toml").write_text(fill(text), encoding="utf-8")
    library = read_library(corpus)
    assert all(english(library).values()) and not library.warnings


def test_what_a_person_wrote_stays(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    text = fill(translate(corpus)).replace('id = "2"\n', 'id = "2"\n# my own remark\n')
    text = text.replace('[[clause]]\nid = "3"', '# about clause 3\n[[clause]]\nid = "3"')
    path.write_text(text, encoding="utf-8")
    assert translate(corpus) == text
    amended = TEA.replace("20万元", "25万元").replace("第三条", "第三条 提供厂房。\n第四条")
    (corpus / "tea.txt").write_text(amended, encoding="utf-8")
    assert any("translations/tea.toml, 2" in one for one in read_library(corpus).warnings)
    made = translate(corpus)
    clauses = {one["id"]: one for one in tomllib.loads(made)["clause"]}
    assert [en for _, en in clauses["2"]["sentences"]] == ["", "Written."]
    assert clauses["2"]["former"] == [["对年销售额5000万元以上的茶企业，给予一次性奖励20万元；", "Written."]]
    assert translate(corpus) == made
    assert "# my own remark" in made and "# about clause 3" in made
    assert text.partition('id = "2"')[0] == made.partition('id = "2"')[0]
    assert english(read_library(corpus))["1"] and english(read_library(corpus))["2"] is None


def test_a_clause_of_our_own_that_is_amended(corpus: Path) -> None:
    path = corpus / "hegang-investment-policies.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("一次性奖励500万元", "一次性奖励600万元", 1), encoding="utf-8"
    )
    before = (corpus / "translations" / "bio-economy.toml").read_text(encoding="utf-8")
    made = translate(corpus, name="bio-economy")
    changed = [line for line in made.split("\n") if line not in before.split("\n")]
    assert '   ""],' in changed and any("#: 9" in line and "like bio-economy/1" in line for line in changed)
    ours = [line for line in changed if not line.strip().startswith("#:")]
    assert len(ours) == 4 and ours[2] == "former = ["  # the sentence, its English, and the sentence as it was
    assert [name for name, en in english(read_library(corpus), "bio-economy").items() if en is None] == ["1"]


def test_former_english_stays_with_the_former_version(corpus: Path) -> None:
    (corpus / "translations" / "tea.toml").write_text(fill(translate(corpus)), encoding="utf-8")
    (corpus / "amended.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    entry = '\n[[document]]\nid = "tea"\ntitle = "丽江市支持茶产业发展若干政策"\n'
    with (corpus / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(f'{entry}file = "tea.txt"\nfirst = true\n')
        catalogue.write(f'{entry}file = "amended.txt"\nissued = 2026-01-01\nissued_source = "x"\n')
    translate(corpus)
    former, newest = read_library(corpus).versions["tea"]
    assert all(clause.text.en for clause in former.clauses)
    assert [clause.text.en is None for clause in newest.clauses] == [False, True, False]
    assert newest.clauses[1].revising


def test_headings_are_filled_from_memory_too(corpus: Path) -> None:
    text = TEA.replace("支持创新\n第一条", "推动生物技术创新\n第一条").replace("第二条", "第二章 附则\n第二条")
    (corpus / "tea.txt").write_text(text.replace("第三条", "第三章 壮大生物产业的集群\n第三条"), encoding="utf-8")
    made = translate(corpus)
    assert tomllib.loads(made)["heading"] == HEADINGS
    assert re.search(r"#: from bio-economy \(.{10}\)\nen = ", made) and "% like " in made
    # What is in the memory later fills what was left empty, and a person's remark stays.
    (corpus / "translations" / "coffee.toml").write_text(COFFEE, encoding="utf-8")
    path = corpus / "translations" / "tea.toml"
    path.write_text(made.replace('zh = "附则"\n', '# mine\nzh = "附则"\n'), encoding="utf-8")
    again = translate(corpus)
    assert {"zh": "附则", "en": "Supplementary provisions"} in tomllib.loads(again)["heading"] and "# mine\n" in again
    assert translate(corpus) == again


def test_a_clause_that_had_english_is_being_revised(corpus: Path) -> None:
    """Also where no sentence of it stayed, and where its English went with the former version."""
    path = corpus / "translations" / "tea.toml"
    path.write_text(fill(translate(corpus)), encoding="utf-8")
    (corpus / "tea.txt").write_text(TEA.replace("财政局解释", "工信局解释"), encoding="utf-8")
    made = translate(corpus)
    revising = {clause.clause: clause.revising for clause in read_library(corpus).clauses if clause.document == "tea"}
    assert 'former = [\n  ["本政策由市财政局解释。", "Written."],\n]' in made
    assert revising == {"1": False, "2": False, "3": True}
    path.rename(path.with_name("tea@first.toml"))
    assert all(one.revising for one in read_library(corpus).clauses if one.document == "tea")


def test_a_build_says_in_one_line_what_is_missing(corpus: Path) -> None:
    done = CliRunner().invoke(build_first, ["--dry-run", "--corpus", str(corpus), "--out", str(corpus / "index")])
    assert "English is missing for 3 clauses of tea; index_build.py translate tea\n" in done.output


def test_a_hostile_text_is_a_text(corpus: Path) -> None:
    (corpus / "tea.txt").write_text(TEA + HOSTILE, encoding="utf-8")
    text = translate(corpus)
    assert "\u202e" not in text
    library = read_library(corpus)
    said = {one["id"]: "".join(zh for zh, _ in one["sentences"]) for one in tomllib.loads(text)["clause"]}
    assert said == {one.clause: one.text.zh for one in library.clauses if one.document == "tea"}
    (corpus / "translations" / "tea.toml").write_text(fill(text), encoding="utf-8")
    assert all(english(read_library(corpus)).values()) and translate(corpus) == fill(text)


def test_what_cannot_be_extended_is_left_alone(corpus: Path) -> None:
    path = corpus / "translations" / "tea.toml"
    inline = 'clause = [{ id = "1", sentences = [] }]\n[title]\nen = "Tea"\n'
    quoted = '[title]\nen = \'\'\'\n[[heading]]\n\'\'\'\n[[clause]]\nid = "1"\nsentences = [["x", """\n[title]\n"""]]\n'
    for odd in (inline, quoted):
        path.write_text(odd, encoding="utf-8")
        with pytest.raises(DocumentError, match="cannot be extended"):
            translate(corpus)
        assert path.read_text(encoding="utf-8") == odd
    with pytest.raises(DocumentError, match=r"no document '\.\./x'"):
        translate(corpus, name="../x")


# ── to a translation tool and back ──


def test_xliff_goes_out_and_comes_back(corpus: Path, tmp_path: Path) -> None:
    (corpus / "tea.txt").write_text(TEA + HOSTILE, encoding="utf-8")
    out, back, again = (tmp_path / name for name in ("out.xlf", "back.xlf", "again.xlf"))
    empty = translate(corpus, "--xliff", str(out))
    assert translate(corpus, "--from-xliff", str(out), "--xliff", str(again)) == empty
    assert again.read_bytes() == out.read_bytes()
    tree = ElementTree.parse(out)  # noqa: S314
    assert {one.get("version") for one in tree.iter(f"{XLIFF}xliff")} == {"1.2"}
    units = list(tree.iter(f"{XLIFF}trans-unit"))
    assert len({unit.get("id") for unit in units}) == len(units) > 8
    for unit in units:
        target = unit.find(f"{XLIFF}target")
        assert target is not None and (target.get("state") == "translated") == bool(target.text)
        target.text = target.text or f'<b>"{unit.get("id")}"</b>\n'
    tree.write(back, encoding="utf-16", xml_declaration=True)
    made = translate(corpus, "--from-xliff", str(back))
    clauses = {one["id"]: one for one in tomllib.loads(made)["clause"]}
    assert clauses["1"]["sentences"][1][1] == '<b>"1/sentences/2"</b>' and all(english(read_library(corpus)).values())
    # What a person has written since is left, and named.
    path = corpus / "translations" / "tea.toml"
    path.write_text(made.replace('<b>\\"1/sentences/2\\"</b>', "By a person."), encoding="utf-8")
    done = CliRunner().invoke(build_first, ["translate", "tea", "--corpus", str(corpus), "--from-xliff", str(back)])
    assert "left as it is, in: 1\n" in done.output and "By a person." in path.read_text(encoding="utf-8")


UNFIT = {
    "entities": ('<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "document type"),
    "no XML": ("<x", "cannot be read"),
    "no XLIFF": ("<x/>", "is no XLIFF 1.2 of tea"),
    "of another document": (
        f'<xliff xmlns="{XLIFF[1:-1]}"><file original="coffee"/></xliff>',
        "is no XLIFF 1.2 of tea",
    ),
    "no such encoding": ('<?xml version="1.0" encoding="x-y"?><x/>', "cannot be read"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_no_xliff_is_refused_and_nothing_written(corpus: Path, tmp_path: Path, encoding: str) -> None:
    for content, message in UNFIT.values():
        (tmp_path / "in.xlf").write_text(content, encoding=encoding)
        with pytest.raises(DocumentError, match=message):
            write_worksheet(corpus, "tea", from_xliff=tmp_path / "in.xlf")
    assert not (corpus / "translations" / "tea.toml").exists()
