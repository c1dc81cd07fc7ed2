"""A source that changes its mind back and forth tells nobody twice."""

import pytest
from rules_makers import AUG_21, AUG_28, DAY, HOUR, NOW, RULES, kinds, known, look, opening, seen

from config.vocabulary import CallStatus, StatusWord
from monitor.lifecycle import tick
from sources.base import Rank

W = StatusWord


@pytest.mark.parametrize("opens", [None, opening("2026-07-01")])
def test_open_forthcoming_open_again_without_an_opening_ahead_is_told_once(opens):
    call = known(seen(W.OPEN, AUG_21, opens=opens))
    for hours in (1, 2, 3):
        flicker = look(call, seen(W.FORTHCOMING, AUG_21, opens=opens), NOW + hours * HOUR)
        assert (kinds(flicker), flicker.call.status) == ([], CallStatus.FORTHCOMING)
        call = flicker.call
    assert kinds(look(call, seen(W.OPEN, AUG_21, opens=opens), NOW + DAY)) == []
    assert kinds(tick(call, AUG_21.at, RULES)) == ["closed"]


def test_a_flicker_at_the_very_instant_of_the_opening_is_told_once():
    opens = opening("2026-08-10")
    call = known(seen(W.OPEN, AUG_21, opens=opens))
    flicker = look(call, seen(W.FORTHCOMING, AUG_21, opens=opens), opens.at).call
    assert kinds(look(flicker, seen(W.OPEN, AUG_21, opens=opens), opens.at + HOUR)) == []


def test_an_opening_put_off_is_told_as_changed_and_then_as_open():
    call = known(seen(W.OPEN, AUG_28, opens=opening("2026-07-01")), rank=Rank.AUTHORITY)
    later = opening("2026-08-10")
    put_off = look(call, seen(W.PLANNED, AUG_28, opens=later), NOW + HOUR, rank=Rank.AUTHORITY)
    assert kinds(put_off) == ["changed"]
    opened = look(put_off.call, seen(W.OPEN, AUG_28, opens=later), later.at, rank=Rank.AUTHORITY)
    assert kinds(opened) == ["open"]


def test_a_notice_that_was_unclear_then_forthcoming_is_told_open_when_it_opens():
    call = known(seen(W.UNREADABLE, AUG_21))
    coming = look(call, seen(W.FORTHCOMING, AUG_21), NOW + HOUR)
    assert kinds(coming) == []
    assert kinds(look(coming.call, seen(W.OPEN, AUG_21), NOW + DAY)) == ["open"]
