"""The same picture as JSON. Blocking handlers, run in threads; shapes from monitor.present."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from monitor.present import Json, call_json, event_json, page_of, source_json
from monitor.web.freshness import Watched
from monitor.web.parameters import CallId, EventQueryParameters, PagingQuery, is_id
from monitor.web.schemas import CallOut, CallsOut, EventsOut, ProblemOut, SourcesOut
from monitor.web.site import Pages
from monitor.web.source_rows import public_url
from store.records import StoredCall

_PROBLEM = {"model": ProblemOut, "content": {"application/problem+json": {}}}
_LIST_PROBLEMS: dict[int | str, dict[str, Any]] = {
    414: {**_PROBLEM, "description": "The address is too long."},
    422: {**_PROBLEM, "description": "A parameter cannot be used."},
    503: {**_PROBLEM, "description": "The database cannot be read just now."},
}
_ONE_PROBLEMS = {
    **_LIST_PROBLEMS,
    404: {**_PROBLEM, "description": "There is no such call."},
    308: {"description": "The call lives under another id now; see Location."},
}


def routes(pages: Pages) -> APIRouter:
    """`/api/v1`: calls, one call, events, sources."""
    router = APIRouter(prefix="/api/v1", tags=["AMIF calls"])

    @router.get("/calls", response_model=CallsOut, responses=_LIST_PROBLEMS, summary="List calls")
    def list_calls(paging: PagingQuery) -> Response:
        found = pages.reader.page(paging)
        return _list(pages, [call(one, pages) for one in found.calls], found.total)

    @router.get(
        "/calls/{call_id}", response_model=CallOut, responses=_ONE_PROBLEMS, summary="Show one call"
    )
    def one_call(call_id: CallId) -> Response:
        found = pages.reader.call(call_id) if is_id(call_id) else None
        if found is None:
            raise HTTPException(404, "There is no call with this id.")
        if found.id != call_id:
            return RedirectResponse(f"/api/v1/calls/{found.id}", 308)
        return _json(call(found, pages))

    @router.get(
        "/events", response_model=EventsOut, responses=_LIST_PROBLEMS, summary="List events"
    )
    def list_events(paging: EventQueryParameters) -> Response:
        found = pages.reader.events(paging, hidden=pages.deps.hidden)
        items = [_event(event, found.calls.get(event.subject), pages) for event in found.events]
        return _list(pages, items, found.total)

    @router.get(
        "/sources", response_model=SourcesOut, responses=_LIST_PROBLEMS, summary="List sources"
    )
    def list_sources(paging: PagingQuery) -> Response:
        country = set(paging.country)
        watched = [one for one in pages.watched() if not country or one.info.country in country]
        part = watched[paging.offset : paging.offset + paging.limit]
        return _list(pages, [source(one) for one in part], len(watched))

    return router


def call(stored: StoredCall, pages: Pages) -> Json:
    """A call as promised, without the sources the operator keeps to himself."""
    shown = call_json(stored, pages.deps.clock())
    hidden = pages.deps.hidden
    shown["sources"] = [one for one in shown["sources"] if one["id"] not in hidden]
    return shown


def source(one: Watched) -> Json:
    """A source as promised; `watched` is false for what is never polled, `note` says why."""
    verdict = one.state if one.polled else "unverified"
    shown = source_json(one.info, one.record, verdict)
    return shown | {
        "url": public_url(one.info.url),
        "watched": one.polled,
        "note": one.info.blind_spot,
    }


def _event(event: Any, about: StoredCall | None, pages: Pages) -> Json:
    shown = event_json(event, about, pages.deps.clock())
    if about is not None:
        shown["call"] = call(about, pages)
    if event.source in pages.deps.hidden:
        shown["source"] = None
    return shown


def _list(pages: Pages, items: Sequence[Json], total: int) -> Response:
    """A list whose ETag leaves out `as_of`, so that nothing new is a 304 later too."""
    body = page_of(items, total, pages.deps.clock())
    steady = hashlib.sha256(_bytes([body["items"], total])).hexdigest()[:32]
    return _json(body, etag=f'W/"{steady}"')


def _json(body: Json, *, etag: str = "") -> Response:
    headers = {"ETag": etag} if etag else {}
    return Response(_bytes(body), media_type="application/json", headers=headers)


def _bytes(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
