"""Deadlines as a calendar: one entry each, the same entry as in the mail about it.

Written line by line: a library's objects take five times as long, and a calendar of a thousand
deadlines is asked for by every subscriber's program. Tests read the result with that library and
compare each entry with `monitor.calendar.calendar_event`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from config.vocabulary import CallStatus, Deadline
from monitor.calendar import deadline_uid
from monitor.i18n import Translator, translator
from monitor.web.deps import WebDeps
from monitor.web.text import clean
from monitor.wording.cards import call_name
from monitor.wording.moments import deadline_words
from monitor.wording.tidy import safe_url
from store.records import StoredCall

_REMIND_BEFORE = ("-P7D", "-P1D")
_FOLD = 75  # octets of a line, RFC 5545 3.1
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//amif-monitor//deadlines//EN",
         "METHOD:PUBLISH")  # fmt: skip


def calendar_of(calls: Iterable[StoredCall], deps: WebDeps, voice: Translator) -> bytes:
    """Every sound deadline of `calls` as one iCalendar file, in UTC, the zone in words beside it.

    Doubtful dates (decisions A 5) are no deadlines. A withdrawn call's entries are cancelled, so
    that they leave the calendars they stand in.
    """
    lines = [*_HEAD, _text("X-WR-CALNAME", voice.gettext("AMIF calls"))]
    for call in calls:
        lines += [_entry(told, voice.language) for told in _told(call, deps.base_url)]
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


class _Told(NamedTuple):
    """All that an entry says, so that an entry once written is not written again."""

    uid: str
    name: str
    authority: str
    url: str
    deadline: Deadline
    turn: int
    updated: datetime
    withdrawn: bool


def _told(call: StoredCall, base_url: str) -> list[_Told]:
    """What the entries of a call say, one for each deadline nobody doubts."""
    sound = [deadline for deadline in call.facts.deadlines if deadline.doubt is None]
    if not sound:
        return []
    name = call_name(call)
    url = safe_url(call.facts.url) or safe_url(f"{base_url}/calls/{call.id}")
    return [
        _Told(
            uid=deadline_uid(call.id, deadline),
            name=name,
            authority=call.facts.authority,
            url=url,
            deadline=deadline,
            turn=call.turn,
            updated=call.updated,
            withdrawn=call.status is CallStatus.WITHDRAWN,
        )
        for deadline in sound
    ]


@lru_cache(maxsize=2048)
def _entry(told: _Told, language: str) -> str:
    words = translator(language)
    title = words.gettext("Deadline: %s") % told.name
    updated = _utc(told.updated)
    lines = [
        "BEGIN:VEVENT",
        _text("UID", told.uid),
        f"DTSTAMP:{updated}",
        f"LAST-MODIFIED:{updated}",
        f"SEQUENCE:{told.turn}",
        _start(told.deadline),
        _text("SUMMARY", title),
        _text("DESCRIPTION", _description(told, words)),
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED" if told.withdrawn else "STATUS:CONFIRMED",
    ]
    if told.url:
        lines.append(_folded(f"URL:{told.url}"))
    if not told.withdrawn:
        said = _text("DESCRIPTION", title)
        for before in _REMIND_BEFORE:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", said, f"TRIGGER:{before}", "END:VALARM"]
    return "\r\n".join([*lines, "END:VEVENT"])


def _description(told: _Told, words: Translator) -> str:
    lines = (
        words.gettext("Deadline: %s") % deadline_words(told.deadline, words),
        clean(told.authority),
        words.gettext("Not an official source; the call document decides."),
    )
    return "\n".join(line for line in lines if line)


def _start(deadline: Deadline) -> str:
    """The instant in UTC, or the whole day where the hour is only assumed."""
    if deadline.assumed:
        return f"DTSTART;VALUE=DATE:{deadline.local:%Y%m%d}"
    return f"DTSTART:{_utc(deadline.at)}"


def _utc(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(name: str, text: str) -> str:
    """A property of type TEXT, escaped (RFC 5545 3.3.11) and folded."""
    escaped = (
        text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    )
    return _folded(f"{name}:{escaped}")


def _folded(line: str) -> str:
    """A long line in pieces of at most 75 octets, no letter torn apart."""
    octets = line.encode()
    pieces, start, room = [], 0, _FOLD
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # the middle of a letter in UTF-8
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _FOLD - 1  # the space a continued line begins with counts
    return b"\r\n ".join([*pieces, octets[start:]]).decode()
