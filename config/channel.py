"""Who is told what, and how: one channel's filter and preferences, without its secret address.

An operator's channel from the settings and a subscriber become the same value, so that matching,
wording and timing know only one kind of receiver.
"""

from dataclasses import dataclass

from config.vocabulary import Applicant, EventKind, Objective

DEFAULT_EVENTS = (
    EventKind.OPEN,
    EventKind.CLOSING_SOON,
    EventKind.CLOSED,
    EventKind.DEADLINE_CHANGED,
    EventKind.REOPENED,
    EventKind.WITHDRAWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One receiver. Empty filters let everything through; `closing_soon_days` are its own rungs.

    `kind` is the schema of its address ("slack", "mailto", "json" ...), for wording and metrics.
    `digest` is "", "daily HH:MM" or "weekly DAY HH:MM"; `quiet_hours` is "" or "HH:MM-HH:MM"; both
    on the clock of `timezone`. `muted` are call ids this receiver does not want to hear of,
    `applying` those it wants only the last rungs and changes of.
    """

    name: str
    kind: str = ""
    events: tuple[EventKind, ...] = DEFAULT_EVENTS
    countries: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    keywords: tuple[str, ...] = ()
    include_restricted: bool = False
    min_budget: float = 0
    closing_soon_days: tuple[int, ...] = (30, 14, 7, 3, 1)
    language: str = "en"
    timezone: str = "Europe/Brussels"
    format: str = ""
    digest: str = ""
    quiet_hours: str = ""
    muted: tuple[str, ...] = ()
    applying: tuple[str, ...] = ()
