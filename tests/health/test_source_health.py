"""How a source is doing, and when it is asked again (decisions D 5 and H)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import EventKind
from monitor.health import PollOutcome, after_poll, is_doubtful, next_poll_at, public_state
from store.records import CallEvent, SourceState

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
GOOD = PollOutcome(ok=True, seen=4, landmarks=True)
BAD = PollOutcome(ok=False, error="example.org answered 503", cause="server_error")
NEW = SourceState(id="se_agency")
VERIFIED = replace(NEW, verified_at=NOW - 100 * HOUR, last_success=NOW, baseline_at=NOW)
RUNNING = ((NOW - 1000 * HOUR, NOW),)


def attempts(
    state: SourceState, *outcomes: PollOutcome, every: timedelta = MINUTE, **more: Any
) -> tuple[SourceState, list[CallEvent]]:
    events: list[CallEvent] = []
    for number, outcome in enumerate(outcomes):
        options = {"trusted": False, "spans": RUNNING} | more
        state, made = after_poll(state, outcome, NOW + number * every, **options)
        events.extend(made)
    return state, events


def kinds(events: list[CallEvent]) -> list[EventKind]:
    return [event.kind for event in events]


# --- H 1: unverified ----------------------------------------------------------------------------


def test_every_source_is_unverified_until_a_success_shows_its_landmarks() -> None:
    assert public_state(NEW) == "unverified"
    without, _ = attempts(NEW, replace(GOOD, landmarks=False))
    assert public_state(without) == "unverified"
    assert without.baseline_at == NOW
    shown, _ = attempts(without, GOOD)
    assert public_state(shown) == "ok"
    assert shown.verified_at == NOW
    later, _ = attempts(shown, GOOD, replace(GOOD, landmarks=False))
    assert later.verified_at == NOW


def test_an_unverified_source_degrades_only_if_the_operator_or_the_portal_stands_behind_it() -> (
    None
):
    state, events = attempts(NEW, *[BAD] * 10)
    assert events == []
    assert public_state(state) == "unverified"
    state, events = attempts(NEW, *[BAD] * 10, trusted=True)
    assert kinds(events) == [EventKind.SOURCE_DEGRADED]
    assert public_state(state) == "degraded"


# --- H 3: degraded and back ---------------------------------------------------------------------


def test_three_failures_in_a_row_degrade_once_and_a_success_recovers_once() -> None:
    state, events = attempts(VERIFIED, BAD, BAD)
    assert events == []
    assert public_state(state) == "ok"
    state, events = attempts(state, BAD, BAD, BAD)
    assert kinds(events) == [EventKind.SOURCE_DEGRADED]
    assert (events[0].subject, events[0].turn, events[0].call_id) == ("source:se_agency", 1, None)
    state, events = attempts(state, GOOD, GOOD)
    assert kinds(events) == [EventKind.SOURCE_RECOVERED]
    assert public_state(state) == "ok"
    assert (state.last_error, state.last_cause, state.failing_since) == (None, None, None)
    assert (state.failures, state.degraded_since) == (0, None)


def test_failures_that_are_not_in_a_row_never_degrade() -> None:
    _, events = attempts(VERIFIED, *[BAD, BAD, GOOD] * 5)
    assert events == []


def test_each_episode_is_told_by_its_own_identity() -> None:
    _, events = attempts(VERIFIED, *[BAD, BAD, BAD, GOOD] * 2)
    assert kinds(events) == [EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED] * 2
    assert [event.turn for event in events] == [1, 1, 2, 2]
    assert len({event.key for event in events}) == 4


def test_a_day_of_running_time_without_success_degrades_at_the_next_failure() -> None:
    silent = replace(VERIFIED, last_success=NOW - 24 * HOUR)
    _, events = attempts(silent, BAD)
    assert kinds(events) == [EventKind.SOURCE_DEGRADED]
    _, events = attempts(replace(silent, last_success=NOW - 23 * HOUR), BAD)
    assert events == []


def test_time_in_which_the_service_did_not_run_counts_for_nothing() -> None:
    silent = replace(VERIFIED, last_success=NOW - 500 * HOUR)
    spans = ((NOW - 501 * HOUR, NOW - 490 * HOUR), (NOW - 2 * HOUR, NOW))
    assert attempts(silent, BAD, spans=spans)[1] == []
    longer = ((NOW - 501 * HOUR, NOW - 478 * HOUR), (NOW - 2 * HOUR, NOW))
    assert kinds(attempts(silent, BAD, spans=longer)[1]) == [EventKind.SOURCE_DEGRADED]


def test_a_source_that_never_succeeded_counts_its_silence_from_its_first_failure() -> None:
    failing = replace(NEW, failing_since=NOW - 25 * HOUR, failures=1)
    _, events = attempts(failing, BAD, trusted=True)
    assert kinds(events) == [EventKind.SOURCE_DEGRADED]


def test_a_failure_keeps_its_sentence_and_its_public_word() -> None:
    state, _ = attempts(VERIFIED, BAD)
    assert (state.last_error, state.last_cause) == ("example.org answered 503", "server_error")
    assert state.failing_since == NOW
    state, _ = attempts(state, BAD)
    assert state.failing_since == NOW


# --- H 2: a sudden drop -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "doubtful"),
    [(10, 4, True), (10, 5, False), (10, 0, True), (1, 0, True), (0, 0, False), (2, 1, False)],
)
def test_sixty_percent_fewer_wait_for_a_second_answer(
    before: int, now: int, doubtful: bool
) -> None:
    assert is_doubtful(replace(VERIFIED, calls_seen=before), now) is doubtful


def test_the_second_answer_is_believed() -> None:
    state = replace(VERIFIED, calls_seen=10)
    state, _ = attempts(state, PollOutcome(ok=True, seen=2, landmarks=True, doubtful=True))
    assert (state.calls_seen, state.suspect_count) == (10, 2)
    assert not is_doubtful(state, 2)
    state, _ = attempts(state, PollOutcome(ok=True, seen=2, landmarks=True))
    assert (state.calls_seen, state.suspect_count) == (2, None)


# --- H 6: when it is asked again ----------------------------------------------------------------

EVERY = 3 * HOUR


def waits(state: SourceState, every: timedelta, count: int) -> list[timedelta]:
    found = []
    for _ in range(count):
        state, _ = after_poll(state, BAD, NOW, trusted=False, spans=())
        found.append(next_poll_at(state, NOW, every) - NOW)
    return found


def test_after_a_success_the_interval_counts() -> None:
    assert next_poll_at(VERIFIED, NOW, EVERY) == NOW + EVERY


def test_back_off_begins_at_the_interval_doubles_and_ends_at_six_hours() -> None:
    quarter = timedelta(minutes=15)
    assert waits(VERIFIED, quarter, 8) == [
        quarter,
        2 * quarter,
        HOUR,
        2 * HOUR,
        4 * HOUR,
        6 * HOUR,
        6 * HOUR,
        6 * HOUR,
    ]


def test_back_off_of_an_unverified_source_ends_at_a_day() -> None:
    assert waits(NEW, EVERY, 6)[2:] == [12 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR]


def test_an_interval_longer_than_the_longest_back_off_stays() -> None:
    assert waits(VERIFIED, 48 * HOUR, 3) == [48 * HOUR] * 3


def test_a_thousand_failures_break_nothing() -> None:
    state = replace(VERIFIED, failures=1000)
    assert next_poll_at(state, NOW, EVERY) == NOW + 6 * HOUR


def test_the_first_success_ends_the_back_off() -> None:
    state, _ = attempts(VERIFIED, *[BAD] * 6, GOOD)
    assert next_poll_at(state, NOW, EVERY) == NOW + EVERY


@pytest.mark.parametrize(
    ("asked", "expected"), [(60, EVERY), (6 * 3600, 6 * HOUR), (None, EVERY), (0, EVERY)]
)
def test_retry_after_is_kept_to(asked: float | None, expected: timedelta) -> None:
    assert next_poll_at(VERIFIED, NOW, EVERY, retry_after=asked) == NOW + expected


def test_the_first_wait_can_be_shortened_so_that_sources_spread_out() -> None:
    assert next_poll_at(VERIFIED, NOW, EVERY, spread=0.5) == NOW + EVERY / 2


def test_an_answer_that_stays_good_longer_is_not_asked_for_again_before() -> None:
    assert next_poll_at(VERIFIED, NOW, EVERY, fresh_for=5 * 3600) == NOW + 5 * HOUR
    assert next_poll_at(VERIFIED, NOW, EVERY, fresh_for=60) == NOW + EVERY


# --- D 5: the last day --------------------------------------------------------------------------


def looks(deadline: datetime, state: SourceState = VERIFIED, **more: Any) -> list[timedelta]:
    """How long before its deadline a call's source is asked, from NOW on."""
    found = []
    at = NOW
    while at < deadline:
        at = next_poll_at(state, at, more.get("every", 48 * HOUR), closing=[deadline])
        if at < deadline:
            found.append(deadline - at)
    return found


def test_in_the_last_day_a_source_is_asked_hourly_and_twice_at_the_end() -> None:
    deadline = NOW + 30 * HOUR
    assert looks(deadline) == [
        *(hours * HOUR for hours in range(23, 0, -1)),
        15 * MINUTE,
        5 * MINUTE,
    ]


def test_the_last_day_outranks_the_back_off() -> None:
    failing = replace(VERIFIED, failures=9)
    assert looks(NOW + 2 * HOUR, failing) == [HOUR, 15 * MINUTE, 5 * MINUTE]


def test_a_shorter_interval_stays_in_the_last_day() -> None:
    assert looks(NOW + 20 * MINUTE, every=10 * MINUTE) == [15 * MINUTE, 5 * MINUTE]


def test_a_deadline_that_has_passed_changes_nothing() -> None:
    assert next_poll_at(VERIFIED, NOW, EVERY, closing=[NOW, NOW - HOUR]) == NOW + EVERY


def test_of_several_deadlines_the_nearest_look_counts() -> None:
    closing = [NOW + 5 * HOUR, NOW + 16 * MINUTE]
    assert next_poll_at(VERIFIED, NOW, EVERY, closing=closing) == NOW + MINUTE


def test_on_the_last_day_a_site_that_asks_for_peace_gets_an_hour_at_most() -> None:
    closing = [NOW + 5 * HOUR]
    asked = next_poll_at(VERIFIED, NOW, EVERY, closing=closing, retry_after=86_400)
    assert asked == NOW + HOUR
    soon = next_poll_at(VERIFIED, NOW, EVERY, closing=[NOW + 20 * MINUTE], retry_after=600)
    assert soon == NOW + 15 * MINUTE


# --- whatever happens ---------------------------------------------------------------------------


@given(st.lists(st.booleans(), max_size=40), st.booleans(), st.integers(1, 600))
def test_episodes_open_and_close_in_turn_and_a_source_is_never_given_up(
    results: list[bool], trusted: bool, minutes: int
) -> None:
    state, told, at = NEW, [], NOW
    every = timedelta(minutes=minutes)
    for ok in results:
        state, events = after_poll(state, GOOD if ok else BAD, at, trusted=trusted, spans=RUNNING)
        told.extend(events)
        due = next_poll_at(state, at, every)
        assert at < due <= at + max(every, timedelta(days=1))
        at = due
    expected = [EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED] * len(told)
    assert kinds(told) == expected[: len(told)]
    assert len({event.key for event in told}) == len(told)
