"""When a message leaves (decisions D 4), with the nights on which the clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.channel import Channel
from config.vocabulary import CallFacts, CallStatus, Deadline, EventKind, StatusWord
from monitor.timing import is_urgent, leave_at, next_digest, quiet_until
from store.records import CallEvent, StoredCall

NOW = datetime(2026, 4, 1, 10, tzinfo=UTC)  # a Wednesday, 12:00 in Brussels
AT_ONCE = Channel(name="now")
DAILY = Channel(name="daily", digest="daily 08:00")
WEEKLY = Channel(name="weekly", digest="weekly mon 08:00")
QUIET = Channel(name="quiet", quiet_hours="22:00-07:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def event(
    deadline: datetime | None = None,
    kind: EventKind = EventKind.OPEN,
    previous: datetime | None = None,
) -> CallEvent:
    return CallEvent(
        key="k",
        kind=kind,
        subject="se-1",
        at=NOW,
        source="s",
        turn=1,
        deadline=deadline,
        previous_deadline=previous,
    )


def call(deadline: datetime) -> StoredCall:
    return StoredCall(
        id="se-1",
        facts=CallFacts(
            title="t", country="SE", deadlines=(Deadline(at=deadline, zone="Europe/Brussels"),)
        ),
        word=StatusWord.NONE,
        status=CallStatus.OPEN,
        sightings=(),
        first_seen=NOW,
        updated=NOW,
    )


def test_without_digest_and_quiet_hours_a_message_leaves_at_once() -> None:
    assert leave_at(AT_ONCE, event(), None, NOW) == NOW


def test_a_daily_digest_leaves_at_its_hour_on_the_channels_clock() -> None:
    assert leave_at(DAILY, event(), None, NOW) == utc("2026-04-02T06:00")
    athens = replace(DAILY, timezone="Europe/Athens")
    assert leave_at(athens, event(), None, NOW) == utc("2026-04-02T05:00")


def test_a_weekly_digest_leaves_on_its_day() -> None:
    assert leave_at(WEEKLY, event(), None, NOW) == utc("2026-04-06T06:00")


def test_a_digest_keeps_its_wall_time_when_the_clocks_change() -> None:
    assert next_digest(DAILY, utc("2026-03-28T12:00")) == utc("2026-03-29T06:00")
    assert next_digest(DAILY, utc("2026-03-27T12:00")) == utc("2026-03-28T07:00")
    assert next_digest(DAILY, utc("2026-10-24T12:00")) == utc("2026-10-25T07:00")


def test_a_digest_in_the_hour_that_does_not_exist_leaves_once_that_day() -> None:
    early = replace(DAILY, digest="daily 02:30")
    first = next_digest(early, utc("2026-03-28T12:00"))
    assert first == utc("2026-03-29T01:30")
    assert next_digest(early, first) == utc("2026-03-30T00:30")


def test_a_digest_in_the_hour_that_comes_twice_leaves_once_that_day() -> None:
    early = replace(DAILY, digest="daily 02:30")
    first = next_digest(early, utc("2026-10-24T12:00"))
    assert first == utc("2026-10-25T00:30")
    assert next_digest(early, first) == utc("2026-10-26T01:30")


@pytest.mark.parametrize(("hours", "urgent"), [(71, True), (72, True), (73, False), (-1, False)])
def test_a_deadline_within_72_hours_is_urgent(hours: int, urgent: bool) -> None:
    deadline = NOW + timedelta(hours=hours)
    assert is_urgent(AT_ONCE, event(deadline), None, NOW) is urgent


def test_a_deadline_before_the_next_digest_is_urgent() -> None:
    friday, sunday = NOW + timedelta(days=2, hours=2), NOW + timedelta(days=4)
    assert is_urgent(WEEKLY, event(sunday), None, NOW)
    assert not is_urgent(DAILY, event(sunday), None, NOW)
    assert leave_at(WEEKLY, event(sunday), None, NOW) == NOW
    assert is_urgent(WEEKLY, event(friday), None, NOW)


def test_an_event_that_becomes_urgent_while_it_waits_does_not_wait_longer() -> None:
    deadline = utc("2026-04-08T15:00")  # its 72 hours begin on Sunday, before Monday's digest
    assert leave_at(WEEKLY, event(deadline), None, NOW) == utc("2026-04-05T15:00")


def test_a_deadline_moved_earlier_is_urgent_and_one_moved_later_is_not() -> None:
    far, further = NOW + timedelta(days=40), NOW + timedelta(days=50)
    kind = EventKind.DEADLINE_CHANGED
    assert is_urgent(DAILY, event(far, kind, previous=further), None, NOW)
    assert not is_urgent(DAILY, event(further, kind, previous=far), None, NOW)
    assert not is_urgent(DAILY, event(far, kind, previous=None), None, NOW)


def test_a_source_that_cannot_be_read_is_urgent_and_its_recovery_is_not() -> None:
    assert leave_at(DAILY, event(kind=EventKind.SOURCE_DEGRADED), None, NOW) == NOW
    assert leave_at(DAILY, event(kind=EventKind.SOURCE_RECOVERED), None, NOW) > NOW


def test_the_calls_deadline_as_it_is_now_outranks_the_events() -> None:
    soon = call(NOW + timedelta(hours=5))
    assert is_urgent(DAILY, event(NOW + timedelta(days=90)), soon, NOW)


NIGHT = utc("2026-04-01T21:30")  # 23:30 in Brussels


def test_quiet_hours_hold_a_message_until_they_end() -> None:
    assert leave_at(QUIET, event(), None, NIGHT) == utc("2026-04-02T05:00")
    assert leave_at(QUIET, event(), None, utc("2026-04-02T04:59")) == utc("2026-04-02T05:00")
    assert leave_at(QUIET, event(), None, utc("2026-04-02T05:00")) == utc("2026-04-02T05:00")
    assert leave_at(QUIET, event(), None, utc("2026-04-01T19:59")) == utc("2026-04-01T19:59")


def test_an_urgent_message_waits_for_the_end_of_quiet_hours_too() -> None:
    deadline = NIGHT + timedelta(hours=20)
    assert leave_at(QUIET, event(deadline), None, NIGHT) == utc("2026-04-02T05:00")


def test_only_a_deadline_within_the_quiet_hours_passes_them() -> None:
    deadline = NIGHT + timedelta(hours=4)
    assert leave_at(QUIET, event(deadline), None, NIGHT) == NIGHT
    degraded = event(kind=EventKind.SOURCE_DEGRADED)
    assert leave_at(QUIET, degraded, None, NIGHT) == utc("2026-04-02T05:00")


def test_a_digest_within_quiet_hours_leaves_when_they_end() -> None:
    both = replace(QUIET, digest="daily 06:00")
    assert leave_at(both, event(), None, NOW) == utc("2026-04-02T05:00")


def test_quiet_hours_by_day_do_not_wrap() -> None:
    noon = replace(QUIET, quiet_hours="12:00-14:00")
    assert quiet_until(noon, NOW) == utc("2026-04-01T12:00")
    assert quiet_until(noon, NIGHT) is None


def test_quiet_hours_end_once_on_the_night_the_hour_comes_twice() -> None:
    night = replace(QUIET, quiet_hours="22:00-02:30")
    assert quiet_until(night, utc("2026-10-25T00:10")) == utc("2026-10-25T00:30")
    assert quiet_until(night, utc("2026-10-25T01:10")) is None


zones = st.sampled_from(["Europe/Brussels", "Europe/Nicosia", "Europe/Lisbon", "America/St_Johns"])
instants = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
walls = st.times().map(lambda wall: f"{wall:%H:%M}")
digests = st.one_of(
    st.just(""),
    walls.map("daily {}".format),
    st.tuples(st.sampled_from(["mon", "sat"]), walls).map(
        lambda pair: "weekly {} {}".format(*pair)
    ),
)
quiets = st.one_of(
    st.just(""),
    st.tuples(walls, walls).filter(lambda pair: pair[0] != pair[1]).map("-".join),
)


@given(zones, instants, digests, quiets, st.one_of(st.none(), instants))
def test_a_message_never_leaves_early_never_in_quiet_hours_and_never_after_its_deadline(
    zone: str, now: datetime, digest: str, quiet: str, deadline: datetime | None
) -> None:
    channel = Channel(name="any", timezone=zone, digest=digest, quiet_hours=quiet)
    told = event(deadline)
    leaves = leave_at(channel, told, None, now)
    assert now <= leaves <= now + timedelta(days=9)
    ahead = deadline is not None and deadline > now
    if ahead and deadline is not None:
        assert leaves < deadline
    if leaves != now or not (ahead and is_urgent(channel, told, None, now)):
        assert quiet_until(channel, leaves) is None


@given(zones, instants, digests.filter(bool))
def test_digests_come_once_a_day_or_week_at_the_wall_time_asked_for(
    zone: str, now: datetime, digest: str
) -> None:
    channel = Channel(name="any", timezone=zone, digest=digest)
    first = next_digest(channel, now)
    second = next_digest(channel, first)
    days = 7 if digest.startswith("weekly") else 1
    assert abs(second - first - timedelta(days=days)) <= timedelta(hours=1)
    wall = first.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    asked = digest.rsplit(maxsplit=1)[-1]
    gap_or_fold = wall != asked
    if gap_or_fold:
        assert (
            first.astimezone(ZoneInfo(zone)).utcoffset()
            != (first - timedelta(hours=2)).astimezone(ZoneInfo(zone)).utcoffset()
        )
