"""A simulated portal and a receiver on loopback, and the real program between them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from typer.testing import CliRunner

from config.vocabulary import EventKind
from monitor.__main__ import now as real_now
from monitor.cli import build
from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.portal_world import PortalWorld, Topic
from monitor.demo.server import serve

ROOT = Path(__file__).parents[2]
ALL_KINDS = tuple(EventKind)


@dataclass
class Receiver:
    """Takes what `json://` sends; `refuse` makes it answer 500, `delay` answer so much later."""

    told: list[dict[str, Any]] = field(default_factory=list)
    refuse: bool = False
    delay: float = 0.0
    port: int = 0

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The single events told so far, of one kind or all."""
        singly = [one for one in self.told if one["kind"] != "summary"]
        return [one for one in singly if kind in ("", one["kind"])]

    def summaries(self) -> list[dict[str, Any]]:
        """The summaries told so far."""
        return [one for one in self.told if one["kind"] == "summary"]


@contextmanager
def receiver(*, delay: float = 0.0) -> Iterator[Receiver]:
    """A receiver that answers, `delay` seconds late, while the block runs."""
    mine = Receiver(delay=delay)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # who sent it died in the middle
                return
            if mine.refuse:
                self.send_error(500)
                return
            mine.told.append(json.loads(json.loads(body)["message"]))
            time.sleep(mine.delay)
            self.send_response(204)
            with suppress(ConnectionError):  # who asked may be dead by now
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    mine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield mine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port nobody has just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Installation:
    """One installation in a folder of its own: settings, database, program."""

    def __init__(self, folder: Path, world: str, channel: Receiver) -> None:
        self.folder = folder
        self.port = free_port()
        self.program: subprocess.Popen[bytes] | None = None
        (folder / "amif-monitor.toml").write_text(_settings(folder, self.port, world, channel.port))

    def run(self, *words: str) -> Any:
        """A command to its end, within this process."""
        words = (words[0], "--config", str(self.folder / "amif-monitor.toml"), *words[1:])
        return CliRunner().invoke(build(real_now), words)

    def start(self) -> None:
        """The service, once it is ready."""
        with (self.folder / "log").open("ab") as log:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run"],
                cwd=self.folder,
                env=_environment(),
                stdout=log,
                stderr=log,
            )
        try:
            until(self.is_ready, 60)
        except AssertionError as error:
            raise AssertionError((self.folder / "log").read_text()[-3000:]) from error

    def is_ready(self) -> bool:
        """Whether `/ready` says so."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def get(self, path: str) -> Any:
        """What the page answers, as JSON where it is."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            body = answer.read()
            kind = answer.headers["content-type"]
        return json.loads(body) if "json" in kind else body.decode()

    def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        assert self.program is not None
        self.program.send_signal(signal.SIGTERM)
        code = self.program.wait(15)
        self.program = None
        return code

    def kill(self) -> None:
        """kill -9."""
        if self.program is not None:
            self.program.kill()
            self.program.wait(10)
            self.program = None


def node(folder: Path, world: str, channel: Receiver, database: str) -> Installation:
    """An installation in a new folder whose store is a PostgreSQL database, shared or not."""
    folder.mkdir()
    made = Installation(folder, world, channel)
    settings = folder / "amif-monitor.toml"
    own = f"sqlite:///{folder}/amif-monitor.db"
    settings.write_text(settings.read_text().replace(own, database))
    return made


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "AMIF_MONITOR_CONFIG": ""}


def _settings(folder: Path, port: int, world: str, receiver_port: int) -> str:
    kinds = ", ".join(f'"{kind}"' for kind in ALL_KINDS)
    return f"""
[web]
port = {port}
[polling]
allow_private_addresses = true
[store]
url = "sqlite:///{folder}/amif-monitor.db"
[sources.eu_portal]
url = "{world}{SEARCH_PATH}"
details_url = "{world}{DETAILS_PATH}"
every = "1s"
{_only_the_portal()}
[[channels]]
name = "receiver"
url = "json://127.0.0.1:{receiver_port}/"
format = "json"
events = [{kinds}]
"""


def _only_the_portal() -> str:
    """The other sources are not part of these tests, and have no network to fail in."""
    from sources.registry import builtin_sources

    others = [name for name in builtin_sources() if name != "eu_portal"]
    return "\n".join(f"[sources.{name}]\nenabled = false" for name in others)


def until(true: Callable[[], object], seconds: float) -> None:
    """Wait until something is true; fails when it is not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def topic(number: int, **given: Any) -> Topic:
    """A topic that opened ten days ago and closes in a hundred."""
    now = real_now()
    return Topic(
        **{
            "identifier": f"AMIF-2026-TF2-AG-INTE-{number:02}",
            "call_identifier": "AMIF-2026-TF2-AG-INTE",
            "title": f"Integration of example group {number}",
            "ccm2_id": 50_000_000 + number,
            "opens": now - timedelta(days=10),
            "deadlines": (now + timedelta(days=100),),
            "budget": 6_000_000,
            **given,
        }
    )


@contextmanager
def portal() -> Iterator[tuple[PortalWorld, str]]:
    """A simulated portal on the real clock, and its address."""
    world = PortalWorld(clock=real_now)
    with serve(portal_app(world)) as address:
        yield world, address
