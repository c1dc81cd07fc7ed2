"""The HTML pages. Each handler is blocking and runs in a thread: read, word, lay out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from config.countries import countries
from config.vocabulary import CallStatus
from monitor.i18n import Translator, languages
from monitor.status import OVER
from monitor.web import sections, views
from monitor.web.choices import groups
from monitor.web.country import country_facts, country_offices, country_remark
from monitor.web.data import LIVE, Calls
from monitor.web.one_call import one_call
from monitor.web.parameters import Filters, Paging, PagingQuery, is_id
from monitor.web.site import PageFrame, Pages, query_with
from monitor.web.source_rows import source_groups, source_row, state_counts
from monitor.web.timeline import timeline
from store.records import StoredCall

_WALL_ROWS = 40

View = Annotated[str, Query(max_length=20)]
Lines = tuple[views.CallLine, ...]


def routes(pages: Pages) -> APIRouter:
    """The status page, one call, one country, the sources, the list for other sites."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def index(request: Request, paging: PagingQuery, view: View = "") -> Response:
        return _index(pages, request, paging, wall=view == "wall")

    for language in languages():
        router.add_api_route(f"/{language.code}", _start_page)

    @router.get("/calls/{call_id}")
    def call(request: Request, call_id: str) -> Response:
        return _call(pages, request, call_id)

    @router.get("/countries/{code}")
    def country(request: Request, code: str) -> Response:
        return _country(pages, request, code)

    @router.get("/sources")
    def sources(request: Request) -> Response:
        frame = pages.frame(request.scope)
        voice, now = frame.translator, pages.deps.clock()
        watched = pages.watched()
        values = {
            "counts": state_counts(watched, voice),
            "groups": source_groups(watched, pages.deps, now, voice),
        }
        return pages.page(frame, "sources.html", values)

    @router.get("/embed")
    def embed(request: Request, paging: PagingQuery) -> Response:
        frame = pages.frame(request.scope, filters=paging.filters, bare=True)
        wanted = paging if paging.status else paging.model_copy(update={"status": list(LIVE)})
        found = pages.reader.page(wanted)
        lines = _lines(found.calls, pages, frame.translator)
        return pages.page(frame, "embed.html", {"lines": lines})

    return router


def _start_page(request: Request) -> Response:
    return RedirectResponse(f"{request.scope['path']}/", 308)


def _lines(calls: Sequence[StoredCall], pages: Pages, voice: Translator) -> Lines:
    now = pages.deps.clock()
    return tuple(views.line(call, now, voice, pages.deps.hidden) for call in calls)


def _index(pages: Pages, request: Request, paging: Paging, *, wall: bool) -> Response:
    filters = paging.filters
    frame = pages.frame(request.scope, filters=filters, wall=wall)
    now, voice = pages.deps.clock(), frame.translator
    part = paging.model_copy(update={"limit": _WALL_ROWS}) if wall else paging
    shown, total = _listed(pages, part, now)
    lines = _lines(shown, pages, voice)
    grouped = sections.group(lines, voice, wanted=filters.status)
    perhaps = _lines(pages.reader.unstated(filters), pages, voice) if not paging.offset else ()
    if perhaps:
        grouped += (sections.unstated(perhaps, voice),)
    values: dict[str, Any] = {
        "place_name": views.place(filters.country[0], voice).name
        if len(filters.country) == 1
        else "",
        "glance": sections.glance(lines, voice),
        "next_up": sections.next_up(lines),
        "filtered": filters.any,
        "counts": sections.counts(grouped, voice),
        "sections": grouped,
        "picture": timeline(
            tuple(zip(shown, lines, strict=True)), now, voice, scale=1.5 if wall else 1.0
        ),
        "words": filters.q,
        "kept_pairs": [pair for pair in filters.pairs() if pair[0] != "q"],
        "filter_groups": groups(filters, pages.named.values(), frame, voice),
        **_paging_links(frame, paging, total),
    }
    return pages.page(frame, "index.html", values)


def _listed(pages: Pages, paging: Paging, now: datetime) -> tuple[Calls, int]:
    """The calls of the page. Unless a status was asked for, what is long over is left out."""
    if paging.status:
        found = pages.reader.page(paging)
        return found.calls, found.total
    live = pages.reader.page(paging.model_copy(update={"status": list(LIVE)}))
    if paging.offset + paging.limit < live.total:
        return live.calls, live.total
    over = pages.reader.page(
        paging.model_copy(update={"status": list(OVER), "offset": 0, "limit": 100})
    )
    recent = tuple(call for call in over.calls if sections.recently_over(call, now))
    return live.calls + recent, live.total


def _paging_links(frame: PageFrame, paging: Paging, total: int) -> dict[str, str]:
    def link(offset: int) -> str:
        pairs = [*paging.filters.pairs(), ("limit", str(paging.limit))]
        if offset:
            pairs.append(("offset", str(offset)))
        return frame.link("/") + query_with(pairs)

    earlier = link(max(0, paging.offset - paging.limit)) if paging.offset else ""
    later = link(paging.offset + paging.limit) if paging.offset + paging.limit < total else ""
    return {"earlier": earlier, "later": later}


def _call(pages: Pages, request: Request, call_id: str) -> Response:
    found = pages.reader.history(call_id) if is_id(call_id) else None
    if found is None:
        raise HTTPException(404)
    if found.call.id != call_id:
        frame = PageFrame(pages.deps, request.scope, None)
        return RedirectResponse(frame.link(f"/calls/{found.call.id}"), 308)
    frame = pages.frame(request.scope)
    return pages.page(frame, "call.html", one_call(found, pages, frame.translator))


def _country(pages: Pages, request: Request, code: str) -> Response:
    upper = code.upper()
    country = countries().get(upper)
    if country is None:
        raise HTTPException(404)
    here = Filters.model_construct(status=[], country=[upper], objective=[], applicant=[], q="")
    frame = pages.frame(request.scope, filters=here)
    now, voice = pages.deps.clock(), frame.translator
    calls = pages.reader.all_calls(here)
    lines = _lines(calls, pages, voice)
    watched = [one for one in pages.watched() if one.info.country == upper]
    values = {
        "place": views.place(upper, voice),
        "remark": country_remark(upper, watched, voice),
        "offices": country_offices(country, voice),
        "facts": country_facts(country, voice),
        "glance": sections.glance(lines, voice),
        "sections": sections.group(lines, voice, wanted=list(CallStatus)) or _nothing(voice),
        "sources": [source_row(one, pages.deps, now, voice) for one in watched],
    }
    return pages.page(frame, "country.html", values)


def _nothing(voice: Translator) -> tuple[sections.Section, ...]:
    part = sections.Part(lines=(), empty=voice.gettext("No call of this country is known yet."))
    return (sections.Section(code="none", name=voice.gettext("Calls"), number=0, parts=(part,)),)
