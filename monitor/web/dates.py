"""When something closes, in words: relative, in its own zone, and honest about assumed hours."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_skeleton

from config.vocabulary import Deadline, Management, Moment, Precision
from monitor.i18n import (
    Translator,
    format_date,
    format_moment,
    format_time,
    locale_of,
    zone_name,
)

_PORTAL_ZONE = "Europe/Brussels"


def day_words(day: date, now: datetime, language: str) -> str:
    """A day with its weekday: "Tue 3 March"; the year too unless it is the present one."""
    return _day(day, day.year == now.year, language)


@lru_cache(maxsize=4096)
def _day(day: date, present: bool, language: str) -> str:
    locale = locale_of(language)
    weekday = str(babel_date(day, format="EEE", locale=locale))
    if present:
        return f"{weekday} {format_skeleton('MMMMd', day, locale=locale)}"
    return f"{weekday} {babel_date(day, format='long', locale=locale)}"


def deadline_words(
    deadline: Deadline, now: datetime, t: Translator, *, management: Management
) -> str:
    """The deadline in its own zone: "Tue 3 March, 17:00 Brussels"; assumed hours never as fact.

    Decisions A 4: the portal's unstated hour is "usually 17:00 Brussels", a national one "hour
    not stated, see the page".
    """
    return _deadline(deadline, now.year, t, management)


@lru_cache(maxsize=4096)
def _deadline(deadline: Deadline, year: int, t: Translator, management: Management) -> str:
    local = deadline.local.date()
    day = _day(local, local.year == year, t.language)
    hour = format_time(deadline.at, t.language, deadline.zone)
    city = zone_name(deadline.zone, t.language)
    if not deadline.assumed and deadline.precision is Precision.MINUTE:
        return t.gettext("%(day)s, %(hour)s %(city)s") % {"day": day, "hour": hour, "city": city}
    if management is Management.DIRECT and deadline.zone == _PORTAL_ZONE:
        return t.gettext("%(day)s (usually %(hour)s %(city)s)") % {
            "day": day,
            "hour": hour,
            "city": city,
        }
    return t.gettext("%(day)s (hour not stated, see the page)") % {"day": day}


def moment_words(moment: Moment, now: datetime, t: Translator) -> str:
    """An opening in its own zone; the hour only where one was stated."""
    day = day_words(moment.local.date(), now, t.language)
    if moment.assumed or moment.precision is Precision.DAY:
        return day
    return t.gettext("%(day)s, %(hour)s %(city)s") % {
        "day": day,
        "hour": format_time(moment.at, t.language, moment.zone),
        "city": zone_name(moment.zone, t.language),
    }


def days_words(days: int, t: Translator) -> str:
    """Calendar days ahead or behind: "today", "tomorrow", "in 6 days", "5 days ago"."""
    if days == 0:
        return t.gettext("today")
    if days == 1:
        return t.gettext("tomorrow")
    if days == -1:
        return t.gettext("yesterday")
    if days > 0:
        return t.ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return t.ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def days_between(at: datetime, now: datetime, zone: str) -> int:
    """Calendar days from now to `at` on the clock of `zone`; negative when past."""
    there = ZoneInfo(zone)
    return (at.astimezone(there).date() - now.astimezone(there).date()).days


def ago_words(at: datetime, now: datetime, t: Translator) -> str:
    """How long ago, roughly: "4 minutes ago"; beyond two days the date and hour in UTC."""
    gone = max(now - at, timedelta())
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return t.gettext("just now")
    if minutes < 60:
        return t.ngettext(
            "%(minutes)d minute ago", "%(minutes)d minutes ago", minutes
        ) % {"minutes": minutes}  # fmt: skip
    hours = minutes // 60
    if hours < 48:
        return t.ngettext("%(hours)d hour ago", "%(hours)d hours ago", hours) % {"hours": hours}
    return stamp_words(at, t)


def stamp_words(at: datetime, t: Translator) -> str:
    """An instant in full, in UTC, which is the monitor's own clock."""
    return format_moment(at, t.language, "UTC")


def long_day(at: datetime, t: Translator, zone: str = "UTC") -> str:
    """A day of an instant in full, for the history: "12 March 2026"."""
    return format_date(at, t.language, zone)


def iso(at: datetime) -> str:
    """RFC 3339 in UTC, whole seconds, for `datetime` attributes and machines."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
