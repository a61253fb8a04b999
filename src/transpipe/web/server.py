"""Serving the review page: a socket on the loopback address, and the address that opens it."""

from __future__ import annotations

from collections.abc import Callable

from transpipe.errors import TranspipeError
from transpipe.jobs.review import Desk
from transpipe.web.app import make_app
from transpipe.web.safety import new_keys

HOST = "127.0.0.1"


def serve(desk: Desk, port: int, ready: Callable[[str], None]) -> None:
    """Serve until the process is interrupted; `ready` is told the address once, key included.

    With port 0 the system chooses one. Raises TranspipeError when the port is taken.
    """
    import logging
    import socket

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # requests are nobody's business
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise TranspipeError(
            f"port {port} on {HOST} can't be used: {error.strerror}; name another with --port"
        ) from None
    keys = new_keys()
    chosen = int(listener.getsockname()[1])
    server = make_server(HOST, chosen, make_app(desk, keys, chosen), threaded=True, fd=listener.fileno())
    try:
        ready(f"http://{HOST}:{chosen}/?token={keys.token}")
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        desk.close()
