"""Serves an application on loopback from a thread of its own: for the demo and for tests."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

_PATIENCE = 10.0  # seconds until it must be up, or down


@contextmanager
def serve(app: ASGIApp, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
    """The address (`http://127.0.0.1:PORT`) at which `app` answers while the block runs.

    Port 0 takes any free one. Raises OSError when the port is taken, RuntimeError when the server
    does not come up.
    """
    with socket.create_server((host, port)) as listening:
        config = uvicorn.Config(
            app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="served", daemon=True
        )
        thread.start()
        try:
            _wait_until_up(server, thread)
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _wait_until_up(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the simulated world's server did not start")
        time.sleep(0.01)
