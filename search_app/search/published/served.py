"""Which generation answers right now? A running server takes up a newly published one by itself."""

from __future__ import annotations

import ctypes
import logging
import os
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

from search_app.search.asked.read import list_patterns
from search_app.search.engine import EngineError
from search_app.search.meaning.vectors import DamagedVectors
from search_app.search.published.held import IndexUnavailableError, make_stamp
from search_app.search.published.home import read_pointer
from search_app.search.published.opening import Generation, open_generation
from search_app.text.printable import make_printable

log = logging.getLogger(__name__)
SECONDS = 1.0  # between two looks at the pointer
_PATIENCE = 10.0  # seconds before a generation whose engine did not answer is read and verified anew
_ATTEMPTS = 3  # at a generation that is published away while it is opened


class ServedIndex:
    """The published index below ``home``, opened.

    A thread looks at the pointer every ``SECONDS``, so that readers never wait for a new generation: it is opened
    beside the old one, and one that cannot be opened leaves the old one in place. It is tried again when it was
    changed, and always when what failed was the system (no more files, no right to read) and not the index.
    """

    def __init__(self, home: Path, first: Generation | None = None) -> None:
        self.home = home
        self._open = first
        self._refused: tuple[str, object] | None = None  # name and stamp of what could not be opened
        self._stamp: object = ()  # of what is open, as it was opened
        self._problem = ""
        self._cause: EngineError | None = None  # of the problem, where the index here is whole
        self._later = 0.0  # until when an engine that did not answer is left alone
        self._process = os.getpid()
        self._looking = threading.Lock()
        self._watch: threading.Thread | None = None

    def preload(self) -> None:
        """Open the index before the first reader comes; a problem is logged here and told to each reader later."""
        self._look()
        self._keep_watching()

    def current(self) -> Generation:
        """The generation to answer from; IndexUnavailableError says why there is none; its cause is an
        EngineError where that is the engine's."""
        self._keep_watching()
        if self._open is None:
            self._look()
        served = self._open
        if served is None:
            raise IndexUnavailableError(self._problem) from self._cause
        return served

    def _keep_watching(self) -> None:
        if self._process != os.getpid():  # a fork has none of the threads, and perhaps a lock that one of them held
            self._process, self._looking = os.getpid(), threading.Lock()
        if self._watch is None or not self._watch.is_alive():
            self._watch = threading.Thread(target=_watch, args=(weakref.ref(self),), daemon=True)
            self._watch.start()

    def _look(self) -> None:
        """Take up what the pointer names now, unless it is open already."""
        with self._looking:
            for _ in range(_ATTEMPTS):
                name = read_pointer(self.home)
                if name is None:
                    self._note(f"{self.home / 'current'} names no index; run index_build.py")
                    return
                if self._open is not None and self._open.name == name and not self._may_be_mended(self._open):
                    return
                if self._take_up(name):
                    return

    def _may_be_mended(self, served: Generation) -> bool:
        """Whether vectors that were not what was built were changed since, as by whoever brings them back."""
        return isinstance(served.vectors, DamagedVectors) and make_stamp(self.home / served.name) != self._stamp

    def _take_up(self, name: str) -> bool:
        """Open generation ``name``; False when it is worth looking at the pointer again."""
        stamp = (name, make_stamp(self.home / name))
        if stamp == self._refused or time.monotonic() < self._later:
            return True
        try:
            opened = open_generation(self.home / name)
            list_patterns()  # so that no reader waits for it
            self._open, self._stamp = opened, stamp[1]
            self._refused, self._problem, self._cause = None, "", None
            _give_back_memory()
        except IndexUnavailableError as error:
            cause = error.__cause__ if isinstance(error.__cause__, EngineError) else None
            if cause:  # which may be mended while the files stay as they are
                self._later = time.monotonic() + _PATIENCE
            else:
                self._refused = stamp
            self._note(f"not served: {error}", cause)
        except (OSError, MemoryError) as error:
            self._note(f"the index {name} cannot be read now: {error!r}; make its files readable for this server")
        except EngineError as error:
            self._later = time.monotonic() + _PATIENCE
            self._note(f"the index {name} cannot be opened now: {error}", error)
        return self._open is not None and self._open.name == name

    def _note(self, problem: str, cause: EngineError | None = None) -> None:
        """Keep what is wrong; it is logged once, not at every look."""
        if problem != self._problem:
            log.error("%s", make_printable(problem))
        self._problem, self._cause = problem, cause


def _give_back_memory() -> None:
    """What opening needed for a moment goes back to the system, where its C library can: about ten megabytes."""
    with suppress(OSError, AttributeError, TypeError):  # of systems that have no such call, or no such library
        ctypes.CDLL(None).malloc_trim(0)


def _watch(served: weakref.ref[ServedIndex]) -> None:
    """Look at the pointer until nobody uses ``served`` any more."""
    while True:
        time.sleep(SECONDS)
        index = served()
        if index is None:
            return
        try:
            index._look()
        except BaseException:  # whatever it is, an exit too: the next look may go well
            log.exception("looking for a new index")
        del index
