"""The program as an operator runs it: told once, in time, over restarts and kills."""

import json
from datetime import timedelta
from typing import Any

import pytest
from service_world import until

from monitor.__main__ import now
from monitor.demo.portal_world import Mode

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

FORTHCOMING, OPEN = "31094501", "31094502"
FIRST, SECOND = "AMIF-2026-TF2-AG-INTE-01", "AMIF-2026-TF2-AG-INTE-02"


def identifiers(events: list[dict[str, Any]]) -> list[str]:
    return [event["call"]["identifier"] for event in events]


def test_a_topic_that_opens_is_told_once_within_three_seconds(house: Any) -> None:
    house.world.change(FIRST, status=FORTHCOMING)
    house.here.start()
    until(house.channel.summaries, 10)

    house.world.change(FIRST, status=OPEN)
    until(lambda: house.channel.events("open"), 3)

    asked = len(house.world.asked)
    until(lambda: len(house.world.asked) > asked + 2, 20)
    assert identifiers(house.channel.events()) == [FIRST]
    assert house.here.stop() == 0


def test_a_deadline_that_passes_is_told_once_within_five_seconds_of_its_instant(house: Any) -> None:
    house.here.start()
    until(house.channel.summaries, 10)
    ends = now().replace(microsecond=0) + timedelta(seconds=6)
    house.world.change(FIRST, deadlines=(ends,), hour=True, status=OPEN)
    until(lambda: house.channel.events("deadline_changed"), 5)

    house.world.mode = Mode.DOWN
    until(lambda: now() >= ends, 10)
    assert not house.channel.events("closed")
    until(lambda: house.channel.events("closed"), 5)
    until(lambda: not _deliveries(house, "owed"), 10)  # what is in hand at a kill may be repeated

    house.here.kill()
    house.world.mode = Mode.OK
    asked = len(house.world.asked)
    house.here.start()
    until(lambda: len(house.world.asked) > asked + 2, 20)
    assert len(house.channel.events("closed")) == 1


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_a_restart_in_between_changes_nothing(house: Any, ending: str) -> None:
    house.world.change(FIRST, status=FORTHCOMING)
    house.here.start()
    until(house.channel.summaries, 10)
    until(lambda: not _deliveries(house, "owed"), 10)  # what is in hand at a kill may be repeated
    getattr(house.here, ending)()

    house.world.change(FIRST, status=OPEN)
    house.here.start()
    until(lambda: house.channel.events("open"), 5)
    until(lambda: not _deliveries(house, "owed"), 10)
    getattr(house.here, ending)()
    house.here.start()
    asked = len(house.world.asked)
    until(lambda: len(house.world.asked) > asked + 2, 10)

    assert identifiers(house.channel.events()) == [FIRST]
    assert len(house.channel.summaries()) == 1


def test_a_channel_that_refuses_is_told_later_and_nothing_is_lost(house: Any) -> None:
    house.here.start()
    until(house.channel.summaries, 10)
    house.channel.refuse = True
    house.world.change(SECOND, title="Another title")
    until(lambda: _deliveries(house, "owed"), 10)
    owed = _deliveries(house, "owed")
    assert owed[0]["attempts"] >= 1
    assert "127.0.0.1" not in (owed[0]["last_error"] or "")

    house.channel.refuse = False
    until(lambda: house.channel.events("changed"), 30)
    until(lambda: not _deliveries(house, "owed"), 5)


@pytest.mark.parametrize(
    "mode",
    [
        Mode.DOWN,
        Mode.RATE_LIMITED,
        Mode.SERVER_ERROR,
        Mode.BLOCK_PAGE,
        Mode.WRONG_TYPE,
        Mode.TRUNCATED,
        Mode.FILTER_IGNORED,
        Mode.SILENT,
    ],
)
def test_a_bad_answer_leaves_calls_as_they_are_and_is_recovered_from(
    house: Any, mode: Mode
) -> None:
    assert house.here.run("poll").exit_code == 0
    before = _stored(house)

    house.world.mode = mode
    house.world.retry_after = 1
    failed = house.here.run("poll", "--json")
    assert failed.exit_code == 1
    report = json.loads(failed.stdout)["items"][0]
    assert report["error"]
    assert report["events"] == []
    assert _stored(house) == before
    assert json.loads(house.here.run("sources", "--json").stdout)["items"][0]["last_error"]

    house.world.mode = Mode.OK
    assert house.here.run("poll").exit_code == 0
    assert _stored(house) == before
    assert house.here.run("events", "--json").stdout.count('"baseline": false') == 0


def test_an_empty_answer_is_a_success_and_its_calls_are_missing_not_closed(house: Any) -> None:
    assert house.here.run("poll").exit_code == 0
    house.world.mode = Mode.EMPTY
    assert house.here.run("poll").exit_code == 0
    assert house.here.run("poll").exit_code == 0

    calls = json.loads(house.here.run("calls", "--json").stdout)["items"]
    assert {call["status"] for call in calls} == {"open"}
    assert all(call["missing_since"] for call in calls)


def test_poll_and_deliver_together_stand_in_for_run(house: Any) -> None:
    assert house.here.run("poll").exit_code == 0
    assert not house.channel.told
    house.world.change(FIRST, title="A new title")
    assert house.here.run("poll").exit_code == 0
    assert house.here.run("deliver").exit_code == 0
    assert len(house.channel.summaries()) == 1
    assert identifiers(house.channel.events("changed")) == [FIRST]
    house.here.run("deliver")
    assert len(house.channel.told) == 2


def test_a_dry_run_stores_nothing(house: Any) -> None:
    assert house.here.run("poll").exit_code == 0
    house.world.change(FIRST, title="A new title")
    told = json.loads(house.here.run("poll", "--dry-run", "--json").stdout)
    assert told["items"][0]["changed"] == 1
    assert "A new title" not in house.here.run("calls", "--json").stdout


def test_a_dry_run_before_anything_is_stored_makes_no_database(house: Any) -> None:
    done = house.here.run("poll", "--dry-run", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["items"][0]["new"] > 0
    assert json.loads(house.here.run("calls", "--json").stdout)["total"] == 0


def test_the_page_and_the_api_show_what_is_stored(house: Any) -> None:
    house.here.start()
    until(house.channel.summaries, 10)
    listed = house.here.get("/api/v1/calls?status=open")
    assert listed["total"] == 2
    page = house.here.get("/")
    assert all(call["title"] in page for call in listed["items"])
    assert house.here.get(f"/api/v1/calls/{listed['items'][0]['id']}")["id"]


def test_a_second_service_on_the_same_database_is_refused_with_a_sentence(house: Any) -> None:
    house.here.start()
    second = house.here.run("run")
    assert second.exit_code == 1
    assert "Another amif-monitor runs" in second.stderr


def test_a_taken_port_is_named_with_a_way_out(house: Any, tmp_path: Any) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.here.port))
        taken.listen()
        refused = house.here.run("run")
    assert refused.exit_code == 1
    assert str(house.here.port) in refused.stderr
    assert "AMIF_MONITOR_WEB__PORT" in refused.stderr


def _stored(house: Any) -> list[dict[str, Any]]:
    items = json.loads(house.here.run("calls", "--json").stdout)["items"]
    return [{key: value for key, value in one.items() if key != "sources"} for one in items]


def _deliveries(house: Any, state: str) -> list[dict[str, Any]]:
    listed = house.here.run("deliveries", "--state", state, "--json").stdout
    items: list[dict[str, Any]] = json.loads(listed)["items"]
    return items


@pytest.mark.parametrize(
    "words",
    [
        ("calls", "--status", "opened"),
        ("calls", "--objective", "SO5"),
        ("events", "--kind", "opening"),
        ("deliveries", "--state", "late"),
    ],
)
def test_a_word_no_list_knows_is_wrong_use(house: Any, words: tuple[str, ...]) -> None:
    refused = house.here.run(*words)
    assert refused.exit_code == 2
    assert words[2] in refused.stderr
