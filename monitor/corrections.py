"""PURE: what the operator knows better (`[[corrections]]`): outranks sources until one agrees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from config.vocabulary import (
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    Flag,
    Moment,
    Money,
    Objective,
    Precision,
)

_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One value the operator sets. `call` is the call's id or identifier; times are wall time."""

    call: str
    field: str
    value: str
    reason: str

    @property
    def fingerprint(self) -> str:
        """Names this very correction, so that one that has ended stays ended."""
        return f"{self.field}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Facts with corrections on top; `reasons` by field, `ended` those a source agrees with."""

    facts: CallFacts
    status: CallStatus | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()


def apply_corrections(
    call_id: str,
    facts: CallFacts,
    corrections: Sequence[Correction],
    *,
    ended: tuple[str, ...],
) -> Corrected:
    """`facts` with the corrections for this call applied. Unreadable values are left out here.

    They are named at start by `config check`; see `problem`.
    """
    result = Corrected(facts=facts, ended=ended)
    for correction in corrections:
        mine = correction.call in (call_id, facts.identifier)
        if mine and correction.fingerprint not in ended and problem(correction) is None:
            result = _applied(result, facts, correction)
    return result


def problem(correction: Correction) -> str | None:
    """What is wrong with a correction, in one sentence; None if nothing."""
    setter = _SETTERS.get(correction.field)
    if setter is None:
        return f"cannot correct {correction.field!r}; known are {', '.join(sorted(_SETTERS))}"
    try:
        setter(CallFacts(title="", country="EU"), correction.value)
    except (ValueError, InvalidOperation):
        return f"{correction.value!r} is no value for {correction.field!r}"
    return None


def _applied(result: Corrected, stated: CallFacts, correction: Correction) -> Corrected:
    if correction.field == "status":
        return replace(
            result,
            status=CallStatus(correction.value),
            reasons={**result.reasons, "status": correction.reason},
        )
    values = _SETTERS[correction.field](stated, correction.value)
    if _agrees(stated, values):
        return replace(result, ended=(*result.ended, correction.fingerprint))
    flags = tuple(dict.fromkeys((*result.facts.flags, Flag.CORRECTED)))
    facts = replace(result.facts, **values, flags=flags)
    return replace(
        result, facts=facts, reasons={**result.reasons, correction.field: correction.reason}
    )


def _agrees(stated: CallFacts, values: Mapping[str, Any]) -> bool:
    """Whether the sources say by now what the correction says; instants count, not their words."""
    return all(_value(getattr(stated, name)) == _value(value) for name, value in values.items())


def _value(value: object) -> object:
    if isinstance(value, Moment):
        return value.at
    if isinstance(value, tuple):
        return tuple(_value(item) for item in value)
    return value


def _zone(facts: CallFacts) -> str:
    moments = [*facts.deadlines, *([facts.opens] if facts.opens else [])]
    return moments[0].zone if moments else "Europe/Brussels"


def _wall(facts: CallFacts, value: str, default: time) -> tuple[datetime, Precision]:
    """Wall time in the call's zone; a bare date is a day whose hour is ours."""
    wall = datetime.fromisoformat(value)
    day_only = len(value.strip()) <= len("2026-05-03")
    if day_only:
        wall = datetime.combine(wall.date(), default)
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=ZoneInfo(_zone(facts)))
    return wall, Precision.DAY if day_only else Precision.MINUTE


def _deadline(facts: CallFacts, value: str) -> dict[str, Any]:
    wall, precision = _wall(facts, value, _END_OF_DAY)
    deadline = Deadline(
        at=wall,
        zone=_zone(facts),
        precision=precision,
        assumed=precision is Precision.DAY,
        text=value,
    )
    return {"deadlines": (deadline,), "deadline_kind": DeadlineKind.FIXED}


def _opens(facts: CallFacts, value: str) -> dict[str, Any]:
    wall, precision = _wall(facts, value, time())
    return {"opens": Moment(at=wall, zone=_zone(facts), precision=precision, text=value)}


def _budget(_: CallFacts, value: str) -> dict[str, Any]:
    amount, _blank, currency = value.replace("_", "").partition(" ")
    return {"budget": Money(amount=Decimal(amount), currency=currency.strip().upper() or "EUR")}


def _plain(name: str) -> Callable[[CallFacts, str], dict[str, Any]]:
    return lambda _, value: {name: value}


def _restricted(_: CallFacts, value: str) -> dict[str, Any]:
    if value.lower() not in ("true", "false"):
        raise ValueError(value)
    return {"restricted": value.lower() == "true"}


def _objectives(_: CallFacts, value: str) -> dict[str, Any]:
    return {"objectives": tuple(Objective(part.strip()) for part in value.split(",") if part)}


def _status(_: CallFacts, value: str) -> dict[str, Any]:
    return {"status": CallStatus(value)}


_SETTERS: dict[str, Callable[[CallFacts, str], dict[str, Any]]] = {
    "deadline": _deadline,
    "opens": _opens,
    "budget": _budget,
    "title": _plain("title"),
    "identifier": _plain("identifier"),
    "authority": _plain("authority"),
    "url": _plain("url"),
    "restricted": _restricted,
    "objectives": _objectives,
    "status": _status,
}
