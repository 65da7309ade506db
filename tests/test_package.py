"""The package installs: its wheel brings data, templates and one command that builds and serves wherever it is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = "己市支持陶瓷产业若干措施\n第一条 对新建窑炉的陶瓷企业，给予补助40万元。\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as its wheel brings it, and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("package")
    source, site = folder / "source", folder / "site"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "search_app", source / "search_app", ignore=ignore)
    for name in ("pyproject.toml", "README.md", "index_build.py"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--target", site, source], check=True, capture_output=True, text=True)
    return site


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "瓷器.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def environment(installed: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(installed), "LC_ALL": "C.UTF-8"}


def call(installed: Path, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, installed / "bin" / "hegang-policies", *words]
    return subprocess.run(command, cwd=place, env=environment(installed), capture_output=True, text=True, check=False)


def test_it_has_every_command(installed: Path, place: Path) -> None:
    shown = call(installed, place, "--help").stdout
    assert all(f"\n  {name} " in shown for name in ("build", "serve", "inspect", "review", "withdraw", "learn"))


@pytest.fixture
def address(installed: Path, place: Path) -> Iterator[str]:
    command = [sys.executable, installed / "bin" / "hegang-policies", "serve"]
    environ = {**environment(installed), "PORT": "0"}
    with subprocess.Popen(command, cwd=place, env=environ, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().removeprefix("Serving on ").strip()
        server.terminate()


def test_it_builds_inspects_and_serves_where_it_is_called(
    installed: Path, place: Path, request: pytest.FixtureRequest
) -> None:
    built = call(installed, place, "build")
    assert built.returncode == 0 and "Indexed 1 clauses of 1 documents" in built.stdout, built.stderr
    assert (place / ".index" / "current").exists()
    assert "40万元" in call(installed, place, "inspect", "corpus/瓷器.txt").stdout
    address = request.getfixturevalue("address")
    with urllib.request.urlopen(f"{address}/zh/search?q=%E9%99%B6%E7%93%B7") as answer:
        assert "40万元" in answer.read().decode()


def test_what_stops_it_is_said_in_a_line(installed: Path, place: Path) -> None:
    stopped = call(installed, place, "inspect", "nothing.txt")
    assert (
        stopped.returncode == 1 and stopped.stderr.startswith("hegang-policies: ") and "Traceback" not in stopped.stderr
    )
