"""The doctor on what lies outside: the clock, hosts, certificates, channels, the public address."""

import socket
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from doctor_visit import NOW, Doctor, found, only
from ops_site import site

from monitor.doctor import Verdict


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
