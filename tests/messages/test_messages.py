"""What messages say (decisions A 4, C, D 3, E 2, G, I); nothing from outside breaks out of them."""

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from icalendar import Calendar
from letters_to_try import (
    EXACT_DEADLINE,
    HOUSE,
    NATIONAL_DEADLINE,
    NOW,
    PORTAL_DEADLINE,
    SOURCES,
    TITLE,
    call,
    parcel,
    swedish_call,
    told,
)

from config.vocabulary import (
    Applicant,
    CallStatus,
    Deadline,
    DeadlineKind,
    EventKind,
    Flag,
    Objective,
    Precision,
    Stage,
    StatusWord,
)
from monitor.calendar import deadline_uid
from monitor.messages import Figures, SubscriberLinks, compose, compose_test
from notifiers.base import Message
from store.records import Change, DeliveryKind

CALL_KINDS = [kind for kind in EventKind if not kind.startswith("source")]
LANGUAGES = ["en", "sv", "el", "lv", "it", "fr", "de", "es"]
NOT_OFFICIAL = "Not an official source; the call document decides."


def message(kind: EventKind = EventKind.OPEN, **changes: object) -> Message:
    """The message for one event in English, for a reader in Brussels."""
    channel = changes.pop("channel", {})
    return compose(parcel(told=(told(kind, **changes),), channel=channel))


def summary(**changes: object) -> Message:
    return compose(parcel(DeliveryKind.SUMMARY, **changes))


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


# --- deadlines (decisions A 4) ---


def deadline_row(*deadlines: Deadline, zone: str = "Europe/Brussels", **facts: object) -> str:
    about = call(deadlines=deadlines, **facts)
    text = message(about=about, channel={"timezone": zone}).text
    return next(line for line in text.splitlines() if line.startswith("Deadline: "))


def test_the_portals_unstated_hour_is_usual_not_certain() -> None:
    assert deadline_row(PORTAL_DEADLINE) == (
        "Deadline: 21 August 2026 (usually 17:00 Brussels), in 12 days"
    )


def test_a_national_unstated_hour_is_not_stated() -> None:
    row = deadline_row(NATIONAL_DEADLINE)
    assert row == "Deadline: 3 September 2026 (hour not stated, see the page), in 25 days"


def test_a_stated_hour_is_told_in_its_zone_and_the_readers() -> None:
    assert deadline_row(EXACT_DEADLINE) == "Deadline: 21 August 2026, 17:00 Brussels, in 12 days"
    nicosia = deadline_row(EXACT_DEADLINE, zone="Asia/Nicosia")
    assert nicosia == "Deadline: 21 August 2026, 17:00 Brussels (18:00 Nicosia), in 12 days"


def test_an_hour_on_another_day_at_the_readers_is_told_with_that_day() -> None:
    late = Deadline(at=EXACT_DEADLINE.at.replace(hour=21, minute=30), zone="Europe/Brussels")
    row = deadline_row(late, zone="Europe/Athens")
    assert "21 August 2026, 23:30 Brussels (22 August 2026, 00:30 Athens)" in row


def test_midnight_at_the_end_of_a_day_is_told_when_it_was_stated() -> None:
    end = replace(NATIONAL_DEADLINE, precision=Precision.MINUTE, assumed=False)
    assert "3 September 2026, 23:59 Stockholm" in deadline_row(end)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DeadlineKind.ROLLING, "open until the money is spent"),
        (DeadlineKind.UNKNOWN, "deadline not stated"),
    ],
)
def test_a_call_without_a_date_says_why(kind: DeadlineKind, words: str) -> None:
    assert deadline_row(deadline_kind=kind) == f"Deadline: {words}"


def test_further_cut_offs_and_the_second_stage_are_shown() -> None:
    second = replace(EXACT_DEADLINE, stage=Stage.SECOND, at=EXACT_DEADLINE.at + timedelta(days=60))
    first = replace(EXACT_DEADLINE, stage=Stage.FIRST)
    text = message(about=call(deadlines=(first, second))).text
    assert "Deadline: 21 August 2026, 17:00 Brussels, in 12 days" in text
    assert "Second stage: 20 October 2026, 17:00 Brussels" in text


def test_a_doubtful_deadline_is_shown_with_its_doubt_and_not_counted() -> None:
    odd = replace(EXACT_DEADLINE, doubt=Flag.YEAR_CONTRADICTED)
    text = message(about=call(deadlines=(odd,), flags=(Flag.YEAR_CONTRADICTED,))).text
    assert "Further date: 21 August 2026" in text
    assert "contradicts the year" in text
    assert "in 12 days" not in text


def test_the_day_itself_is_today() -> None:
    today = replace(EXACT_DEADLINE, at=NOW + timedelta(hours=5))
    said = message(EventKind.CLOSING_SOON, about=call(deadlines=(today,)))
    assert said.title.startswith("Closes today: ")
    assert ", today" in said.text


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


# --- summaries, digests, canaries (decisions E) ---


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


def test_a_canary_for_machines_has_the_figures_too() -> None:
    figures = Figures(sources_ok=9, sources_all=27, countries=8, open=3, forthcoming=2, sent=14)
    said = compose(parcel(DeliveryKind.CANARY, channel={"format": "json"}, figures=figures))
    text = json.loads(said.json)["text"]
    assert text.startswith("Still watching\n")
    assert "9 of 27" in text


def test_a_test_message_names_no_call() -> None:
    said = compose_test(parcel())
    assert said.title == "Test message from the AMIF monitor"
    assert "AMIF-2026" not in said.text


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


# --- nothing from outside breaks out ---

EVIL = (
    "<!channel> <script>alert(1)</script> *bold* _it_ `code` [x](http://evil.example) "
    "\u202egnp.exe\u202c\r\nBcc: x@example.org\x00"
)


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.values: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.values += [f"{name}={value}" for name, value in attrs]


@pytest.fixture
def hostile() -> Message:
    """A message in which everything that can come from outside does its worst."""
    about = call(
        title=EVIL,
        identifier=EVIL,
        authority=EVIL,
        url='javascript:alert("x")',
        deadlines=(replace(EXACT_DEADLINE, text=EVIL),),
    )
    about = replace(about, corrected={"deadline": EVIL})
    line = replace(SOURCES["eu_portal"], name=EVIL)
    evil = told(EventKind.CHANGED, about)
    change = replace(evil.event.changes[0], old=EVIL, new=EVIL)
    evil = replace(evil, event=replace(evil.event, changes=(change,)))
    return compose(parcel(told=(evil,), sources={"eu_portal": line}, house=HOUSE))


def test_html_holds_no_tag_but_ours(hostile: Message) -> None:
    page = Tags(hostile.html)
    assert "script" not in page.names
    assert "img" not in page.names
    assert not [value for value in page.values if "javascript" in value]
    assert "&lt;script&gt;" in hostile.html


def test_a_title_stays_on_one_line(hostile: Message) -> None:
    for sign in ("\r", "\n", "\x00", "\u202e"):
        assert sign not in hostile.title
    assert not [line for line in hostile.text.splitlines() if line.startswith("Bcc:")]
    assert "\u202e" not in hostile.text + hostile.html + hostile.markdown


def test_markdown_calls_nobody_and_formats_nothing_of_others(hostile: Message) -> None:
    assert "<!channel>" not in hostile.markdown.replace("\\<", "")
    assert "*bold*" not in hostile.markdown
    assert "`" not in hostile.markdown
    assert "[x](" not in hostile.markdown.replace("\\[x\\](", "")


def test_only_web_addresses_become_links(hostile: Message) -> None:
    assert "javascript" not in hostile.text + hostile.html + hostile.markdown
    assert "https://calls.example.org/calls/eu-portal-1" in hostile.html


def test_a_title_of_a_megabyte_becomes_a_message_of_normal_size() -> None:
    said = message(about=call(title="x" * 1_000_000, identifier="y" * 1_000_000))
    assert len(said.title) <= 240
    assert len(said.html) < 20_000


def test_html_fetches_nothing_and_is_told_to_follow_the_readers_colours() -> None:
    page = message().html
    assert "src=" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert 'name="color-scheme" content="light dark"' in page
    assert "background" not in page


def test_a_summary_after_a_restore_says_what_happened_to_each_call() -> None:
    closed = call(status=CallStatus.CLOSED, word=StatusWord.CLOSED)
    ended = told(EventKind.CLOSED, closed)
    blind = told(EventKind.SOURCE_DEGRADED)
    said = summary(calls=(closed,), told=(ended, blind), may_repeat=True)
    assert "A call for proposals has closed." in said.text
    assert message(EventKind.SOURCE_DEGRADED).text.splitlines()[0] in said.text
    only = summary(told=(told(EventKind.SOURCE_DEGRADED),), may_repeat=True)
    assert "No call that matches" not in only.text


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
