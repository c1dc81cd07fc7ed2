"""The demo's channel: an address on this machine that prints each alert as a line."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_BRUSSELS = ZoneInfo("Europe/Brussels")
_COLOURS = {
    "open": "green",
    "forthcoming": "cyan",
    "closing_soon": "yellow",
    "closed": "red",
    "deadline_changed": "magenta",
    "summary": "blue",
}


def alert_route(clock: Callable[[], datetime], console: Console) -> Route:
    """A receiver for `json://` channels with `format = "json"`: one line an alert."""

    async def receive(request: Request) -> Response:
        sent = await request.json()
        for line in alert_lines(_inner(sent), clock()):
            console.print(line)
        return Response(status_code=204)

    return Route("/alerts", receive, methods=["POST"])


def alert_lines(told: dict[str, Any], now: datetime) -> list[Text]:
    """An event or a summary as lines: the world's date, what happened, identifier, title."""
    calls = told["calls"] if told["kind"] == "summary" else [told["call"]]
    return [_line(told, call, now) for call in calls if call]


def _inner(sent: dict[str, Any]) -> dict[str, Any]:
    """Apprise wraps the event into its own envelope, as text."""
    import json  # noqa: PLC0415  a word that is also a method's name above

    inner: dict[str, Any] = json.loads(sent["message"])
    return inner


def _line(told: dict[str, Any], call: dict[str, Any], now: datetime) -> Text:
    kind = told["kind"]
    line = Text(f"{now.astimezone(_BRUSSELS):%a %d %b %Y}  ")
    line.append(f"{kind.replace('_', ' '):<17}", style=_COLOURS.get(kind, "bold"))
    line.append(f"{call['identifier'] or call['title'][:48]}  ", style="bold")
    line.append(_when(told, call))
    return line


def _when(told: dict[str, Any], call: dict[str, Any]) -> str:
    if told["kind"] == "deadline_changed":
        return f"{_day(told['previous_deadline'])} -> {_day(told['deadline'])}"
    if call["days_left"] is not None:
        return f"until {_day(call['next_deadline'])}, days left: {call['days_left']}"
    return str(call["title"])[:60]


def _day(instant: str | None) -> str:
    if instant is None:
        return "none"
    return f"{datetime.fromisoformat(instant).astimezone(_BRUSSELS):%d %b %Y %H:%M}"
