"""The timeline picture: where bars stand, what is drawn as uncertain, what is left out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from web_world import CALLS, CLOSED, NOW, ROLLING, SWEDEN, THB, UNCLEAR, deadline

from config.vocabulary import CallStatus, Flag
from monitor.i18n import translator
from monitor.web import views
from monitor.web.timeline import MOST_ROWS, Bar, Timeline, timeline
from store.records import StoredCall

WORDS = translator("en", "web")


def draw(*calls: StoredCall) -> Timeline:
    lines = [(call, views.line(call, NOW, WORDS, frozenset())) for call in calls]
    return timeline(lines, NOW, WORDS)


def bar(call: StoredCall) -> Bar:
    (only,) = draw(call).bars
    return only


def test_today_stands_in_the_middle_between_twelve_weeks_each_way() -> None:
    picture = draw(THB)
    assert picture.today == 50
    assert len(picture.weeks) == 22
    assert [month.label for month in picture.months] == ["Dec", "Jan", "Feb", "Mar", "Apr", "May"][
        -len(picture.months) :
    ]


def test_a_bar_goes_from_opening_to_deadline() -> None:
    drawn = bar(THB)
    assert drawn.begins
    assert drawn.ends
    assert drawn.x == pytest.approx(3.98, abs=0.3)
    assert drawn.x + drawn.width == pytest.approx(drawn.deadlines[0], abs=0.02)
    assert drawn.deadlines[0] > 50


def test_what_is_not_stated_runs_on_and_is_drawn_as_such() -> None:
    assert not bar(ROLLING).ends
    assert bar(ROLLING).x + bar(ROLLING).width == pytest.approx(100, abs=0.02)
    assert bar(ROLLING).deadlines == ()
    unopened = replace(THB, facts=replace(THB.facts, opens=None))
    assert not bar(unopened).begins


def test_calls_without_any_date_and_calls_outside_the_window_are_not_drawn() -> None:
    long_ago = replace(
        CLOSED, facts=replace(CLOSED.facts, deadlines=(deadline(NOW - timedelta(days=200)),))
    )
    assert draw(UNCLEAR, long_ago).bars == ()


def test_doubtful_dates_move_no_bar() -> None:
    doubtful = deadline(NOW + timedelta(days=70), doubt=Flag.DEADLINE_TOO_FAR)
    call = replace(THB, facts=replace(THB.facts, deadlines=(*THB.facts.deadlines, doubtful)))
    assert bar(call) == replace(bar(THB), line=bar(call).line)


def test_bars_stay_inside_the_picture() -> None:
    for call in CALLS:
        for drawn in draw(call).bars:
            assert 0 <= drawn.x <= 100
            assert drawn.width > 0
            assert drawn.x + drawn.width <= 100.7


def test_what_does_not_fit_is_counted() -> None:
    many = [replace(SWEDEN, id=f"c{n}", status=CallStatus.OPEN) for n in range(MOST_ROWS + 5)]
    picture = draw(*many)
    assert len(picture.bars) == MOST_ROWS
    assert picture.left_out == 5
