"""Which nodes of a cluster live, once one of them did not answer in time?

A node that hangs keeps its shards until the cluster takes it out, half a minute and more; until then every node that
lives waits for it, unless a search names the nodes whose copies it wants. Invariant: nothing is asked for unless some
node answered and some other did not.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

SECONDS = 1.0  # in which a node that lives says who it is
KEPT = 20.0  # seconds for which that is believed
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # what may stand in a list of nodes, and is no pattern there
_JUST = 2.0  # seconds for which who comes later takes what another found
N = TypeVar("N")


class Living:
    """The names of the nodes that live, for searches that are to keep to them. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: tuple[str, ...] = ()
        self._lacked: tuple[str, ...] = ()  # nodes that lived when they had no copy of what was sought
        self._silent: tuple[object, ...] = ()
        self._looked = -KEPT

    def preference(self, look: Callable[[], object]) -> str | None:
        """Where a search is to look, as the cluster's ``preference``; None for anywhere. What was believed long enough
        is looked at again with ``look``."""
        kept = _JUST if self._names == self._lacked else KEPT  # nothing can be answered until another one is back
        if self._names and time.monotonic() - self._looked > kept:
            look()
        return f"_only_nodes:{','.join(self._names)}" if self._names else None

    def look(self, nodes: Sequence[N], name_of: Callable[[N], str | None]) -> tuple[N, ...]:
        """Those of ``nodes`` that do not say their name (None) now; who comes while another looks waits for that."""
        if len(nodes) == 1:
            return ()
        with self._lock:
            if time.monotonic() - self._looked > _JUST:
                with ThreadPoolExecutor(len(nodes)) as pool:
                    names = list(pool.map(name_of, nodes))
                self._silent = tuple(node for node, name in zip(nodes, names, strict=True) if name is None)
                said = tuple(sorted({name for name in names if name is not None}))
                usable = 0 < len(self._silent) < len(nodes) and all(map(_NAME.fullmatch, said))
                self._names, self._looked = said if usable else (), time.monotonic()
                self._lacked = self._lacked if self._silent else ()
            return tuple(node for node in nodes if node in self._silent)

    def keep_to(self, nodes: Sequence[N]) -> Sequence[N]:
        """Those of ``nodes`` that are worth asking: all, unless some are known to live and others not."""
        return (self._names and [node for node in nodes if node not in self._silent]) or nodes

    def lacks(self) -> None:
        """The nodes that live lack what is sought: others, which are in no list of ours, may have it, and are asked.
        Where these did not help either, the rest is not waited for again."""
        if self._names and self._names != self._lacked:
            self._names, self._lacked = (), self._names
