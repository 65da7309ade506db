"""The command for translators; what does it (``translating``) is loaded only when it is asked for."""

from __future__ import annotations

from pathlib import Path

import click

from search_app.commands.build import FOLDER
from search_app.search.published.home import DEFAULT_CORPUS

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--corpus", type=FOLDER, default=DEFAULT_CORPUS, help="Folder of documents. Default: corpus/")
@click.option("--xliff", type=FILE, help="Write the same as XLIFF 1.2 for a translation tool too, a new file.")
@click.option(
    "--from-xliff",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take over what a translation tool has added to such a file.",
)
@click.option("--draft", is_flag=True, help="Ask the language model at TRANSLATE_URL for what is then still empty.")
@click.argument("documents", nargs=-1, required=True)
@click.pass_context
def translate(
    context: click.Context,
    corpus: Path,
    documents: tuple[str, ...],
    xliff: Path | None,
    from_xliff: Path | None,
    draft: bool,
) -> None:
    """Write what is to be translated of each of DOCUMENTS (ids) into translations/ID.toml of the corpus.

    English that another translation has for the very same sentence is filled in, with its source; what is like it, its
    terms, its words of force, bounds and periods with what they have to become, and its figures stand above a sentence
    in lines that begin with #:, and what is to be written is "".
    What stands in the file stays. Until a clause is whole it is shown in Chinese. What --draft adds is marked and shown
    as a machine draft until somebody has revised it and taken the mark, { machine_draft = … }, out.
    English whose figures are not those of the Chinese is named, and shown by no build until it is put right.
    Exit code: 0; 3 when English of --from-xliff was not taken over, which is named; 1 when nothing was written.
    """
    from search_app.commands.translating import write_worksheet

    if len(documents) > 1 and (xliff or from_xliff):
        raise click.UsageError("an XLIFF is of one document: name one")
    lost = [write_worksheet(corpus, document, xliff, from_xliff, draft) for document in dict.fromkeys(documents)]
    context.exit(3 if any(lost) else 0)
