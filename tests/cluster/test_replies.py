"""What a bad node, or a proxy before a good one, sends is never an answer: another node is asked, or it is an error."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search_app import create_app
from search_app.search.engine import (
    Answer,
    Engine,
    EngineError,
    EngineUnavailableError,
    PartialAnswerError,
    Record,
    WrongIndexError,
)
from search_app.search.model import Plan
from search_app.search.opensearch import build
from search_app.search.opensearch.cluster import client as asking
from search_app.search.opensearch.cluster import lease
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.opensearch.indexes import serving
from search_app.search.opensearch.segments import make_segment
from search_app.search.published.known import KnownClauses
from search_app.search.published.opening import Generation
from search_app.search.query.plan import read_query
from tests.cluster.conftest import open_cluster, read_folder
from tests.cluster.nodes import Node, free_port
from tests.cluster.proxy import HTML, LOST, Proxy, Reply, before
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def folder(node: Node, records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of an engine whose index is in the cluster."""
    made = tmp_path_factory.mktemp("replies")
    open_cluster(records[:80], made, [node.address], 2, "replies")
    return made


@pytest.fixture(scope="module")
def plan(generation: Generation) -> Plan:
    return Plan(wishes=read_query("贷款贴息", generation.lexicon).wishes, as_of=TODAY, least=0.15)


@pytest.fixture
def proxy(node: Node) -> Iterator[Proxy]:
    with before(node.address) as one:
        yield one


def error(status: int, kind: str) -> Reply:
    cause = {"type": kind, "reason": "no"}
    return Reply(status, json.dumps({"error": cause | {"root_cause": [cause]}, "status": status}).encode())


SHARDS_FAIL = {"responses": [{"error": {"type": "search_phase_execution_exception"}, "status": 503}]}
PART = {"responses": [{"_shards": {"total": 2, "successful": 1, "failed": 1}, "timed_out": False, "hits": {}}]}
BAD = {
    "html": Reply(200, b"<html>Welcome", HTML),
    "empty": Reply(200, b""),
    "error of the node": error(500, "null_pointer_exception"),
    "not let in": Reply(401, b"<html>401", HTML),
    "not there": Reply(404, b"<html>404", HTML),
    "led elsewhere": Reply(302, b"<html>302", HTML),
    "no list": Reply(200, b"[]"),
    "nothing": Reply(200, b"null"),
    "another shape": Reply(200, b"{}"),
    "another number": Reply(200, b'{"responses": []}'),
    "an error of no shape": Reply(500, b"[]"),
    "shards": Reply(200, json.dumps(SHARDS_FAIL).encode()),
    "a part": Reply(200, json.dumps(PART).encode()),
    "deep": Reply(200, b"[" * 200_000),
    "hung up": LOST,
}


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_node_is_not_noticed_and_alone_it_is_an_error(
    node: Node, proxy: Proxy, folder: Path, plan: Plan, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    several = Client(Place((proxy.address, node.address, node.address), "replies"))
    engine = OpenSearchEngine(read_folder(folder), client=several)
    answer = engine.search(plan)
    assert answer.total
    proxy.refuse = lambda method, path: BAD[bad]
    for limit in range(10, 16):  # none of which was asked before
        assert engine.search(Plan(plan.wishes, as_of=plan.as_of, least=plan.least, limit=limit)).total == answer.total
    asked = sum(path == "/_msearch" for _, path in proxy.asked)
    assert asked <= 3  # once when it was good, once or twice until it was set aside
    alone = OpenSearchEngine(read_folder(folder), client=Client(Place((node.address,), "replies")))
    alone._client = Client(Place((proxy.address,), "replies"))
    for use in (lambda: alone.search(plan), alone.status, lambda: list(alone.scan(plan))):
        with pytest.raises(EngineError):
            use()


def test_what_a_living_node_says_is_told_and_not_that_another_is_dead(
    proxy: Proxy, folder: Path, node: Node, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the index that has no node is mended otherwise than a cluster that does not answer."""
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((node.address,), "replies")))
    nobody = f"http://127.0.0.1:{free_port()}"
    engine._client = Client(Place((proxy.address, nobody, nobody), "replies"))
    proxy.refuse = lambda method, path: BAD["a part"] if path == "/_msearch" else None
    for limit in range(10, 16):  # each node is the first in its turn, and the dead are set aside
        with pytest.raises(PartialAnswerError, match="in part"):
            engine.search(Plan(plan.wishes, as_of=plan.as_of, least=plan.least, limit=limit))


def spoil_json(change: Callable[[Any], Any]) -> Callable[[str, str, Reply], Reply]:
    def spoil(method: str, path: str, reply: Reply) -> Reply:
        return Reply(reply.status, json.dumps(change(json.loads(reply.content))).encode(), reply.kind)

    return spoil


def without(name: str, found: Any) -> Any:
    """``found`` without anything that has this name, however deep."""
    if isinstance(found, dict):
        return {key: without(name, value) for key, value in found.items() if key != name}
    return [without(name, one) for one in found] if isinstance(found, list) else found


NEEDED = ("aggregations", "hits", "responses", "buckets", "doc_count", "key", "_id", "_score", "sum_other_doc_count")


@pytest.mark.parametrize("name", NEEDED)
def test_a_reply_that_lacks_something_is_no_reply(
    node: Node, proxy: Proxy, folder: Path, plan: Plan, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((proxy.address,), "replies")))
    proxy.spoil = spoil_json(lambda found: without(name, found))
    with pytest.raises(EngineError):
        engine.search(plan)
    proxy.spoil = lambda method, path, reply: Reply(reply.status, reply.content[: len(reply.content) // 2], reply.kind)
    with pytest.raises(EngineUnavailableError):
        engine.search(plan)


def lose_last_hits(found: Any) -> Any:
    """``found`` with one hit less wherever there are several."""
    if isinstance(found, list):
        return [lose_last_hits(one) for one in found]
    if not isinstance(found, dict):
        return found
    found = {key: lose_last_hits(value) for key, value in found.items()}
    if isinstance(hits := found.get("hits"), list) and len(hits) > 1:
        found["hits"] = hits[:-1]
    return found


def test_a_hit_less_than_were_counted_is_no_reply(
    node: Node, proxy: Proxy, folder: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    monkeypatch.setattr("search_app.search.opensearch.engine._SCANNED", 30)
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((proxy.address,), "replies")))
    deep = Plan(plan.wishes, as_of=plan.as_of, offset=3, limit=4)
    assert len(engine.search(deep).page) == 4 and len(list(engine.scan(Plan()))) == 80
    proxy.spoil = spoil_json(lose_last_hits)
    for most in (200, 1):  # all that is wanted comes at once; what lies deeper is asked for by its place
        monkeypatch.setattr("search_app.search.opensearch.engine.MOST_FIRST", most)
        with pytest.raises(EngineError):
            engine.search(deep)
    with pytest.raises(EngineError):
        list(engine.scan(Plan()))


def test_what_every_node_refuses_is_refused(node: Node, proxy: Proxy, folder: Path, plan: Plan) -> None:
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((proxy.address,) * 3, "replies")))
    proxy.refuse = lambda method, path: error(404, "index_not_found_exception")
    with pytest.raises(WrongIndexError):
        engine.search(plan)
    proxy.refuse = lambda method, path: error(401, "security_exception")
    with pytest.raises(EngineUnavailableError, match="OPENSEARCH_USER"):
        engine.search(plan)


def test_who_has_too_much_to_do_is_asked_again_after_a_pause(
    node: Node, proxy: Proxy, folder: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((proxy.address,), "replies")))
    pauses: list[float] = []
    sleep, asks = time.sleep, threading.get_ident()

    def pause(seconds: float) -> None:  # of whoever asks: a server of another test may still look after its index
        pauses.append(seconds) if threading.get_ident() == asks else sleep(seconds)

    monkeypatch.setattr(asking.time, "sleep", pause)
    busy = json.loads(error(429, "circuit_breaking_exception").content)

    def refuse_twice(method: str, path: str) -> Reply | None:
        return Reply(200, json.dumps({"responses": [busy]}).encode()) if len(pauses) < 2 else None

    proxy.refuse = refuse_twice
    answer: Answer = engine.search(plan)
    assert answer.total and len(pauses) == 2
    proxy.refuse = lambda method, path: Reply(200, json.dumps({"responses": [busy]}).encode())
    with pytest.raises(EngineUnavailableError, match="circuit_breaking"):
        engine.search(plan)
    assert len(pauses) == 4  # and no more


def test_a_build_waits_for_who_has_too_much_to_do(
    node: Node, proxy: Proxy, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(Place((proxy.address,), "busy"))
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    seen: set[tuple[str, str]] = set()

    def refuse_each_once(method: str, path: str) -> Reply | None:
        first = (method, path) not in seen
        seen.add((method, path))
        return error(429, "circuit_breaking_exception") if first and method != "GET" else None

    proxy.refuse = refuse_each_once
    build.write_index([make_segment(records[:20])], tmp_path, client)
    serving.publish_index(tmp_path, client)
    assert serving.is_sound(tmp_path, client)
    assert {method for method, _ in seen} == {"GET", "PUT", "POST", "DELETE"}
    node.ask("/busy-*", method="DELETE")


@pytest.mark.parametrize("sent", [b"{}", b"null", b"[]", b'{"items": [{}]}', b'{"items": [{"create": {}}]}'])
def test_a_build_believes_no_reply_that_is_none(
    node: Node, proxy: Proxy, records: list[Record], tmp_path: Path, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(lease, "SECONDS", 1.0)  # the second build leaves one behind
    client = Client(Place((proxy.address,), "unbelieved"))
    proxy.spoil = lambda method, path, reply: Reply(200, sent) if path.endswith("_bulk") else reply
    with pytest.raises(EngineError):
        build.write_index([make_segment(records[:20])], tmp_path, client)
    proxy.spoil = lambda method, path, reply: Reply(200, sent) if "_doc" in path else reply
    with pytest.raises(EngineError):
        build.write_index([make_segment(records[:20])], tmp_path, client)
    proxy.spoil = lambda method, path, reply: reply
    build.write_index([make_segment(records[:20])], tmp_path, client)
    node.ask("/unbelieved-*", method="DELETE")


def test_a_copy_that_did_not_take_up_what_was_written_is_told_to_again(
    node: Node, proxy: Proxy, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would go on answering without."""
    monkeypatch.setattr(asking.time, "sleep", lambda seconds: None)
    client = Client(Place((proxy.address,), "stale"))
    part, refreshed = Reply(200, b'{"_shards": {"total": 2, "successful": 1, "failed": 1}}'), list[str]()

    def fail_twice(method: str, path: str, reply: Reply) -> Reply:
        refreshed.extend([path] * path.endswith("_refresh"))
        return part if path.endswith("_refresh") and len(refreshed) in (2, 3) else reply

    proxy.spoil = fail_twice
    build.write_index([make_segment(records[:20])], tmp_path, client)
    assert len(refreshed) == 4 and serving.is_sound(tmp_path, client)
    node.ask("/stale-*", method="DELETE")


def test_who_may_not_search_is_not_ready(node: Node, proxy: Proxy, folder: Path) -> None:
    engine = OpenSearchEngine(read_folder(folder), client=Client(Place((proxy.address,), "replies")))
    assert engine.status()["health"] == "green"
    proxy.refuse = lambda method, path: error(403, "security_exception") if path == "/_msearch" else None
    with pytest.raises(EngineUnavailableError, match="roles"):
        engine.status()


def test_a_clause_that_the_store_does_not_have_is_no_hit(
    opensearch: Engine, generation: Generation, home: Path
) -> None:
    """The index holds thirty clauses that nobody built into this store."""
    checked = KnownClauses(opensearch, generation.store)
    with pytest.raises(WrongIndexError, match="was not built"):
        list(checked.scan(Plan()))
    site = create_app(index=home, today=lambda: TODAY)
    site.extensions["served"]._open = replace(generation, engine=checked)
    for path in ("/zh/search?q=贷款&per_page=50", "/api/v1/search?q=企业&per_page=50", "/zh/search?sort=document"):
        assert site.test_client().get(path).status_code in (200, 503)
    assert site.test_client().get("/api/v1/search?document=versions-0").status_code in (422, 503)
