"""What of a record lies in an index of OpenSearch, and how?

Our own tokens, joined by spaces, in fields that are split at white space and nowhere else; days as whole numbers, so
that validity and versions are ranges. Invariant: a document says everything that a ``Record`` says to an engine, and
nothing of it is guessed: an unknown field is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from search_app.model import STATUSES, StatusSpan
from search_app.search.engine import AMOUNT_BUCKETS, BOOSTS, EXCLUDING, Record, bucket_name
from search_app.search.model import FILTERS, NONE
from search_app.search.scoring import K1, B

SCHEMA = 3  # changes with everything below
STORED = tuple(name for name in FILTERS if name != "validity")  # facets with values of their own
TOKENS = ("figures", "offices", "facts")
ANY, OWN = "any", "own"  # all words of a clause; those of the fields in which what is excluded leaves it out
_OWN = tuple(name for name in BOOSTS if name in EXCLUDING)
_NEVER = 2**31 - 1  # a day after all days
MOST_FIRST = 200  # hits of a bucket that come with the counts
MOST_HITS = 1_000_000  # hits that can be leafed through
_LONGEST = 8_000  # characters of a token: a term takes at most 32,766 bytes


# Where there are nodes for it each shard has a replica, from the beginning: a node that is lost while an index is built
# loses nothing.
KEEPING: Mapping[str, str | int] = {
    "auto_expand_replicas": "0-1",
    "refresh_interval": -1,
    **dict.fromkeys(("default_pipeline", "final_pipeline", "search.default_pipeline"), "_none"),
}


def make_settings() -> dict[str, Any]:
    """The settings of an index but the number of its shards."""
    return {
        **KEEPING,
        "max_result_window": MOST_HITS,
        "max_inner_result_window": 5 * MOST_FIRST,
        "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
        "analysis": {
            "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": _LONGEST}},
            "analyzer": {"tokens": {"type": "custom", "tokenizer": "spaces"}},
        },
    }


def make_mapping() -> dict[str, Any]:
    """The mapping of an index."""
    words = {"type": "text", "analyzer": "tokens", "index_options": "freqs"}
    unscored = {"type": "text", "analyzer": "tokens", "index_options": "docs", "norms": False}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},  # the clauses lie in the store
        "properties": {
            "ord": {"type": "integer"},
            **dict.fromkeys(BOOSTS, words),
            **dict.fromkeys((ANY, OWN, *TOKENS), unscored),
            "chars": {"type": "text", "analyzer": "tokens", "norms": False},  # with positions
            "facet": {"properties": {name: {"type": "keyword"} for name in STORED}},
            "sum": {"type": "double"},
            "years": {"type": "integer"},
            "numbered": {"type": "boolean"},
            "translated": {"type": "boolean"},
            "shown": {"type": "integer_range"},
            "validity": {"properties": {status: {"type": "integer_range"} for status in STATUSES}},
        },
    }


def to_document(record: Record) -> dict[str, Any]:
    """What is stored of ``record``; its place in the index (``ord``) is known when all groups are joined."""
    fields = {name: record.words.get(name, ()) for name in BOOSTS}
    tokens: dict[str, Sequence[str]] = {name: getattr(record, name) for name in TOKENS}
    tokens[ANY] = tuple(dict.fromkeys(word for words in fields.values() for word in words))
    tokens[OWN] = tuple(dict.fromkeys(word for name in _OWN for word in fields[name]))
    facets = {name: list(record.facets.get(name, ())) or [NONE] for name in STORED}
    facets["amount"] = [_bucket(record.amount)]
    start, end = record.shown
    return {
        **{name: " ".join(words) for name, words in (fields | tokens).items() if words},
        "chars": " ".join(record.chars),
        "facet": facets,
        **({} if record.amount is None else {"sum": record.amount}),
        "years": record.years,
        "numbered": record.numbered,
        "translated": bool(fields["text_en"]),
        **({"shown": span} if (span := _span(_day(start, 0), _day(end, _NEVER))) else {}),
        "validity": _validity(record.statuses),
    }


def _bucket(amount: int | None) -> str:
    if amount is None:
        return NONE
    return next(bucket_name(low, high) for low, high in reversed(AMOUNT_BUCKETS) if amount >= low)


def _day(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise


def _span(start: int, end: int) -> dict[str, int] | None:
    """The days from ``start`` until before ``end``; None where there are none, which no range can say."""
    return {"gte": start, "lt": end} if start < end else None


def _validity(statuses: Sequence[StatusSpan]) -> dict[str, list[dict[str, int]]]:
    """Of each status the days on which it holds. On days of which nothing is said that is the first status."""
    found: dict[str, list[dict[str, int]]] = {}
    said = sorted((_day(one.start, 0), _day(one.end, _NEVER), one.status) for one in statuses)
    at = 0
    for start, end, status in (*said, (_NEVER, _NEVER, STATUSES[0])):
        for name, span in ((STATUSES[0], _span(at, start)), (status, _span(start, end))):
            if span:
                found.setdefault(name, []).append(span)
        at = max(at, end)
    return found
