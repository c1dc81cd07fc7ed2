"""The API: promised shapes, paging, problem details, its own description, and no 5xx whatever."""

from datetime import timedelta
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_world import CALLS, NOW, THB, World, client_of

from monitor.web.app import build_app

KEPT = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
CALL_FIELDS = {
    "id", "identifier", "call_identifier", "title", "language", "status", "management", "country",
    "authority", "objectives", "applicants", "opens", "deadlines", "deadline_kind",
    "next_deadline", "days_left", "missing_since", "restricted", "closed_objectives", "flags",
    "budget", "cofinancing_rate", "grant_min", "grant_max", "flat_rate", "project_start",
    "minimum_score", "url", "sources", "first_seen", "updated",
}  # fmt: skip
EVENT_FIELDS = {"id", "kind", "call", "at", "deadline", "previous_deadline", "rung_days", "source",
                "baseline"}  # fmt: skip
SOURCE_FIELDS = {"id", "name", "country", "url", "state", "last_success", "last_error",
                 "last_poll", "calls_seen"}  # fmt: skip


async def test_a_list_of_calls_keeps_its_promise(web: httpx.AsyncClient) -> None:
    body = (await web.get("/api/v1/calls")).json()
    assert body["total"] == len(CALLS) == len(body["items"])
    assert body["as_of"] == "2026-02-25T09:30:00Z"
    for call in body["items"]:
        assert set(call) >= CALL_FIELDS
    first = body["items"][0]
    assert first["id"] == THB.id
    assert first["next_deadline"] == "2026-03-03T16:00:00Z"
    assert first["days_left"] == 6
    assert first["budget"] == {"amount": 6000000, "currency": "EUR", "approximate": False}


async def test_events_and_sources_keep_their_promise(web: httpx.AsyncClient) -> None:
    events = (await web.get("/api/v1/events")).json()
    assert all(set(event) >= EVENT_FIELDS for event in events["items"])
    assert [event["at"] for event in events["items"]] == sorted(
        (event["at"] for event in events["items"]), reverse=True
    )
    about_source = next(one for one in events["items"] if one["kind"] == "source_degraded")
    assert about_source["call"] is None
    sources = (await web.get("/api/v1/sources")).json()
    assert all(set(source) >= SOURCE_FIELDS for source in sources["items"])
    states = {source["id"]: source for source in sources["items"]}
    assert states["eu_portal"]["state"] == "ok"
    assert states["eu_portal"]["last_error"] is None
    assert states["it_interno"]["state"] == "degraded"
    assert states["it_interno"]["last_error"] == "unreachable"
    assert states["cy_moi"]["state"] == "unverified"
    assert states["fr_dgef"]["watched"] is False


async def test_filters_and_paging_cut_the_list(web: httpx.AsyncClient) -> None:
    async def ids(query: str) -> list[str]:
        return [call["id"] for call in (await web.get(f"/api/v1/calls?{query}")).json()["items"]]

    assert await ids("country=SE&status=open") == ["se-migrationsverket-2026-1"]
    assert await ids("objective=SO4") == ["eu-portal-33333333"]
    assert await ids("applicant=international") == [THB.id]
    assert await ids("q=INTEGRACION+thb") == []
    assert await ids("q=thb+victims") == [THB.id]
    everything = await ids("")
    assert await ids("limit=3&offset=2") == everything[2:5]
    kinds = (await web.get("/api/v1/events?kind=deadline_changed")).json()
    assert [event["kind"] for event in kinds["items"]] == ["deadline_changed"]


async def test_one_call_answers_by_its_id(web: httpx.AsyncClient) -> None:
    assert (await web.get(f"/api/v1/calls/{THB.id}")).json()["title"] == THB.facts.title


async def test_errors_are_problem_details(web: httpx.AsyncClient) -> None:
    missing = await web.get("/api/v1/calls/nobody")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no call with this id.",
    }
    wrong = (await web.get("/api/v1/calls?limit=0&country=x")).json()
    assert wrong["status"] == 422
    assert {one["parameter"] for one in wrong["errors"]} == {"limit", "country"}
    nowhere = await web.get("/api/v2/calls")
    assert nowhere.status_code == 404
    assert nowhere.headers["content-type"] == "application/problem+json"
    refused = await web.post("/api/v1/calls")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET"


async def test_a_page_answers_programs_that_want_json_with_problem_details(
    web: httpx.AsyncClient,
) -> None:
    answer = await web.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await web.get("/nowhere")).headers["content-type"].startswith("text/html")


async def test_nothing_new_is_a_304_even_minutes_later(filled: World) -> None:
    async with client_of(filled) as web:
        first = await web.get("/api/v1/calls")
        known = {"If-None-Match": first.headers["etag"]}
        filled.now = NOW + timedelta(minutes=3)
        later = await web.get("/api/v1/calls", headers=known)
        assert later.status_code == 304
        assert later.content == b""
        assert later.headers["etag"] == first.headers["etag"]
        filled.now = NOW + timedelta(days=1)  # days_left has changed
        assert (await web.get("/api/v1/calls", headers=known)).status_code == 200


async def test_the_answers_are_what_the_description_says(web: httpx.AsyncClient) -> None:
    described = (await web.get("/api/openapi.json")).json()
    for path in ("/api/v1/calls", "/api/v1/events", "/api/v1/sources"):
        shape = described["paths"][path]["get"]["responses"]["200"]["content"]
        schema: dict[str, Any] = {
            **shape["application/json"]["schema"],
            "components": described["components"],
        }
        jsonschema_rs.validate(schema, (await web.get(path)).json())


async def test_the_documentation_names_every_parameter_and_no_other_host(
    web: httpx.AsyncClient,
) -> None:
    page = (await web.get("/api/docs")).text
    for name in ("status", "country", "objective", "applicant", "q", "limit", "offset", "kind",
                 "social_partner", "days_left"):  # fmt: skip
        assert f"<code>{name}</code>" in page
    assert "<script" not in page
    hosts = {part.partition('"')[0] for part in page.split('="http')[1:]}
    assert all("calls.example.org" in host or "example.org/imprint" in host for host in hosts)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", ["/calls", "/calls/{call_id}", "/events", "/sources"])
def test_schemathesis_finds_no_server_error(filled: World, path: str, mode: GenerationMode) -> None:
    app = build_app(filled.deps)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operation = schema["/api/v1" + path]["GET"]

    @given(case=operation.as_strategy(mode))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def whatever_is_asked(case: schemathesis.Case) -> None:
        answer = case.call()
        assert answer.status_code < 500
        case.validate_response(answer, checks=KEPT)

    whatever_is_asked()
