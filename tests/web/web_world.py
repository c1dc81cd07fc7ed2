"""A small world for the pages: calls of every status, sources in every state, a real database."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx

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
from monitor.web.app import build_app
from monitor.web.deps import Health, WebDeps
from sources.base import Shape, SourceInfo
from store import calls, events, polls
from store.calls import KeyedCall
from store.database import Database, open_database
from store.records import CallEvent, Change, Sighting, SourceState, StoredCall, Version

NOW = datetime(2026, 2, 25, 9, 30, tzinfo=UTC)
BRUSSELS = "Europe/Brussels"


@dataclass
class World:
    """The database, what the app is given, and a clock that tests may move."""

    database: Database
    deps: WebDeps
    now: datetime = NOW

    def add(self, *new: StoredCall) -> None:
        """Store calls."""
        with self.database.write() as conn:
            calls.save(conn, [KeyedCall(call=call, code_key="", title_key="") for call in new])

    def happen(self, *new: CallEvent) -> None:
        """Store events."""
        with self.database.write() as conn:
            events.add(conn, new)

    def versions(self, *new: Version) -> None:
        """Store accepted versions."""
        with self.database.write() as conn:
            calls.add_versions(conn, new)

    def states(self, *new: SourceState) -> None:
        """Store how sources are doing."""
        with self.database.write() as conn:
            for state in new:
                polls.save_state(conn, state)


def world(folder: Path, blank: Path | None = None, **options: object) -> World:
    """An empty world in `folder`; `options` replace values of WebDeps.

    `blank` is an empty database to begin from, which saves making its tables.
    """
    if blank is not None:
        shutil.copy(blank, folder / "web.db")
    database = open_database(f"sqlite:///{folder / 'web.db'}")
    made = World(database=database, deps=None)  # type: ignore[arg-type]  set two lines on
    values: dict[str, object] = {
        "public_url": "https://calls.example.org",
        "clock": lambda: made.now,
        "sources": SOURCES,
        "probe": Health,
        "database": database,
        "operator": "Example Network",
        "contact": "calls@example.org",
        "imprint_url": "https://example.org/imprint",
        "intervals": {
            "eu_portal": timedelta(minutes=15),
            "se_migrationsverket": timedelta(hours=3),
        },
        "metrics": lambda: b"amif_monitor_up 1\n",
    }
    made.deps = WebDeps(**(values | options))  # type: ignore[arg-type]  values of the right kinds
    return made


def source(identity: str, name: str, country: str, zone: str, **options: object) -> SourceInfo:
    """A source's description."""
    values: dict[str, object] = {
        "id": identity, "name": name, "country": country, "zone": zone, "shape": Shape.PAGE,
        "url": f"https://{country.lower()}.example.org/calls?session=secret",
    }  # fmt: skip
    return SourceInfo(**(values | options))  # type: ignore[arg-type]  values of the right kinds


SOURCES: Mapping[str, SourceInfo] = {
    one.id: one
    for one in (
        source("eu_portal", "EU Funding & Tenders Portal", "EU", BRUSSELS, shape=Shape.PORTAL,
               own_name="EU Funding & Tenders Portal", authority="European Commission, DG HOME"),
        source("se_migrationsverket", "Swedish Migration Agency", "SE", "Europe/Stockholm",
               own_name="Migrationsverket", languages=("sv",)),
        source("cy_moi", "Ministry of Interior, European Funds Unit", "CY", "Asia/Nicosia",
               own_name="Υπουργείο Εσωτερικών", languages=("el",), evidence="inferred"),
        source("lv_ministry_of_culture", "Ministry of Culture", "LV", "Europe/Riga",
               own_name="Kultūras ministrija", languages=("lv",), shape=Shape.FEED),
        source("it_interno", "Ministry of the Interior", "IT", "Europe/Rome",
               own_name="Ministero dell'Interno", languages=("it",), shape=Shape.LISTING),
        source("fr_dgef", "Directorate-General for Foreign Nationals", "FR", "Europe/Paris",
               blind_spot="Not watched: the ministry's site refuses automated reading."),
    )
}  # fmt: skip


def deadline(at: datetime, zone: str = BRUSSELS, **options: object) -> Deadline:
    """A deadline with a stated hour."""
    return Deadline(at=at, zone=zone, **options)  # type: ignore[arg-type]  values of the right kinds


def day_deadline(at: datetime, zone: str = BRUSSELS, text: str = "") -> Deadline:
    """A deadline whose hour nobody stated."""
    return Deadline(at=at, zone=zone, precision=Precision.DAY, assumed=True, text=text)


def stored(identity: str, facts: CallFacts, status: CallStatus, **options: object) -> StoredCall:
    """A call as one source shows it since January."""
    source_id = str(options.pop("source", "eu_portal"))
    first = NOW - timedelta(days=40)
    sighting = Sighting(
        source=source_id, key=identity, rank="portal", word=StatusWord.OPEN, facts=facts,
        first_seen=first, last_seen=NOW - timedelta(minutes=4),
    )  # fmt: skip
    call = StoredCall(
        id=identity, facts=facts, word=StatusWord.OPEN, status=status, sightings=(sighting,),
        first_seen=first, updated=first, turn=1,
    )  # fmt: skip
    return replace(call, **options)  # type: ignore[arg-type]  values of the right kinds


def world_call(identity: str, title: str) -> StoredCall:
    """An open call like the first one, with an id and a title of its own."""
    return stored(identity, replace(THB.facts, title=title), CallStatus.OPEN)


def client_of(made: World) -> httpx.AsyncClient:
    """A client that speaks to the app directly, without a socket."""
    transport = httpx.ASGITransport(app=build_app(made.deps))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


def event(identity: str, kind: EventKind, at: datetime, **options: object) -> CallEvent:
    """Something that happened to a call, found in the portal."""
    return CallEvent(
        key=f"{identity}|{kind}|{at.isoformat()}", kind=kind, subject=identity, at=at,
        source="eu_portal", turn=1, **options,  # type: ignore[arg-type]  values of the right kinds
    )  # fmt: skip


def fill(made: World) -> None:
    """Eight calls, their history, and sources in every state."""
    made.add(*CALLS)
    moved = NOW - timedelta(days=3)
    made.happen(
        *(event(call.id, EventKind.OPEN, call.first_seen, baseline=True) for call in CALLS[:3]),
        event(
            THB.id, EventKind.DEADLINE_CHANGED, moved,
            deadline=THB.facts.deadlines[0].at,
            previous_deadline=THB.facts.deadlines[0].at - timedelta(days=7),
        ),
        event(CLOSED.id, EventKind.CLOSED, NOW - timedelta(days=12),
              deadline=CLOSED.facts.deadlines[0].at),
        CallEvent(key="source:it_interno|source_degraded|1", kind=EventKind.SOURCE_DEGRADED,
                  subject="source:it_interno", at=NOW - timedelta(hours=20), source="it_interno",
                  turn=1),
    )  # fmt: skip
    made.versions(
        Version(
            call_id=THB.id, at=moved, source="eu_portal", turn=2, digest="0" * 64,
            changes=(
                Change(field="deadlines", old="2026-02-24 (Europe/Brussels)",
                       new="2026-03-03 17:00 (Europe/Brussels)", words="extended to 03 March 2026"),
                Change(field="budget", old="EUR 5000000", new="EUR 6000000"),
            ),
        )
    )  # fmt: skip
    made.states(*STATES)


THB = stored(
    "eu-portal-12345678",
    CallFacts(
        title="Assistance, support and integration of third-country national victims of "
        "trafficking in human beings",
        country="EU", identifier="AMIF-2026-TF2-AG-THB-01", call_identifier="AMIF-2026-TF2-AG-THB",
        management=Management.DIRECT, authority="European Commission, DG HOME",
        objectives=(Objective.LEGAL_MIGRATION_AND_INTEGRATION,),
        applicants=(Applicant.NGO, Applicant.PUBLIC, Applicant.INTERNATIONAL),
        opens=Moment(at=datetime(2025, 12, 9, 23, tzinfo=UTC), zone=BRUSSELS,
                     precision=Precision.DAY, text="10 December 2025"),
        deadlines=(deadline(datetime(2026, 3, 3, 16, tzinfo=UTC), text="03 March 2026 17:00"),),
        deadline_kind=DeadlineKind.FIXED, budget=Money(amount=Decimal(6000000), currency="EUR"),
        cofinancing_rate=0.9, grant_max=Money(amount=Decimal(1500000), currency="EUR"),
        updates=(Update(text="The deadline has been extended.", at=NOW - timedelta(days=3)),),
        documents=(Document(url="https://example.org/call.pdf", title="Call document V1.1"),),
        evidence=(Quote(field="budget", text="Budget: 6 000 000 EUR"),),
        url="https://ec.example.org/topic-details/AMIF-2026-TF2-AG-THB-01",
    ),
    CallStatus.OPEN,
)  # fmt: skip

SWEDEN = stored(
    "se-migrationsverket-2026-1",
    CallFacts(
        title="Utlysning 1: stärkt mottagande av asylsökande", country="SE", language="sv",
        authority="Migrationsverket", objectives=(Objective.ASYLUM, Objective.RETURN),
        opens=Moment(at=datetime(2026, 2, 1, 23, tzinfo=UTC), zone="Europe/Stockholm",
                     precision=Precision.DAY, text="2 februari"),
        deadlines=(day_deadline(datetime(2026, 5, 3, 21, 59, 59, tzinfo=UTC), "Europe/Stockholm",
                                "3 maj 2026"),),
        deadline_kind=DeadlineKind.FIXED, cofinancing_rate=0.75, flat_rate=0.4, minimum_score=65,
        budget=Money(amount=Decimal(300000000), currency="SEK", approximate=True),
        url="https://se.example.org/utlysningar",
    ),
    CallStatus.OPEN,
    source="se_migrationsverket",
    corrected={"deadline": "Confirmed by phone with the agency"},
)  # fmt: skip

PORTAL_DAY = stored(
    "eu-portal-22222222",
    CallFacts(
        title="Transnational actions on asylum, migration and integration: digital skills",
        country="EU", identifier="AMIF-2026-TF1-AG-INTE-02", management=Management.DIRECT,
        authority="European Commission, DG HOME",
        objectives=(Objective.ASYLUM, Objective.LEGAL_MIGRATION_AND_INTEGRATION),
        opens=Moment(at=datetime(2026, 1, 14, 23, tzinfo=UTC), zone=BRUSSELS,
                     precision=Precision.DAY),
        deadlines=(day_deadline(datetime(2026, 3, 10, 16, tzinfo=UTC), text="2026-03-10"),),
        deadline_kind=DeadlineKind.FIXED, budget=Money(amount=Decimal(12500000), currency="EUR"),
        url="https://ec.example.org/topic-details/AMIF-2026-TF1-AG-INTE-02",
    ),
    CallStatus.OPEN,
)  # fmt: skip

ROLLING = stored(
    "lv-kultura-2026-1",
    CallFacts(
        title="Ievadkurss trešo valstu pilsoņiem", country="LV", language="lv",
        authority="Kultūras ministrija", deadline_kind=DeadlineKind.ROLLING,
        objectives=(Objective.LEGAL_MIGRATION_AND_INTEGRATION,),
        opens=Moment(at=datetime(2026, 1, 11, 22, tzinfo=UTC), zone="Europe/Riga",
                     precision=Precision.DAY),
        budget=Money(amount=Decimal(862000), currency="EUR"), url="https://lv.example.org/1",
    ),
    CallStatus.OPEN,
    source="lv_ministry_of_culture",
)  # fmt: skip

COMING = stored(
    "cy-moi-2026-1",
    CallFacts(
        title="Ενίσχυση των υπηρεσιών ένταξης υπηκόων τρίτων χωρών", country="CY", language="el",
        authority="Υπουργείο Εσωτερικών", objectives=(Objective.LEGAL_MIGRATION_AND_INTEGRATION,),
        opens=Moment(at=datetime(2026, 3, 15, 22, tzinfo=UTC), zone="Asia/Nicosia",
                     precision=Precision.DAY),
        deadlines=(deadline(datetime(2026, 5, 15, 10, tzinfo=UTC), "Asia/Nicosia"),),
        deadline_kind=DeadlineKind.FIXED, url="https://cy.example.org/1",
    ),
    CallStatus.FORTHCOMING,
    source="cy_moi",
)  # fmt: skip

UNCLEAR = stored(
    "it-interno-2026-7",
    CallFacts(
        title="Piani d'intervento regionali per l'integrazione", country="IT", language="it",
        authority="Ministero dell'Interno", restricted=True,
        flags=(Flag.STATUS_CONTRADICTS, Flag.PART_UNREADABLE), url="https://it.example.org/7",
    ),
    CallStatus.UNKNOWN,
    source="it_interno",
)  # fmt: skip

CLOSED = stored(
    "se-migrationsverket-2025-4",
    CallFacts(
        title="Utlysning 4: återvändande", country="SE", language="sv",
        authority="Migrationsverket", objectives=(Objective.RETURN,),
        opens=Moment(at=datetime(2025, 12, 1, 11, tzinfo=UTC), zone="Europe/Stockholm"),
        deadlines=(deadline(datetime(2026, 2, 13, 15, tzinfo=UTC), "Europe/Stockholm"),),
        deadline_kind=DeadlineKind.FIXED, url="https://se.example.org/4",
    ),
    CallStatus.CLOSED,
    source="se_migrationsverket",
)  # fmt: skip

TWO_STAGES = stored(
    "eu-portal-33333333",
    CallFacts(
        title="Relocation and complementary pathways", country="EU", management=Management.DIRECT,
        identifier="AMIF-2026-TF2-AG-PATHWAYS", authority="European Commission, DG HOME",
        objectives=(Objective.SOLIDARITY,),
        deadlines=(
            Deadline(
                at=datetime(2026, 4, 21, 15, tzinfo=UTC), zone=BRUSSELS, stage=Stage.FIRST),
            Deadline(at=datetime(2026, 9, 15, 15, tzinfo=UTC), zone=BRUSSELS, stage=Stage.SECOND),
        ),
        deadline_kind=DeadlineKind.FIXED, budget=Money(amount=Decimal(20000000), currency="EUR"),
        url="javascript:alert(1)",
    ),
    CallStatus.FORTHCOMING,
)  # fmt: skip

CALLS = (THB, SWEDEN, PORTAL_DAY, ROLLING, COMING, UNCLEAR, CLOSED, TWO_STAGES)

STATES = (
    SourceState(id="eu_portal", verified_at=NOW - timedelta(days=40), calls_seen=3,
                last_poll=NOW - timedelta(minutes=4), last_success=NOW - timedelta(minutes=4),
                next_poll=NOW + timedelta(minutes=11)),
    SourceState(id="se_migrationsverket", verified_at=NOW - timedelta(days=40), calls_seen=2,
                last_poll=NOW - timedelta(minutes=50), last_success=NOW - timedelta(minutes=50),
                next_poll=NOW + timedelta(minutes=130)),
    SourceState(id="lv_ministry_of_culture", verified_at=NOW - timedelta(days=9), calls_seen=1,
                last_poll=NOW - timedelta(minutes=100), last_success=NOW - timedelta(minutes=100)),
    SourceState(id="it_interno", verified_at=NOW - timedelta(days=30), calls_seen=1,
                last_poll=NOW - timedelta(minutes=30), last_success=NOW - timedelta(days=2),
                last_error="ConnectError: 10.1.2.3 refused, token=abc", last_cause="unreachable",
                failing_since=NOW - timedelta(hours=26), failures=6,
                degraded_since=NOW - timedelta(hours=20), episodes=1,
                next_poll=NOW + timedelta(hours=2)),
    SourceState(id="cy_moi", last_poll=NOW - timedelta(hours=1), last_cause="blocked",
                last_error="HTTP 403", failing_since=NOW - timedelta(days=3), failures=4),
)  # fmt: skip
