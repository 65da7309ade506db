"""How does a page tell which version it shows, what came before and after it, and what an amendment changed?

Plain data for the templates, which only escape and lay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from search_app.clauses.validity import choose_version
from search_app.model import Change, ChangeKind, Clause, DocumentHead, Edit, Revision
from search_app.search.clause_store import ClauseStore
from search_app.search.published.opening import Generation
from search_app.web.requests import absolute


@dataclass(frozen=True, slots=True)
class VersionNote:
    """What a reader of a version must know: it is a former one, it does not count yet, or another one lies ahead.

    ``day`` is the first one of the version that replaces it, of itself, or of the one ahead. ``held``: whether the
    version to go on to has the clause that is read.
    """

    kind: Literal["former", "coming", "ahead"]
    day: date
    held: bool = True


def find_version_note(
    versions: Sequence[DocumentHead],
    shown: DocumentHead,
    today: date,
    holding: Sequence[DocumentHead] | None = None,
) -> VersionNote | None:
    """The note for the page of ``shown``, one of ``versions`` (oldest first), or of its clause that the versions
    ``holding`` have; None when it counts today and no other follows."""
    current = choose_version(versions, today)
    following = _find_following(versions, shown)
    if shown.key == current.key:
        ahead = following.version if following else None
        return VersionNote("ahead", ahead, _has(following, holding)) if ahead else None
    if shown.version and shown.version > today:
        return VersionNote("coming", shown.version, _has(current, holding))
    replaced = following.version if following else None
    return VersionNote("former", replaced, _has(current, holding)) if replaced else None


def _has(document: DocumentHead | None, holding: Sequence[DocumentHead] | None) -> bool:
    return holding is None or (document is not None and any(one.key == document.key for one in holding))


def _find_following(versions: Sequence[DocumentHead], shown: DocumentHead) -> DocumentHead | None:
    return next((newer for older, newer in pairwise(versions) if older.key == shown.key), None)


def find_day(versions: Sequence[DocumentHead], shown: DocumentHead) -> date | None:
    """A day on which ``shown`` counts, to link to; None when it is the only version."""
    following = _find_following(versions, shown)
    if shown.version is None and following and following.version:
        return following.version - timedelta(days=1)
    return shown.version


def permanent_address(of: Generation, whole: DocumentHead, clause_id: str, any_id: str, today: date) -> str:
    """The address to cite, whole, of ``any_id``, a clause or a benefit of it in the version ``whole``: with a day where
    another version of the clause counts ``today``, so that whoever follows it reads the same words and sums."""
    plain, versions = absolute(f"/id/{any_id}"), of.versions[whole.id]
    counting = of.find_clause(clause_id, today) if len(versions) > 1 else None
    if counting is None or counting[0].key == whole.key:
        return plain
    return f"{plain}?as_of={find_day(versions, whole)}"


def find_history(clause: str, revisions: Iterable[Revision]) -> Sequence[tuple[date, ChangeKind]]:
    """The days on which versions that changed ``clause`` began, newest first."""
    found = [(r.after, c.kind) for r in revisions for c in r.changes if c.clause == clause and c.kind != "same"]
    return found[::-1]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One changed clause: as it was and as it is, with what was taken out of the one and put into the other."""

    kind: ChangeKind
    before: Clause | None
    after: Clause | None
    former: tuple[Edit, ...]
    new: tuple[Edit, ...]

    @property
    def clause(self) -> Clause:
        """The clause as it is now, or as it last was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no clause")
        return found


def make_change_views(
    revision: Revision, store: ClauseStore, versions: Mapping[date | None, DocumentHead]
) -> list[ChangeView]:
    """The clauses that ``revision`` changed, in order; ``versions`` by their first days."""
    held = (store.document(versions[day]).clauses for day in (revision.before, revision.after))
    before, after = ({clause.id: clause for clause in clauses} for clauses in held)
    return list(_views(revision.changes, before, after))


def _views(
    changes: Iterable[Change], before: Mapping[str, Clause], after: Mapping[str, Clause]
) -> Iterator[ChangeView]:
    for change in changes:
        if change.kind != "same":
            former = tuple(edit for edit in change.edits if edit.kind != "added")
            new = tuple(edit for edit in change.edits if edit.kind != "removed")
            yield ChangeView(change.kind, before.get(change.clause), after.get(change.clause), former, new)
