"""Data flows one way, and each outside library has one owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "search_app"
ORDER = [
    "data",
    "model",
    "text",
    "jobs",
    "files",
    "figures",
    "clauses",
    "reading",
    "estimate",
    "library",
    "terminal",
    "search",
    "web",
]
OWNERS = {"whoosh": "search/whoosh_", "jieba": "text/tokens.py", "flask": "web/", "numpy": "search/", "opencc": "text/script.py",
          "pypinyin": "text/pinyin.py", "lxml": "files/", "pypdf": "files/pdf"}  # fmt: skip
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def layer(path: Path) -> str:
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "web" if name.startswith("__") else name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrows_point_one_way(path: Path) -> None:
    here = ORDER.index(layer(path))
    for name in imports(path):
        if name.startswith("search_app."):
            there = name.split(".")[1]
            assert ORDER.index(there) <= here, f"{path.name} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_owner(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        owner = OWNERS.get(name.split(".")[0])
        assert owner is None or place.startswith(owner) or (place == "__init__.py" and name == "flask"), (
            place,
            name,
        )


def test_modules_stay_one_room() -> None:
    long = {path.name: n for path in FILES if (n := len(path.read_text(encoding="utf-8").splitlines())) > 450}
    # Tables of nouns: one place for all of them, by design.
    assert set(long) <= {"shapes.py", "model.py"}, long
