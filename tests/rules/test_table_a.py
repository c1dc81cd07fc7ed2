"""Decisions A 1: the portal's dates, row by row, and what the rules make of each.

The corners of A 5 (sanity) and A 6 (days left) are in test_time.py, A 3 in test_several_sources.py.
"""

import pytest
from rules_makers import DAY, SECOND, known, run_clock, seen, utc

from config.vocabulary import CallStatus, Precision, StatusWord
from monitor.lifecycle import status_at
from sources.portal_dates import deadline, opening

ROWS = [
    pytest.param(
        "2026-10-08T00:00:00.000+0000",
        ("2026-10-08 15:00", Precision.DAY, True),
        id="date only closes 17:00 Brussels, assumed",
    ),
    pytest.param(
        "2024-02-07T17:00:00.000+0000",
        ("2024-02-07 16:00", Precision.MINUTE, False),
        id="17:00 under a UTC label is 17:00 Brussels",
    ),
    pytest.param(
        "2024-04-18T19:00:00.000+0200",
        ("2024-04-18 15:00", Precision.MINUTE, False),
        id="19:00+0200 is 17:00 Brussels",
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_deadline_of_the_portal(text, expected):
    read = deadline(text)
    assert read is not None
    assert (read.at, read.precision, read.assumed) == (utc(expected[0]), *expected[1:])


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_the_call_is_open_until_that_instant_and_closed_by_the_clock_at_it(text, expected):
    read = deadline(text)
    assert read is not None
    call = known(seen(StatusWord.OPEN, read), read.at - 2 * DAY)
    before = status_at(
        call.word, call.facts, read.at - SECOND, portal=True, last_seen=call.first_seen
    )
    closed = run_clock(call, read.at).events[-1]
    assert before is CallStatus.OPEN
    assert (str(closed.kind), closed.at, closed.deadline) == ("closed", utc(expected[0]), read.at)


def test_a_start_date_of_the_portal_is_a_day_and_opens_at_midnight_in_brussels():
    read = opening("2023-12-07T01:00:00.000+0100")
    assert read is not None
    assert (read.at, read.precision) == (utc("2023-12-06 23:00"), Precision.DAY)
