"""The service of the pass, in a process of its own, and how a pass of it is brought about."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sources.registry import builtin_sources
from tests.bench.fetch_bench import _free_port, _resident, _tree
from tests.bench.pass_world import SITES, World, host, instant
from tests.bench.service_bench import _service, _until_ready

EVERY = 10  # seconds between two passes
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass: `begun` is when all sources were due at once, `seconds` until the last of them was
    stored, `cpu` the processor time of all processes of the service in between. `seen` is what the
    far ends counted (see pass_world).
    """

    begun: float
    seconds: float
    cpu: float
    unchanged: int
    seen: dict[str, Any]


class Service:
    """The running service with 200 feeds, and its database, looked at from outside."""

    def __init__(self, folder: Path, program: "subprocess.Popen[bytes]", world: World) -> None:
        self._folder = folder
        self._program = program
        self._world = world

    def stored(self) -> tuple[int, int, float]:
        """How many polls were stored so far, how many of them unchanged, when the last was."""
        with closing(self._open()) as db:
            ask = "select count(*), coalesce(sum(unchanged), 0), max(started) from polls"
            count, unchanged, last = db.execute(ask).fetchone()
        return count, unchanged, _read(last)

    def _asked(self) -> int:
        with closing(self._open()) as db:
            return int(db.execute("select count(distinct source) from polls").fetchone()[0])

    def calls(self) -> int:
        """How many calls are stored."""
        with closing(self._open()) as db:
            return int(db.execute("select count(*) from calls").fetchone()[0])

    def wait(self, done: Callable[[], bool]) -> None:
        """Until something is done. Raises TimeoutError after a minute."""
        end = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("the pass did not come to its end")
            time.sleep(0.05)

    def first(self) -> None:
        """The first pass, all sources new; the service is held after it."""
        self.wait(lambda: self._asked() == SITES)
        self.hold()

    def once(self, messages: int = 0) -> Pass:
        """A pass over all sources, which the service takes up when all of them are due.

        It is held until they are, so that none runs ahead, and again after the pass and after this
        many messages were accepted.
        """
        before, same, last = self.stored()
        time.sleep(max(0.0, last + EVERY + 0.2 - instant()))
        self._world.ask("forget")
        used = self._cpu()
        begun = instant()
        os.kill(self._program.pid, signal.SIGCONT)
        self.wait(
            lambda: (
                self.stored()[0] >= before + SITES
                and (not messages or len(self._world.ask("seen")["told"]) >= messages)
            )
        )
        self.hold()
        cpu = self._cpu() - used
        _, unchanged, ended = self.stored()
        return Pass(
            begun=begun,
            seconds=ended - begun,
            cpu=cpu,
            unchanged=unchanged - same,
            seen=self._world.ask("seen"),
        )

    def memory(self) -> int:
        """Bytes of all processes of the service."""
        return sum(_resident(pid) for pid in _tree(self._program.pid))

    def _cpu(self) -> float:
        """Seconds of processor time of the service, with its children, ended ones too."""
        pid, ticks = self._program.pid, 0
        for one in _tree(pid):
            with suppress(OSError):
                fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(map(int, fields[11 : 15 if one == pid else 13]))
        return ticks / _TICKS

    def rest(self, seconds: float) -> None:
        """Let the service go on by itself for a while, then hold it again."""
        if seconds:
            self.go()
            time.sleep(seconds)
            self.hold()

    def hold(self) -> None:
        """Let it do nothing until the next pass."""
        os.kill(self._program.pid, signal.SIGSTOP)

    def go(self) -> None:
        """Let it run again, when it likes."""
        os.kill(self._program.pid, signal.SIGCONT)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._folder}/bench.db?mode=ro", uri=True)


def _read(stored: str | None) -> float:
    if stored is None:
        return 0.0
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()


@contextmanager
def service(
    folder: Path,
    world: World,
    *,
    fill: Callable[[str], None] = lambda _url: None,
    every: int = EVERY,
) -> Iterator[Service]:
    """The service, ready. `fill` may put calls into its store (given its url) beforehand; `every`
    is in seconds, another than EVERY for passes that come by themselves.
    """
    port = _free_port()
    fill(f"sqlite:///{folder}/bench.db")
    (folder / "bench.toml").write_text(_settings(folder, port, world, every))
    with _service(folder) as program:
        try:
            _until_ready(program, port)
            yield Service(folder, program, world)
        finally:
            os.kill(program.pid, signal.SIGCONT)
            program.terminate()
            program.wait(30)


def addresses(world: World) -> list[str]:
    """The feeds of all sites."""
    return [f"http://{host(site)}:{world.port}/feed.xml" for site in range(SITES)]


def _settings(folder: Path, port: int, world: World, every: int) -> str:
    parts = [
        f'[store]\nurl = "sqlite:///{folder}/bench.db"\n[web]\nport = {port}',
        f'[polling]\nevery = "{every}s"\npause = "0s"\nallow_private_addresses = true',
        *(f"[sources.{name}]\nenabled = false" for name in builtin_sources()),
        f'[[channels]]\nname = "bench"\nurl = "json://127.0.0.1:{world.receiver}/"',
    ]
    parts += [
        f'[[feeds]]\nid = "site-{site}"\nkind = "feed"\nurl = "{address}"\ncountry = "SE"\n'
        f'timezone = "Europe/Stockholm"\nname = "Site {site}"'
        for site, address in enumerate(addresses(world))
    ]
    return "\n".join(parts) + "\n"
