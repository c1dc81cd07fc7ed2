"""From a date in a text to an instant: the year that is missing, the hour, the zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.vocabulary import Deadline, Flag, Moment, Precision, Stage
from sources.reading.dates import DateMention
from sources.reading.page import Page
from sources.reading.times import END_OF_DAY, TimeMention
from sources.reading.verdicts import DatedRole, Role
from sources.reading.zones import BRUSSELS

LAST_SECOND = time(23, 59, 59)
PORTAL_HOUR = time(17)
_URL_DATE = re.compile(r"(?<!\d)(20[12]\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SHORT = re.compile(r"/(2\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])-")
_HEAD_LINES = 9
_TOO_EARLY = timedelta(days=45)
_TOO_FAR = timedelta(days=366 * 5)
_WEEKDAY_REACH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The day a notice was made public, and whether that is sure enough to date other things."""

    day: date | None
    certain: bool = False
    text: str = ""


def date_in_address(url: str) -> date | None:
    """The day an address carries: `/2022/09/27/`, `2022-03-24-…`, `/220801-…`."""
    match = _URL_DATE.search(url)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _URL_SHORT.search(url)
    return _day(2000 + int(match[1]), int(match[2]), int(match[3])) if match else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def published_on(
    page: Page, roles: Iterable[DatedRole], url: str, known: date | None, title_line: int
) -> Published:
    """When the notice was made public: what the source said, else the page, else its address.

    A date that stands alone above the title may be the day of viewing and counts for nothing.
    """
    if known is not None:
        return Published(day=known, certain=True)
    listed = list(roles)
    for role in listed:
        day = role.mention.as_date()
        if role.role is Role.PUBLISHED and day is not None and role.segment.line < _HEAD_LINES:
            return Published(day=day, certain=True, text=_words(page, role))
    day = date_in_address(url)
    if day is not None:
        return Published(day=day, certain=True)
    for role in listed:
        day = role.mention.as_date()
        line = role.segment.line
        if role.role is Role.BARE and day and title_line < line < _HEAD_LINES and not role.label:
            return Published(day=day, certain=True, text=_words(page, role))
    return Published(day=None)


def _words(page: Page, role: DatedRole) -> str:
    return page.text[role.segment.start : role.segment.end].strip()


# --- the year that is not written ---


def with_year(
    page: Page, mention: DateMention, published: date | None, opened: date | None
) -> DateMention:
    """Fill in a missing year from the publication day or the weekday, else leave it missing.

    `opened` is a full opening date that the same sentence states before: "opens 1 March 2024 and
    closes 30 April".
    """
    weekday = weekday_beside(page, mention)
    mention = replace(mention, weekday=weekday)
    if mention.year is not None or mention.month is None:
        return mention
    if opened is not None:
        return _fitting(mention, [_next(mention, opened)], weekday)
    if published is not None:
        return _fitting(mention, [_next(mention, published - _TOO_EARLY)], weekday)
    if weekday is None:
        return mention
    years = [year for year in range(2014, 2030) if _is_weekday(mention, year, weekday)]
    named = {int(year) for year in re.findall(r"(?<!\d)20[12]\d(?!\d)", page.text[:4000])}
    years = [year for year in years if year in named]
    return replace(mention, year=years[0], year_from="weekday") if len(years) == 1 else mention


def _fitting(mention: DateMention, years: list[int], weekday: int | None) -> DateMention:
    fits = [year for year in years if weekday is None or _is_weekday(mention, year, weekday)]
    return replace(mention, year=fits[0], year_from="published") if fits else mention


def _next(mention: DateMention, floor: date) -> int:
    """The first year in which the date falls on or after `floor`."""
    day = _day(floor.year, mention.month or 1, mention.day)
    return floor.year if day is not None and day >= floor else floor.year + 1


def _is_weekday(mention: DateMention, year: int, weekday: int) -> bool:
    day = _day(year, mention.month or 1, mention.day)
    return day is not None and day.weekday() == weekday


def weekday_beside(page: Page, mention: DateMention) -> int | None:
    """The weekday that stands right before or behind a date, 0 for Monday."""
    for start, end in (
        (max(0, mention.start - _WEEKDAY_REACH), mention.start),
        (mention.end, min(len(page.text), mention.end + _WEEKDAY_REACH)),
    ):
        days = [hit for hit in page.between(start, end) if hit.tag.startswith("wd:")]
        near = [
            hit
            for hit in days
            if min(abs(mention.start - hit.end), abs(hit.start - mention.end)) <= 5
        ]
        if near:
            return int(near[-1].tag[3:])
    return None


# --- the instant ---


def opening_moment(day: date, hour: TimeMention | None, zone: str, text: str) -> Moment:
    """An opening: 00:00 of its day where no hour is written (decisions A)."""
    said = hour.zone if hour and hour.zone else zone
    if hour is None or (hour.hour, hour.minute) == END_OF_DAY:
        return Moment(
            at=_instant(day, time(0), said), zone=said, precision=Precision.DAY, text=text
        )
    return Moment(at=_instant(day, time(hour.hour, hour.minute), said), zone=said, text=text)


def deadline_moment(
    day: date, hour: TimeMention | None, zone: str, text: str, stage: Stage, *, portal: bool
) -> Deadline:
    """A deadline (decisions A 2 and A 3).

    Without an hour: the end of that day in `zone`, or 17:00 Brussels for a call of the EU level,
    and marked as assumed. "24:00" is 23:59:59 of its day and not assumed.
    """
    said = hour.zone if hour and hour.zone else (BRUSSELS if portal else zone)
    if hour is None:
        clock = PORTAL_HOUR if portal else LAST_SECOND
        return Deadline(
            at=_instant(day, clock, said),
            zone=said,
            precision=Precision.DAY,
            assumed=True,
            text=text,
            stage=stage,
        )
    clock = LAST_SECOND if hour.hour == 24 else time(hour.hour, hour.minute)
    return Deadline(at=_instant(day, clock, said), zone=said, text=text, stage=stage)


def _instant(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def doubt_about(
    mention: DateMention, day: date, opens: date | None, published: date | None
) -> Flag | None:
    """Why a deadline counts as none, if it does (decisions A 5)."""
    if mention.weekday is not None and day.weekday() != mention.weekday:
        return Flag.YEAR_CONTRADICTED
    if opens is not None and day < opens:
        return Flag.DEADLINE_BEFORE_OPENING
    begin = opens or published
    if begin is not None and day - begin > _TOO_FAR:
        return Flag.DEADLINE_TOO_FAR
    return None
