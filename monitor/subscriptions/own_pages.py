"""What a mailed link opens: confirming, a subscriber's own page, leaving. Blocking; for threads.

A link that is false, used or over opens a calm page that says how to get a new one.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import Response

from config.channel import Channel
from monitor.i18n import format_date, translator
from monitor.subscriptions.choice import kept_marks, pause_until, read_choice
from monitor.subscriptions.desk import NoRoom
from monitor.subscriptions.forms import form_of, preview
from monitor.subscriptions.intake import Form
from monitor.subscriptions.letters import CATALOGUE
from monitor.subscriptions.showing import Room, shown
from store.subscribers import Subscriber, SubscriberState

_MOST_MARKED = 500  # calls muted, and calls applied for


def see(room: Room, request: Request, token: str) -> Response:
    """What a mailed link would confirm."""
    signup = room.desk.asked_for(token)
    if signup is None:
        return shown(request, "over.html", status=404)
    values = {
        "form": form_of(signup.choice, request.scope),
        "address": signup.address or "Slack",
        "token": token,
    }
    return shown(request, "confirm.html", values)


def confirm(room: Room, request: Request, _form: Form, token: str) -> Response:
    """The button under it."""
    try:
        known = room.desk.confirm(token)
    except NoRoom:
        return shown(request, "full.html", status=503)
    if known is None:
        return shown(request, "over.html", status=404)
    links = room.desk.directory.links(known)
    return shown(request, "confirmed.html", {"manage": links.manage})


def manage(room: Room, request: Request, token: str) -> Response:
    """A subscriber's own page."""
    known = room.desk.known(token)
    return _lost(request) if known is None else _own_page(room, request, token, known)


def change(room: Room, request: Request, form: Form, token: str) -> Response:
    """A button on it."""
    known = room.desk.known(token)
    if known is None:
        return _lost(request)
    try:
        choice, paused = _changed(room, known, form)
    except _Mistaken as mistaken:
        return _own_page(room, request, token, known, mistakes=mistaken.fields)
    room.desk.change(known, choice, paused)
    changed = room.desk.known(token)
    return (
        _lost(request) if changed is None else _own_page(room, request, token, changed, saved=True)
    )


def leaving(room: Room, request: Request, token: str) -> Response:
    """The page with the one button that ends it."""
    known = room.desk.known(token)
    if known is None:
        return shown(request, "left.html")
    return shown(request, "leave.html", {"token": token, "address": known.address or "Slack"})


def leave(room: Room, request: Request, token: str) -> Response:
    """The button, or a mail program's one click; the second time is as calm as the first."""
    known = room.desk.known(token)
    if known is not None:
        room.desk.leave(known)
    return shown(request, "left.html")


class _Mistaken(Exception):
    """Fields that cannot be used, with what was sent."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        super().__init__()
        self.fields = fields


def _changed(room: Room, known: Subscriber, form: Form) -> tuple[Channel, datetime | None]:
    """The choice and the pause after a button was pressed. Raises _Mistaken."""
    act = (form.get("act") or ["choice"])[-1]
    choice, paused = known.choice, known.paused_until
    if act == "stay":
        return choice, paused
    if act == "choice":
        read = read_choice(form, timezone=choice.timezone)
        if read.mistakes:
            raise _Mistaken(*((one.field, one.value) for one in read.mistakes))
        return kept_marks(read.choice, choice), paused
    if act == "pause":
        text = (form.get("until") or [""])[-1]
        try:
            return choice, pause_until(text, room.desk.clock(), choice.timezone)
        except ValueError:
            raise _Mistaken(("until", text[:40])) from None
    call = room.desk.call_id((form.get("call") or [""])[-1])
    if act in ("mute", "unmute", "apply", "unapply") and call is not None:
        return _marked(choice, act, call), paused
    raise _Mistaken(("act", ""))


def _marked(choice: Channel, act: str, call: str) -> Channel:
    """The choice with one call muted, or marked as applied for, or neither any more."""
    muted = tuple(one for one in choice.muted if one != call)
    applying = tuple(one for one in choice.applying if one != call)
    if act == "mute":
        muted = (*muted, call)[-_MOST_MARKED:]
    if act == "apply":
        applying = (*applying, call)[-_MOST_MARKED:]
    return replace(choice, muted=muted, applying=applying)


def _own_page(
    room: Room,
    request: Request,
    token: str,
    known: Subscriber,
    *,
    saved: bool = False,
    mistakes: tuple[tuple[str, str], ...] = (),
) -> Response:
    now = room.desk.clock()
    zone = ZoneInfo(known.choice.timezone)
    paused = known.paused_until if known.paused_until and known.paused_until > now else None
    values = {
        "form": form_of(known.choice, request.scope),
        "token": token,
        "address": known.address or "Slack",
        "paused_words": _paused(paused, request, known.choice.timezone),
        "paused_day": f"{paused.astimezone(zone):%Y-%m-%d}" if paused else "",
        "saved": saved,
        "mistakes": mistakes,
        "asked": known.asked is not None,
        "suppressed": known.state is SubscriberState.SUPPRESSED,
        "calls": preview(room.desk.database, known.choice, now, live=True),
        "muted": known.choice.muted,
        "applying": known.choice.applying,
    }
    return shown(request, "manage.html", values, status=422 if mistakes else 200)


def _paused(until: datetime | None, request: Request, zone: str) -> str:
    """Until when nothing is sent, in the language of the page; "" when something is."""
    if until is None:
        return ""
    language = str(request.scope.get("language", "en"))
    pattern = translator(language, CATALOGUE).gettext("Paused until %s")
    return pattern % format_date(until, language, zone)


def _lost(request: Request) -> Response:
    return shown(request, "lost.html", status=404)
