"""The doctor finds each planted fault, says what to do, and finds nothing where all is well."""

import json
import os
import socket
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from ops_site import site

from monitor.commands.doctor import run_doctor
from monitor.doctor import Finding, Verdict, examine
from sources.registry import builtin_sources
from store import outbox, polls
from store.database import open_database
from store.migrations import VERSION_TABLE
from store.records import Delivery, DeliveryKind, DeliveryState, SourceState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Doctor = Callable[..., list[Finding]]


def clock() -> datetime:
    """The test's clock."""
    return NOW


def only(portal: str, *, private: bool = True) -> str:
    """Settings that watch nothing but a portal at this address."""
    off = "".join(
        f"[sources.{name}]\nenabled = false\n" for name in builtin_sources() if name != "eu_portal"
    )
    return (
        f'[sources.eu_portal]\nurl = "{portal}"\n{off}'
        f"[polling]\nallow_private_addresses = {str(private).lower()}\n"
        '[[channels]]\nname = "ngo"\nurl_file = "ngo.url"\n'
    )


@pytest.fixture(name="doctor")
def _doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "ngo.url"
    secret.write_text("json://127.0.0.1:9/")
    secret.chmod(0o600)

    def look(text: str, **environ: str) -> list[Finding]:
        file = tmp_path / "amif-monitor.toml"
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        if "public_url" not in text:
            environ["WEB__PUBLIC_URL"] = "http://127.0.0.1:9"
        variables = {f"AMIF_MONITOR_{key}": value for key, value in environ.items()}
        return list(examine(file, variables, clock, seconds=0.5))

    return look


def found(findings: list[Finding], check: str, verdict: Verdict | None = None) -> str:
    """What was said of one check (with this verdict), joined; empty when nothing was."""
    return " | ".join(
        f"{one.said} -> {one.do}"
        for one in findings
        if one.check == check and verdict in (None, one.verdict)
    )


@pytest.fixture(name="made")
def _made(tmp_path: Path) -> Path:
    """The default database, made as a first start makes it."""
    file = tmp_path / "amif-monitor.db"
    open_database(f"sqlite:///{file}").close()
    return file


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


def test_a_damaged_database_is_found(doctor: Doctor, made: Path) -> None:
    whole = made.read_bytes()
    half = len(whole) // 2
    made.write_bytes(whole[:4096] + os.urandom(half) + whole[4096 + half :])
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    assert "damaged" in said
    assert "db restore" in said


def test_a_file_that_is_no_database_is_found(doctor: Doctor, made: Path) -> None:
    made.write_bytes(b"Dear diary, today I was no database. " * 200)
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    assert "no SQLite database" in said


def test_a_schema_behind_the_program_is_found(doctor: Doctor, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "amif-monitor.db").execute("CREATE TABLE x (y)").connection.close()
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    assert "db upgrade" in said


def test_a_schema_of_a_newer_program_is_found(doctor: Doctor, made: Path) -> None:
    raw = sqlite3.connect(made)
    raw.execute(f"UPDATE {VERSION_TABLE} SET version_num = 'from-the-future'")
    raw.commit()
    raw.close()
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    assert "newer than this program" in said


def test_a_locked_database_is_found(
    doctor: Doctor, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.doctor.database._PATIENCE", 0.1)
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    other.close()
    assert "locked" in said


def test_a_row_that_refers_to_nothing_is_found(doctor: Doctor, made: Path) -> None:
    raw = sqlite3.connect(made)
    raw.execute("CREATE TABLE mother (id INTEGER PRIMARY KEY)")
    raw.execute("CREATE TABLE child (mother INTEGER REFERENCES mother (id))")
    raw.execute("INSERT INTO child VALUES (7)")
    raw.commit()
    raw.close()
    said = found(doctor(only("http://127.0.0.1:9/")), "database", Verdict.FAULT)
    assert "a row of child refers to a row of mother that is gone" in said


def test_a_database_of_the_future_to_be_made_is_no_fault(doctor: Doctor) -> None:
    findings = doctor(only("http://127.0.0.1:9/"))
    assert "not there yet" in found(findings, "database", Verdict.OK)
    assert found(findings, "database", Verdict.FAULT) == ""


def test_a_folder_that_is_not_there_is_found(doctor: Doctor, tmp_path: Path) -> None:
    findings = doctor(
        only("http://127.0.0.1:9/"), STORE__URL=f"sqlite:///{tmp_path / 'none' / 'amif.db'}"
    )
    assert "mkdir" in found(findings, "disk", Verdict.FAULT)


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(10_000_000, Verdict.FAULT), (100_000_000, Verdict.WARNING), (10**10, Verdict.OK)],
)
def test_a_disk_that_is_nearly_full_is_found(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict
) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    assert f"{free // 1_000_000} MB free" in found(
        doctor(only("http://127.0.0.1:9/")), "disk", verdict
    )


@pytest.mark.parametrize(
    ("off", "verdict", "word"),
    [
        (timedelta(hours=1), Verdict.FAULT, "ahead of"),
        (-timedelta(seconds=20), Verdict.WARNING, "behind"),
        (timedelta(seconds=1), Verdict.OK, "agrees"),
    ],
)
def test_a_clock_that_is_wrong_is_found_by_the_portals_date(
    doctor: Doctor, off: timedelta, verdict: Verdict, word: str
) -> None:
    with site(date=format_datetime(NOW - off, usegmt=True)) as url:
        assert word in found(doctor(only(url)), "clock", verdict)


@pytest.mark.parametrize("date", [None, "yesterday", "Sun, 01 Mar 2026 12:00:00"])
def test_a_portal_without_a_usable_date_leaves_the_clock_uncompared(
    doctor: Doctor, date: str | None
) -> None:
    with site(date=date) as url:
        findings = doctor(only(url))
    assert "no source answered" in found(findings, "clock", Verdict.WARNING)
    assert "1 of 1 hosts answer" in found(findings, "sources", Verdict.OK)


def test_a_host_no_name_server_knows_is_found(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_parts: object) -> set[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("monitor.doctor.network._addresses", unknown)
    said = found(doctor(only("http://no-such-host.invalid/")), "sources", Verdict.FAULT)
    assert "no-such-host.invalid (eu_portal): not found by the name server" in said


def test_a_host_that_refuses_is_found(doctor: Doctor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert "Connection refused" in found(doctor(only(url)), "sources", Verdict.FAULT)


def test_a_host_that_never_answers_is_found_in_bounded_time(doctor: Doctor) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert "no answer in time" in found(doctor(only(url)), "sources", Verdict.FAULT)


def test_a_certificate_nobody_trusts_is_found(doctor: Doctor) -> None:
    with site(tls=True) as url:
        said = found(doctor(only(url)), "sources", Verdict.FAULT)
    assert "a certificate that cannot be trusted" in said


def test_a_host_that_speaks_no_tls_is_found(doctor: Doctor) -> None:
    with site() as url:
        said = found(doctor(only(url.replace("http:", "https:"))), "sources", Verdict.FAULT)
    assert "breaks off the TLS greeting" in said


def test_a_name_that_leads_to_a_private_address_is_found(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.doctor.network._addresses", lambda _parts: {"10.0.0.1"})
    said = found(
        doctor(only("https://rebound.example.org/", private=False)), "sources", Verdict.FAULT
    )
    assert "a private address" in said
    assert "allow_private_addresses" in said


def test_a_channel_nobody_understands_is_found_without_its_secret(
    doctor: Doctor, tmp_path: Path
) -> None:
    (tmp_path / "ngo.url").write_text("slak://hush-hush/x/y")
    said = found(doctor(only("http://127.0.0.1:9/")), "channels", Verdict.FAULT)
    assert "channels[0].url" in said
    assert "hush" not in said


def test_a_public_address_where_nobody_answers_is_found(doctor: Doctor) -> None:
    said = found(
        doctor(only("http://127.0.0.1:9/") + '[web]\npublic_url = "http://127.0.0.1:9"\n'),
        "public_url",
        Verdict.WARNING,
    )
    assert "does not answer" in said


def test_a_public_address_where_somebody_else_answers_is_found(doctor: Doctor) -> None:
    for body in (b"<html>Welcome to nginx", b'{"live": false}', b"[]"):
        with site(body=body) as url:
            text = only("http://127.0.0.1:9/") + f'[web]\npublic_url = "{url}"\n'
            assert found(doctor(text), "public_url", Verdict.OK) == ""


@pytest.mark.parametrize(
    ("url", "enabled", "warned"),
    [
        ("http://alerts.example.org", True, True),
        ("https://alerts.example.org", True, False),
        ("http://127.0.0.1:9", True, False),
        ("http://alerts.example.org", False, False),
    ],
)
def test_self_service_without_https_is_found(
    doctor: Doctor, url: str, enabled: bool, warned: bool
) -> None:
    mail = 'mail_url = "mailto://127.0.0.1?from=a@example.org"'
    offered = f"[subscriptions]\nenabled = {str(enabled).lower()}\n{mail}\n"
    text = only("http://127.0.0.1:9/") + f'[web]\npublic_url = "{url}"\n{offered}'
    said = found(doctor(text), "channels", Verdict.WARNING)
    assert ("is not https" in said) == warned


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
