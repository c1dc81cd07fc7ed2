"""Decisions B: status at an instant. One test per row, named as the row; first match wins."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from rules_makers import AUG_21, DAY, NOW, SECOND, by_hour, known, opening, seen

from config.vocabulary import (
    CallFacts,
    CallStatus,
    Deadline,
    DeadlineKind,
    Flag,
    Moment,
    Objective,
    Stage,
    StatusWord,
)
from monitor.lifecycle import next_deadline, status_at
from sources.base import Rank

PAST, FUTURE = by_hour("2026-07-01 12:00"), AUG_21
OPENED, OPENS_LATER = opening("2026-06-01"), opening("2026-08-10")
W = StatusWord


def status(
    word: StatusWord,
    opens: Moment | None,
    *deadlines: Deadline,
    portal: bool = False,
    last_seen: datetime = NOW,
    now: datetime = NOW,
) -> str:
    facts = CallFacts(title="T", country="SE", opens=opens, deadlines=deadlines)
    return str(status_at(word, facts, now, portal=portal, last_seen=last_seen))


ANY_OPENS = (None, OPENED, OPENS_LATER)
ANY_DEADLINE = ((), (PAST,), (FUTURE,))
NOT_PAST = ((), (FUTURE,))


def rows(*parts):
    return list(product(*parts))


@pytest.mark.parametrize(("opens", "deadline", "portal"), rows(ANY_OPENS, ANY_DEADLINE, (0, 1)))
def test_any_withdrawn_or_cancelled__any_any__withdrawn(opens, deadline, portal):
    assert status(W.WITHDRAWN, opens, *deadline, portal=bool(portal)) == "withdrawn"


@pytest.mark.parametrize(("opens", "deadline", "portal"), rows(ANY_OPENS, ANY_DEADLINE, (0, 1)))
def test_any_closed__any_any__closed(opens, deadline, portal):
    assert status(W.CLOSED, opens, *deadline, portal=bool(portal)) == "closed"


@pytest.mark.parametrize("word", [w for w in W if w is not W.WITHDRAWN])
@pytest.mark.parametrize(("opens", "portal"), rows(ANY_OPENS, (0, 1)))
def test_any_word__any__last_cutoff_past__closed(word, opens, portal):
    assert status(word, opens, PAST, portal=bool(portal)) == "closed"


@pytest.mark.parametrize("word", [W.CONTRADICTING, W.UNREADABLE])
@pytest.mark.parametrize(("opens", "deadline", "portal"), rows(ANY_OPENS, NOT_PAST, (0, 1)))
def test_any_contradicting_or_unknown_code__future_or_none__unknown(word, opens, deadline, portal):
    assert status(word, opens, *deadline, portal=bool(portal)) == "unknown"


@pytest.mark.parametrize(
    ("word", "flag"),
    [(W.CONTRADICTING, Flag.STATUS_CONTRADICTS), (W.UNREADABLE, Flag.STATUS_UNKNOWN)],
)
def test_a_contradicting_or_unknown_word_is_flagged(word, flag):
    assert flag in known(seen(word, FUTURE)).facts.flags


@pytest.mark.parametrize("word", [W.NONE, W.PLANNED, W.EXTENDED, W.ROLLING, W.PARTLY_CLOSED])
def test_a_word_the_portal_does_not_have_is_unknown_there(word):
    assert status(word, OPENED, FUTURE, portal=True) == "unknown"


@pytest.mark.parametrize(("opens", "deadline"), rows(ANY_OPENS, NOT_PAST))
def test_portal_forthcoming__any_even_past__forthcoming(opens, deadline):
    assert status(W.FORTHCOMING, opens, *deadline, portal=True) == "forthcoming"


@pytest.mark.parametrize(("opens", "deadline"), rows(ANY_OPENS, NOT_PAST))
def test_portal_open__any__open(opens, deadline):
    assert status(W.OPEN, opens, *deadline, portal=True) == "open"


@pytest.mark.parametrize(("opens", "deadline"), rows(ANY_OPENS, NOT_PAST))
def test_national_partly_closed__any__open(opens, deadline):
    assert status(W.PARTLY_CLOSED, opens, *deadline) == "open"


def test_a_partly_closed_call_keeps_what_is_closed_in_it():
    notice = seen(W.PARTLY_CLOSED, FUTURE, closed_objectives=(Objective.RETURN,))
    call = known(notice, rank=Rank.AUTHORITY)
    assert (call.status, call.facts.closed_objectives) == (CallStatus.OPEN, (Objective.RETURN,))


@pytest.mark.parametrize("word", [W.PLANNED, W.FORTHCOMING])
@pytest.mark.parametrize(("opens", "deadline"), rows(ANY_OPENS, NOT_PAST))
def test_national_planned__any__forthcoming(word, opens, deadline):
    assert status(word, opens, *deadline) == "forthcoming"


@pytest.mark.parametrize("word", [W.OPEN, W.EXTENDED, W.NONE])
@pytest.mark.parametrize("deadline", NOT_PAST)
def test_national_open_extended_or_none__opens_in_future__forthcoming(word, deadline):
    assert status(word, OPENS_LATER, *deadline) == "forthcoming"


@pytest.mark.parametrize("word", [W.OPEN, W.EXTENDED, W.NONE, W.ROLLING])
@pytest.mark.parametrize("opens", [OPENED, None])
def test_national_open_extended_or_none__past_or_none__deadline_future__open(word, opens):
    assert status(word, opens, FUTURE) == "open"


@pytest.mark.parametrize("word", [W.OPEN, W.EXTENDED, W.ROLLING])
@pytest.mark.parametrize("opens", [OPENED, None])
def test_national_open_extended_or_rolling__any__no_deadline__open(word, opens):
    assert status(word, opens) == "open"


@pytest.mark.parametrize(
    ("word", "opens"),
    [*rows((W.OPEN, W.EXTENDED, W.ROLLING), (OPENED, None)), (W.NONE, OPENED)],
)
def test_an_undated_call_unseen_for_12_months_is_unknown(word, opens):
    last_seen = NOW - timedelta(days=365)
    assert status(word, opens, last_seen=last_seen + SECOND) == "open"
    assert status(word, opens, last_seen=last_seen) == "unknown"


def test_a_dated_call_unseen_for_12_months_stays_open_until_its_deadline():
    assert status(W.OPEN, None, FUTURE, last_seen=NOW - 400 * DAY) == "open"


def test_national_none__past__no_deadline__open():
    assert status(W.NONE, OPENED) == "open"


def test_national_none__none__no_deadline__unknown():
    assert status(W.NONE, None) == "unknown"


def test_rolling_whose_opening_lies_ahead_is_forthcoming():
    assert status(W.ROLLING, OPENS_LATER) == "forthcoming"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(FUTURE.at - SECOND, "open", id="one second before"),
        pytest.param(FUTURE.at, "closed", id="at"),
        pytest.param(FUTURE.at + SECOND, "closed", id="one second after"),
    ],
)
@pytest.mark.parametrize("portal", [False, True])
def test_a_call_is_open_until_the_instant_of_its_deadline(moment, expected, portal):
    assert status(W.OPEN, None, FUTURE, now=moment, portal=portal) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(OPENS_LATER.at - SECOND, "forthcoming", id="one second before"),
        pytest.param(OPENS_LATER.at, "open", id="at"),
    ],
)
def test_a_national_call_is_forthcoming_until_the_instant_it_opens(moment, expected):
    assert status(W.NONE, OPENS_LATER, FUTURE, now=moment) == expected


def test_of_cutoffs_the_last_one_closes():
    second = by_hour("2026-10-01 17:00", stage=Stage.CUTOFF)
    first = by_hour("2026-07-01 17:00", stage=Stage.CUTOFF)
    assert status(W.OPEN, None, second, first) == "open"
    assert status(W.OPEN, None, second, first, now=second.at) == "closed"


def test_of_two_stages_the_first_closes():
    first = by_hour("2026-07-01 17:00", stage=Stage.FIRST)
    second = by_hour("2026-10-01 17:00", stage=Stage.SECOND)
    assert status(W.OPEN, None, first, second, portal=True) == "closed"


def test_a_second_stage_alone_counts_beside_no_other():
    second = by_hour("2026-10-01 17:00", stage=Stage.SECOND)
    past = by_hour("2026-07-01 17:00")
    alone = CallFacts(title="T", country="SE", deadlines=(second,))
    assert next_deadline(alone, NOW) == second
    assert status(W.OPEN, None, second, past) == "closed"


def test_a_rolling_call_keeps_its_kind():
    call = known(seen(W.ROLLING, deadline_kind=DeadlineKind.ROLLING), rank=Rank.AUTHORITY)
    assert (call.status, call.facts.deadline_kind) == (CallStatus.OPEN, DeadlineKind.ROLLING)
