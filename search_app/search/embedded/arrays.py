"""How does a large table of numbers lie in a file, so that nothing of it is made anew when it is opened?

Each array is a file in NumPy's own format, of which the numbers are used where they lie. Invariant: an array that is
read holds the bytes it was given and nothing else; objects, which could run code, are refused.
"""

from __future__ import annotations

import hashlib
import io
import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

Files = Mapping[str, bytes]  # contents by name
Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]
_PART = 1 << 20  # bytes that are hashed at once


def write_array(array: NDArray[Any]) -> bytes:
    """``array`` as the content of a file."""
    file = io.BytesIO()
    npy.write_array(file, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return file.getvalue()


def read_array(content: bytes) -> NDArray[Any]:
    """The array of a file, over ``content`` itself; it cannot be written to. ValueError when it is none."""
    file = io.BytesIO(content)
    if npy.read_magic(file) != (1, 0):
        raise ValueError("an array of another format")
    shape, _, dtype = npy.read_array_header_1_0(file)
    if dtype.hasobject:
        raise ValueError("an array of objects")
    return np.frombuffer(content, dtype, offset=file.tell()).reshape(shape)


class RowsInFile:
    """An array in a file of ``write_array`` that is larger than what is wanted of it in memory: its rows are read when
    they are asked for. Safe for threads and for processes that were forked, which share the place where a file was last
    read; the file may be deleted meanwhile, but not written to."""

    def __init__(self, path: Path) -> None:
        """OSError, or ValueError when it is none."""
        with path.open("rb") as file:
            if npy.read_magic(file) != (1, 0):
                raise ValueError("an array of another format")
            self.shape, _, self._dtype = npy.read_array_header_1_0(file)
            if self._dtype.hasobject:
                raise ValueError("an array of objects")
            self._start, self._file = file.tell(), os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: Ids) -> NDArray[Any]:
        """The rows of these numbers. IndexError for one that there is not."""
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(self):
            raise IndexError("a row that there is not")
        found = np.empty((len(rows), *self.shape[1:]), self._dtype)
        size = self._dtype.itemsize * int(np.prod(self.shape[1:], dtype=np.int64))
        # Rows that follow one another are read at once.
        begins = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        for begin, end in pairwise((*begins.tolist(), len(rows))):
            self._read(found[begin:end], self._start + int(rows[begin]) * size)
        return found

    def stamp(self) -> tuple[int, ...]:
        """Another one as soon as somebody has written to the file, and when it is deleted or linked."""
        found = os.fstat(self._file)
        return found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def hash(self) -> str:
        """The sha256 of the whole file as it is now."""
        digest, at = hashlib.sha256(), 0
        while part := os.pread(self._file, _PART, at):
            digest.update(part)
            at += len(part)
        return digest.hexdigest()

    def _read(self, into: NDArray[Any], at: int) -> None:
        read = os.pread(self._file, into.nbytes, at)
        if len(read) != into.nbytes:
            raise OSError("an array in a file is shorter than it says")
        into[...] = np.frombuffer(read, into.dtype).reshape(into.shape)


def smallest(array: NDArray[Any]) -> NDArray[Any]:
    """``array`` of whole numbers from 0 in the smallest type that holds them."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))


def write_words(words: Iterable[str]) -> bytes:
    """Words without line ends, one a line."""
    return "\n".join(words).encode("utf-8", "surrogatepass")


def read_words(content: bytes) -> list[str]:
    """The words of ``write_words``."""
    return content.decode("utf-8", "surrogatepass").split("\n") if content else []


def gather(starts: Ids, lengths: Ids) -> Ids:
    """The numbers of each of the ranges of ``starts`` and ``lengths``, one range behind another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Ids = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - lengths), lengths)
    return numbers


def number_words(parts: Sequence[Sequence[str]]) -> tuple[list[str], list[Ids]]:
    """(every word of ``parts``, sorted; for each part the numbers of its words there)."""
    every = sorted({word for part in parts for word in part})
    number = {word: n for n, word in enumerate(every)}
    return every, [np.fromiter((number[word] for word in part), np.int64, len(part)) for part in parts]
