"""The doctor finds each planted fault, says what to do, and finds nothing where all is well."""

import json
import os
import stat
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from doctor_visit import NOW, Doctor, clock, found, only
from ops_site import site

from monitor.commands.doctor import run_doctor
from monitor.doctor import Verdict
from store import outbox, polls
from store.database import open_database
from store.records import Delivery, DeliveryKind, DeliveryState, SourceState


def test_where_all_is_well_there_is_no_fault_and_no_warning(doctor: Doctor, made: Path) -> None:
    state = SourceState(id="eu_portal", verified_at=NOW, last_success=NOW, last_poll=NOW)
    database = open_database(f"sqlite:///{made}")
    with database.write() as conn:
        polls.save_state(conn, state)
    database.close()
    with site(date=format_datetime(NOW, usegmt=True), body=b'{"live": true}') as url:
        findings = doctor(only(url) + f'[web]\npublic_url = "{url}"\n')
    troubled = [one for one in findings if one.verdict is not Verdict.OK]
    assert [(one.check, one.said) for one in troubled] == [
        (
            "public_url",
            f"{url} answers, but only on this machine or network: links in messages lead there",
        )
    ]
    checks = {one.check for one in findings}
    assert checks == {
        "settings", "permissions", "disk", "database", "zones", "clock", "sources", "watch",
        "channels", "public_url",
    }  # fmt: skip
    assert all(one.do for one in troubled)


def test_mistakes_in_the_settings_are_found_each_with_its_line(doctor: Doctor) -> None:
    findings = doctor('[web]\nport = "x"\n[polling]\nevery = "y"\n')
    said = found(findings, "settings", Verdict.FAULT)
    assert "amif-monitor.toml:2: web.port" in said
    assert "amif-monitor.toml:4: polling.every" in said
    assert "config check" in said


def test_a_source_nobody_has_is_found(doctor: Doctor) -> None:
    assert "nobody" in found(doctor("[sources.nobody]\nenabled = false\n"), "settings")


def test_nobody_to_tell_is_a_warning(doctor: Doctor) -> None:
    text = only("http://127.0.0.1:9/").split("[[channels]]")[0]
    assert "nobody is told anything" in found(doctor(text), "settings", Verdict.WARNING)


def test_a_filter_that_can_never_match_is_a_warning(doctor: Doctor) -> None:
    text = only("http://127.0.0.1:9/") + 'countries = ["DK"]\n'
    assert "DK" in found(doctor(text), "settings", Verdict.WARNING)


def test_a_secret_everybody_may_read_is_found(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "ngo.url").chmod(0o644)
    said = found(doctor(only("http://127.0.0.1:9/")), "permissions", Verdict.WARNING)
    assert f"everybody on this machine may read {tmp_path / 'ngo.url'}" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_this_user_may_not_write_is_found(doctor: Doctor, made: Path) -> None:
    made.chmod(stat.S_IRUSR)
    said = found(doctor(only("http://127.0.0.1:9/")), "permissions", Verdict.FAULT)
    assert "may not write" in said


def test_missing_zone_data_is_found(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    text = only("http://127.0.0.1:9/")
    monkeypatch.setattr("monitor.doctor.machine._is_known", lambda _name: False)
    assert "tzdata" in found(doctor(text), "zones", Verdict.FAULT)


def test_a_service_that_stopped_watching_is_found(doctor: Doctor, made: Path) -> None:
    database = open_database(f"sqlite:///{made}")
    with database.write() as conn:
        polls.save_state(conn, SourceState(id="eu_portal", last_poll=NOW - timedelta(days=3)))
    database.close()
    said = found(doctor(only("http://127.0.0.1:9/")), "watch", Verdict.WARNING)
    assert "no source was polled since 2026-02-26" in said


def test_a_degraded_source_and_given_up_deliveries_are_found(doctor: Doctor, made: Path) -> None:
    database = open_database(f"sqlite:///{made}")
    state = SourceState(
        id="eu_portal",
        verified_at=NOW,
        last_poll=NOW,
        degraded_since=NOW - timedelta(days=1),
        last_error="a block page",
    )
    late = Delivery(
        key="a", channel="ngo", kind=DeliveryKind.SUMMARY, created=NOW - timedelta(hours=2)
    )
    lost = Delivery(
        key="b",
        channel="ngo",
        kind=DeliveryKind.SUMMARY,
        created=NOW,
        state=DeliveryState.GIVEN_UP,
    )
    with database.write() as conn:
        polls.save_state(conn, state)
        outbox.owe(conn, [late, lost])
    database.close()
    findings = doctor(only("http://127.0.0.1:9/"))
    assert "a block page" in found(findings, "watch", Verdict.WARNING)
    assert "1 given up" in found(findings, "deliveries", Verdict.WARNING)
    assert "deliveries retry" in found(findings, "deliveries", Verdict.WARNING)
    assert "waits since 2026-03-01 10:00" in found(findings, "deliveries", Verdict.WARNING)


def test_the_command_answers_json_and_exits_1_with_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "amif-monitor.toml"
    file.write_text("[web]\nport = -1\n")
    assert run_doctor(file, clock, json=True) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == len(answer["items"])
    assert answer["as_of"] == "2026-03-01T12:00:00Z"
    assert answer["items"][0]["state"] == "fault"
    assert run_doctor(file, clock) == 1
    printed = capsys.readouterr().out
    assert "web.port" in printed
    assert "1 fault to mend." in printed


def test_the_command_exits_0_when_nothing_stands_in_the_way(
    doctor: Doctor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with site(date=format_datetime(NOW, usegmt=True)) as url:
        doctor(only(url) + '[web]\npublic_url = "http://127.0.0.1:9"\n')
        assert run_doctor(tmp_path / "amif-monitor.toml", clock) == 0
    assert "Nothing stands in the way." in capsys.readouterr().out
