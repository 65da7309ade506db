"""Is an index of the cluster still the one that was built? It is looked at before it is believed, at times."""

from __future__ import annotations

import time

from search_app.search.engine import WrongIndexError
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.indexes.described import Described
from search_app.search.opensearch.indexes.sound import judge, read_state

SECONDS = 10.0  # for which an index is believed to be the one that was built


class Watched:
    """The index of ``described``. Safe for threads: who comes at the same time looks too."""

    def __init__(self, client: Client, described: Described) -> None:
        self._client, self._described = client, described
        self._looked = -SECONDS
        self.is_named = False  # by the alias of the prefix, when it was looked at last

    def look(self) -> None:
        """WrongIndexError when what has the name of the index is not what was built, or was changed since."""
        name = self._described.index
        state = read_state(self._client, name)
        if fault := judge(self._client, name, self._described.meta, state):
            raise WrongIndexError(f"the index {name} of the cluster {fault}; index_build.py makes it anew")
        self.is_named = state is not None and self._client.place.prefix in state.aliases
        self._looked = time.monotonic()

    def look_at_times(self) -> None:
        """``look``, unless that was done just now."""
        if time.monotonic() - self._looked > SECONDS:
            self.look()
