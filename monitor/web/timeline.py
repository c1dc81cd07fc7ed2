"""PURE: the timeline picture: where each call's bar stands, twelve weeks back and forth.

Positions are per cent of the picture's width, so that the picture stretches while its words keep
their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from babel.dates import format_date as babel_date

from config.vocabulary import CallStatus
from monitor.i18n import Translator, locale_of
from monitor.web.views import CallLine
from store.records import StoredCall

REACH = timedelta(weeks=12)
MOST_ROWS = 24
_ROW = 42  # pixels at scale 1
_HEAD = 38
_LAST_LABEL = 96.0  # per cent; a name further right would not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A month on the axis, or a deadline on a bar."""

    x: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One call's row, its `y` at scale 1. Without `begins` or `ends` it runs on there."""

    line: CallLine
    y: int
    x: float
    width: float
    begins: bool
    ends: bool
    deadlines: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The picture: height in pixels, the axis, the bars, and how many calls did not fit."""

    height: int
    scale: float
    today: float
    months: tuple[Mark, ...]
    weeks: tuple[float, ...]
    bars: tuple[Bar, ...]
    left_out: int


def timeline(
    calls: Sequence[tuple[StoredCall, CallLine]],
    now: datetime,
    t: Translator,
    *,
    scale: float = 1.0,
) -> Timeline:
    """The picture of those calls whose time touches the window, in the order given.

    `scale` makes rows and words larger, for the wall.
    """
    start, end = now - REACH, now + REACH
    inside = [(call, line) for call, line in calls if _touches(call, start, end)]
    bars = tuple(
        _bar(call, line, (start, end), row) for row, (call, line) in enumerate(inside[:MOST_ROWS])
    )
    return Timeline(
        height=round((_HEAD + _ROW * len(bars) + 6) * scale),
        scale=scale,
        today=_place(now, (start, end)),
        months=_months(start, end, t),
        weeks=tuple(_place(now + timedelta(weeks=n), (start, end)) for n in range(-11, 12) if n),
        bars=bars,
        left_out=max(0, len(inside) - MOST_ROWS),
    )


def _span(call: StoredCall) -> tuple[datetime | None, datetime | None]:
    """Opening and last sound deadline; None where not stated."""
    opens = call.facts.opens.at if call.facts.opens else None
    sound = [deadline.at for deadline in call.facts.deadlines if deadline.doubt is None]
    return opens, max(sound, default=None)


def _touches(call: StoredCall, start: datetime, end: datetime) -> bool:
    opens, closes = _span(call)
    if opens is None and closes is None:
        return False
    return (opens is None or opens < end) and (closes is None or closes > start)


def _bar(call: StoredCall, line: CallLine, window: tuple[datetime, datetime], row: int) -> Bar:
    start, end = window
    opens, closes = _span(call)
    open_ended = closes is None and call.status is not CallStatus.CLOSED
    first = opens or min(call.first_seen, closes or call.first_seen)
    last = closes or (end if open_ended else max(call.updated, first))
    x = _place(max(first, start), window)
    marks = [d.at for d in call.facts.deadlines if d.doubt is None and start <= d.at <= end]
    return Bar(
        line=line,
        y=_HEAD + _ROW * row,
        x=x,
        width=round(max(_place(min(last, end), window) - x, 0.6), 2),
        begins=opens is not None and opens >= start,
        ends=closes is not None and closes <= end,
        deadlines=tuple(_place(at, window) for at in sorted(marks)),
    )


def _place(at: datetime, window: tuple[datetime, datetime]) -> float:
    start, end = window
    return round(100 * ((at - start) / (end - start)), 2)


def _months(start: datetime, end: datetime, t: Translator) -> tuple[Mark, ...]:
    marks = []
    month = datetime(start.year, start.month, 1, tzinfo=UTC)
    while month < end:
        if month >= start and _place(month, (start, end)) < _LAST_LABEL:
            name = str(babel_date(month, format="LLL", locale=locale_of(t.language)))
            marks.append(Mark(x=_place(month, (start, end)), label=name))
        month = (month + timedelta(days=32)).replace(day=1)
    return tuple(marks)
