"""An index comes into a cluster whole or not at all: builders that meet, builds that are cut off, what is in the way."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search_app.search.engine import EngineError, EngineUnavailableError, Record, WrongIndexError
from search_app.search.model import Plan
from search_app.search.opensearch import build
from search_app.search.opensearch.cluster import lease
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.opensearch.indexes import filling, serving
from search_app.search.opensearch.indexes.described import ABOUT, read_described
from search_app.search.opensearch.segments import make_segment
from tests.cluster.conftest import read_folder
from tests.cluster.nodes import Node, free_port
from tests.conftest import ROOT

TEXT = "己市支持陶瓷产业若干措施\n第一条 对新建窑炉的陶瓷企业，给予补助{}万元。\n"


@pytest.fixture
def client(node: Node, request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of a prefix of its own."""
    prefix = request.node.name.replace("_", "-")[:38].lower()
    yield Client(Place((node.address,), prefix))
    node.ask(f"/{prefix}*", method="DELETE")


def write(records: Sequence[Record], folder: Path, client: Client) -> str:
    folder.mkdir(exist_ok=True)
    build.write_index([make_segment(records)], folder, client)
    return read_described((folder / ABOUT).read_bytes()).index


def find_served(client: Client) -> str | None:
    return serving.read_alias(client)


def test_an_index_is_named_after_its_content_and_two_are_kept(
    client: Client, node: Node, records: list[Record], tmp_path: Path
) -> None:
    parts = [records[:60], records[:70], records[:80]]
    names = []
    for n, part in enumerate(parts):
        names.append(write(part, tmp_path / str(n), client))
        assert find_served(client) == (names[-2] if n else None)  # written, not yet served
        serving.publish_index(tmp_path / str(n), client)
        assert find_served(client) == names[-1]
        serving.drop_others([tmp_path / str(n), tmp_path / str(max(0, n - 1))], client)
    held = [name for name in node.ask(f"/{client.place.prefix}-*") if not name.endswith("-lease")]
    assert sorted(held) == sorted(names[1:])
    assert write(parts[2], tmp_path / "again", client) == names[2]  # nothing to do
    serving.publish_index(tmp_path / "again", client)
    refused = node.ask(f"/{names[2]}/_doc/1", {"ord": 1}, "PUT")
    assert refused["error"]["type"] == "cluster_block_exception"
    serving.roll_back_index(tmp_path / "1", client)
    assert find_served(client) == names[1]
    assert list(OpenSearchEngine(read_folder(tmp_path / "1"), client=client).scan(Plan())) == [r.id for r in parts[1]]
    with pytest.raises(WrongIndexError, match="is not there"):
        serving.roll_back_index(tmp_path / "0", client)
    assert find_served(client) == names[1]


def test_two_builders_cannot_harm_each_other(
    client: Client, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SECONDS", 6.0)
    with lease.leased(client) as first:
        with pytest.raises(lease.LeaseTakenError, match="another build runs"):
            write(records[:10], tmp_path / "kept out", client)
        first.renew()
    write(records[:5], tmp_path / "served", client)
    serving.publish_index(tmp_path / "served", client)
    late = write(records[:20], tmp_path / "late", client)
    quick = write(records[:30], tmp_path / "quick", client)
    serving.publish_index(tmp_path / "quick", client)
    with pytest.raises(WrongIndexError, match="another build"):
        serving.publish_index(tmp_path / "late", client)  # begun before the other was served
    assert find_served(client) == quick
    assert write(records[:20], tmp_path / "late", client) == late
    serving.publish_index(tmp_path / "late", client)
    assert find_served(client) == late


def test_a_lease_runs_out_and_who_lost_it_is_told(client: Client) -> None:
    gone = lease.Lease(client)
    second = lease.Lease(client, seconds=0.5)
    with pytest.raises(lease.LeaseTakenError, match="another build has begun"):
        gone.renew()
    gone.release()  # takes nothing away
    second.renew()
    winners: list[lease.Lease] = []

    told, over = threading.Semaphore(0), threading.Event()

    def take() -> None:
        try:
            held = lease.Lease(client, seconds=6.0)
        except lease.LeaseTakenError:
            told.release()
            return
        winners.append(held)
        held.keep(over)

    second.release()
    builders = [threading.Thread(target=take) for _ in range(6)]
    for one in builders:
        one.start()
    for _ in builders[1:]:
        assert told.acquire(timeout=60)
    over.set()
    for one in builders:
        one.join()
    assert len(winners) == 1


def test_a_build_that_was_cut_off_goes_on(
    client: Client, node: Node, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "CHUNK", 20)
    monkeypatch.setattr(filling, "_MERGE_SECONDS", 1e-6)  # as if the builder had ended then
    with pytest.raises(EngineError):
        write(records, tmp_path / "cut off", client)
    monkeypatch.undo()
    monkeypatch.setattr(filling, "CHUNK", 20)
    (name,) = (name for name in node.ask(f"/{client.place.prefix}-*") if not name.endswith("-lease"))
    assert find_served(client) is None
    with pytest.raises(KeyError):
        node.ask(f"/{name}")[name]["settings"]["index"]["blocks"]
    monkeypatch.setattr(filling, "_send", None)  # all was sent, and nothing is sent twice
    assert write(records, tmp_path / "whole", client) == name
    serving.publish_index(tmp_path / "whole", client)
    assert node.ask(f"/{name}/_count")["count"] == len(records)
    assert list(OpenSearchEngine(read_folder(tmp_path / "whole"), client=client).scan(Plan())) == [
        r.id for r in records
    ]


def test_a_clause_that_is_refused_stops_the_build(client: Client, records: list[Record], tmp_path: Path) -> None:
    served = write(records[:30], tmp_path / "served", client)
    serving.publish_index(tmp_path / "served", client)
    odd = replace(records[0], id="odd/1", amount=10**400)  # no number of the index
    with pytest.raises(EngineError, match="did not take a clause"):
        write([*records[:40], odd], tmp_path / "odd", client)
    assert find_served(client) == served and not (tmp_path / "odd" / ABOUT).exists()


def test_what_is_not_ours_is_never_touched(
    client: Client, node: Node, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(records[:30], tmp_path / "one", client)
    serving.publish_index(tmp_path / "one", client)
    engine = OpenSearchEngine(read_folder(tmp_path / "one"), client=client)
    node.ask(f"/{name}", method="DELETE")
    monkeypatch.setattr("search_app.search.opensearch.indexes.watched.SECONDS", -1.0)
    with pytest.raises(WrongIndexError):
        engine.search(Plan())
    node.ask(f"/{name}", {"mappings": {"properties": {"text": {"type": "text"}}}}, "PUT")
    for use in (
        engine.status,
        lambda: engine.search(Plan()),
        lambda: OpenSearchEngine(read_folder(tmp_path / "one"), client=client),
    ):
        with pytest.raises(WrongIndexError, match="not what was built"):
            use()
    assert write(records[:30], tmp_path / "one", client) != name
    other = f"{client.place.prefix}-diary"
    node.ask(f"/{other}", {}, "PUT")
    write(records[:31], tmp_path / "two", client)
    serving.publish_index(tmp_path / "two", client)
    assert {name, other} <= node.ask(f"/{client.place.prefix}-*").keys()
    node.ask("/_aliases", {"actions": [{"add": {"index": other, "alias": client.place.prefix}}]})
    with pytest.raises(WrongIndexError, match="names 2 indexes"):
        find_served(client)


def test_what_was_never_sent_is_sent_to_another_node_and_nothing_else_is(
    client: Client, node: Node, tmp_path: Path
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    several = Client(Place((nobody, node.address), client.place.prefix))
    for _ in range(4):  # whichever is asked first
        with lease.leased(several) as held:
            held.renew()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes what it is sent, and hangs up without a word
        taken: list[bytes] = []
        port = silent.getsockname()[1]

        def hang_up() -> None:
            connection, _ = silent.accept()
            with connection:
                taken.append(connection.recv(100))

        listener = threading.Thread(target=hang_up)
        listener.start()
        deaf = Client(Place((f"http://127.0.0.1:{port}", node.address), client.place.prefix))
        written = 0
        with pytest.raises(EngineUnavailableError):
            for _ in range(2):
                deaf.write("POST", f"/{client.place.prefix}-lease/_refresh")
                written += 1
        listener.join()
        assert taken and written < 2


# ── by its commands ──
def run(folder: Path, node: Node, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "SEARCH_ENGINE": "opensearch",
        "OPENSEARCH_URLS": node.address,
        "OPENSEARCH_PREFIX": "commands",
        "INDEX_DIR": str(folder / "index"),
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | settings | more, capture_output=True, text=True
    )


ASK = """
import json, sys
from search_app import create_app

client = create_app().test_client()
ready = client.get("/readyz")
page = client.get("/api/v1/search", query_string={"q": sys.argv[1], "as_of": "2026-11-22"})
print(json.dumps([ready.status_code, ready.get_json(), page.status_code, page.get_json()]))
"""


def test_documents_are_built_served_amended_and_rolled_back(node: Node, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", ("--corpus", str(tmp_path / "corpus"))
    corpus.mkdir()

    def ask(q: str) -> list[Any]:
        done = run(tmp_path, node, "-c", ASK, q)
        assert done.returncode == 0, done.stderr
        found: list[Any] = json.loads(done.stdout)
        return found

    for sum_ in (40, 60):
        (corpus / "ceramics.txt").write_text(TEXT.format(sum_), encoding="utf-8")
        built = run(tmp_path, node, "index_build.py", *out)
        assert built.returncode == 0, built.stderr
    status, ready, _, page = ask("补助60万元")
    assert (status, ready["engine"], ready["health"], ready["clauses"]) == (200, "opensearch", "green", 1)
    assert page["total"] == 1 and page["hits"][0]["headline"]["value"] == 600_000
    back = run(tmp_path, node, "index_build.py", "rollback")
    assert back.returncode == 0, back.stderr
    assert ask("陶瓷")[3]["hits"][0]["headline"]["value"] == 400_000
    node.ask("/commands-*", method="DELETE")
    status, ready, code, _ = ask("陶瓷")
    assert (status, code) == (503, 503)
    told = run(tmp_path, node, "index_build.py", "--force", *out)
    assert told.returncode == 0, told.stderr
    assert ask("陶瓷")[3]["total"] == 1
