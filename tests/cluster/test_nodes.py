"""Three real nodes, of which some end without a word: the same answers, or an error; never fewer hits."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from search_app import create_app
from search_app.search.engine import Answer, Engine, EngineError, EngineUnavailableError, PartialAnswerError, Record
from search_app.search.model import Plan
from search_app.search.opensearch import build
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.opensearch.indexes import filling, serving
from search_app.search.opensearch.indexes.described import ABOUT, read_described
from search_app.search.opensearch.segments import make_segment
from search_app.search.published.opening import Generation
from search_app.search.query.plan import read_query
from tests.cluster.conftest import needs_nodes, open_cluster, read_folder
from tests.cluster.nodes import SECONDS, Node, running
from tests.conftest import TODAY

QUERIES = ("贷款贴息", "冰雪旅游 奖励", "loan interest subsidy", '"高新技术企业"', "总部")
SETTINGS = ("-Eaction.auto_create_index=false", "-Ecluster.info.update.interval=10s")


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    needs_nodes()
    with running(3, SETTINGS) as three:
        yield three


@pytest.fixture(scope="module")
def plans(generation: Generation) -> list[Plan]:
    return [
        Plan(wishes=read_query(q, generation.lexicon).wishes, as_of=TODAY, least=0.15, sizes=(("document", 50),))
        for q in QUERIES
    ]


@pytest.fixture(scope="module")
def served(nodes: list[Node], records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_cluster(records, tmp_path_factory.mktemp("served"), [node.address for node in nodes], 3, "served")


@pytest.fixture(scope="module")
def answers(served: Engine, plans: list[Plan]) -> list[Answer]:
    found = [served.search(plan) for plan in plans]
    assert all(one.total for one in found)
    return found


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def is_green(node: Node, index: str = "") -> bool:
    return bool(node.ask(f"/_cluster/health/{index}").get("status") == "green")


def restart(*ended: Node) -> None:
    for node in ended:
        node.start()
    for node in ended:
        node.wait()


def hang(node: Node) -> None:
    """It goes on as nothing that a cluster sees at once: its connections stay open."""
    assert node.process
    os.kill(node.process.pid, signal.SIGSTOP)


def wake(node: Node) -> None:
    assert node.process
    os.kill(node.process.pid, signal.SIGCONT)


def lose_quickly(node: Node) -> None:
    """Copies of what was on a node that is gone are made at once, and not after a minute."""
    node.ask("/*/_settings", {"index.unassigned.node_left.delayed_timeout": "0"}, "PUT")


def test_a_node_that_ends_while_many_search_is_not_noticed(
    nodes: list[Node], served: Engine, plans: list[Plan], answers: list[Answer]
) -> None:
    lose_quickly(nodes[0])
    wrong: list[object] = []
    asked, over = [0], threading.Event()

    def search() -> None:
        while not over.is_set():
            for plan, answer in zip(plans, answers, strict=True):
                try:
                    if served.search(plan) != answer:
                        wrong.append(plan)
                except EngineError as error:
                    wrong.append(error)
                asked[0] += 1

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    wait_until(lambda: asked[0] > 10, "nobody searches")
    nodes[2].kill()
    before = asked[0]
    wait_until(lambda: asked[0] > before + 60, "nobody searches any more")
    over.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert served.status()["health"] in ("yellow", "green")
    restart(nodes[2])
    wait_until(lambda: is_green(nodes[0]), "the copies are not made again")
    assert [served.search(plan) for plan in plans] == answers


def test_a_node_that_ends_during_a_build_takes_nothing_along(
    nodes: list[Node], records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [replace(record, id=f"{record.id}-{n}") for n in range(25) for record in records]
    monkeypatch.setattr(filling, "CHUNK", 100)
    monkeypatch.setattr(filling, "CLAUSES_A_SHARD", 1_500)
    client = Client(Place(tuple(node.address for node in nodes), "killed"))
    failed: list[BaseException] = []

    def make() -> None:
        try:
            build.write_index([make_segment(many)], tmp_path, client)
        except EngineError as error:
            failed.append(error)

    builder = threading.Thread(target=make)
    builder.start()

    def is_half_done() -> bool:
        held = nodes[0].ask("/killed-*/_stats/indexing").get("_all", {}).get("primaries", {})
        return bool(held and held["indexing"]["index_total"] > 500)

    wait_until(is_half_done, "nothing is written")
    lose_quickly(nodes[0])
    nodes[2].kill()
    builder.join()
    assert not failed
    serving.publish_index(tmp_path, client)
    engine = OpenSearchEngine(read_folder(tmp_path), client=client)
    assert list(engine.scan(Plan())) == [record.id for record in many]
    restart(nodes[2])
    index = read_described((tmp_path / ABOUT).read_bytes()).index
    wait_until(lambda: is_green(nodes[0], index), "the copies are not made again")
    assert engine.search(Plan()).total == len(many)
    nodes[0].ask("/killed-*", method="DELETE")


def test_a_full_disk_stops_a_build_and_no_search(
    nodes: list[Node], served: Engine, plans: list[Plan], answers: list[Answer], records: list[Record], tmp_path: Path
) -> None:
    client = Client(Place((nodes[0].address,), "served"))
    before = serving.read_alias(client)
    stages = {f"cluster.routing.allocation.disk.watermark.{name}": "90000gb" for name in ("low", "high", "flood_stage")}
    nodes[0].ask("/_cluster/settings", {"transient": stages}, "PUT")

    def is_blocked() -> bool:
        # What is served can be written to by nobody anyway; the lease can.
        return "read_only_allow_delete" in str(nodes[0].ask("/served-lease/_settings/index.blocks.*"))

    wait_until(is_blocked, "the disk is not found full")
    with pytest.raises(EngineError, match=r"disk|block"):
        build.write_index([make_segment(records[:50])], tmp_path, client)
    assert serving.read_alias(client) == before
    assert [served.search(plan) for plan in plans] == answers
    nodes[0].ask("/_cluster/settings", {"transient": dict.fromkeys(stages)}, "PUT")

    def is_built() -> bool:
        with suppress(EngineError):
            build.write_index([make_segment(records[:50])], tmp_path, client)
        return (tmp_path / ABOUT).exists()

    wait_until(is_built, "the disk is still full")
    assert serving.read_alias(client) == before


def test_of_one_node_of_three_nothing_is_shown_rather_than_a_part(
    nodes: list[Node], served: Engine, plans: list[Plan], answers: list[Answer], home: Path, generation: Generation
) -> None:
    site = create_app(index=home, today=lambda: TODAY)
    site.extensions["served"]._open = replace(generation, engine=served)
    reader = site.test_client()
    assert reader.get("/readyz").get_json()["health"] in ("green", "yellow")
    for node in nodes[1:]:
        node.kill()
    for plan in plans:
        with pytest.raises((PartialAnswerError, EngineUnavailableError)):
            served.search(plan)
    for path, words in (
        ("/zh/search?q=贷款", "这不表示没有相关政策|不予显示"),
        ("/en/search?q=loan", "not responding|Only part"),
        ("/api/v1/search?q=loan", "status"),
    ):
        page = reader.get(path)
        assert page.status_code == 503 and any(word in page.get_data(as_text=True) for word in words.split("|"))
    assert reader.get("/readyz").status_code == 503 and reader.get("/healthz").status_code == 200
    assert reader.get("/zh/policies/bio-economy/9").status_code == 200  # clauses lie in the store
    nodes[0].kill()
    with pytest.raises(EngineUnavailableError):
        served.search(plans[0])
    restart(*nodes)
    wait_until(lambda: is_green(nodes[0]), "the copies are not there again")
    assert [served.search(plan) for plan in plans] == answers
    assert reader.get("/readyz").status_code == 200


def test_a_node_that_hangs_is_waited_for_once(
    nodes: list[Node], served: Engine, plans: list[Plan], answers: list[Answer]
) -> None:
    """It answers nobody, and holds its shards until the cluster notices: the others have copies, which are asked."""
    files = served  # opened while all lived
    for frozen in nodes:
        hang(frozen)
        try:
            for plan, answer in [*zip(plans, answers, strict=True)] * 2:
                assert files.search(plan) == answer
            assert files.status()["health"] in ("green", "yellow")
        finally:
            wake(frozen)
        wait_until(lambda: is_green(nodes[0]) and is_green(nodes[1]) and is_green(nodes[2]), "the copies are back")


def test_of_nodes_that_hang_a_question_does_not_wait_for_ever(
    nodes: list[Node], served: Engine, plans: list[Plan], answers: list[Answer]
) -> None:
    """The same answer, or an error; and it ends by itself, long before what each request may take is added up."""
    for frozen in nodes[1:]:
        hang(frozen)
    try:
        began = time.monotonic()
        for plan, answer in list(zip(plans, answers, strict=True))[:2]:
            with suppress(EngineUnavailableError, PartialAnswerError):
                assert served.search(plan) == answer
        assert time.monotonic() - began < 2 * SECONDS  # of the test, not of the product
    finally:
        for frozen in nodes[1:]:
            wake(frozen)
    wait_until(lambda: all(is_green(node) for node in nodes), "the copies are back")

    def answers_again() -> bool:
        with suppress(EngineUnavailableError, PartialAnswerError):
            return served.search(plans[0]) == answers[0]
        return False

    wait_until(answers_again, "it is noticed that they are back")
    assert [served.search(plan) for plan in plans] == answers
