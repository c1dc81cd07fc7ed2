"""`[[corrections]]`: outrank every source, shown with their reason, end when a source agrees."""

from datetime import date
from decimal import Decimal

import pytest
from rules_makers import (
    AUG_21,
    AUG_28,
    DAY,
    HOUR,
    NOW,
    by_day,
    by_hour,
    kinds,
    known,
    look,
    only,
    opening,
    seen,
    utc,
)

from config.corrections import CorrectionField
from config.vocabulary import (
    Applicant,
    CallStatus,
    DeadlineKind,
    EventKind,
    Flag,
    Money,
    Objective,
    Precision,
    Stage,
    StatusWord,
)
from monitor.corrections import Correction
from monitor.lifecycle import Rules, next_deadline, tick
from monitor.zones import zone_of
from sources.base import Rank

W = StatusWord
LATER = NOW + HOUR


def rules(field: str, value: str, call: str = "call-1", reason: str = "Confirmed by phone"):
    return Rules(corrections=(Correction(call=call, field=field, value=value, reason=reason),))


def corrected(field: str, value: str, *deadlines, word=W.OPEN, rank=Rank.AUTHORITY, **facts):
    stated = {"country": "SE"} | facts
    return known(seen(word, *deadlines, **stated), rank=rank, rules=rules(field, value))


def test_a_deadline_is_wall_time_in_the_calls_zone():
    stockholm = by_hour("2026-05-03 12:00", "Europe/Helsinki")
    call = corrected("deadline", "2026-10-03T23:59", stockholm)
    (deadline,) = call.facts.deadlines
    assert (deadline.at, deadline.zone) == (utc("2026-10-03 20:59"), "Europe/Helsinki")
    assert (deadline.precision, deadline.assumed) == (Precision.MINUTE, False)
    assert deadline.text == "2026-10-03 23:59"


def test_without_any_date_the_calls_zone_is_its_countrys():
    call = corrected("deadline", "2026-10-03T23:59", country="PT")
    assert call.facts.deadlines[0].at == utc("2026-10-03 22:59")
    assert zone_of("GR") == "Europe/Athens"
    assert zone_of("XX") == "Europe/Brussels"
    by_opening = corrected(
        "deadline", "2026-10-03T23:59", opens=opening("2026-06-01", "Asia/Nicosia")
    )
    assert by_opening.facts.deadlines[0].zone == "Asia/Nicosia"


@pytest.mark.parametrize(("country", "at"), [("SE", "21:59:59"), ("EU", "15:00:00")])
def test_a_bare_day_has_an_hour_that_is_ours(country, at):
    call = corrected("deadline", "2026-10-03", country=country)
    (deadline,) = call.facts.deadlines
    assert deadline.at == utc(f"2026-10-03 {at}")
    assert (deadline.precision, deadline.assumed) == (Precision.DAY, True)


def test_a_correction_outranks_the_source_and_is_shown_with_its_reason():
    call = corrected("deadline", "2026-08-28T17:00", AUG_21)
    assert next_deadline(call.facts, NOW) is not None
    assert dict(call.corrected) == {"deadline": "Confirmed by phone"}
    assert call.facts.flags == (Flag.CORRECTED,)


def test_a_correction_made_later_is_told_as_any_move():
    call = known(seen(W.OPEN, AUG_21))
    outcome = tick(call, LATER, rules("deadline", "2026-08-28T17:00"))
    event = only(outcome)
    assert event.kind is EventKind.DEADLINE_CHANGED
    assert (event.previous_deadline, event.deadline) == (AUG_21.at, AUG_28.at)


def test_another_title_by_a_correction_is_told_as_changed():
    outcome = tick(known(seen(W.OPEN, AUG_21)), LATER, rules("title", "Better"))
    assert [(c.field, c.new) for c in only(outcome).changes] == [("title", "Better")]


def test_a_deadline_taken_back_by_a_correction_is_told():
    event = only(tick(known(seen(W.OPEN, AUG_21)), LATER, rules("deadline", "")))
    assert (event.kind, event.deadline) == (EventKind.DEADLINE_CHANGED, None)


def test_a_correction_ends_when_the_source_agrees_and_stays_ended():
    chosen = rules("deadline", "2026-08-28T17:00")
    call = known(seen(W.OPEN, AUG_21), rules=chosen)
    agreed = look(call, seen(W.OPEN, AUG_28), LATER, rules=chosen)
    assert kinds(agreed) == []
    assert (dict(agreed.call.corrected), agreed.call.facts.flags) == ({}, ())
    assert agreed.call.corrections_ended == ("deadline=2026-08-28T17:00",)
    moved = look(agreed.call, seen(W.OPEN, AUG_21), LATER + HOUR, rules=chosen)
    assert kinds(moved) == ["deadline_changed"]


def test_a_day_agrees_with_any_hour_of_that_day():
    ended = corrected("deadline", "2026-08-21", AUG_21)
    assert ended.corrections_ended == ("deadline=2026-08-21",)
    assert corrected("deadline", "2026-08-22", AUG_21).corrections_ended == ()
    day = by_day("2026-08-21", "Europe/Stockholm")
    assert corrected("deadline", "2026-08-21T12:00", day).corrections_ended == ()


def test_of_two_stages_the_first_is_corrected():
    first = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
    second = by_hour("2026-11-14 17:00", stage=Stage.SECOND)
    call = corrected("deadline", "2026-08-20T17:00", first, second)
    assert [(d.stage, d.at) for d in call.facts.deadlines] == [
        (Stage.FIRST, utc("2026-08-20 15:00")),
        (Stage.SECOND, second.at),
    ]
    again = corrected("deadline", "2026-08-14T17:00", first, second)
    assert again.corrections_ended


def test_a_call_is_named_by_its_identifier_too_and_others_are_left_alone():
    chosen = rules("title", "Better", call="AMIF-1")
    assert known(seen(W.OPEN, identifier="AMIF-1"), rules=chosen).facts.title == "Better"
    assert known(seen(W.OPEN, identifier="AMIF-2"), rules=chosen).facts.title != "Better"
    assert known(seen(W.OPEN), rules=chosen).facts.title != "Better"


def test_a_status_is_forced_until_the_sources_come_to_it():
    chosen = rules("status", "closed")
    call = known(seen(W.OPEN, AUG_21))
    closed = look(call, seen(W.OPEN, AUG_21), LATER, rules=chosen)
    assert kinds(closed) == ["closed"]
    assert dict(closed.call.corrected) == {"status": "Confirmed by phone"}
    agreed = look(closed.call, seen(W.CLOSED, AUG_21), LATER + HOUR, rules=chosen)
    assert (kinds(agreed), dict(agreed.call.corrected)) == ([], {})
    assert agreed.call.corrections_ended == ("status=closed",)
    again = look(agreed.call, seen(W.OPEN, AUG_21), LATER + 2 * HOUR, rules=chosen)
    assert kinds(again) == ["reopened"]


def test_a_forced_open_call_stays_open_over_its_deadline():
    chosen = rules("status", "open")
    call = look(None, seen(W.FORTHCOMING, AUG_21), rules=chosen).call
    assert call.status is CallStatus.OPEN
    assert kinds(tick(call, AUG_21.at + DAY, chosen)) == []


@pytest.mark.parametrize(
    ("field", "value", "name", "expected"),
    [
        ("title", "Better", "title", "Better"),
        ("identifier", "SE-1", "identifier", "SE-1"),
        ("identifier", "", "identifier", None),
        ("authority", "ESF", "authority", "ESF"),
        ("authority", "", "authority", ""),
        ("url", "https://example.org/x", "url", "https://example.org/x"),
        ("url", "", "url", ""),
        ("objectives", "SO1, SO3", "objectives", (Objective.ASYLUM, Objective.RETURN)),
        ("objectives", "", "objectives", ()),
        ("applicants", "ngo", "applicants", (Applicant.NGO,)),
        ("restricted", "true", "restricted", True),
        ("budget", "5 SEK", "budget", Money(amount=Decimal(5), currency="SEK")),
        ("budget", "", "budget", None),
        ("grant_min", "1 EUR", "grant_min", Money(amount=Decimal(1), currency="EUR")),
        ("grant_max", "2 EUR", "grant_max", Money(amount=Decimal(2), currency="EUR")),
        ("cofinancing_rate", "75 %", "cofinancing_rate", 0.75),
        ("flat_rate", "0.4", "flat_rate", 0.4),
        ("project_start", "2027-01-01", "project_start", date(2027, 1, 1)),
        ("minimum_score", "65", "minimum_score", 65),
        ("opens", "", "opens", None),
        ("deadline", "", "deadlines", ()),
        ("deadline_kind", "rolling", "deadlines", ()),
        ("deadline_kind", "rolling", "deadline_kind", DeadlineKind.ROLLING),
        ("deadline_kind", "fixed", "deadline_kind", DeadlineKind.FIXED),
    ],
)
def test_every_field_of_the_settings_can_be_corrected(field, value, name, expected):
    call = corrected(
        field,
        value,
        AUG_21,
        identifier="OLD",
        authority="Old",
        url="https://example.org/old",
        objectives=(Objective.SOLIDARITY,),
        budget=Money(amount=Decimal(9), currency="EUR"),
        opens=opening("2026-01-01"),
    )
    assert getattr(call.facts, name) == expected
    assert dict(call.corrected) == {field: "Confirmed by phone"}


def test_the_list_above_names_every_field():
    tested = {
        row[0]
        for mark in test_every_field_of_the_settings_can_be_corrected.pytestmark
        for row in mark.args[1]
    }
    assert tested == {str(field) for field in CorrectionField} - {"status"}


def test_an_opening_is_corrected_to_the_start_of_a_day_or_an_hour():
    call = corrected("opens", "2026-08-10", AUG_21, word=W.NONE)
    assert (call.status, call.facts.opens.at) == (CallStatus.FORTHCOMING, utc("2026-08-09 22:00"))
    assert call.facts.opens.assumed
    by_clock = corrected("opens", "2026-08-10T09:00", AUG_21)
    assert by_clock.facts.opens.at == utc("2026-08-10 07:00")


@pytest.mark.parametrize(
    ("field", "value"), [("deadline", "soon"), ("colour", "red"), ("title", "")]
)
def test_a_value_that_cannot_be_read_is_left_out_here(field, value):
    call = corrected(field, value, AUG_21)
    assert (call.facts.deadlines, dict(call.corrected)) == ((AUG_21,), {})


def test_two_corrections_of_one_call_both_count():
    both = Rules(
        corrections=(
            *rules("title", "Better", reason="Their letter").corrections,
            *rules("deadline", "2026-08-28T17:00").corrections,
        )
    )
    call = known(seen(W.OPEN, AUG_21), rules=both)
    assert (call.facts.title, call.facts.deadlines[0].at) == ("Better", AUG_28.at)
    assert set(call.corrected) == {"title", "deadline"}
    assert call.facts.flags == (Flag.CORRECTED,)
