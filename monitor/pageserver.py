"""The status page and API of this process: its port, its server, and what it says of itself."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from datetime import timedelta

import uvicorn

from config.settings import Settings
from monitor import metrics
from monitor.context import Context
from monitor.refusals import PortTaken
from monitor.schedule import Schedule
from monitor.web.app import build_app
from monitor.web.deps import Health, WebDeps

_STALE = timedelta(seconds=30)


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


class Probe:
    """Whether true work goes on, not only the web: decides `/live` and `/ready`."""

    def __init__(self, schedule: Schedule, delivering: asyncio.Task[None]) -> None:
        self._schedule = schedule
        self._delivering = delivering

    def __call__(self) -> Health:
        """Dead: the clock pass or the deliveries stopped. Not ready: the store refuses."""
        reasons = []
        if self._schedule.seconds_since_tick() > _STALE.total_seconds():
            reasons.append("The clock pass has not run for half a minute.")
        if self._delivering.done():
            reasons.append("Deliveries have stopped.")
        live = not reasons
        if self._schedule.store_error:
            reasons.append("The database refuses to be written.")
        return Health(live=live, ready=not reasons, reasons=tuple(reasons))


class PageServer(uvicorn.Server):
    """uvicorn on our loop and our socket; signals are the service's own business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM and SIGINT to the service, which also stops polls and deliveries."""
        yield


def page_server(context: Context, probe: Probe) -> PageServer:
    """The server over the app; not begun yet."""
    app = build_app(web_deps(context, probe))
    return PageServer(
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


def web_deps(context: Context, probe: Probe) -> WebDeps:
    """What the web room is given."""
    web = context.settings.web
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
    )
