"""An index that was changed behind our back is never served, is made anew by the next build, and harms no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from search_app.search.engine import EngineUnavailableError, Record, WrongIndexError
from search_app.search.model import Plan
from search_app.search.opensearch import build
from search_app.search.opensearch.cluster import lease
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.opensearch.indexes import serving
from search_app.search.opensearch.segments import make_segment
from tests.cluster.conftest import read_folder
from tests.cluster.nodes import Node
from tests.cluster.proxy import LOST, Proxy, Reply, before

PREFIX = "changed"


@pytest.fixture
def client(node: Node) -> Iterator[Client]:
    yield Client(Place((node.address,), PREFIX))
    node.ask(f"/{PREFIX}*", method="DELETE")


@pytest.fixture
def proxy(node: Node) -> Iterator[Proxy]:
    with before(node.address) as one:
        yield one


def publish(records: list[Record], folder: Path, client: Client) -> str:
    folder.mkdir(exist_ok=True)
    build.write_index([make_segment(records)], folder, client)
    serving.publish_index(folder, client)
    return serving.describe(folder).index


def unblock(node: Node, name: str) -> None:
    node.ask(f"/{name}/_settings", {"index.blocks.write": None}, "PUT")


def lose_a_clause(node: Node, name: str) -> None:
    unblock(node, name)
    node.ask(f"/{name}/_delete_by_query?refresh=true", {"query": {"term": {"ord": 3}}})
    node.ask(f"/{name}/_settings", {"index.blocks.write": True}, "PUT")


def add_a_clause(node: Node, name: str) -> None:
    unblock(node, name)
    node.ask(f"/{name}/_doc/odd?refresh=true", {"ord": 99, "text": "贷款"}, "PUT")
    node.ask(f"/{name}/_settings", {"index.blocks.write": True}, "PUT")


def add_a_field(node: Node, name: str) -> None:
    node.ask(f"/{name}/_mapping", {"properties": {"remark": {"type": "text"}}}, "PUT")


def close(node: Node, name: str) -> None:
    node.ask(f"/{name}/_close", {}, "POST")


def delete(node: Node, name: str) -> None:
    node.ask(f"/{name}", method="DELETE")


def replace_by_another(node: Node, name: str) -> None:
    delete(node, name)
    node.ask(f"/{name}", {"mappings": {"properties": {"text": {"type": "text"}}}}, "PUT")


def write_a_clause_anew(node: Node, name: str) -> None:
    """Under its own name and in its own place: as many clauses as before."""
    unblock(node, name)
    (hit,) = node.ask(f"/{name}/_search", {"query": {"term": {"ord": 3}}, "stored_fields": ["_routing"]})["hits"][
        "hits"
    ]
    where = f"/{name}/_doc/{quote(hit['_id'], safe='')}?refresh=true&routing={quote(hit['_routing'])}"
    assert node.ask(where, {"ord": 3, "text": "贷款"}, "PUT")["result"] == "updated"
    node.ask(f"/{name}/_settings", {"index.blocks.write": True}, "PUT")


def set_while_closed(node: Node, name: str, settings: dict[str, object]) -> None:
    close(node, name)
    assert node.ask(f"/{name}/_settings", settings, "PUT") == {"acknowledged": True}
    node.ask(f"/{name}/_open", {}, "POST")


def weigh_otherwise(node: Node, name: str) -> None:
    set_while_closed(node, name, {"index.similarity.default.k1": 0.2})


def cut_otherwise(node: Node, name: str) -> None:
    """Strings of several characters are one word then, which no clause has."""
    set_while_closed(node, name, {"index.analysis.analyzer.tokens.tokenizer": "keyword"})


def cut_questions_otherwise(node: Node, name: str) -> None:
    field = {"type": "text", "analyzer": "tokens", "search_analyzer": "keyword", "norms": False}
    assert node.ask(f"/{name}/_mapping", {"properties": {"chars": field}}, "PUT") == {"acknowledged": True}


def answer_otherwise(node: Node, name: str) -> None:
    """By a pipeline, which may leave out hits of every answer."""
    node.ask(f"/{name}/_settings", {"index.search.default_pipeline": "truncate"}, "PUT")


def open_a_small_window(node: Node, name: str) -> None:
    node.ask(f"/{name}/_settings", {"index.max_result_window": 10}, "PUT")


def call_another_by_its_name(node: Node, name: str) -> None:
    delete(node, name)
    node.ask(f"/{PREFIX}-other", {"aliases": {name: {}}}, "PUT")


CHANGES = (
    unblock, lose_a_clause, add_a_clause, write_a_clause_anew, add_a_field, weigh_otherwise, cut_otherwise,
    cut_questions_otherwise, answer_otherwise, open_a_small_window, close, delete, replace_by_another,
    call_another_by_its_name,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_index_is_refused_and_made_anew(
    client: Client, node: Node, records: list[Record], tmp_path: Path, change: Callable[[Node, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("search_app.search.opensearch.indexes.watched.SECONDS", -1.0)
    part = records[:30]
    name = publish(part, tmp_path / "one", client)
    engine = OpenSearchEngine(read_folder(tmp_path / "one"), client=client)
    assert engine.search(Plan()).total == 30 and serving.is_sound(tmp_path / "one", client)
    change(node, name)
    for use in (engine.status, lambda: engine.search(Plan()), lambda: list(engine.scan(Plan()))):
        with pytest.raises(WrongIndexError, match=r"makes it anew|_open"):
            use()
    assert not serving.is_sound(tmp_path / "one", client)
    anew = publish(part, tmp_path / "two", client)
    assert (anew == name) == (change is delete)
    assert serving.read_alias(client) == anew
    again = OpenSearchEngine(read_folder(tmp_path / "two"), client=client)
    assert list(again.scan(Plan())) == [record.id for record in part]
    # What is not ours is left; what was is dropped when nobody is served from it any more.
    publish(records[:31], tmp_path / "three", client)
    serving.drop_others([tmp_path / "three", tmp_path / "two"], client)
    held = set(node.ask(f"/{PREFIX}-*?expand_wildcards=all"))
    assert anew in held and (name in held) == (change in (delete, replace_by_another))


def test_only_indexes_of_this_prefix_are_dropped(
    client: Client, node: Node, records: list[Record], tmp_path: Path
) -> None:
    other = Client(Place((node.address,), f"{PREFIX}-staging"))
    theirs = publish(records[:20], tmp_path / "theirs", other)
    node.ask(f"/{PREFIX}-0123456789abcdef", {"mappings": {"_meta": {"of": "policy clauses", "prefix": "other"}}}, "PUT")
    for n in range(3):
        publish(records[: 30 + n], tmp_path / str(n), client)
        serving.drop_others([tmp_path / str(n)], client)
    held = set(node.ask(f"/{PREFIX}-*"))
    assert {theirs, f"{PREFIX}-0123456789abcdef"} <= held
    assert serving.is_sound(tmp_path / "theirs", other) and not serving.is_sound(tmp_path / "0", client)


def test_a_move_of_the_alias_that_is_not_answered_is_looked_at(
    client: Client, node: Node, proxy: Proxy, records: list[Record], tmp_path: Path
) -> None:
    deaf = Client(Place((proxy.address,), PREFIX))
    served = publish(records[:20], tmp_path / "one", client)
    proxy.spoil = lambda method, path, reply: LOST if path == "/_aliases" else reply
    assert publish(records[:21], tmp_path / "two", deaf) == serving.read_alias(client) != served
    proxy.refuse = lambda method, path: LOST if path == "/_aliases" else None
    with pytest.raises(EngineUnavailableError):
        publish(records[:22], tmp_path / "three", deaf)
    assert serving.read_alias(client) == serving.describe(tmp_path / "two").index


def test_a_lease_whose_first_reply_was_lost_is_ones_own(client: Client, proxy: Proxy) -> None:
    deaf = Client(Place((proxy.address,), PREFIX))
    lost: list[str] = []

    def lose_first(method: str, path: str, reply: Reply) -> Reply:
        if method != "GET" and path not in lost:
            lost.append(path)
            return LOST
        return reply

    proxy.spoil = lose_first
    with lease.leased(deaf) as held:
        held.renew()
    assert len(lost) == 2  # of its index, and of itself
    began = time.monotonic()
    lease.Lease(client).release()
    assert time.monotonic() - began < lease.SECONDS / 2  # given back, not waited for
