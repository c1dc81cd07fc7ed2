"""Deadlines as a calendar: one entry each, the same entry as in the mail about it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from icalendar import Alarm, Event

from monitor.calendar import calendar_event, calendar_file
from monitor.i18n import Translator, translator
from monitor.web.deps import WebDeps
from store.records import StoredCall

_REMIND_BEFORE = (timedelta(days=7), timedelta(days=1))


def calendar_of(calls: Iterable[StoredCall], deps: WebDeps, voice: Translator) -> bytes:
    """Every sound deadline of `calls` as one iCalendar file, in UTC, the zone in words beside it.

    Doubtful dates (decisions A 5) are no deadlines. A withdrawn call's entries are cancelled, so
    that they leave the calendars they stand in.
    """
    chosen = tuple(calls)
    changed = max((call.updated for call in chosen), default=None)
    entries = (entry for call in chosen for entry in _entries(call, deps, voice))
    return calendar_file(entries, name=voice.gettext("AMIF calls"), changed=changed)


def _entries(call: StoredCall, deps: WebDeps, voice: Translator) -> Iterator[Event]:
    words = translator(voice.language)
    page = f"{deps.base_url}/calls/{call.id}"
    for deadline in call.facts.deadlines:
        if deadline.doubt is None:
            entry = calendar_event(call, deadline, words, url=page)
            if entry.get("status") != "CANCELLED":
                for before in _REMIND_BEFORE:
                    entry.add_component(_alarm(before, str(entry["summary"])))
            yield entry


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", words)
    return alarm
