"""Medians, quantiles and Markdown tables."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def quantile(times: Sequence[float], share: float) -> float:
    """The smallest time that ``share`` of all times do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def spread(times: Sequence[float]) -> list[str]:
    """p50, p95 and maximum, with one decimal."""
    return [f"{x:.1f}" for x in (statistics.median(times), quantile(times, 0.95), max(times))]


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table below its title, on standard output."""
    print(f"\n### {title}\n")
    print(f"| {' | '.join(header)} |")
    print(f"|{'|'.join(' --- ' for _ in header)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
