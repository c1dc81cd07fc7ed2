"""The doctor on the database and its disk: damage, versions, locks, lost rows, no room."""

import os
import sqlite3
from pathlib import Path

import pytest
from doctor_visit import Doctor, found, only

from monitor.doctor import Verdict
from store.migrations import VERSION_TABLE


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
