"""What leaves beside the words: JSON, calendar entries, each channel's shapes, headers."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from letters_to_try import EXACT_DEADLINE, PORTAL_DEADLINE, call, parcel, told
from messages_to_try import message, summary

from config.vocabulary import CallStatus, EventKind, Stage, StatusWord
from monitor.calendar import deadline_uid
from monitor.messages import SubscriberLinks, compose
from store.records import DeliveryKind

# --- for machines (decisions J) ---


def test_format_json_carries_the_event_as_promised() -> None:
    body = json.loads(message(channel={"format": "json"}).json)
    assert body["kind"] == "open"
    assert body["id"] == 7
    assert body["call"]["identifier"] == "AMIF-2026-TF2-AG-THB-01"
    assert body["deadline"] == "2026-08-21T15:00:00Z"


def test_an_event_about_the_monitor_has_no_call_in_json() -> None:
    said = message(EventKind.SOURCE_DEGRADED, channel={"format": "json"})
    assert json.loads(said.json)["call"] is None


def test_summaries_and_digests_in_json_are_events_and_calls() -> None:
    shown = json.loads(summary(calls=(call(),), channel={"format": "json"}).json)
    assert shown["kind"] == "summary"
    assert shown["events"] == []
    assert [one["id"] for one in shown["calls"]] == ["eu-portal-1"]
    gathered = compose(
        parcel(DeliveryKind.DIGEST, told=(told(EventKind.OPEN),), channel={"format": "json"})
    )
    digest = json.loads(gathered.json)
    assert digest["kind"] == "digest"
    assert [one["kind"] for one in digest["events"]] == ["open"]


# --- calendar ---


@pytest.mark.parametrize("kind", list(EventKind))
def test_only_news_of_a_deadline_ahead_carries_a_calendar_entry(kind: EventKind) -> None:
    carries = kind in {EventKind.OPEN, EventKind.CLOSING_SOON, EventKind.DEADLINE_CHANGED}
    assert bool(message(kind).attachments) is carries


def test_a_call_that_is_over_puts_no_deadline_into_anybodys_calendar() -> None:
    closed_early = call(CallStatus.CLOSED, StatusWord.CLOSED)
    assert message(EventKind.OPEN, about=closed_early).attachments == ()


def test_the_calendar_entry_is_the_deadline_with_the_feeds_uid() -> None:
    exact = call(deadlines=(EXACT_DEADLINE,))
    (attachment,) = message(about=exact).attachments
    (entry,) = Calendar.from_ical(attachment.body).walk("VEVENT")
    assert entry["UID"] == deadline_uid("eu-portal-1", EXACT_DEADLINE)
    assert entry["DTSTART"].dt == EXACT_DEADLINE.at
    assert entry["SEQUENCE"] == 2
    assert "AMIF-2026-TF2-AG-THB-01" in entry["SUMMARY"]


def test_an_assumed_hour_is_an_all_day_entry() -> None:
    (attachment,) = message().attachments
    (entry,) = Calendar.from_ical(attachment.body).walk("VEVENT")
    assert entry["DTSTART"].dt == PORTAL_DEADLINE.local.date()
    assert "usually 17:00 Brussels" in entry["DESCRIPTION"]


def test_a_moved_deadline_keeps_its_uid_and_each_cut_off_has_its_own() -> None:
    moved = replace(EXACT_DEADLINE, at=EXACT_DEADLINE.at + timedelta(days=7))
    assert deadline_uid("c", EXACT_DEADLINE) == deadline_uid("c", moved)
    first = replace(EXACT_DEADLINE, stage=Stage.CUTOFF)
    second = replace(moved, stage=Stage.CUTOFF)
    assert deadline_uid("c", first) != deadline_uid("c", second)


@pytest.mark.parametrize(
    ("kind", "shapes"),
    [
        ("mailto", (True, False, True)),
        ("slack", (False, True, False)),
        ("json", (False, False, False)),
        ("https", (True, True, True)),
        ("", (True, True, True)),
    ],
)
def test_a_message_has_the_shapes_its_kind_of_channel_can_show(
    kind: str, shapes: tuple[bool, bool, bool]
) -> None:
    said = message(channel={"kind": kind})
    assert said.text
    assert (bool(said.html), bool(said.markdown), bool(said.attachments)) == shapes


# --- subscribers ---


LINKS = SubscriberLinks(
    manage="https://calls.example.org/subscribe/manage/t0",
    leave="https://calls.example.org/subscribe/leave/t0",
    one_click="https://calls.example.org/subscribe/leave/t0",
)


def test_a_subscribers_mail_can_be_left_at_one_click() -> None:
    said = compose(parcel(told=(told(EventKind.OPEN),), links=LINKS))
    assert said.headers == {
        "List-Unsubscribe": "<https://calls.example.org/subscribe/leave/t0>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert "Change what you are told: https://calls.example.org/subscribe/manage/t0" in said.text
    assert "Leave: https://calls.example.org/subscribe/leave/t0" in said.text
    assert "you signed up with this address" in said.text
    assert message().headers == {}
