"""Who may write? One program at a time waits for all others, where the system has locks.

Invariant: a lock belongs to an open file and goes with the process that holds it, however that ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(descriptor: int, wait: bool = True) -> bool:
    """Lock the open file ``descriptor`` until it is closed. False when there are no locks here, or, without ``wait``,
    when another program holds this one."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


@contextmanager
def only_writer(corpus: Path) -> Iterator[None]:
    """Wait until nobody else reads the register of ``corpus`` in order to write it."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(corpus, os.O_RDONLY)  # the folder itself: the register is replaced, and a lock file is litter
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)
