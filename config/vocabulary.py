"""The shared words and values: what a call is, a moment, a deadline, an amount. No I/O.

Every instant is an aware `datetime` in UTC; the zone it was stated in travels beside it as an IANA
name, because "17:00 Brussels" and "18:00 Nicosia" are one instant and two different sentences.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo


class CallStatus(StrEnum):
    """What a call is at an instant: a pure function of the source's word, the dates and `now`."""

    FORTHCOMING = "forthcoming"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class StatusWord(StrEnum):
    """What a source says of the state of a call, before dates and clock are asked."""

    NONE = "none"
    FORTHCOMING = "forthcoming"
    PLANNED = "planned"
    OPEN = "open"
    EXTENDED = "extended"
    ROLLING = "rolling"
    PARTLY_CLOSED = "partly_closed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # cancelled means the same to an applicant
    CONTRADICTING = "contradicting"  # one source says two things at once
    UNREADABLE = "unreadable"  # a code or word nobody knows


class EventKind(StrEnum):
    """Something that happened to a call; the last two are about the monitor itself."""

    FORTHCOMING = "forthcoming"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"
    DEADLINE_CHANGED = "deadline_changed"
    REOPENED = "reopened"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    SOURCE_DEGRADED = "source_degraded"
    SOURCE_RECOVERED = "source_recovered"


class DeadlineKind(StrEnum):
    """How a call ends: on a stated date, never, some days after something, or not stated."""

    FIXED = "fixed"
    ROLLING = "rolling"
    RELATIVE = "relative"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """Which of a call's deadlines this is. Of two stages the first is the one anyone can meet."""

    SINGLE = "single"
    FIRST = "first"
    SECOND = "second"
    CUTOFF = "cutoff"


class Precision(StrEnum):
    """Whether the source stated an hour."""

    DAY = "day"
    MINUTE = "minute"


class Management(StrEnum):
    """Who runs the money: the Commission, a Member State, or an entrusted body."""

    DIRECT = "direct"
    SHARED = "shared"
    INDIRECT = "indirect"


class Objective(StrEnum):
    """The fund's four specific objectives."""

    ASYLUM = "SO1"
    LEGAL_MIGRATION_AND_INTEGRATION = "SO2"
    RETURN = "SO3"
    SOLIDARITY = "SO4"


class Applicant(StrEnum):
    """Who may apply."""

    NGO = "ngo"
    PUBLIC = "public"
    LOCAL = "local"
    EDUCATION_RESEARCH = "education_research"
    COMPANY = "company"
    INTERNATIONAL = "international"
    SOCIAL_PARTNER = "social_partner"


class Flag(StrEnum):
    """What a reader should know before trusting a call's data; shown beside it."""

    DEADLINE_BEFORE_OPENING = "deadline_before_opening"
    DEADLINE_TOO_FAR = "deadline_too_far"
    YEAR_CONTRADICTED = "year_contradicted"
    DEADLINES_CONTRADICT = "deadlines_contradict"
    DEADLINE_NO_LONGER_READABLE = "deadline_no_longer_readable"
    STATUS_CONTRADICTS = "status_contradicts"
    STATUS_UNKNOWN = "status_unknown"
    SOURCES_DISAGREE = "sources_disagree"
    PART_UNREADABLE = "part_unreadable"
    RELAYED_DATE = (
        "relayed_date"  # the deciding source states none; a relay's is shown, not counted
    )
    OTHER_PERIOD = "other_period"  # a call of 2014-2020: over, kept for the record
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a source stated it.

    `at` is UTC. `zone` is the IANA zone it was stated in. With `precision` DAY the source gave no
    hour and `assumed` says that the hour in `at` is ours by rule, never to be told as fact.
    `text` is the very words it was read from.
    """

    at: datetime
    zone: str
    precision: Precision = Precision.MINUTE
    assumed: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs an aware datetime")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def local(self) -> datetime:
        """The same instant on the clock of its own zone."""
        return self.at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Moment):
    """A moment by which proposals must be in. `doubt` says why it counts as none, if it does."""

    stage: Stage = Stage.SINGLE
    doubt: Flag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in the currency it was stated in; never converted."""

    amount: Decimal
    currency: str
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A remark a source attached to a call, with its own time where it gave one (UTC)."""

    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document a call links to; `sha256` where it was fetched."""

    url: str
    title: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words a value was read from. `field` names the value, `place` says where they stood."""

    field: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What is stated about one call: by one source (in a notice) or merged from several (stored).

    None and empty mean "not stated", never "no". `country` is ISO 3166 alpha-2 (Greece is GR) or
    "EU". Rates are fractions (0.75). `flags` and `evidence` speak of the other fields.
    """

    title: str
    country: str
    language: str = "en"
    identifier: str | None = None
    call_identifier: str | None = None
    management: Management = Management.SHARED
    authority: str = ""
    objectives: tuple[Objective, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    opens: Moment | None = None
    deadlines: tuple[Deadline, ...] = ()
    deadline_kind: DeadlineKind = DeadlineKind.UNKNOWN
    restricted: bool = False
    closed_objectives: tuple[Objective, ...] = ()
    budget: Money | None = None
    cofinancing_rate: float | None = None
    grant_min: Money | None = None
    grant_max: Money | None = None
    flat_rate: float | None = None
    project_start: date | None = None
    minimum_score: int | None = None
    conditions: str = ""
    updates: tuple[Update, ...] = ()
    documents: tuple[Document, ...] = ()
    url: str = ""
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Quote, ...] = field(default=(), repr=False)
