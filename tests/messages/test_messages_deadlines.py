"""How a message tells a deadline (decisions A 4): zone, doubt, further dates, none at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from letters_to_try import EXACT_DEADLINE, NATIONAL_DEADLINE, NOW, PORTAL_DEADLINE, call
from messages_to_try import message

from config.vocabulary import Deadline, DeadlineKind, EventKind, Flag, Precision, Stage


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
