"""The commands that build: is there anything to do? What does it (``building``) is loaded only then."""

from __future__ import annotations

import os
from pathlib import Path

import click

from search_app.commands.saying import Bars, say
from search_app.jobs.cache import BuildCache
from search_app.search.engines import check_settings, is_in_cluster
from search_app.search.meaning.embedder import choose_embedder
from search_app.search.published.fingerprint import is_stale, lacks_meaning, read_reminders
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.home import DEFAULT_CORPUS, KEPT, find_home, read_pointer

FOLDER = click.Path(file_okay=False, path_type=Path)
_OUT_HELP = "Where the index is published. Default: INDEX_DIR, else .index/"


@click.command()
@click.option("--corpus", type=FOLDER, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.option("--out", type=FOLDER, default=find_home, help=_OUT_HELP)
@click.option("--if-stale", is_flag=True, help="Do nothing where nothing has changed, even if there were warnings.")
@click.option("--force", is_flag=True, help="Build even where nothing has changed since the published index.")
@click.option("--dry-run", is_flag=True, help="Read and report; publish neither index nor ids, and write nothing.")
@click.option(
    "--register", is_flag=True, help="Enter new ids into the register of the corpus, wherever it is published."
)
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1, help="Default: one for each core.")
@click.option("--words-only", is_flag=True, help="Leave meaning for later: `meaning` adds it to the published index.")
@click.pass_context
def build(
    context: click.Context,
    corpus: Path,
    out: Path,
    if_stale: bool,
    force: bool,
    dry_run: bool,
    register: bool,
    processes: int,
    words_only: bool,
) -> None:
    """Build the search index from the documents of a folder and publish it in one atomic switch.

    Where nothing has changed, and nothing was to be said, nothing is built. Only files that are new or changed are
    read; a build that was interrupted goes on where it stood. New ids are entered into the register when corpus/ is
    published in .index/, and for another corpus when it has a register.tsv.
    Exit code: 0; 3 when files were refused and the others built; 1 when nothing was, or with --dry-run would be,
    published.
    """
    check_settings()
    if dry_run:
        from search_app.commands.building import rehearse

        context.exit(rehearse(corpus, out, processes))
    if not (force or register) and not is_stale(out, corpus, telling=not if_stale):
        say(f"The index in {out} is up to date; --force builds it again.")
        for line in read_reminders(out):
            say(line, err=True)
        if not words_only:
            add_meanings(out, BuildCache(out / KEPT, processes, Bars()))
        return
    from search_app.commands.building import build_index

    bars = Bars()
    build_cache = BuildCache(out / KEPT, processes, bars)
    code = build_index(corpus, out, build_cache, bars, register, words_only)
    if not words_only:
        add_meanings(out, build_cache)
    context.exit(code)


@click.command()
@click.option("--out", type=FOLDER, default=find_home, help=_OUT_HELP)
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1, help="Default: one for each core.")
def meaning(out: Path, processes: int) -> None:
    """Add to the published index what searching by meaning needs, and publish it again.

    Search by words goes on meanwhile. What was made is kept: only new and changed clauses are looked at.
    """
    check_settings()
    if choose_embedder() is None:
        say("Meaning is off here (MEANING): nothing to do.")
        return
    add_meanings(out, BuildCache(out / KEPT, processes, Bars()))


@click.command()
@click.option("--out", type=FOLDER, default=find_home, help=_OUT_HELP)
def rollback(out: Path) -> None:
    """Serve again the index of the documents before; called once more, that of the newer ones.

    Nothing is built. The next build publishes what the documents say now.
    """
    from search_app.search.published.generations import roll_back
    from search_app.search.published.home import only_build

    check_settings()
    with only_build(out):
        say(f"Serving {roll_back(out)} again.")


@click.command()
@click.option("--out", type=FOLDER, default=find_home, help=_OUT_HELP)
def claim(out: Path) -> None:
    """Let the folder of the index build what another one has built in a cluster, and which is gone.

    The other one is told so when it builds again.
    """
    from search_app.search.published.generations import claim as take_over
    from search_app.search.published.home import only_build

    check_settings()
    if not is_in_cluster():
        say("Nothing of this index lies in a cluster (SEARCH_ENGINE): nothing to do.")
        return
    with only_build(out):
        take_over(out, over=True)
    say(f"What this index has in the cluster belongs to {out} now; build it with index_build.py.")


def add_meanings(out: Path, build_cache: BuildCache) -> None:
    """Publish the index in ``out`` again with the vectors of all its clauses, where they are wanted and missing."""
    name = read_pointer(out)
    if name is None:
        raise IndexUnavailableError(f"nothing is published in {out}; run index_build.py")
    if lacks_meaning(out / name):
        from search_app.commands.building import add_vectors

        add_vectors(out, name, build_cache)
