"""What did an amendment change, clause by clause?

Invariant: the edits of a change that are not "added" joined are the former text, those not "removed" the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from search_app.model import Change, Clause, Document, Edit, EditKind, Revision
from search_app.text.fold import fold, squeeze

# Figures and Latin words are changed as a whole: 50万元 becomes 80万元, not "5" "8" and a 0 that stayed.
_UNIT = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;]*[。；;]?")
MAX_COMPARED = 1_000_000  # pairs of characters of one passage; a longer one is shown as taken out and put in
# Fewer equal characters than this between two changes read as one change, not as three.
MIN_KEPT = 2


def find_revisions(versions: Mapping[str, Sequence[Document]]) -> tuple[Revision, ...]:
    """How each version of every document, oldest first, became the next one."""
    return tuple(compare_versions(former, newer) for held in versions.values() for former, newer in pairwise(held))


def compare_versions(former: Document, newer: Document) -> Revision:
    """Every clause of both, in the order of ``newer``; one that went stands behind the clause it stood behind.
    ValueError when they are not dated versions."""
    if newer.version is None:
        raise ValueError(f"{newer.id}: not a dated version")
    before = {clause.id: clause for clause in former.clauses}
    after = {clause.id: clause for clause in newer.clauses}
    changes = []
    for clause_id in _merge(list(before), list(after)):
        old, new = before.get(clause_id), after.get(clause_id)
        changes.append(_compare(clause_id, _printed(old) if old else None, _printed(new) if new else None))
    return Revision(newer.id, former.version, newer.version, tuple(changes))


def _printed(clause: Clause) -> str:
    """Text and offices, without the number: a clause that was only renumbered did not change."""
    return clause.printed[len(clause.label) :]


def _merge(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    kept = set(after)
    behind: dict[str, list[str]] = {}
    anchor = ""
    for clause_id in before:
        if clause_id in kept:
            anchor = clause_id
        else:
            behind.setdefault(anchor, []).append(clause_id)
    yield from behind.get("", ())
    for clause_id in after:
        yield clause_id
        yield from behind.get(clause_id, ())


def _compare(clause_id: str, before: str | None, after: str | None) -> Change:
    if after is None:
        return Change(clause_id, "removed", (Edit(before or "", "removed"),))
    if before is None:
        return Change(clause_id, "added", (Edit(after, "added"),))
    # Other widths, brackets and line ends are no change; > and $ stay what they are.
    if squeeze(fold(before)) == squeeze(fold(after)):
        return Change(clause_id, "same")
    return Change(clause_id, "amended", find_edits(before, after))


def find_edits(before: str, after: str) -> tuple[Edit, ...]:
    """The shortest readable way from one text to the other: whole sentences first, then words within changed ones."""
    edits: list[Edit] = []
    for kind, old, new in _match(_SENTENCE.findall(before), _SENTENCE.findall(after)):
        if kind == "equal":
            edits.append(Edit(old, "same"))
        elif not old or not new or len(old) * len(new) > MAX_COMPARED:
            edits += [Edit(old, "removed"), Edit(new, "added")]
        else:
            edits += _find_small_edits(old, new)
    return _join(edits)


def _find_small_edits(before: str, after: str) -> Iterator[Edit]:
    steps = list(_match(_UNIT.findall(before), _UNIT.findall(after)))
    for place, (kind, old, new) in enumerate(steps):
        inside = 0 < place < len(steps) - 1
        if kind == "equal" and not (inside and len(old) < MIN_KEPT and not old.isdigit()):
            yield Edit(old, "same")
        else:
            yield Edit(old, "removed")
            yield Edit(new, "added")


def _match(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind, "".join(before[a:b]), "".join(after[c:d])


def _join(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Neighbours of one kind as one; between two kept stretches what was taken out stands before what was put in."""
    joined: list[Edit] = []
    for same, run in groupby((edit for edit in edits if edit.text), key=lambda edit: edit.kind == "same"):
        changed = list(run)
        kinds: tuple[EditKind, ...] = ("same",) if same else ("removed", "added")
        for kind in kinds:
            if text := "".join(edit.text for edit in changed if edit.kind == kind):
                joined.append(Edit(text, kind))
    return tuple(joined)
