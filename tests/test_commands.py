"""The commands of the README, run as a reader runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from search_app import create_app
from tests.conftest import ROOT, start_server, stop

BUILD = [sys.executable, "index_build.py"]


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*BUILD, *args], cwd=ROOT, capture_output=True, text=True, check=False)


def get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address) as response:
        return json.load(response)  # type: ignore[no-any-return]


def test_build_prints_one_line_and_knows_when_it_is_up_to_date(tmp_path: Path) -> None:
    done = run("--out", str(tmp_path))
    assert done.returncode == 0 and done.stdout.count("\n") == 1
    assert done.stdout.startswith("Indexed 127 clauses of 6 documents")
    assert "up to date" in run("--out", str(tmp_path), "--if-stale").stdout


def test_help_tells_the_rest() -> None:
    assert "--corpus" in run("--help").stdout and "FILE" in run("inspect", "--help").stdout


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
    assert "市某某局" in warnings[2] and "2 was expected" in warnings[3]


def test_inspect_for_people() -> None:
    shown = run("inspect", "corpus/hegang-investment-policies.txt").stdout
    assert "can be paired in two ways" in shown
    assert "（七） 支持发展总部经济" in shown and "1000万元 (cap)" in shown


def test_inspect_says_what_was_left_out_and_what_was_not_understood() -> None:
    cases = "tests/cases/documents"
    assert "! line 10: 第2页共3页: taken for a page number" in run("inspect", f"{cases}/c06.txt").stdout
    assert "! line 15: 8． 10% (cap): belongs to no benefit" in run("inspect", f"{cases}/b09.txt").stdout


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


def test_a_port_in_use_is_said(server: str) -> None:
    port = server.rpartition(":")[2]
    import os

    done = subprocess.run(
        [sys.executable, "-m", "search_app"],
        cwd=ROOT,
        env=os.environ | {"PORT": port},
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
        assert gone.status_code == 410 and "first/2" in gone.get_data(as_text=True), url
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
