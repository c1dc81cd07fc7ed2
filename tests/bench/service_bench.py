"""Figures of the whole service at rest: `python -m tests.bench.service_bench`.

The real program in a process of its own, with a channel that accepts and no source that can answer;
empty, and with 10,000 calls stored, 200 of them open.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

from sources.registry import builtin_sources
from tests.bench.fetch_bench import _free_port, _resident, _tree
from tests.bench.stored import fill

Figure = tuple[str, str, str]
ROOT = Path(__file__).parents[2]
_STORED = 10_000
_REST = 10.0  # seconds over which an idle service is watched
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was measured of one run: seconds, bytes, and the share of one core while idle."""

    ready: float
    begun: float
    memory: int
    cpu: float
    stop: float


def figures() -> Iterator[Figure]:
    """Name, value, goal."""
    for stored in (0, _STORED):
        with tempfile.TemporaryDirectory() as folder, _receiver() as channel:
            if stored:
                fill(f"sqlite:///{folder}/bench.db", stored)
                _settle(Path(folder), channel)
            seen = _watched(Path(folder), channel)
        about = f"{stored:,} calls stored"
        yield f"start to ready, {about}", f"{seen.ready:.2f} s", "under 3 s"
        yield f"processor time until ready, {about}", f"{seen.begun:.2f} s", ""
        yield (
            f"idle memory of all processes, {about}",
            f"{seen.memory / 1e6:.0f} MB",
            "under 150 MB",
        )
        yield f"idle processor time, {about}", f"{seen.cpu:.2%} of a core", "under 0.5 %"
        yield f"SIGTERM to the end, {about}", f"{seen.stop:.2f} s", "under 10 s"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:55} {value:>16}   {goal}")  # noqa: T201  a program's output


def _watched(folder: Path, channel: int) -> Seen:
    port = _free_port()
    (folder / "bench.toml").write_text(_settings(folder, port, channel))
    begun = time.monotonic()
    with _service(folder) as program:
        _until_ready(program, port)
        ready, spent = time.monotonic() - begun, _cpu(program.pid)
        _until_quiet(program.pid)
        used, at = _cpu(program.pid), time.monotonic()
        time.sleep(_REST)
        cpu = (_cpu(program.pid) - used) / (time.monotonic() - at)
        memory = sum(_resident(pid) for pid in _tree(program.pid))
        stopping = time.monotonic()
        program.terminate()
        program.wait(30)
        stop = time.monotonic() - stopping
    return Seen(ready=ready, begun=spent, memory=memory, cpu=cpu, stop=stop)


def _settle(folder: Path, channel: int) -> None:
    """A first start, not measured: rules that are new to a database are applied to every call."""
    port = _free_port()
    (folder / "bench.toml").write_text(_settings(folder, port, channel))
    with _service(folder) as program:
        _until_ready(program, port)
        _until_quiet(program.pid)
        program.terminate()
        program.wait(60)


def _until_quiet(pid: int) -> None:
    """Until first polls and warm-ups are over; on a busy machine that takes its time."""
    end, used, busy = time.monotonic() + 120, _cpu(pid), True
    while busy and time.monotonic() < end:
        time.sleep(2)
        now = _cpu(pid)
        busy, used = now - used > 0.1, now


@contextmanager
def _receiver() -> Iterator[int]:
    """A channel that accepts everything; its port."""

    class Accept(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: figures are printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Accept)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def _service(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    program = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "--config", str(folder / "bench.toml")],
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("w"),
        cwd=ROOT,
    )
    try:
        yield program
    finally:
        if program.poll() is None:
            program.kill()
            program.wait(10)


def _settings(folder: Path, port: int, channel: int) -> str:
    off = "".join(
        f"[sources.{name}]\nenabled = false\n" for name in builtin_sources() if name != "eu_portal"
    )
    return (
        f'[store]\nurl = "sqlite:///{folder}/bench.db"\n[web]\nport = {port}\n'
        "[polling]\nallow_private_addresses = true\n"
        f'[sources.eu_portal]\nurl = "http://127.0.0.1:9/"\n{off}'
        f'[[channels]]\nname = "bench"\nurl = "json://127.0.0.1:{channel}/"\n'
    )


def _until_ready(program: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and program.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError("the service did not become ready")


def _cpu(pid: int) -> float:
    """Seconds of processor time all processes of the service have used so far."""
    seconds = 0.0
    for one in _tree(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            seconds += (int(fields[11]) + int(fields[12])) / _TICKS
    return seconds


if __name__ == "__main__":
    main()
