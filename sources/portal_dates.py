"""The portal's dates: wall time in Brussels under a label that lies (decisions A 1). Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.vocabulary import Deadline, Flag, Moment, Precision, Stage

BRUSSELS = "Europe/Brussels"
CLOSING_HOUR = time(17)  # every AMIF call found closes then; the index does not say
_ZONE = ZoneInfo(BRUSSELS)
_TOO_FAR = timedelta(days=5 * 365 + 1)
_FRACTION = re.compile(r"\.\d+")


def wall_time(text: str) -> datetime | None:
    """A date of the index as naive Brussels wall time; None if it cannot be read.

    By the label to UTC, then that UTC date and time as wall time, seconds kept.
    """
    try:
        stated = datetime.fromisoformat(_FRACTION.sub("", text.strip()))
        if stated.tzinfo is not None:
            stated = stated.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return stated if 1900 <= stated.year <= 9000 else None


def opening(text: str) -> Moment | None:
    """When a topic opens: midnight means "a date only", and is 00:00 in Brussels."""
    wall = wall_time(text)
    if wall is None:
        return None
    precision = Precision.DAY if wall.time() == time() else Precision.MINUTE
    return Moment(at=wall.replace(tzinfo=_ZONE), zone=BRUSSELS, precision=precision, text=text)


def deadline(text: str) -> Deadline | None:
    """When a topic closes: a date without an hour closes at 17:00, and that hour is assumed."""
    wall = wall_time(text)
    if wall is None:
        return None
    if wall.time() != time():
        return Deadline(at=wall.replace(tzinfo=_ZONE), zone=BRUSSELS, text=text)
    return Deadline(
        at=datetime.combine(wall.date(), CLOSING_HOUR, _ZONE),
        zone=BRUSSELS,
        precision=Precision.DAY,
        assumed=True,
        text=text,
    )


def staged(deadlines: Sequence[Deadline], model: str) -> tuple[Deadline, ...]:
    """The deadlines in order with their stage by the topic's deadline model.

    Two-stage: the first is the one anyone can meet, what follows is for those invited. Otherwise
    several dates are cut-offs, also where the model is unknown: the next one ahead then counts.
    """
    ordered = sorted(deadlines, key=lambda each: each.at)
    if len(ordered) < 2:
        first = Stage.FIRST if is_two_stage(model) else Stage.SINGLE
        return tuple(replace(each, stage=first) for each in ordered)
    if is_two_stage(model):
        stages = [Stage.FIRST] + [Stage.SECOND] * (len(ordered) - 1)
    else:
        stages = [Stage.CUTOFF] * len(ordered)
    return tuple(replace(each, stage=stage) for each, stage in zip(ordered, stages, strict=True))


def is_two_stage(model: str) -> bool:
    """Whether a deadline model, however it is spelled, has two stages."""
    return "two" in model.lower()


def doubted(each: Deadline, opens: Moment | None, now: datetime) -> Deadline:
    """The deadline with its doubt, if it cannot be true (decisions A 5)."""
    if opens is not None and each.at < opens.at:
        return replace(each, doubt=Flag.DEADLINE_BEFORE_OPENING)
    if each.at > now + _TOO_FAR:
        return replace(each, doubt=Flag.DEADLINE_TOO_FAR)
    return each
