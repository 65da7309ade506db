"""What an operator meets: rollback, builders that end, settings that go away, servers without an index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search_app import create_app
from search_app.library.library import read_library
from search_app.search.engine import EngineError, EngineUnavailableError
from search_app.search.opensearch.cluster import lease
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.indexes import serving
from search_app.search.published import generations, home
from search_app.search.published.fingerprint import fingerprint, is_stale
from search_app.search.published.generations import build_generation, publish, roll_back
from search_app.search.published.held import ENGINE, IndexUnavailableError
from search_app.search.published.home import read_pointer
from tests.cluster.nodes import Node, free_port
from tests.conftest import ROOT

TEXT = "己市支持陶瓷产业若干措施\n第一条 对新建窑炉的陶瓷企业，给予补助{}万元。\n"


@pytest.fixture
def cluster(node: Node, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The environment asks for the cluster."""
    monkeypatch.setenv("SEARCH_ENGINE", "opensearch")
    monkeypatch.setenv("OPENSEARCH_URLS", node.address)
    monkeypatch.setenv("OPENSEARCH_PREFIX", "operated")
    monkeypatch.setenv("MEANING", "off")
    yield Client(Place((node.address,), "operated"))
    node.ask("/operated*", method="DELETE")


def build(folder: Path, sum_: int) -> Path:
    """A generation of one document that pays so much."""
    corpus = folder / f"corpus-{sum_}"
    corpus.mkdir(exist_ok=True)
    (corpus / "ceramics.txt").write_text(TEXT.format(sum_), encoding="utf-8")
    made = build_generation(read_library(corpus), folder / "index", fingerprint(corpus))
    time.sleep(1.0)  # generations are in order by the second
    return made


def publish_twice(folder: Path, sum_: int) -> Path:
    """As a build with meaning does."""
    publish(build(folder, sum_))
    twin = build(folder, sum_)
    publish(twin)
    return twin


@pytest.mark.parametrize("engine", ["whoosh", "opensearch"])
def test_a_rollback_goes_to_the_documents_before(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Client | None = request.getfixturevalue("cluster") if engine == "opensearch" else None
    monkeypatch.setenv("MEANING", "off")
    first, second = publish_twice(tmp_path, 40), publish_twice(tmp_path, 60)
    for there in (first, second, first):
        assert roll_back(tmp_path / "index") == there
    publish(build(tmp_path, 80))
    assert roll_back(tmp_path / "index") == first
    if client:
        assert serving.read_alias(client) == serving.describe(first / ENGINE).index


def test_a_build_that_ends_between_its_two_switches_takes_nothing_away(
    cluster: Client, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = build(tmp_path, 40)
    publish(served)
    cut_off = build(tmp_path, 60)
    with monkeypatch.context() as ending:
        ending.setattr(generations, "write_pointer", lambda folder: sys.exit(137))
        with pytest.raises(SystemExit):
            publish(cut_off)
    assert serving.read_alias(cluster) == serving.describe(cut_off / ENGINE).index
    assert home.read_pointer(tmp_path / "index") == served.name
    assert serving.is_sound(served / ENGINE, cluster)
    publish(build(tmp_path, 80))
    assert serving.is_sound(served / ENGINE, cluster)
    assert roll_back(tmp_path / "index") == served
    assert serving.read_alias(cluster) == serving.describe(served / ENGINE).index


HOLD = """
import signal, time
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.lease import leased
from search_app.search.opensearch.cluster.place import find_place

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # who runs the tests may have it ignored, as nohup does
with leased(Client(find_place())):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_builder_that_is_ended_does_not_keep_others_out(cluster: Client, node: Node, how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], cwd=ROOT, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout and builder.stdout.readline() == "held\n"
        with pytest.raises(lease.LeaseTakenError, match=f"-{builder.pid}-"):
            lease.Lease(cluster)
        builder.send_signal(how)
        try:
            assert builder.wait(60) == (-how if how is signal.SIGKILL else 128 + how)
        finally:
            builder.kill()  # else a failure would wait for it
    if how is signal.SIGKILL:
        lease.Lease(cluster, seconds=3.0).release()  # it is written no more
    assert not node.ask("/operated-lease/_doc/build").get("found")


def test_settings_that_go_away_later_end_nothing(
    cluster: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("pässwörd 密")
    monkeypatch.setenv("OPENSEARCH_USER", "reader")
    monkeypatch.setenv("OPENSEARCH_PASSWORD_FILE", str(secret))
    publish(build(tmp_path, 40))
    site, fresh = create_app(index=tmp_path / "index"), create_app(index=tmp_path / "index")
    served = site.extensions["served"]
    publish(build(tmp_path, 60))
    secret.unlink()
    served._look()
    assert "OPENSEARCH_PASSWORD_FILE" in caplog.text
    assert site.test_client().get("/api/v1/search?q=陶瓷").get_json()["hits"][0]["headline"]["value"] == 400_000
    fresh.extensions["served"]._open = None
    for path in ("/readyz", "/zh/search?q=陶瓷", "/api/v1/search?q=陶瓷"):
        assert fresh.test_client().get(path).status_code == 503
    secret.write_text("again")
    served._later = 0.0
    served._look()
    assert site.test_client().get("/api/v1/search?q=陶瓷").get_json()["hits"][0]["headline"]["value"] == 600_000
    secret.unlink()
    with pytest.raises(SystemExit, match="OPENSEARCH_PASSWORD_FILE"):
        create_app(index=tmp_path / "index")


def test_what_is_wrong_is_called_by_its_name(
    cluster: Client, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish(build(tmp_path, 40))
    index, corpus = tmp_path / "index", tmp_path / "corpus-40"
    assert not is_stale(index, corpus)
    monkeypatch.setenv("OPENSEARCH_PREFIX", "operated-elsewhere")
    assert is_stale(index, corpus)
    monkeypatch.setenv("OPENSEARCH_PREFIX", "operated")
    monkeypatch.setenv("OPENSEARCH_URLS", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(EngineUnavailableError):
        is_stale(index, corpus)
    asked = create_app(index=index).test_client().get("/readyz", headers={"Accept-Language": "en"})
    assert asked.status_code == 503 and asked.get_json()["state"] == "unreachable"
    assert "OPENSEARCH_URLS" in asked.get_json()["detail"]
    monkeypatch.setenv("OPENSEARCH_URLS", node.address)
    monkeypatch.setenv("SEARCH_ENGINE", "whoosh")
    asked = create_app(index=index).test_client().get("/readyz")
    assert (asked.status_code, asked.get_json()["state"]) == (503, "unusable")
    assert "SEARCH_ENGINE" in caplog.text and "another version" not in caplog.text
    monkeypatch.setenv("SEARCH_ENGINE", "opensearch")
    node.ask(f"/{serving.read_alias(cluster)}", method="DELETE")
    asked = create_app(index=index).test_client().get("/readyz", headers={"Accept-Language": "en"})
    assert asked.get_json()["state"] == "wrong index" and "index_build.py" in asked.get_json()["detail"]
    reader = create_app(index=index).test_client().get("/api/v1/search?q=x&lang=en").get_json()
    assert "index_build" not in reader["detail"] and "state" not in reader
    assert is_stale(index, corpus)  # so that a build makes it anew, without --force


def test_a_prefix_belongs_to_one_folder(cluster: Client, node: Node, tmp_path: Path) -> None:
    """A second folder is refused before it changes anything, and takes the prefix over where it is told to; then the
    first one is refused. A copy of a folder is the same folder."""

    def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "index_build.py", *command, "--out", str(home)]
        return subprocess.run(asked, capture_output=True, text=True, timeout=300)

    corpus = ("--corpus", str(tmp_path / "corpus-40"), "--force")
    publish(build(tmp_path, 60))
    publish(build(tmp_path, 40))
    first, second, copy = tmp_path / "index", tmp_path / "second", tmp_path / "copy"
    indexes = set(node.ask("/operated*/_settings"))
    refused = run(second, *corpus)
    assert refused.returncode == 1 and str(first) in refused.stderr and "claim" in refused.stderr
    assert "Traceback" not in refused.stderr and set(node.ask("/operated*/_settings")) == indexes
    assert serving.read_alias(cluster) in indexes and read_pointer(second) is None
    shutil.copytree(first, copy)
    assert run(copy, *corpus).returncode == 0
    assert run(second, "claim").returncode == 0 and run(second, *corpus).returncode == 0
    for command in ((*corpus,), ("rollback",)):
        told = run(first, *command)
        assert told.returncode == 1 and str(second) in told.stderr


def test_an_owner_is_known_without_his_lease_and_by_a_whole_id_alone(
    cluster: Client, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever deletes the lease's index gives the prefix to nobody; what is no id is refused and not taken for one."""
    first, second = tmp_path / "index", tmp_path / "second"
    publish(build(tmp_path, 40))
    served = serving.read_alias(cluster)
    node.ask("/operated-lease", method="DELETE")
    with pytest.raises(EngineError, match=f"{served}.*claim"):
        generations.claim(second)
    generations.claim(first)
    for content in (b"", b"\xff\xfe", b"a" * 300_000, b"0123456789abcde"):
        (second / "site").write_bytes(content)
        for over in (False, True):
            with pytest.raises(IndexUnavailableError, match=r"site.*claim"):
                generations.claim(second, over)
    (second / "site").unlink()
    generations.claim(second, over=True)
    with pytest.raises(EngineError, match="another folder"):
        generations.claim(first)
    (second / "site").write_bytes((second / "site").read_bytes() + b"\n")
    generations.claim(second)
    (second / "site").unlink()
    (second / "site").symlink_to(tmp_path / "nowhere")
    with pytest.raises(IndexUnavailableError, match=r"site.*claim"):
        generations.claim(second)
    (second / "site").unlink()
    (second / "site").mkdir()
    with pytest.raises(IndexUnavailableError, match=r"site.*claim"):
        generations.claim(second)


def test_an_owner_is_known_by_his_indexes_alone(cluster: Client, node: Node, tmp_path: Path) -> None:
    """Where the lease's index and the alias are gone, an index of the prefix still tells of who has built it, open or
    closed; who is refused leaves nothing behind, and the builder brings both back without being told to."""
    publish(build(tmp_path, 40))
    first, second, corpus = tmp_path / "index", tmp_path / "second", tmp_path / "corpus-40"
    served = str(serving.read_alias(cluster))
    assert not is_stale(first, corpus) and "alias" not in ready(first)
    node.ask("/operated-lease", method="DELETE")
    node.ask(f"/{served}/_alias/operated", method="DELETE")
    assert "index_build.py" in ready(first)["alias"]
    assert create_app(index=first).test_client().get("/api/v1/search?q=陶瓷").status_code == 200
    for turn in ("_close", "_open"):
        node.ask(f"/{served}/{turn}", {})
        with pytest.raises(EngineError, match=f"{served}.*claim"):
            generations.claim(second)
        assert list(node.ask("/operated*/_settings?expand_wildcards=all")) == [served]
    assert is_stale(first, corpus)
    publish(build(tmp_path, 40))
    assert serving.read_alias(cluster) == served and not is_stale(first, corpus) and "alias" not in ready(first)


def ready(index: Path) -> dict[str, str]:
    answer = create_app(index=index).test_client().get("/readyz")
    assert answer.status_code == 200
    said: dict[str, str] = answer.get_json()
    return said


def test_a_lease_of_somebody_else_is_not_written_to(cluster: Client, node: Node, tmp_path: Path) -> None:
    node.ask("/operated-lease", {"mappings": {"properties": {"x": {"type": "text"}}}}, "PUT")
    for over in (False, True):
        with pytest.raises(EngineError, match=r"operated-lease.*OPENSEARCH_PREFIX"):
            generations.claim(tmp_path / "index", over)
    assert node.ask("/operated-lease")["operated-lease"]["mappings"] == {"properties": {"x": {"type": "text"}}}
    assert node.ask("/operated-lease/_count")["count"] == 0


def test_a_lease_that_is_closed_is_named_with_what_opens_it(cluster: Client, node: Node, tmp_path: Path) -> None:
    publish(build(tmp_path, 40))
    node.ask("/operated-lease/_close", {})
    with pytest.raises(IndexUnavailableError, match=r"POST /operated-lease/_open\); nothing was published"):
        build(tmp_path, 60)
    node.ask("/operated-lease/_open", {})
    publish(build(tmp_path, 60))


def test_a_server_never_builds_into_a_cluster(
    cluster: Client, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("INDEX_DIR", raising=False)
    monkeypatch.setattr(home, "DEFAULT_HOME", tmp_path / "none")
    reader = create_app().test_client()
    for path in ("/readyz", "/zh/search?q=陶瓷"):
        assert reader.get(path).status_code == 503
    assert "run index_build.py" in caplog.text and not node.ask("/operated*")


def test_a_build_tells_a_wrong_setting_before_it_reads_anything(tmp_path: Path) -> None:
    settings = {"SEARCH_ENGINE": "opensearch", "OPENSEARCH_URLS": "http://127.0.0.1:9", "OPENSEARCH_USER": "builder"}
    settings |= {"OPENSEARCH_PASSWORD_FILE": str(tmp_path / "none"), "INDEX_DIR": str(tmp_path / "index")}
    for command in ((), ("rollback",), ("meaning",), ("--dry-run",)):
        done = subprocess.run(
            [sys.executable, "index_build.py", *command],
            cwd=ROOT,
            env=os.environ | settings,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout) == (1, "") and "Traceback" not in done.stderr
        assert done.stderr.startswith("index_build.py: OPENSEARCH_PASSWORD_FILE: cannot be read")
    assert not (tmp_path / "index").exists()
