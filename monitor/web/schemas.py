"""The promised JSON shapes as models, for the OpenAPI description (design.md, HTTP)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from config.vocabulary import (
    Applicant,
    CallStatus,
    DeadlineKind,
    EventKind,
    Flag,
    Management,
    Objective,
    Precision,
    Stage,
)


def _instant(words: str) -> Any:
    return Field(description=words + " RFC 3339, UTC.", json_schema_extra={"format": "date-time"})


class Shape(BaseModel):
    """What all shapes share: fields may be added, never taken away."""

    model_config = ConfigDict(extra="allow")


class MomentOut(Shape):
    """A point in time as a source stated it."""

    at: str = _instant("The instant.")
    zone: str = Field(description="IANA zone it was stated in.")
    precision: Precision
    assumed: bool = Field(description="True: no hour was stated; the one in `at` is ours by rule.")
    text: str = Field(description="The words it was read from.")


class DeadlineOut(MomentOut):
    """A moment by which proposals must be in."""

    stage: Stage


class MoneyOut(Shape):
    """An amount in the currency it was stated in; never converted."""

    amount: float
    currency: str
    approximate: bool


class SightingOut(Shape):
    """Which source shows the call, and since when."""

    id: str
    first_seen: str = _instant("When the source first showed it.")
    last_seen: str = _instant("When it last did.")


class CallOut(Shape):
    """One funding opportunity a person can apply to."""

    id: str
    identifier: str | None
    call_identifier: str | None
    title: str
    language: str
    status: CallStatus
    management: Management
    country: str = Field(description="ISO 3166 code; EU for the EU level.")
    authority: str
    objectives: list[Objective]
    applicants: list[Applicant]
    opens: MomentOut | None
    deadlines: list[DeadlineOut]
    deadline_kind: DeadlineKind
    next_deadline: str | None = _instant("The deadline that counts, while it is ahead.")
    days_left: int | None = Field(description="Calendar days to it, in the call's zone.")
    missing_since: str | None = _instant("Since when no source lists it; missing is not closed.")
    restricted: bool
    closed_objectives: list[Objective]
    flags: list[Flag]
    budget: MoneyOut | None
    cofinancing_rate: float | None
    grant_min: MoneyOut | None
    grant_max: MoneyOut | None
    flat_rate: float | None
    project_start: str | None
    minimum_score: int | None
    url: str
    sources: list[SightingOut]
    first_seen: str = _instant("When any source first showed it.")
    updated: str = _instant("When anything about it last changed.")


class EventOut(Shape):
    """Something that happened to a call, or to the monitor itself (then `call` is null)."""

    id: int
    kind: EventKind
    call: CallOut | None
    at: str = _instant("When it happened.")
    deadline: str | None = _instant("The deadline it speaks of.")
    previous_deadline: str | None = _instant("The deadline before.")
    rung_days: int | None
    source: str | None
    baseline: bool = Field(description="True: found at the first look at a source.")


class SourceOut(Shape):
    """One place that is read, and how fresh it is."""

    id: str
    name: str
    country: str
    url: str = Field(description="Without query; empty where it is not public.")
    state: Literal["ok", "degraded", "unverified"]
    last_success: str | None = _instant("The last complete look.")
    last_error: str | None = Field(description="The cause in a fixed word; null after a success.")
    last_poll: str | None = _instant("The last attempt.")
    calls_seen: int


class ListOut(Shape):
    """What every list carries."""

    total: int = Field(description="How many there are in all.")
    as_of: str = _instant("The instant this answer speaks of.")


class CallsOut(ListOut):
    """A list of calls: open by deadline, coming by opening, unclear, closed newest first."""

    items: list[CallOut]


class EventsOut(ListOut):
    """A list of events, newest first."""

    items: list[EventOut]


class SourcesOut(ListOut):
    """Every public source."""

    items: list[SourceOut]


class MistakeOut(Shape):
    """One parameter that cannot be used, and why."""

    parameter: str
    detail: str


class ProblemOut(Shape):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[MistakeOut] = []
