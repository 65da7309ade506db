"""A build that opens only what changed gives, byte for byte, the index of one that starts from nothing."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from search_app.jobs.cache import BuildCache
from search_app.library.kept.documents import (
    KeptDocument,
    count_clauses,
    find_titles,
    list_industries,
    print_benefits,
    print_clauses,
)
from search_app.library.library import read_library
from tests.commands import run
from tests.conftest import ROOT

T = TypeVar("T")
HARBOUR = """己市支持港口发展若干措施
己政发〔2024〕7号
为支持港口发展，制定本措施。
第一条 对年吞吐量达到100万吨的港口企业，给予一次性奖励50万元。
第二条 对新开通航线的船务公司，参照《己市支持仓储若干措施》第一条给予奖励。
第三条 本措施自2024年3月1日起施行，有效期三年。
"""
STORAGE = """己市支持仓储若干措施
己政发〔2023〕2号
第一条 对新建标准化仓库的仓储企业，按照实际建设投资额的10%给予一次性补助，最高不超过80万元。
第二条 对新评为国家级示范的仓储企业，给予奖励20万元。
第三条 本措施自2023年1月1日起施行。
"""
COLD = """庚市冷链物流扶持办法
第一条 对新建标准化仓库的仓储企业，按照实际建设投资额的10%给予一次性补助，最高不超过60万元。
第二条 对购置冷藏车的运输企业，每辆补助3万元。
"""
PIPES = """己市支持管道运输若干措施
第一条 对铺设管道的企业，给予补助40万元。己市支持仓储若干措施（己政发〔2023〕2号）自2026年1月1日起废止。
第二条 本措施自2026年1月1日起施行。《己市支持仓储若干措施》（己政发〔2023〕2号）同时废止。
"""
CATALOGUE = """[[document]]
id = "storage"
title = "己市支持仓储若干措施"
title_en = "Measures for warehouses"
"""
ENGLISH = """[title]
en = "Cold chains"
[[clause]]
id = "2"
sentences = [["{}", "Carriers that buy a refrigerated truck get 30,000 yuan for each."]]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def write_corpus(folder: Path) -> Path:
    (folder / "translations").mkdir(parents=True)
    for name, text in (("harbour", HARBOUR), ("storage", STORAGE), ("cold", COLD)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    shutil.copy(ROOT / "corpus" / "translations" / "terms.toml", folder / "translations")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def translate(corpus: Path) -> None:
    text = read_library(corpus).clauses
    said = next(clause.text.zh for clause in text if clause.id == "cold/2")
    (corpus / "translations" / "cold.toml").write_text(ENGLISH.format(said), encoding="utf-8")


def settle(corpus: Path) -> None:
    row = ("2026-11-22", "cold", "figure", "", "对购置冷藏车的运输企业，每辆补助⟨3万元⟩。", "condition")
    (corpus / "settled.tsv").write_text("\t".join(row) + "\n", encoding="utf-8")


def amend(corpus: Path) -> None:
    """A second version of a document."""
    text = HARBOUR.replace("50万元", "70万元").replace("2024年3月1日", "2026年3月1日").replace("〔2024〕7", "〔2026〕3")
    (corpus / "harbour-2026.txt").write_text(text, encoding="utf-8")
    for name in ("harbour", "harbour-2026"):
        day = "2026-02-01" if name.endswith("2026") else "2024-02-01"
        add(corpus / "catalogue.toml", f'[[document]]\nid = "harbour"\ntitle = "己市支持港口发展若干措施"\n'
            f'file = "{name}.txt"\nissued = {day}\nissued_source = "the notice"\n')  # fmt: skip


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda corpus: None,
    "a text": lambda corpus: edit(corpus / "harbour.txt", "50万元", "55万元"),
    "a text that another one refers to": lambda corpus: edit(corpus / "storage.txt", "最高不超过80万元", "最高不超过85万元"),
    "a title that another one refers to": lambda corpus: (
        edit(corpus / "storage.txt", "支持仓储若干", "扶持仓储若干"), edit(corpus / "catalogue.toml", "支持仓储若干", "扶持仓储若干")
    ),
    "an overlapping text": lambda corpus: edit(corpus / "cold.txt", "按照实际建设投资额", "视合同约定的到位资金总额"),
    "a row of the catalogue": lambda corpus: edit(corpus / "catalogue.toml", "for warehouses", "for storehouses"),
    "a correction": lambda corpus: add(corpus / "catalogue.toml", 'correct = { number = "己政发〔2023〕3号", source = "print" }\n'),
    "a settled answer": settle,
    "a translation": translate,
    "a document added": lambda corpus: (corpus / "river.txt").write_text(HARBOUR.replace("港口", "内河"), encoding="utf-8"),
    "a document removed": lambda corpus: (corpus / "cold.txt").unlink(),
    "a document that repeals another": lambda corpus: (corpus / "pipes.txt").write_text(PIPES, encoding="utf-8"),
    "a version": amend,
    "a clause in the middle": lambda corpus: edit(corpus / "cold.txt", "第二条", "第二条 对冷链企业给予贷款贴息。\n第三条"),
}  # fmt: skip


def build(corpus: Path, home: Path, *options: str) -> dict[str, bytes]:
    """What a build publishes. Whoosh gives its own files other names in every build."""
    done = run("--corpus", str(corpus), "--out", str(home), "--processes", "1", "--force", *options)
    assert done.returncode in (0, 3), done.stderr
    folder = home / (home / "current").read_text()
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in files.items() if not name.startswith(("manifest", "engine/whoosh"))}


def compare_builds(corpus: Path, tmp_path: Path) -> None:
    """What is built on what was kept, and from nothing, of the same corpus with the same register."""
    before = shutil.copytree(corpus, tmp_path / "same" / corpus.name)
    after, whole = build(corpus, tmp_path / "kept"), build(before, tmp_path / "whole")
    assert after.keys() == whole.keys()
    assert [name for name in whole if whole[name] != after[name]] == []


@pytest.fixture(scope="module", params=[False, True], ids=["without a register", "with a register"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bool]:
    """(a folder with a corpus and what a build of it keeps, whether it has a register), to be copied."""
    place = tmp_path_factory.mktemp("built")
    build(write_corpus(place / "corpus"), place / "kept", *(["--register"] if request.param else []))
    return place, request.param


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_after_a_change_is_one_from_nothing(change: str, built: tuple[Path, bool], tmp_path: Path) -> None:
    place, registered = built
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    corpus = tmp_path / "corpus"
    if registered and change == "a document removed":
        (corpus / "cold.txt").unlink()
        assert run("withdraw", "cold", "--corpus", str(corpus)).returncode == 0
    else:
        CHANGES[change](corpus)
    compare_builds(corpus, tmp_path)


def test_changes_one_after_another(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "kept", "--register")
    for n, change in enumerate(
        ("a text", "a settled answer", "a clause in the middle", "a version", "a document added")
    ):
        CHANGES[change](corpus)
        compare_builds(corpus, tmp_path / str(n)) if n == 0 else build(corpus, tmp_path / "kept")
    compare_builds(corpus, tmp_path)


BUILD_EACH = """
import runpy, sys
corpus, *homes = sys.argv[1:]
for home in homes:
    sys.argv = ["index_build.py", "--corpus", corpus, "--out", home, "--processes", "1"]
    try:
        runpy.run_path("index_build.py", run_name="__main__")
    except SystemExit as ended:
        if ended.code:
            raise
"""


def test_a_changed_table_is_read_with(corpus: Path, tmp_path: Path) -> None:
    """In a copy of the program, whose tables can be changed: the lexicon first, then what was learned."""
    copy = shutil.copytree(ROOT / "search_app", tmp_path / "program" / "search_app").parent
    shutil.copy(ROOT / "index_build.py", copy)

    def build_there(*homes: str) -> list[bytes]:
        """By builds of one process, which takes longer to start than to build."""
        command = [sys.executable, "-c", BUILD_EACH, corpus, *(tmp_path / home for home in homes)]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)
        folders = [tmp_path / home / (tmp_path / home / "current").read_text() for home in homes]
        return [b"".join(path.read_bytes() for path in find_written(folder)) for folder in folders]

    def find_written(folder: Path) -> tuple[Path, ...]:
        return (folder / "clauses.db", folder / "vocabulary.json", *sorted((folder / "tables").iterdir()))

    data = copy / "search_app" / "data"
    (before,) = build_there("kept")
    edit(data / "lexicon" / "giving.toml", '"给予", ', "")
    after, whole = build_there("kept", "of another lexicon")
    assert after != before and after == whole
    edit(data / "weights" / "functions.tsv", "above:None\t-151", "above:None\t951")
    last, whole = build_there("kept", "of other weights")
    assert last != after and last == whole


class Counter:
    """A Progress that counts what is made."""

    def __init__(self) -> None:
        self.made: dict[str, int] = {}

    def __call__(self, items: Iterable[T], length: int, label: str) -> Iterable[T]:
        self.made[label] = length
        return items


def test_only_what_changed_is_put_together(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", "--register")
    # The row is that of a document that another one refers to, which is looked at again.
    for change, documents in (("nothing", 0), ("a row of the catalogue", 2), ("a text", 1)):
        CHANGES[change](corpus)
        counter = Counter()
        read_library(corpus, BuildCache(tmp_path / "index" / "kept", 1, counter))
        assert counter.made["documents"] == documents, change


def test_a_kept_document_is_the_one_it_was_made_of(corpus: Path, tmp_path: Path) -> None:
    alone = read_library(corpus)
    for _ in range(2):
        kept = read_library(corpus, BuildCache(tmp_path))
        assert all(isinstance(one, KeptDocument) for one in kept.documents)
        for own, other in zip(kept.documents, alone.documents, strict=True):
            assert print_clauses(own) == print_clauses(other) and print_benefits(own) == print_benefits(other)
            assert find_titles(own) == find_titles(other) and list_industries(own) == list_industries(other)
            assert count_clauses(own) == count_clauses(other)
            sent = pickle.loads(pickle.dumps(own))  # noqa: S301 - as another process gets it
            assert sent == other == own
        assert kept == alone
