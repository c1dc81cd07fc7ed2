"""What happened since a backup goes out as one summary that says what it was (decisions E 3)."""

import json
from datetime import timedelta
from typing import Any

from service_world import topic
from typer.testing import CliRunner

from monitor.__main__ import now
from monitor.cli import build

FIRST, SECOND = "AMIF-2026-TF2-AG-INTE-01", "AMIF-2026-TF2-AG-INTE-02"
CLOSED = "31094503"


def run(house: Any, *words: str) -> Any:
    settings = str(house.here.folder / "amif-monitor.toml")
    done = CliRunner().invoke(build(now), ["--config", settings, *words])
    assert done.exit_code == 0, done.output
    return done


def one_pass(house: Any) -> None:
    house.channel.told.clear()
    run(house, "poll")
    run(house, "deliver")


def test_the_summary_after_a_restore_names_each_event(house: Any) -> None:
    backup = str(house.here.folder / "backup.db")
    one_pass(house)
    run(house, "db", "backup", backup)
    house.world.change(FIRST, status=CLOSED)
    house.world.change(SECOND, deadlines=(now() + timedelta(days=50),))
    house.world.put(topic(3))
    one_pass(house)
    assert len(house.channel.events()) == 3

    run(house, "db", "restore", backup)
    one_pass(house)
    (summary,) = house.channel.told
    assert summary["kind"] == "summary"
    assert summary["may_repeat"] is True
    told = {(event["kind"], event["call"]["identifier"]) for event in summary["events"]}
    assert told == {
        ("closed", FIRST),
        ("deadline_changed", SECOND),
        ("open", "AMIF-2026-TF2-AG-INTE-03"),
    }
    assert len(summary["calls"]) == 3

    answer = json.loads(run(house, "explain", FIRST, "receiver", "--json").stdout)
    (fate,) = [event for event in answer["events"] if event["kind"] == "closed"]
    assert (fate["fate"], fate["rule"]) == ("told", "E 3")
    one_pass(house)
    assert house.channel.told == []
