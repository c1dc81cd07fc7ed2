"""`simulate --at INSTANT`: what would be told between now and then, sending nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rules_house import House, open_house
from rules_makers import AUG_21, AUG_28, DAY, HOUR, NOW, SECOND, by_hour, seen, utc

from config.channel import Channel
from config.vocabulary import EventKind, StatusWord
from monitor.commands.simulate import run_simulate
from store import calls, events, outbox
from store.records import CallEvent, Delivery, DeliveryKind

W = StatusWord
CODE = "AMIF-2024-TF2-AG-THB-01"
NOTICE = seen(W.OPEN, AUG_21, identifier=CODE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.begin(NOW - DAY)
    made.see(NOTICE, NOW)
    made.send(utc("2026-08-03 06:00") - SECOND)
    yield made
    made.database.close()


@pytest.fixture
def simulated(house, capsys):
    def run(at: str, now=NOW + 2 * HOUR, **more) -> list[dict]:
        assert run_simulate(house.settings, at, now=now, as_json=True, **more) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["total"] == len(answer["items"])
        return answer["items"]

    return run


def told(items, channel):
    return [
        (one["kind"], one["rung_days"], one["at"]) for one in items if one["channel"] == channel
    ]


def test_what_would_be_told_until_then_and_no_further(simulated):
    items = simulated("2026-08-18T15:00:00Z")
    assert told(items, "told") == [
        ("closing_soon", 14, "2026-08-07T15:00:00Z"),
        ("closing_soon", 7, "2026-08-14T15:00:00Z"),
        ("closing_soon", 3, "2026-08-18T15:00:00Z"),
    ]
    assert told(items, "by-night") == [("closing_soon", 7, "2026-08-14T15:00:00Z")]
    assert told(items, "cyprus-only") == []
    assert items == sorted(items, key=lambda one: one["at"])


def test_one_second_before_a_reminder_it_would_not_be_told(simulated):
    assert told(simulated("2026-08-07T14:59:59Z"), "told") == []


def test_what_is_held_leaves_when_it_leaves(simulated):
    items = simulated("2026-08-24T12:00:00+02:00")
    weekly = told(items, "weekly")
    assert weekly == [
        ("open", None, "2026-08-03T06:00:00Z"),  # owed already, waits for the digest
        ("closing_soon", 7, "2026-08-17T06:00:00Z"),
        ("closed", None, "2026-08-24T06:00:00Z"),
    ]
    assert [one["held"] for one in items if one["channel"] == "weekly"] == [True] * 3


def test_a_waiting_reminder_whose_deadline_moved_meanwhile_is_not_told(house, simulated):
    house.see(seen(W.OPEN, AUG_28, identifier=CODE), NOW + 3 * HOUR)
    house.send(utc("2026-08-03 07:00"))
    house.clock(utc("2026-08-21 15:00"))
    now = utc("2026-08-21 16:00")
    assert ("closing_soon", 7, "2026-08-24T06:00:00Z") in told(
        simulated("2026-08-25T00:00Z", now=now), "weekly"
    )
    house.see(seen(W.OPEN, by_hour("2026-09-30 17:00"), identifier=CODE), utc("2026-08-22 12:00"))
    items = simulated("2026-08-25T00:00Z", now=utc("2026-08-22 13:00"))
    assert [kind for kind, _, _ in told(items, "weekly")] == ["deadline_changed"]


def test_what_is_held_beyond_then_and_what_speaks_of_a_source_is_not_in_it(house, simulated):
    house.see(seen(W.OPEN, AUG_28, key="K3", title="Third"), utc("2026-08-03 07:00"))
    degraded = CallEvent(
        key="source:a|source_degraded|-|-|1",
        kind=EventKind.SOURCE_DEGRADED,
        subject="source:a",
        at=NOW,
        source="a",
        turn=1,
    )
    with house.database.write() as conn:
        (event,) = events.add(conn, [degraded])
        about = Delivery(
            key="y|told",
            channel="told",
            kind=DeliveryKind.EVENT,
            created=NOW,
            event_id=event.id,
        )
        outbox.owe(conn, [about])
    items = simulated("2026-08-03T08:00Z", now=utc("2026-08-03 07:30"))
    assert told(items, "weekly") == [("open", None, "2026-08-03T07:30:00Z")]
    assert {kind for kind, _, _ in told(items, "told")} == {"open"}


def test_what_fell_due_while_the_monitor_was_down_comes_first_and_collapsed(simulated):
    now = AUG_21.at - 6 * DAY
    items = simulated("2026-08-16T00:00:00Z", now=now)
    (one,) = [item for item in items if item["channel"] == "told"]
    assert (one["rung_days"], one["collapsed"], one["at"]) == (7, [14], "2026-08-15T15:00:00Z")


def test_nothing_is_stored_or_sent(house, simulated):
    with house.database.read() as conn:
        before = (calls.get(conn, "call-k1"), events.of_call(conn, "call-k1"), outbox.counts(conn))
    simulated("2027-01-01T00:00:00Z")
    with house.database.read() as conn:
        after = (calls.get(conn, "call-k1"), events.of_call(conn, "call-k1"), outbox.counts(conn))
    assert before == after


def test_the_summary_a_new_channel_begins_with(tmp_path, capsys):
    house = open_house(tmp_path)
    house.see(NOTICE, NOW - HOUR, channels_there=False)
    assert run_simulate(house.settings, "2026-08-01T12:00Z", now=NOW, as_json=True) == 0
    house.database.close()
    items = json.loads(capsys.readouterr().out)["items"]
    assert [(one["channel"], one["kind"], one["calls"]) for one in items] == [
        ("told", "summary", ["call-k1"]),
        ("by-night", "summary", ["call-k1"]),
        ("weekly", "summary", ["call-k1"]),
    ]


def test_lists_owed_already_are_part_of_it(house, simulated):
    owed = [
        Delivery(
            key=f"digest|{number}|told",
            channel=channel,
            kind=DeliveryKind.DIGEST,
            created=NOW,
            not_before=leaves,
        )
        for number, (channel, leaves) in enumerate(
            [("told", NOW + DAY), ("told", NOW + 9 * DAY), ("gone", NOW + DAY)]
        )
    ]
    with house.database.write() as conn:
        outbox.owe(conn, owed)
    assert ("digest", None, "2026-08-02T09:00:00Z") in told(simulated("2026-08-03T00:00Z"), "told")
    assert told(simulated("2026-08-03T00:00Z"), "gone") == []
    assert len(told(simulated("2026-08-06T00:00Z"), "told")) == 1


def test_subscribers_are_told_too(simulated):
    mine = Channel(name="subscriber:1", kind="mailto", closing_soon_days=(10,))
    items = simulated("2026-08-12T00:00Z", subscribers=[mine])
    assert ("closing_soon", 10, "2026-08-11T15:00:00Z") in told(items, "subscriber:1")


def test_a_wall_time_is_on_the_clock_of_the_alerts(simulated):
    assert told(simulated("2026-08-07 17:00"), "told") == [
        ("closing_soon", 14, "2026-08-07T15:00:00Z")
    ]
    assert told(simulated("2026-08-07 16:59"), "told") == []


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-07-31T00:00:00Z", "in the past"),
        ("tomorrow", "is no instant"),
        ("", "is no instant"),
        ("0001-01-01T00:00:00+14:00", "is no instant"),
    ],
)
def test_an_instant_not_to_be_used_is_wrong_use(house, capsys, at, words):
    assert run_simulate(house.settings, at, now=NOW, as_json=True) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_for_a_person(house, capsys):
    house.see(seen(W.OPEN, AUG_28, key="K2", title="No code"), NOW + HOUR)
    now = NOW + 2 * HOUR
    assert run_simulate(house.settings, "2026-08-16T00:00Z", now=now, as_json=False) == 0
    out = capsys.readouterr().out
    assert "2026-08-07 17:00" in out
    assert "closing_soon (14 days)" in out
    assert CODE in out
    assert "call-k2" in out
    assert run_simulate(house.settings, "2026-08-01T11:00:01Z", now=now, as_json=False) == 0


def test_without_a_database_nothing_would_be_told(tmp_path, capsys):
    house = open_house(tmp_path)
    house.database.close()
    for file in tmp_path.glob("test.db*"):
        file.unlink()
    assert run_simulate(house.settings, "2027-01-01", now=NOW, as_json=False) == 0
    assert "Nothing would be told" in capsys.readouterr().out
