"""Postings are read a block at a time: the same numbers and frequencies as one by one."""

from __future__ import annotations

from search_app.search.embedded.whoosh_engine import WhooshEngine
from search_app.search.generations import Generation


def test_blocks_hold_what_single_postings_hold(generation: Generation) -> None:
    engine = generation.engine
    assert isinstance(engine, WhooshEngine)
    reader = engine._reader()
    for field, words in engine._terms.items():
        for word in sorted(words)[::40]:
            matcher = reader.postings(field, word.decode())
            one_by_one = []
            while matcher.is_active():
                one_by_one.append((matcher.id(), matcher.weight()))
                matcher.next()
            numbers, weights = engine._read_postings(field, word.decode())
            assert list(zip(numbers.tolist(), weights.tolist(), strict=True)) == one_by_one
