"""Parcels to compose from: one call, its events, a channel, the sources behind it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.channel import Channel
from config.vocabulary import (
    Applicant,
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    EventKind,
    Management,
    Moment,
    Money,
    Objective,
    Precision,
    StatusWord,
)
from monitor.messages import House, Parcel, SourceLine, Told
from store.records import CallEvent, Change, Delivery, DeliveryKind, Sighting, StoredCall

NOW = datetime(2026, 8, 9, 10, tzinfo=UTC)
PORTAL_DEADLINE = Deadline(
    at=datetime(2026, 8, 21, 15, tzinfo=UTC),
    zone="Europe/Brussels",
    precision=Precision.DAY,
    assumed=True,
    text="2026-08-21",
)
NATIONAL_DEADLINE = Deadline(
    at=datetime(2026, 9, 3, 21, 59, 59, tzinfo=UTC),
    zone="Europe/Stockholm",
    precision=Precision.DAY,
    assumed=True,
    text="3 september 2026",
)
EXACT_DEADLINE = Deadline(at=datetime(2026, 8, 21, 15, tzinfo=UTC), zone="Europe/Brussels")

TITLE = (
    "Call for proposals on the assistance, support and integration of third country national "
    "victims of trafficking in human beings"
)


def call(
    status: CallStatus = CallStatus.OPEN, word: StatusWord = StatusWord.OPEN, **facts: Any
) -> StoredCall:
    """An EU-level call, open until 21 August; `facts` replace single values."""
    stated: dict[str, Any] = {
        "title": TITLE,
        "country": "EU",
        "identifier": "AMIF-2026-TF2-AG-THB-01",
        "management": Management.DIRECT,
        "authority": "European Commission, DG HOME",
        "objectives": (Objective.LEGAL_MIGRATION_AND_INTEGRATION,),
        "applicants": (Applicant.NGO, Applicant.PUBLIC),
        "opens": Moment(at=datetime(2026, 5, 20, 22, tzinfo=UTC), zone="Europe/Brussels"),
        "deadlines": (PORTAL_DEADLINE,),
        "deadline_kind": DeadlineKind.FIXED,
        "budget": Money(amount=Decimal(6000000), currency="EUR"),
        "cofinancing_rate": 0.9,
        "url": "https://example.org/topic?id=AMIF-2026&lang=en",
    }
    known = CallFacts(**(stated | facts))
    sighting = Sighting(
        source="eu_portal",
        key="k",
        rank="portal",
        word=word,
        facts=known,
        first_seen=NOW - timedelta(days=3),
        last_seen=NOW,
    )
    return StoredCall(
        id="eu-portal-1",
        facts=known,
        word=word,
        status=status,
        sightings=(sighting,),
        first_seen=NOW - timedelta(days=3),
        updated=NOW - timedelta(hours=1),
        turn=2,
    )


def swedish_call(**facts: Any) -> StoredCall:
    """A national call whose hour nobody stated."""
    return call(
        **(
            {
                "title": "Utlysning: insatser för <snabbare> etablering & språk",
                "country": "SE",
                "language": "sv",
                "identifier": None,
                "management": Management.SHARED,
                "authority": "Migrationsverket",
                "deadlines": (NATIONAL_DEADLINE,),
                "budget": Money(amount=Decimal(300000000), currency="SEK", approximate=True),
                "cofinancing_rate": 0.75,
                "url": "https://example.org/utlysning",
            }
            | facts
        )
    )


def event(kind: EventKind, **changes: Any) -> CallEvent:
    """An event about that call; `changes` replace single values."""
    plain: dict[str, Any] = {
        "key": f"eu-portal-1|{kind}",
        "kind": kind,
        "subject": "eu-portal-1",
        "at": NOW,
        "source": "eu_portal",
        "turn": 2,
        "deadline": PORTAL_DEADLINE.at,
        "id": 7,
    }
    if kind is EventKind.CHANGED:
        plain["changes"] = (Change(field="budget", old="EUR 6000000", new="EUR 7000000"),)
    if kind is EventKind.CLOSING_SOON:
        plain["rung_days"] = 14
    if kind in (EventKind.DEADLINE_CHANGED, EventKind.REOPENED):
        plain["previous_deadline"] = PORTAL_DEADLINE.at - timedelta(days=7)
    if kind in (EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED):
        plain |= {"subject": "source:eu_portal", "deadline": None}
    return CallEvent(**(plain | changes))


STATUS_AFTER = {
    EventKind.FORTHCOMING: CallStatus.FORTHCOMING,
    EventKind.CLOSED: CallStatus.CLOSED,
    EventKind.WITHDRAWN: CallStatus.WITHDRAWN,
}


def told(kind: EventKind, about: StoredCall | None = None, **changes: Any) -> Told:
    """An event with its call as it usually stands then."""
    collapsed = changes.pop("collapsed", ())
    notes = changes.pop("notes", ())
    if kind in (EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED):
        return Told(event=event(kind, **changes))
    about = about or call(STATUS_AFTER.get(kind, CallStatus.OPEN))
    return Told(event=event(kind, **changes), call=about, collapsed=collapsed, notes=notes)


SOURCES = {
    "eu_portal": SourceLine(
        id="eu_portal",
        name="EU Funding & Tenders Portal",
        last_success=NOW - timedelta(minutes=5),
        cause="blocked",
    ),
    "se_migrationsverket": SourceLine(
        id="se_migrationsverket", name="Migrationsverket", state="unverified"
    ),
}
HOUSE = House(
    public_url="https://calls.example.org",
    operator="Example Network",
    contact="help@example.org",
    imprint_url="https://example.org/imprint",
)


def parcel(kind: DeliveryKind = DeliveryKind.EVENT, **changes: Any) -> Parcel:
    """A parcel for an English reader in Brussels; `changes` replace single values."""
    channel = Channel(name="ngo-slack", **changes.pop("channel", {}))
    delivery = Delivery(key="event-7|ngo-slack", channel="ngo-slack", kind=kind, created=NOW)
    plain: dict[str, Any] = {
        "delivery": delivery,
        "channel": channel,
        "now": NOW,
        "sources": SOURCES,
        "house": HOUSE,
    }
    return Parcel(**(plain | changes))
