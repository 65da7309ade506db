"""How does a large table of numbers lie in a file, so that nothing of it is made anew when it is opened?

Each array is a file in NumPy's own format, of which the numbers are used where they lie. Invariant: an array that is
read holds the bytes it was given and nothing else; objects, which could run code, are refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

Files = Mapping[str, bytes]  # contents by name
Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]


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
