"""Which documents have to be put together, and which stand there as an earlier build left them?

A document is made of its draft, its catalogue entry, its settled answers, its translation, and of what other documents
have to do with it. Invariant: one is taken from an earlier build only when all of this is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from search_app.jobs.cache import BuildCache, Result, make_key
from search_app.library.assemble import Links, NamedDraft, assemble, find_beginning, find_held
from search_app.library.kept.documents import KeptDocument, pack_document
from search_app.library.links import find_links, find_references
from search_app.library.readings import code_key
from search_app.library.translation import FOLDER, Outdated
from search_app.library.versions import Version
from search_app.model import Document, make_id


@dataclass(frozen=True, slots=True)
class Bound:
    """A document, and what of its translation does not fit the text."""

    document: Document
    outdated: tuple[Outdated, ...]


class Shelf:
    """All versions of all documents of ``corpus``, by id, oldest first, and the links between them."""

    def __init__(self, corpus: Path, versions: Mapping[str, Sequence[Version]]) -> None:
        self.versions = versions
        self._corpus = corpus
        self._every = [one for its in versions.values() for one in its]
        self._links = find_links(self._every)
        self._newest = {document: its[-1] for document, its in versions.items()}
        self._formers: dict[str, list[Path]] = {}  # by document, the translations of its former versions
        for path in sorted((corpus / FOLDER).glob("*@*.toml")):
            self._formers.setdefault(path.stem.partition("@")[0], []).append(path)

    def bind(self, build_cache: BuildCache) -> dict[str, Bound]:
        """Every version as a document, by its key."""
        if build_cache.folder is None:
            return {one.key: self._bind(one) for one in self._every}
        items = {self._make_key(one): one for one in self._every}
        found = build_cache.keep_all(self._pack, items, "documents", few=len(items) + 1)
        documents = {items[key].key: KeptDocument(key, kept) for key, kept in found.items()}
        return {key: Bound(one, one.sheet.outdated) for key, one in documents.items()}

    def _pack(self, version: Version) -> Result:
        bound = self._bind(version)
        return pack_document(bound.document, bound.outdated)

    def _bind(self, version: Version) -> Bound:
        named = version.open()
        references = find_references(named, self._links.held, self._open_newest)
        return Bound(assemble(named, self._links_of(version), references), named.outdated)

    def _open_newest(self, document: str) -> NamedDraft:
        return self._newest[document].open()

    def _links_of(self, version: Version) -> Links:
        """What overlaps is asked of the newest versions alone."""
        return replace(self._links, overlaps={}) if version.former else self._links

    def _make_key(self, version: Version) -> str:
        """Names all that the document of ``version`` is made from."""
        named = [(title, self._links.held.get(title)) for title in version.cover.named]
        meant = [(title, held and self._newest[held].key) for title, held in named]
        files = self._corpus / FOLDER / f"{version.id}.toml", *self._formers.get(version.id, ())
        said = [part for path in files for part in (path.name, _read(path))]
        return make_key(
            code_key(), version.key, version.former or "", repr(meant), repr(self._list_links(version)), *said
        )

    def _list_links(self, version: Version) -> tuple[object, ...]:
        """What other documents have to do with ``version``."""
        front, links = version.front, self._links_of(version)
        by = links.repealed.get(version.id)
        cited = [find_held(citation, links.held) for citation in (*front.draft.cites, *front.draft.repeals)]
        overlaps = [links.overlaps.get(make_id(version.id, name), ()) for name in front.names]
        return (by and (by.title, find_beginning(by))), cited, overlaps


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
