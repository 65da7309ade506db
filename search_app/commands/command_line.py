"""The commands: build (read → understand → index → publish), meaning, rollback, claim, serve, inspect, review,
translate, withdraw and learn.

``index_build.py`` is ``build`` with the others below it; the installed package has all of them below one name. What
a command needs is imported by it, so that a build that has nothing to do is over at once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from search_app.clauses.validity import find_validity, today_in_hegang
from search_app.commands.build import FOLDER, build, claim, meaning, rollback
from search_app.commands.saying import say
from search_app.commands.translate import translate
from search_app.data import TableError
from search_app.files.read import DocumentError
from search_app.jobs.cache import BuildCache
from search_app.jobs.locks import only_writer
from search_app.model import LANGS, Lang
from search_app.search.engine import EngineError
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.home import DEFAULT_CORPUS

EXISTING = click.Path(exists=True, file_okay=False, path_type=Path)
HELP = {"help_option_names": ["-h", "--help"]}


@click.command()
@click.option("--corpus", type=FOLDER, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.argument("ids", nargs=-1, required=True)
def withdraw(corpus: Path, ids: tuple[str, ...]) -> None:
    """Give up published IDS (document or document/clause) for good: their addresses answer 410 from now on."""
    from search_app.library.library import read_library
    from search_app.library.published.ids import update
    from search_app.library.published.register import REGISTER, read_register, write_register

    path = corpus / REGISTER
    with only_writer(corpus):
        library = read_library(corpus, BuildCache(processes=os.cpu_count() or 1))
        write_register(path, update(read_register(path), library, today_in_hegang(), withdraw=ids))
    say(f"Withdrawn: {', '.join(ids)}. Build again to publish.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reading as JSON.")
@click.option("--lang", type=click.Choice(LANGS), default=None, help="Default: that of the terminal.")
def inspect(file: Path, as_json: bool, lang: Lang | None) -> None:
    """Show how FILE is read, for review: outline, what was healed or left out, and every doubt with its line."""
    from search_app.library.inspect import inspect_file
    from search_app.terminal import print_inspections
    from search_app.web import shapes

    lang = lang or _find_lang()
    inspections = inspect_file(file)
    if not as_json:
        for line in print_inspections(inspections, lang).split("\n"):
            say(line)
        return
    today = today_in_hegang()
    documents = [shapes.inspection(one, find_validity(one.document.term, today), lang) for one in inspections]
    click.echo(json.dumps({"documents": documents}, ensure_ascii=False, indent=1))


def _find_lang() -> Lang:
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"


@click.command()
@click.option("--corpus", type=EXISTING, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, help="Default: 8001.")
def review(corpus: Path, port: int) -> None:
    """The same review as pages, for this machine alone: source and reading side by side, least sure readings first.

    What is settled there with a click is written to settled.tsv of the corpus and counts from the next build on.
    """
    from search_app.web.review import serve_review

    serve_review(corpus, port, lambda address: say(f"Review of {corpus} on {address}"))


@click.command()
@click.option("--corpus", type=EXISTING, default=DEFAULT_CORPUS, help="Its settled.tsv is learned from too.")
def learn(corpus: Path) -> None:
    """Learn the reader's weights from the labelled examples, the same ones from the same examples."""
    from search_app.library.settled import passages_of, read_settled
    from search_app.reading.learned.learn import learn_all
    from search_app.reading.words.scorer import write_scorer

    start = time.perf_counter()
    scorers = learn_all(passages_of(read_settled(corpus)))
    for name, scorer in scorers.items():
        write_scorer(name, scorer)
    weights = ", ".join(f"{name} {len(scorer.weights)}" for name, scorer in scorers.items())
    say(
        f"Learned in {time.perf_counter() - start:.0f} s; cues with a weight: {weights}. Build again to read with them."
    )


@click.command()
def serve() -> None:
    """Serve the published index on HOST and PORT (default 127.0.0.1:8000)."""
    from search_app.commands.serve import run_server

    sys.exit(run_server())


_OTHERS = (serve, meaning, rollback, claim, withdraw, inspect, review, translate, learn)


@click.group(params=build.params, invoke_without_command=True, help=build.help, context_settings=HELP)
@click.pass_context
def build_first(context: click.Context, /, **options: object) -> None:
    """Build, where none of the others is asked for."""
    if context.invoked_subcommand is None:
        context.invoke(build, **options)


commands = click.Group("hegang-policies", help="Search over the clauses of policies.", context_settings=HELP)
for one in (build, *_OTHERS):
    commands.add_command(one)
    if one is not build:
        build_first.add_command(one)


def main() -> None:
    """The command of the installed package."""
    run(commands, "hegang-policies")


def run(command: Callable[..., object], name: str) -> None:
    """Run ``command`` and exit; what stops it is said in lines that begin with ``name``, and the exit code is 1."""
    try:
        command(standalone_mode=True)
    except (DocumentError, TableError, IndexUnavailableError, EngineError, OSError) as problem:
        for line in str(problem).split("\n"):
            say(f"{name}: {line}", err=True)
        sys.exit(1)
