"""Decisions C: events. One test per row, named as the row, and the corners beside it.

Longer than other files because it is one table, to be read beside the one of the decisions.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from rules_makers import (
    AUG_14,
    AUG_21,
    AUG_28,
    DAY,
    HOUR,
    NOW,
    RULES,
    SECOND,
    by_hour,
    kinds,
    known,
    look,
    missing_for,
    only,
    opening,
    run_clock,
    seen,
)

from config.vocabulary import (
    CallStatus,
    Deadline,
    DeadlineKind,
    Document,
    EventKind,
    Flag,
    Money,
    Stage,
    StatusWord,
    Update,
)
from monitor.lifecycle import Rules, absent, decide, next_deadline, refresh, tick
from monitor.status import long_gone
from sources.base import Rank

W = StatusWord
LATER = NOW + HOUR
NATIONAL = Rank.AUTHORITY


# --- nothing known before -----------------------------------------------------------------------


def test_nothing__seen_open__open():
    outcome = look(None, seen(W.OPEN, AUG_21))
    event = only(outcome)
    assert (event.kind, event.deadline, event.baseline) == (EventKind.OPEN, AUG_21.at, False)
    assert (outcome.call.known_as, outcome.call.turn) == (CallStatus.OPEN, 1)


def test_nothing__seen_open__rungs_already_past_count_as_told_by_it():
    late = AUG_21.at - 6 * DAY
    call = known(seen(W.OPEN, AUG_21), late)
    assert kinds(tick(call, late + SECOND, RULES)) == []
    told = [event.rung_days for event in run_clock(call, AUG_21.at).events]
    assert told == [3, 1, None]


def test_nothing__seen_forthcoming__forthcoming():
    assert kinds(look(None, seen(W.FORTHCOMING, AUG_21))) == ["forthcoming"]


@pytest.mark.parametrize("word", [W.UNREADABLE, W.CONTRADICTING])
def test_nothing__seen_unknown__open(word):
    outcome = look(None, seen(word, AUG_21))
    assert kinds(outcome) == ["open"]
    assert outcome.call.status is CallStatus.UNKNOWN
    assert outcome.call.known_as is CallStatus.OPEN


def test_a_call_first_told_unknown_that_turns_out_open_makes_no_second_open():
    call = known(seen(W.UNREADABLE, AUG_21))
    outcome = look(call, seen(W.OPEN, AUG_21), LATER)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.OPEN)


@pytest.mark.parametrize("notice", [seen(W.CLOSED), seen(W.CLOSED, AUG_21), seen(W.WITHDRAWN)])
def test_nothing__seen_closed__none_kept(notice):
    outcome = look(None, notice)
    assert kinds(outcome) == []
    assert outcome.call.next_due is None


def test_nothing__status_open_with_a_past_deadline__none_kept():
    outcome = look(None, seen(W.OPEN, by_hour("2024-02-07 17:00")))
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.CLOSED)


def test_the_first_poll_of_a_source_is_its_baseline():
    assert only(look(None, seen(W.OPEN, AUG_21), baseline=True)).baseline


def test_a_baseline_that_touches_a_known_call_is_not_sent_singly_either():
    call = known(seen(W.OPEN, AUG_21, source="a"), rank=NATIONAL)
    joined = look(call, seen(W.OPEN, AUG_28), LATER, baseline=True)
    assert [(e.kind, e.baseline) for e in joined.events] == [(EventKind.DEADLINE_CHANGED, True)]


# --- open, forthcoming --------------------------------------------------------------------------


@pytest.mark.parametrize("word", [W.UNREADABLE, W.CONTRADICTING])
def test_open__becomes_unknown_or_is_read_again_as_it_was__none_flagged(word):
    call = known(seen(W.OPEN, AUG_21))
    unclear = look(call, seen(word, AUG_21), LATER)
    assert (kinds(unclear), unclear.call.status) == ([], CallStatus.UNKNOWN)
    assert unclear.call.word is word
    assert unclear.call.facts.flags
    again = look(unclear.call, seen(W.OPEN, AUG_21), LATER + HOUR)
    assert (kinds(again), again.call.status) == ([], CallStatus.OPEN)
    assert again.call.facts.flags == ()


def test_open__unknown_for_a_while__still_closes_at_its_deadline():
    call = look(known(seen(W.OPEN, AUG_21)), seen(W.UNREADABLE, AUG_21), LATER).call
    assert kinds(tick(call, AUG_21.at, RULES)) == ["closed"]


def test_forthcoming__status_becomes_open__open():
    call = known(seen(W.FORTHCOMING, AUG_21))
    outcome = look(call, seen(W.OPEN, AUG_21), LATER)
    assert kinds(outcome) == ["open"]
    assert only(outcome).deadline == AUG_21.at


def test_forthcoming__read_again_as_it_was_and_then_open__open():
    call = known(seen(W.FORTHCOMING, AUG_21))
    again = look(call, seen(W.FORTHCOMING, AUG_21), LATER)
    assert kinds(again) == []
    assert kinds(look(again.call, seen(W.OPEN, AUG_21), LATER + HOUR)) == ["open"]


def test_forthcoming__its_opening_comes__open_by_the_clock():
    opens = opening("2026-08-10", "Europe/Stockholm")
    call = known(seen(W.NONE, AUG_28, opens=opens), rank=NATIONAL)
    assert (call.status, call.next_due) == (CallStatus.FORTHCOMING, opens.at)
    assert kinds(tick(call, opens.at - SECOND, RULES)) == []
    assert kinds(tick(call, opens.at, RULES)) == ["open"]


def test_the_portal_opens_late__a_start_date_that_passes_opens_nothing():
    call = known(seen(W.FORTHCOMING, AUG_28, opens=opening("2026-08-10")))
    assert kinds(tick(call, opening("2026-08-10").at, RULES)) == []


@pytest.mark.parametrize("opens_first", [W.FORTHCOMING, W.OPEN])
def test_forthcoming_or_open__seen_closed__closed(opens_first):
    call = known(seen(opens_first, AUG_21))
    outcome = look(call, seen(W.CLOSED, AUG_21), LATER)
    assert kinds(outcome) == ["closed"]
    assert only(outcome).deadline == AUG_21.at
    assert outcome.call.next_due is None


@pytest.mark.parametrize("word", [W.FORTHCOMING, W.OPEN])
def test_forthcoming_or_open__the_clock_passes_d__closed(word):
    call = known(seen(word, AUG_21))
    outcome = tick(call, AUG_21.at, RULES)
    assert kinds(outcome) == ["closed"]
    assert (only(outcome).source, only(outcome).previous_deadline) == ("clock", None)


@pytest.mark.parametrize("first", [W.OPEN, W.FORTHCOMING])
def test_open_or_forthcoming__d_later__deadline_changed_and_rungs_armed_anew(first):
    call = run_clock(known(seen(first, AUG_21)), AUG_21.at - 7 * DAY).call
    moved = look(call, seen(first, AUG_28), AUG_21.at - 5 * DAY)
    event = only(moved)
    assert event.kind is EventKind.DEADLINE_CHANGED
    assert (event.previous_deadline, event.deadline) == (AUG_21.at, AUG_28.at)
    told = [e.rung_days for e in run_clock(moved.call, AUG_28.at).events]
    assert told == [7, 3, 1, None]  # the rung of 14 days was past when the move was told


@pytest.mark.parametrize("first", [W.OPEN, W.FORTHCOMING])
def test_open_or_forthcoming__d_earlier__deadline_changed(first):
    event = only(look(known(seen(first, AUG_21)), seen(first, AUG_14), LATER))
    assert (event.kind, event.baseline) == (EventKind.DEADLINE_CHANGED, False)
    assert (event.previous_deadline, event.deadline) == (AUG_21.at, AUG_14.at)


@pytest.mark.parametrize("first", [W.OPEN, W.FORTHCOMING])
def test_open_or_forthcoming__no_d_then_d__deadline_changed_previous_null(first):
    event = only(look(known(seen(first)), seen(first, AUG_21), LATER))
    assert event.kind is EventKind.DEADLINE_CHANGED
    assert (event.previous_deadline, event.deadline) == (None, AUG_21.at)


def test_open__date_no_longer_readable__none_d_kept_and_flagged():
    call = known(seen(W.OPEN, AUG_21, deadline_kind=DeadlineKind.FIXED))
    outcome = look(call, seen(W.OPEN), LATER)
    assert kinds(outcome) == []
    assert outcome.call.facts.deadlines == (AUG_21,)
    assert outcome.call.facts.deadline_kind is DeadlineKind.FIXED
    assert outcome.call.facts.flags == (Flag.DEADLINE_NO_LONGER_READABLE,)
    assert kinds(tick(outcome.call, AUG_21.at, RULES)) == ["closed"]


def test_open__date_readable_again__none_and_the_flag_is_gone():
    blurred = look(known(seen(W.OPEN, AUG_21)), seen(W.OPEN), LATER).call
    outcome = look(blurred, seen(W.OPEN, AUG_21), LATER + HOUR)
    assert (kinds(outcome), outcome.call.facts.flags) == ([], ())


def test_open__now_said_to_be_rolling__deadline_changed_to_none():
    call = known(seen(W.OPEN, AUG_21), rank=NATIONAL)
    outcome = look(call, seen(W.ROLLING, deadline_kind=DeadlineKind.ROLLING), LATER, rank=NATIONAL)
    event = only(outcome)
    assert (event.kind, event.previous_deadline) == (EventKind.DEADLINE_CHANGED, AUG_21.at)
    assert event.deadline is None


def test_open__the_clock_passes_d__closed_also_while_the_source_is_down():
    call = known(seen(W.OPEN, AUG_21))
    assert call.next_due == AUG_21.at - 14 * DAY
    events = run_clock(call, AUG_21.at + 30 * DAY).events
    assert [e.kind for e in events if e.rung_days is None] == [EventKind.CLOSED]


def test_a_closed_call_closes_once_whoever_reports_it_first():
    call = known(seen(W.OPEN, AUG_21))
    by_clock, by_poll = tick(call, AUG_21.at, RULES), look(call, seen(W.OPEN, AUG_21), AUG_21.at)
    by_absence = absent(call, "eu_portal", AUG_21.at, RULES)
    assert only(by_clock).key == only(by_poll).key == only(by_absence).key
    assert kinds(look(by_clock.call, seen(W.CLOSED, AUG_21), AUG_21.at + HOUR)) == []


def test_open__word_closed_before_d__closed_once():
    outcome = look(known(seen(W.OPEN, AUG_21)), seen(W.CLOSED, AUG_21), LATER)
    assert kinds(outcome) == ["closed"]
    assert kinds(tick(outcome.call, AUG_21.at, RULES)) == []


def test_closed_without_a_date__the_known_deadline_stays_on_record():
    outcome = look(known(seen(W.OPEN, AUG_21)), seen(W.CLOSED), LATER)
    assert only(outcome).deadline == AUG_21.at


# --- closed, reopened ---------------------------------------------------------------------------


def test_closed__d_in_the_future_again_and_open__reopened_only():
    closed = tick(known(seen(W.OPEN, AUG_21)), AUG_21.at, RULES).call
    outcome = look(closed, seen(W.OPEN, AUG_28), AUG_21.at + 12 * HOUR)
    event = only(outcome)
    assert event.kind is EventKind.REOPENED
    assert (event.previous_deadline, event.deadline) == (AUG_21.at, AUG_28.at)
    told = [(str(e.kind), e.rung_days) for e in run_clock(outcome.call, AUG_28.at).events]
    assert told == [("closing_soon", 3), ("closing_soon", 1), ("closed", None)]


def test_closed__extended_while_the_monitor_was_down__deadline_changed():
    call = known(seen(W.OPEN, AUG_21))
    outcome = look(call, seen(W.OPEN, AUG_28), AUG_21.at + HOUR)
    assert [(e.kind, e.previous_deadline) for e in outcome.events] == [
        (EventKind.DEADLINE_CHANGED, AUG_21.at)
    ]
    assert kinds(tick(outcome.call, AUG_21.at + HOUR, RULES)) == []


def test_closed__seen_unclear__none():
    closed = tick(known(seen(W.OPEN, AUG_21)), AUG_21.at, RULES).call
    unclear = look(closed, seen(W.UNREADABLE, AUG_28), AUG_21.at + HOUR)
    assert kinds(unclear) == []
    assert kinds(look(unclear.call, seen(W.OPEN, AUG_28), AUG_21.at + 2 * HOUR)) == ["reopened"]


def test_closed__announced_again__forthcoming():
    closed = tick(known(seen(W.OPEN, AUG_21)), AUG_21.at, RULES).call
    assert kinds(look(closed, seen(W.FORTHCOMING, AUG_28), AUG_21.at + HOUR)) == ["forthcoming"]


def test_closed__its_past_date_no_longer_readable__stays_closed():
    closed = tick(known(seen(W.OPEN, AUG_21)), AUG_21.at, RULES).call
    outcome = look(closed, seen(W.OPEN), AUG_21.at + HOUR)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.CLOSED)


def test_closed__only_the_second_stage_still_listed__stays_closed():
    first = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
    second = by_hour("2026-11-14 17:00", stage=Stage.SECOND)
    closed = tick(known(seen(W.OPEN, first, second)), first.at, RULES).call
    outcome = look(closed, seen(W.OPEN, second), first.at + HOUR)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.CLOSED)
    assert outcome.call.facts.deadlines == (first, second)


def test_a_to_b_to_a_to_b__three_deadline_changed_each_its_own_turn():
    call, keys = known(seen(W.OPEN, AUG_21)), []
    for hours, deadline in enumerate((AUG_28, AUG_21, AUG_28), start=1):
        outcome = look(call, seen(W.OPEN, deadline), NOW + hours * HOUR)
        keys.append(only(outcome).key)
        assert only(outcome).kind is EventKind.DEADLINE_CHANGED
        call = outcome.call
    assert len(set(keys)) == 3
    assert call.turn == 4


# --- cut-offs, stages ---------------------------------------------------------------------------

C1 = by_hour("2026-08-14 17:00", stage=Stage.CUTOFF)
C2 = by_hour("2026-09-30 17:00", stage=Stage.CUTOFF)


def test_cutoffs__the_clock_passes_c1__none_rungs_of_c2_go_on_closed_after_c2():
    call = known(seen(W.OPEN, C1, C2))
    at_c1 = run_clock(call, C1.at)
    assert [(str(e.kind), e.rung_days) for e in at_c1.events] == [
        ("closing_soon", 7),
        ("closing_soon", 3),
        ("closing_soon", 1),
    ]
    assert at_c1.call.status is CallStatus.OPEN
    rest = run_clock(at_c1.call, C2.at)
    assert [(str(e.kind), e.rung_days) for e in rest.events] == [
        ("closing_soon", 30),
        ("closing_soon", 14),
        ("closing_soon", 7),
        ("closing_soon", 3),
        ("closing_soon", 1),
        ("closed", None),
    ]
    assert {e.deadline for e in rest.events} == {C2.at}


def test_cutoffs__c1_dropped_from_the_list_once_past__none():
    call = run_clock(known(seen(W.OPEN, C1, C2)), C1.at).call
    assert kinds(look(call, seen(W.OPEN, C2), C1.at + HOUR)) == []


def test_cutoffs__down_over_c1__rungs_of_c2_that_fell_before_c1_are_not_told():
    c2 = by_hour("2026-08-19 17:00", stage=Stage.CUTOFF)
    call = known(seen(W.OPEN, C1, c2))
    assert kinds(tick(call, C1.at, RULES)) == kinds(tick(call, C1.at + HOUR, RULES)) == []
    later = tick(call, c2.at - 2 * DAY, RULES)
    assert [e.rung_days for e in later.events] == [3]


@pytest.mark.parametrize("late", [0, 3])
def test_cutoffs__a_rung_of_c2_at_the_very_instant_of_c1_is_told(late):
    c2 = by_hour("2026-08-28 17:00", stage=Stage.CUTOFF)
    call = known(seen(W.OPEN, C1, c2))
    outcome = tick(call, C1.at + late * HOUR, RULES)
    assert [(e.rung_days, e.deadline) for e in outcome.events] == [(14, c2.at)]


def test_a_doubtful_date_that_passes_hides_no_reminder():
    doubted = by_hour("2026-08-14 18:00", doubt=Flag.YEAR_CONTRADICTED)
    call = known(seen(W.OPEN, AUG_28, doubted))
    outcome = tick(call, AUG_28.at - 14 * DAY + 3 * HOUR, RULES)
    assert [event.rung_days for event in outcome.events] == [14]


def test_cutoffs__a_later_one_added__changed():
    outcome = look(known(seen(W.OPEN, C1)), seen(W.OPEN, C1, C2), LATER)
    assert [c.field for c in only(outcome).changes] == ["deadlines"]


def test_cutoffs__the_next_one_moved__deadline_changed_and_not_told_twice():
    moved = replace(C1, at=C1.at + DAY)
    assert kinds(look(known(seen(W.OPEN, C1, C2)), seen(W.OPEN, moved, C2), LATER)) == [
        "deadline_changed"
    ]


def test_two_stages__the_clock_passes_stage_one__closed_stage_two_is_shown():
    first = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
    second = by_hour("2026-11-14 17:00", stage=Stage.SECOND)
    outcome = tick(known(seen(W.OPEN, first, second)), first.at, RULES)
    assert kinds(outcome) == ["closed"]
    assert outcome.call.facts.deadlines == (first, second)


def test_two_stages__the_second_moves_after_the_first__changed():
    first = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
    second = by_hour("2026-11-14 17:00", stage=Stage.SECOND)
    closed = tick(known(seen(W.OPEN, first, second)), first.at, RULES).call
    moved = replace(second, at=second.at + DAY)
    outcome = look(closed, seen(W.CLOSED, first, moved), first.at + HOUR)
    assert [c.field for c in only(outcome).changes] == ["deadlines"]


# --- changed ------------------------------------------------------------------------------------

DOCUMENT = Document(url="https://example.org/call.pdf", title="Call text", sha256="a" * 64)


@pytest.mark.parametrize("word", [W.OPEN, W.CLOSED])
def test_any__title_opening_budget_conditions_documents_differ__one_changed_old_and_new(word):
    before = seen(word, AUG_21, title="Old", conditions="NGOs only. Two partners.")
    after = seen(
        word,
        AUG_21,
        title="New",
        opens=opening("2026-06-01"),
        budget=Money(amount=Decimal(6_000_000), currency="EUR"),
        conditions="NGOs only. Three partners.",
        documents=(DOCUMENT,),
        updates=(Update(text="The deadline stays."),),
    )
    event = only(look(known(before), after, LATER))
    assert event.kind is EventKind.CHANGED
    assert {c.field: (c.old, c.new) for c in event.changes} == {
        "title": ("Old", "New"),
        "opens": ("", "2026-06-01 (Europe/Brussels)"),
        "budget": ("", "EUR 6000000"),
        "conditions": ("Two partners.", "Three partners."),
        "updates": ("", "The deadline stays."),
        "documents": ("", f"Call text ({'a' * 12})"),
    }


def test_a_move_and_a_change_in_one_notice_are_two_events_of_one_turn():
    outcome = look(known(seen(W.OPEN, AUG_21)), seen(W.OPEN, AUG_28, title="New"), LATER)
    assert kinds(outcome) == ["deadline_changed", "changed"]
    assert [len(event.changes) for event in outcome.events] == [0, 1]
    assert {event.turn for event in outcome.events} == {2}


def test_a_change_does_not_arm_the_rungs_anew():
    call = run_clock(known(seen(W.OPEN, AUG_21)), AUG_21.at - 7 * DAY).call
    changed = look(call, seen(W.OPEN, AUG_21, title="New"), AUG_21.at - 6 * DAY).call
    assert [e.rung_days for e in run_clock(changed, AUG_21.at - DAY).events] == [3, 1]


# --- missing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [W.OPEN, W.FORTHCOMING])
@pytest.mark.parametrize("polls", [1, 3, 600])
def test_open_or_forthcoming__absent_any_number_of_times_within_7_days__none(word, polls):
    outcome = missing_for(known(seen(word, AUG_21)), 7 - 1 / 86400, polls=polls)
    assert kinds(outcome) == []
    assert outcome.call.missing_since == NOW
    assert outcome.call.status is not CallStatus.WITHDRAWN


@pytest.mark.parametrize("word", [W.OPEN, W.FORTHCOMING])
def test_open_or_forthcoming__absent_7_days_and_3_polls_and_gone__withdrawn(word):
    outcome = missing_for(known(seen(word, AUG_21)), 7, polls=3)
    assert kinds(outcome) == ["withdrawn"]
    assert kinds(absent(outcome.call, "eu_portal", NOW + 8 * DAY, RULES)) == []


@pytest.mark.parametrize("still_shown", [True, None])
def test_absent_7_days_but_its_detail_address_shows_it_or_could_not_tell__none(still_shown):
    outcome = missing_for(known(seen(W.OPEN, AUG_28)), 9, polls=9, still_shown=still_shown)
    assert kinds(outcome) == []


def test_absent_7_days_in_only_2_polls__none():
    assert kinds(missing_for(known(seen(W.OPEN, AUG_21)), 8, polls=2)) == []


def test_absent__the_clock_alone_withdraws_nothing():
    nearly = missing_for(known(seen(W.OPEN, AUG_28)), 6, polls=4)
    assert kinds(tick(nearly.call, NOW + 8 * DAY, RULES)) == []
    assert kinds(absent(nearly.call, "eu_portal", NOW + 8 * DAY, RULES)) == ["withdrawn"]


def test_absent_from_one_source_while_another_shows_it__none():
    call = known(seen(W.OPEN, AUG_28, source="a"), rank=NATIONAL)
    call = look(call, seen(W.OPEN, AUG_28, source="b"), rank=NATIONAL).call
    outcome = missing_for(call, 9, polls=9, source="a")
    assert (kinds(outcome), outcome.call.missing_since) == ([], None)
    assert kinds(missing_for(outcome.call, 9, polls=9, source="b")) == ["withdrawn"]


def test_absent_then_back__none_and_nothing_is_missing():
    gone = missing_for(known(seen(W.OPEN, AUG_21)), 4, polls=5).call
    back = look(gone, seen(W.OPEN, AUG_21), NOW + 5 * DAY)
    assert (kinds(back), back.call.missing_since) == ([], None)
    (sighting,) = back.call.sightings
    assert (sighting.missing_polls, sighting.gone) == (0, False)


def test_a_closed_call_that_vanishes_stays_closed():
    closed = look(known(seen(W.OPEN, AUG_21)), seen(W.CLOSED, AUG_21)).call
    outcome = missing_for(closed, 20, polls=9)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.CLOSED)


def test_absent_over_its_deadline__closed_and_never_withdrawn():
    soon = by_hour("2026-08-06 17:00")
    outcome = missing_for(known(seen(W.OPEN, soon)), 20, polls=9)
    assert (kinds(outcome), outcome.call.status) == (["closed"], CallStatus.CLOSED)


def test_a_source_that_never_showed_the_call_cannot_miss_it():
    call = known(seen(W.OPEN, AUG_21))
    assert absent(call, "other", LATER, RULES).call.missing_since is None


# --- withdrawn ----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [W.OPEN, W.FORTHCOMING])
def test_open_or_forthcoming__word_withdrawn__withdrawn_at_once(word):
    outcome = look(known(seen(word, AUG_21)), seen(W.WITHDRAWN), LATER)
    assert kinds(outcome) == ["withdrawn"]


def test_withdrawn__seen_again_open__reopened():
    by_word = look(known(seen(W.OPEN, AUG_21)), seen(W.WITHDRAWN), LATER).call
    by_absence = missing_for(known(seen(W.OPEN, AUG_28)), 7, polls=3).call
    assert kinds(look(by_word, seen(W.OPEN, AUG_21), NOW + DAY)) == ["reopened"]
    again = look(by_absence, seen(W.OPEN, AUG_28), NOW + 8 * DAY)
    assert kinds(again) == ["reopened"]
    assert again.call.missing_since is None


def test_withdrawn__stays_withdrawn_whatever_the_clock_does():
    call = missing_for(known(seen(W.OPEN, AUG_21)), 7, polls=3).call
    outcome = tick(call, AUG_21.at + DAY, RULES)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.WITHDRAWN)


def test_withdrawn__seen_again_forthcoming__forthcoming():
    call = look(known(seen(W.OPEN, AUG_21)), seen(W.WITHDRAWN), LATER).call
    assert kinds(look(call, seen(W.FORTHCOMING, AUG_21), NOW + DAY)) == ["forthcoming"]


@pytest.mark.parametrize(
    ("days", "polls", "gone", "expected"),
    [
        (7, 3, True, True),
        (7, 3, False, False),
        (7, 2, True, False),
        (6.99, 3, True, False),
    ],
)
def test_long_gone_needs_all_three(days, polls, gone, expected):
    (sighting,) = known(seen(W.OPEN)).sightings
    lacking = replace(sighting, missing_since=NOW, missing_polls=polls, gone=gone)
    assert long_gone(lacking, NOW + timedelta(days=days)) is expected
    assert not long_gone(sighting, NOW + 99 * DAY)
    assert not long_gone(replace(lacking, missing_since=None), NOW + 99 * DAY)


# --- identity, undated calls, refresh -----------------------------------------------------------


def test_reading_the_same_state_again_makes_no_new_turn():
    call = known(seen(W.OPEN, AUG_21))
    outcome = look(call, seen(W.OPEN, AUG_21), LATER)
    assert (kinds(outcome), outcome.changes, outcome.call.turn) == ([], (), 1)
    assert outcome.call.updated == call.updated


def test_two_sources_one_event_whoever_reports_it():
    both = known(seen(W.OPEN, AUG_21, source="a"), rank=NATIONAL)
    both = look(both, seen(W.OPEN, AUG_21, source="b"), rank=NATIONAL).call
    first = look(both, seen(W.OPEN, AUG_28, source="a"), LATER, rank=NATIONAL)
    assert kinds(first) == ["deadline_changed"]
    second = look(first.call, seen(W.OPEN, AUG_28, source="b"), LATER, rank=NATIONAL)
    assert kinds(second) == []


def test_the_key_is_subject_kind_deadline_rung_and_turn():
    (opened,) = look(None, seen(W.OPEN, AUG_21)).events
    assert opened.key == "call-1|open|2026-08-21T15:00:00+00:00|-|1"
    (closing,) = tick(known(seen(W.OPEN, AUG_21)), AUG_21.at - 13 * DAY, RULES).events
    assert closing.key == "call-1|closing_soon|2026-08-21T15:00:00+00:00|14|1"


def test_an_undated_call_is_asked_about_again_after_12_months():
    call = known(seen(W.OPEN), rank=NATIONAL)
    assert call.next_due == NOW + timedelta(days=365)
    outcome = tick(call, NOW + timedelta(days=365), RULES)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.UNKNOWN)
    assert outcome.call.next_due is None


def test_an_undated_call_is_listed_as_long_as_any_source_lists_it():
    call = known(seen(W.OPEN, source="a"), rank=NATIONAL)
    call = look(call, seen(W.OPEN, source="b"), NOW + 9 * DAY, rank=NATIONAL).call
    assert call.next_due == NOW + 9 * DAY + timedelta(days=365)
    assert tick(call, NOW + timedelta(days=370), RULES).call.status is CallStatus.OPEN


def test_an_undated_open_call_has_nothing_to_be_reminded_of():
    assert kinds(tick(known(seen(W.OPEN)), NOW + 30 * DAY, RULES)) == []


def test_rungs_newly_asked_for_that_lie_in_the_past_are_not_told():
    call = known(seen(W.OPEN, AUG_21), rules=Rules(rungs=(3,)))
    now = AUG_21.at - 6 * DAY
    fresh = refresh(call, now, Rules(rungs=(7, 5)))
    assert fresh.next_due == AUG_21.at - 5 * DAY
    told = run_clock(fresh, AUG_21.at, rules=Rules(rungs=(7, 5))).events
    assert [event.rung_days for event in told] == [5, None]


def test_what_fell_due_while_down_stays_due_under_new_rules_but_nothing_older():
    call = known(seen(W.OPEN, AUG_21), rules=Rules(rungs=(7,)))
    now = AUG_21.at - 6 * DAY
    fresh = refresh(call, now, Rules(rungs=(14, 10, 7)))
    outcome = tick(fresh, now, Rules(rungs=(14, 10, 7)))
    assert [event.rung_days for event in outcome.events] == [7]


def test_what_falls_due_at_the_very_instant_of_a_start_is_still_told():
    call = known(seen(W.OPEN, AUG_21))
    at = AUG_21.at - 14 * DAY
    fresh = refresh(call, at, RULES)
    assert fresh.next_due == at
    assert [event.rung_days for event in tick(fresh, at, RULES).events] == [14]


def test_without_a_choice_the_rungs_are_those_of_the_settings():
    assert Rules().rungs == (30, 14, 7, 3, 1)


def test_a_move_lets_the_clock_look_at_the_new_deadline():
    call = known(seen(W.OPEN, AUG_28))
    moved = look(call, seen(W.OPEN, AUG_21), LATER).call
    assert (call.next_due, moved.next_due) == (AUG_28.at - 14 * DAY, AUG_21.at - 14 * DAY)


def test_a_reminder_belongs_to_the_turn_at_which_its_deadline_was_told():
    moved = look(known(seen(W.OPEN, AUG_21)), seen(W.OPEN, AUG_28), LATER).call
    changed = look(moved, seen(W.OPEN, AUG_28, title="New"), LATER + HOUR).call
    (reminder,) = tick(changed, AUG_28.at - 14 * DAY, RULES).events
    assert (changed.turn, reminder.turn) == (3, 2)


def test_a_call_that_is_over_is_left_as_it_is_by_new_rules():
    closed = known(seen(W.CLOSED, AUG_21))
    assert refresh(closed, LATER, RULES).next_due is None


def test_what_fell_due_before_a_poll_is_still_told_after_it():
    call = known(seen(W.OPEN, AUG_21))
    late = AUG_21.at - 7 * DAY + HOUR
    polled = look(call, seen(W.OPEN, AUG_21), late).call
    assert polled.next_due == call.next_due
    assert [e.rung_days for e in tick(polled, late, RULES).events] == [14, 7]


def test_what_falls_due_at_the_very_instant_of_a_poll_is_still_told():
    call = known(seen(W.OPEN, AUG_21))
    at = AUG_21.at - 14 * DAY
    polled = look(call, seen(W.OPEN, AUG_21), at).call
    assert polled.next_due == at
    assert [event.rung_days for event in tick(polled, at, RULES).events] == [14]


def test_what_fell_due_before_a_call_was_closed_is_due_no_more():
    call = known(seen(W.OPEN, AUG_21))
    closed = look(call, seen(W.CLOSED, AUG_21), AUG_21.at - 7 * DAY).call
    assert closed.next_due is None


def test_history_keeps_what_makes_no_event():
    call = known(seen(W.OPEN, AUG_21))
    outcome = look(call, seen(W.UNREADABLE, AUG_21, identifier="AMIF-1"), LATER)
    assert [(c.field, c.old, c.new) for c in outcome.changes] == [
        ("identifier", "", "AMIF-1"),
        ("flags", "", "status_unknown"),
        ("status", "open", "unknown"),
    ]
    assert outcome.call.updated == LATER


def test_an_identifier_renamed_under_the_same_key_is_the_same_call_and_no_event():
    call = known(seen(W.OPEN, AUG_21, identifier="AMIF-01-02"))
    outcome = look(call, seen(W.OPEN, AUG_21, identifier="AMIF-2026-01-02"), LATER)
    assert (kinds(outcome), outcome.call.id) == ([], "call-1")


def test_an_opening_no_longer_readable_opens_nothing():
    later = opening("2026-08-10", "Europe/Stockholm")
    call = known(seen(W.NONE, AUG_28, opens=later), rank=NATIONAL)
    outcome = look(call, seen(W.NONE, AUG_28), LATER, rank=NATIONAL)
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.FORTHCOMING)
    assert outcome.call.facts.flags == (Flag.PART_UNREADABLE,)
    said = look(call, seen(W.OPEN, AUG_28), LATER, rank=NATIONAL)
    assert "open" in kinds(said)


def test_a_deadline_that_does_not_count_arms_nothing():
    far: Deadline = by_hour("2032-01-01 12:00")
    call = known(seen(W.OPEN, far))
    assert next_deadline(call.facts, NOW) is None
    assert call.facts.flags == (Flag.DEADLINE_TOO_FAR,)


def test_decide_keeps_the_id_and_first_sight_of_a_known_call():
    call = known(seen(W.OPEN, AUG_21))
    again = decide(
        call, seen(W.OPEN, AUG_28), Rank.PORTAL, LATER, RULES, call_id="other", digest="e"
    ).call
    (sighting,) = again.sightings
    assert (again.id, again.first_seen) == ("call-1", NOW)
    assert (sighting.first_seen, sighting.last_seen, sighting.digest) == (NOW, LATER, "e")
