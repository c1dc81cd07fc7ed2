"""The desk's pages: a GET shows, a POST acts. No account, no cookie, no script.

A form cannot be sent from elsewhere to any effect: signing up only mails a link, and every other
POST needs the token that only the mail holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.i18n import format_date, translator
from monitor.subscriptions.choice import kept_marks, pause_until, read_choice
from monitor.subscriptions.desk import Asked, Desk
from monitor.subscriptions.forms import blank_form, form_of, preview
from monitor.subscriptions.letters import CATALOGUE
from monitor.subscriptions.limits import Limits
from monitor.subscriptions.words import field_names
from monitor.web.site import Pages
from monitor.web.visitor import trusted_networks, visitor_address
from store.subscribers import Subscriber

_LARGEST = 20_000  # bytes of a form
_MOST_FIELDS = 300
PATH = "/subscribe"
_PRIVATE = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Room:
    """What the handlers share."""

    desk: Desk
    limits: Limits

    def pages(self, request: Request) -> Pages:
        pages: Pages = request.app.state.pages
        return pages


def routes(desk: Desk, limits: Limits) -> APIRouter:
    """`/subscribe` and the pages behind mailed links."""
    router = APIRouter(prefix=PATH, include_in_schema=False)
    room = _Room(desk, limits)

    @router.get("")
    async def show(request: Request) -> Response:
        return await run_in_threadpool(_show_form, room, request)

    @router.post("")
    async def ask(request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(_ask, room, request, form)

    @router.get("/privacy")
    async def privacy(request: Request) -> Response:
        return await run_in_threadpool(_page, room, request, "privacy.html", {})

    @router.get("/confirm/{token}")
    async def see(request: Request, token: str) -> Response:
        return await run_in_threadpool(_see, room, request, token)

    @router.post("/confirm/{token}")
    async def confirm(request: Request, token: str) -> Response:
        return await run_in_threadpool(_confirm, room, request, token)

    @router.get("/manage/{token}")
    async def manage(request: Request, token: str) -> Response:
        return await run_in_threadpool(_manage, room, request, token, "")

    @router.post("/manage/{token}")
    async def change(request: Request, token: str) -> Response:
        form = await _form(request)
        return await run_in_threadpool(_change, room, request, token, form)

    @router.get("/leave/{token}")
    async def leaving(request: Request, token: str) -> Response:
        return await run_in_threadpool(_leaving, room, request, token)

    @router.post("/leave/{token}")
    async def leave(request: Request, token: str) -> Response:
        return await run_in_threadpool(_leave, room, request, token)

    return router


async def _form(request: Request) -> Form:
    """The fields of a form, each a list. Raises 413 or 422 for what no browser sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise HTTPException(413, "The form is too large.")
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except (UnicodeError, ValueError):
        raise HTTPException(422, "The form cannot be read.") from None


def _page(
    room: _Room,
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    anonymous: bool = False,
) -> Response:
    """A page of the desk; `anonymous` names no call and no time, so that answers look alike."""
    pages = room.pages(request)
    frame = pages.frame(request.scope)
    if anonymous:
        frame.freshness = None
    words = translator(frame.language, CATALOGUE)
    values = {"t": words.gettext, "names": field_names(words), **values}
    answer = pages.page(frame, f"subscribe/{template}", values, status=status)
    answer.headers.update(_PRIVATE)
    return answer


def _show_form(room: _Room, request: Request) -> Response:
    query = parse_qs(request.url.query[:4000], max_num_fields=_MOST_FIELDS)
    read = read_choice(query, timezone=room.desk.settings.alerts.timezone)
    now = room.desk.clock()
    values = {
        "form": form_of(read.choice, request.scope) if query else blank_form(request.scope),
        "mistakes": (),
        "email": "",
        "preview": preview(room.desk.database, read.choice, now) if query else None,
        "action": PATH,
    }
    return _page(room, request, "form.html", values)


def _ask(room: _Room, request: Request, form: Form) -> Response:
    web = room.desk.settings.web
    visitor = visitor_address(request.scope, trusted_networks(web.trusted_proxies))
    if not room.limits.let_through(visitor, room.desk.clock().timestamp()):
        raise HTTPException(429, headers={"Retry-After": "60"})
    read = read_choice(form, timezone=room.desk.settings.alerts.timezone)
    emails = form.get("email", ())
    mistakes = [(one.field, one.value) for one in read.mistakes]
    asked = None
    if len(emails) != 1:
        mistakes.append(("email", ""))
    elif not mistakes:
        try:
            asked = room.desk.ask(emails[0], read.choice)
        except ValueError:
            mistakes.append(("email", ""))
    if mistakes:
        values = {
            "form": form_of(read.choice, request.scope),
            "mistakes": mistakes,
            "email": emails[0][:254] if len(emails) == 1 else "",
            "preview": None,
            "action": PATH,
        }
        return _page(room, request, "form.html", values, status=422, anonymous=True)
    if asked is Asked.FULL:
        return _page(room, request, "full.html", {}, status=503, anonymous=True)
    return _page(room, request, "asked.html", {}, anonymous=True)


def _see(room: _Room, request: Request, token: str) -> Response:
    signup = room.desk.asked_for(token)
    if signup is None:
        return _page(room, request, "over.html", {}, status=404)
    values = {
        "form": form_of(signup.choice, request.scope),
        "address": signup.address or "Slack",
        "token": token,
    }
    return _page(room, request, "confirm.html", values)


def _confirm(room: _Room, request: Request, token: str) -> Response:
    known = room.desk.confirm(token)
    if known is None:
        return _page(room, request, "over.html", {}, status=404)
    links = room.desk.directory.links(known)
    return _page(room, request, "confirmed.html", {"manage": links.manage, "leave": links.leave})


def _manage(room: _Room, request: Request, token: str, said: str) -> Response:
    known = _must_be_known(room, token)
    values = {
        "form": form_of(known.choice, request.scope),
        "token": token,
        "address": known.address or "Slack",
        "paused_words": _paused(known, request, room.desk.clock()),
        "paused_day": f"{known.paused_until:%Y-%m-%d}" if known.paused_until else "",
        "said": said,
        "calls": preview(room.desk.database, known.choice, room.desk.clock(), live=True),
        "muted": known.choice.muted,
        "applying": known.choice.applying,
    }
    return _page(room, request, "manage.html", values)


def _paused(known: Subscriber, request: Request, now: datetime) -> str:
    """Until when nothing is sent, in the language of the page; "" when something is."""
    until = known.paused_until
    if until is None or until <= now:
        return ""
    language = str(request.scope.get("language", "en"))
    pattern = translator(language, CATALOGUE).gettext("Paused until %s")
    return pattern % format_date(until, language)


def _change(room: _Room, request: Request, token: str, form: Form) -> Response:
    known = _must_be_known(room, token)
    act = (form.get("act") or ["choice"])[-1]
    now = room.desk.clock()
    choice, paused = known.choice, known.paused_until
    if act == "choice":
        read = read_choice(form, timezone=choice.timezone)
        if read.mistakes:
            raise HTTPException(422, "Some of the choice cannot be used.")
        choice = kept_marks(read.choice, choice)
    elif act == "pause":
        paused = pause_until((form.get("until") or [""])[-1], now.date())
    elif act in ("mute", "unmute", "apply", "unapply"):
        choice = _marked(known, act, (form.get("call") or [""])[-1])
    else:
        raise HTTPException(422, "The page does not know this button.")
    room.desk.change(known, choice, paused)
    return _manage(room, request, token, act)


def _marked(known: Subscriber, act: str, call: str) -> Any:
    """The choice with one call muted, or marked as applied for, or neither any more."""
    muted = tuple(one for one in known.choice.muted if one != call)
    applying = tuple(one for one in known.choice.applying if one != call)
    if act == "mute":
        muted = (*muted, call)[-500:]
    if act == "apply":
        applying = (*applying, call)[-500:]
    return replace(known.choice, muted=muted, applying=applying)


def _leaving(room: _Room, request: Request, token: str) -> Response:
    known = room.desk.known(token)
    if known is None:
        return _page(room, request, "left.html", {})
    return _page(room, request, "leave.html", {"token": token, "address": known.address or "Slack"})


def _leave(room: _Room, request: Request, token: str) -> Response:
    known = room.desk.known(token)
    if known is not None:
        room.desk.leave(known)
    return _page(room, request, "left.html", {})


def _must_be_known(room: _Room, token: str) -> Subscriber:
    known = room.desk.known(token)
    if known is None:
        raise HTTPException(404)
    return known
