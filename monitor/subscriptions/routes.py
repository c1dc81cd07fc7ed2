"""The desk's pages: a GET shows, a POST acts. No account, no cookie, no script.

A form cannot be sent from elsewhere to any effect: another site's page is refused, signing up only
mails a link, and every other POST needs the token that only the mail holds.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from monitor.subscriptions import own_pages
from monitor.subscriptions.choice import Read, read_choice
from monitor.subscriptions.desk import Asked, Desk, Target, target_of
from monitor.subscriptions.forms import blank_form, form_of, preview
from monitor.subscriptions.intake import Form, is_foreign, read_form, read_query
from monitor.subscriptions.limits import Limits
from monitor.subscriptions.showing import PATH, Room, refused, shown
from monitor.web.visitor import trusted_networks, visitor_address
from store.errors import StoreError

Answering = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger(__name__)


def routes(desk: Desk, limits: Limits, mistaken: Limits) -> APIRouter:
    """`/subscribe` and the pages behind mailed links."""
    router = APIRouter(prefix=PATH, include_in_schema=False)
    room = Room(desk, limits, mistaken)

    def add(path: str, on_get: Callable[..., Response], acts: Answering) -> None:
        answer = _by_method(_reading(room, on_get), acts)
        router.add_api_route(path, answer, methods=["GET", "POST"])

    add("", _show_form, _asking(room))
    router.add_api_route("/privacy", _reading(room, _privacy), methods=["GET"])
    add("/confirm/{token}", own_pages.see, _acting(room, own_pages.confirm))
    add("/manage/{token}", own_pages.manage, _acting(room, own_pages.change))
    # One click of a mail program (RFC 8058) comes from anywhere, with any body.
    add("/leave/{token}", own_pages.leaving, _reading(room, own_pages.leave))
    return router


def _by_method(shows: Answering, acts: Answering) -> Answering:
    """One address for both, so that a wrong method is told of either."""

    async def answer(request: Request) -> Response:
        return await (acts if request.method == "POST" else shows)(request)

    return answer


def _reading(room: Room, handler: Callable[..., Response]) -> Answering:
    """A handler that needs no form, run in a thread."""

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(handler, room, request, **request.path_params)

    return answer


def _acting(room: Room, handler: Callable[..., Response]) -> Answering:
    """A handler of a form sent by our own page to a mailed link, run in a thread."""

    async def answer(request: Request) -> Response:
        if is_foreign(request, room.desk.settings.web.public_url):
            return await run_in_threadpool(refused, request, 403)
        try:
            form = await read_form(request)
        except HTTPException as error:
            return await run_in_threadpool(refused, request, error.status_code)
        return await run_in_threadpool(handler, room, request, form, **request.path_params)

    return answer


def _asking(room: Room) -> Answering:
    """The sign-up: every answer is anonymous, whatever went wrong."""

    async def answer(request: Request) -> Response:
        if is_foreign(request, room.desk.settings.web.public_url):
            return refused(request, 403, anonymous=True)
        try:
            form = await read_form(request)
            return await run_in_threadpool(_ask, room, request, form)
        except HTTPException as error:
            return refused(request, error.status_code, anonymous=True)
        except StoreError as error:
            log.warning("a sign-up could not be kept", error=str(error))
            return refused(request, 503, anonymous=True)

    return answer


def _privacy(room: Room, request: Request) -> Response:
    web = room.desk.settings.web
    values = {
        "operator": web.operator,
        "contact": web.contact.removeprefix("mailto:"),
    }
    return shown(request, "privacy.html", values)


def _show_form(room: Room, request: Request) -> Response:
    try:
        query = read_query(request)
    except HTTPException as error:
        return refused(request, error.status_code)
    if "email" in query:
        return _without_address(request, query)
    read = read_choice(query, timezone=room.desk.settings.alerts.timezone)
    values = {
        "form": form_of(read.choice, request.scope) if query else blank_form(request.scope),
        "mistakes": [(one.field, one.value) for one in read.mistakes],
        "email": "",
        "preview": preview(room.desk.database, read.choice, room.desk.clock()),
        "chosen": bool(query),
        "action": PATH,
    }
    return shown(request, "form.html", values)


def _without_address(request: Request, query: Form) -> Response:
    """A visitor's own address stays in no history and no bookmark: the same page without it."""
    rest = {name: values for name, values in query.items() if name != "email"}
    path = f"{request.scope.get('language_prefix', '')}{PATH}"
    return RedirectResponse(f"{path}?{urlencode(rest, doseq=True)}" if rest else path, 303)


def _ask(room: Room, request: Request, form: Form) -> Response:
    read = read_choice(form, timezone=room.desk.settings.alerts.timezone)
    mistakes = [(one.field, one.value) for one in read.mistakes]
    target = _target(form)
    if target is None:
        mistakes.insert(0, ("email", ""))
    web = room.desk.settings.web
    visitor = visitor_address(request.scope, trusted_networks(web.trusted_proxies))
    limits = room.mistaken if mistakes else room.limits
    if not limits.let_through(visitor, room.desk.clock().timestamp()):
        return refused(request, 429, anonymous=True)
    if mistakes or target is None:
        return _again(request, form, read, mistakes)
    if room.desk.ask(target, read.choice) is Asked.FULL:
        return shown(request, "full.html", status=503, anonymous=True)
    return shown(request, "asked.html", anonymous=True)


def _target(form: Form) -> Target | None:
    """The one address in the form; None when there is none, several, or anything more."""
    emails = form.get("email", ())
    if len(emails) != 1:
        return None
    try:
        return target_of(emails[0])
    except ValueError:
        return None


def _again(request: Request, form: Form, read: Read, mistakes: list[tuple[str, str]]) -> Response:
    emails = form.get("email", ())
    values = {
        "form": form_of(read.choice, request.scope),
        "mistakes": mistakes,
        "email": emails[0][:254] if len(emails) == 1 else "",
        "preview": None,
        "chosen": True,
        "action": PATH,
    }
    return shown(request, "form.html", values, status=422, anonymous=True)
