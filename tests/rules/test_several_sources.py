"""Decisions F: when two notices are one call, and what several sources come to together."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rules_makers import (
    AUG_14,
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
    missing_for,
    opening,
    seen,
    utc,
)

from config.vocabulary import (
    CallFacts,
    CallStatus,
    DeadlineKind,
    EventKind,
    Flag,
    Management,
    Money,
    Quote,
    StatusWord,
)
from monitor.identity import code_key, fold, new_id, rewritten, same_call, title_key, years_in
from monitor.lifecycle import next_deadline
from sources.base import Rank, Shape, SourceInfo

W = StatusWord
LATER = NOW + HOUR
CYPRUS = {"source": "cy_eef", "language": "el", "authority": "European Funds Unit"}


def national(**more):
    return seen(W.OPEN, source="a", country="SE", authority="Migrationsverket", **more)


# --- F 1 and 2: between sources ------------------------------------------------------------------


def test_the_worked_example__a_greek_alpha_another_code_and_no_dates_are_one_call():
    call = known(
        seen(W.OPEN, AUG_21, identifier="AMIF-2022-TF1-AG-THB", title="Assistance to victims")
    )
    relayed = seen(
        W.NONE, identifier="AMIF-2022-AG-CALL-THB", title="Αssistance to victims", **CYPRUS
    )
    assert same_call(call, relayed)


@pytest.mark.parametrize(
    "code",
    [
        "AMIF-2024-TF2-AG-THB-01",
        "amif-2024-tf2-ag-thb-01",
        "AMIF–2024–TF2–AG–THB–01",
        "ΑMIF-2024-TF2-AG-ΤHB-01",
        " AMIF-2024-TF2-\u00adAG-THB-01\u200b",
        "AMIF_2024_TF2_AG_THB_01",
        "AMIF - 2024 - TF2 - AG - THB - 01",
    ],
)
def test_one_code_however_it_is_typed(code):
    assert code_key(code) == "amif-2024-tf2-ag-thb-01"
    call = known(seen(W.OPEN, identifier="AMIF-2024-TF2-AG-THB-01", title="One"))
    assert same_call(call, seen(W.OPEN, identifier=code, title="Another", **CYPRUS))


def test_no_code_is_no_key():
    assert code_key(None) == code_key(" ") == ""


def test_a_code_any_of_the_sources_gave_is_known():
    call = known(seen(W.OPEN, identifier="AMIF-A", title="One"))
    call = look(call, seen(W.OPEN, identifier="AMIF-B", title="One", **CYPRUS), LATER).call
    assert same_call(call, seen(W.OPEN, source="other", identifier="AMIF-B", title="Two"))


def test_titles_equal_but_for_case_accents_and_dashes_are_one():
    one = national(title="Förderaufruf – «Integration»")
    other = replace(national(title="forderaufruf  INTEGRATION"), source="b")
    assert same_call(known(one, rank=Rank.AUTHORITY), other)


def test_another_country_or_authority_is_another_call():
    call = known(national(title="Call for proposals"), rank=Rank.AUTHORITY)
    other = national(title="Call for proposals")
    assert same_call(call, replace(other, source="b"))
    for more in ({"country": "FI"}, {"authority": "ESF-rådet"}):
        facts = replace(other.facts, **more)
        assert not same_call(call, replace(other, source="b", facts=facts))


def test_a_notice_without_a_title_matches_nothing():
    assert title_key(CallFacts(title=" – ", country="SE")) == ""
    assert not same_call(known(seen(W.OPEN, title="")), seen(W.OPEN, title="", source="b"))


def test_a_contradicting_opening_or_year_separates_a_deadline_does_not():
    one = national(title="Call", opens=opening("2026-03-01"), identifier="SE-2026-1")
    call = known(one, rank=Rank.AUTHORITY)
    other = replace(one, source="b")
    later = replace(other.facts, opens=opening("2026-04-01"), identifier=None)
    year = replace(other.facts, identifier="SE-2025-9")
    moved = replace(other.facts, identifier=None, deadlines=(AUG_28,))
    same_year = replace(other.facts, identifier="SE-2026-2")
    assert not same_call(call, replace(other, facts=later))
    assert not same_call(call, replace(other, facts=year))
    assert same_call(call, replace(other, facts=moved))
    assert same_call(call, replace(other, facts=same_year))


# --- F 0: within one source ---------------------------------------------------------------------


def test_within_one_source_another_key_is_another_call():
    call = known(national(title="Call for proposals"), rank=Rank.AUTHORITY)
    assert not same_call(call, replace(national(title="Call for proposals"), key="K2"))


def test_within_one_source_a_call_that_got_its_code_is_the_same_call():
    call = known(national(title="Call", key="call"), rank=Rank.AUTHORITY)
    coded = national(title="Call", key="se-2026-1", identifier="SE-2026-1")
    assert not same_call(call, coded)
    assert not same_call(call, coded, present={"call", "se-2026-1"})
    assert same_call(call, coded, present={"se-2026-1"})
    closed = replace(call, status=CallStatus.CLOSED)
    assert not same_call(closed, coded, present={"se-2026-1"})
    assert not same_call(call, replace(coded, key="call"), present=set())
    two_codes = known(national(title="Call", key="x", identifier="SE-2026-9"), rank=Rank.AUTHORITY)
    assert not same_call(two_codes, coded, present={"se-2026-1"})


def page(shape: Shape = Shape.PAGE) -> SourceInfo:
    return SourceInfo(
        id="a",
        name="A",
        country="SE",
        zone="Europe/Stockholm",
        url="https://example.org/",
        shape=shape,
    )


OLD = national(title="Call 2025", identifier="SE-2025-1", opens=opening("2026-06-01"))
NEW_CODE = replace(OLD, facts=replace(OLD.facts, identifier="SE-2025-2"))
NEW_YEAR = replace(OLD, facts=replace(OLD.facts, title="Call 2026"))
NEW_OPENING = replace(OLD, facts=replace(OLD.facts, opens=opening("2026-09-01")))
TYPO = replace(OLD, facts=replace(OLD.facts, title="Call  2025, extended into 2026"))


@pytest.mark.parametrize(
    ("notice", "closed", "deadline", "new"),
    [
        pytest.param(NEW_CODE, True, AUG_21, True, id="closed, another code"),
        pytest.param(NEW_YEAR, True, AUG_21, True, id="closed, another year in its title"),
        pytest.param(NEW_OPENING, True, AUG_21, True, id="closed, opens after the old deadline"),
        pytest.param(NEW_CODE, False, None, True, id="no deadline, another code"),
        pytest.param(NEW_OPENING, False, None, False, id="no deadline, another opening"),
        pytest.param(NEW_CODE, False, AUG_21, False, id="still open, another code"),
        pytest.param(NEW_YEAR, False, AUG_21, False, id="still open, another year"),
        pytest.param(OLD, True, AUG_21, False, id="closed, as it was"),
        pytest.param(TYPO, True, AUG_21, False, id="closed, a year added to its title"),
    ],
)
def test_a_page_rewritten_in_place(notice, closed, deadline, new):
    call = known(OLD, rank=Rank.AUTHORITY)
    at = deadline.at if deadline else None
    assert rewritten(call, notice, page(), at, closed=closed) is new


@pytest.mark.parametrize("shape", [Shape.PORTAL, Shape.FEED, Shape.LISTING])
def test_only_a_standing_page_is_rewritten_in_place(shape):
    call = known(OLD, rank=Rank.AUTHORITY)
    assert not rewritten(call, NEW_CODE, page(shape), None, closed=True)


def test_years_are_whole_numbers_of_this_time():
    assert years_in("AMIF 2021-2027, call 2026/1, no 120261") == {"2021", "2027", "2026"}


@pytest.mark.parametrize(
    ("source", "key", "attempt", "expected"),
    [
        ("eu_portal", "12345678", 0, "eu-portal-12345678"),
        ("eu_portal", "12345678", 1, "eu-portal-12345678-2"),
        ("se_esf", "AMIF 2026/1", 0, "se-esf-amif-2026-1"),
    ],
)
def test_an_id_is_source_and_key(source, key, attempt, expected):
    assert new_id(source, key, attempt=attempt) == expected


def test_ids_of_keys_that_lose_letters_never_meet():
    keys = ["κλήση α", "κλήση β", "x" * 61, "x" * 62, "é", "e", "–"]
    ids = {new_id("cy", key) for key in keys}
    assert len(ids) == len(keys)
    assert all(len(one) <= 75 and one.isascii() and not one.endswith("-") for one in ids)


def test_folding_keeps_what_makes_words():
    assert fold("  Ünïon—«Άμεση» 2 ") == "union ameσh 2"


# --- one reading of several ---------------------------------------------------------------------


def joined(first, second, *, ranks=(Rank.PORTAL, Rank.RELAY), at=LATER):
    return look(known(first, rank=ranks[0]), second, at, rank=ranks[1])


def relay(word=W.OPEN, *deadlines, **more):
    return seen(word, *deadlines, source="relay", **more)


def test_a3_an_eu_call_a_relay_tells_of_closes_by_the_portals_rule():
    told = seen(
        W.OPEN,
        by_day("2024-08-21"),
        source="cy",
        identifier="AMIF-2024-TF2-AG-THB-01",
        management=Management.DIRECT,
    )
    call = known(told, utc("2024-08-01 09:00"), rank=Rank.RELAY)
    deadline = next_deadline(call.facts, utc("2024-08-01 09:00"))
    assert deadline is not None
    assert deadline.at == utc("2024-08-21 15:00")
    assert (call.status, call.facts.country) == (CallStatus.OPEN, "EU")


def test_a_relay_fills_what_is_missing_without_a_changed_event():
    outcome = joined(
        seen(W.OPEN, AUG_21),
        relay(
            W.OPEN,
            AUG_21,
            budget=Money(amount=Decimal(5), currency="EUR"),
            evidence=(Quote(field="budget", text="5 EUR"), Quote(field="title", text="T")),
        ),
    )
    assert kinds(outcome) == []
    assert outcome.call.facts.budget == Money(amount=Decimal(5), currency="EUR")
    assert [quote.field for quote in outcome.call.facts.evidence] == ["budget"]
    assert [(c.field, c.words) for c in outcome.changes] == [("budget", "5 EUR")]


def test_what_the_leading_source_states_outranks_a_relay():
    outcome = joined(seen(W.OPEN, AUG_21, title="Ours"), relay(W.OPEN, AUG_21, title="Theirs"))
    assert outcome.call.facts.title == "Ours"


@pytest.mark.parametrize(
    ("word", "deadline"),
    [
        pytest.param(W.CLOSED, AUG_21, id="closes"),
        pytest.param(W.WITHDRAWN, AUG_21, id="withdraws"),
        pytest.param(W.OPEN, AUG_28, id="moves"),
        pytest.param(W.OPEN, AUG_14, id="moves earlier"),
    ],
)
def test_a_relay_never_closes_or_moves_an_eu_call_the_portal_knows(word, deadline):
    call = joined(seen(W.OPEN, AUG_21), relay(W.OPEN, AUG_21)).call
    outcome = look(call, relay(word, deadline), LATER + HOUR, rank=Rank.RELAY)
    assert kinds(outcome) == []
    assert outcome.call.status is CallStatus.OPEN
    disagree = Flag.SOURCES_DISAGREE in outcome.call.facts.flags
    assert disagree is (deadline is not AUG_21)


def test_a_relay_never_opens_an_eu_call_the_portal_knows():
    outcome = joined(seen(W.FORTHCOMING, AUG_21), relay(W.OPEN, AUG_21))
    assert (kinds(outcome), outcome.call.status) == ([], CallStatus.FORTHCOMING)


def test_a_relays_date_on_a_call_the_portal_knows_is_shown_and_does_not_count():
    outcome = joined(seen(W.OPEN), relay(W.OPEN, AUG_21))
    facts = outcome.call.facts
    assert kinds(outcome) == []
    assert [(d.at, d.doubt) for d in facts.deadlines] == [(AUG_21.at, Flag.RELAYED_DATE)]
    assert next_deadline(facts, LATER) is None
    assert Flag.RELAYED_DATE in facts.flags


def test_the_portal_joining_a_call_known_from_a_relay_leads():
    agreed = joined(relay(W.OPEN, AUG_21), seen(W.OPEN, AUG_21), ranks=(Rank.RELAY, Rank.PORTAL))
    assert kinds(agreed) == []
    moved = joined(relay(W.OPEN, AUG_21), seen(W.OPEN, AUG_28), ranks=(Rank.RELAY, Rank.PORTAL))
    assert [(e.kind, e.previous_deadline) for e in moved.events] == [
        (EventKind.DEADLINE_CHANGED, AUG_21.at)
    ]
    undated = joined(relay(W.OPEN, AUG_21), seen(W.OPEN), ranks=(Rank.RELAY, Rank.PORTAL))
    assert kinds(undated) == []


def test_the_portal_leads_also_while_it_does_not_show_the_call():
    call = joined(seen(W.OPEN, AUG_21), relay(W.OPEN, AUG_28)).call
    outcome = missing_for(call, 9, polls=9)
    assert kinds(outcome) == []
    assert next_deadline(outcome.call.facts, NOW) == AUG_21


def test_an_authority_that_dropped_a_call_no_longer_leads_over_a_relay():
    first = seen(W.OPEN, AUG_21, source="a", country="SE")
    call = joined(first, relay(W.OPEN, AUG_28), ranks=(Rank.AUTHORITY, Rank.RELAY)).call
    assert next_deadline(call.facts, NOW) == AUG_21
    gone = missing_for(call, 1, polls=2, source="a").call
    assert next_deadline(gone.facts, NOW) == AUG_28


def test_of_equal_sources_with_different_deadlines_the_first_wins_and_both_are_known():
    first, second = national(title="Call"), replace(national(title="Call"), source="b")
    first = replace(first, facts=replace(first.facts, deadlines=(AUG_21,)))
    second = replace(second, facts=replace(second.facts, deadlines=(AUG_28,)))
    outcome = joined(first, second, ranks=(Rank.AUTHORITY, Rank.AUTHORITY))
    assert kinds(outcome) == []
    assert next_deadline(outcome.call.facts, NOW) == AUG_21
    assert Flag.SOURCES_DISAGREE in outcome.call.facts.flags
    assert len(outcome.call.sightings) == 2


def test_a_date_from_an_equal_source_counts_where_the_first_states_none():
    first, second = national(title="Call"), replace(national(title="Call"), source="b")
    second = replace(
        second,
        facts=replace(second.facts, deadlines=(AUG_28,), deadline_kind=DeadlineKind.FIXED),
    )
    outcome = joined(first, second, ranks=(Rank.AUTHORITY, Rank.AUTHORITY))
    assert kinds(outcome) == ["deadline_changed"]
    assert outcome.call.facts.deadline_kind is DeadlineKind.FIXED


def test_a_sound_date_counts_where_the_leading_source_gives_an_insane_one():
    far = by_hour("2099-01-01 12:00")
    first = seen(W.OPEN, far, source="a", country="SE")
    outcome = joined(first, relay(W.OPEN, AUG_21), ranks=(Rank.AUTHORITY, Rank.RELAY))
    assert next_deadline(outcome.call.facts, NOW) == AUG_21
    assert [d.at for d in outcome.call.facts.deadlines] == [AUG_21.at, far.at]


def test_a_call_its_authority_calls_rolling_gets_no_date_from_a_relay():
    rolling = seen(W.ROLLING, source="a", country="SE", deadline_kind=DeadlineKind.ROLLING)
    outcome = joined(rolling, relay(W.OPEN, AUG_21), ranks=(Rank.AUTHORITY, Rank.RELAY))
    assert (kinds(outcome), outcome.call.facts.deadlines) == ([], ())
    assert Flag.SOURCES_DISAGREE in outcome.call.facts.flags
    plain = joined(rolling, relay(W.OPEN), ranks=(Rank.AUTHORITY, Rank.RELAY))
    assert Flag.SOURCES_DISAGREE not in plain.call.facts.flags


def test_an_opening_ahead_from_a_relay_does_not_unopen_what_its_authority_calls_open():
    opens = opening("2026-08-20")
    first = seen(W.OPEN, AUG_28, source="a", country="SE")
    ranks = (Rank.AUTHORITY, Rank.RELAY)
    outcome = joined(first, relay(W.OPEN, AUG_28, opens=opens), ranks=ranks)
    assert (outcome.call.status, outcome.call.facts.opens) == (CallStatus.OPEN, None)
    past = joined(first, relay(W.OPEN, AUG_28, opens=opening("2026-07-01")), ranks=ranks)
    assert past.call.facts.opens == opening("2026-07-01")
    silent = replace(first, word=W.NONE)
    filled = joined(silent, relay(W.OPEN, AUG_28, opens=opens), ranks=ranks)
    assert filled.call.facts.opens == opens


def test_two_sources_keep_their_own_first_and_last_sight():
    call = joined(seen(W.OPEN, AUG_21), relay(W.OPEN, AUG_21)).call
    call = look(call, seen(W.OPEN, AUG_21), NOW + DAY).call
    assert [(s.source, s.first_seen, s.last_seen) for s in call.sightings] == [
        ("eu_portal", NOW, NOW + DAY),
        ("relay", LATER, LATER),
    ]
