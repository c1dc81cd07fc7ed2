"""Calls, events and deliveries for tests: only what a test is about needs to be said."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from config.vocabulary import (
    Applicant,
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    Document,
    EventKind,
    Flag,
    Management,
    Moment,
    Money,
    Objective,
    Precision,
    Quote,
    Stage,
    StatusWord,
    Update,
)
from store.calls import KeyedCall
from store.codec import notice_digest
from store.records import CallEvent, Change, Delivery, DeliveryKind, Sighting, StoredCall

T0 = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC from "2026-03-31 15:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def deadline(instant: str, **more: Any) -> Deadline:
    """A deadline in Brussels from its UTC instant."""
    return Deadline(at=at(instant), zone="Europe/Brussels", **more)


def facts(title: str = "Call for proposals", **more: Any) -> CallFacts:
    """Facts with little in them."""
    return CallFacts(**({"title": title, "country": "EU"} | more))


FULL = CallFacts(
    title="Förderaufruf – «Integration» & Rückkehr",
    country="SE",
    language="sv",
    identifier="AMIF-2024-TF2-AG-THB-01",
    call_identifier="AMIF-2024-TF2-AG-THB",
    management=Management.DIRECT,
    authority="Migrationsverket",
    objectives=(Objective.ASYLUM, Objective.RETURN),
    applicants=(Applicant.NGO, Applicant.LOCAL),
    opens=Moment(
        at=at("2026-02-28 23:00"), zone="Europe/Stockholm", precision=Precision.DAY, text="1 mars"
    ),
    deadlines=(
        deadline("2026-03-31 15:00", precision=Precision.DAY, assumed=True, text="31 mars"),
        deadline("2026-09-30 15:00", stage=Stage.SECOND, doubt=Flag.YEAR_CONTRADICTED),
    ),
    deadline_kind=DeadlineKind.FIXED,
    restricted=True,
    closed_objectives=(Objective.RETURN,),
    budget=Money(amount=Decimal("300000000.50"), currency="SEK", approximate=True),
    cofinancing_rate=0.75,
    grant_min=Money(amount=Decimal(100), currency="SEK"),
    grant_max=Money(amount=Decimal(200), currency="SEK"),
    flat_rate=0.4,
    project_start=at("2024-01-01 00:00").date(),
    minimum_score=65,
    conditions="Minst 65 poäng.",
    updates=(Update(text="Extended", at=T0), Update(text="No time")),
    documents=(Document(url="https://example.org/a.pdf", title="A", sha256="ab" * 32),),
    url="https://example.org/call",
    flags=(Flag.CORRECTED,),
    evidence=(Quote(field="deadlines", text="senast den 31 mars", place="p 3"),),
)


def sighting(source: str = "eu_portal", key: str = "k1", **more: Any) -> Sighting:
    """What a source said at T0."""
    given: dict[str, Any] = {
        "rank": "portal",
        "word": StatusWord.OPEN,
        "facts": facts(),
        "first_seen": T0,
        "last_seen": T0,
    }
    given |= more
    own = notice_digest(given["word"], given["facts"])
    return Sighting(source=source, key=key, **({"digest": own} | given))


def call(call_id: str = "eu-portal-1", **more: Any) -> StoredCall:
    """An open call, seen once by the portal under its own id."""
    own = more.pop("facts", facts())
    given: dict[str, Any] = {
        "word": StatusWord.OPEN,
        "status": CallStatus.OPEN,
        "sightings": (sighting(key=call_id, facts=own),),
        "first_seen": T0,
        "updated": T0,
    }
    return StoredCall(id=call_id, facts=own, **(given | more))


def keyed(one: StoredCall, code: str = "", title: str = "", **more: Any) -> KeyedCall:
    """The call with its matching keys."""
    return KeyedCall(call=one, code_key=code, title_key=title, **more)


def event(key: str, subject: str = "eu-portal-1", **more: Any) -> CallEvent:
    """An `open` event at T0."""
    given = {"kind": EventKind.OPEN, "at": T0, "source": "eu_portal", "turn": 1}
    return CallEvent(key=key, subject=subject, **(given | more))


def owed(key: str, channel: str = "slack", **more: Any) -> Delivery:
    """A delivery owed since T0."""
    given = {"kind": DeliveryKind.EVENT, "created": T0}
    return Delivery(key=key, channel=channel, **(given | more))


CHANGES = (
    Change(field="title", old="Old “title”", new="Ny titel", words="Ny titel gäller"),
    Change(field="budget", old="", new="6 000 000 EUR"),
)
