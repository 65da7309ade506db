"""How is a corpus read, indexed and published, and what is said of it? With the register of every id it ever had."""

from __future__ import annotations

import compileall
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search_app.clauses.validity import today_in_hegang
from search_app.commands.lacking import list_reminders
from search_app.commands.saying import Bars, say
from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache
from search_app.jobs.locks import only_writer
from search_app.library.kept.documents import count_clauses
from search_app.library.library import find_twins, read_library
from search_app.library.published.benefits import BenefitChanges, compare_benefits
from search_app.library.published.ids import Changes, check, compare, update
from search_app.library.published.register import (
    REGISTER,
    Register,
    find_lost,
    format_register,
    parse_register,
    read_register,
    write_register,
)
from search_app.model import Library, split_id
from search_app.search.meaning.embedder import MeaningUnavailableError
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish, read_published_register
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.home import DEFAULT_CORPUS, DEFAULT_HOME, PACKAGE, only_build, read_pointer
from search_app.search.published.meaning import Addition

LISTED = 50  # ids of a kind in a report


def build_index(corpus: Path, out: Path, build_cache: BuildCache, bars: Bars, register: bool, words_only: bool) -> int:
    """Read, understand, index, publish, and say what came of it. The exit code: 3 when files were refused."""
    start = time.perf_counter()
    # A server is often not allowed to write what Python compiles, nor a container: it would compile at each start.
    compileall.compile_dir(PACKAGE, quiet=2)
    with only_build(out), only_writer(corpus):
        library, generation = _build(corpus, out, build_cache, register, words_only)
    files = "1 file" if bars.lengths["files"] == 1 else f"{bars.lengths['files']} files"
    say(
        f"Indexed {_count(library)} into {generation} in {time.perf_counter() - start:.1f} s, {files} read."
        f"{_count_troubles(library)}"
    )
    _tell_troubles(library, corpus)
    return 3 if library.refused else 0


def add_vectors(out: Path, name: str, build_cache: BuildCache) -> None:
    """Publish the index ``name`` in ``out`` again with the vectors of all its clauses. One that another build publishes
    meanwhile is looked at by that build."""
    start = time.perf_counter()
    try:
        addition = Addition(out / name, build_cache)
        addition.make_missing()
        with only_build(out):
            if read_pointer(out) == name:
                made = addition.write()
                publish(made)
                say(f"Added meaning to {made.name} in {time.perf_counter() - start:.1f} s.")
    except MeaningUnavailableError as error:
        say(f"warning: search by meaning is left out: {error}", err=True)
    except (IndexUnavailableError, OSError):
        if read_pointer(out) == name:
            raise  # else the index that was published since is looked at by its build


def _build(corpus: Path, out: Path, build_cache: BuildCache, register: bool, words_only: bool) -> tuple[Library, Path]:
    """Read, understand, index, publish. Ids are entered once the index is whole and before it is served."""
    files = fingerprint(corpus, register=b"")
    library = read_library(corpus, build_cache)
    ids = _compare_ids(library, corpus, out)
    _tell_changes(library, ids.changes, corpus)
    enters = register or _keeps_ids(corpus, out)
    new = len(ids.changes.new) + len(ids.benefits.new)
    if new and not enters:
        say(f"{new} new ids are not entered into a register; --register enters them", err=True)
    if ids.benefits.gone and enters:
        say(f"withdrawn, for their clauses pay them no more: {_list(ids.benefits.gone)}", err=True)
    held = format_register(ids.after if enters else ids.before)
    # A file that was changed meanwhile makes this index stale: it is built again next time.
    unchanged = fingerprint(corpus, register=b"") == files
    inputs = fingerprint(corpus, held if enters else None) if unchanged else f"changed from {files}"
    troubles = len(library.refused) + len(library.warnings) + (0 if enters else new)
    reminders = list_reminders(library, corpus)
    generation = build_generation(library, out, inputs, build_cache, held, troubles, reminders, words_only)
    if enters:
        write_register(corpus / REGISTER, held)
    publish(generation)
    return library, generation


def _keeps_ids(corpus: Path, out: Path) -> bool:
    """Whether what is published there is published for good: the default corpus in its place, or a corpus that keeps
    a register of its own, for which no place is the right one."""
    if corpus.resolve() == DEFAULT_CORPUS:
        return out.resolve() == DEFAULT_HOME
    return (corpus / REGISTER).exists()


@dataclass(frozen=True, slots=True)
class Ids:
    """The register of a corpus, how a library differs from it, and the register with its new ids."""

    before: Register
    changes: Changes
    benefits: BenefitChanges
    after: Register


def _compare_ids(library: Library, corpus: Path, out: Path) -> Ids:
    """DocumentError when a published id would be dropped or given to another text, or the register lost one."""
    register = read_register(corpus / REGISTER)
    published = read_published_register(out)
    if lost := find_lost(register, parse_register(published, REGISTER)) if published else ():
        remedy = f"restore it from version control, or from the copy in the folder that {out / 'current'} names"
        elsewhere = "to publish another corpus, choose another place with --out, or remove that folder first"
        raise DocumentError(*(f"{message}; {remedy}; {elsewhere}" for message in lost))
    changes, benefits = compare(library, register), compare_benefits(library, register)
    if problems := check(changes, benefits):
        raise DocumentError(*problems)
    return Ids(register, changes, benefits, update(register, library, today_in_hegang()))


def rehearse(corpus: Path, out: Path, processes: int) -> int:
    """Report what a build would publish; the exit code that it would have."""
    bars = Bars()
    library = read_library(corpus, BuildCache(None, processes, bars))
    problems: tuple[str, ...] = ()
    try:
        ids = _compare_ids(library, corpus, out)
        changes, benefits = ids.changes, ids.benefits
        format_register(ids.after)
    except DocumentError as error:
        register, problems = read_register(corpus / REGISTER), error.messages
        changes, benefits = compare(library, register), compare_benefits(library, register)
    say(f"Would index {_count(library)}; nothing was published.{_count_troubles(library)}")
    for kind, named in (("new", changes.new), ("changed", changes.changed), ("dropped", changes.dropped)):
        say(f"{kind} ids: {len(named)}{': ' if named else ''}{_list(named)}")
    for kind, named in (("new", benefits.new), ("changed", benefits.changed), ("withdrawn", benefits.gone)):
        say(f"{kind} ids of benefits: {len(named)}{': ' if named else ''}{_list(named)}")
    _tell_changes(library, changes, corpus)
    _tell_troubles(library, corpus)
    for problem in problems:
        say(f"would stop: {problem}", err=True)
    return 1 if problems else 3 if library.refused else 0


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids[:LISTED]) + (f" and {len(ids) - LISTED} more" if len(ids) > LISTED else "")


def _count(library: Library) -> str:
    return f"{count_clauses(library)} clauses of {len(library.documents)} documents"


def _count_troubles(library: Library) -> str:
    refused = f" {len(library.refused)} refused." if library.refused else ""
    warned = len(library.warnings)
    return refused + (f" {warned} warning{'s' if warned > 1 else ''}." if warned else "")


def _tell_troubles(library: Library, corpus: Path) -> None:
    for reason in library.refused:
        say(f"refused: {reason}", err=True)
    for warning in library.warnings:
        say(f"warning: {warning}", err=True)
    for line in list_reminders(library, corpus):
        say(line, err=True)


def _tell_changes(library: Library, changes: Changes, corpus: Path) -> None:
    """What to do so that readers see what was amended, and which documents may be versions of one."""
    versioned = {document.id for document in library.former}
    if amended := [any_id for any_id in changes.changed if split_id(any_id)[0] not in versioned]:
        say(
            f"amended: {', '.join(amended)}. To show readers what changed, keep the former file in {corpus.name}/ too "
            "(README: Add a document)",
            err=True,
        )
    for title, ids in find_twins(library).items():
        say(f"same title: {', '.join(ids)} ({title}). Versions of one document have one id in catalogue.toml", err=True)
