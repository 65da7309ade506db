"""Which engine answers? The one place that names them. What an engine needs is loaded when it is chosen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_app.search.engine import Engine, Record
from search_app.search.meaning.compared import Finder

_SETTING = "SEARCH_ENGINE"
_CLUSTER = "opensearch"
Segments = Iterable[Mapping[str, bytes]]  # which can be gone through again: they need not lie in memory


@dataclass(frozen=True, slots=True)
class EngineKind:
    """How the index of an engine is made, opened and published. ``make_segment`` may run in any process."""

    make_segment: Callable[[Sequence[Record]], Mapping[str, bytes]]
    write: Callable[[Segments, Path], None]
    # The folder of all generations, its id, whether to take over: what is outside of it belongs to it from now on.
    claim: Callable[[Path, str, bool], None]
    open: Callable[[Mapping[str, bytes], str], Engine]
    publish: Callable[[Path], None]  # its folder of the generation that is about to be served
    roll_back: Callable[[Path], None]  # its folder of the generation to serve again
    drop_others: Callable[[Iterable[Path]], None]  # its folders of the generations that are kept, and no others
    is_served: Callable[[Path], bool]  # whether what its folder names is still there as it was built, and published
    # A folder of vectors goes to where they are compared, which it then names; nothing where they are compared here.
    send_vectors: Callable[[Path], None]
    are_sent: Callable[[Path], bool]  # whether those of a folder are there as they were and can be asked
    open_finder: Callable[[Path], Finder | None]  # who compares the vectors of a folder; None: whoever has opened them
    mark: str  # a file that its folder has, and that of no other engine
    # Where those of its files lie that are verified, and not needed to answer. "" for an engine that holds no index
    # here: then clauses are left on the disk too, so that a server stays small whatever the size of the library.
    unread: str


def _whoosh() -> EngineKind:
    from search_app.search.embedded.engine import WHOOSH, EmbeddedEngine

    def make_segment(records: Sequence[Record]) -> Mapping[str, bytes]:
        from search_app.search.embedded.build import make_segment  # loads Whoosh, which no server needs

        return make_segment(records)

    def write(segments: Segments, folder: Path) -> None:
        from search_app.search.embedded.build import write_engine

        write_engine(segments, folder)

    def nothing(*_: object) -> None:
        """All of it lies in the generation, whose pointer is enough."""

    def is_well(_: Path) -> bool:
        """Its files are verified with all the others."""
        return True

    return EngineKind(
        make_segment=make_segment, write=write, claim=nothing, open=EmbeddedEngine, publish=nothing, roll_back=nothing,
        drop_others=nothing, is_served=is_well, send_vectors=nothing, are_sent=is_well, open_finder=nothing,
        mark="ids.txt", unread=WHOOSH,
    )  # fmt: skip


def _opensearch() -> EngineKind:
    from search_app.search.opensearch.build import write_index
    from search_app.search.opensearch.engine import OpenSearchEngine
    from search_app.search.opensearch.indexes import serving
    from search_app.search.opensearch.indexes.described import ABOUT
    from search_app.search.opensearch.indexes.owner import claim
    from search_app.search.opensearch.segments import make_segment
    from search_app.search.opensearch.vectors import sending
    from search_app.search.opensearch.vectors.finder import open_finder

    return EngineKind(
        make_segment=make_segment, write=write_index, claim=claim, open=OpenSearchEngine,
        publish=serving.publish_index, roll_back=serving.roll_back_index, drop_others=serving.drop_others,
        is_served=serving.is_served, send_vectors=sending.send_vectors, are_sent=sending.are_sent,
        open_finder=open_finder, mark=ABOUT, unread="",
    )  # fmt: skip


_KINDS: Mapping[str, Callable[[], EngineKind]] = {"whoosh": _whoosh, _CLUSTER: _opensearch}


def find_engine_name() -> str:
    """The engine that the environment asks for, else the one that needs nothing else; SystemExit for another name."""
    name = os.environ.get(_SETTING, "") or "whoosh"
    if name not in _KINDS:
        raise SystemExit(f"{_SETTING}={name[:40]!r}: must be one of {', '.join(_KINDS)}")
    return name


def name_engine() -> str:
    """The engine that the environment asks for, with what its indexes are called by: those of another name are not
    the ones that are wanted. SystemExit and SettingError as with ``check_settings``."""
    if not is_in_cluster():
        return find_engine_name()
    from search_app.search.opensearch.cluster.place import find_prefix

    return f"{_CLUSTER} {find_prefix()}"


def is_in_cluster() -> bool:
    """Whether the index lies where others may read it, so that only a builder makes one."""
    return find_engine_name() == _CLUSTER


def check_settings() -> None:
    """What is wrong with the settings of an engine is told before anything is opened, read or done: SystemExit for
    an engine that is none, SettingError for the others."""
    if is_in_cluster():
        from search_app.search.opensearch.cluster.place import find_place

        find_place()


def choose_engine() -> EngineKind:
    """How the engine works that the environment asks for. SystemExit when what it needs is not there."""
    name = find_engine_name()
    try:
        return _KINDS[name]()
    except ModuleNotFoundError as error:
        raise SystemExit(f"{_SETTING}={name} needs {error.name}: install .requirements/cluster.txt") from error
