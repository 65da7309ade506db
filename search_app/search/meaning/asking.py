"""Which clauses are near in meaning to what a reader asks?

Short questions are embedded as they come, and kept. Invariant: where no vector can be made, nothing is near, and it is
said; a search never fails for it.
"""

from __future__ import annotations

import logging
from threading import Lock

from cachetools import LRUCache, cached

from search_app.jobs.telling import tell
from search_app.model import Lang
from search_app.search.meaning.embedder import MeaningUnavailableError, Vector, choose_embedder
from search_app.search.meaning.vectors import DamagedVectors, HeldVectors, Near
from search_app.search.model import MeaningState
from search_app.text.printable import make_printable
from search_app.text.script import simplify
from search_app.text.tokens import is_han

log = logging.getLogger(__name__)
MOST = 50  # clauses
_KEPT_BYTES = 8_000_000  # of questions asked before


def find_near(text: str, vectors: HeldVectors | DamagedVectors | None) -> tuple[tuple[Near, ...], MeaningState]:
    """The clauses nearest to ``text``, nearest first, and whether meaning could be asked."""
    embedder = choose_embedder()
    if embedder is None:
        return (), "off"
    if isinstance(vectors, DamagedVectors):
        tell_unavailable(vectors.fault)
        return (), "unavailable"
    if vectors is None or vectors.name != embedder.name or not vectors.embedded:
        return (), "not_ready"
    try:
        question = _embed(embedder.name, simplify(text))
        return vectors.find_nearest(question, MOST, find_language(text)), "on"
    except (MeaningUnavailableError, OSError) as error:  # the latter: vectors on a disk that fails
        tell_unavailable(str(error))
        return (), "unavailable"


def tell_unavailable(fault: str) -> None:
    """Log that meaning is not asked, and why."""
    tell(log, logging.WARNING, f"meaning is not asked: {make_printable(fault)[:300]}")


def find_language(text: str) -> Lang:
    """The language that ``text`` asks in."""
    return "zh" if is_han(text) else "en"


def describe_meaning(vectors: HeldVectors | DamagedVectors | None) -> str:
    """Whether meaning is asked, and of how many clauses: off, not ready, why it cannot be asked, or the model with its
    counts and where it compares."""
    embedder = choose_embedder()
    if embedder is None:
        return "off"
    if isinstance(vectors, DamagedVectors):
        return f"unavailable: {make_printable(vectors.fault)}"
    if vectors is None or vectors.name != embedder.name or not vectors.embedded:
        return "not ready"
    try:
        vectors.check()
    except MeaningUnavailableError as error:
        return f"unavailable: {error}"
    return f"{vectors.embedded} of {vectors.size} clauses by {vectors.name}, compared in {vectors.finder.where}"


@cached(LRUCache(_KEPT_BYTES, lambda vector: 200 + vector.nbytes), lock=Lock())
def _embed(name: str, text: str) -> Vector:
    """The vector of ``text``; ``name`` is that of the embedder."""
    embedder = choose_embedder()
    if embedder is None:
        raise MeaningUnavailableError("meaning is off")
    return embedder.embed_query(text)
