"""PURE: what the operator knows better (`[[corrections]]`): outranks sources until one agrees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from config.corrections import CorrectionField, CorrectionValue, read_correction
from config.vocabulary import (
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    Flag,
    Moment,
    Precision,
    Stage,
)
from monitor.zones import zone_of

_END_OF_DAY = time(23, 59, 59)  # decisions A 2
_PORTAL_HOUR = time(17)  # decisions A 1 and 3: an EU-level call closes 17:00 Brussels


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
class ForcedStatus:
    """A status the operator set; it ends when the sources come to the same."""

    status: CallStatus
    reason: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Facts with corrections on top; `reasons` by field, `ended` those a source agrees with."""

    facts: CallFacts
    status: ForcedStatus | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()


def concerns(correction: Correction, call_id: str, facts: CallFacts) -> bool:
    """Whether a correction names this call, by its id or its identifier."""
    return correction.call in (call_id, facts.identifier)


def apply_corrections(
    call_id: str,
    facts: CallFacts,
    corrections: Sequence[Correction],
    *,
    ended: tuple[str, ...],
) -> Corrected:
    """`facts` with the corrections for this call applied; of two for one field the later counts.

    Values that cannot be read are left out here: `config check` and the start name them.
    """
    result = Corrected(facts=facts, ended=ended)
    for correction in corrections:
        if concerns(correction, call_id, facts) and correction.fingerprint not in ended:
            result = _applied(result, facts, correction)
    return result


def _applied(result: Corrected, stated: CallFacts, correction: Correction) -> Corrected:
    try:
        name = CorrectionField(correction.field)
        value = read_correction(name, correction.value)
    except ValueError:
        return result
    if isinstance(value, CallStatus):
        forced = ForcedStatus(
            status=value, reason=correction.reason, fingerprint=correction.fingerprint
        )
        return replace(result, status=forced)
    values = _SETTERS.get(name, _plain(name))(stated, value)
    if all(_said(getattr(stated, key), wanted) for key, wanted in values.items()):
        return replace(result, ended=(*result.ended, correction.fingerprint))
    flags = tuple(dict.fromkeys((*result.facts.flags, Flag.CORRECTED)))
    facts = replace(result.facts, **values, flags=flags)
    return replace(result, facts=facts, reasons={**result.reasons, str(name): correction.reason})


def _said(stated: object, wanted: object) -> bool:
    """Whether the sources say by now what was corrected; instants count, not their words."""
    if isinstance(stated, Moment) and isinstance(wanted, Moment):
        if wanted.precision is Precision.DAY:
            return stated.local.date() == wanted.local.date()
        return stated.at == wanted.at
    if isinstance(stated, tuple) and isinstance(wanted, tuple) and len(stated) == len(wanted):
        return all(map(_said, stated, wanted))
    return stated == wanted


def _zone(facts: CallFacts) -> str:
    """The call's own zone: that of its dates, else its country's."""
    moments = [*facts.deadlines, *([facts.opens] if facts.opens else [])]
    return moments[0].zone if moments else zone_of(facts.country)


def _wall(facts: CallFacts, value: date, hour: time) -> dict[str, Any]:
    """A wall time in the call's zone; of a bare day the hour is ours, by the rule for such days."""
    zone = _zone(facts)
    stated = isinstance(value, datetime)
    wall = value if isinstance(value, datetime) else datetime.combine(value, hour)
    return {
        "at": wall.replace(tzinfo=ZoneInfo(zone)),
        "zone": zone,
        "precision": Precision.MINUTE if stated else Precision.DAY,
        "assumed": not stated,
        "text": wall.isoformat(sep=" ", timespec="minutes") if stated else value.isoformat(),
    }


def _deadline(facts: CallFacts, value: CorrectionValue) -> dict[str, Any]:
    """The one date that counts; a second stage stays beside it."""
    second = tuple(d for d in facts.deadlines if d.stage is Stage.SECOND)
    if not isinstance(value, date):
        return {"deadlines": second}
    hour = _PORTAL_HOUR if facts.country == "EU" else _END_OF_DAY
    stage = Stage.FIRST if second else Stage.SINGLE
    deadline = Deadline(**_wall(facts, value, hour), stage=stage)
    return {"deadlines": (deadline, *second)}


def _opens(facts: CallFacts, value: CorrectionValue) -> dict[str, Any]:
    moment = Moment(**_wall(facts, value, time())) if isinstance(value, date) else None
    return {"opens": moment}


def _text(name: CorrectionField) -> Callable[[CallFacts, CorrectionValue], dict[str, Any]]:
    """Fields that are text and never None: "not stated" is the empty text."""
    return lambda _, value: {str(name): value or ""}


def _plain(name: CorrectionField) -> Callable[[CallFacts, CorrectionValue], dict[str, Any]]:
    return lambda _, value: {str(name): value}


def _kind(_: CallFacts, value: CorrectionValue) -> dict[str, Any]:
    """A call the operator knows to be without a fixed date has none."""
    dateless = value in (DeadlineKind.ROLLING, DeadlineKind.RELATIVE)
    return {"deadline_kind": value} | ({"deadlines": ()} if dateless else {})


_SETTERS: dict[CorrectionField, Callable[[CallFacts, CorrectionValue], dict[str, Any]]] = {
    CorrectionField.DEADLINE: _deadline,
    CorrectionField.DEADLINE_KIND: _kind,
    CorrectionField.OPENS: _opens,
    CorrectionField.AUTHORITY: _text(CorrectionField.AUTHORITY),
    CorrectionField.URL: _text(CorrectionField.URL),
}
