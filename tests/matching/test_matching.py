"""Who is told (decisions G): every filter, what an unstated value does, and the reason given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from config.channel import Channel
from config.vocabulary import (
    Applicant,
    CallFacts,
    CallStatus,
    Deadline,
    EventKind,
    Money,
    Objective,
    StatusWord,
)
from monitor.matching import Verdict, judge, keyword_found, warnings
from store.records import StoredCall

NOW = datetime(2026, 4, 1, 10, tzinfo=UTC)
ALL = Channel(name="all")


def call(status: CallStatus = CallStatus.OPEN, **facts: Any) -> StoredCall:
    stated: dict[str, Any] = {
        "title": "Integration of third-country nationals",
        "country": "SE",
        "identifier": "SE-2026-1",
        "deadlines": (Deadline(at=NOW + timedelta(days=20), zone="Europe/Stockholm"),),
    }
    return StoredCall(
        id="se-1",
        facts=CallFacts(**(stated | facts)),
        word=StatusWord.NONE,
        status=status,
        sightings=(),
        first_seen=NOW,
        updated=NOW,
    )


def told(channel: Channel, about: StoredCall, kind: EventKind = EventKind.OPEN) -> Verdict:
    return judge(channel, kind, about, rung=None, now=NOW)


def test_without_filters_every_open_call_is_told() -> None:
    verdict = told(ALL, call())
    assert verdict == Verdict(True, 'This channel asks for "open" events of every call.')


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (EventKind.OPEN, True),
        (EventKind.CLOSED, True),
        (EventKind.DEADLINE_CHANGED, True),
        (EventKind.REOPENED, True),
        (EventKind.WITHDRAWN, True),
        (EventKind.FORTHCOMING, False),
        (EventKind.CHANGED, False),
    ],
)
def test_the_default_kinds_are_those_decided(kind: EventKind, wanted: bool) -> None:
    assert told(ALL, call(), kind).wanted is wanted


def test_events_about_the_monitor_go_only_to_who_asks() -> None:
    kind = EventKind.SOURCE_DEGRADED
    assert not judge(ALL, kind, None, rung=None, now=NOW).wanted
    asking = Channel(name="ops", events=(kind,), countries=("SE",))
    assert judge(asking, kind, None, rung=None, now=NOW).wanted


@pytest.mark.parametrize(
    ("filters", "facts", "wanted"),
    [
        ({"countries": ("SE",)}, {}, True),
        ({"countries": ("EU",)}, {}, False),
        ({"countries": ("EL",)}, {"country": "GR"}, True),
        ({"objectives": (Objective.ASYLUM,)}, {"objectives": (Objective.RETURN,)}, False),
        (
            {"objectives": (Objective.ASYLUM,)},
            {"objectives": (Objective.RETURN, Objective.ASYLUM)},
            True,
        ),
        ({"applicants": (Applicant.NGO,)}, {"applicants": (Applicant.PUBLIC,)}, False),
        ({"applicants": (Applicant.NGO,)}, {"applicants": (Applicant.NGO,)}, True),
        ({"min_budget": 100}, {"budget": Money(amount=Decimal(99), currency="EUR")}, False),
        ({"min_budget": 100}, {"budget": Money(amount=Decimal(100), currency="EUR")}, True),
        ({"keywords": ("integration",)}, {}, True),
        ({"keywords": ("return",)}, {}, False),
        ({"keywords": ("return", "third-country")}, {}, True),
        ({"keywords": ("se-2026",)}, {}, True),
        ({}, {"restricted": True}, False),
        ({"include_restricted": True}, {"restricted": True}, True),
    ],
)
def test_a_stated_value_decides(
    filters: dict[str, Any], facts: dict[str, Any], wanted: bool
) -> None:
    verdict = told(Channel(name="one", **filters), call(**facts))
    assert verdict.wanted is wanted
    assert verdict.reason.endswith(".")
    assert verdict.notes == ()


@pytest.mark.parametrize(
    ("filters", "note"),
    [
        ({"objectives": (Objective.ASYLUM,)}, "objective not stated"),
        ({"applicants": (Applicant.NGO,)}, "who may apply not stated"),
        ({"min_budget": 1000}, "budget not stated"),
    ],
)
def test_what_a_call_does_not_state_lets_it_through_and_is_noted(
    filters: dict[str, Any], note: str
) -> None:
    assert told(Channel(name="one", **filters), call()).wanted
    assert told(Channel(name="one", **filters), call()).notes == (note,)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("amif", "𝐀𝐌𝐈𝐅: a call in letters meant for mathematics"),
        ("integration", "INTEGRATION of refugees"),
        ("integration", "Integrationsprojekt i Malmö"),
        ("malmo", "Integrationsprojekt i Malmö"),
        ("Malmö", "MALMO"),
        ("ένταξη", "ΕΝΤΑΞΗ ΠΡΟΣΦΥΓΩΝ"),
        ("προσφυγων", "Ένταξη Προσφύγων"),
        ("patvēruma meklētāji", "Atbalsts: patveruma mekletajiem"),
        ("łódź", "Projekt w Lodzi"),
        ("straße", "STRASSE"),
        ("unaccompanied minors", "Support for unaccompanied\nminors, second call"),
        ("third country", "third-country nationals"),
        ("интеграция", "Интеграция на бежанци"),
    ],
)
def test_words_are_found_in_any_language_whatever_the_accents(keyword: str, text: str) -> None:
    assert keyword_found(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("art", "article 5"),
        ("migration", "immigration"),
        ("unaccompanied minors", "minors unaccompanied"),
        ("return", "retour"),
        ("", "anything"),
        ("--", "anything -- at all"),
    ],
)
def test_other_words_are_not_found(keyword: str, text: str) -> None:
    assert not keyword_found(keyword, text)


def test_a_reminder_is_for_who_asked_for_that_many_days() -> None:
    channel = Channel(name="one", closing_soon_days=(14, 3))
    kind = EventKind.CLOSING_SOON
    assert judge(channel, kind, call(), rung=14, now=NOW).wanted
    refused = judge(channel, kind, call(), rung=7, now=NOW)
    assert not refused.wanted
    assert refused.reason == "This channel asks to be reminded 14, 3 days before, not 7."


def test_no_reminder_once_the_call_is_over() -> None:
    kind = EventKind.CLOSING_SOON
    assert not judge(ALL, kind, call(CallStatus.CLOSED), rung=3, now=NOW).wanted
    late = NOW + timedelta(days=20)
    assert not judge(ALL, kind, call(), rung=3, now=late).wanted


def test_a_muted_call_is_never_told() -> None:
    muted = replace(ALL, muted=("se-1",))
    for kind in (EventKind.OPEN, EventKind.CLOSED, EventKind.DEADLINE_CHANGED):
        assert not told(muted, call(), kind).wanted


def test_who_is_applying_hears_the_last_rungs_and_every_change() -> None:
    applying = Channel(
        name="one", applying=("se-1",), events=(EventKind.OPEN, EventKind.CLOSING_SOON)
    )
    reminded = [
        rung
        for rung in applying.closing_soon_days
        if judge(applying, EventKind.CLOSING_SOON, call(), rung=rung, now=NOW).wanted
    ]
    assert reminded == [3, 1]
    assert not told(applying, call()).wanted
    assert told(applying, call(), EventKind.CHANGED).wanted
    assert told(applying, call(), EventKind.DEADLINE_CHANGED).wanted
    other = replace(applying, applying=("another",))
    assert not told(other, call(), EventKind.CHANGED).wanted


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"countries": ("DK",)}, "DK takes no part"),
        ({"countries": ("SE", "US")}, "US takes no part"),
        ({"events": ()}, "no events at all"),
        ({"closing_soon_days": ()}, "for no days before"),
        ({"keywords": ("--",)}, "can never be found"),
        ({"min_budget": 1e14}, "more than the whole fund"),
    ],
)
def test_a_filter_that_can_never_match_is_named(filters: dict[str, Any], words: str) -> None:
    (warning,) = warnings(Channel(name="one", **filters))
    assert words in warning


def test_a_sound_filter_is_not_warned_about() -> None:
    sound = Channel(name="one", countries=("EU", "EL"), keywords=("a", "-"), min_budget=1e6)
    assert warnings(sound) == ()
    assert warnings(Channel(name="ops", events=(EventKind.SOURCE_DEGRADED,))) == ()
