"""Files for other programs: calendar, Atom, JSON Feed, CSV, badge. The page's own filters."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from config.vocabulary import CallStatus
from monitor.i18n import Translator, translator
from monitor.web import calendars, feeds, views
from monitor.web.badge import badge
from monitor.web.data import EventPage
from monitor.web.parameters import EventPaging, ExportQuery, FilterQuery, PagingQuery, is_id
from monitor.web.sections import glance
from monitor.web.site import Pages
from monitor.web.tables import csv_table
from monitor.web.wording import CATALOGUE

_CALENDAR = "text/calendar; charset=utf-8"


def routes(pages: Pages) -> APIRouter:
    """Everything that is neither a page for reading nor the API."""
    router = APIRouter(include_in_schema=False)
    deps = pages.deps

    @router.get("/calendar.ics")
    def calendar(request: Request, wanted: ExportQuery) -> Response:
        found = pages.reader.export(wanted)
        body = calendars.calendar_of(found, deps, _voice(request))
        return _file(body, _CALENDAR, "amif-calls.ics", _voice(request))

    @router.get("/calls/{call_id}.ics")
    def call_calendar(request: Request, call_id: str) -> Response:
        found = pages.reader.call(call_id) if is_id(call_id) else None
        if found is None:
            raise HTTPException(404)
        if found.id != call_id:
            prefix = request.scope.get("language_prefix", "")
            return RedirectResponse(f"{prefix}/calls/{found.id}.ics", 308)
        body = calendars.calendar_of((found,), deps, _voice(request))
        return _file(body, _CALENDAR, f"{found.id}.ics", _voice(request))

    @router.get("/feed.atom")
    def atom(request: Request, paging: PagingQuery) -> Response:
        entries = feeds.entries(_events(pages, paging), pages, _voice(request))
        body = feeds.atom(entries, pages, _voice(request), _self(pages, request))
        return _language(Response(body, media_type="application/atom+xml"), _voice(request))

    @router.get("/feed.json")
    def json_feed(request: Request, paging: PagingQuery) -> Response:
        entries = feeds.entries(_events(pages, paging), pages, _voice(request))
        body = feeds.json_feed(entries, pages, _voice(request), _self(pages, request))
        return _language(Response(body, media_type="application/feed+json"), _voice(request))

    @router.get("/calls.csv")
    def csv(wanted: ExportQuery) -> Response:
        body = csv_table(pages.reader.export(wanted), deps.clock(), deps.base_url)
        headers = {"Content-Disposition": 'attachment; filename="amif-calls.csv"'}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/badge.svg")
    def badge_picture(request: Request, filters: FilterQuery) -> Response:
        found = pages.reader.all_calls(filters, status=(CallStatus.OPEN,))
        voice, now = _voice(request), deps.clock()
        lines = [views.line(call, now, voice, deps.hidden) for call in found]
        picture = badge("AMIF", glance(lines, voice))
        return _language(Response(picture, media_type="image/svg+xml"), voice)

    return router


def _voice(request: Request) -> Translator:
    return translator(str(request.scope.get("language", "en")), CATALOGUE)


def _events(pages: Pages, paging: PagingQuery) -> EventPage:
    wanted = EventPaging.model_construct(**paging.model_dump(), kind=[])
    return pages.reader.events(wanted, hidden=pages.deps.hidden)


def _self(pages: Pages, request: Request) -> str:
    prefix = request.scope.get("language_prefix", "")
    query = request.scope["query_string"].decode("latin-1")
    address = f"{pages.deps.base_url}{prefix}{request.scope['path']}"
    return f"{address}?{query}" if query else address


def _language(response: Response, voice: Translator) -> Response:
    response.headers["Content-Language"] = voice.language
    response.headers["Vary"] = "Accept-Language"
    return response


def _file(body: bytes, kind: str, name: str, voice: Translator) -> Response:
    safe = "".join(letter if letter.isascii() and letter.isprintable() else "_" for letter in name)
    safe = safe.replace('"', "_").replace("\\", "_")
    headers = {"Content-Disposition": f'inline; filename="{safe}"'}
    return _language(Response(body, media_type=kind, headers=headers), voice)
