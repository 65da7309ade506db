"""Build the search index from ``corpus/``, or show how a document is read.

index_build.py                      read → understand → index → publish
index_build.py inspect FILE         outline of a document without indexing it
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

import click

from search_app.data import TableError
from search_app.model import LANGS, Lang, Library
from search_app.policy.inspect import inspect_file
from search_app.policy.kept import Workshop
from search_app.policy.library import find_twins, read_library
from search_app.policy.outline import print_inspections
from search_app.policy.read import DocumentError
from search_app.policy.register import REGISTER, check, compare, read_register, update, write_register
from search_app.policy.validity import find_validity, today_in_hegang
from search_app.search.generations import (
    DEFAULT_CORPUS,
    DEFAULT_HOME,
    IndexUnavailableError,
    build_generation,
    fingerprint,
    is_stale,
    only_build,
    publish,
)
from search_app.web import shapes
from search_app.web.review import serve_review

T = TypeVar("T")
EXISTING = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpus", type=FOLDER, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.option("--out", type=FOLDER, default=DEFAULT_HOME, help="Where the index is published. Default: .index/")
@click.option("--if-stale", is_flag=True, help="Do nothing when the published index is up to date.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1, help="Default: one for each core.")
@click.pass_context
def main(context: click.Context, corpus: Path, out: Path, if_stale: bool, processes: int) -> None:
    """Build the search index from the documents of a folder and publish it in one atomic switch.

    Only files that are new or changed are read; a build that was interrupted goes on where it stood. Exit code: 0;
    3 when files were refused and the others built; 1 when nothing was published.
    """
    if context.invoked_subcommand:
        return
    if if_stale and not is_stale(out, corpus):
        click.echo(f"The index in {out} is up to date.")
        return
    start = time.perf_counter()
    bars = Bars()
    workshop = Workshop(out / "kept", processes, bars)
    with only_build(out):
        files = fingerprint(corpus, register=False)
        library = read_library(corpus, workshop)
        _keep_register(library, corpus)
        # A file that was changed meanwhile makes this index stale: it is built again next time.
        inputs = fingerprint(corpus) if fingerprint(corpus, register=False) == files else f"changed from {files}"
        generation = build_generation(library, out, inputs, workshop)
        publish(generation)
    refused = f" {len(library.refused)} refused." if library.refused else ""
    read = "1 file" if bars.lengths["files"] == 1 else f"{bars.lengths['files']} files"
    click.echo(
        f"Indexed {len(library.clauses)} clauses of {len(library.documents)} documents "
        f"into {generation} in {time.perf_counter() - start:.1f} s, {read} read.{refused}"
    )
    for reason in library.refused:
        click.echo(f"refused: {reason}", err=True)
    context.exit(3 if library.refused else 0)


class Bars:
    """Shows the progress of each kind of work as a bar on a terminal, and counts what was to be done."""

    labels: ClassVar = {"files": "Reading files", "texts": "Cutting texts", "clauses": "Indexing clauses"}

    def __init__(self) -> None:
        self.lengths: dict[str, int] = {}

    def __call__(self, items: Iterable[T], length: int, label: str) -> Iterable[T]:
        self.lengths[label] = length
        return self._show(items, length, label) if length and sys.stderr.isatty() else items

    def _show(self, items: Iterable[T], length: int, label: str) -> Iterator[T]:
        with click.progressbar(items, length=length, label=self.labels[label], file=sys.stderr) as bar:
            yield from bar


def _keep_register(library: Library, corpus: Path) -> None:
    """Enter new ids into the register; a build that would drop or reuse a published id stops here."""
    path = corpus / REGISTER
    register = read_register(path)
    changes = compare(library, register)
    if problems := check(changes):
        raise DocumentError("\n".join(problems))
    versioned = {document.id for document in library.former}
    if amended := [any_id for any_id in changes.changed if any_id.partition("/")[0] not in versioned]:
        click.echo(
            f"amended: {', '.join(amended)}. To show readers what changed, keep the former file in {corpus.name}/ too "
            "(README: Add a document)",
            err=True,
        )
    for title, ids in find_twins(library).items():
        click.echo(
            f"same title: {', '.join(ids)} ({title}). Versions of one document have one id in catalogue.toml", err=True
        )
    updated = update(register, library, today_in_hegang())
    if updated.rows != register.rows:
        write_register(path, updated)


@main.command()
@click.option("--corpus", type=FOLDER, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.argument("ids", nargs=-1, required=True)
def withdraw(corpus: Path, ids: tuple[str, ...]) -> None:
    """Give up published IDS (document or document/clause) for good: their addresses answer 410 from now on."""
    path = corpus / REGISTER
    library = read_library(corpus, Workshop(processes=os.cpu_count() or 1))
    write_register(path, update(read_register(path), library, today_in_hegang(), withdraw=ids))
    click.echo(f"Withdrawn: {', '.join(ids)}. Build again to publish.")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
@click.option("--lang", type=click.Choice(LANGS), default=None, help="Default: that of the terminal.")
def inspect(file: Path, as_json: bool, lang: Lang | None) -> None:
    """Show how FILE is read, for review: outline, what was healed or left out, and every doubt with its line."""
    lang = lang or _find_lang()
    inspections = inspect_file(file)
    if not as_json:
        click.echo(print_inspections(inspections, lang))
        return
    today = today_in_hegang()
    documents = [shapes.inspection(one, find_validity(one.document.term, today), lang) for one in inspections]
    click.echo(json.dumps({"documents": documents}, ensure_ascii=False, indent=1))


def _find_lang() -> Lang:
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"


@main.command()
@click.option("--corpus", type=EXISTING, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, help="Default: 8001.")
def review(corpus: Path, port: int) -> None:
    """The same review as pages, source and reading side by side: for this machine alone, and for reading alone."""
    serve_review(corpus, port, lambda address: click.echo(f"Review of {corpus} on {address}"))


if __name__ == "__main__":
    try:
        main(standalone_mode=True)
    except (DocumentError, TableError, IndexUnavailableError, OSError) as problem:
        click.echo(f"index_build.py: {problem}", err=True)
        sys.exit(1)
