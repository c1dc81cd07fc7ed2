"""Decisions A 2, A 5, A 6 and D 1: clocks that change, days that end, dates that cannot be."""

from datetime import UTC, datetime, time, timedelta

import pytest
from rules_makers import (
    DAY,
    NOW,
    RULES,
    SECOND,
    by_day,
    by_hour,
    kinds,
    known,
    look,
    only,
    opening,
    run_clock,
    seen,
    utc,
    wall,
)

from config.vocabulary import CallFacts, Deadline, Flag, Precision, Stage, StatusWord
from monitor.ladder import next_rung, rung_instant, rungs_fallen
from monitor.lifecycle import days_left, next_deadline, tick
from monitor.merge import sane
from sources.base import Rank

W = StatusWord
END_OF_DAY = time(23, 59, 59)


def days(now: datetime, *deadlines: Deadline) -> int | None:
    return days_left(CallFacts(title="T", country="EU", deadlines=deadlines), now)


# --- D 1: the ladder's instants -----------------------------------------------------------------

BOTH = [
    pytest.param("2026-03-31 17:00", 3, "2026-03-28 16:00", id="over the night clocks go forward"),
    pytest.param("2026-03-31 17:00", 1, "2026-03-30 15:00", id="after it"),
    pytest.param("2026-10-27 17:00", 3, "2026-10-24 15:00", id="over the night clocks go back"),
    pytest.param("2024-03-01 12:00", 1, "2024-02-29 11:00", id="a leap day"),
    pytest.param("2025-03-01 12:00", 1, "2025-02-28 11:00", id="no leap day"),
    pytest.param("2027-01-02 09:00", 3, "2026-12-30 08:00", id="over a year's end"),
]


@pytest.mark.parametrize(("deadline", "rung", "expected"), BOTH)
def test_a_stated_hour__the_same_wall_time_so_many_days_before(deadline, rung, expected):
    assert rung_instant(by_hour(deadline), rung) == utc(expected)


@pytest.mark.parametrize(
    ("day", "zone", "rung", "expected"),
    [
        pytest.param("2026-03-31", "Europe/Brussels", 3, "2026-03-28 08:00", id="decisions D 1"),
        pytest.param("2026-03-31", "Europe/Brussels", 1, "2026-03-30 07:00", id="summer time"),
        pytest.param("2026-03-31", "Europe/Lisbon", 3, "2026-03-28 09:00", id="Lisbon"),
        pytest.param("2026-03-31", "Asia/Nicosia", 3, "2026-03-28 07:00", id="Nicosia"),
        pytest.param("2026-10-27", "Europe/Athens", 3, "2026-10-24 06:00", id="Athens, autumn"),
    ],
)
def test_a_day_only__nine_in_the_morning_so_many_days_before(day, zone, rung, expected):
    assert rung_instant(by_day(day, zone, END_OF_DAY), rung) == utc(expected)


def test_a_rung_in_the_hour_that_does_not_exist_falls_as_far_after_the_gap():
    deadline = by_hour("2026-04-01 02:30")
    assert rung_instant(deadline, 3) == utc("2026-03-29 01:30") == wall("2026-03-29 03:30")


def test_a_rung_in_the_hour_that_exists_twice_falls_in_the_first():
    deadline = by_hour("2026-10-28 02:30")
    assert rung_instant(deadline, 3) == utc("2026-10-25 00:30")


def test_a_deadline_in_the_second_of_two_equal_hours_reminds_as_any_other():
    at = wall("2026-10-25 02:30", fold=1)
    deadline = Deadline(at=at, zone="Europe/Brussels", precision=Precision.MINUTE)
    assert deadline.at == utc("2026-10-25 01:30")
    assert rung_instant(deadline, 1) == utc("2026-10-24 00:30")
    assert rung_instant(deadline, 210) == utc("2026-03-29 01:30")  # a gap, 210 days before


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        pytest.param("Europe/Lisbon", "2026-07-31", "2026-07-31 22:59:59", id="Lisbon, summer"),
        pytest.param("Europe/Lisbon", "2026-12-31", "2026-12-31 23:59:59", id="Lisbon, year's end"),
        pytest.param("Asia/Nicosia", "2026-07-31", "2026-07-31 20:59:59", id="Nicosia, summer"),
        pytest.param("Asia/Nicosia", "2026-12-31", "2026-12-31 21:59:59", id="Nicosia, year's end"),
        pytest.param("Europe/Brussels", "2024-02-29", "2024-02-29 22:59:59", id="a leap day"),
        pytest.param("Europe/Brussels", "2026-10-25", "2026-10-25 22:59:59", id="a 25-hour day"),
    ],
)
def test_the_end_of_a_day_is_the_end_in_its_own_zone(zone, day, instant):
    deadline = by_day(day, zone, END_OF_DAY)
    assert deadline.at == utc(instant)
    call = known(seen(W.OPEN, deadline), deadline.at - 5 * DAY, rank=Rank.AUTHORITY)
    events = run_clock(call, deadline.at + DAY).events
    closed = events[-1]
    assert (str(closed.kind), closed.at) == ("closed", utc(instant))


@pytest.mark.parametrize("fold", [0, 1])
def test_a_call_that_closes_in_the_doubled_hour_closes_at_its_own_instant(fold):
    at = wall("2026-10-25 02:30", fold=fold)
    deadline = Deadline(at=at, zone="Europe/Brussels")
    call = known(seen(W.OPEN, deadline), utc("2026-10-20 12:00"))
    closed = run_clock(call, utc("2026-10-26 00:00")).events[-1]
    assert closed.at == utc(f"2026-10-25 0{fold}:30")


def test_a_call_that_closes_in_an_hour_that_does_not_exist_closes_after_the_gap():
    deadline = by_hour("2026-03-29 02:30")
    call = known(seen(W.OPEN, deadline), utc("2026-03-20 12:00"))
    closed = run_clock(call, utc("2026-03-30 00:00")).events[-1]
    assert closed.at == utc("2026-03-29 01:30")


# --- which rungs fall ---------------------------------------------------------------------------

AUG_21 = by_hour("2026-08-21 17:00")


def test_a_rung_falls_at_its_instant_and_once():
    at = rung_instant(AUG_21, 7)
    assert rungs_fallen(AUG_21, (7,), after=at - DAY, now=at - SECOND) == ()
    assert rungs_fallen(AUG_21, (7,), after=at - DAY, now=at) == (7,)
    assert rungs_fallen(AUG_21, (7,), after=at, now=at + DAY) == ()


def test_rungs_fallen_together_come_longest_first_and_each_once():
    now = AUG_21.at - 6 * DAY
    assert rungs_fallen(AUG_21, (7, 14, 3, 14), after=NOW, now=now) == (14, 7)


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_no_rung_falls_at_or_after_the_deadline(late):
    assert rungs_fallen(AUG_21, (30, 14, 1), after=NOW - 99 * DAY, now=AUG_21.at + late) == ()


def test_the_next_rung_is_after_now_and_before_the_deadline():
    at_7 = rung_instant(AUG_21, 7)
    assert next_rung(AUG_21, (7, 3), at_7 - SECOND) == at_7
    assert next_rung(AUG_21, (7, 3), at_7) == rung_instant(AUG_21, 3)
    assert next_rung(AUG_21, (7, 3, 0), rung_instant(AUG_21, 3)) is None
    assert next_rung(AUG_21, (), NOW) is None


def test_d3_down_over_rungs_14_and_7_back_with_6_days_left():
    call = known(seen(W.OPEN, AUG_21))
    events = tick(call, AUG_21.at - 6 * DAY, RULES).events
    assert [event.rung_days for event in events] == [14, 7]
    again = tick(tick(call, AUG_21.at - 6 * DAY, RULES).call, AUG_21.at - 6 * DAY, RULES)
    assert again.events == ()


def test_d3_back_after_the_deadline_no_reminder_only_closed():
    assert kinds(tick(known(seen(W.OPEN, AUG_21)), AUG_21.at + DAY, RULES)) == ["closed"]


@pytest.mark.parametrize(
    ("word", "opens", "reminds"),
    [
        pytest.param(W.FORTHCOMING, None, True, id="forthcoming, opening not stated"),
        pytest.param(W.FORTHCOMING, "2026-07-01", True, id="forthcoming, opening has come"),
        pytest.param(W.FORTHCOMING, "2026-08-20", False, id="forthcoming, opening ahead"),
        pytest.param(W.UNREADABLE, None, False, id="unknown"),
        pytest.param(W.OPEN, "2026-08-20", True, id="open, whatever its opening"),
    ],
)
def test_which_calls_remind(word, opens, reminds):
    stated = {"opens": opening(opens)} if opens else {}
    call = known(seen(word, AUG_21, **stated))
    events = run_clock(call, AUG_21.at - 2 * DAY).events
    assert [e.rung_days for e in events] == ([14, 7, 3] if reminds else [])


def test_a_reminder_at_the_very_instant_of_the_opening_is_told():
    midnight = by_hour("2026-08-21 00:00")
    call = known(seen(W.FORTHCOMING, midnight, opens=opening("2026-08-14")))
    events = run_clock(call, midnight.at - 6 * DAY).events
    assert [event.rung_days for event in events] == [7]


# --- A 6: days left -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(wall("2026-08-21 00:00"), 0, id="on the day itself"),
        pytest.param(wall("2026-08-20 23:59"), 1, id="a minute before the day"),
        pytest.param(AUG_21.at - SECOND, 0, id="one second before"),
        pytest.param(AUG_21.at, None, id="at the deadline"),
        pytest.param(wall("2026-07-22 23:30"), 30, id="a month before"),
    ],
)
def test_days_left_counts_calendar_days_in_the_calls_zone(now, expected):
    assert days(now.astimezone(UTC), AUG_21) == expected


def test_days_left_in_lisbon_when_brussels_has_another_day():
    deadline = by_day("2026-08-21", "Europe/Lisbon", END_OF_DAY)
    assert days(wall("2026-08-21 00:30", "Europe/Brussels"), deadline) == 1
    assert days(wall("2026-08-21 00:30", "Europe/Lisbon"), deadline) == 0


@pytest.mark.parametrize("now", ["2026-03-28 23:30", "2026-10-24 23:30"])
def test_days_left_over_a_change_of_clocks(now):
    start = wall(now)
    deadline = by_hour((start + 2 * DAY).strftime("%Y-%m-%d 00:15"))
    assert days(start.astimezone(UTC), deadline) == 2


def test_days_left_without_a_deadline_is_nothing():
    assert days(NOW) is None


# --- which deadline counts ----------------------------------------------------------------------


def test_of_several_the_next_ahead_counts_else_the_last_past():
    first, last = by_hour("2026-08-14 17:00"), by_hour("2026-09-30 17:00")
    facts = CallFacts(title="T", country="EU", deadlines=(last, first))
    assert next_deadline(facts, NOW) == first
    assert next_deadline(facts, first.at) == last
    assert next_deadline(facts, last.at + DAY) == last


def test_a_doubtful_deadline_never_counts():
    doubted = by_hour("2026-08-14 17:00", doubt=Flag.YEAR_CONTRADICTED)
    facts = CallFacts(title="T", country="EU", deadlines=(doubted, AUG_21))
    assert next_deadline(facts, NOW) == AUG_21


def test_the_second_of_two_stages_never_counts_beside_the_first():
    first = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
    second = by_hour("2026-11-14 17:00", stage=Stage.SECOND)
    facts = CallFacts(title="T", country="EU", deadlines=(second, first))
    assert next_deadline(facts, NOW) == first
    assert next_deadline(facts, first.at + DAY) == first


# --- A 5: sanity --------------------------------------------------------------------------------


def flags_of(*deadlines: Deadline, opens: str | None = None, now: datetime = NOW) -> list[str]:
    stated = CallFacts(
        title="T",
        country="EU",
        deadlines=deadlines,
        opens=opening(opens) if opens else None,
    )
    return [str(d.doubt) for d in sane(stated, now).deadlines if d.doubt]


def test_a_deadline_before_the_opening_is_insane():
    assert flags_of(AUG_21, opens="2026-08-22") == ["deadline_before_opening"]
    assert flags_of(AUG_21, opens="2026-08-21") == []


def test_a_deadline_more_than_five_years_ahead_is_insane():
    assert flags_of(by_hour("2031-08-01 11:00")) == []
    assert flags_of(by_hour("2031-08-01 11:01")) == ["deadline_too_far"]


def test_five_years_after_a_leap_day():
    now = utc("2028-02-29 12:00")
    assert flags_of(by_hour("2033-03-01 12:59"), now=now) == []
    assert flags_of(by_hour("2033-03-01 13:01"), now=now) == ["deadline_too_far"]


def test_what_was_doubted_when_it_was_read_stays_doubted_for_that_reason():
    doubted = by_hour("2040-01-01 12:00", doubt=Flag.YEAR_CONTRADICTED)
    assert flags_of(doubted) == ["year_contradicted"]


def test_a_sane_call_is_left_as_it_is():
    facts = seen(W.OPEN, AUG_21).facts
    assert sane(facts, NOW) is facts


@pytest.mark.parametrize(
    ("deadline", "opens"),
    [("2026-08-21 17:00", "2026-09-01"), ("2036-08-21 17:00", "2026-07-01")],
)
def test_an_insane_deadline_keeps_its_words_and_counts_nowhere(deadline, opens):
    notice = seen(W.OPEN, by_hour(deadline), opens=opening(opens))
    outcome = look(None, notice)
    assert [d.text for d in outcome.call.facts.deadlines] == [deadline]
    assert outcome.call.facts.flags
    assert only(outcome).deadline is None
    assert run_clock(outcome.call, NOW + 30 * DAY).events == ()


def test_a_known_deadline_outlives_an_insane_one():
    call = known(seen(W.OPEN, AUG_21))
    outcome = look(call, seen(W.OPEN, by_hour("2099-01-01 17:00")), NOW + DAY)
    assert kinds(outcome) == []
    assert next_deadline(outcome.call.facts, NOW) == AUG_21
    assert Flag.DEADLINE_TOO_FAR in outcome.call.facts.flags
    assert Flag.DEADLINE_NO_LONGER_READABLE in outcome.call.facts.flags


def test_a_known_deadline_that_now_lies_before_the_opening_is_shown_once():
    call = known(seen(W.OPEN, AUG_21))
    moved = seen(W.OPEN, AUG_21, opens=opening("2026-09-01"))
    outcome = look(call, moved, NOW + DAY)
    assert outcome.call.facts.deadlines == (AUG_21,)
    assert "deadline_changed" not in kinds(outcome)
