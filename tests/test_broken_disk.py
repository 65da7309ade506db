"""Whatever fails while an index is built and published, the served index answers, and the next build is whole."""

from __future__ import annotations

import os
import random
import shutil
import sys
import traceback
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from search_app.commands.build import build
from search_app.data import TableError
from search_app.files.read import DocumentError
from search_app.library.published.register import read_register
from search_app.search.answer import answer
from search_app.search.model import Query
from search_app.search.published.held import IndexUnavailableError, Manifest, hold
from search_app.search.published.home import read_pointer
from search_app.search.published.opening import open_generation
from tests.broken_disk import FAILURES, FULL, KILLED, SHORT, Disk

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and asks /proc for the names of open files"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
TODAY = date(2026, 11, 22)
POLICY = (
    "甲市支持企业若干政策\n第一条 对当年新引进且实际投产的企业，由市财政一次性给予奖励20万元。\n第二条 提供厂房补助。\n"
)
AMENDED = POLICY.replace("20万元", "25万元") + "第三条 对参加展会的企业给予补助1万元。\n"
SAID = (DocumentError, TableError, IndexUnavailableError, OSError)  # which the command tells in one line
TOLD, TRACE = 1, 99
POINTS = 6  # calls that are tried of each kind of failure; DISK_POINTS=1000 in the environment tries all of them


def publish(place: Path) -> int:
    args = ["--corpus", str(place / "corpus"), "--out", str(place / "index"), "--processes", "1", "--register"]
    return int(build.main(args, standalone_mode=False) or 0)


def in_child(place: Path, disk: Disk | None = None, calls: Path | None = None) -> int:
    """The exit code of a build in a process of its own, on ``disk``; what it calls there is written to ``calls``."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = TRACE
    try:
        quiet = os.open(place.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(quiet, 1), os.dup2(quiet, 2)
        if disk:
            disk.install()
        code = publish(place)
    except SAID:
        code = TOLD
    except BaseException:
        traceback.print_exc(file=os.fdopen(2, "w"))
    finally:
        if disk and calls:
            disk.at = 0
            calls.write_text("\n".join(disk.calls))
        os._exit(code)


class Before:
    """A corpus that was published, unless it is the first time, and then amended; and what it comes to by a build."""

    def __init__(self, place: Path, first: bool) -> None:
        self.place = place / "before"
        (self.place / "corpus").mkdir(parents=True)
        text = self.place / "corpus" / "first.txt"
        text.write_text(POLICY, encoding="utf-8")
        if not first:
            publish(self.place)  # in this process, so that all children begin with what it has loaded
        self.served = read_served(self.place)
        self.register = read_register(self.place / "corpus" / "register.tsv")
        text.write_text(AMENDED, encoding="utf-8")
        after, spare = self.copy("after")
        assert in_child(after, Disk((after,), spare), place / "calls") == 0, (place / "said").read_text()
        self.calls = [call for call in (place / "calls").read_text().splitlines() if call]
        self.answers = answers(after)
        self.registered = read_register(after / "corpus" / "register.tsv")
        self.sound: set[str] = set()  # what a disk looked like after a failure, where the next build was whole

    def copy(self, name: str) -> tuple[Path, Path]:
        """(a copy to do anything to, an empty folder of the same disk)."""
        place, spare = self.place.with_name(name), self.place.with_name("spare")
        for folder in (place, spare):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.place, place)
        spare.mkdir()
        return place, spare


def read_served(place: Path) -> Manifest | None:
    """The manifest of the served index of ``place``, of which every byte is as it was written; None where there is no
    index. Anything else is an error."""
    name = read_pointer(place / "index")
    return hold(place / "index" / name).manifest if name else None


def answers(place: Path) -> list[object]:
    """What the served index of ``place`` answers."""
    opened = open_generation(place / "index" / str(read_pointer(place / "index")))
    pages = [answer(Query(as_of=TODAY, q=word), opened) for word in ("奖励20万元", "奖励25万元", "厂房", "展会", "")]
    return [[(hit.clause.id, hit.clause.text.zh, hit.clause.benefits) for hit in page.hits] for page in pages]


@pytest.fixture(scope="module", params=[False, True], ids=["amended", "first"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    return Before(tmp_path_factory.mktemp("disk"), request.param)


def points(calls: list[str], how: str, count: int) -> Iterator[int]:
    """Numbers of ``count`` calls, evenly over all of them and the same in every run. Half of a call is only of a write."""
    every = [n for n, call in enumerate(calls, start=1) if how != SHORT or call.startswith("write")]
    if count >= len(every):
        yield from every
        return
    rng, step = random.Random(how), len(every) / count
    yield from (every[int(n * step + rng.random() * step)] for n in range(count))


@pytest.mark.parametrize("how", FAILURES)
def test_a_call_that_fails_harms_nothing_that_was_published(before: Before, how: str) -> None:
    for at in points(before.calls, how, int(os.environ.get("DISK_POINTS", POINTS))):
        place, spare = before.copy("tried")
        code = in_child(place, Disk((place,), spare, at, how))
        said = f"{how} at call {at}, {before.calls[at - 1]}, exit {code}: {(place.parent / 'said').read_text()}"
        assert code in ((0, TOLD) if how in (FULL, SHORT) else (KILLED,)), said
        check_unharmed(before, place, said)
        check_next_build(before, place, said)


def check_unharmed(before: Before, place: Path, said: str) -> None:
    """The index is as before or the new one, whole; so is the register; and what is served is registered."""
    try:
        served = read_served(place)
        register = read_register(place / "corpus" / "register.tsv")
    except Exception as error:
        raise AssertionError(said) from error
    assert register in (before.register, before.registered), said
    if served != before.served:
        assert answers(place) == before.answers and register == before.registered, said


def check_next_build(before: Before, place: Path, said: str) -> None:
    """The next build publishes what it should and clears away what the failure left. Disks that look alike are tried
    once."""
    look = describe(place)
    if look in before.sound:
        return
    assert in_child(place) == 0, said + (place.parent / "said").read_text()
    assert answers(place) == before.answers, said
    assert read_register(place / "corpus" / "register.tsv") == before.registered, said
    assert not find_litter(place), said
    before.sound.add(look)


def describe(place: Path) -> str:
    """How the disk looks to a build: every file and what is in it, without names that are made by chance. Of an index
    that is not served, of which a build reads nothing, only whether it is whole counts."""
    index = place / "index"
    served, look = str(read_pointer(index)), set[str]()
    for path in place.rglob("*"):
        if index in path.parents and path.relative_to(index).parts[0] not in (served, "kept", "current"):
            look.add("another, whole" if path.name.startswith("manifest") else "another")
        elif path.is_file() and path.name != "current":
            name = str(path.relative_to(place)).replace(served, "served")
            look.add(f"{name} {sha256(path.read_bytes()).hexdigest()}")
    return "\n".join(sorted(look))


def find_litter(place: Path) -> set[str]:
    """What lies there and belongs to no published index, nor to the next build: what is served, the one before it, and
    the one of other documents before it."""
    index = {path.name for path in (place / "index").iterdir()} - {"current", ".lock", "kept"}
    drafts = {path.name for path in (place / "index" / "kept").rglob(".*")}
    strange = {path.name for path in (place / "corpus").iterdir()} - {"first.txt", "register.tsv"}
    return drafts | strange | (index if len(index) > 3 else set())
