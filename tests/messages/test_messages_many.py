"""Summaries, digests, canaries, test messages (decisions E): many calls in one, and none."""

import json
from dataclasses import replace

from letters_to_try import call, parcel, swedish_call, told
from messages_to_try import NOT_OFFICIAL, message, summary

from config.vocabulary import CallStatus, EventKind, StatusWord
from monitor.messages import Figures, compose, compose_test
from store.records import DeliveryKind


def test_a_summary_lists_open_and_announced_calls_and_what_could_not_be_reached() -> None:
    said = summary(
        calls=(swedish_call(), call(), call(CallStatus.FORTHCOMING)),
        unreached=("se_migrationsverket", "unknown_source"),
    )
    assert said.title == "AMIF, Overview: 2 open calls, 1 announced"
    assert said.text.index("AMIF-2026-TF2-AG-THB-01") < said.text.index("Utlysning: insatser")
    assert "in 12 days" in said.text
    unreached = "calls there may be missing: Migrationsverket and unknown_source."
    assert unreached in said.text
    assert "last complete success 9 August 2026, 11:55 Brussels" in said.text
    assert NOT_OFFICIAL in said.text


def test_an_empty_summary_does_not_look_like_nothing_is_open() -> None:
    said = summary(unreached=("eu_portal",))
    assert "No call that matches is known to be open or announced." in said.text
    assert "Could not be read" in said.text


def test_a_summary_after_a_restore_says_that_it_may_repeat() -> None:
    said = summary(calls=(call(),), may_repeat=True)
    assert said.title == "AMIF, May repeat: 1 open call, 0 announced"
    assert "some of it may repeat" in said.text


def test_a_digest_tells_each_event_as_it_stands() -> None:
    said = compose(
        parcel(
            DeliveryKind.DIGEST,
            told=(
                told(EventKind.OPEN),
                told(EventKind.CLOSING_SOON, collapsed=(14,)),
                told(EventKind.SOURCE_DEGRADED),
            ),
        )
    )
    assert said.title.startswith("AMIF, 3 pieces of news: AMIF-2026-TF2-AG-THB-01")
    assert "A call closes in 12 days. The 14-day reminder fell" in said.text
    assert "Cannot be read at present: EU Funding & Tenders Portal" in said.text


def test_a_long_summary_is_cut_and_says_so() -> None:
    many = tuple(replace(call(), id=f"c{number}") for number in range(150))
    said = summary(calls=many)
    assert said.text.count("AMIF-2026-TF2-AG-THB-01\n") == 100
    assert "Not all of them are listed here" in said.text


def test_a_canary_says_still_watching_with_figures() -> None:
    figures = Figures(sources_ok=9, sources_all=27, countries=8, open=3, forthcoming=2, sent=14)
    said = compose(parcel(DeliveryKind.CANARY, figures=figures))
    assert said.title == "AMIF, Still watching"
    assert "Sources that can be read: 9 of 27, in 8 countries." in said.text
    assert "Open calls: 3; announced: 2." in said.text
    assert "Migrationsverket, never read completely yet" in said.text


def test_a_test_message_names_no_call() -> None:
    said = compose_test(parcel())
    assert said.title == "Test message from the AMIF monitor"
    assert "AMIF-2026" not in said.text


def test_a_canary_for_machines_has_the_figures_too() -> None:
    figures = Figures(sources_ok=9, sources_all=27, countries=8, open=3, forthcoming=2, sent=14)
    said = compose(parcel(DeliveryKind.CANARY, channel={"format": "json"}, figures=figures))
    text = json.loads(said.json)["text"]
    assert text.startswith("Still watching\n")
    assert "9 of 27" in text


def test_a_summary_after_a_restore_says_what_happened_to_each_call() -> None:
    closed = call(status=CallStatus.CLOSED, word=StatusWord.CLOSED)
    ended = told(EventKind.CLOSED, closed)
    blind = told(EventKind.SOURCE_DEGRADED)
    said = summary(calls=(closed,), told=(ended, blind), may_repeat=True)
    assert "A call for proposals has closed." in said.text
    assert message(EventKind.SOURCE_DEGRADED).text.splitlines()[0] in said.text
    only = summary(told=(told(EventKind.SOURCE_DEGRADED),), may_repeat=True)
    assert "No call that matches" not in only.text
