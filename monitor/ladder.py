"""PURE: when a reminder falls due, in the call's own zone (decisions D 1)."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.vocabulary import Deadline, Precision

_MORNING = time(9)


def rung_instant(deadline: Deadline, days: int) -> datetime:
    """The instant (UTC) of the reminder `days` before `deadline`.

    With a stated hour: the same wall time that many calendar days before. Without: 09:00 on that
    day. Both on the clock of the deadline's zone, so a change of clocks in between moves the
    instant. A wall time that exists twice is its first; one that does not exist is as far after
    the gap as it was into it.
    """
    local = deadline.local
    day = local.date() - timedelta(days=days)
    wall = local.time().replace(fold=0) if deadline.precision is Precision.MINUTE else _MORNING
    return datetime.combine(day, wall, ZoneInfo(deadline.zone)).astimezone(UTC)


def rungs_fallen(
    deadline: Deadline, rungs: Iterable[int], *, after: datetime, now: datetime
) -> tuple[int, ...]:
    """The rungs whose instant lies in (after, now], longest first; none after the deadline."""
    if deadline.at <= now:
        return ()
    fallen = {days for days in rungs if after < rung_instant(deadline, days) <= now}
    return tuple(sorted(fallen, reverse=True))


def next_rung(deadline: Deadline, rungs: Iterable[int], now: datetime) -> datetime | None:
    """The instant (UTC) of the next rung after `now` and before the deadline; None if none is."""
    instants = (rung_instant(deadline, days) for days in rungs)
    return min((at for at in instants if now < at < deadline.at), default=None)
