"""How many messages are on their way at once: what a crash repeats, what a backlog needs."""

from datetime import UTC, datetime

import pytest

from monitor.pace import Pace

NOW = datetime(2026, 8, 9, 10, tzinfo=UTC)


def accepting(pace: Pace, channel: str) -> None:
    """Let a channel accept until it is trusted with all it may get."""
    for _ in range(5):
        pace.began(channel, NOW)
        pace.ended(channel, ok=True)


@pytest.fixture
def pace() -> Pace:
    made = Pace(lambda _name: None)
    accepting(made, "a")
    return made


def test_of_a_burst_of_40_no_more_than_4_are_in_hand_at_once(pace: Pace) -> None:
    waiting, in_hand = 40, 0
    while waiting:
        more = min(pace.share("a", waiting, NOW), waiting)
        for _ in range(more):
            pace.began("a", NOW)
        waiting, in_hand = waiting - more, in_hand + more
        assert in_hand <= 4
        pace.ended("a", ok=True)
        in_hand -= 1


@pytest.mark.parametrize(("waiting", "share"), [(1, 4), (40, 4), (100, 19), (184, 40), (9999, 40)])
def test_a_backlog_gets_a_quarter_of_what_goes_beyond_up_to_every_hand(
    pace: Pace, waiting: int, share: int
) -> None:
    assert pace.share("a", waiting, NOW) == share


def test_a_backlog_keeps_its_hands_to_its_end_and_a_burst_after_it_gets_four(pace: Pace) -> None:
    for _ in range(pace.share("a", 1000, NOW)):
        pace.began("a", NOW)
    for _ in range(20):
        pace.ended("a", ok=True)
    assert pace.share("a", 20, NOW) == 20
    for _ in range(20):
        pace.ended("a", ok=True)
    assert pace.share("a", 40, NOW) == 4


def test_what_is_in_hand_counts(pace: Pace) -> None:
    for _ in range(10):
        pace.began("a", NOW)
    assert pace.share("a", 50, NOW) == 0
    assert pace.share("a", 90, NOW) == 9
    assert pace.share("b", 90, NOW) == 4, "a channel of which nothing is known yet"


def test_a_channel_that_fails_is_tried_one_at_a_time(pace: Pace) -> None:
    pace.began("a", NOW)
    pace.ended("a", ok=False)
    assert pace.share("a", 9999, NOW) == 1
