"""The whole way by HTTP: subscribe, mail, confirm, be told, mute, pause, leave."""

import pytest
from desk_world import ADDRESS, DeskWorld, swedish_call

from config.vocabulary import EventKind
from store import subscribers

pytestmark = pytest.mark.slow


def test_nothing_is_told_before_the_link_is_confirmed(house: DeskWorld) -> None:
    assert house.ask().status_code == 200
    house.mails(1)
    house.happens(EventKind.OPEN, swedish_call())
    house.deliver()
    house.mails(1)
    assert house.box.recipients == [[ADDRESS]]


def test_opening_the_mailed_link_shows_and_only_the_button_confirms(house: DeskWorld) -> None:
    house.ask(country="SE", event="open")
    house.mails(1)
    path = house.links()["confirm"]
    for _ in range(3):
        shown = house.web.get(path)
        assert shown.status_code == 200
        assert "Sweden" in shown.text
        assert "A call opens" in shown.text
    assert _confirmed(house) == 0
    assert house.web.post(path).status_code == 200
    assert _confirmed(house) == 1
    assert house.web.get(path).status_code == 404


def test_a_subscriber_is_told_what_they_chose_in_one_mail_of_their_own(house: DeskWorld) -> None:
    house.subscribe("a@example.org", country="SE")
    house.subscribe("b@example.org", country="LV")
    house.later(seconds=5)
    house.happens(EventKind.OPEN, swedish_call())
    house.deliver()
    house.mails(3)
    mail = house.box.mails[-1]
    assert house.box.recipients[-1] == ["a@example.org"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/subscribe/leave/" in mail["List-Unsubscribe"]
    assert {"manage", "leave"} <= house.links().keys()


def test_one_click_of_a_mail_program_leaves_at_once_and_for_good(house: DeskWorld) -> None:
    mine = house.subscribe()
    assert house.web.get(mine["leave"]).status_code == 200
    assert _confirmed(house) == 1
    left = house.web.post(
        mine["leave"],
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.org"},
    )
    assert left.status_code == 200
    assert _confirmed(house) == 0
    assert house.web.post(mine["leave"]).status_code == 200
    assert house.web.get(mine["manage"]).status_code == 404
    house.later(seconds=5)
    house.happens(EventKind.OPEN, swedish_call())
    house.deliver()
    house.mails(1)


def test_a_muted_call_is_told_no_more_and_others_are(house: DeskWorld) -> None:
    mine = house.subscribe(country="SE")
    house.later(seconds=5)
    first, second = swedish_call("1"), swedish_call("2")
    house.happens(EventKind.OPEN, first)
    house.deliver()
    house.mails(2)
    said = house.web.post(mine["manage"], data={"act": "mute", "call": first.id})
    assert said.status_code == 200
    assert "Tell me of it again" in said.text
    house.happens(EventKind.DEADLINE_CHANGED, first)
    house.happens(EventKind.OPEN, second)
    house.deliver()
    house.mails(3)
    assert "Utlysning 2" in str(house.box.mails[-1]["Subject"]) + house.box.mails[-1].as_string()


def test_a_pause_holds_everything_and_ends_with_one_summary(house: DeskWorld) -> None:
    from monitor.upkeep import upkeep

    mine = house.subscribe(country="SE")
    house.later(seconds=5)
    house.happens(EventKind.OPEN, swedish_call("1"))
    until = house.clock[0].date().replace(day=27)
    paused = house.web.post(mine["manage"], data={"act": "pause", "until": f"{until}"})
    assert "Paused until 27 February 2026" in paused.text
    house.happens(EventKind.OPEN, swedish_call("2"))
    house.deliver()
    house.mails(1)
    house.later(days=2)
    upkeep(house.context, house.clock[0])
    upkeep(house.context, house.clock[0])
    house.deliver()
    house.mails(2)
    text = house.box.mails[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Utlysning 1" in text
    assert "Utlysning 2" in text


def test_a_lost_link_is_mailed_again_when_asked_for(house: DeskWorld) -> None:
    mine = house.subscribe()
    house.ask()
    house.mails(2)
    assert house.links()["manage"] == mine["manage"]


def test_signing_up_changes_nothing_until_it_is_confirmed_anew(house: DeskWorld) -> None:
    mine = house.subscribe(country="SE", word="integration")
    house.ask(country="LV")
    house.mails(2)
    assert 'value="SE" checked' in house.web.get(mine["manage"]).text
    house.web.post(house.links()["confirm"])
    assert 'value="LV" checked' in house.web.get(mine["manage"]).text


def test_a_confirmation_is_good_for_48_hours(house: DeskWorld) -> None:
    house.ask()
    house.mails(1)
    path = house.links()["confirm"]
    house.later(hours=48, seconds=1)
    assert house.web.get(path).status_code == 404
    assert house.web.post(path).status_code == 404
    assert _confirmed(house) == 0


def test_who_has_been_silent_for_two_years_is_asked_once(house: DeskWorld) -> None:
    from monitor.upkeep import upkeep

    mine = house.subscribe()
    house.later(days=731)
    upkeep(house.context, house.clock[0])
    upkeep(house.context, house.clock[0])
    house.mails(2)
    assert house.links()["manage"] == mine["manage"]
    assert "Do you still want" in house.web.get(mine["manage"]).text
    house.web.post(mine["manage"], data={"act": "stay"})
    assert "Do you still want" not in house.web.get(mine["manage"]).text


def test_three_refusals_end_what_is_sent_until_they_confirm_anew(house: DeskWorld) -> None:
    mine = house.subscribe()
    house.box.rcpt[ADDRESS] = "550 no such user"
    for number in range(4):
        house.later(seconds=5)
        house.happens(EventKind.OPEN, swedish_call(f"{number}"))
        house.deliver()
    assert _confirmed(house) == 0
    with house.context.database.read() as conn:
        assert subscribers.counts(conn, house.clock[0]).suppressed == 1
    assert "refused our messages" in house.web.get(mine["manage"]).text
    house.box.rcpt.clear()
    house.subscribe()
    assert _confirmed(house) == 1


def test_a_refusal_between_messages_taken_is_forgiven(house: DeskWorld) -> None:
    house.subscribe()
    for number, answer in enumerate(["550 no"] * 2 + ["250 ok"] + ["550 no"] * 2):
        house.box.rcpt[ADDRESS] = answer
        house.later(seconds=5)
        house.happens(EventKind.OPEN, swedish_call(f"{number}"))
        house.deliver()
    assert _confirmed(house) == 1


def _confirmed(house: DeskWorld) -> int:
    with house.context.database.read() as conn:
        return subscribers.counts(conn, house.clock[0]).confirmed
