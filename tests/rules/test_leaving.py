"""What waited states the deadline as it is when it leaves, for programs as for people (G 3)."""

from dataclasses import replace

import pytest
from rules_makers import AUG_21, AUG_28, NOW, known, seen

from config.channel import Channel
from config.vocabulary import CallStatus, EventKind, StatusWord
from monitor.leaving import judge_again
from store.records import CallEvent

CHANNEL = Channel(name="ngo", events=tuple(EventKind))
CALL = known(seen(StatusWord.OPEN, AUG_28))


def born(kind: EventKind) -> CallEvent:
    """An event from before the deadline moved from 21 to 28 August."""
    return CallEvent(
        key="k",
        kind=kind,
        subject=CALL.id,
        at=NOW,
        turn=1,
        deadline=AUG_21.at,
        source="eu_portal",
    )


@pytest.mark.parametrize(
    "kind", [EventKind.OPEN, EventKind.FORTHCOMING, EventKind.REOPENED, EventKind.CHANGED]
)
def test_news_of_a_call_states_the_deadline_as_it_is_now(kind: EventKind) -> None:
    left = judge_again(CHANNEL, born(kind), CALL, NOW).event
    assert left == replace(born(kind), deadline=AUG_28.at)


@pytest.mark.parametrize(
    "kind", [EventKind.DEADLINE_CHANGED, EventKind.CLOSED, EventKind.WITHDRAWN]
)
def test_a_move_and_an_end_keep_the_deadline_they_are_about(kind: EventKind) -> None:
    assert judge_again(CHANNEL, born(kind), CALL, NOW).event == born(kind)


def test_news_of_a_call_that_is_over_keeps_the_deadline_it_had() -> None:
    over = replace(CALL, status=CallStatus.CLOSED)
    assert judge_again(CHANNEL, born(EventKind.OPEN), over, NOW).event == born(EventKind.OPEN)
