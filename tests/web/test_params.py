"""Addresses: what is valid comes back the same, and every fault is named at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.search.model import FILTERS, Query
from search_app.web.params import SORTS, FaultyQueryError, parse_query_args, to_args

TODAY = date(2026, 11, 22)
KNOWN = dict.fromkeys(FILTERS, ("a", "b", "none"))

TEXTS = st.text(st.characters(exclude_categories=("C",), exclude_characters="\ufffd"), max_size=40).map(str.strip)
QUERIES = st.builds(
    Query,
    as_of=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    q=TEXTS,
    filters=st.lists(st.sampled_from(FILTERS), unique=True).flatmap(
        lambda names: st.tuples(
            *(st.tuples(st.just(f), st.sampled_from([("a",), ("a", "b"), ("none",)])) for f in FILTERS if f in names)
        )
    ),
    amount_min=st.none() | st.integers(0, 100),
    amount_max=st.none() | st.integers(100, 1000),
    duration_min=st.none() | st.integers(1, 99),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 1000),
    per_page=st.integers(1, 100),
    exact=st.booleans(),
    unread=st.lists(TEXTS.filter(bool), max_size=3, unique=True).map(tuple),
)


@given(QUERIES)
def test_an_address_gives_its_query_back(query: Query) -> None:
    assert parse_query_args(to_args(query, TODAY), TODAY, KNOWN) == query


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "-1"), ("page", "1.5"), ("page", "１"), ("page", ""), ("per_page", "101"), ("as_of", "2026-13-40"),
     ("as_of", "2026-2-3"), ("as_of", "20260203"), ("amount_min", "many"), ("amount_min", "-5"), ("amount_max", "9" * 20),
     ("sort", "luck"), ("lang", "fr"), ("exact", "yes"), ("duration_min", "0"), ("duration_min", "100"), ("responsible", "nobody"), ("kind", "cake"), ("unread", "x" * 501), ("unread", "a\0b"), ("industry", "nowhere"), ("colour", "red"), ("q", "a\0b"), ("q", "a\ufffdb"),
     ("q", "x" * 501)],
)  # fmt: skip
def test_each_fault_is_named(name: str, value: str) -> None:
    with pytest.raises(FaultyQueryError) as caught:
        parse_query_args([(name, value)], TODAY, KNOWN)
    (fault,) = caught.value.faults
    assert fault.name == name and fault.message.zh and fault.message.en


def test_all_faults_at_once() -> None:
    with pytest.raises(FaultyQueryError) as caught:
        parse_query_args([("page", "0"), ("colour", "red"), ("as_of", "soon"), ("q", "a"), ("q", "b")], TODAY, KNOWN)
    assert {fault.name for fault in caught.value.faults} == {"page", "colour", "as_of", "q"}


def test_a_range_upside_down_is_a_fault() -> None:
    with pytest.raises(FaultyQueryError):
        parse_query_args([("amount_min", "10"), ("amount_max", "5")], TODAY, KNOWN)
