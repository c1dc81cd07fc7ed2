"""Rows, answers and topics of the portal, in the index's own shapes, and what is read in them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.vocabulary import CallFacts
from monitor.demo.portal_world import Topic
from sources.base import Answer, CallSeen, Fetched, Response
from sources.eu_portal import EuPortal

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 6, 1, 12, tzinfo=BRUSSELS)
AMIF = "43251447"
HORIZON = "43108390"
CODE = "AMIF-2026-TF2-AG-THB-01"
PORTAL = EuPortal()


class ATime:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


def brussels(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def a_topic(number: int = 1, **changes: Any) -> Topic:
    values: dict[str, Any] = {
        "identifier": f"AMIF-2026-TF2-AG-THB-{number:02}",
        "title": f"Support for victims, topic {number}",
        "ccm2_id": 50_000_000 + number,
        "opens": brussels(2026, 5, 1),
        "deadlines": (brussels(2026, 9, 16, 17),),
    }
    return Topic(**(values | changes))


def a_row(**changes: Any) -> dict[str, Any]:
    """A live topic row; None removes a metadata field, a list replaces it."""
    metadata: dict[str, Any] = {
        "identifier": [CODE],
        "callIdentifier": ["AMIF-2026-TF2-AG-THB"],
        "ccm2Id": ["50000001"],
        "REFERENCE": ["50000001TOPICSen"],
        "title": ["Support for victims of trafficking"],
        "type": ["1"],
        "status": ["31094502"],
        "startDate": ["2026-05-01T00:00:00.000+0000"],
        "deadlineDate": ["2026-09-16T00:00:00.000+0000"],
        "deadlineModel": ["single-stage"],
        "frameworkProgramme": [AMIF],
        "DATASOURCE": ["SEDIA"],
        "language": ["en"],
    }
    top = {"reference": "50000001TOPICSen", "language": "en", "summary": "A summary"}
    top |= changes.pop("top", {})
    for name, value in changes.items():
        if value is None:
            metadata.pop(name, None)
        else:
            metadata[name] = value
    return top | {"metadata": metadata}


def actions(**values: Any) -> list[str]:
    return [json.dumps([values])]


def an_answer(*rows: Any, **changes: Any) -> dict[str, Any]:
    return {
        "apiVersion": "2.151",
        "totalResults": len(rows),
        "pageNumber": 1,
        "pageSize": 100,
        "results": list(rows),
        "warnings": [],
    } | changes


def a_response(whole: Any, page: int = 1, content_type: str = "application/json") -> Response:
    body = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    return Response(
        url=f"https://example.org/search?apiKey=SEDIA&pageNumber={page}",
        status=200,
        headers={"content-type": content_type},
        body=body,
    )


def fetched(*wholes: Any, canary: Any = None) -> Fetched:
    responses = [a_response(whole) for whole in wholes]
    if canary is not None:
        responses.append(a_response(canary))
    state = {"canary": "asked" if canary is not None else ""}
    return Fetched(responses=tuple(responses), state=state)


def parse(*wholes: Any, canary: Any = None) -> Answer:
    return PORTAL.parse(fetched(*wholes, canary=canary), NOW)


def notice(**changes: Any) -> CallSeen:
    (seen,) = parse(an_answer(a_row(**changes))).calls
    return seen


def facts(**changes: Any) -> CallFacts:
    return notice(**changes).facts
