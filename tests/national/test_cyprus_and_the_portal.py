"""Nine lines of Cyprus's portal beside the EU portal's topics: one call each, whoever shows it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from config.settings import PollingSettings, Settings, SourceSettings, StoreSettings
from monitor.commands.lists import run_calls
from monitor.commands.passes import run_poll
from monitor.demo.portal import DETAILS_PATH, SEARCH_PATH, portal_app
from monitor.demo.portal_world import PortalWorld, Topic
from monitor.demo.server import serve
from monitor.world import watched_sources
from store.calls import CallQuery

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
SAMPLE = Path(__file__).parents[1] / "samples" / "cy_portal_eu" / "2026-11-23-nine-calls.html"
SHARED_CODES = ("AMIF-2024-TF2-AG-THB-01", "AMIF-2023-TF2-AG-CALL-02-LOCAL")
RENAMED = "AMIF-2022-TF1-AG-THB"  # Cyprus knows it as AMIF-2022-AG-CALL-THB, with a Greek Alpha


def topic(identifier: str, title: str, opens: datetime, closes: datetime, number: int) -> Topic:
    return Topic(
        identifier=identifier, title=title, ccm2_id=number, opens=opens, deadlines=(closes,)
    )


def portal() -> PortalWorld:
    world = PortalWorld(clock=lambda: NOW)
    world.put(
        topic(
            SHARED_CODES[0],
            "Call for proposals on the assistance, support and integration of third country"
            " national victims of trafficking in human beings",
            datetime(2024, 5, 21, tzinfo=BRUSSELS),
            datetime(2024, 8, 21, 17, tzinfo=BRUSSELS),
            46_100_001,
        ),
        topic(
            SHARED_CODES[1],
            "Integration and inclusion at regional and local level",
            datetime(2023, 1, 17, tzinfo=BRUSSELS),
            datetime(2023, 5, 16, 17, tzinfo=BRUSSELS),
            44_700_002,
        ),
        topic(
            RENAMED,
            "Assistance, support and integration of third country national victims of trafficking"
            " in human beings",
            datetime(2022, 2, 17, tzinfo=BRUSSELS),
            datetime(2022, 5, 19, 17, tzinfo=BRUSSELS),
            43_000_001,
        ),
    )
    return world


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    def cyprus(_: Request) -> Response:
        return Response(SAMPLE.read_bytes(), media_type="text/html; charset=utf-8")

    app = portal_app(portal())
    app.routes.append(Route("/cyprus", cyprus))
    with serve(app) as base:
        yield Settings(
            store=StoreSettings(url=SecretStr(f"sqlite:///{tmp_path / 'test.db'}")),
            polling=PollingSettings(allow_private_addresses=True),
            sources={
                "eu_portal": SourceSettings(
                    url=f"{base}{SEARCH_PATH}", details_url=f"{base}{DETAILS_PATH}"
                ),
                "cy_portal_eu": SourceSettings(url=f"{base}/cyprus"),
            },
        )


@pytest.mark.slow
def test_what_both_show_is_one_call_at_brussels_time(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = watched_sources(settings)
    names = ["eu_portal", "cy_portal_eu"]
    assert run_poll(settings, watched, names, lambda: NOW, json=True, dry_run=False) == 0
    capsys.readouterr()
    assert run_calls(settings, CallQuery(), NOW, "json") == 0
    calls = json.loads(capsys.readouterr().out)["items"]
    by_code = {call["identifier"]: call for call in calls}
    assert len(calls) == 9
    for code in (*SHARED_CODES, RENAMED):
        assert {source["id"] for source in by_code[code]["sources"]} == set(names)
    assert {call["country"] for call in calls} == {"EU"}
    assert {call["management"] for call in calls} == {"direct"}
    closes = {datetime.fromisoformat(call["deadlines"][0]["at"]) for call in calls}
    assert {f"{at.astimezone(BRUSSELS):%H:%M}" for at in closes} == {"17:00"}
