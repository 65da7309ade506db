"""``python -m tests.bench``: how fast is it, how much memory does it take, and what would other engines take?

Prints Markdown tables: reading generated documents, building, starting, answering over HTTP, load, memory, and a
comparison of engines, each with the real corpus and with 1,000, 10,000 and 100,000 clauses. ``--sizes`` and
``--documents`` choose others, ``--quick`` is a smoke run. All figures of a table come from one run on one machine and
are to be read against each other; nothing here passes or fails by a time.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import ParamSpec

from search_app.jobs.cache import BuildCache
from search_app.library.library import read_library
from search_app.model import Library
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.home import DEFAULT_CORPUS, read_pointer
from search_app.text.tokens import warm_up
from tests.bench.corpus import PLAIN_KINDS, SEED, Ask, count_numbered, make_asks, make_library
from tests.bench.peers import Ours, Peer, check_agreement, make_peers, measure
from tests.bench.reading import print_reading
from tests.bench.server import ROOT, Load, Memory, load, serve
from tests.bench.table import print_table, quantile, spread

P = ParamSpec("P")
THREADS = 8
PAGES = {"JSON": "/api/v1/search", "HTML": "/zh/search"}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)  # clauses, besides those of the real corpus
    asks: int = 200
    documents: int = 334  # generated ones of 30 clauses, in mixed formats: 10,020 clauses
    starts: int = 5
    builds: int = 5
    requests: int = 800


PLAIN_UP_TO = 10_000  # clauses of which plain Whoosh makes an index while one waits
QUICK = Scale(sizes=(600,), documents=20, asks=20, starts=1, builds=1, requests=40)


@dataclass(frozen=True, slots=True)
class Case:
    """A library, built and published below ``home``, and the queries that are asked of it."""

    library: Library
    home: Path
    asks: list[Ask]
    others: list[Ask]  # asked first, to warm the caches

    @property
    def name(self) -> str:
        """Say "114"."""
        return f"{count_numbered(self.library):,}"


@dataclass(frozen=True, slots=True)
class Served:
    """What one server did: times in ms by page and pass, load by page, and memory."""

    first: dict[str, list[float]]
    warm: dict[str, list[float]]
    loads: dict[str, Load]
    fresh: Memory
    after: Memory


def main() -> int:
    """Measure everything and print it; 0 when done."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="smoke run with small numbers")
    parser.add_argument("--sizes", help="numbers of clauses besides the real corpus, say 1000,10000")
    parser.add_argument("--documents", type=int, help="generated documents to read; 0 reads none")
    given = parser.parse_args()
    scale = QUICK if given.quick else Scale()
    if given.sizes is not None:
        scale = replace(scale, sizes=tuple(int(size) for size in given.sizes.split(",") if size))
    if given.documents is not None:
        scale = replace(scale, documents=given.documents)
    folder = Path(tempfile.mkdtemp(prefix="policy-bench-"))
    try:
        _run(scale, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _run(scale: Scale, folder: Path) -> None:
    warm_up()  # loading the segmenter is part of starting, not of building
    print(_describe_machine())
    if scale.documents:
        _say(f"reading {scale.documents} documents")
        print_reading(folder / "reading", scale.documents)
    cases = _build(scale, folder)
    _cold_starts(cases, scale)
    served = [(case, _serve(case, scale)) for case in cases]
    _print_latencies(served)
    _print_loads(served)
    _print_memory(served)
    _compare(cases, folder)


# ── building ──────────────────────────────────────────────────────────────────────────────────────────


def _build(scale: Scale, folder: Path) -> list[Case]:
    real = read_library(DEFAULT_CORPUS)
    rows, cases = [], []
    for size in (0, *scale.sizes):
        library, home = make_library(real, size) if size else real, folder / f"index-{size}"
        clauses = count_numbered(library)
        _say(f"building {clauses} clauses")
        cache = BuildCache(home / "kept", os.cpu_count() or 1)
        took = _seconds(_publish, library, home, cache)
        changed = _seconds(_publish, _change(library), home, cache)
        disk = sum(path.stat().st_size for path in (home / (read_pointer(home) or "")).rglob("*") if path.is_file())
        rows.append(
            [f"{clauses:,}", f"{len(library.clauses):,}", f"{took:.2f}", f"{clauses / took:,.0f}", f"{changed:.2f}",
             f"{disk / 2**20:.1f}"]
        )  # fmt: skip
        asks, others = (make_asks(library, scale.asks, seed) for seed in (SEED, SEED + 1))
        cases.append(Case(library, home, asks, others))
    print_table(
        f"Indexing on {os.cpu_count()} cores (cut, write, join, verify, open, check, publish)",
        ["clauses", "records", "s", "clauses/s", "s when one document changed", "MiB on disk"],
        rows,
    )
    _say("index_build.py")
    took = statistics.median(_seconds(_run_command, folder / "command") for _ in range(min(3, scale.builds)))
    print(f"\n`index_build.py` as a command, real corpus, everything included: {took:.2f} s.")
    return cases


def _publish(library: Library, home: Path, cache: BuildCache) -> None:
    publish(build_generation(library, home, "bench", cache))


def _change(library: Library) -> Library:
    """``library`` with another word in the first clause of its last document."""
    *others, last = library.documents
    first, *rest = last.clauses
    changed = replace(first, text=replace(first.text, zh=f"{first.text.zh}另行通知。"))
    return replace(library, documents=(*others, replace(last, clauses=(changed, *rest))))


def _run_command(home: Path) -> None:
    subprocess.run([sys.executable, "index_build.py", "--out", home], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


# ── serving ───────────────────────────────────────────────────────────────────────────────────────────


def _cold_starts(cases: Sequence[Case], scale: Scale) -> None:
    rows = []
    for case in cases:
        _say(f"starting with {case.name} clauses")
        times = []
        for _ in range(scale.starts):
            with serve(case.home) as server:
                times.append(server.cold_start)
        rows.append([case.name, *(f"{x:.2f}" for x in (statistics.median(times), min(times), max(times)))])
    print_table(
        f"Cold start of `python -m search_app` to the first answer to 贷款贴息 ({scale.starts} starts)",
        ["clauses", "median s", "min s", "max s"],
        rows,
    )


def _serve(case: Case, scale: Scale) -> Served:
    """A fresh server for each kind of page, so that each has its own first pass."""
    first, warm, loads = {}, {}, {}
    memories: list[tuple[Memory, Memory]] = []
    for kind, page in PAGES.items():
        _say(f"asking {case.name} clauses for {kind}")
        with serve(case.home) as server:
            fresh = server.memory()
            client = server.connect()
            first[kind] = client.get_all([ask.path(page) for ask in case.others])
            warm[kind] = client.get_all([ask.path(page) for ask in case.asks])
            client.close()
            paths = [case.asks[n % len(case.asks)].path(page) for n in range(scale.requests)]
            loads[kind] = load(server, paths, THREADS)
            memories.append((fresh, server.memory()))
    fresh, after = max(memories, key=lambda pair: pair[1].peak)
    return Served(first, warm, loads, fresh, after)


def _print_latencies(served: Sequence[tuple[Case, Served]]) -> None:
    rows = []
    for case, one in served:
        for kind in PAGES:
            for name, times in (("first", one.first[kind]), ("warm", one.warm[kind])):
                rows.append([case.name, kind, name, *spread(times)])
    print_table(
        f"One client, kept alive, {len(served[0][0].asks)} mixed queries, ms (first: new server; warm: after those)",
        ["clauses", "page", "pass", "p50", "p95", "max"],
        rows,
    )
    kinds = dict.fromkeys(ask.kind for ask in served[0][0].asks)
    rows = []
    for kind in kinds:
        cells = []
        for case, one in served:
            for page in PAGES:
                mine = [t for ask, t in zip(case.asks, one.warm[page], strict=True) if ask.kind == kind]
                cells.append(f"{statistics.median(mine):.1f}" if mine else "–")
        rows.append([kind, *cells])
    headers = [f"{case.name} {page}" for case, _ in served for page in PAGES]
    print_table("The same by kind of query, warm, p50 ms", ["kind", *headers], rows)


def _print_loads(served: Sequence[tuple[Case, Served]]) -> None:
    rows = [
        [case.name, kind, f"{len(one.times)}", f"{one.rate:.0f}", *spread(one.times)]
        for case, its in served
        for kind, one in its.loads.items()
    ]
    print_table(
        f"{THREADS} clients at once, ms", ["clauses", "page", "requests", "requests/s", "p50", "p95", "max"], rows
    )


def _print_memory(served: Sequence[tuple[Case, Served]]) -> None:
    rows = [
        [case.name, *(f"{x:.0f}" for x in (one.fresh.now, one.fresh.peak, one.after.now, one.after.peak))]
        for case, one in served
    ]
    print_table(
        "Memory of the server process, MiB",
        ["clauses", "VmRSS after first answer", "VmHWM", "VmRSS after all queries", "VmHWM "],
        rows,
    )


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────────


def _compare(cases: Sequence[Case], folder: Path) -> None:
    rows, notes = [], []
    for case in cases:
        _say(f"building engines with {case.name} clauses")
        peers = make_peers(case.library, folder / f"peers-{case.name}", count_numbered(case.library) <= PLAIN_UP_TO)
        asked, others = ([a.q for a in asks if a.kind in PLAIN_KINDS] for asks in (case.asks, case.others))
        _say(f"asking {len(peers)} engines {len(asked)} queries")
        measured = [(peer, measure(peer, others), measure(peer, asked)) for peer in peers]
        base = statistics.median(measured[0][2])
        rows += [_compare_row(case, peer, first, warm, base) for peer, first, warm in measured]
        rows += _cache_rows(case, peers[0], asked, base)
        notes.append(f"- {case.name} clauses, {len(asked)} queries: {check_agreement(peers, asked)}")
    print_table(
        "Engines in one process, ten best and facets over all matches, ms per query",
        [
            "clauses",
            "engine",
            "index s (words cut before, but for plain Whoosh)",
            "first pass p50",
            "warm p50",
            "warm p95",
            "warm p50 : ours",
        ],
        rows,
    )
    print("\n" + "\n".join(notes))


def _compare_row(case: Case, peer: Peer, first: list[float], warm: list[float], base: float) -> list[str]:
    p50 = statistics.median(warm)
    times = (statistics.median(first), p50, quantile(warm, 0.95))
    return [case.name, peer.name, f"{peer.built:.2f}", *(f"{x:.2f}" for x in times), f"{p50 / base:.2f}"]


def _cache_rows(case: Case, ours: Peer, asked: Sequence[str], base: float) -> list[list[str]]:
    """Ours at its best and at its worst: the peers keep no postings, so that caches must not hide what ours costs."""
    again, emptied = measure(ours, asked), []
    for q in asked:
        if isinstance(ours, Ours):
            ours.forget()
        emptied += measure(ours, [q])
    rows = []
    for name, times in (("the same queries again", again), ("caches emptied before every query", emptied)):
        p50 = statistics.median(times)
        speeds = (f"{p50:.2f}", f"{quantile(times, 0.95):.2f}", f"{p50 / base:.2f}")
        rows.append([case.name, f"ours, {name}", "–", "–", *speeds])
    return rows


# ── helpers ───────────────────────────────────────────────────────────────────────────────────────────


def _seconds(work: Callable[P, object], *args: P.args, **named: P.kwargs) -> float:
    start = time.perf_counter()
    work(*args, **named)
    return time.perf_counter() - start


def _say(what: str) -> None:
    """Progress goes to standard error, so that standard output is the tables alone."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


def _describe_machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("whoosh3", "waitress", "flask", "jieba", "tantivy"))
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; {packages}."


if __name__ == "__main__":
    sys.exit(main())
