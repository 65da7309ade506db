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
N = TypeVar("N")


class Living:
    """The names of the nodes that live, for searches that are to keep to them. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: tuple[str, ...] = ()
        self._until = 0.0

    def preference(self, look: Callable[[], object]) -> str | None:
        """Where a search is to look, as the cluster's ``preference``; None for anywhere. What was believed long enough
        is looked at again with ``look``, by one thread."""
        if self._names and time.monotonic() > self._until:
            look()
        return f"_only_nodes:{','.join(self._names)}" if self._names else None

    def look(self, nodes: Sequence[N], name_of: Callable[[N], str | None]) -> tuple[N, ...]:
        """Those of ``nodes`` that do not say their name (None) now. Who comes while another looks waits for nothing."""
        if len(nodes) < 2 or not self._lock.acquire(blocking=False):
            return ()
        try:
            with ThreadPoolExecutor(len(nodes)) as pool:
                names = list(pool.map(name_of, nodes))
            silent = tuple(node for node, name in zip(nodes, names, strict=True) if name is None)
            said = tuple(dict.fromkeys(name for name in names if name is not None))
            usable = 0 < len(silent) < len(nodes) and all(map(_NAME.fullmatch, said))
            self._names, self._until = said if usable else (), time.monotonic() + KEPT
            return silent
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Those that live lack what is sought: ask anywhere."""
        self._names = ()
