"""A dead man's switch hears of each pass: `/start`, success, `/fail` (decisions J)."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor.heartbeat import Heartbeat


class Switch:
    """Notes the addresses it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mine.asked.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(name="switch")
def _switch() -> Iterator[Switch]:
    mine = Switch()
    thread = threading.Thread(target=mine.server.serve_forever, daemon=True)
    thread.start()
    yield mine
    mine.server.shutdown()
    mine.server.server_close()
    thread.join()


async def one_pass(url: str, *, well: bool) -> None:
    heart = Heartbeat(url)
    await heart.look(polling=True, well=True)
    await heart.look(polling=True, well=True)
    await heart.stop()
    await heart.look(polling=False, well=well)
    await heart.look(polling=False, well=well)
    await heart.stop()


@pytest.mark.parametrize(
    ("path", "well", "asked"),
    [
        ("/ping/abc", True, ["/ping/abc/start", "/ping/abc"]),
        ("/ping/abc", False, ["/ping/abc/start", "/ping/abc/fail"]),
        ("/ping/abc/", True, ["/ping/abc/start", "/ping/abc/"]),
        ("/ping?key=a/b", True, ["/ping/start?key=a/b", "/ping?key=a/b"]),
        ("/ping?key=a/b", False, ["/ping/start?key=a/b", "/ping/fail?key=a/b"]),
        ("", False, ["/start", "/fail"]),
    ],
)
def test_a_pass_is_told_at_its_start_and_end(
    switch: Switch, path: str, well: bool, asked: list[str]
) -> None:
    asyncio.run(one_pass(switch.address + path, well=well))
    assert switch.asked == asked


def test_without_an_address_nothing_is_asked(switch: Switch) -> None:
    asyncio.run(one_pass("", well=True))
    assert switch.asked == []
