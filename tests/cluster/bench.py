"""What does an index in a cluster cost, beside the embedded one? ``python -m tests.cluster.bench [--sizes 10000,100000]``.

Both engines are built from the same generated clauses, served by the real server, and asked the same queries, one run
behind the other on one machine: ratios mean something there, milliseconds only beside them. One node of 1 GiB, with
all of its compiler. The answers are compared, too.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from search_app.jobs.cache import BuildCache
from search_app.library.library import read_library
from search_app.model import Library
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.home import DEFAULT_CORPUS, read_pointer
from tests.bench.corpus import SEED, Ask, count_numbered, make_asks, make_library
from tests.bench.server import Server, serve
from tests.bench.table import print_table, quantile
from tests.cluster.nodes import Node, find_problem, running

ENGINES = ("whoosh", "opensearch")
PAGE = "/api/v1/search"
ASKS = 200
UNLIKE = ("took_ms",)  # what two equal answers may differ in


@dataclass(frozen=True)
class Measured:
    """What one engine did with one library; times in ms."""

    clauses: int
    engine: str
    build_s: float
    disk_mib: float
    first: list[float]
    warm: list[float]
    rss_mib: float
    node_cpu_s: float  # of all queries
    answers: list[Any]


def main() -> int:
    """Measure, print, and say whether the answers are the same; 0 when they are."""
    os.environ["MEANING"] = "off"
    parser = argparse.ArgumentParser(prog="tests.cluster.bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of generated clauses; default 1000,10000")
    parser.add_argument("--engines", default=",".join(ENGINES), help="which of them; default both, which are compared")
    parser.add_argument("--heap", default="1g", help="of the node; default 1g")
    asked = parser.parse_args()
    sizes, engines = [int(size) for size in asked.sizes.split(",")], asked.engines.split(",")
    if problem := find_problem():
        print(f"OpenSearch not run: {problem}", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="policy-bench-cluster-"))
    measured: list[Measured] = []
    try:
        with running(1, (), (f"-Xms{asked.heap}", f"-Xmx{asked.heap}")) as (node,):
            os.environ["OPENSEARCH_URLS"] = node.address
            real = read_library(DEFAULT_CORPUS)
            for size in sizes:
                library = make_library(real, size)
                asks, others = (make_asks(library, ASKS, seed) for seed in (SEED, SEED + 1))
                for engine in engines:
                    measured.append(_measure(engine, library, asks, others, folder / f"{engine}-{size}", node))
                    _say(f"{engine}, {size} clauses: done")
                _print(measured[-len(engines) :])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _print_growth(measured)
    return 0 if len(engines) < len(ENGINES) or _compare(measured) else 1


@contextmanager
def _chosen(engine: str, size: int) -> Iterator[None]:
    os.environ |= {"SEARCH_ENGINE": engine, "OPENSEARCH_PREFIX": f"bench-{size}"}
    yield
    del os.environ["SEARCH_ENGINE"]


def _measure(
    engine: str, library: Library, asks: Sequence[Ask], others: Sequence[Ask], home: Path, node: Node
) -> Measured:
    clauses = count_numbered(library)
    with _chosen(engine, clauses):
        start = time.perf_counter()
        publish(build_generation(library, home, "bench", BuildCache(home / "kept", os.cpu_count() or 1)))
        took = time.perf_counter() - start
        if engine == "whoosh":
            folder = home / str(read_pointer(home)) / "engine"
            disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        else:
            disk = node.ask(f"/bench-{clauses}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
        worked = node.cpu_seconds()
        with serve(home) as server:
            client = server.connect()
            first = client.get_all([ask.path(PAGE) for ask in others])
            warm = client.get_all([ask.path(PAGE) for ask in asks])
            client.close()
            memory, answers = server.memory(), [_read(server, ask.path(PAGE)) for ask in asks]
    return Measured(clauses, engine, took, disk / 2**20, first, warm, memory.now, node.cpu_seconds() - worked, answers)


def _read(server: Server, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=60) as answer:
        found = json.load(answer)
    return {name: value for name, value in found.items() if name not in UNLIKE}


def _print(measured: Sequence[Measured]) -> None:
    rows = [
        [f"{one.clauses:,}", one.engine, f"{one.build_s:.0f}", f"{one.clauses / one.build_s:.0f}", f"{one.disk_mib:.0f}",
         *(f"{quantile(times, q):.0f}" for times in (one.first, one.warm) for q in (0.5, 0.95)), f"{one.rss_mib:.0f}",
         f"{one.node_cpu_s * 1000 / len(one.answers) / 3:.0f}"]
        for one in measured
    ]  # fmt: skip
    heads = [
        "clauses",
        "engine",
        "build s",
        "clauses/s",
        "index MiB",
        "first p50",
        "p95",
        "warm p50",
        "p95 ",
        "server MiB",
        "node CPU ms/query",
    ]
    print_table(f"Both engines, {ASKS} mixed queries with all facets, one client, ms", heads, rows)


def _print_growth(measured: Sequence[Measured]) -> None:
    for engine in ENGINES:
        own = [one for one in measured if one.engine == engine]
        for small, large in pairwise(own):
            print(f"- {engine}, {small.clauses:,} → {large.clauses:,} clauses: " + ", ".join(
                f"{name} grows with the power {_power(small.clauses, large.clauses, a, b):.2f}"
                for name, a, b in (
                    ("build", small.build_s, large.build_s), ("index", small.disk_mib, large.disk_mib),
                    ("warm p50", quantile(small.warm, 0.5), quantile(large.warm, 0.5)),
                    ("warm p95", quantile(small.warm, 0.95), quantile(large.warm, 0.95)),
                    ("server memory", small.rss_mib, large.rss_mib),
                )
            ))  # fmt: skip


def _power(few: int, many: int, small: float, large: float) -> float:
    return math.log(large / small) / math.log(many / few)


def _compare(measured: Sequence[Measured]) -> bool:
    same = True
    for ours, theirs in zip(measured[::2], measured[1::2], strict=True):
        equal = sum(a == b for a, b in zip(ours.answers, theirs.answers, strict=True))
        print(f"- {ours.clauses:,} clauses: {equal} of {len(ours.answers)} answers are the same in every field")
        same &= equal == len(ours.answers)
    return same


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
