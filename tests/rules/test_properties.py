"""Whatever sequence of polls, absences, moves, restarts and jumps of the clock: what always holds.

1,000 examples of each property in a normal run, 20,000 with HYPOTHESIS_PROFILE=long.
"""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from rules_makers import NOW
from rules_world import World, steps, turned

from config.vocabulary import CallStatus, EventKind
from monitor.ladder import rung_instant
from monitor.lifecycle import next_deadline

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]

# The number of examples is the profile's (tests/conftest.py). A normal run plays the same ones
# each time, so that a change is judged by its own merit; `long` looks for new ones.
often = settings(derandomize=settings().max_examples <= 1000, database=None)

ARMING = (EventKind.OPEN, EventKind.FORTHCOMING, EventKind.DEADLINE_CHANGED, EventKind.REOPENED)
LIFE = (*ARMING[:2], EventKind.REOPENED, EventKind.CLOSED, EventKind.WITHDRAWN)
ALIVE = (CallStatus.OPEN, CallStatus.FORTHCOMING)


def by_call(events):
    told = defaultdict(list)
    for event in events:
        told[event.subject].append(event)
    return told.values()


@often
@given(steps)
def test_a_no_event_twice(listed):
    world = World().play(listed)
    assert len(world.emitted) == len(world.events)  # not even one for the store to drop
    for told in by_call(world.emitted):
        lives = [event for event in told if event.kind in LIFE]
        assert lives[:1] == [] or lives[0].kind in LIFE[:3]
        for before, after in pairwise(lives):
            assert (before.kind, after.kind) not in {(kind, kind) for kind in LIFE[2:]}
        reminded = set()
        for event in told:
            if event.kind in ARMING:
                reminded.clear()
            if event.kind is EventKind.CLOSING_SOON:
                assert (event.deadline, event.rung_days) not in reminded
                reminded.add((event.deadline, event.rung_days))
            if event.kind is EventKind.DEADLINE_CHANGED:
                assert event.deadline != event.previous_deadline
            if event.kind is EventKind.CHANGED:
                assert all(change.old != change.new for change in event.changes)


@often
@given(steps)
def test_b_no_closing_soon_after_its_deadline_nor_before_its_rung(listed):
    world = World().play(listed)
    for event in world.emitted:
        if event.kind is EventKind.CLOSING_SOON:
            call = world.calls[event.subject]
            assert event.at < event.deadline
            assert event.rung_days in world.rules.rungs
            assert call.first_seen < event.at
        assert event.at >= NOW


@often
@given(steps)
def test_c_one_closed_per_closing_of_a_call_known_open_or_forthcoming(listed):
    world = World().play(listed)
    closings, alive = defaultdict(int), {}
    for call_id, status in world.statuses:
        # First seen unknown is told as a notice that may be open, so it counts as known.
        was_alive = alive.setdefault(call_id, status is CallStatus.UNKNOWN)
        if status is not CallStatus.UNKNOWN:
            closings[call_id] += status is CallStatus.CLOSED and was_alive
            alive[call_id] = status in ALIVE
    for call_id, call in world.calls.items():
        closed = [e for e in world.emitted if e.subject == call_id and e.kind == "closed"]
        assert len(closed) == closings[call_id]
        deadline = next_deadline(call.facts, world.now)
        if deadline is not None:  # ten years on every deadline that counts has passed
            assert call.status in (CallStatus.CLOSED, CallStatus.WITHDRAWN)


@often
@given(steps)
def test_d_the_same_events_whatever_the_order_of_calls(listed):
    one, other = World().play(listed), World().play(turned(listed))
    assert set(one.events) == set(other.events)
    assert one.calls == other.calls


@often
@given(steps)
def test_e_the_same_result_when_polls_and_ticks_are_repeated(listed):
    once, twice = World().play(listed), World(repeat=True).play(listed)
    assert once.events == twice.events
    assert len(twice.emitted) == len(twice.events)
    assert once.calls == twice.calls


@often
@given(steps)
def test_while_the_monitor_is_up_every_rung_of_an_open_call_is_told_at_its_instant(listed):
    world = World()
    for step in listed:
        before = {
            call.id: (call, next_deadline(call.facts, world.now))
            for call in world.calls.values()
            if call.status is CallStatus.OPEN
        }
        start, told = world.now, len(world.emitted)
        world.pass_time(world.now + step.after, up=True)
        for call, deadline in before.values():
            reminders = {
                event.rung_days: event.at
                for event in world.emitted[told:]
                if event.subject == call.id and event.deadline == (deadline and deadline.at)
                if event.kind is EventKind.CLOSING_SOON
            }
            instants = {
                days: rung_instant(deadline, days) for days in world.rules.rungs if deadline
            }
            assert reminders == {
                days: at
                for days, at in instants.items()
                if start < at <= world.now and at < deadline.at
            }
        if step.poll is not None:
            world.answer(step.poll)
        world.clock()
