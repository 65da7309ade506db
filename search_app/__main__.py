"""``python -m search_app``: serve on HOST and PORT (default 127.0.0.1:8000)."""

from __future__ import annotations

import sys

from search_app.commands.serve import run_server

if __name__ == "__main__":
    sys.exit(run_server())
