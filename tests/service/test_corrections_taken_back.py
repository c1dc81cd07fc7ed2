"""A correction taken out of the settings counts no longer, also for a call it had closed."""

from pathlib import Path
from typing import Any

CALL = "eu-portal-50000001"
CORRECTION = f"""
[[corrections]]
call = "{CALL}"
field = "status"
value = "closed"
reason = "Heard by phone"
"""


def told(house: Any) -> list[tuple[str, str]]:
    """What one pass tells, as (kind, status of the call)."""
    house.channel.told.clear()
    assert house.here.run("poll").exit_code == 0
    assert house.here.run("deliver").exit_code == 0
    return [(event["kind"], event["call"]["status"]) for event in house.channel.events()]


def test_a_call_closed_by_a_correction_reopens_when_it_is_taken_back(house: Any) -> None:
    settings: Path = house.here.folder / "amif-monitor.toml"
    before = settings.read_text()
    assert told(house) == []

    settings.write_text(before + CORRECTION)
    assert told(house) == [("closed", "closed")]

    settings.write_text(before)
    assert told(house) == [("reopened", "open")]
    assert told(house) == []
