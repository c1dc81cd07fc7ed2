"""What other programs get: read back with their own readers."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import httpx
import jsonschema_rs
import pytest
from icalendar import Calendar, Event
from web_world import (
    CALLS,
    NOW,
    PORTAL_DAY,
    SWEDEN,
    THB,
    World,
    client_of,
    deadline,
    event,
    stored,
    world_call,
)

from config.vocabulary import CallStatus, EventKind, Flag, Stage
from monitor.calendar import calendar_event
from monitor.i18n import translator
from monitor.web.badge import badge
from monitor.web.calendars import calendar_of

JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items", "feed_url", "home_page_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "content_text", "date_published"],
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:"},
                    "date_published": {"type": "string", "pattern": "Z$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def entries(body: bytes) -> dict[str, Event]:
    """The entries of a calendar by UID; the calendar must be one that a reader accepts."""
    read = Calendar.from_ical(body)
    assert isinstance(read, Calendar)
    assert not read.errors
    return {str(entry["uid"]): entry for entry in read.events}


async def test_the_calendar_has_one_entry_per_deadline_at_its_instant(
    web: httpx.AsyncClient,
) -> None:
    answer = await web.get("/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = entries(answer.content)
    assert len(found) == sum(len(call.facts.deadlines) for call in CALLS)
    entry = found[f"{THB.id}-single@amif-monitor"]
    assert entry["dtstart"].dt == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert "17:00 Brussels" in entry["description"]
    assert "call document decides" in entry["description"]
    assert len(entry.alarms.times) == 2


async def test_an_assumed_hour_is_a_whole_day_in_the_calendar(web: httpx.AsyncClient) -> None:
    found = entries((await web.get("/calendar.ics")).content)
    entry = found[f"{SWEDEN.id}-single@amif-monitor"]
    assert entry["dtstart"].dt == date(2026, 5, 3)
    assert "hour not stated" in entry["description"]
    portal = found[f"{PORTAL_DAY.id}-single@amif-monitor"]
    assert "usually 17:00 Brussels" in portal["description"]


async def test_a_moved_deadline_keeps_its_uid_and_raises_its_sequence(filled: World) -> None:
    async with client_of(filled) as web:
        before = entries((await web.get(f"/calls/{THB.id}.ics")).content)
        moved = deadline(THB.facts.deadlines[0].at + timedelta(days=7))
        filled.add(replace(THB, turn=2, facts=replace(THB.facts, deadlines=(moved,))))
    async with client_of(filled) as web:
        after = entries((await web.get(f"/calls/{THB.id}.ics")).content)
    assert before.keys() == after.keys()
    uid = f"{THB.id}-single@amif-monitor"
    assert after[uid]["sequence"] > before[uid]["sequence"]
    assert after[uid]["dtstart"].dt == moved.at


async def test_a_withdrawn_call_is_cancelled_in_the_calendar(filled: World) -> None:
    filled.add(replace(THB, status=CallStatus.WITHDRAWN, turn=3))
    async with client_of(filled) as web:
        found = entries((await web.get("/calendar.ics")).content)
    entry = found[f"{THB.id}-single@amif-monitor"]
    assert entry["status"] == "CANCELLED"
    assert not entry.alarms.times


def test_the_feed_and_the_mail_write_the_same_entry(empty: World) -> None:
    cutoffs = tuple(deadline(NOW + timedelta(days=30 * n), stage=Stage.CUTOFF) for n in (1, 2))
    hostile = replace(
        THB.facts, title="Line; with, commas\\ and \u00e9\u00e8 " + "ω" * 120, deadlines=cutoffs
    )
    withdrawn = replace(THB, id="gone", status=CallStatus.WITHDRAWN)
    calls = (*CALLS, stored("cut", hostile, CallStatus.OPEN), withdrawn)
    for language in ("en", "el", "lv"):
        words = translator(language, "web")
        written = calendar_of(calls, empty.deps, words)
        assert max(len(line) for line in written.split(b"\r\n")) <= 75
        found = entries(written)
        mailed = [
            calendar_event(
                call, one, translator(language), url=f"{empty.deps.base_url}/calls/{call.id}"
            )
            for call in calls
            for one in call.facts.deadlines
        ]
        assert len(found) == len(mailed)
        for entry in mailed:
            read = Calendar.from_ical(
                b"BEGIN:VCALENDAR\r\n" + entry.to_ical() + b"END:VCALENDAR\r\n"
            ).events[0]
            mine = found[str(entry["uid"])]
            for name, value in read.items():
                assert mine[name].to_ical() == value.to_ical(), name


async def test_doubtful_dates_are_not_put_into_calendars(filled: World) -> None:
    doubtful = deadline(NOW + timedelta(days=9), doubt=Flag.YEAR_CONTRADICTED)
    facts = replace(THB.facts, deadlines=(doubtful,))
    filled.add(stored("doubt-1", facts, CallStatus.OPEN))
    async with client_of(filled) as web:
        assert "doubt-1" not in (await web.get("/calendar.ics")).text


async def test_files_hold_everything_unless_a_limit_is_given(filled: World) -> None:
    filled.add(*(world_call(f"more-{n:04}", f"More {n}") for n in range(620)))
    async with client_of(filled) as web:
        assert len(entries((await web.get("/calendar.ics")).content)) > 620
        rows = list(csv.reader(io.StringIO((await web.get("/calls.csv")).text)))
        assert len(rows) == 1 + 620 + len(CALLS)
        assert (await web.get("/calls.csv?limit=7")).text.count("\r\n") == 8
        assert len(entries((await web.get("/calendar.ics?country=SE")).content)) == 2


async def test_atom_is_read_without_complaint(web: httpx.AsyncClient) -> None:
    answer = await web.get("/feed.atom?country=EU")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.links[0].href == "https://calls.example.org/feed.atom?country=EU"
    newest = feed.entries[0]
    assert newest.title.startswith("Deadline moved: Assistance")
    assert newest.link == f"https://calls.example.org/calls/{THB.id}#event-4"
    assert "from 24 February 2026 to Tue 3 March, 17:00 Brussels" in newest.content[0].value
    assert [entry.updated for entry in feed.entries] == sorted(
        (entry.updated for entry in feed.entries), reverse=True
    )


async def test_json_feed_fits_its_schema_and_tells_the_same(web: httpx.AsyncClient) -> None:
    answer = await web.get("/feed.json?country=EU")
    assert answer.headers["content-type"] == "application/feed+json"
    body = answer.json()
    jsonschema_rs.validate(JSON_FEED, body)
    atom = feedparser.parse((await web.get("/feed.atom?country=EU")).content)
    assert [item["id"] for item in body["items"]] == [entry.id for entry in atom.entries]


async def test_trouble_of_the_monitor_is_told_in_the_whole_feed_only(
    web: httpx.AsyncClient,
) -> None:
    assert "cannot be read just now" in (await web.get("/feed.atom")).text
    assert "cannot be read just now" not in (await web.get("/feed.atom?country=IT")).text


async def test_feeds_survive_what_xml_cannot_carry(filled: World) -> None:
    nasty = "bad \x0b\x1f\ufffe & <b>bold</b> ]]> \U0001f600"
    filled.add(stored("nasty", replace(THB.facts, title=nasty), CallStatus.OPEN))
    filled.happen(event("nasty", EventKind.OPEN, NOW))
    async with client_of(filled) as web:
        body = (await web.get("/feed.atom")).content
        assert not feedparser.parse(body).bozo
        assert ElementTree.fromstring(body).tag.endswith("feed")
        json.loads((await web.get("/feed.json")).content)


async def test_an_empty_feed_is_a_feed(empty: World) -> None:
    async with client_of(empty) as web:
        assert not feedparser.parse((await web.get("/feed.atom")).content).bozo
        jsonschema_rs.validate(JSON_FEED, (await web.get("/feed.json")).json())


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1", "\t=1", "\r=1", " =1")


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_cell_of_the_table_is_a_formula(filled: World, formula: str) -> None:
    facts = replace(THB.facts, title=formula, authority=formula, identifier=formula)
    filled.add(stored("formula", facts, CallStatus.OPEN))
    async with client_of(filled) as web:
        rows = list(csv.DictReader(io.StringIO((await web.get("/calls.csv")).text)))
    (row,) = [row for row in rows if row.get("id", row.get("\ufeffid")) == "formula"]
    for column in ("title", "authority", "identifier"):
        assert row[column].startswith("'"), column


async def test_the_table_says_what_the_api_says(web: httpx.AsyncClient) -> None:
    answer = await web.get("/calls.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="amif-calls.csv"' in answer.headers["content-disposition"]
    rows = {
        row["id"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    }
    for call in (await web.get("/api/v1/calls")).json()["items"]:
        row = rows[call["id"]]
        assert row["title"] == call["title"]
        assert row["status"] == call["status"]
        assert row["objectives"] == " ".join(call["objectives"])
    assert rows[SWEDEN.id]["hour_assumed"] == "yes"
    assert rows[SWEDEN.id]["next_deadline_local"] == "2026-05-03 23:59"
    assert rows[THB.id]["budget"] == "6000000"


async def test_the_badge_speaks_and_is_sound_xml(web: httpx.AsyncClient) -> None:
    answer = await web.get("/badge.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = ElementTree.fromstring(answer.content)
    assert picture.get("aria-label") == "AMIF: 4 open, next closes in 6 days"
    assert "0 open" in (await web.get("/badge.svg?country=MT")).text
    assert ElementTree.fromstring(badge("<&>", '"quoted" <b>')) is not None


async def test_the_embedded_list_shows_what_is_live(web: httpx.AsyncClient) -> None:
    page = (await web.get("/embed?country=SE")).text
    assert "Utlysning 1" in page
    assert "Utlysning 4" not in page  # closed
    assert "Not an official source" in page
    assert "<nav" not in page
