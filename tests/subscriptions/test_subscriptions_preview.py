"""The preview: what a choice would have told in the last year, before anything is sent."""

import re
from dataclasses import replace

import pytest
from desk_world import DeskWorld, swedish_call

from config.vocabulary import CallStatus, EventKind

pytestmark = pytest.mark.slow


def test_it_counts_the_calls_of_the_last_year_that_match(house: DeskWorld) -> None:
    old = swedish_call("old", CallStatus.CLOSED)
    house.happens(EventKind.OPEN, old)
    house.later(days=366)
    latvian = swedish_call("lv")
    latvian = replace(latvian, facts=replace(latvian.facts, country="LV"))
    closed = swedish_call("closed", CallStatus.CLOSED)
    house.happens(EventKind.OPEN, closed)
    house.happens(EventKind.CLOSED, closed)
    house.happens(EventKind.OPEN, swedish_call("open"))
    house.happens(EventKind.OPEN, latvian)
    house.later(days=30)
    assert told(house, "country=SE") == (2, {"Utlysning closed", "Utlysning open"})
    assert told(house, "country=SE&country=LV") == (
        3,
        {"Utlysning closed", "Utlysning open", "Utlysning lv"},
    )
    assert told(house, "") == told(house, "country=SE&country=LV")
    assert told(house, "event=closed") == (1, {"Utlysning closed"})
    assert told(house, "country=FI") == (0, set())
    assert told(house, "word=lv") == (1, {"Utlysning lv"})
    assert house.box.mails == []


def test_of_many_it_shows_the_first_and_counts_the_rest(house: DeskWorld) -> None:
    for number in range(9):
        house.later(days=1)
        house.happens(EventKind.OPEN, swedish_call(f"n{number}"))
    house.later(days=1)
    total, shown = told(house, "country=SE")
    assert total == 9
    assert shown == {f"Utlysning n{number}" for number in range(4, 9)}
    assert "And 4 more." in house.web.get("/subscribe?country=SE").text


def told(house: DeskWorld, query: str) -> tuple[int, set[str]]:
    page = house.web.get(f"/subscribe?{query}").text
    section = re.search(r'<section class="told".*?</section>', page, re.DOTALL)
    assert section is not None
    total = re.search(r"in the last year: (\d+)", section.group())
    assert total is not None
    return int(total[1]), set(re.findall(r"Utlysning \w+", section.group()))
