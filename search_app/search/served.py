"""Which generation answers right now? A running server takes up a newly published one by itself."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from search_app.search.engine import EngineError
from search_app.search.generations import Generation, IndexUnavailableError, open_generation, read_pointer

log = logging.getLogger(__name__)


class ServedIndex:
    """The published index below ``home``, opened. Readers never wait for a new generation: it is opened beside the
    old one, and one that cannot be opened leaves the old one in place."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._refused: str | None = None  # the last pointer that could not be opened
        self._problem = "no index was built; run index_build.py"
        self._loading: threading.Thread | None = None

    def preload(self) -> None:
        """Open the index before the first reader comes; a problem is logged here and told to each reader later."""
        try:
            self.current()
        except IndexUnavailableError as problem:
            log.error("%s", problem)

    def current(self) -> Generation:
        """The generation to answer from; IndexUnavailableError says why there is none."""
        name = read_pointer(self.home)
        served = self._open
        if served is None:
            with self._lock:
                if self._open is None:
                    self._load(name)
                served = self._open
        elif name not in (served.name, self._refused, None):
            self._load_in_background(name)
        if served is None:
            raise IndexUnavailableError(self._problem)
        return served

    def _load_in_background(self, name: str | None) -> None:
        with self._lock:
            if self._loading is None or not self._loading.is_alive():
                self._loading = threading.Thread(target=self._load, args=(name,), daemon=True)
                self._loading.start()

    def _load(self, name: str | None) -> None:
        if name is None:
            self._problem = "no index was built; run index_build.py"
            return
        if name == self._refused:
            return
        try:
            self._open = open_generation(self.home / name)
        except (IndexUnavailableError, EngineError, OSError, ValueError) as error:
            self._refused = name
            self._problem = str(error)
            log.error("index %s is not served: %s", name, error)
