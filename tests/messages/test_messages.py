"""What messages say (decisions C, D 3, G, I): every kind in every language, and its words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from letters_to_try import (
    EXACT_DEADLINE,
    PORTAL_DEADLINE,
    TITLE,
    call,
    parcel,
    swedish_call,
    told,
)
from messages_to_try import NOT_OFFICIAL, message

from config.vocabulary import Applicant, CallStatus, EventKind, Flag, Objective, StatusWord
from monitor.messages import compose
from store.records import Change

CALL_KINDS = [kind for kind in EventKind if not kind.startswith("source")]
LANGUAGES = ["en", "sv", "el", "lv", "it", "fr", "de", "es"]


@pytest.mark.parametrize("kind", CALL_KINDS)
def test_the_title_names_what_happened_the_call_and_its_identifier(kind: EventKind) -> None:
    title = message(kind).title
    assert "AMIF-2026-TF2-AG-THB-01" in title
    assert TITLE[:60] in title
    assert not title.startswith("AMIF-2026")


@pytest.mark.parametrize("kind", CALL_KINDS)
def test_every_message_tells_deadline_budget_link_source_and_why(kind: EventKind) -> None:
    text = message(kind).text
    for words in (
        "21 August 2026",
        "€6,000,000",
        "Non-governmental organisations",
        "https://example.org/topic?id=AMIF-2026&lang=en",
        "EU Funding & Tenders Portal, last complete success 9 August 2026, 11:55 Brussels",
        "You get this because the channel “ngo-slack” asks for",
        NOT_OFFICIAL,
        "Run by Example Network. To report an error: help@example.org.",
    ):
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_can_be_said_in_every_language(kind: EventKind, language: str) -> None:
    said = message(kind, channel={"language": language})
    for shape in (said.title, said.text, said.html, said.markdown):
        assert shape.strip()
        assert "%(" not in shape
    assert f'<html lang="{language}">' in said.html


def test_the_same_parcel_gives_the_same_message() -> None:
    assert message() == message()


# --- what happened (decisions C, D 3, G 3) ---


def test_an_unclear_notice_is_worded_as_unclear() -> None:
    said = message(about=call(CallStatus.UNKNOWN, StatusWord.NONE, deadlines=()))
    words = "New notice: whether it is open and until when is not stated, see the page"
    assert said.text.startswith(words)
    assert said.title.startswith("New notice: ")


def test_a_reminder_says_the_days_left_now() -> None:
    assert message(EventKind.CLOSING_SOON).title.startswith("Closes in 12 days: ")


def test_collapsed_rungs_are_named() -> None:
    one = message(EventKind.CLOSING_SOON, collapsed=(14,)).text
    assert "The 14-day reminder fell while the monitor was down." in one
    two = message(EventKind.CLOSING_SOON, collapsed=(14, 30)).text
    assert "The reminders at 30 and 14 days fell while the monitor was down." in two


def test_a_moved_deadline_tells_old_and_new_and_which_way() -> None:
    later = message(EventKind.DEADLINE_CHANGED)
    assert later.title.startswith("Deadline extended to 21 August 2026: ")
    assert "Before: 14 August 2026" in later.text
    earlier = message(
        EventKind.DEADLINE_CHANGED, previous_deadline=PORTAL_DEADLINE.at + timedelta(days=7)
    )
    assert earlier.title.startswith("Deadline EARLIER, 21 August 2026: ")
    assert "Before: 28 August 2026" in earlier.text
    first = message(EventKind.DEADLINE_CHANGED, previous_deadline=None)
    assert first.title.startswith("Deadline now known, 21 August 2026: ")
    assert "Before" not in first.text


def test_an_hour_that_moved_within_the_day_is_told() -> None:
    before = EXACT_DEADLINE.at - timedelta(hours=5)
    text = message(
        EventKind.DEADLINE_CHANGED,
        about=call(deadlines=(EXACT_DEADLINE,)),
        previous_deadline=before,
    ).text
    assert "Before: 21 August 2026, 12:00 Brussels" in text


def test_a_reminder_that_waited_while_the_deadline_moved_states_both() -> None:
    said = message(EventKind.CLOSING_SOON, previous_deadline=PORTAL_DEADLINE.at - timedelta(days=2))
    assert "The deadline moved meanwhile; it was 19 August 2026." in said.text


def test_withdrawal_is_hedged_unless_the_source_says_it() -> None:
    gone = message(EventKind.WITHDRAWN)
    assert gone.title.startswith("Perhaps withdrawn: ")
    assert "may have been withdrawn" in gone.text
    stated = message(EventKind.WITHDRAWN, about=call(CallStatus.WITHDRAWN, StatusWord.WITHDRAWN))
    assert stated.title.startswith("Withdrawn: ")
    assert "The source says that a call was withdrawn or cancelled" in stated.text


def test_a_call_closed_before_its_deadline_says_so() -> None:
    early = message(EventKind.CLOSED, about=call(CallStatus.CLOSED, StatusWord.CLOSED))
    assert "The source closed it before its stated deadline." in early.text


def test_an_opening_told_late_says_that_the_call_has_closed_meanwhile() -> None:
    assert "It has closed meanwhile." in message(about=call(CallStatus.CLOSED)).text


def test_changes_are_listed_old_and_new_in_the_readers_own_form() -> None:
    said = message(EventKind.CHANGED)
    assert said.text.startswith("A call was changed\nbudget: €6,000,000 → €7,000,000\n")
    moved = (
        Change(field="opens", old="", new="2026-05-03 (Europe/Stockholm)"),
        Change(field="budget", old="about SEK 300000000", new="SEK 250000000.50"),
        Change(field="deadlines", old="2026-05-03 17:00 (Europe/Brussels)", new="words"),
    )
    swedish = message(EventKind.CHANGED, changes=moved, channel={"language": "sv"}).text
    assert "anges inte → 3 maj 2026" in swedish
    assert "omkring 300 000 000 SEK → 250 000 000,50 SEK" in swedish.replace("\xa0", " ")
    assert "3 maj 2026 kl. 17:00 Bryssel → words" in swedish


def test_every_warning_a_call_can_carry_has_words() -> None:
    for flag in Flag:
        assert message(about=call(flags=(flag,))).text


def test_notes_of_matching_are_told() -> None:
    said = message(notes=("objective not stated", "budget not stated"))
    assert "Objective not stated; you get this to be safe." in said.text
    assert "Budget not stated; you get this to be safe." in said.text


def test_a_source_that_cannot_be_read_is_told_with_its_last_success() -> None:
    said = message(EventKind.SOURCE_DEGRADED)
    assert said.title == "Cannot be read at present: EU Funding & Tenders Portal"
    assert "Cause: it answers with a block page." in said.text
    assert "Last complete success: 9 August 2026, 11:55 Brussels." in said.text


def test_money_and_names_are_in_the_readers_language_and_titles_in_the_calls() -> None:
    about = swedish_call(objectives=(Objective.ASYLUM,), applicants=(Applicant.NGO,))
    said = message(about=about, channel={"language": "de"})
    assert "rund 300.000.000\N{NO-BREAK SPACE}SEK" in said.text
    assert "Gemeinsames Europäisches Asylsystem" in said.text
    assert "Schweden" in said.text
    assert "Utlysning: insatser" in said.text
    assert 'lang="sv"' in said.html


def test_restricted_and_corrected_calls_are_marked() -> None:
    about = replace(call(restricted=True), corrected={"deadline": "Confirmed by phone"})
    text = message(about=about).text
    assert "A direct award, or a call for one named applicant only." in text
    assert "Corrected by hand: deadline (Confirmed by phone)" in text


OVER_BY_NOW = (EventKind.OPEN, EventKind.FORTHCOMING, EventKind.REOPENED)


@pytest.mark.parametrize("status", [CallStatus.CLOSED, CallStatus.WITHDRAWN])
@pytest.mark.parametrize("kind", OVER_BY_NOW)
def test_what_is_over_when_it_leaves_is_nowhere_said_to_be_open(
    kind: EventKind, status: CallStatus
) -> None:
    said = compose(parcel(told=(told(kind, call(status)),)))
    assert said.title.startswith("No longer open: ")
    assert "meanwhile." in said.text
    assert "is open" not in said.text
    assert "is announced" not in said.text


def test_an_announcement_that_waited_says_that_the_call_is_open_by_now() -> None:
    said = compose(parcel(told=(told(EventKind.FORTHCOMING, call(CallStatus.OPEN)),)))
    assert "It is open by now." in said.text
    assert "not open yet" not in said.text
