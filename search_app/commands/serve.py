"""How is the published index served? On HOST and PORT (default 127.0.0.1:8000), until told to end."""

from __future__ import annotations

import gc
import os
import signal
import sys

from search_app.web.app import create_app
from search_app.web.serving.server import Server


def run_server() -> int:
    """Serve until told to end; 2 when the address cannot be used."""
    host = os.environ.get("HOST", "127.0.0.1")
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or int(port) > 65535:
        print(f"PORT={port}: must be a number from 0 to 65535", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # while it starts: what it made for the time being is removed
    app = create_app()
    try:
        server = Server(app, host, int(port))
    except OSError as error:
        print(f"cannot listen on {host}:{port} ({error.strerror}); set PORT to a free one", file=sys.stderr)
        return 2
    gc.freeze()  # what was made until now is needed until the end, and never looked through for garbage
    gc.enable()
    print(f"Serving on http://{host}:{server.port}", flush=True)
    if not server.run():
        # Threads still work on what nobody waits for any more: Python has crashed when it was taken apart beneath them.
        sys.stdout.flush()
        os._exit(0)
    return 0
