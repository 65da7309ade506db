"""What is left to do of the English of a corpus, in a line for each kind of work?

Invariant: what a line says to run can be run as it is printed.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from search_app.library.kept.documents import Missing, count_drafted, count_missing, count_taken
from search_app.library.translation import FOLDER
from search_app.model import Library
from search_app.search.published.home import DEFAULT_CORPUS

NAMED = 20  # documents in a line


def list_reminders(library: Library, corpus: Path) -> tuple[str, ...]:
    """What is said at every build, also where nothing has changed; nothing where the corpus keeps no translations."""
    if not (corpus / FOLDER).is_dir():
        return ()
    return (*_find_missing(library, corpus), *_find_unrevised(library, corpus))


def _find_missing(library: Library, corpus: Path) -> Iterator[str]:
    """What of the newest versions is shown in Chinese alone."""
    missing = {one.id: count for one in library.documents if any(count := count_missing(one))}
    if missing:
        named = ", ".join(f"{name} ({_tell_counts(missing[name])})" for name in list(missing)[:NAMED])
        rest = len(missing) - NAMED
        more = f" and {rest} document{'' if rest == 1 else 's'} more" if rest > 0 else ""
        yield f"English is missing: {named}{more}; {_tell_command(list(missing)[:NAMED], corpus)}"


def _tell_counts(missing: Missing) -> str:
    """``title, 2 headings, 9 parts``"""
    counted = ((count, name) for name, count in zip(missing._fields, missing, strict=True))
    return ", ".join(
        name if name == "title" else _count(count, name.removesuffix("s")) for count, name in counted if count
    )


def _tell_command(documents: list[str], corpus: Path) -> str:
    where = () if corpus.resolve() == DEFAULT_CORPUS else ("--corpus", str(corpus))
    return shlex.join(("index_build.py", "translate", *where, *documents))


def _find_unrevised(library: Library, corpus: Path) -> Iterator[str]:
    """Which clauses are shown in the English of a machine, or in English that was taken over from elsewhere."""
    for what, count_of in (("machine drafts", count_drafted), ("sentences taken over", count_taken)):
        counts = {one.id: count for one in library.documents if (count := count_of(one))}
        if counts:
            named = ", ".join(f"{_count(count, 'clause')} of {one}" for one, count in counts.items())
            yield f"{what} to be revised: {named}; {corpus.name}/{FOLDER}/{next(iter(counts))}.toml"


def _count(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
