"""The commands of the README, run as a reader runs them: in a process of their own where that makes a difference."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from search_app import create_app
from search_app.jobs.locks import only_writer
from search_app.library.published.register import Register, read_register, write_register
from tests.commands import BUILD, run
from tests.conftest import ROOT, start_server, stop


def get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address) as response:
        return json.load(response)  # type: ignore[no-any-return]


def test_build_prints_one_line_and_knows_when_it_is_up_to_date(tmp_path: Path) -> None:
    command = [*BUILD, "--out", tmp_path]  # a start from nothing, as on a new machine
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.count("\n") == 1 and not done.stderr
    assert done.stdout.startswith("Indexed 127 clauses of 6 documents")
    for again in ((), ("--if-stale",)):
        assert "up to date" in run("--out", str(tmp_path), *again).stdout
    assert run("--out", str(tmp_path), "--force").stdout.startswith("Indexed 127 clauses")


def test_what_was_wrong_is_said_again_where_nothing_has_changed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "first.txt").write_text(POLICY, encoding="utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    for _ in range(2):
        done = run("--corpus", str(corpus), "--out", str(tmp_path / "index"))
        assert done.returncode == 3 and "refused: " in done.stderr and "broken.pdf" in done.stderr


def test_a_terminal_is_shown_how_far_a_build_is(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "first.txt").write_text(POLICY, encoding="utf-8")
    done = run("--corpus", str(corpus), "--out", str(tmp_path / "index"), terminal=True)
    assert done.returncode == 0 and "Reading files" in done.stderr and "Putting documents together" in done.stderr


def test_help_tells_the_rest() -> None:
    assert "--corpus" in run("--help").stdout and "FILE" in run("inspect", "--help").stdout


def test_help_starts_no_server() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "search_app", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and "PORT" in done.stdout and "Serving" not in done.stdout


def test_inspect_as_json(tmp_path: Path) -> None:
    path = tmp_path / "测试.txt"
    path.write_text(
        "某市支持测试产业若干政策\n第一条 对新认定的企业给予一次性奖励20万元。（责任单位：市科技局、市某某局）\n"
        "第三条 本政策自2024年1月1日起施行，有效期三年。\n",
        encoding="utf-8",
    )
    done = run("inspect", str(path), "--json")
    (document,) = json.loads(done.stdout)["documents"]
    assert document["title"] == "某市支持测试产业若干政策"
    assert [c["departments"] for c in document["clauses"]] == [["市科技局", "市某某局"], []]
    assert document["clauses"][0]["amounts"][0]["role"] == "award"
    assert document["validity"]["until"] == "2026-12-31"
    warnings = {w["line"]: w["message"] for w in document["warnings"]}
    assert [d["kind"] for d in document["doubts"]] == ["gap", "unknown_office"]
    assert "市某某局" in warnings[2] and "from 1 to 3" in warnings[3]


def test_inspect_for_people() -> None:
    shown = run("inspect", "corpus/hegang-investment-policies.txt").stdout
    assert "can be paired in two ways" in shown
    assert "（七） 支持发展总部经济" in shown and "1000万元 (cap)" in shown


def test_inspect_says_what_was_left_out_and_what_was_not_understood() -> None:
    cases = "tests/cases"
    assert (
        "! lines 6, 10, 15: taken for page numbers, left out: -1-、第2页共3页、-3-"
        in run("inspect", f"{cases}/cars-appliances-notice.txt").stdout
    )
    assert (
        "! line 28: （十二） 150万元 (Cap): belongs to no benefit"
        in run("inspect", f"{cases}/startup-district.txt").stdout
    )


def test_a_bad_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    for name, content in {
        "a.txt": b"\xff\xfe\x00bad\x81",
        "b.rtf": b"x",
        "c.txt": b"",
        "d.txt": b"a\0b",
    }.items():
        (tmp_path / name).write_bytes(content)
        done = run("inspect", str(tmp_path / name))
        assert done.returncode == 1 and name in done.stderr and "Traceback" not in done.stderr
    assert run("inspect", str(tmp_path / "none.txt")).returncode == 1


def test_a_running_server_takes_up_a_new_index(tmp_path: Path) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "first.txt").write_text("甲市政策\n第一条 给予奖励20万元。\n第二条 支持。\n", encoding="utf-8")
    assert run("--corpus", str(corpus), "--out", str(home), "--register").returncode == 0
    process, address = start_server(home)
    try:
        assert get(f"{address}/readyz")["clauses"] == 2
        first = (corpus / "first.txt").read_text(encoding="utf-8")
        (corpus / "first.txt").write_text(first.replace("第二条 支持。\n", ""), encoding="utf-8")
        stopped = run("--corpus", str(corpus), "--out", str(home))
        assert stopped.returncode == 1 and "first/2" in stopped.stderr and "withdraw" in stopped.stderr
        assert get(f"{address}/readyz")["clauses"] == 2
        (corpus / "first.txt").write_text(first, encoding="utf-8")
        (corpus / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
        (corpus / "second.txt").write_text("乙市政策\n第一条 给予补助。\n", encoding="utf-8")
        partly = run("--corpus", str(corpus), "--out", str(home))
        assert partly.returncode == 3 and "broken.docx" in partly.stderr and "1 refused" in partly.stdout
        for _ in range(200):
            if get(f"{address}/readyz")["clauses"] == 3:
                break
            time.sleep(0.05)
        assert get(f"{address}/readyz")["clauses"] == 3
    finally:
        stop(process)


def test_a_port_in_use_is_said(server: str, home: Path) -> None:
    port = server.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "search_app"],
        cwd=ROOT,
        env=os.environ | {"PORT": port, "INDEX_DIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "PORT" in done.stderr


def test_a_withdrawn_id_is_gone_for_good(tmp_path: Path) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text = "甲市政策\n第一条 给予奖励20万元。\n第二条 提供厂房补助。\n"
    (corpus / "first.txt").write_text(text, encoding="utf-8")
    build = ("--corpus", str(corpus), "--out", str(home), "--register")
    assert run(*build).returncode == 0
    (corpus / "first.txt").write_text(text.replace("第二条 提供厂房补助。\n", ""), encoding="utf-8")
    assert run(*build).returncode == 1
    assert run("withdraw", "--corpus", str(corpus), "first/1").returncode == 1  # it still stands there
    assert run("withdraw", "--corpus", str(corpus), "first/2").returncode == 0
    assert run(*build).returncode == 0
    client = create_app(index=home).test_client()
    for url in ("/id/first/2", "/zh/policies/first/2", "/en/policies/first/2", "/api/v1/clauses/first/2"):
        gone = client.get(url)
        told = gone.get_data(as_text=True)
        assert gone.status_code == 410 and ("第2条" in told or "clause 2" in told), url
    assert client.get("/id/first/1").status_code == 303 and client.get("/id/first/3").status_code == 404


def test_a_clause_that_moved_keeps_its_address(tmp_path: Path) -> None:
    corpus, home = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "first.txt").write_text(
        "甲市政策\n第一条 对企业给予奖励20万元。\n第二条 对厂房租金给予补助。\n", encoding="utf-8"
    )
    build = ("--corpus", str(corpus), "--out", str(home), "--register")
    assert run(*build).returncode == 0
    moved = (
        "甲市政策\n第一条 对新引进的人才给予住房补贴。\n第二条 对企业给予奖励20万元。\n第三条 对厂房租金给予补助。\n"
    )
    (corpus / "first.txt").write_text(moved, encoding="utf-8")
    assert run(*build).returncode == 0
    client = create_app(index=home).test_client()
    assert "奖励20万元" in client.get("/api/v1/clauses/first/1").get_json()["text"]["zh"]
    assert client.get("/api/v1/clauses/first/1").get_json()["label"] == "第二条"


# ── what is published, and which ids are entered ──


POLICY = "甲市政策\n第一条 对当年新引进且实际投产的企业，由市财政一次性给予奖励20万元。\n第二条 提供厂房补助。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "first.txt").write_text(POLICY, encoding="utf-8")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_reports_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "index"
    at = ("--corpus", str(corpus), "--out", str(home))
    done = run(*at, "--dry-run")
    assert done.returncode == 0 and not home.exists() and list(files_of(corpus)) == ["first.txt"]
    assert "Would index 2 clauses of 1 documents; nothing was published" in done.stdout
    assert "new ids: 3: first, first/1, first/2" in done.stdout
    assert "new ids of benefits: 1: first/1/b1" in done.stdout
    assert run(*at, "--register").returncode == 0
    before = files_of(tmp_path)
    (corpus / "first.txt").write_text(POLICY.replace("20万元", "25万元") + "第三条 提供培训。\n", encoding="utf-8")
    (corpus / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    done = run(*at, "--dry-run")
    assert done.returncode == 3 and "refused: broken.docx" in done.stderr
    assert "new ids: 1: first/3" in done.stdout and "changed ids: 1: first/1" in done.stdout
    assert "changed ids of benefits: 1: first/1/b1" in done.stdout and "withdrawn ids of benefits: 0" in done.stdout
    (corpus / "broken.docx").unlink()
    (corpus / "first.txt").write_text(POLICY.replace("第二条 提供厂房补助。\n", ""), encoding="utf-8")
    done = run(*at, "--dry-run")
    assert done.returncode == 1 and "dropped ids: 1: first/2" in done.stdout
    assert "would stop: would drop first/2" in done.stderr and "withdraw" in done.stderr
    (corpus / "first.txt").write_text(POLICY, encoding="utf-8")
    assert files_of(tmp_path) == before


def test_a_dry_run_of_what_is_broken_says_so(corpus: Path, tmp_path: Path) -> None:
    (corpus / "catalogue.toml").write_text("document = 5\n")
    done = run("--corpus", str(corpus), "--out", str(tmp_path / "index"), "--dry-run")
    assert done.returncode == 1 and "catalogue.toml" in done.stderr and "Traceback" not in done.stderr


def test_ids_are_entered_only_where_a_corpus_is_published_for_good(corpus: Path, tmp_path: Path) -> None:
    kept = (ROOT / "corpus" / "register.tsv").read_bytes()
    at = ("--corpus", str(corpus), "--out", str(tmp_path / "index"))
    for _ in range(2):  # a trial, and another one
        done = run(*at)
        assert done.returncode == 0 and not (corpus / "register.tsv").exists()
        assert "4 new ids are not entered" in done.stderr and "--register" in done.stderr
    assert "is up to date" in run(*at, "--if-stale").stdout
    assert run(*at, "--register").returncode == 0
    assert (corpus / "register.tsv").read_text(encoding="utf-8").count("\nfirst/") == 3
    (corpus / "first.txt").write_text(POLICY + "第三条 提供培训。\n", encoding="utf-8")
    assert run(*at).returncode == 0  # it keeps a register of its own by now
    assert (corpus / "register.tsv").read_text(encoding="utf-8").count("\nfirst/") == 4
    assert "is up to date" in run(*at, "--if-stale").stdout
    done = run("--out", str(tmp_path / "other"), "--processes", "1")
    assert done.returncode == 0 and (ROOT / "corpus" / "register.tsv").read_bytes() == kept


def test_a_build_that_is_not_published_enters_no_ids(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "index"
    home.mkdir()
    (home / "kept").write_text("no folder")
    done = run("--corpus", str(corpus), "--out", str(home), "--register")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert not (corpus / "register.tsv").exists() and not (home / "current").exists()


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (lambda path: path.unlink(), "has lost 4 ids"),
        (lambda path: path.write_bytes(b""), "cut short"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "cut short"),
        (lambda path: path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-2]), "utf-8"), "cut short"),
        (lambda path: path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if not line.startswith(("first/2", "# format", "# end"))), "utf-8"), "has lost 1 ids"),
        (lambda path: path.write_text(path.read_text("utf-8").replace("first/2", "first/9"), "utf-8"), "not as it was written"),
    ],
)  # fmt: skip
def test_a_register_that_lost_ids_stops_the_build(
    corpus: Path, tmp_path: Path, loss: Callable[[Path], object], said: str
) -> None:
    home, path = tmp_path / "index", corpus / "register.tsv"
    at = ("--corpus", str(corpus), "--out", str(home))
    assert run(*at, "--register").returncode == 0
    kept, pointer = path.read_bytes(), (home / "current").read_text()
    loss(path)
    for more in ((), ("--register",), ("--dry-run",)):
        done = run(*at, *more)
        assert done.returncode == 1 and said in done.stderr and "restore" in done.stderr, done.stderr
    assert (home / "current").read_text() == pointer
    assert (home / pointer / "register.tsv").read_bytes() == kept  # the copy that it is restored from
    path.write_bytes(kept)
    assert run(*at).returncode == 0


def test_a_withdrawal_that_was_forgotten_stops_the_build(corpus: Path, tmp_path: Path) -> None:
    path, at = corpus / "register.tsv", ("--corpus", str(corpus), "--out", str(tmp_path / "index"))
    assert run(*at, "--register").returncode == 0
    before = path.read_bytes()
    (corpus / "first.txt").write_text(POLICY.replace("第二条 提供厂房补助。\n", ""), encoding="utf-8")
    assert run("withdraw", "--corpus", str(corpus), "first/2").returncode == 0
    assert run(*at).returncode == 0
    path.write_bytes(before)
    done = run(*at)
    assert done.returncode == 1 and "forgotten" in done.stderr and "first/2" in done.stderr


def test_no_id_is_entered_that_could_not_be_read(corpus: Path, tmp_path: Path) -> None:
    at = ("--corpus", str(corpus), "--out", str(tmp_path / "index"))
    assert run(*at, "--register").returncode == 0
    before = (corpus / "register.tsv").read_bytes()
    for wrong in ("", " ", "a/b", "#a", "a\\tb"):
        (corpus / "catalogue.toml").write_text(f'[[document]]\nid = "{wrong}"\ntitle = "甲市政策"\n', encoding="utf-8")
        done = run(*at)
        assert done.returncode == 1 and "line 2" in done.stderr and "Traceback" not in done.stderr
    (corpus / "catalogue.toml").unlink()
    assert run(*at).returncode == 0 and (corpus / "register.tsv").read_bytes() == before


def test_a_clock_that_went_back_does_not_withdraw(corpus: Path, tmp_path: Path) -> None:
    at = ("--corpus", str(corpus), "--out", str(tmp_path / "index"))
    assert run(*at, "--register").returncode == 0
    register = read_register(corpus / "register.tsv")
    later = tuple(replace(row, since=row.since + timedelta(days=400)) for row in register.rows)
    write_register(corpus / "register.tsv", Register(later))
    before = (corpus / "register.tsv").read_bytes()
    (corpus / "first.txt").write_text(POLICY.replace("第二条 提供厂房补助。\n", ""), encoding="utf-8")
    done = run("withdraw", "--corpus", str(corpus), "first/2")
    assert done.returncode == 1 and "clock" in done.stderr
    assert (corpus / "register.tsv").read_bytes() == before


def holds_open(pid: int, path: Path) -> bool:
    """Whether a running process has ``path`` open; False where the system does not show it."""
    return any(os.path.realpath(link) == str(path.resolve()) for link in Path(f"/proc/{pid}/fd").glob("*"))


def test_a_withdrawal_waits_for_a_build(corpus: Path, tmp_path: Path) -> None:
    assert run("--corpus", str(corpus), "--out", str(tmp_path / "index"), "--register").returncode == 0
    (corpus / "first.txt").write_text(POLICY.replace("第二条 提供厂房补助。\n", ""), encoding="utf-8")
    command = [*BUILD, "withdraw", "--corpus", str(corpus), "first/2"]
    with only_writer(corpus):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(120):  # until it has the folder open that it is to lock; a slow start is no waiting
            if holds_open(process.pid, corpus) or process.poll() is not None:
                break
            time.sleep(0.05)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
    assert process.communicate()[0] and process.returncode == 0


# ── one file stops nothing, and no name acts ──


def test_names_that_act_on_a_terminal_are_printed_escaped(corpus: Path, tmp_path: Path) -> None:
    for name in ("new\nline.txt", "esc\x1b[31m.txt", "turn\u202etxt.docx", os.fsdecode(b"by\xfftes.txt"), "end\r.rtf"):
        (corpus / name).write_bytes(b"a\0b")
    (corpus / "catalogue.toml").write_text(
        '[[document]]\nid = "a"\ntitle = "甲市政策"\nfile = "first.txt"\n', encoding="utf-8"
    )
    done = run("--corpus", str(corpus), "--out", str(tmp_path / "in\x1b[1mdex"))
    assert done.returncode == 3, done.stderr
    refusals = [line for line in done.stderr.splitlines() if line.startswith("refused: ")]
    assert len(refusals) == 5 and not any(c in done.stdout + done.stderr for c in "\x1b\r\u202e")
    for shown in (r"new\nline.txt", r"esc\x1b[31m.txt", r"turn\u202etxt.docx", r"end\r.rtf"):
        assert any(shown in line for line in refusals), shown
    for name in ("new\nline.txt", "gone\x1b.txt"):
        done = run("inspect", str(corpus / name))
        assert done.returncode == 1 and done.stderr.count("\n") == 1 and "\x1b" not in done.stderr
    (corpus / "new\nline.txt").write_text(POLICY.replace("条 对", "条 对\u202e", 1), encoding="utf-8")
    done = run("inspect", str(corpus / "new\nline.txt"))
    assert done.returncode == 0 and "\u202e" not in done.stdout and r"条 对\u202e" in done.stdout


def give_up_reading_everything() -> None:
    """To root nothing is closed, unless it gives up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    if os.geteuid() == 0:
        drop_capability, libc = 24, ctypes.CDLL(None, use_errno=True)
        assert [libc.prctl(drop_capability, one, 0, 0, 0) for one in (1, 2)] == [0, 0]


def test_an_unreadable_and_a_huge_file_stop_nothing(corpus: Path, tmp_path: Path) -> None:
    (corpus / "closed.txt").write_text(POLICY.replace("甲市", "乙市"), encoding="utf-8")
    (corpus / "closed.txt").chmod(0)
    with (corpus / "huge.txt").open("wb") as file:
        file.truncate(6_000_000_000)
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "loop.txt").symlink_to(corpus / "loop.txt")
    command = [*BUILD, "--corpus", str(corpus), "--out", str(tmp_path / "index")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=give_up_reading_everything
    )
    assert done.returncode == 3, done.stderr
    assert "Indexed 2 clauses of 1 documents" in done.stdout and "Traceback" not in done.stderr
    for name, reason in (
        ("closed", "cannot be opened"),
        ("huge", "larger than"),
        ("pipe", "not a regular"),
        ("loop", ""),
    ):
        assert any(line.startswith(f"refused: {name}.txt") and reason in line for line in done.stderr.splitlines()), (
            name
        )


def test_outdated_english_is_said_and_stops_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "corpus", copy)
    path = copy / "hegang-investment-policies.txt"
    text = path.read_text(encoding="utf-8")
    old = "最高不超过1000万元"
    assert text.count(old)
    path.write_text(text.replace(old, "最高不超过1100万元", 1), encoding="utf-8")
    done = run("--corpus", str(copy), "--out", str(tmp_path / "index"), "--processes", "1")
    assert done.returncode == 0 and done.stdout.endswith(" 1 warning.\n")
    assert "warning: translations/" in done.stderr and "translate it anew" in done.stderr
