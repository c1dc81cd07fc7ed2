"""PURE: instants and days in words; an assumed hour is never told as fact (decisions A 4)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from config.vocabulary import Moment, Precision
from monitor.i18n import Translator, format_date, format_time, zone_name

_NO_HOUR = (23, 59)  # decisions A 2: what a national date without an hour is kept as


def deadline_words(deadline: Moment, words: Translator, reader_zone: str = "") -> str:
    """A deadline in its own zone, and in the reader's where that clock shows something else.

    "21 August 2024, 17:00 Brussels (18:00 Nicosia)"; with an hour by rule only: "21 August 2024
    (usually 17:00 Brussels)"; without any: "3 May 2026 (hour not stated, see the page)".
    """
    day = format_date(deadline.at, words.language, deadline.zone)
    local = deadline.local
    if deadline.assumed and (local.hour, local.minute) == _NO_HOUR:
        return words.gettext("%(day)s (hour not stated, see the page)") % {"day": day}
    hour = _hour(deadline.at, deadline.zone, words)
    there = _reader_hour(deadline, words, reader_zone)
    if deadline.assumed:
        pattern = words.gettext("%(day)s (usually %(hour)s)")
        return pattern % {"day": day, "hour": ", ".join(filter(None, (hour, there)))}
    if deadline.precision is Precision.DAY:
        return day
    stated = words.gettext("%(day)s, %(hour)s") % {"day": day, "hour": hour}
    return f"{stated} ({there})" if there else stated


def opening_words(opens: Moment, words: Translator) -> str:
    """An opening: its day, and its hour only where one was stated."""
    day = format_date(opens.at, words.language, opens.zone)
    if opens.assumed or opens.precision is Precision.DAY:
        return day
    hour = _hour(opens.at, opens.zone, words)
    return words.gettext("%(day)s, %(hour)s") % {"day": day, "hour": hour}


def stamp(at: datetime, words: Translator, zone: str) -> str:
    """When something happened to us, on the reader's clock: "1 April 2026, 12:05 Brussels"."""
    day = format_date(at, words.language, zone)
    return words.gettext("%(day)s, %(hour)s") % {"day": day, "hour": _hour(at, zone, words)}


def days_words(days: int, words: Translator) -> str:
    """Calendar days ahead: "today", "tomorrow", "in 12 days"."""
    if days == 0:
        return words.gettext("today")
    if days == 1:
        return words.gettext("tomorrow")
    return words.ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def _hour(at: datetime, zone: str, words: Translator) -> str:
    return words.gettext("%(time)s %(city)s") % {
        "time": format_time(at, words.language, zone),
        "city": zone_name(zone, words.language),
    }


def _reader_hour(moment: Moment, words: Translator, zone: str) -> str:
    """The same instant on the reader's clock; "" where it shows the same."""
    if not zone:
        return ""
    there = moment.at.astimezone(ZoneInfo(zone))
    if there.replace(tzinfo=None) == moment.local.replace(tzinfo=None):
        return ""
    hour = _hour(moment.at, zone, words)
    if there.date() == moment.local.date():
        return hour
    day = format_date(moment.at, words.language, zone)
    return words.gettext("%(day)s, %(hour)s") % {"day": day, "hour": hour}
