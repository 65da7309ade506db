"""What is known of every record besides its words? One array a fact, in the order of the index.

Facets are pairs (record, value), so that a count is one pass; validity and versions are ranges of days, so that any day
can be asked for. Invariant: the columns of joined groups are those of their records in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search_app.model import STATUSES
from search_app.search.embedded.arrays import (
    Files,
    Ids,
    read_array,
    read_words,
    smallest,
    write_array,
    write_words,
)
from search_app.search.embedded.gathered import Gathered
from search_app.search.engine import AMOUNT_BUCKETS, BOOSTS, Record, bucket_name
from search_app.search.model import FILTERS, NONE
from search_app.search.scoring import rounded_length

Mask = NDArray[np.bool_]
STORED = tuple(name for name in FILTERS if name not in ("validity", "amount"))
_NEVER = 2**31 - 1  # a day after all days
_DAYS = 16  # of the days last asked for


def make_columns(records: Sequence[Record], found: Gathered) -> dict[str, bytes]:
    """The columns of the records of a group."""
    files = {"ids.txt": write_words(record.id for record in records)}
    lengths = np.array([found.lengths[name] for name in BOOSTS], dtype=np.int64).reshape(len(BOOSTS), len(records))
    amounts = np.array([np.nan if r.amount is None else r.amount for r in records], dtype=np.float64)
    files["lengths.npy"] = write_array(smallest(lengths))
    files["amounts.npy"] = write_array(amounts)
    files["years.npy"] = write_array(smallest(np.array([record.years for record in records], dtype=np.int64)))
    files["numbered.npy"] = write_array(np.array([record.numbered for record in records], dtype=bool))
    for name in STORED:
        files |= _make_facet(name, [tuple(record.facets.get(name, ())) for record in records])
    return files | _make_periods(records)


def _make_facet(name: str, values: Sequence[tuple[str, ...]]) -> dict[str, bytes]:
    names = list(dict.fromkeys(value for row in values for value in (row or (NONE,))))
    number = {value: n for n, value in enumerate(names)}
    pairs = [(record, number[value]) for record, row in enumerate(values) for value in (row or (NONE,))]
    return _write_facet(name, names, np.array(pairs, dtype=np.int64).reshape(-1, 2))


def _write_facet(name: str, names: Iterable[str], pairs: Ids) -> dict[str, bytes]:
    return {f"{name}.txt": write_words(names), f"{name}.npy": write_array(smallest(pairs))}


def _make_periods(records: Sequence[Record]) -> dict[str, bytes]:
    """Records of one version share the days on which it is shown and those of its statuses."""
    periods = {(record.shown, record.statuses): 0 for record in records}
    for n, period in enumerate(periods):
        periods[period] = n
    spans = [
        (n, STATUSES.index(span.status), _day(span.start, 0), _day(span.end, _NEVER))
        for (_, statuses), n in periods.items()
        for span in statuses
    ]
    shown = [(_day(start, 0), _day(end, _NEVER)) for (start, end), _ in periods]
    return {
        "period.npy": write_array(smallest(np.array([periods[r.shown, r.statuses] for r in records], dtype=np.int64))),
        "shown.npy": write_array(np.array(shown, dtype=np.int32).reshape(-1, 2)),
        "spans.npy": write_array(np.array(spans, dtype=np.int32).reshape(-1, 4)),
    }


def _day(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise


def join_columns(parts: Sequence[Files]) -> dict[str, bytes]:
    """The columns of all groups, one behind another."""

    def joined(name: str, axis: int = 0) -> NDArray[np.generic]:
        return np.concatenate([read_array(part[name]) for part in parts], axis=axis)

    sizes = [len(read_array(part["amounts.npy"])) for part in parts]
    bases = np.cumsum([0, *sizes])
    periods = np.cumsum([0, *(len(read_array(part["shown.npy"])) for part in parts)])
    before = [np.array([own, 0, 0, 0]) for own in periods[:-1]]
    spans = [read_array(part["spans.npy"]) + own for part, own in zip(parts, before, strict=True)]
    period = [read_array(part["period.npy"]) + own for part, own in zip(parts, periods[:-1], strict=True)]
    files = {
        "ids.txt": write_words(one for part in parts for one in read_words(part["ids.txt"])),
        "lengths.npy": write_array(smallest(joined("lengths.npy", axis=1))),
        "amounts.npy": write_array(joined("amounts.npy")),
        "years.npy": write_array(smallest(joined("years.npy"))),
        "numbered.npy": write_array(joined("numbered.npy")),
        "shown.npy": write_array(joined("shown.npy")),
        "spans.npy": write_array(np.concatenate(spans).astype(np.int32)),
        "period.npy": write_array(smallest(np.concatenate(period))),
    }
    for name in STORED:
        values = [read_words(part[f"{name}.txt"]) for part in parts]
        names = list(dict.fromkeys(value for own in values for value in own))
        number = {value: n for n, value in enumerate(names)}
        pairs = []
        for part, own, base in zip(parts, values, bases[:-1], strict=True):
            new = np.array([number[value] for value in own], dtype=np.int64)
            held = read_array(part[f"{name}.npy"]).astype(np.int64)
            pairs.append(np.stack([held[:, 0] + base, new[held[:, 1]]], axis=1))
        files |= _write_facet(name, names, np.concatenate(pairs))
    return files


class Facet:
    """The values of one facet as pairs (record, number of the value)."""

    def __init__(self, names: list[str], pairs: Ids, size: int) -> None:
        self.names = names
        # One value a record, as most facets have: then the records need not be looked up.
        self._single = len(pairs) == size and bool((pairs[:, 0] == np.arange(size)).all())
        self._record, self._value = pairs[:, 0], pairs[:, 1].astype(np.intp)
        self._size = size

    def counts(self, mask: Mask) -> Ids:
        """By number of the value, how many records of ``mask`` have it."""
        held = mask if self._single else mask[self._record]
        return np.bincount(self._value[held], minlength=len(self.names))

    def mask(self, wanted: Iterable[str]) -> Mask:
        """The records that have any of the values ``wanted``."""
        mask = np.zeros(self._size, dtype=bool)
        numbers = [n for n, name in enumerate(self.names) if name in wanted]
        mask[self._record[np.isin(self._value, numbers)]] = True
        return mask


class Columns:
    """The columns of ``join_columns``, opened."""

    def __init__(self, files: Files) -> None:
        """KeyError or ValueError when the files are none of ``join_columns``."""
        self.ids = read_words(files["ids.txt"])
        self.number = {key: number for number, key in enumerate(self.ids)}
        self.size = len(self.ids)
        lengths = read_array(files["lengths.npy"])
        self.amounts: NDArray[np.float64] = read_array(files["amounts.npy"])
        self.years = read_array(files["years.npy"])
        self.numbered: Mask = read_array(files["numbered.npy"])
        self.holding = {name: int(np.count_nonzero(own)) for name, own in zip(BOOSTS, lengths, strict=True)}
        self.averages = {
            name: float(own.sum() / max(1, self.holding[name])) for name, own in zip(BOOSTS, lengths, strict=True)
        }
        rounded = np.array([rounded_length(n) for n in range(int(lengths.max(initial=0)) + 1)], dtype=np.int64)
        self.lengths = {name: smallest(rounded[own]) for name, own in zip(BOOSTS, lengths, strict=True)}
        self.facets = {
            name: Facet(read_words(files[f"{name}.txt"]), read_array(files[f"{name}.npy"]), self.size)
            for name in STORED
        }
        self.facets["amount"] = _bucket(self.amounts)
        self._period = read_array(files["period.npy"]).astype(np.intp)
        self._shown, self._spans = read_array(files["shown.npy"]), read_array(files["spans.npy"])
        if (
            not len(self.amounts)
            == len(self.years)
            == len(self.numbered)
            == len(self._period)
            == lengths.shape[1]
            == self.size
        ):
            raise ValueError("columns that do not fit together")
        self.on = lru_cache(_DAYS)(self._on)

    def _on(self, day: date) -> tuple[Mask, NDArray[np.int8]]:
        """(the records of the versions that are shown on ``day``, the number of each record's status then)."""
        at = day.toordinal()
        shown = (self._shown[:, 0] <= at) & (at < self._shown[:, 1])
        status = np.zeros(len(self._shown), dtype=np.int8)
        holding = self._spans[(self._spans[:, 2] <= at) & (at < self._spans[:, 3])]
        status[holding[:, 0]] = holding[:, 1]
        return shown[self._period], status[self._period]


def status_numbers(wanted: Iterable[str]) -> list[int]:
    """The numbers that ``Columns.on`` gives for the statuses ``wanted``."""
    held: Mapping[str, int] = {status: n for n, status in enumerate(STATUSES)}
    return [held[status] for status in wanted if status in held]


def count_statuses(status: NDArray[np.int8], mask: Mask) -> dict[str, int]:
    """How many records of ``mask`` have each status."""
    counts = np.bincount(status[mask], minlength=len(STATUSES))
    return {name: int(count) for name, count in zip(STATUSES, counts, strict=True) if count}


def _bucket(amounts: NDArray[np.float64]) -> Facet:
    lows = np.array([low for low, _ in AMOUNT_BUCKETS], dtype=np.float64)
    value = np.searchsorted(lows, amounts, side="right") - 1
    value[np.isnan(amounts)] = len(lows)
    names = [*(bucket_name(*bucket) for bucket in AMOUNT_BUCKETS), NONE]
    return Facet(names, np.stack([np.arange(len(amounts)), value], axis=1), len(amounts))
