"""What we remember, as frozen values without any SQL. All instants are aware UTC datetimes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from config.vocabulary import CallFacts, CallStatus, EventKind, StatusWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one source last said about one call, and whether it still shows it.

    `missing_since` is the first complete answer of the source without the call, `missing_polls`
    how many complete answers in a row lacked it. `gone` says that the call's own detail address
    was asked and no longer shows it. `rank` is the source's (see sources.base.Rank). `digest` is
    that of the notice as it was read (word and facts, before any rule touched them): the same
    digest again means that nothing new was said.
    """

    source: str
    key: str
    rank: str
    word: StatusWord
    facts: CallFacts
    first_seen: datetime
    last_seen: datetime
    missing_since: datetime | None = None
    missing_polls: int = 0
    gone: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call as remembered: the latest notice of each source, and what they come to together.

    `facts` is the merge of the sightings with corrections on top. `turn` counts accepted changes;
    `armed_turn` and `armed_at` are the turn and instant at which the present deadline was told, so
    that rungs already past then are not told again; `ticked_at` is when the clock was last asked
    about it. `next_due` is when the clock alone next changes something (a rung, an opening, a
    deadline); None: never. `known_as` is the last status people were told of: a call that is
    unreadable for a while and then as before makes no event. `corrected` maps a field to the
    operator's reason; `corrections_ended` names those a source has since agreed with.
    """

    id: str
    facts: CallFacts
    word: StatusWord
    status: CallStatus
    sightings: tuple[Sighting, ...]
    first_seen: datetime
    updated: datetime
    turn: int = 0
    armed_turn: int = 0
    armed_at: datetime | None = None
    ticked_at: datetime | None = None
    next_due: datetime | None = None
    known_as: CallStatus = CallStatus.UNKNOWN
    corrected: Mapping[str, str] = field(default_factory=dict)
    corrections_ended: tuple[str, ...] = ()

    @property
    def missing_since(self) -> datetime | None:
        """Since when no source shows the call; None while one does."""
        since = [sighting.missing_since for sighting in self.sightings]
        missing = [instant for instant in since if instant is not None]
        return max(missing) if missing and len(missing) == len(since) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that became another, as readable words; `words`: what the new one was read from."""

    field: str
    old: str
    new: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """Something that happened. `key` is its identity: the same key is the same event, for ever.

    `subject` is the call's id, or "source:<id>" for events about the monitor. `source` is who
    reported, "clock" for the clock, and no part of the identity. `id` is 0 until stored.
    """

    key: str
    kind: EventKind
    subject: str
    at: datetime
    source: str
    turn: int
    deadline: datetime | None = None
    previous_deadline: datetime | None = None
    rung_days: int | None = None
    baseline: bool = False
    changes: tuple[Change, ...] = ()
    id: int = 0

    @property
    def call_id(self) -> str | None:
        """The call this is about; None for events about the monitor."""
        return None if self.subject.startswith("source:") else self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One accepted version of a call: what changed, from which source, when, from which words.

    `digest` is the SHA-256 of the notice's canonical JSON, for audits.
    """

    call_id: str
    at: datetime
    source: str
    turn: int
    digest: str
    changes: tuple[Change, ...] = ()
    id: int = 0


class DeliveryState(StrEnum):
    """Where a delivery stands. A claimed one is still owed; its lease says who has it in hand."""

    OWED = "owed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    SUPERSEDED = "superseded"


class DeliveryKind(StrEnum):
    """One event, the summary a channel begins with, a digest, a canary's "still watching"."""

    EVENT = "event"
    SUMMARY = "summary"
    DIGEST = "digest"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one channel. `key` is unique: owing the same twice is owing it once.

    `channel` is the channel's name (a subscriber's is "subscriber:<id>"). `details` carries what
    the wording needs beside the event: collapsed rungs, the calls of a summary, the deliveries a
    digest gathers. `not_before` holds a delivery back (quiet hours, digest). `attempts` counts
    attempts begun, `lease_until`/`lease_owner` who has it in hand.
    """

    key: str
    channel: str
    kind: DeliveryKind
    created: datetime
    event_id: int | None = None
    state: DeliveryState = DeliveryState.OWED
    details: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0
    last_error: str | None = None
    next_attempt: datetime | None = None
    not_before: datetime | None = None
    sent_at: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord:
    """When a channel began, and when its first summary was decided (owed, or found needless)."""

    name: str
    began: datetime
    summarised: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRun:
    """One attempt at one source. `error` is the full sentence, `cause` the fixed public word."""

    source: str
    started: datetime
    seconds: float
    ok: bool
    cause: str = ""
    error: str = ""
    complete: bool = False
    unchanged: bool = False
    seen: int = 0
    new: int = 0
    changed: int = 0
    events: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing, as far as the past tells; everything None before the first poll.

    `failing_since` starts the present run of `failures`; `degraded_since` is set while an episode
    of degradation lasts, `episodes` counts them. `suspect_count` is a sudden drop waiting for its
    second answer. `next_poll` is when it is due again.
    """

    id: str
    baseline_at: datetime | None = None
    verified_at: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    last_cause: str | None = None
    failing_since: datetime | None = None
    failures: int = 0
    degraded_since: datetime | None = None
    episodes: int = 0
    calls_seen: int = 0
    suspect_count: int | None = None
    next_poll: datetime | None = None
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notebook: Mapping[str, str] = field(default_factory=dict)
