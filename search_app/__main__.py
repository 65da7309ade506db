"""``python -m search_app``: serve on HOST and PORT (default 127.0.0.1:8000); ``--help`` says so and starts nothing."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Serve until told to end."""
    if sys.argv[1:]:  # it takes no arguments, and says so
        from search_app.commands.command_line import serve

        serve.main(prog_name="python -m search_app")
    # Almost nothing that is made while a server starts is garbage: looking for it again and again takes a sixth of the
    # time. ``run_server`` begins to look when it listens.
    gc.disable()
    # Readers are answered side by side; more threads for one product of arrays only cost time to start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from search_app.commands.serve import run_server

    return run_server()


if __name__ == "__main__":
    sys.exit(main())
