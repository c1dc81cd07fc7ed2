"""`explain CALL CHANNEL`: a told, a filtered, a held and a future alert, and everything between."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rules_house import House, open_house
from rules_makers import (
    AUG_14,
    AUG_21,
    AUG_28,
    DAY,
    HOUR,
    NOW,
    SECOND,
    known,
    missing_for,
    seen,
    utc,
)

from config.vocabulary import StatusWord
from monitor.commands.explain import run_explain
from monitor.corrections import Correction
from monitor.explain import status_reason
from monitor.lifecycle import Rules, decide
from sources.base import Rank
from store import outbox
from store.outbox import DeliveryQuery
from store.records import Delivery, DeliveryKind

W = StatusWord
CODE = "AMIF-2024-TF2-AG-THB-01"
NOTICE = seen(W.OPEN, AUG_21, identifier=CODE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.begin(NOW - DAY)
    yield made
    made.database.close()


@pytest.fixture
def asked(house, capsys):
    def ask(channel: str, now: datetime, call: str = CODE) -> dict:
        assert run_explain(house.settings, call, channel, now=now, as_json=True) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def fates(answer):
    return [(one["kind"], one["rung_days"], one["fate"], one["rule"]) for one in answer["events"]]


def test_a_told_alert(house, asked):
    house.see(NOTICE, NOW)
    house.send(NOW + SECOND)
    answer = asked("told", NOW + HOUR)
    (event,) = answer["events"]
    assert (event["kind"], event["fate"], event["when"]) == ("open", "told", "2026-08-01T09:00:01Z")
    assert answer["status"] == {"is": "open", "rule": "B", "why": "the portal says open"}


def test_a_filtered_alert(house, asked):
    house.see(NOTICE, NOW)
    answer = asked("cyprus-only", NOW + HOUR)
    assert fates(answer) == [("open", None, "filtered", "G")]
    assert "this channel asks for CY" in answer["events"][0]["why"]
    assert "CY" in answer["filter"]
    assert all(one["at"] is None for one in answer["next"])


def test_an_alert_held_by_quiet_hours(house, asked):
    at = utc("2026-08-01 20:00")
    house.see(NOTICE, at)
    (event,) = asked("by-night", at + HOUR)["events"]
    assert (event["fate"], event["rule"], event["when"]) == ("held", "D 4", "2026-08-02T06:00:00Z")
    assert "quiet hours (20:00-08:00)" in event["why"]


def test_an_alert_held_for_a_digest(house, asked):
    house.see(NOTICE, NOW)
    (event,) = asked("weekly", NOW + HOUR)["events"]
    assert (event["fate"], event["when"]) == ("held", "2026-08-03T06:00:00Z")
    assert "digest (weekly mon 08:00)" in event["why"]


def test_future_alerts_and_those_that_will_not_be_told(house, asked):
    house.see(NOTICE, NOW)
    coming = asked("told", NOW + HOUR)["next"]
    assert [(one["kind"], one["rung_days"], one["at"]) for one in coming if one["at"]] == [
        ("closing_soon", 14, "2026-08-07T15:00:00Z"),
        ("closing_soon", 7, "2026-08-14T15:00:00Z"),
        ("closing_soon", 3, "2026-08-18T15:00:00Z"),
        ("closed", None, "2026-08-21T15:00:00Z"),
    ]
    filtered = asked("cyprus-only", NOW + HOUR)["next"]
    assert {one["at"] for one in filtered} == {None}
    assert "CY" in filtered[0]["why"]
    own_rungs = [one for one in asked("by-night", NOW + HOUR)["next"] if one["at"] is None]
    assert all("7 days before" in one["why"] for one in own_rungs)


def test_an_owed_a_refused_and_a_given_up_alert(house, asked):
    house.see(NOTICE, NOW)
    (event,) = asked("told", NOW + SECOND)["events"]
    assert (event["fate"], event["when"]) == ("owed", "2026-08-01T09:00:01Z")
    house.send(NOW + SECOND, fail=["told"])
    (event,) = asked("told", NOW + 2 * SECOND)["events"]
    assert (event["fate"], event["when"]) == ("owed", "2026-08-01T10:00:01Z")
    assert "503 busy" in event["why"]
    with house.database.write() as conn:
        later = NOW + 2 * HOUR
        (one,) = outbox.claim(conn, now=later, owner="t", lease=HOUR, limit=9)
        outbox.give_up(conn, one.id, "t", error="410 gone")
    (event,) = asked("told", NOW + 3 * HOUR)["events"]
    assert (event["fate"], event["why"]) == ("given up", "Given up after 2 attempts: 410 gone")


def test_reminders_collapsed_into_one(house, asked):
    house.see(NOTICE, NOW)
    house.send(NOW + SECOND)
    late = AUG_21.at - 6 * DAY
    house.clock_once(late)
    house.send(late + SECOND)
    answer = asked("told", late + HOUR)
    assert fates(answer)[1:] == [
        ("closing_soon", 14, "folded", "D 3"),
        ("closing_soon", 7, "told", "G"),
    ]
    assert "reminders of 14 days" in answer["events"][2]["why"]
    assert fates(asked("by-night", late + HOUR))[1:] == [
        ("closing_soon", 14, "filtered", "D 2"),
        ("closing_soon", 7, "told", "G"),
    ]


def supersede(house, words, *, digest):
    """The one owed delivery of the weekly channel is told otherwise."""
    with house.database.write() as conn:
        query = DeliveryQuery(channel="weekly", state=("owed",))
        ((one,), _) = outbox.search(conn, query)
        outbox.supersede(conn, one.id, None, words)
        if digest:
            folded = Delivery(
                key=f"digest|{one.id}",
                channel="weekly",
                kind=DeliveryKind.DIGEST,
                created=NOW,
                details={"deliveries": [one.id]},
            )
            outbox.owe(conn, [folded])


def test_an_alert_told_in_a_digest(house, asked):
    house.see(NOTICE, NOW)
    supersede(house, "Told in the channel's digest.", digest=True)
    house.send(NOW + 2 * DAY)
    answer = asked("weekly", NOW + 3 * DAY)
    assert fates(answer) == [("open", None, "in a digest", "D 4")]
    assert answer["events"][0]["when"] == "2026-08-03T09:00:00Z"
    assert answer["lists"] == ["digest of 2026-08-03T09:00:00Z: sent"]


def test_an_alert_that_something_newer_said_better(house, asked):
    house.see(NOTICE, NOW)
    supersede(house, "The deadline moved.", digest=False)
    answer = asked("weekly", NOW + DAY)
    assert fates(answer) == [("open", None, "superseded", "G 3")]
    assert answer["events"][0]["why"] == "The deadline moved."


def test_an_alert_held_back_for_no_reason_the_channel_has_now(house, asked):
    house.see(NOTICE, NOW)
    with house.database.write() as conn:
        (one,) = [
            d
            for d in outbox.claim(conn, now=NOW, owner="t", lease=HOUR, limit=9)
            if d.channel == "told"
        ]
        outbox.postpone(conn, one.id, "t", NOW + DAY)
    (event,) = asked("told", NOW + HOUR)["events"]
    assert (event["fate"], event["why"]) == ("held", "Held back until then.")


def test_a_channel_that_asks_for_reminders_only(tmp_path, capsys):
    house = open_house(
        tmp_path,
        '[[channels]]\nname = "last"\nurl = "json://127.0.0.1/"\nevents = ["closing_soon"]\n'
        'objectives = ["SO2"]\n',
    )
    house.begin(NOW - DAY)
    house.see(NOTICE, NOW)
    assert run_explain(house.settings, CODE, "last", now=NOW, as_json=True) == 0
    house.database.close()
    answer = json.loads(capsys.readouterr().out)
    assert fates(answer) == [("open", None, "filtered", "G")]
    assert answer["filter"].endswith("Marked: objective not stated.")


def test_the_events_of_a_call_none_of_which_is_stored(house, capsys):
    house.see(seen(W.CLOSED, AUG_21, identifier=CODE), NOW)
    assert run_explain(house.settings, CODE, "told", now=NOW, as_json=False) == 0
    assert "none yet" in capsys.readouterr().out


def test_what_the_baseline_brought(house, asked):
    house.see(NOTICE, NOW, baseline=True)
    answer = asked("told", NOW + HOUR)
    assert fates(answer) == [("open", None, "held back", "E 1")]
    with house.database.write() as conn:
        summary = Delivery(
            key="summary|x|told",
            channel="told",
            kind=DeliveryKind.SUMMARY,
            created=NOW,
            details={"calls": ["call-k1"]},
        )
        outbox.owe(conn, [summary])
    answer = asked("told", NOW + HOUR)
    assert answer["lists"] == ["summary of 2026-08-01T09:00:00Z: owed"]
    assert "the summary below tells it" in answer["events"][0]["why"]


def test_what_happened_before_the_channel_began(tmp_path, capsys):
    house = open_house(tmp_path)
    house.see(NOTICE, NOW, channels_there=False)
    house.begin(NOW + DAY)
    assert run_explain(house.settings, CODE, "told", now=NOW + DAY, as_json=True) == 0
    house.database.close()
    answer = json.loads(capsys.readouterr().out)
    assert answer["channel_began"] == "2026-08-02T09:00:00Z"
    assert fates(answer) == [("open", None, "not told", "E 2")]


def test_a_rung_from_before_the_channel_and_a_filter_that_was_different(tmp_path, capsys):
    house = open_house(tmp_path)
    house.see(NOTICE, NOW, channels_there=False)
    late = AUG_21.at - 6 * DAY
    house.begin(late)
    house.clock_once(late + HOUR)
    house.see(seen(W.OPEN, AUG_28, identifier=CODE), late + DAY, channels_there=False)
    house.see(NOTICE, late + 2 * DAY)
    assert run_explain(house.settings, CODE, "told", now=late + 3 * DAY, as_json=True) == 0
    house.database.close()
    assert fates(json.loads(capsys.readouterr().out)) == [
        ("open", None, "not told", "E 2"),
        ("closing_soon", 14, "not told", "C"),
        ("closing_soon", 7, "not told", "C"),
        ("deadline_changed", None, "not told", "G"),
        ("deadline_changed", None, "owed", "J"),
    ]


def test_a_call_is_found_by_its_id_too(house, asked):
    house.see(NOTICE, NOW)
    assert asked("told", NOW, call="call-k1")["call"]["id"] == "call-k1"


def test_the_answer_for_a_person(house, capsys):
    house.see(NOTICE, NOW)
    house.see(seen(W.OPEN, AUG_28, identifier=CODE), NOW + HOUR)
    house.send(NOW + 2 * HOUR)
    assert run_explain(house.settings, CODE, "told", now=NOW + DAY, as_json=False) == 0
    out = capsys.readouterr().out
    for words in (
        f"{CODE}: Trafficking in human beings",
        "Status: open (decisions B: the portal says open)",
        'Deadline: 2026-08-28 17:00 Europe/Brussels (read from "2026-08-28 17:00")',
        "eu_portal: says open, first 2026-08-01T09:00:00Z, last 2026-08-01T10:00:00Z",
        "deadlines from",
        "2026-08-01T10:00:00Z deadline_changed: told",
        "2026-08-28T15:00:00Z closed: will be told.",
    ):
        assert words in out


def test_a_call_without_a_deadline_for_a_person(house, capsys):
    house.see(seen(W.OPEN), NOW)
    assert run_explain(house.settings, "call-k1", "cyprus-only", now=NOW, as_json=False) == 0
    out = capsys.readouterr().out
    assert "Deadline: not known" in out
    assert "nothing" in out


@pytest.mark.parametrize(
    ("call", "channel", "words"),
    [
        (CODE, "nobody", "No channel is called 'nobody': there are told, cyprus-only"),
        ("AMIF-0", "told", "No call is known as 'AMIF-0'"),
    ],
)
def test_an_unknown_call_or_channel_is_wrong_use(house, capsys, call, channel, words):
    house.see(NOTICE, NOW)
    assert run_explain(house.settings, call, channel, now=NOW, as_json=True) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


def test_two_calls_with_one_code_must_be_named_by_id(house, capsys):
    house.see(NOTICE, NOW)
    house.see(seen(W.OPEN, AUG_21, identifier=CODE, key="K2", title="Other"), NOW)
    assert run_explain(house.settings, CODE, "told", now=NOW, as_json=True) == 2
    assert "call-k1, call-k2" in capsys.readouterr().err


def test_without_a_database_no_call_is_known(tmp_path, capsys):
    house = open_house(tmp_path)
    house.database.close()
    for file in tmp_path.glob("test.db*"):
        file.unlink()
    assert run_explain(house.settings, CODE, "told", now=NOW, as_json=False) == 2
    assert "nothing is stored yet" in capsys.readouterr().err


# --- which rule gave which status ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "rank", "why"),
    [
        (seen(W.WITHDRAWN), Rank.PORTAL, "the source says withdrawn or cancelled"),
        (seen(W.CLOSED), Rank.PORTAL, "the source says closed"),
        (seen(W.CONTRADICTING), Rank.PORTAL, "contradicts itself"),
        (seen(W.FORTHCOMING), Rank.PORTAL, "the portal says forthcoming"),
        (seen(W.NONE), Rank.PORTAL, "the portal gives no state we know"),
        (seen(W.PLANNED), Rank.AUTHORITY, "the source says planned"),
        (seen(W.PARTLY_CLOSED), Rank.AUTHORITY, "a part of it is closed"),
        (seen(W.OPEN, AUG_21), Rank.AUTHORITY, "its deadline lies ahead"),
        (seen(W.NONE), Rank.AUTHORITY, "neither a state nor a date is stated"),
        (seen(W.OPEN), Rank.AUTHORITY, "its deadline not stated or rolling"),
    ],
)
def test_the_row_that_gave_a_status(notice, rank, why):
    rule, row = status_reason(known(notice, rank=rank), Rules(), NOW)
    assert rule == "B"
    assert why in row


def test_the_status_of_a_call_whose_deadline_has_passed_and_is_not_yet_ticked():
    call = known(seen(W.OPEN, AUG_14))
    rule, row = status_reason(call, Rules(), AUG_14.at)
    assert (rule, row) == ("B", "to become closed at the next look: its deadline has passed")


def test_an_undated_call_not_listed_for_12_months():
    call = known(seen(W.OPEN), rank=Rank.AUTHORITY)
    assert "not listed for 12 months" in status_reason(call, Rules(), NOW + 400 * DAY)[1]


def test_withdrawn_by_absence_and_forced_by_a_correction():
    gone = missing_for(known(seen(W.OPEN, AUG_28)), 7, polls=3).call
    assert status_reason(gone, Rules(), NOW + 8 * DAY)[0] == "C"
    rules = Rules(
        corrections=(Correction(call="call-1", field="status", value="closed", reason="By phone"),)
    )
    forced = decide(None, seen(W.OPEN, AUG_28), Rank.PORTAL, NOW, rules, call_id="call-1").call
    assert status_reason(forced, rules, NOW) == ("[[corrections]]", "By phone")
