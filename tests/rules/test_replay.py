"""Real changes of the portal, 13 March to 22 August 2026, replayed through the rules.

The file is not part of this repository (it lies beside it on machines that have it). It holds, per
daily snapshot, the topics first seen, changed, absent and back; `absent` means no more than "not
in that snapshot".
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rules_makers import RULES, by_day, opening

from config.vocabulary import CallFacts, CallStatus, Management, StatusWord
from monitor.lifecycle import Outcome, absent, decide, tick
from sources.base import CallSeen, Rank
from store.records import CallEvent, StoredCall

FILE = (
    Path(__file__).parents[2] / "../shared/data/eu-portal/observed-topic-changes-2026.csv"
).resolve()
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the file of observed portal changes is not on this machine"
)
WORDS = {"31094501": StatusWord.FORTHCOMING, "31094502": StatusWord.OPEN}
PORTAL = "eu_portal"
Row = dict[str, str]


@dataclass(slots=True)
class Replay:
    """The stored calls by reference, what is shown now, and every event told."""

    still_shown: bool | None = None
    calls: dict[str, StoredCall] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    events: list[CallEvent] = field(default_factory=list)

    def keep(self, reference: str, outcome: Outcome) -> None:
        self.calls[reference] = outcome.call
        self.events.extend(outcome.events)

    def clock(self, until: datetime) -> None:
        """The service was up all the time: each due instant is met as it comes."""
        for reference in self.calls:
            while (due := self.calls[reference].next_due) is not None and due <= until:
                self.keep(reference, tick(self.calls[reference], due, RULES))

    def snapshot(self, at: datetime, rows: list[Row], *, baseline: bool) -> None:
        self.clock(at)
        for row in rows:
            if row["event"] == "absent":
                self.shown.discard(row["reference"])
            else:
                self.shown.add(row["reference"])
                self.notice(row, at, baseline=baseline)
        for reference in self.calls.keys() - self.shown:
            call = self.calls[reference]
            if call.status not in (CallStatus.CLOSED, CallStatus.WITHDRAWN):
                self.keep(reference, absent(call, PORTAL, at, RULES, still_shown=self.still_shown))

    def notice(self, row: Row, at: datetime, *, baseline: bool) -> None:
        """Only what differs is judged, as in a poll; the rest is merely seen again."""
        outcome = decide(
            self.calls.get(row["reference"]),
            read(row),
            Rank.PORTAL,
            at,
            RULES,
            call_id=row["reference"],
            baseline=baseline,
        )
        self.keep(row["reference"], outcome)


def read(row: Row) -> CallSeen:
    return CallSeen(
        source=PORTAL,
        key=row["reference"],
        word=WORDS[row["status"]],
        facts=CallFacts(
            title=row["identifier"],  # the file has no titles; a rename shows as one
            country="EU",
            identifier=row["identifier"],
            call_identifier=row["call_identifier"],
            management=Management.DIRECT,
            opens=opening(row["start_date"]),
            deadlines=(by_day(row["deadline_date"]),),
        ),
    )


def snapshots() -> list[tuple[datetime, list[Row]]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["snapshot_utc"])
    return [
        (datetime.fromisoformat(stamp).astimezone(UTC), list(group))
        for stamp, group in groupby(rows, key=lambda row: row["snapshot_utc"])
    ]


def replayed(*, still_shown: bool | None) -> Replay:
    world = Replay(still_shown=still_shown)
    for number, (at, rows) in enumerate(snapshots()):
        world.snapshot(at, rows, baseline=number == 0)
    return world


@pytest.fixture(scope="module")
def world() -> Replay:
    return replayed(still_shown=None)


def closes(day: str) -> datetime:
    """Five in the afternoon in Brussels, of which the file states only the day."""
    local = datetime.combine(
        datetime.fromisoformat(day).date(), time(17), ZoneInfo("Europe/Brussels")
    )
    return local.astimezone(UTC)


def real_moves() -> dict[str, set[tuple[str, datetime, datetime, datetime]]]:
    """Read from the file alone: each deadline that became another, before or after it passed."""
    last: dict[str, str] = {}
    moves = defaultdict(set)
    for at, rows in snapshots():
        for row in rows:
            old, new = last.get(row["reference"]), row["deadline_date"]
            if old is not None and old != new:
                kind = "deadline_changed" if closes(old) > at else "reopened"
                moves[kind].add((row["reference"], at, closes(old), closes(new)))
            last[row["reference"]] = new
    return moves


@pytest.mark.parametrize("kind", ["deadline_changed", "reopened"])
def test_one_event_per_real_move(world, kind):
    told = [
        (event.subject, event.at, event.previous_deadline, event.deadline)
        for event in world.events
        if event.kind == kind
    ]
    assert len(told) == len(set(told))
    assert set(told) == real_moves()[kind]


def test_no_closed_event_from_an_absence(world):
    closed = [event for event in world.events if event.kind == "closed"]
    assert closed
    assert {event.source for event in closed} == {"clock"}
    assert all(event.at == event.deadline for event in closed)


def test_each_closing_is_told_once(world):
    told = Counter(
        (event.subject, event.deadline) for event in world.events if event.kind == "closed"
    )
    assert set(told.values()) == {1}
    over = [call for call in world.calls.values() if call.status is CallStatus.CLOSED]
    assert {call.id for call in over} <= {subject for subject, _ in told}


def test_no_event_twice(world):
    keys = [event.key for event in world.events]
    assert len(keys) == len(set(keys))


def test_no_reminder_at_or_after_its_deadline(world):
    reminders = [event for event in world.events if event.kind == "closing_soon"]
    assert all(event.at < event.deadline for event in reminders)


def test_renamed_identifiers_stay_the_same_calls(world):
    renamed = [
        event
        for event in world.events
        if event.kind == "changed" and any(change.field == "title" for change in event.changes)
    ]
    assert {event.at.date().isoformat() for event in renamed} == {"2026-07-22"}
    assert len(renamed) == 3


def test_rows_that_vanish_and_return_make_no_event_by_it(world):
    """1,050 absences, 714 returns: what a return tells is only what differs from before."""
    returns = {
        (row["reference"], at) for at, rows in snapshots() for row in rows if row["event"] == "back"
    }
    told = Counter(
        str(event.kind) for event in world.events if (event.subject, event.at) in returns
    )
    assert set(told) <= {"open", "reopened", "changed", "deadline_changed"}
    assert "withdrawn" not in {str(event.kind) for event in world.events}


def test_absent_for_a_week_and_gone_from_its_own_address_is_withdrawn_never_closed():
    gone = replayed(still_shown=False)
    closed = [event for event in gone.events if event.kind == "closed"]
    assert all(event.at == event.deadline for event in closed)
    withdrawn = [event for event in gone.events if event.kind == "withdrawn"]
    assert withdrawn
    assert all(event.deadline > event.at for event in withdrawn)


KNOWN = {
    "HORIZON-CL5-2026-07-D1-01": [
        ("deadline_changed", "2026-04-15"),  # on the deadline day itself
        ("closed", "2026-04-16"),
        ("reopened", "2026-04-17"),  # after it had passed
        ("closed", "2026-04-21"),
    ],
    "UCPM-2026-KAPP-EX": [
        ("closed", "2026-05-19"),
        ("reopened", "2026-05-20"),
        ("closed", "2026-05-21"),
    ],
    "PPPA-2026-BRIDGEFOREU2": [
        ("closed", "2026-06-09"),
        ("reopened", "2026-06-10"),
        ("closed", "2026-06-16"),
    ],
    "HORIZON-JU-EUROHPC-2026-NGC-04-01": [("deadline_changed", "2026-07-04")],  # moved earlier
}


@pytest.mark.parametrize("identifier", KNOWN)
def test_the_moves_the_portal_reference_tells_of(world, identifier):
    (call,) = [c for c in world.calls.values() if c.facts.identifier == identifier]
    told = [
        (str(event.kind), event.at.date().isoformat())
        for event in world.events
        if event.subject == call.id and event.kind not in ("closing_soon", "open", "forthcoming")
    ]
    assert told == KNOWN[identifier]


# What these five months would have told, by kind, beside the baseline of the first day.
EXPECTED = {
    "forthcoming": 108,
    "open": 331,
    "closing_soon": 1733,
    "deadline_changed": 20,
    "changed": 13,
    "closed": 336,
    "reopened": 10,
}


def test_years_of_real_rows_make_just_these_events(world):
    singly = Counter(str(event.kind) for event in world.events if not event.baseline)
    assert singly == EXPECTED
