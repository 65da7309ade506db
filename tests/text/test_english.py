"""English words have their stems, however many readers ask at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from search_app.text.english import stem
from tests.conftest import CORPUS

READERS = 8


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns ten thousand times as often as usual, and what was asked before is forgotten."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-7)
    stem.cache_clear()
    yield
    sys.setswitchinterval(before)


def test_readers_at_the_same_time_get_the_stems_of_their_own_words(often: None) -> None:
    texts = (path.read_text(encoding="utf-8") for path in sorted((CORPUS / "translations").glob("*.toml")))
    words = sorted({word for text in texts for word in re.findall(r"[a-z]{3,}", text.lower())})
    alone = [stem(word) for word in words]
    stem.cache_clear()

    def ask(reader: int) -> list[str]:
        """Each begins elsewhere, so that they are at different words at the same time."""
        start = reader * len(words) // READERS
        found = [stem(word) for word in words[start:] + words[:start]]
        return found[len(words) - start :] + found[: len(words) - start]

    with ThreadPoolExecutor(READERS) as readers:
        assert all(found == alone for found in readers.map(ask, range(READERS)))
    assert len(words) > 1_000
