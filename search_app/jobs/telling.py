"""What goes on being wrong is logged once a minute, and not for every reader whom it meets."""

from __future__ import annotations

import logging
import time
from threading import Lock

_SECONDS, _MOST = 60.0, 100  # of a message; messages that are remembered
_told: dict[str, float] = {}
_lock = Lock()


def tell(log: logging.Logger, level: int, message: str) -> None:
    """Log ``message``, unless that was done less than a minute ago."""
    now = time.monotonic()
    with _lock:
        if now - _told.get(message, -_SECONDS) < _SECONDS:
            return
        if len(_told) >= _MOST:
            _told.clear()
        _told[message] = now
    log.log(level, "%s", message)
