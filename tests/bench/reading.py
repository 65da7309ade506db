"""How long does a large corpus take to be read: at first, when one document changed, and after an interruption?

``index_build.py`` is run as a command on generated documents in mixed formats. Peak memory is that of the largest of
its processes.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.documents import change_document, write_documents
from tests.bench.server import ROOT
from tests.bench.table import print_table

CLAUSES = 30  # of each document


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: how many files it read, in seconds, and the peak of its largest process in MiB."""

    files: int
    seconds: float
    peak: float


def print_reading(folder: Path, documents: int) -> None:
    """Build a corpus of ``documents`` below ``folder`` four times and print a table."""
    corpus = folder / "documents"
    paths = write_documents(corpus, documents, CLAUSES)
    first = run(corpus, folder / "index", "--register")
    change_document(next(path for path in paths if path.suffix == ".txt"))
    rows = [("first build", first), ("one document changed", run(corpus, folder / "index"))]
    rows.append(("nothing changed", run(corpus, folder / "index")))
    half = interrupt(corpus, folder / "other", documents // 2)
    rows.append((f"interrupted after {half} files, taken up", run(corpus, folder / "other")))
    print_table(
        f"Reading and indexing {documents:,} documents of {CLAUSES} clauses in five formats, {os.cpu_count()} cores",
        ["build", "files read", "s", "documents/s", "peak MiB of the largest process", "s : first build"],
        [
            [name, f"{one.files:,}", f"{one.seconds:.1f}", f"{documents / one.seconds:.1f}", f"{one.peak:.0f}",
             f"{one.seconds / first.seconds:.2f}"]
            for name, one in rows
        ],
    )  # fmt: skip


def command(corpus: Path, home: Path) -> list[str]:
    return [sys.executable, "index_build.py", "--corpus", str(corpus), "--out", str(home)]


def run(corpus: Path, home: Path, *options: str) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen([*command(corpus, home), *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    found = re.search(r"(\d+) files? read|up to date", said)
    if process.returncode or not found:
        raise RuntimeError(f"index_build.py ended with {process.returncode}: {said}")
    return Run(int(found.group(1) or 0), time.perf_counter() - start, used.ru_maxrss / 1024)


def interrupt(corpus: Path, home: Path, files: int) -> int:
    """Kill a build when it has read ``files``; how many it kept."""
    process = subprocess.Popen(command(corpus, home), cwd=ROOT, stdout=subprocess.DEVNULL)
    kept = home / "kept" / "files"
    while process.poll() is None and _count(kept) < files:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return _count(kept)


def _count(folder: Path) -> int:
    return sum(not path.name.startswith(".") for path in folder.iterdir()) if folder.exists() else 0
