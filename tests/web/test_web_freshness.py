"""How fresh and how complete the picture is: the sentences, state by state."""

from dataclasses import replace
from datetime import timedelta

from web_world import NOW, SOURCES, STATES

from monitor.i18n import translator
from monitor.web.freshness import Freshness, freshness, watch
from store.records import SourceState

WORDS = translator("en", "web")
BY_ID = {state.id: state for state in STATES}


def told(
    states: dict[str, SourceState],
    hidden: frozenset[str] = frozenset(),
    disabled: frozenset[str] = frozenset(),
) -> Freshness:
    return freshness(watch(SOURCES, states, hidden=hidden, disabled=disabled), NOW, WORDS)


def test_verified_sources_are_counted_apart_from_those_that_never_answered() -> None:
    said = " ".join(told(BY_ID).sentences)
    assert "3 of 4 sources checked within 2 hours." in said
    assert "Watched: 3 of 26 countries." in said
    assert "Not yet verified: Cyprus." in said
    assert "Not watched: Austria, Belgium," in said
    assert "France" in said.partition("Not watched:")[2]
    assert "Denmark" not in said


def test_within_the_hour_is_said_when_it_is_so() -> None:
    said = told({"eu_portal": BY_ID["eu_portal"]}).sentences
    assert "1 of 1 sources checked within the hour." in said


def test_a_country_with_one_good_source_is_not_called_unverified() -> None:
    good = replace(BY_ID["se_migrationsverket"], id="cy_moi")
    assert "Not yet verified: Cyprus." not in told({**BY_ID, "cy_moi": good}).sentences


def test_a_degraded_source_is_told_with_cause_and_next_try() -> None:
    (alarm,) = told(BY_ID).alarms
    assert alarm == (
        "Italy, Ministry of the Interior: not readable since 24 February 2026, 07:30 UTC;"
        " it cannot be reached. Next try: 25 February 2026, 11:30 UTC."
    )


def test_an_unverified_national_source_raises_no_alarm_but_the_portal_does() -> None:
    failing = {"failing_since": NOW, "failures": 1, "last_poll": NOW, "last_cause": "timeout"}
    national = SourceState(id="cy_moi", **failing)  # type: ignore[arg-type]
    portal = SourceState(id="eu_portal", **failing)  # type: ignore[arg-type]
    assert told({"cy_moi": national}).alarms == ()
    (alarm,) = told({"eu_portal": portal}).alarms
    assert "EU Funding & Tenders Portal: not readable since" in alarm
    assert "it answers too slowly" in alarm


def test_many_alarms_become_one_line_of_names() -> None:
    bad = BY_ID["it_interno"]
    down = {key: replace(bad, id=key) for key in SOURCES}
    alarms = told(down).alarms
    assert len(alarms) == 4
    assert alarms[-1].startswith("Not readable either: ")


def test_hidden_sources_are_not_even_counted() -> None:
    said = told(BY_ID, hidden=frozenset({"it_interno"}))
    assert said.alarms == ()
    assert "3 of 3 sources checked within 2 hours." in said.sentences


def test_what_is_switched_off_is_not_watched() -> None:
    said = " ".join(told(BY_ID, disabled=frozenset({"se_migrationsverket"})).sentences)
    assert "Sweden" in said.partition("Not watched:")[2]
    assert "Watched: 2 of 26 countries." in said


def test_silence_is_told_and_never_looks_like_nothing_new() -> None:
    assert told({}).short.startswith("No source has been read yet")
    tried = SourceState(id="eu_portal", last_poll=NOW, failing_since=NOW)
    assert told({"eu_portal": tried}).short.startswith("No source could be read yet")
    old = SourceState(
        id="eu_portal", verified_at=NOW, last_success=NOW - timedelta(days=3), last_poll=NOW
    )
    assert told({"eu_portal": old}).short == (
        "Last successful look at a source: 22 February 2026, 09:30 UTC."
    )
