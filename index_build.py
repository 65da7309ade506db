"""Build the search index from ``corpus/``, or show how a document is read.

index_build.py                      read → understand → index → publish
index_build.py meaning             vectors of its clauses, added to the published index
index_build.py inspect FILE         outline of a document without indexing it
index_build.py translate ID         what is to be translated of a document, into corpus/translations/
index_build.py learn                weights of the reader from the labelled examples
"""

from __future__ import annotations

from search_app.commands.command_line import build_first, run

if __name__ == "__main__":
    run(build_first, "index_build.py")
