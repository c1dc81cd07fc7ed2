"""A whole installation for the desk: real settings, database, page, mail server on loopback."""

import asyncio
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1] / "notifiers"))
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from far_ends import MailBox, mail_server
from web_world import event as happened
from web_world import world_call

from config.settings import load_settings
from config.vocabulary import CallStatus, EventKind
from monitor.assemble import make_deliverer
from monitor.context import Context, make_context
from monitor.owing import deliveries_for
from monitor.pageserver import web_deps
from monitor.parcels import Parcels
from monitor.receivers import receivers
from monitor.web.app import build_app
from monitor.web.deps import Health
from store import calls, events, outbox
from store.calls import KeyedCall
from store.database import open_database
from store.records import StoredCall

NOW = datetime(2026, 2, 25, 9, 30, tzinfo=UTC)
ADDRESS = "someone@example.org"
LINK = re.compile(r"https?://[^\s>\"]+/subscribe/(confirm|manage|leave)/([A-Za-z0-9._-]+)")


@dataclass
class DeskWorld:
    """The installation. `now` is its clock; `web` talks to its page."""

    folder: Path
    context: Context
    web: httpx.Client
    box: MailBox
    address: str
    clock: list[datetime] = field(default_factory=lambda: [NOW])

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.clock[0] += timedelta(**passed)

    def ask(self, email: str = ADDRESS, **fields: Any) -> httpx.Response:
        """Sign up by form."""
        return self.web.post("/subscribe", data={"email": email, **fields})

    def links(self, number: int = -1) -> dict[str, str]:
        """The paths in a mail by what they are for."""
        body = self.box.mails[number].get_body(("plain",))
        assert body is not None
        found = LINK.finditer(body.get_content())
        return {one[1]: f"/subscribe/{one[1]}/{one[2]}" for one in found}

    def mails(self, count: int) -> None:
        """Wait until so many mails have come."""
        until(lambda: len(self.box.mails) >= count)
        assert len(self.box.mails) == count

    def subscribe(self, email: str = ADDRESS, **fields: Any) -> dict[str, str]:
        """The whole way in; gives the subscriber's own links."""
        before = len(self.box.mails)
        assert self.ask(email, **fields).status_code == 200
        self.mails(before + 1)
        answer = self.web.post(self.links()["confirm"])
        assert answer.status_code == 200
        manage = re.search(r"/subscribe/manage/[A-Za-z0-9._-]+", answer.text)
        assert manage is not None
        path = manage.group()
        return {"manage": path, "leave": path.replace("manage", "leave")}

    def happens(self, kind: EventKind, call: StoredCall) -> None:
        """Store a call and an event of it, and owe it to whom it concerns."""
        now = self.clock[0]
        event = happened(call.id, kind, now)
        with self.context.database.write() as conn:
            calls.save(conn, [KeyedCall(call=call, code_key="", title_key="")])
            stored = events.add(conn, [event])
            told = receivers(conn, self.context.channels(), now)
            outbox.owe(conn, deliveries_for(stored, {call.id: call}, told, now))

    def deliver(self) -> tuple[int, int]:
        """Send what is owed, once."""
        deliverer = make_deliverer(self.context, Parcels(self.context))

        async def drain() -> tuple[int, int]:
            done = await deliverer.drain()
            await deliverer.stop(2)
            return done

        with ThreadPoolExecutor(1) as apart:  # a browser's own loop may run in this thread
            return apart.submit(lambda: asyncio.run(drain())).result()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def swedish_call(key: str = "1", status: CallStatus = CallStatus.OPEN) -> StoredCall:
    """An open Swedish call."""
    call = world_call(f"se-test-{key}", f"Utlysning {key}")
    return replace(call, status=status, facts=replace(call.facts, country="SE"))


@contextmanager
def desk_world(folder: Path, more: str = "") -> Iterator[DeskWorld]:
    """A running installation in a folder of its own; `more` stands in [subscriptions]."""
    with mail_server() as box, _listener() as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        context, clock = _context(folder, box.port, address, more)
        with _served(context, listener), httpx.Client(base_url=address, timeout=20) as web:
            yield DeskWorld(folder, context, web, box, address, clock)
        context.database.close()


def _context(folder: Path, port: int, address: str, more: str) -> tuple[Context, list[datetime]]:
    file = folder / "amif-monitor.toml"
    file.write_text(
        f'[store]\nurl = "sqlite:///{folder}/desk.db"\n'
        f'[web]\npublic_url = "{address}"\noperator = "Example house"\n'
        f"[subscriptions]\nenabled = true\n"
        f'mail_url = "mailto://127.0.0.1:{port}?from=alerts@example.org"\n{more}',
        encoding="utf-8",
    )
    settings = load_settings(file, {})
    database = open_database(settings.store.url.get_secret_value())
    clock = [NOW]
    return make_context(settings, database, {}, lambda: clock[0]), clock


@contextmanager
def _listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who comes before the server is up waits for it
        yield listener


@contextmanager
def _served(context: Context, listener: socket.socket) -> Iterator[None]:
    app = build_app(web_deps(context, Health))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    yield
    server.should_exit = True
    thread.join()
