"""What needs no node: the settings, what is sent and stored, and what a reply must have to be believed."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search_app import create_app
from search_app.model import StatusSpan
from search_app.search.engine import (
    BOOSTS,
    EngineError,
    EngineRefusedError,
    EngineUnavailableError,
    PartialAnswerError,
    Record,
    SettingError,
    WrongIndexError,
)
from search_app.search.engines import check_settings
from search_app.search.model import Needle, Plan, Query, Wish
from search_app.search.opensearch import bodies
from search_app.search.opensearch.cluster import place, replies
from search_app.search.opensearch.cluster.wire import connect
from search_app.search.opensearch.indexes.described import Described, read_described, write_described
from search_app.search.opensearch.request import Asked
from search_app.search.opensearch.schema import make_mapping, to_document
from search_app.search.opensearch.segments import make_segment, read_segment
from search_app.search.opensearch.words import HeldWords, join_words
from search_app.search.published.opening import Generation
from search_app.search.query.plan import make_plan, read_query
from tests.conftest import ROOT

client = pytest.importorskip(
    "search_app.search.opensearch.cluster.client", reason="the client of OpenSearch is missing"
)
HERE = "http://127.0.0.1:9200"


# ── where the cluster is ──
@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("OPENSEARCH_URLS", "", "is not like https://"),
        ("OPENSEARCH_URLS", "http://10.0.0.7:9200", "must begin with https://"),
        ("OPENSEARCH_URLS", "http://127.0.0.1.example.org:9200", "must begin with https://"),
        ("OPENSEARCH_URLS", "https://reader:geheim@node:9200", "no user in an address"),
        ("OPENSEARCH_URLS", "https://node:9200/path?x=1", "is not like https://"),
        ("OPENSEARCH_URLS", f"{HERE} ftp://node", "is not like https://"),
        ("OPENSEARCH_URLS", "https://node:99999", "is not like https://"),
        ("OPENSEARCH_PREFIX", "Policies*", "small letters"),
        ("OPENSEARCH_PREFIX", "policies-lease", "must not end with -lease"),
        ("OPENSEARCH_CA", "/no/such/file.pem", "no such file"),
        ("OPENSEARCH_CA", "/etc/passwd", "holds no certificate"),
        ("OPENSEARCH_USER", "reader", "both or neither"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_asked(setting: str, value: str, said: str) -> None:
    with pytest.raises(SettingError) as told:
        place.find_place({"OPENSEARCH_URLS": HERE, setting: value})
    assert said in str(told.value) and "geheim" not in str(told.value)


def test_a_password_is_read_from_a_file_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim\n")
    settings = {
        "OPENSEARCH_URLS": "https://a.example.org:9200, https://b.example.org:9200",
        "OPENSEARCH_USER": "reader",
    }
    found = place.find_place(settings | {"OPENSEARCH_PASSWORD_FILE": str(tmp_path / "secret")})
    assert (found.password, found.prefix, len(found.urls)) == ("geheim", "policies", 2)
    assert "geheim" not in repr(found)
    with pytest.raises(SettingError, match="cannot be read"):
        place.find_place(settings | {"OPENSEARCH_PASSWORD_FILE": str(tmp_path)})


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"geheim\x00", b"\xff\xfegeheim", b"a" * 2_000])
def test_a_file_that_holds_no_password_is_refused_without_a_character_of_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    settings = {
        "OPENSEARCH_URLS": HERE,
        "OPENSEARCH_USER": "reader",
        "OPENSEARCH_PASSWORD_FILE": str(tmp_path / "secret"),
    }
    with pytest.raises(SettingError, match="OPENSEARCH_PASSWORD_FILE") as told:
        place.find_place(settings)
    assert "geheim" not in str(told.value) and "two" not in str(told.value)


def test_a_password_is_read_and_sent_as_utf_8(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes("\ufeff密码 pä:ss\r\n".encode())
    settings = {
        "OPENSEARCH_URLS": HERE,
        "OPENSEARCH_USER": "öffner",
        "OPENSEARCH_PASSWORD_FILE": str(tmp_path / "secret"),
    }
    found = place.find_place(settings)
    assert found.password == "密码 pä:ss"  # noqa: S105
    sent = connect(found, HERE).transport.get_connection().headers["authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "öffner:密码 pä:ss"


def test_another_engine_is_chosen_by_name_and_loads_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "import sys, search_app.web.app as app; from search_app.search.engines import choose_engine as c; c(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"opensearchpy", "requests", "urllib3"} & set(done.stdout.split())
    monkeypatch.setenv("SEARCH_ENGINE", "opensearch")
    monkeypatch.delenv("OPENSEARCH_URLS", raising=False)
    with pytest.raises(SettingError, match="OPENSEARCH_URLS"):
        check_settings()
    with pytest.raises(SystemExit, match="OPENSEARCH_URLS"):
        create_app()


# ── what is stored ──
def leaves(properties: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, field in properties.items():
        if "properties" in field:
            yield from leaves(field["properties"], f"{before}{name}.")
        else:
            yield before + name


def test_every_field_of_a_document_is_in_the_mapping(records: list[Record]) -> None:
    known = set(leaves(make_mapping()["properties"]))
    stored = set()
    for record in records:
        for name, value in (to_document(record) | {"ord": 0}).items():
            nested = name in ("facet", "validity")
            stored |= {f"{name}.{inner}" for inner in value} if nested else {name}
    assert stored <= known
    assert known - stored <= {"validity.repealed", "validity.unknown", "validity.in_force", "title_en"}


def test_days_of_which_nothing_is_said_have_the_first_status(records: list[Record]) -> None:
    from dataclasses import replace

    day, end = date(2020, 1, 1), date(2024, 1, 1)
    spans = (StatusSpan("in_force", day, end), StatusSpan("expired", end, end))
    said = to_document(replace(records[0], statuses=spans, shown=(end, end)))
    assert said["validity"] == {"in_force": [
        {"gte": 0, "lt": day.toordinal()}, {"gte": day.toordinal(), "lt": end.toordinal()}, {"gte": end.toordinal(), "lt": 2**31 - 1},
    ]}  # fmt: skip
    assert "shown" not in said  # there is no such day


def test_a_group_is_read_as_it_was_written_and_its_words_are_counted(records: list[Record]) -> None:
    groups = [make_segment(records[:50]), make_segment(records[50:]), make_segment(())]
    read = [line for group in groups for line in read_segment(group)]
    assert [key for key, _, _ in read] == [record.id for record in records]
    assert json.loads(read[60][2])["chars"].split(" ") == list(records[60].chars)
    held = HeldWords(join_words(groups))
    rng = random.Random(1)
    for record in rng.sample(records, 20):
        word = rng.choice([word for words in record.words.values() for word in words])
        fields = tuple(name for name in BOOSTS if any(word in r.words[name] for r in records))
        assert held.fields(word) == fields
        assert held.count("words", word) == sum(any(word in words for words in r.words.values()) for r in records)
        for token in record.facts:
            assert held.count("facts", token) == sum(token in r.facts for r in records)
    assert held.fields("无此词") == () and held.count("facts", "企业") == 0
    about = Described("policies-1", 2, {"schema": 1, "content": "ab"}, None)
    assert read_described(write_described(about)) == about


# ── what is sent ──
def count_clauses(body: Any) -> int:
    """As Lucene counts: every leaf of a query."""
    if isinstance(body, list):
        return sum(map(count_clauses, body))
    if not isinstance(body, dict):
        return 0
    leaf = any(name in body for name in ("term", "match_phrase", "ids", "range", "terms", "match_all"))
    return int(leaf) + sum(count_clauses(value) for value in body.values())


def test_no_question_is_too_large_for_a_node(generation: Generation, records: list[Record]) -> None:
    held = HeldWords(join_words([make_segment(records)]))
    texts = [
        "".join(clause.text.zh for clause in map(generation.store.clause, generation.store.list_keys()[at : at + 5]))
        for at in (0, 30, 90)
    ]
    for q in ["企业" * 250, *(text[:500] for text in texts), *(" ".join(text[:250]) for text in texts)]:
        plan = make_plan(Query(as_of=date(2026, 11, 22), q=q), read_query(q, generation.lexicon))
        asked = Asked(plan, held, len(records))
        wanted = list(bodies.list_buckets(asked))[:5]
        sent = bodies.make_search(asked, 1.0, wanted, 10)
        assert count_clauses(sent["query"]) < 1024, q  # indices.query.bool.max_clause_count as it is delivered
        assert len(json.dumps(sent)) < 2_000_000


# ── what is believed ──
WHOLE = {"_shards": {"total": 3, "successful": 3, "failed": 0}, "timed_out": False}


@pytest.mark.parametrize(
    "reply",
    [
        WHOLE | {"timed_out": True},
        WHOLE | {"_shards": {"total": 3, "successful": 2, "failed": 1}},
        WHOLE | {"_shards": {"total": 3, "successful": 2, "failed": 0}},
        WHOLE | {"_shards": {"total": 0, "successful": 0, "failed": 0}},  # a name that fits no index
        {},
    ],
)
def test_a_part_is_never_believed(reply: dict[str, Any]) -> None:
    assert replies.check_whole(WHOLE | {"terminated_early": True})  # says nothing of its being whole
    with pytest.raises(PartialAnswerError):
        replies.check_whole(reply)


def test_a_refusal_says_what_to_do() -> None:
    def refused(status: int, kind: str, reason: str = "") -> EngineError:
        error: EngineError = replies.make_error(status, {"error": {"type": kind, "reason": reason}})
        return error

    assert isinstance(refused(404, "index_not_found_exception"), WrongIndexError)
    assert isinstance(refused(429, "circuit_breaking_exception"), EngineUnavailableError)
    assert isinstance(refused(503, "search_phase_execution_exception"), PartialAnswerError)
    assert "OPENSEARCH_USER" in str(refused(401, "security_exception"))
    denied = (
        "no permissions for [indices:admin/refresh[s]] and User [name=geheim, backend_roles=[], requestedTenant=null]"
    )
    part = {"_shards": {"failures": [{"reason": {"type": "security_exception", "reason": denied}}]}}
    for said in (refused(403, "security_exception", denied), replies.make_error(403, part)):
        assert isinstance(said, EngineRefusedError) and "geheim" not in str(said)
        assert "[indices:admin/refresh[s]]" in str(said) and "roles" in str(said)
    assert "max_clause_count" in str(refused(400, "x", "maxClauseCount is set to 1024"))
    assert "is yellow" in str(replies.make_error(408, {"status": "yellow", "timed_out": True}))
    assert "401" in str(replies.make_error(401, "<html>geheim</html>")) and "geheim" not in str(
        replies.make_error(401, "geheim")
    )


def test_wishes_of_words_that_nobody_has_are_no_error(records: list[Record]) -> None:
    held = HeldWords(join_words([make_segment(records)]))
    plan = Plan(wishes=(Wish("无此词", (Needle("无此词", "words", stands_for=("无此词",)),)),), least=0.15)
    asked = Asked(plan, held, len(records))
    assert asked.said is None and asked.most_met == 0
