"""What is an opened index, and how is one opened? All that a server knows of the folder of a generation.

A generation is a folder: ``clauses.db`` (our nouns), ``engine/`` (the index), ``glossary/`` (the term base and where
its terms stand), ``tables/``, ``vocabulary.json``, ``sounds.txt`` and ``prepared.json`` (what queries are understood
with), ``register.tsv`` (the ids that were published with it), ``meaning/`` (the vectors) and ``manifest.json`` with the
sha256 of every file. Invariant: nothing is opened before every file of it has been verified, and what was opened needs
the folder no more. Vectors that are not what was built are left out, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from search_app.clauses.validity import choose_version
from search_app.data.prepared import take_prepared
from search_app.model import Benefit, Bilingual, Clause, DocumentHead, split_benefit_id, split_id, split_version_key
from search_app.search.citations.names import Names
from search_app.search.clause_store import ClauseStore
from search_app.search.engine import (
    Engine,
    EngineError,
    EngineUnavailableError,
    PartialAnswerError,
    SettingError,
    WrongIndexError,
)
from search_app.search.engines import EngineKind, choose_engine
from search_app.search.glossary.held import HeldGlossary
from search_app.search.labels import make_labels
from search_app.search.meaning.asking import tell_unavailable
from search_app.search.meaning.embedder import MeaningUnavailableError
from search_app.search.meaning.vectors import DamagedVectors, HeldVectors, open_vectors, read_vectors
from search_app.search.meaning.verified import read_verified
from search_app.search.published.first_days import REGISTER, find_first_days
from search_app.search.published.held import ENGINE, MEANING, IndexUnavailableError, Manifest, hold
from search_app.search.published.known import KnownClauses
from search_app.search.words.held_tables import HeldTables
from search_app.search.words.lexicon import Lexicon
from search_app.search.words.vocabulary import Vocabulary
from search_app.text.pinyin import Dictionary
from search_app.text.tokens import warm_up

STORE, WORDS, TABLES, SOUNDS = "clauses.db", "vocabulary.json", "tables", "sounds.txt"
GLOSSARY = "glossary"
PREPARED = "prepared.json"
AS_VOCABULARY = TypeAdapter(Vocabulary)
_DAYS = 16  # of the days last asked for
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version stands among all, and from which day it counts."""

    number: int
    version: date | None


class Read(Mapping[str, V], Generic[K, V]):
    """What ``read`` makes of each of ``held``, when it is asked for: nobody need hold all of it."""

    def __init__(self, held: Mapping[str, K], read: Callable[[K], V]) -> None:
        self._held, self._read = held, read

    def __getitem__(self, name: str) -> V:
        return self._read(self._held[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


@dataclass(frozen=True, eq=False)  # two generations are one only when they are the same object
class Generation:
    """An opened, verified index with the clauses that it was built from."""

    name: str
    manifest: Manifest
    store: ClauseStore
    engine: Engine
    lexicon: Lexicon
    glossary: HeldGlossary
    vectors: HeldVectors | DamagedVectors | None = None  # of its clauses; None when none were made
    since: Mapping[str, date] = field(default_factory=dict)  # by document, when this site first published it

    def on(self, day: date) -> Mapping[str, DocumentHead]:
        """By its id, of each document the version that counts on ``day``, in the order of the catalogue."""
        return self._on(day)

    @cached_property
    def _on(self) -> Callable[[date], Mapping[str, DocumentHead]]:
        made: dict[tuple[int, ...], Mapping[str, DocumentHead]] = {}  # days mostly share their versions

        def choose(day: date) -> Mapping[str, DocumentHead]:
            chosen = {document: choose_version(held, day).number for document, held in self._places.items()}
            return made.setdefault(tuple(chosen.values()), Read(chosen, self.store.heads.__getitem__))

        return lru_cache(_DAYS)(choose)

    @cached_property
    def _places(self) -> Mapping[str, tuple[Place, ...]]:
        held: dict[str, list[Place]] = {}
        for number, key in enumerate(self.store.keys):
            document, day = split_version_key(key)
            held.setdefault(document, []).append(Place(number, day))
        return {document: tuple(places) for document, places in held.items()}

    def find_clause(self, clause_id: str, day: date) -> tuple[DocumentHead, Clause] | None:
        """The clause of this id with its document: as it stood on ``day``, or, where the version of that day has no
        such clause, in the version that has it and is nearest before ``day``, else the first that has it."""
        held = self.store.holding(clause_id)
        if not held:
            return None
        chosen = choose_version(held, day)
        return chosen, self._clause(chosen, clause_id)

    def _clause(self, head: DocumentHead, clause_id: str) -> Clause:
        return self.store.clause(f"{head.key}/{split_id(clause_id)[1]}")

    def find_in(self, head: DocumentHead, clause_id: str) -> Clause | None:
        """The clause of this id in the version ``head``; None when that has none."""
        return self._clause(head, clause_id) if head in self.store.holding(clause_id) else None

    def find_newest(self, clause_id: str) -> Clause | None:
        """The clause of this id in the newest version of its document; None when that has none."""
        held = self.store.holding(clause_id)
        newest = self.versions[split_id(clause_id)[0]][-1] if held else None
        return self._clause(held[-1], clause_id) if newest and held[-1].key == newest.key else None

    def find_benefit(self, benefit_id: str, day: date) -> tuple[DocumentHead, Clause, Benefit] | None:
        """The benefit of this id with its clause and document: of the version that counts on ``day``, where that has
        it, else of the last one that has it."""
        clause_id = (split_benefit_id(benefit_id) or ("", 0))[0]
        chosen = self.find_clause(clause_id, day)
        held = [chosen] if chosen else []
        held += [(head, self._clause(head, clause_id)) for head in reversed(self.store.holding(clause_id))]
        found = ((*pair, benefit) for pair in held for benefit in pair[1].benefits if benefit.id == benefit_id)
        return next(found, None)

    @cached_property
    def versions(self) -> Mapping[str, tuple[DocumentHead, ...]]:
        """Every version of each document, oldest first."""
        return Read(self._places, lambda places: tuple(self.store.heads[place.number] for place in places))

    @property
    def names(self) -> Names:
        """What documents are called, of every version."""
        return self.lexicon.names

    @cached_property
    def tallies(self) -> Mapping[str, Mapping[str, int]]:
        """By key of a version and industry, how many numbered clauses it has; of all of them under ""."""
        return self.store.tallies()

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, Bilingual]]:
        """By facet, the label of every value it can take."""
        return make_labels(self.store.heads)

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, int]]:
        """By facet, where each value stands among its labels."""
        return {facet: {name: n for n, name in enumerate(values)} for facet, values in self.labels.items()}


def open_generation(folder: Path) -> Generation:
    """Verify every file of ``folder`` against its manifest, then open what was verified.

    IndexUnavailableError says what is wrong; OSError when a file cannot be read, whatever it holds; EngineError when
    the engine does not answer now, or not as it was built, which may be mended while the files stay as they are."""
    kind = choose_engine()
    held = hold(folder, unread=(ENGINE + kind.unread if kind.unread else STORE,))
    try:
        take_prepared(held.files[PREPARED])
        store = ClauseStore(held.files.get(STORE) or folder / STORE)
        vocabulary = AS_VOCABULARY.validate_json(held.files[WORDS])
        files = held.below(ENGINE.rstrip("/"))
        if kind.mark not in files:
            raise EngineError(
                f"the index {folder.name} is none of the engine that SEARCH_ENGINE asks for; run index_build.py with it"
            )
        engine = kind.open(files, folder.name)
        if not kind.unread:  # what is held here was verified; elsewhere others may have written to it
            engine = KnownClauses(engine, store)
        tables, sounds = HeldTables(held.below(TABLES)), Dictionary(held.files[SOUNDS])
        lexicon = Lexicon(vocabulary, tables, sounds, store.heads)
        lexicon.warm_up()
        glossary = HeldGlossary(held.below(GLOSSARY))
        vectors = _open_vectors(folder / MEANING, held.manifest.below(MEANING), store.list_keys(), kind)
    except (MemoryError, EngineUnavailableError, PartialAnswerError, SettingError, WrongIndexError):
        raise
    except EngineError as error:
        raise IndexUnavailableError(str(error)) from error
    except Exception as error:  # that its hashes are right does not say that it is well formed
        raise IndexUnavailableError(
            f"the index {folder.name} was built by another version ({type(error).__name__}); run index_build.py"
        ) from error
    warm_up()
    since = find_first_days(held.files.get(REGISTER, b""))
    return Generation(folder.name, held.manifest, store, engine, lexicon, glossary, vectors, since)


def _open_vectors(
    folder: Path, digests: Mapping[str, str], keys: Sequence[str], kind: EngineKind
) -> HeldVectors | DamagedVectors | None:
    """The vectors of the clauses of ``keys``; None when none were made. OSError when the system does not let anybody
    read them, whatever they hold."""
    if not digests:
        return None
    try:
        if finder := kind.open_finder(folder):
            return open_vectors(folder, keys, finder, digests)
        return read_vectors(read_verified(folder, digests), keys)
    except (MemoryError, OSError, SettingError):
        raise
    except (EngineError, MeaningUnavailableError) as error:
        fault = str(error)
    except Exception as error:  # that their hashes are right does not say that they are well formed
        fault = f"{folder.parent.name}/{folder.name} was made by another version ({type(error).__name__}); "
        fault += "run index_build.py --force"
    tell_unavailable(fault)
    return DamagedVectors(fault)
