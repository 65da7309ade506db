"""One real node for all tests of a process, and indexes in it that are made of the same records as Whoosh's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search_app.model import Library, StatusSpan
from search_app.search.embedded.build import make_segment as make_whoosh_segment
from search_app.search.embedded.build import write_engine
from search_app.search.embedded.engine import EmbeddedEngine
from search_app.search.engine import Engine, Record
from search_app.search.published import groups
from tests.cluster.nodes import LATEST, QUICK, Node, Release, find_problem, running


def needs_nodes(release: Release = LATEST) -> None:
    """Skip where no node can be started, and say why; on the machine that decides, that is a failure."""
    if problem := find_problem(release):
        said = f"OpenSearch not run: {problem}"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    pytest.importorskip("opensearchpy", reason="OpenSearch not run: its client is missing (.requirements/cluster.txt)")


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    needs_nodes()
    # Three shards are asked at once by questions of many words: with half of it the node has no memory now and then.
    with running(1, ["-Eaction.auto_create_index=false"], (QUICK, "-Xms768m", "-Xmx768m")) as (only,):
        yield only


@pytest.fixture(scope="session")
def records(library: Library) -> list[Record]:
    """What a build indexes of the corpus, and thirty clauses of documents with several versions."""
    every = [
        record
        for group in groups._divide(library)
        for document, days in group
        for record in groups._make_records(document, days)
    ]
    return every + make_versions(every)


def make_versions(of: Sequence[Record]) -> list[Record]:
    """Three documents in two versions of five clauses each; the second counts from a day on, of which the first is
    shown no more, and each has a time of its own in which it is in force."""
    made = []
    for n in range(3):
        turn, end = date(2020 + n, 7, 1), date(2030, 1, 1)
        versions = ((None, turn), (turn, None))
        for shown in versions:
            begins, ends = shown[0] or date(2015, 1, 1), shown[1] or end
            statuses = (
                StatusSpan("not_yet_in_force", None, begins),
                StatusSpan("in_force", begins, ends),
                StatusSpan("expired", ends, None),
            )
            for place in range(1, 6):
                like = of[(n * 31 + place * 7 + (3 if shown[0] else 0)) % len(of)]
                document = f"versions-{n}"
                key = f"{document}@{begins}/{place}"
                facets = dict(like.facets) | {"document": (document,)}
                made.append(replace(like, id=key, facets=facets, shown=shown, statuses=statuses))
    return made


def open_whoosh(records: Sequence[Record], folder: Path) -> Engine:
    half = len(records) // 2
    write_engine([make_whoosh_segment(records[:half]), make_whoosh_segment(records[half:])], folder)
    files = (path for path in folder.rglob("*") if path.is_file())
    return EmbeddedEngine({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def open_cluster(records: Sequence[Record], folder: Path, urls: Sequence[str], shards: int, prefix: str) -> Engine:
    from search_app.search.opensearch import build
    from search_app.search.opensearch.cluster.client import Client
    from search_app.search.opensearch.cluster.place import Place
    from search_app.search.opensearch.engine import OpenSearchEngine
    from search_app.search.opensearch.indexes import filling, serving
    from search_app.search.opensearch.segments import make_segment

    client = Client(Place(tuple(urls), prefix))
    half = len(records) // 2
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(filling, "CLAUSES_A_SHARD", -(-len(records) // shards))
        build.write_index([make_segment(records[:half]), make_segment(records[half:])], folder, client)
        serving.publish_index(folder, client)
    return OpenSearchEngine(read_folder(folder), client=client)


def read_folder(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="session")
def whoosh(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_whoosh(records, tmp_path_factory.mktemp("whoosh"))


@pytest.fixture(scope="session")
def opensearch(records: list[Record], node: Node, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Three shards, so that every count and every order is put together of parts."""
    return open_cluster(records, tmp_path_factory.mktemp("opensearch"), [node.address], 3, "contract")


@pytest.fixture(params=["whoosh", "opensearch"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found
