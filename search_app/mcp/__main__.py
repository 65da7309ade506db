"""``python -m search_app.mcp``: serve the library to a language model on standard input and output."""

from __future__ import annotations

import gc
import logging
import os
import sys
from contextlib import redirect_stdout, suppress
from importlib.util import find_spec

_HELP = """\
python -m search_app.mcp: the policy library as a read-only server of the Model Context Protocol, on standard input and
output; it ends when its input ends. It takes no arguments.
INDEX_DIR: where the index lies (default .index/). PUBLIC_URL: the address of the site, which addresses begin with."""


def main() -> int:
    """Serve until the input ends; 2 for what cannot be served."""
    if sys.argv[1:]:
        print(_HELP, file=sys.stderr)
        return 0 if sys.argv[1:] in (["--help"], ["-h"]) else 2
    if find_spec("mcp") is None:
        needed = ".venv/bin/python -m pip install --require-hashes -r .requirements/mcp.txt"
        print(f"The package mcp is missing, which speaks the protocol. Install it with: {needed}", file=sys.stderr)
        return 2
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads for one product of arrays only cost time to start
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    with redirect_stdout(sys.stderr):  # standard output belongs to the protocol
        gc.disable()  # almost nothing that is made while a server starts is garbage
        import anyio

        from search_app.mcp.asking import Library
        from search_app.mcp.server import serve

        library = Library()
        gc.freeze()
        gc.enable()
    with suppress(KeyboardInterrupt):
        anyio.run(serve, library)
    return 0


if __name__ == "__main__":
    sys.exit(main())
