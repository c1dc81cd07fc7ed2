"""PURE: deadlines as calendar entries; the same entry in a mail and in the feed (one UID)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from config.vocabulary import CallStatus, Deadline, Stage
from monitor.i18n import Translator
from monitor.wording.cards import call_name
from monitor.wording.moments import deadline_words
from monitor.wording.tidy import safe_url, tidy
from store.records import StoredCall

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//amif-monitor//deadlines//EN"


def deadline_uid(call_id: str, deadline: Deadline) -> str:
    """The UID of a deadline's entry, for ever: a moved deadline moves its entry.

    Of a call with several cut-offs each day is an entry of its own.
    """
    which = str(deadline.stage)
    if deadline.stage is Stage.CUTOFF:
        which += f"-{deadline.local.date():%Y%m%d}"
    return f"{call_id}-{which}@amif-monitor"


def calendar_event(
    call: StoredCall, deadline: Deadline, words: Translator, *, url: str = ""
) -> Event:
    """One deadline as an entry: at its instant, or all day where the hour is only assumed.

    SEQUENCE grows with each accepted change of the call, so that calendars take the newer one.
    """
    from icalendar import Event  # noqa: PLC0415  only mails carry one; costs 0.2 s at the start

    event = Event()
    event.add("uid", deadline_uid(call.id, deadline))
    event.add("dtstamp", call.updated)
    event.add("last-modified", call.updated)
    event.add("sequence", call.turn)
    event.add("dtstart", deadline.local.date() if deadline.assumed else deadline.at)
    event.add("summary", words.gettext("Deadline: %s") % call_name(call))
    event.add("description", _description(call, deadline, words))
    address = safe_url(call.facts.url) or safe_url(url)
    if address:
        event.add("url", address)
    event.add("transp", "TRANSPARENT")
    withdrawn = call.status is CallStatus.WITHDRAWN
    event.add("status", "CANCELLED" if withdrawn else "CONFIRMED")
    return event


def _description(call: StoredCall, deadline: Deadline, words: Translator) -> str:
    lines = [
        words.gettext("Deadline: %s") % deadline_words(deadline, words),
        tidy(call.facts.authority),
        words.gettext("Not an official source; the call document decides."),
    ]
    return "\n".join(line for line in lines if line)


def calendar_file(
    events: Iterable[Event], *, name: str = "", changed: datetime | None = None
) -> bytes:
    """The entries as one iCalendar file. `name` is what a calendar program calls it."""
    from icalendar import Calendar  # noqa: PLC0415  as above

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", tidy(name))
    if changed is not None:
        calendar.add("last-modified", changed)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
