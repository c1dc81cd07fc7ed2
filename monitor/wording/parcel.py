"""What a message is made from: the delivery, what it tells of, for whom, and who sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from config.channel import Channel
from config.settings import WebSettings
from store.records import CallEvent, Delivery, StoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source as messages speak of it. `state` is its public one: ok, degraded, unverified.

    `last_success` is its last complete success (UTC), None before the first. `cause` is the fixed
    public word of its last failure. `url` is public, without query.
    """

    id: str
    name: str
    state: str = "ok"
    last_success: datetime | None = None
    cause: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who runs this service and where it is seen (`[web]` in the settings)."""

    public_url: str = ""
    operator: str = ""
    contact: str = ""
    imprint_url: str = ""

    @classmethod
    def of(cls, web: WebSettings) -> Self:
        """The house the settings name."""
        return cls(
            public_url=web.public_url.rstrip("/"),
            operator=web.operator,
            contact=web.contact,
            imprint_url=web.imprint_url,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberLinks:
    """A subscriber's own addresses: the page to change the choice, the page to leave, and the
    address a mail program may POST to for leaving at one click (RFC 8058).
    """

    manage: str
    leave: str
    one_click: str

    @property
    def headers(self) -> dict[str, str]:
        """How a mail program leaves at one click (RFC 8058), in every subscriber's mail."""
        return {
            "List-Unsubscribe": f"<{self.one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event with its call as it is now, and what this receiver should know beside it.

    `collapsed` are rungs whose reminder fell while the monitor was down (decisions D 3); `notes`
    come from `monitor.matching.judge`.
    """

    event: CallEvent
    call: StoredCall | None = None
    collapsed: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a canary says: how many sources and countries are watched, calls open and coming, and
    messages sent since the last one.
    """

    sources_ok: int = 0
    sources_all: int = 0
    countries: int = 0
    open: int = 0
    forthcoming: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Everything `compose` needs.

    An event's message has one `told`, a digest several, a summary `calls` (open and forthcoming)
    and the ids of sources that could not be reached. `sources` are by id; `may_repeat` marks the
    summary after a restore (decisions E 3), whose `told` is what happened since the backup.
    """

    delivery: Delivery
    channel: Channel
    now: datetime
    told: tuple[Told, ...] = ()
    calls: tuple[StoredCall, ...] = ()
    unreached: tuple[str, ...] = ()
    sources: Mapping[str, SourceLine] = field(default_factory=dict)
    house: House = field(default_factory=House)
    links: SubscriberLinks | None = None
    figures: Figures = field(default_factory=Figures)
    may_repeat: bool = False
