"""`sources check`: one look at a real local server, what was read, the page kept as a sample."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.settings import PollingSettings, Settings
from monitor.commands.sources import run_sources_check
from monitor.context import Watched
from monitor.refusals import UnknownName
from sources.registry import builtin_sources, configure
from sources.samples import play, sample_paths

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def cyprus() -> Iterator[str]:
    """A local server that answers as Cyprus's portal; gives its address."""
    body = (SAMPLES / "cy_portal_eu" / "2026-11-23-nine-calls.html").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/programme"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/programme"
    server.shutdown()
    thread.join()
    server.server_close()


def watched(url: str) -> dict[str, Watched]:
    sources = builtin_sources()
    here = configure(sources["cy_portal_eu"], url=url)
    return {
        "cy_portal_eu": Watched(source=here, every=timedelta(hours=3)),
        "fr_interieur": Watched(source=sources["fr_interieur"], every=timedelta(hours=3)),
    }


def settings() -> Settings:
    return Settings(polling=PollingSettings(allow_private_addresses=True))


def test_a_check_shows_what_was_read_and_keeps_the_page(
    cyprus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_sources_check(
        settings(), watched(cyprus), "cy_portal_eu", lambda: NOW, folder=tmp_path, json=True
    )
    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert len(shown["calls"]) == 9
    assert shown["calls"][0]["deadlines"] == ["2024-08-21 Europe/Brussels"]
    assert [path.name for path in sample_paths(tmp_path / "cy_portal_eu")] == [
        "2026-11-23-checked.html"
    ]


async def test_a_page_kept_by_a_check_can_be_played_back(cyprus: str, tmp_path: Path) -> None:
    import asyncio

    sources = watched(cyprus)
    await asyncio.to_thread(
        run_sources_check,
        settings(),
        sources,
        "cy_portal_eu",
        lambda: NOW,
        folder=tmp_path,
        json=True,
    )
    sample = sample_paths(tmp_path / "cy_portal_eu")[0]
    fetched, _ = await play(sources["cy_portal_eu"].source, sample)
    assert len(sources["cy_portal_eu"].source.parse(fetched, NOW).calls) == 9


def test_a_check_of_a_place_that_cannot_be_reached_is_a_failure_with_its_reason(
    cyprus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_sources_check(
        settings(), watched(cyprus + "x"), "cy_portal_eu", lambda: NOW, folder=tmp_path, json=False
    )
    assert code == 1
    assert "404" in capsys.readouterr().out


def test_a_declared_blind_spot_is_never_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = watched("http://127.0.0.1:9/")
    code = run_sources_check(
        settings(), sources, "fr_interieur", lambda: NOW, folder=tmp_path, json=False
    )
    assert code == 1
    assert "refuses automated reading" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_name_nobody_has_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        run_sources_check(settings(), {}, "xx_nobody", lambda: NOW, folder=tmp_path, json=False)
