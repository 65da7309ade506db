"""The statuses of a term one after another are those that each day has."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search_app.clauses.validity import find_statuses, find_validity
from search_app.model import Term

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31)) | st.sampled_from([date.min, date.max])


@given(
    terms=st.builds(
        Term,
        start=DAYS,
        until=DAYS,
        years=st.none() | st.integers(1, 5),
        not_before=DAYS,
        repealed_by=st.none() | st.just("新办法"),
        repealed_on=DAYS,
        counts_from=DAYS,
        replaced_on=DAYS,
    ),
    others=st.lists(st.dates(), max_size=5),
)
def test_each_day_has_the_status_that_is_judged(terms: Term, others: list[date]) -> None:
    spans = find_statuses(terms)
    assert spans[0].start is None and spans[-1].end is None
    assert all(one.end == other.start and one.status != other.status for one, other in pairwise(spans))
    turns = [day for span in spans for day in (span.start, span.end) if day]
    near = [day + timedelta(n) for day in turns for n in (-1, 0, 1) if date.min < day < date.max]
    for day in {*others, *near, date.min, date.max}:
        (status,) = (s.status for s in spans if (s.start or date.min) <= day and (s.end is None or day < s.end))
        assert status == find_validity(terms, day).status, day
