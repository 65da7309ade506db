"""What is sent: the bodies of the requests that an answer takes, and which stretches of hits are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search_app.model import STATUSES
from search_app.search.model import FACETS
from search_app.search.opensearch.queries import EVERYTHING, Body, all_of, any_of, find, holds, id_filters, within
from search_app.search.opensearch.request import Asked
from search_app.search.opensearch.weighing import sought

VALUES = 10_000  # of a facet without a size; more would make its counts inexact, which an answer says


def make_found(asked: Asked) -> Body:
    """How many clauses hold anything of what makes a step."""
    every = dict.fromkeys(sought(needle) for wish in asked.steps for needle in wish.needles)
    return {"size": 0, "track_total_hits": True, "query": any_of(map(find, every))}


def make_statuses(day: int) -> Body:
    """How many clauses that are shown on ``day`` have each status."""
    filters = {status: holds(status, day) for status in STATUSES}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": within("shown", day),
        "aggs": {"held": {"filters": {"filters": filters}}},
    }


def make_best(asked: Asked) -> Body:
    """The clause that says most of the query."""
    return _say_most(asked, [])


def make_next(asked: Asked, best: float) -> Body:
    """The clause that says most of the query of those that would not be hits if the best one said ``best``."""
    return _say_most(asked, asked.enough(best))


def _say_most(asked: Asked, but: Sequence[Body]) -> Body:
    query = {"bool": {"filter": [asked.matched], "must": [asked.said], "must_not": list(but)}}
    return {"size": 1, "track_total_hits": False, "_source": False, "query": query}


def make_hits(asked: Asked, size: int) -> Body:
    """So many hits of a bucket, with all that tells why they are hits."""
    return {"hits": {"top_hits": {"size": size, "sort": asked.sort, "track_scores": True, "_source": False}}}


def list_buckets(asked: Asked) -> dict[str, Body]:
    """The hits in stretches that stand one behind another: what is cited, then step by step."""
    if not asked.has_steps:
        return {"all": EVERYTHING}
    cited = {"cited": id_filters(asked.plan.cited)[0]} if asked.plan.cited else {}
    return cited | {f"step-{met}": asked.step(met) for met in range(asked.most_met, -1, -1)}


def make_page(asked: Asked, best: float, bucket: str, start: int, size: int) -> Body:
    """The hits of one bucket from ``start`` on."""
    hits = [*asked.enough(best), *asked.masks.values(), list_buckets(asked)[bucket]]
    query = {"bool": {"must": [asked.scored], "filter": hits}}
    # All are counted, so that a page that lacks some is seen.
    how = {"sort": asked.sort, "track_scores": True, "track_total_hits": True, "_source": False}
    return {"from": start, "size": size, "query": query, **how}


def make_search(asked: Asked, best: float, wanted: Iterable[str], size: int) -> Body:
    """All that an answer says, with so many hits of the buckets ``wanted``, if the best clause says ``best``."""
    enough, masks = asked.enough(best), asked.masks
    sizes = dict.fromkeys(wanted, size) | {"cited": len(asked.plan.cited)}
    found: Body = {"numbered": {"filter": {"term": {"numbered": True}}}}
    for name, bucket in list_buckets(asked).items():
        found[name] = {"filter": bucket} | ({"aggs": make_hits(asked, most)} if (most := sizes.get(name)) else {})
    for beside in id_filters(asked.plan.near):
        found["near"] = {"filter": beside, "aggs": make_hits(asked, len(asked.plan.near))}
    aggregations: Body = {"found": {"filter": all_of([*enough, *masks.values()]), "aggs": found}}
    if enough:
        aggregations["weak"] = {"filter": all_of(masks.values(), but=enough)}
    for facet in FACETS:
        if facet != "validity" or asked.day is not None:
            others = [mask for name, mask in masks.items() if name != facet]
            aggregations[facet] = {"filter": all_of([*enough, *others]), "aggs": _count_values(facet, asked)}
    scored = size or asked.plan.near or asked.plan.cited
    query = asked.scored if scored else asked.matched
    return {"size": 0, "track_total_hits": False, "query": query, "aggs": aggregations}


def _count_values(facet: str, asked: Asked) -> Body:
    if facet == "validity":
        return {"values": {"filters": {"filters": {one: holds(one, asked.day or 0) for one in STATUSES}}}}
    size, chosen = dict(asked.plan.sizes).get(facet), dict(asked.plan.filters).get(facet, ())
    if size is None:
        return {"values": {"terms": {"field": f"facet.{facet}", "size": VALUES}}}
    # Of equally common values those that the index has first. A document lies in one shard: its count is whole there.
    order = [{"_count": "desc"}, {"first": "asc"}]
    field, first = f"facet.{facet}", {"first": {"min": {"field": "ord"}}}
    commonest = {"values": {"terms": {"field": field, "size": size, "order": order}, "aggs": first}}
    named = {"chosen": {"terms": {"field": field, "size": len(chosen), "include": sorted(chosen)}}} if chosen else {}
    return commonest | named


def make_scan(asked: Asked, best: float, size: int) -> Body:
    """The first ``size`` hits in the order of the index, and how many there are; ``search_after`` goes on behind
    them."""
    hits = all_of([asked.matched, *asked.enough(best), *asked.masks.values()])
    return {"size": size, "track_total_hits": True, "_source": False, "sort": [{"ord": "asc"}], "query": hits}
