"""Signing up a second time: what stays, what ends, and what is told of the time between."""

import pytest
from desk_world import ADDRESS, DeskWorld, swedish_call

from config.vocabulary import EventKind
from monitor.upkeep import upkeep
from store.records import StoredCall

pytestmark = pytest.mark.slow


def test_calls_marked_before_stay_marked(house: DeskWorld) -> None:
    mine = house.subscribe(country="SE")
    muted, applied = _opened(house, "1"), _opened(house, "2")
    house.web.post(mine["manage"], data={"act": "mute", "call": muted.id})
    house.web.post(mine["manage"], data={"act": "apply", "call": applied.id})
    house.subscribe(country="SE", language="sv")
    page = house.web.get(mine["manage"]).text
    assert "Tell me of it again" in page
    assert "We are not applying after all" in page
    assert 'value="sv" lang="sv" selected' in page


def test_a_pause_ends_and_one_message_says_what_is_open(house: DeskWorld) -> None:
    mine = house.subscribe(country="SE")
    house.web.post(mine["manage"], data={"act": "pause", "until": "2026-03-10"})
    _opened(house, "1")
    house.later(days=2)
    house.subscribe(country="SE")
    assert "Paused until" not in house.web.get(mine["manage"]).text
    assert _told_at_once(house) == ["Utlysning 1"]
    upkeep(house.context, house.clock[0])
    house.deliver()
    house.mails(3)


def test_who_was_suppressed_hears_what_is_open(house: DeskWorld) -> None:
    house.subscribe(country="SE")
    house.box.rcpt[ADDRESS] = "550 no such user"
    for number in range(3):
        _opened(house, f"{number}")
    house.later(days=2)
    _opened(house, "missed")
    house.later(seconds=5)
    house.box.rcpt.clear()
    house.subscribe(country="SE")
    assert "Utlysning missed" in _told_at_once(house)


def test_nothing_is_told_twice_where_nothing_was_missed(house: DeskWorld) -> None:
    house.subscribe(country="SE")
    _opened(house, "1")
    house.mails(2)
    house.subscribe(country="SE")
    house.deliver()
    house.mails(3)


def _opened(house: DeskWorld, key: str) -> StoredCall:
    """A call that opens a moment later, told to whom it concerns."""
    house.later(seconds=5)
    call = swedish_call(key)
    house.happens(EventKind.OPEN, call)
    house.deliver()
    return call


def _told_at_once(house: DeskWorld) -> list[str]:
    """The calls of the test in the one mail that leaves now."""
    before = len(house.box.mails)
    house.deliver()
    house.mails(before + 1)
    body = house.box.mails[-1].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    return [f"Utlysning {key}" for key in ("0", "1", "2", "missed") if f"Utlysning {key}" in text]
