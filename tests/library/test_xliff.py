"""A worksheet in a translation tool and back: what comes in, in which state, and that no English is lost unnamed."""

from __future__ import annotations

import re
import shutil
import stat
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from search_app.commands.command_line import build_first
from search_app.commands.translating import write_worksheet
from search_app.files.read import DocumentError
from search_app.library.library import read_library
from search_app.library.worksheet.memory import Memory
from tests.conftest import CORPUS

XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
TEA = """丽江市支持茶产业发展若干政策
第一章 支持创新
第一条 支持创新平台建设。对茶企业给予一次性奖励20万元；另给予贴息。
第二条 本政策由市财政局解释。\"""]\\ # [[clause]] \u202e<b>“引号”</b> '''
"""
NEEDS = 'state="needs-review-translation"'
AWARD = "对茶企业给予一次性奖励20万元；"
GOOD = "Tea enterprises receive a one-off award of RMB 200,000;"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The term base, the English of one document, and a document of another city."""
    folder = tmp_path / "corpus"
    (folder / "translations").mkdir(parents=True)
    for name in ("terms.toml", "usage.toml", "former.toml", "bio-economy.toml"):
        shutil.copy(CORPUS / "translations" / name, folder / "translations")
    (folder / "tea.txt").write_text(TEA, encoding="utf-8")
    return folder


def run(corpus: Path, *more: str | Path) -> Result:
    words = ["translate", "tea", "--corpus", str(corpus), *map(str, more)]
    return CliRunner().invoke(build_first, words, catch_exceptions=False)


def read(corpus: Path) -> str:
    return (corpus / "translations" / "tea.toml").read_text(encoding="utf-8")


def export(corpus: Path) -> str:
    """What goes to the tool."""
    out = corpus.parent / f"out{len(list(corpus.parent.glob('out*')))}.xlf"
    assert run(corpus, "--xliff", out).exit_code == 0
    return out.read_text(encoding="utf-8")


def bring(corpus: Path, content: str) -> Result:
    (corpus.parent / "back.xlf").write_text(content, encoding="utf-8")
    return run(corpus, "--from-xliff", corpus.parent / "back.xlf")


def answer(out: str, zh: str, target: str, state: str = 'state="final"', unit: str = "") -> str:
    """``out`` with ``target``, XML, for the unit of ``zh``."""
    made, count = re.subn(
        rf"(<trans-unit )([^>]*>\s*<source>{re.escape(zh)}</source>\s*)<target[^>]*?(?:/>|>[^<]*</target>)",
        lambda found: f"{found[1]}{unit} {found[2]}<target {state}>{target}</target>",
        out,
    )
    assert count == 1
    return made


def test_it_goes_out_and_comes_back_whole(corpus: Path) -> None:
    out = export(corpus)
    empty = read(corpus)
    assert bring(corpus, out).exit_code == 0 and read(corpus) == empty and export(corpus) == out
    tree = ElementTree.ElementTree(ElementTree.fromstring(out))  # noqa: S314
    units = list(tree.iter(f"{XLIFF}trans-unit"))
    assert len({unit.get("id") for unit in units}) == len(units) > 6
    for n, unit in enumerate(units):
        source, target = unit.find(f"{XLIFF}source"), unit.find(f"{XLIFF}target")
        assert source is not None and target is not None
        # What the memory has is to be looked at by somebody.
        assert (target.get("state-qualifier") == "exact-match") == bool(target.text) and target.get("state") != "final"
        money = ", RMB 200,000" if "20万元" in (source.text or "") else ""
        target.text = target.text or f'<b>"{"abcdefghijkl"[n]}"</b>{money}\n'
        target.attrib |= {"state": "translated"}
    (corpus / "translations" / "tea.toml").unlink()  # all of it comes back: headings and the title, too
    tree.write(corpus.parent / "back.xlf", encoding="utf-16", xml_declaration=True)
    done = run(corpus, "--from-xliff", corpus.parent / "back.xlf")
    assert done.exit_code == 0 and "tea.toml: 0 texts are to be translated" in done.output
    made = tomllib.loads(read(corpus))
    assert made["title"]["en"] == '<b>"a"</b>' and made["heading"][0]["en"] == '<b>"b"</b>'
    assert made["clause"][0]["sentences"][2][1] == '<b>"e"</b>'
    library = read_library(corpus)
    assert all(clause.text.en for clause in library.clauses) and library.documents[0].title.en == '<b>"a"</b>'


# ── where it is written ──


def test_words_of_force_bounds_and_periods_are_told_and_come_back_unharmed(corpus: Path) -> None:
    force = "原则上职工50人以上的企业可申请一定补助，每年不得超过10人，力争3年内建成；3年内每人每月补助2000元。"
    (corpus / "tea.txt").write_text(TEA.replace("第二条 本", f"第二条 {force}\n第三条 本"), encoding="utf-8")
    sent = export(corpus)
    told = [line for line in read(corpus).splitlines() if line.strip().startswith("#: words: ")]
    notes = [one.text or "" for one in ElementTree.fromstring(sent).iter(f"{XLIFF}note")]  # noqa: S314 (ours)
    assert [line.strip().removeprefix("#: ") for line in told] == [one for one in notes if one.startswith("words: ")]
    for hint in (
        "原则上 = in principle (not: generally", "以上 = or more", "over fifty", "一定 = an award", "可 = may (not: shall",
        "不得超过 = not exceeding", "力争 = aim to", "3年内 = within three years", "3年内 = for three years",
        "每月 = a month", "每人 = for each",
    ):  # fmt: skip
        assert any(hint in line for line in told), hint
    before = read(corpus)
    back = corpus.parent / "back.xlf"
    back.write_text(sent, encoding="utf-8")
    assert run(corpus, "--from-xliff", back).exit_code == 0 and read(corpus) == before
    target = re.compile(rf'(<source>{force.split("；")[1]}</source>\s*)<target state="needs-translation" />')
    answered, count = target.subn(r"\1<target>For three years, RMB 2,000 a month for each person.</target>", sent)
    assert count == 1
    back.write_text(answered, encoding="utf-8")
    assert run(corpus, "--from-xliff", back).exit_code == 0
    made = tomllib.loads(read(corpus))["clause"][1]["sentences"]
    assert made[1][1] == "For three years, RMB 2,000 a month for each person." and made[0][1] == ""
    assert "3年内 = within three years" in read(corpus) and "3年内 = for three years" not in read(corpus)


def test_a_file_that_is_there_is_never_overwritten(corpus: Path) -> None:
    export(corpus)
    text, edited, new = read(corpus), corpus.parent / "out0.xlf", corpus.parent / "elsewhere.xlf"
    for path in (corpus / "translations" / "tea.toml", edited):
        before = path.read_bytes()
        with pytest.raises(DocumentError, match="is there already"):
            run(corpus, "--from-xliff", edited, "--xliff", path)
        assert path.read_bytes() == before
    (corpus / "translations" / "tea.toml").unlink()
    for path, message in (
        (corpus.parent / "none" / "a.xlf", "no folder"),
        (corpus / "a.xlf", "lies in the corpus"),
        (corpus / "translations" / "new.toml", "lies in the corpus"),
    ):
        with pytest.raises(DocumentError, match=message):
            run(corpus, "--xliff", path)
        assert not path.exists() and not (corpus / "translations" / "tea.toml").exists()
    assert run(corpus, "--xliff", new).exit_code == 0 and read(corpus) == text
    shutil.copy(new, corpus)
    assert read_library(corpus).refused == ()
    assert "does not exist" in run(corpus, "--from-xliff", corpus.parent / "none.xlf").output


# ── in which state it comes in ──


UNFINISHED = [
    ('state="needs-review-translation" state-qualifier="mt-suggestion"', ""),
    ('state="needs-adaptation" state-qualifier="fuzzy-match"', ""),
    ('state="needs-l10n"', ""), ('state="new"', ""), ('state="x-draft"', ""), ('state-qualifier="mt-suggestion"', ""),
    ("", 'approved="no"'), ('state="translated"', 'approved="no"'),
]  # fmt: skip


@pytest.mark.parametrize(("state", "unit"), UNFINISHED)
def test_what_nobody_has_finished_stands_beside_its_sentence(corpus: Path, state: str, unit: str) -> None:
    done = bring(corpus, answer(export(corpus), AWARD, GOOD, state, unit))
    assert done.exit_code == 0 and "1 texts are not finished" in done.stderr
    zh, en, mark = _award(corpus)
    assert (zh, en, mark["unfinished"]) == (AWARD, "", GOOD) and read_library(corpus).clauses[0].text.en is None
    # It goes back to the tool and comes back as it was, and stays until somebody has done with it.
    made, out = read(corpus), export(corpus)
    assert f'<target state="needs-review-translation">{GOOD}<' in re.sub(' state-qualifier="[^"]*"', "", out)
    for back in (out, re.sub(' state="needs-review[^"]*"', "", out)):
        assert bring(corpus, back).exit_code == 0 and read(corpus) == made
    assert bring(corpus, answer(out, AWARD, GOOD)).exit_code == 0
    assert _award(corpus) == [AWARD, GOOD] and "unfinished" not in read(corpus)


@pytest.mark.parametrize(("state", "unit"), [('state="signed-off"', ""), ("", ""), ("", 'approved="yes"')])
def test_what_somebody_has_finished_is_english(corpus: Path, state: str, unit: str) -> None:
    assert bring(corpus, answer(export(corpus), AWARD, GOOD, state, unit)).exit_code == 0
    assert tomllib.loads(read(corpus))["clause"][0]["sentences"][1] == [AWARD, GOOD]


def test_only_text_of_a_target_is_english(corpus: Path) -> None:
    target = (
        'Tea <g id="1">enterprises</g> <bpt id="2">&lt;b&gt;</bpt><mrk mtype="seg">receive</mrk><ept id="2">&lt;/b&gt;</ept>'
        ' a one-off<ph id="3">[br]</ph><it id="4" pos="open">x</it><note>mine</note> award of <x id="5"/>RMB 200,000;'
    )
    bring(corpus, answer(export(corpus), AWARD, target))
    assert tomllib.loads(read(corpus))["clause"][0]["sentences"][1] == [AWARD, GOOD]


def test_wrong_figures_are_named_and_may_be_corrected(corpus: Path) -> None:
    done = bring(corpus, answer(export(corpus), AWARD, "An award of RMB 999 million;"))
    assert done.exit_code == 0 and "tea/1, 对茶企业" in done.stderr and "20万元 is not in it" in done.stderr
    assert bring(corpus, answer(export(corpus), AWARD, GOOD)).exit_code == 0
    assert "999" not in read(corpus) and GOOD in read(corpus)


# ── whose English wins ──


def test_a_correction_wins_over_the_memory(corpus: Path) -> None:
    """Whether the file has been written before or not."""
    out = answer(export(corpus), "支持创新平台建设。", "Support for innovation platforms.")
    for written in (True, False):
        if not written:
            (corpus / "translations" / "tea.toml").unlink()
        assert bring(corpus, out).exit_code == 0
        assert "Support for innovation platforms." in read(corpus) and "taken_from" not in read(corpus)
    # The same English is taken over until a tool says that somebody has done with it.
    (corpus / "translations" / "tea.toml").unlink()
    known, sent = "Supporting the building of innovation platforms.", export(corpus)
    assert f'target state="needs-review-translation" state-qualifier="exact-match">{known}' in sent
    assert bring(corpus, sent).exit_code == 0 and "taken_from" in read(corpus)
    begun = answer(sent, "支持创新平台建设。", "Support.", 'state="needs-review-translation"')
    assert bring(corpus, begun).exit_code == 0 and "taken_from" not in read(corpus) and known not in read(corpus)
    (corpus / "translations" / "tea.toml").unlink()
    assert bring(corpus, answer(sent, "支持创新平台建设。", known, 'state="final"')).exit_code == 0
    assert known in read(corpus) and "taken_from" not in read(corpus)


def test_over_what_another_person_wrote_none_wins_and_both_are_shown(corpus: Path) -> None:
    out = export(corpus)
    bring(corpus, answer(out, AWARD, GOOD))
    done = bring(corpus, answer(answer(out, AWARD, "Awards of RMB 200,000;"), "另给予贴息。", "Interest, too."))
    assert done.exit_code == 3 and f"“{GOOD}” and “Awards of RMB 200,000;”" in done.stderr
    assert GOOD in read(corpus) and "Awards of" not in read(corpus) and "Interest, too." in read(corpus)


# ── what a tool has moved about ──


def test_a_unit_is_found_wherever_it_stands(corpus: Path) -> None:
    unit = f'<trans-unit id="7"><source>{AWARD[:6]} {AWARD[6:]}</source><target>{GOOD}</target></trans-unit>'
    start, end = f'<xliff xmlns="{XLIFF[1:-1]}" version="1.2">', "</xliff>"
    file = '<file original="tea"><body>'
    for moved in (
        f"{start}{file}{unit}</body></file>{end}",
        f'{start}{file}<group><group id="x">{unit}</group></group></body></file>{end}',
        f'{start}<file original="tea"><body/></file>{file}{unit}</body></file>{end}',
    ):
        (corpus / "translations" / "tea.toml").unlink(missing_ok=True)
        assert bring(corpus, moved).exit_code == 0
        assert GOOD in read(corpus)


def test_english_that_fits_no_line_is_named(corpus: Path) -> None:
    unit = '<trans-unit id="{}"><source>{}</source><target>{}</target></trans-unit>'
    other = '<file original="coffee"><body>' + unit.format("9", AWARD, "Of another document.") + "</body></file>"
    body = unit.format("1/sentences/2", "对咖啡企业给予奖励。", "Of a changed source.") + unit.format(
        "8", "", "Of none."
    )
    out = export(corpus).replace("</body>", f"{body}</body>").replace("</xliff>", f"{other}</xliff>")
    done = bring(corpus, out)
    assert done.exit_code == 3 and "3 of " in done.output and "were not taken over" in done.output
    assert all(said in done.stderr for said in ("Of another document.", "Of a changed source.", "Of none."))


def test_of_a_line_said_in_two_ways_neither_is_taken_and_both_are_named(corpus: Path) -> None:
    """The rest of the file is taken over."""
    out = export(corpus)
    unit = f'<trans-unit id="x"><source>{AWARD}</source><target>Otherwise, RMB 200,000;</target></trans-unit>'
    both = answer(answer(out, AWARD, GOOD), "另给予贴息。", "An interest subsidy is granted as well.")
    done = bring(corpus, both.replace("</body>", f"{unit}</body>"))
    assert done.exit_code == 3 and all(
        en in done.stderr for en in ("said in two ways", GOOD, "Otherwise, RMB 200,000;")
    )
    assert [en for _, en in tomllib.loads(read(corpus))["clause"][0]["sentences"][1:]] == [
        "",
        "An interest subsidy is granted as well.",
    ]


UNFIT = {
    "entities": ('<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "document type"),
    "no XML": ("<x", "cannot be read"),
    "no XLIFF": ("<x/>", "is no XLIFF 1.2 of tea"),
    "of another document": (
        f'<xliff xmlns="{XLIFF[1:-1]}"><file original="coffee"/></xliff>',
        "is no XLIFF 1.2 of tea",
    ),
    "no such encoding": ('<?xml version="1.0" encoding="x-y"?><x/>', "cannot be read"),
    "an encoding that is not read": ('<?xml version="1.0" encoding="GB18030"?><x/>', "save it as XLIFF 1.2 in UTF-8"),
    "deep": ("<x>" * 5000 + "</x>" * 5000, "nests too deeply"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_no_xliff_is_refused_and_nothing_written(corpus: Path, tmp_path: Path, encoding: str) -> None:
    for kind, (content, message) in UNFIT.items():
        if encoding == "utf-16" and kind == "an encoding that is not read":
            continue
        (tmp_path / "in.xlf").write_text(content, encoding=encoding)
        with pytest.raises(DocumentError, match=message):
            write_worksheet(corpus, "tea", from_xliff=tmp_path / "in.xlf")
    assert not (corpus / "translations" / "tea.toml").exists()


# ── what a machine drafted, and what a person changed meanwhile ──


def _draft(corpus: Path, en: str = GOOD) -> None:
    """``en`` as a machine draft of the award."""
    run(corpus)
    path = corpus / "translations" / "tea.toml"
    mark = '{ machine_draft = "m", day = 2026-01-02 }'
    text = re.sub(rf'"{AWARD}",\s+""', lambda _: f'"{AWARD}", "{en}", {mark}', read(corpus))
    path.write_text(text, encoding="utf-8")


def _award(corpus: Path) -> list[Any]:
    sentences: list[list[Any]] = tomllib.loads(read(corpus))["clause"][0]["sentences"]
    return next(one for one in sentences if one[0] == AWARD)


@pytest.mark.parametrize(
    ("state", "of_a_person"),
    [
        ("", False),
        ('state="translated" state-qualifier="mt-suggestion"', False),
        ('state="final" state-qualifier="leveraged-mt"', False),
        ('state="final"', True),
    ],
)
def test_a_draft_that_nobody_revised_stays_one(corpus: Path, state: str, of_a_person: bool) -> None:
    _draft(corpus)
    assert bring(corpus, answer(export(corpus), AWARD, GOOD, state)).exit_code == 0
    assert (len(_award(corpus)) == 2) == of_a_person


def test_what_a_machine_translated_is_no_persons(corpus: Path) -> None:
    bring(corpus, answer(export(corpus), AWARD, GOOD, 'state="translated" state-qualifier="mt-suggestion"'))
    assert _award(corpus) == [AWARD, "", {"unfinished": GOOD, "state": "mt-suggestion"}]


def test_what_was_changed_in_the_file_meanwhile_stays(corpus: Path) -> None:
    """Under the mark of a draft, and where the check finds it wrong."""
    _draft(corpus)
    out = answer(export(corpus), AWARD, GOOD.replace("one-off", "single"))
    path = corpus / "translations" / "tea.toml"
    for mine in ("Firms receive RMB 200,000;", "Firms receive RMB 999 million;"):
        path.write_text(re.sub(r'"[^"]*(?:award of|Firms)[^"]*"', f'"{mine}"', read(corpus)), encoding="utf-8")
        done = bring(corpus, out)
        assert done.exit_code == 3 and mine in done.stderr and _award(corpus)[1] == mine


def test_a_file_that_is_called_like_ours_stays(corpus: Path) -> None:
    kept = (corpus / "translations" / "tea.new", corpus.parent / "out.xlf.new")
    for path in kept:
        path.write_text("mine", encoding="utf-8")
    assert run(corpus, "--xliff", corpus.parent / "out.xlf").exit_code == 0
    assert [path.read_text(encoding="utf-8") for path in kept] == ["mine", "mine"]
    assert not list(corpus.parent.rglob(".*-*"))


def test_a_title_alone_is_checked(corpus: Path) -> None:
    (corpus / "translations" / "tea.toml").write_text('[title]\nen = "茶 policies"\n', encoding="utf-8")
    library = read_library(corpus)
    assert library.documents[0].title.en is None and any("the title" in one for one in library.warnings)


def test_a_sum_of_hundreds_of_digits_breaks_no_build(corpus: Path) -> None:
    _draft(corpus, f"Tea enterprises receive a one-off award of RMB {'1' * 400};")
    assert run(corpus).exit_code == 0 and read_library(corpus).documents


def test_a_title_and_a_heading_that_nobody_has_finished_stay(corpus: Path) -> None:
    title, heading = "丽江市支持茶产业发展若干政策", "支持创新"
    out = answer(answer(export(corpus), title, "Tea Policies", NEEDS), heading, "Supporting Tea", NEEDS)
    bring(corpus, out)
    for _ in range(2):
        made = tomllib.loads(read(corpus))
        assert made["title"]["mark"] == {"unfinished": "Tea Policies", "state": "needs-review-translation"}
        assert made["heading"][0]["mark"]["unfinished"] == "Supporting Tea"
        assert run(corpus).exit_code == 0
    assert bring(corpus, answer(out, title, "Tea Policies")).exit_code == 0
    assert tomllib.loads(read(corpus))["title"] == {"zh": title, "en": "Tea Policies"}


INLINE = {
    "title": ('title = { zh = "丽江市支持茶产业发展若干政策", en = "" }\n', "丽江市支持茶产业发展若干政策"),
    "heading": ('heading = [{ zh = "支持创新", en = "" }]\n[title]\nen = ""\n', "支持创新"),
}


@pytest.mark.parametrize(("text", "zh"), INLINE.values(), ids=INLINE)
def test_what_the_file_cannot_hold_is_an_error_and_the_file_stays(corpus: Path, text: str, zh: str) -> None:
    path = corpus / "translations" / "tea.toml"
    out = export(corpus)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=rf"would not hold the English of {zh}.*left as it was"):
        bring(corpus, answer(out, zh, "Supporting Tea"))
    assert read(corpus) == text


SO_FAR = "Tea enterprises are paid RMB 200,000;"


def test_what_is_not_finished_stays_whatever_stands_around(corpus: Path) -> None:
    """Beside wrong English, with remarks between, however the file is laid out, and where its sentence is amended, until
    it comes back."""
    bring(corpus, answer(export(corpus), AWARD, SO_FAR, NEEDS))
    path, mark = corpus / "translations" / "tea.toml", {"unfinished": SO_FAR, "state": "needs-review-translation"}
    wrong = "Tea enterprises receive RMB 900,000;"
    laid_out = f"[\n  # ask the bureau\n\n  '{AWARD}' , # mine\n  '{wrong}',"
    path.write_text(re.sub(rf'\["{AWARD}",\s*"",', laid_out, read(corpus)), encoding="utf-8")
    assert run(corpus).exit_code == 0 and _award(corpus) == [AWARD, wrong, mark] and "# ask the bureau" in read(corpus)
    amended = TEA.replace("20万元", "25万元")
    for _ in range(2):
        (corpus / "tea.txt").write_text(amended, encoding="utf-8")
        assert run(corpus).exit_code == 0
        assert tomllib.loads(read(corpus))["clause"][0]["former"] == [[AWARD, wrong, mark]]
    (corpus / "tea.txt").write_text(TEA, encoding="utf-8")
    assert run(corpus).exit_code == 0 and _award(corpus) == [AWARD, wrong, mark]


def test_what_two_have_begun_stays_both(corpus: Path) -> None:
    """And so it does where the one of them has done with it."""
    out = export(corpus)
    bring(corpus, answer(out, AWARD, SO_FAR, NEEDS))
    assert bring(corpus, answer(out, AWARD, GOOD, NEEDS)).exit_code == 0
    state = "needs-review-translation"
    assert _award(corpus) == [AWARD, "", {"unfinished": GOOD, "state": state}]
    assert tomllib.loads(read(corpus))["clause"][0]["former"] == [[AWARD, "", {"unfinished": SO_FAR, "state": state}]]
    title = "丽江市支持茶产业发展若干政策"
    bring(corpus, answer(out, title, "Tea", NEEDS))
    done = bring(corpus, answer(out, title, "Tea Policies"))
    assert done.exit_code == 3 and "“Tea” and “Tea Policies”" in done.stderr


def test_a_draft_of_a_sentence_that_is_amended_stays_a_draft(corpus: Path) -> None:
    """Somebody may have changed it under its mark. It is no memory, and comes back with its sentence."""
    _draft(corpus)
    mine = "Firms receive RMB 200,000;"
    path = corpus / "translations" / "tea.toml"
    path.write_text(re.sub(r'"[^"]*award of[^"]*"', f'"{mine}"', read(corpus)), encoding="utf-8")
    held = _award(corpus)
    (corpus / "tea.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    for _ in range(2):
        assert run(corpus).exit_code == 0
        assert tomllib.loads(read(corpus))["clause"][0]["former"] == [held] and held[1] == mine
    assert not list(path.parent.glob("*@*")) and AWARD not in Memory(corpus, "other").sentences
    (corpus / "tea.txt").write_text(TEA, encoding="utf-8")
    assert run(corpus).exit_code == 0 and _award(corpus) == held


TWICE = TEA.replace("第二条", "第二条 对茶农给予补助；另给予贴息。对茶商给予补助；另给予贴息。\n第三条")


def test_a_sentence_that_stands_twice_may_be_said_in_two_ways(corpus: Path) -> None:
    """In two clauses, and twice in one; also where a tool has given the units other names."""
    (corpus / "tea.txt").write_text(TWICE, encoding="utf-8")
    ways = iter(("Interest, one.", "Interest, two.", "Interest, three."))
    out = re.sub(
        r"(<source>另给予贴息。</source>\s*)<target[^>]*>",
        lambda found: f'{found[1]}<target state="final">{next(ways)}</target>',
        export(corpus),
    )
    renamed = re.sub(r'<trans-unit id="([^"]*)/\d+"', r'<trans-unit id="\1/77"', out)
    moved = re.sub(r"</?group[^>]*>", "", re.sub(r'<trans-unit id="[^"]*"', '<trans-unit id="77"', out))
    for back in (out, renamed, moved):
        (corpus / "translations" / "tea.toml").unlink()
        assert bring(corpus, back).exit_code == 0
        said = [en for one in tomllib.loads(read(corpus))["clause"] for zh, en, *_ in one["sentences"] if "贴息" in zh]
        assert said == ["Interest, one.", "Interest, two.", "Interest, three."]
    # They stay so when the file is written again, and where one of the two sentences goes.
    assert run(corpus).exit_code == 0 and "Interest, two." in read(corpus)
    (corpus / "tea.txt").write_text(TWICE.replace("对茶商给予补助；另给予贴息。", ""), encoding="utf-8")
    assert run(corpus).exit_code == 0
    second = tomllib.loads(read(corpus))["clause"][1]
    assert second["sentences"][1][1] == "Interest, two." and second["former"] == [["另给予贴息。", "Interest, three."]]


def test_why_english_is_right_stays_with_it(corpus: Path) -> None:
    """Also where its sentence is amended."""
    mark = '{ confirmed = "said by the bureau" }'
    run(corpus)
    path = corpus / "translations" / "tea.toml"
    said = re.sub(rf'("{AWARD}",\s*)""', rf'\1"Tea firms receive half of it;", {mark}', read(corpus))
    path.write_text(said, encoding="utf-8")
    assert not any("is not in it" in one for one in read_library(corpus).warnings)
    (corpus / "tea.txt").write_text(TEA.replace("20万元", "25万元"), encoding="utf-8")
    for _ in range(2):
        assert run(corpus).exit_code == 0
        former = tomllib.loads(read(corpus))["clause"][0]["former"]
        assert former == [[AWARD, "Tea firms receive half of it;", {"confirmed": "said by the bureau"}]]


def test_a_file_keeps_who_may_read_it(corpus: Path) -> None:
    run(corpus)
    path = corpus / "translations" / "tea.toml"
    path.chmod(0o640)
    bring(corpus, answer(export(corpus), AWARD, GOOD))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and _award(corpus)[1] == GOOD
