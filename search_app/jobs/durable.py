"""How does a file come to say something else, and still says it after the power failed?

Invariant: at every moment the file holds what it held or what it is to hold, whole; when ``replace_file`` returns it is
the latter, and the disk has it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

# Of systems and places that cannot write down which files a folder holds.
_CANNOT = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.ENOSYS)


def replace_file(path: Path, draft: Path, content: bytes) -> None:
    """Have ``path`` hold ``content``, by way of ``draft``, a new file beside it. OSError when it cannot be."""
    file = draft.open("xb")  # what is there already is somebody's, and stays
    try:
        with file:
            with suppress(OSError):  # there is none yet, or no modes
                draft.chmod(stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if draft.read_bytes() != content:
            raise OSError(errno.EIO, "the disk does not hold what was written to it", str(path))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the system write down which files ``folder`` holds, where it can. OSError when it failed to."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # Windows opens no folders
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(descriptor)
