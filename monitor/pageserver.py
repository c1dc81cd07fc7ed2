"""The status page and API of this process: its port, its server, and what it says of itself."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import APIRouter

from config.settings import Settings
from monitor import metrics
from monitor.context import Context
from monitor.refusals import PortTaken
from monitor.web.app import build_app
from monitor.web.deps import Health, WebDeps

_STOPS = 2.0  # seconds


def listen(settings: Settings) -> socket.socket:
    """The socket of the page, bound before anything else begins. Raises PortTaken."""
    host, port = settings.web.host, settings.web.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY; without it each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = "is taken" if error.errno == 98 else f"cannot be had ({error.strerror})"
        raise PortTaken(
            f"Port {port} on {host} {reason}: end what uses it, or choose another with"
            f" AMIF_MONITOR_WEB__PORT={port + 1 if port < 65535 else 8080}."
        ) from None
    listener.listen(2048)
    return listener


def address_of(listener: socket.socket) -> str:
    """Where the page answers, as a person would type it."""
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


class _Server(uvicorn.Server):
    """uvicorn on our loop and our socket; signals are the service's own business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM and SIGINT to the service, which also stops polls and deliveries."""
        yield


class Page:
    """The page of this process: its port is taken first, it is served once the store is open."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.address = address_of(listener)

    @classmethod
    @contextlib.contextmanager
    def opened(cls, settings: Settings, *, wanted: bool) -> Iterator["Page | None"]:
        """A page on its port while the block lasts; None where none is wanted. Raises PortTaken."""
        if not wanted:
            yield None
            return
        with contextlib.closing(listen(settings)) as listener:
            yield cls(listener)

    def start(self, context: Context, health: Callable[[], Health] | None) -> asyncio.Task[None]:
        """Serve; the task ends when serving does. `health` None: this process only shows."""
        app = build_app(web_deps(context, health or Health))
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=3,
                proxy_headers=False,
            )
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        return self._serving

    def leave(self) -> None:
        """Take no new visitors."""
        self._server.should_exit = True

    async def stop(self) -> None:
        """Give the visitors there are a moment to be answered."""
        await asyncio.wait({self._serving}, timeout=_STOPS)


def _routers(context: Context) -> tuple[APIRouter, ...]:
    """The desk of subscriptions, where the operator opened it."""
    if context.directory is None:
        return ()
    from monitor.subscriptions.opening import open_desk  # noqa: PLC0415  costs memory

    return (open_desk(context),)


def web_deps(context: Context, probe: Callable[[], Health]) -> WebDeps:
    """What the web room is given."""
    web = context.settings.web
    routers = _routers(context)
    watched = context.watched
    return WebDeps(
        public_url=web.public_url,
        clock=context.clock,
        sources={key: one.info for key, one in watched.items()},
        probe=probe,
        database=context.database,
        operator=web.operator,
        contact=web.contact,
        imprint_url=web.imprint_url,
        hidden=frozenset(key for key, one in watched.items() if not one.public),
        disabled=frozenset(key for key, one in watched.items() if not one.enabled),
        intervals={key: one.every for key, one in watched.items()},
        trusted_proxies=web.trusted_proxies,
        metrics=metrics.render if web.metrics else None,
        routers=routers,
        page_links=(("/subscribe", "Subscribe"),) if routers else (),
    )
