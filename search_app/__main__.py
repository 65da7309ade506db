"""``python -m search_app``: serve on HOST and PORT (default 127.0.0.1:8000) with waitress."""

from __future__ import annotations

import os
import sys

from waitress import create_server

from search_app.web.app import create_app

# A megabyte of query is read, so that it is refused in the reader's language; waitress itself would speak English.
MAX_HEADER_BYTES = 2_097_152
MAX_BODY_BYTES = 262_144
THREADS = 4


def main() -> int:
    """Serve until interrupted; 2 when the address cannot be used."""
    host = os.environ.get("HOST", "127.0.0.1")
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or int(port) > 65535:
        print(f"PORT={port}: must be a number from 0 to 65535", file=sys.stderr)
        return 2
    app = create_app()
    try:
        server = create_server(
            app,
            host=host,
            port=int(port),
            threads=THREADS,
            ident=None,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
        )
    except OSError as error:
        print(f"cannot listen on {host}:{port} ({error.strerror}); set PORT to a free one", file=sys.stderr)
        return 2
    print(f"Serving on http://{host}:{server.effective_port}", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
