"""How do answers leave this process, who may keep a connection to it, and how does it end?

Waitress sends and receives in one thread, whose loop is turned here, one round at a time, and answers in others.
Invariant: an answer that was begun is finished and sent before the process ends; a connection that asks nothing never
keeps one out that does.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher

from search_app.web.serving.wire import Channel

log = logging.getLogger(__name__)
# A megabyte of query, and a book that is pasted to be checked, are read, so that they are refused in the reader's
# language; waitress itself would speak English, to everybody.
MAX_HEADER_BYTES = 2_097_152
MAX_BODY_BYTES = 4_194_304
THREADS = 4
HEALTH = ("/healthz", "/readyz")
MAX_CONNECTIONS = 1_000  # open at a time; beyond them the one that was silent longest is closed
SPARE_FILES = 100  # of those that the system lets this process open, for everything but connections
IDLE_SECONDS = 20  # for a connection on which nothing is asked
RECEIVE_SECONDS = 30  # for a request to arrive whole, however slowly it is sent
FAREWELL_SECONDS = 2  # in which whoever sends requests here can learn from /readyz that it should not any more
FINISH_SECONDS = 60  # for answers that were begun


class _Tasks(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads. How this process is has a thread of its own, so that it is told however busy it is."""

    def __init__(self) -> None:
        super().__init__()
        self.set_thread_count(THREADS)
        self._health = ThreadedTaskDispatcher()
        self._health.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        """``task`` is a connection with a request to be answered next."""
        if getattr(task.requests[0], "path", None) in HEALTH:  # a request that could not be read has no path
            self._health.add_task(task)
        else:
            super().add_task(task)


class Server:
    """The server of one application on one address."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Listen. OSError when the address cannot be used."""
        self._connections: dict[int, Any] = {}  # waitress's: listening sockets, its wake-up pipe, connections
        self._limit = _find_limit()
        self._looked = 0.0  # when requests that arrive slowly were last looked at
        self._begun: dict[Any, float] = {}  # requests of which a part has arrived, and since when
        self._leaving: threading.Event = app.extensions["leaving"]
        self._signals: list[int] = []
        self._server = create_server(
            app,
            map=self._connections,
            host=host,
            port=port,
            _dispatcher=_Tasks(),
            ident=None,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            connection_limit=self._limit + SPARE_FILES,  # never reached: this module makes room before
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=1,
            asyncore_use_poll=True,  # select() cannot wait for a file whose number is above 1,023
        )
        for listener in self._find_listeners():
            listener.channel_class = Channel
        self.port = self._find_listeners()[0].effective_port

    def run(self) -> bool:
        """Serve until SIGTERM or SIGINT, then finish what was begun; whether that was waited for. A second signal ends
        it at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_signal)
        while not self._signals:
            self._turn()
        self._leaving.set()
        # Somebody at a terminal waits for the end; a supervisor first has to hear of it.
        self._turn_until(time.monotonic() + (FAREWELL_SECONDS if self._signals[0] == signal.SIGTERM else 0))
        for listener in self._find_listeners():
            wasyncore.dispatcher.close(listener)  # its own close() would also take the threads' way to wake this one
        self._turn_until(time.monotonic() + FINISH_SECONDS, self._close_idle)
        wasyncore.close_all(self._connections)
        return len(self._signals) < 2

    def _note_signal(self, number: int, _: object) -> None:
        self._signals.append(number)

    def _turn_until(self, end: float, done: Callable[[], bool] = lambda: False) -> None:
        while time.monotonic() < end and len(self._signals) < 2 and not done():
            self._turn()

    def _turn(self) -> None:
        """Receive and send whatever can be now."""
        wasyncore.loop(timeout=0.1 if self._signals else 0.5, map=self._connections, use_poll=True, count=1)
        if time.monotonic() - self._looked > 1:
            self._looked = time.monotonic()
            self._end_slow_requests(self._looked)
        self._make_room()

    def _close_idle(self) -> bool:
        """Close what waits for nothing; True when no connection is left."""
        channels = list(self._find_channels())
        for channel in channels:
            if not _is_busy(channel):
                channel.handle_close()
        return not channels

    def _find_listeners(self) -> list[Any]:
        return [one for one in self._connections.values() if isinstance(one, BaseWSGIServer)]

    def _find_channels(self) -> Iterator[Any]:
        return (one for one in list(self._connections.values()) if isinstance(one, HTTPChannel))

    def _end_slow_requests(self, now: float) -> None:
        # By request: on a connection that sends one behind another a part of some request has always arrived. And only
        # where nothing is answered: until then nothing more is received.
        waiting = {one.request: one for one in self._find_channels() if one.request is not None and not one.requests}
        self._begun = {request: self._begun.get(request, now) for request in waiting}
        for request, since in self._begun.items():
            if now - since > RECEIVE_SECONDS:
                waiting[request].handle_close()

    def _make_room(self) -> None:
        """Close the connections that were silent longest, when there are more than are let in."""
        surplus = len(self._connections) - self._limit
        if surplus > 0:
            silent = [channel for channel in self._find_channels() if not _is_busy(channel)]
            for channel in sorted(silent, key=lambda one: one.last_activity)[:surplus]:
                channel.handle_close()


def _is_busy(channel: Any) -> bool:
    """Whether an answer is waited for, made or sent on it."""
    return bool(channel.requests or channel.total_outbufs_len)


def _find_limit() -> int:
    """How many connections may be open: what the system gives, raised to what it allows, and no more than is needed."""
    if sys.platform == "win32":
        return MAX_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + 2 * SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MAX_CONNECTIONS if soft == resource.RLIM_INFINITY else max(10, min(MAX_CONNECTIONS, soft - 2 * SPARE_FILES))
