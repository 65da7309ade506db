"""OpenSearch's security plugin with the roles of docs/security: who may build, who may read, and who may not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search_app import create_app
from search_app.search.engine import EngineRefusedError, EngineUnavailableError
from search_app.search.model import FACETS, Plan
from search_app.search.opensearch.cluster import lease
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import find_place
from search_app.search.opensearch.engine import OpenSearchEngine
from search_app.search.opensearch.indexes import serving
from search_app.search.published.fingerprint import is_stale
from search_app.search.published.generations import publish, roll_back
from search_app.search.published.held import ENGINE
from tests.cluster.certificates import make_authority
from tests.cluster.conftest import needs_nodes, read_folder
from tests.cluster.guarded import PASSWORDS, RELEASE, Guarded, guarding
from tests.cluster.test_commands import build
from tests.conftest import ROOT

READER, BUILDER = "policy-reader", "policy-builder"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    needs_nodes(RELEASE)
    if not shutil.which("openssl"):
        problem = "OpenSearch's security plugin not run: no openssl to make certificates with"
        pytest.fail(problem) if os.environ.get("CI") else pytest.skip(problem)
    with guarding(tmp_path_factory.mktemp("guarded")) as node:
        yield node


@pytest.fixture
def asked_by(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say who asks from now on, as the environment does; a client of his."""
    monkeypatch.setenv("SEARCH_ENGINE", "opensearch")
    monkeypatch.setenv("MEANING", "off")

    def set_user(user: str) -> Client:
        for name, value in guarded.settings(user).items():
            monkeypatch.setenv(name, value)
        return Client(find_place())

    return set_user


def list_indexes(guarded: Guarded) -> set[str]:
    return set(guarded.node.ask("/policies*"))


def publish_sum(folder: Path, sum_: int) -> str:
    """Build and publish a document that pays so much; its index."""
    made = build(folder, sum_)
    publish(made)
    return serving.describe(made / ENGINE).index


def held_lease(guarded: Guarded) -> Any:
    return guarded.node.ask("/policies-lease/_doc/build").get("_source")


def test_a_builder_builds_goes_back_sweeps_and_shares_the_lease(
    guarded: Guarded, asked_by: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = asked_by(BUILDER)
    first = publish_sum(tmp_path, 40)
    second = publish_sum(tmp_path, 60)
    publish_sum(tmp_path, 80)
    roll_back(tmp_path / "index")
    assert serving.read_alias(builder) == second
    for sum_ in (100, 120):
        last = publish_sum(tmp_path, sum_)
    assert not list_indexes(guarded) & {first, second} and "policies-lease" in list_indexes(guarded)
    assert serving.read_alias(builder) == last and not is_stale(tmp_path / "index", tmp_path / "corpus-120")
    guarded.node.ask(f"/{last}", method="DELETE")
    assert is_stale(tmp_path / "index", tmp_path / "corpus-120")
    assert publish_sum(tmp_path, 120) == last in list_indexes(guarded)
    assert "nodes" in builder.read("GET", "/_nodes/plugins")  # which tells whether vectors can be sent
    monkeypatch.setattr(lease, "SECONDS", 3.0)
    with lease.leased(builder):
        assert held_lease(guarded)
        with pytest.raises(lease.LeaseTakenError, match=str(os.getpid())):
            lease.Lease(asked_by(BUILDER))
    assert not held_lease(guarded)


@pytest.fixture
def index(asked_by: Any, guarded: Guarded, tmp_path: Path) -> Path:
    """What a builder published, in the folder of a server that asks as a reader."""
    asked_by(BUILDER)
    guarded.node.ask("/policies*", method="DELETE")
    publish(build(tmp_path, 40))
    asked_by(READER)
    return tmp_path / "index"


def test_a_reader_serves_all_and_looks_every_ten_seconds(index: Path) -> None:
    site = create_app(index=index)
    reader = site.test_client()
    ready = reader.get("/readyz").get_json()
    assert (ready["engine"], ready["health"], ready["version"]) == ("opensearch", "green", RELEASE.version)
    found = reader.get("/api/v1/search?q=陶瓷").get_json()
    assert found["hits"][0]["headline"]["value"] == 400_000 and found["facets"]
    clause = found["hits"][0]["id"]
    for path in (f"/zh/policies/{clause}", "/en/search?q=ceramics", "/zh/search.csv?q=陶瓷&sort=document"):
        assert reader.get(path).status_code == 200
    engine = site.extensions["served"].current().engine
    assert list(engine.scan(Plan())) == [clause]
    assert set(engine.search(Plan(limit=1)).counts) == set(FACETS)
    other = OpenSearchEngine(read_folder(index / (index / "current").read_text().strip() / ENGINE))
    other._watched._looked -= 60
    assert other.search(Plan()).total == 1


def test_a_reader_can_do_nothing_else_and_a_builder_nothing_elsewhere(
    guarded: Guarded, index: Path, asked_by: Any
) -> None:
    before = guarded.node.ask("/policies*"), guarded.node.ask("/_cluster/settings")
    name = serving.describe(next(index.glob("*/" + ENGINE.rstrip("/")))).index
    bulk = b'{"create":{"_id":"x"}}\n{"ord":9}\n'
    writes: list[tuple[str, str, Any]] = [
        ("PUT", "/policies-0000000000000000", {}),
        ("POST", f"/{name}/_bulk", bulk),
        ("PUT", f"/{name}/_doc/x", {"ord": 9}),
        ("PUT", "/policies-lease/_doc/build", {"owner": "x"}),
        ("DELETE", f"/{name}", None),
        ("POST", "/_aliases", {"actions": [{"add": {"index": name, "alias": "policies"}}]}),
        ("PUT", f"/{name}/_settings", {"index": {"blocks.write": False}}),
        ("PUT", f"/{name}/_mapping", {"_meta": {}}),
        ("POST", f"/{name}/_refresh", None),
        ("POST", f"/{name}/_forcemerge", None),
        ("POST", f"/{name}/_close", None),
    ]
    others: list[tuple[str, str, Any]] = [
        ("PUT", "/others", {}),
        ("GET", "/others", None),
        ("DELETE", "/others", None),
        ("DELETE", "/.opendistro_security", None),
        ("GET", "/.opendistro_security/_search", None),
        ("POST", "/_aliases", {"actions": [{"add": {"index": "others", "alias": "policies"}}]}),
        ("PUT", "/_cluster/settings", {"transient": {"action.auto_create_index": "true"}}),
        ("GET", "/_cat/indices", None),
        ("PUT", "/_index_template/x", {"index_patterns": ["policies-*"]}),
        ("PUT", "/_plugins/_security/api/internalusers/x", {"password": "x"}),
    ]
    guarded.node.ask("/others", {}, "PUT")
    for user, refused in ((READER, writes + others), (BUILDER, others)):
        client = asked_by(user)
        for method, path, body in refused:
            with pytest.raises(EngineRefusedError, match="403"):
                client.write(method, path, body)
    assert (guarded.node.ask("/policies*"), guarded.node.ask("/_cluster/settings")) == before
    assert serving.is_sound(index / (index / "current").read_text().strip() / ENGINE, asked_by(READER))


def test_a_wrong_password_is_told_to_readers_and_never_logged(
    guarded: Guarded, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "wrong").write_text("geheim-falsch-7354")
    monkeypatch.setenv("OPENSEARCH_PASSWORD_FILE", str(tmp_path / "wrong"))
    reader = create_app(index=index).test_client()
    for path, language, told in (
        ("/readyz", "en", "OPENSEARCH_PASSWORD_FILE"),
        ("/zh/search?q=陶瓷", "zh", "检索服务不接受本站的账号"),
        ("/api/v1/search?q=陶瓷", "zh", "检索服务不接受本站的账号"),
    ):
        answer = reader.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 503 and told in answer.get_data(as_text=True)
    assert "401" in caplog.text and "OPENSEARCH_PASSWORD_FILE" in caplog.text
    said = f"{caplog.text} {capfd.readouterr()} {guarded.node.last_words()}"
    assert "geheim" not in said and "Basic " not in said


def test_a_build_by_a_reader_stops_with_what_is_missing(guarded: Guarded, index: Path, tmp_path: Path) -> None:
    before, out = list_indexes(guarded), tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "index_build.py", "--corpus", str(tmp_path / "corpus-40"), "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "no permission for [indices:admin/" in done.stderr and "docs/security/roles.yml" in done.stderr
    assert list_indexes(guarded) == before and not list(out.glob("current")) and not list(out.glob("2*"))
    assert not any(password in done.stdout + done.stderr for password in PASSWORDS.values())


def test_neither_another_authority_nor_no_protection_will_do(guarded: Guarded, tmp_path: Path) -> None:
    make_authority("theirs", tmp_path / "k", tmp_path / "c")
    place = find_place(guarded.settings(READER))
    assert Client(place).version() == RELEASE.version
    with pytest.raises(EngineUnavailableError, match="OPENSEARCH_CA"):
        Client(replace(place, ca=str(tmp_path / "c"))).version()
    with pytest.raises(EngineUnavailableError):
        Client(replace(place, urls=(place.urls[0].replace("https", "http"),))).version()
