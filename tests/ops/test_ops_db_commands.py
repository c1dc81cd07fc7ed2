"""`db ...` on the command line: what it says, and what it refuses before it touches anything."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from config.settings import Settings
from monitor.commands.db import run_db_backup, run_db_copy, run_db_restore, run_db_upgrade
from monitor.onlyone import only_one
from monitor.refusals import AlreadyRunning
from store import meta
from store.database import StoreError, open_database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def clock() -> datetime:
    """The test's clock."""
    return NOW


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"store": {"url": f"sqlite:///{tmp_path / 'amif.db'}"}})


def remember(settings: Settings, value: str) -> None:
    """Put one value into the database."""
    database = open_database(settings.store.url.get_secret_value())
    with database.write() as conn:
        meta.put(conn, "test", value)
    database.close()


def remembered(settings: Settings) -> str | None:
    """The value that is in the database."""
    database = open_database(settings.store.url.get_secret_value())
    with database.read() as conn:
        found = meta.get(conn, "test")
    database.close()
    return found


def test_upgrade_makes_a_database_and_may_be_repeated(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_db_upgrade(settings) == 0
    assert run_db_upgrade(settings) == 0
    assert (tmp_path / "amif.db").exists()
    assert "the schema is up to date" in capsys.readouterr().out


def test_a_backup_restored_brings_back_what_was_there(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(settings, "before")
    assert run_db_backup(settings, tmp_path / "backup.db", clock) == 0
    remember(settings, "after")
    assert run_db_restore(settings, tmp_path / "backup.db", clock) == 0
    assert remembered(settings) == "before"
    assert "amif.db.before-restore" in capsys.readouterr().out.replace("\n", "")


def test_restore_refuses_while_the_service_runs(settings: Settings, tmp_path: Path) -> None:
    remember(settings, "before")
    run_db_backup(settings, tmp_path / "backup.db", clock)
    remember(settings, "after")
    with only_one(settings.store.url.get_secret_value()), pytest.raises(AlreadyRunning):
        run_db_restore(settings, tmp_path / "backup.db", clock)
    assert remembered(settings) == "after"


def test_restore_of_something_else_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    remember(settings, "here")
    (tmp_path / "letter").write_text("Dear Sir or Madam")
    for file in (tmp_path / "letter", tmp_path / "none", tmp_path):
        with pytest.raises(StoreError):
            run_db_restore(settings, file, clock)
    assert remembered(settings) == "here"


def test_restore_into_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    nowhere = Settings.model_validate({"store": {"url": f"sqlite:///{tmp_path}/none/amif.db"}})
    with pytest.raises(StoreError, match="folder cannot be used"):
        run_db_restore(nowhere, tmp_path / "backup.db", clock)


def test_there_is_no_backup_of_nothing(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        run_db_backup(settings, tmp_path / "backup.db", clock)


@pytest.mark.parametrize("target", ["", "other.db", "mysql://host/amif", "sqlite://"])
def test_copy_to_what_is_no_address_of_a_database_is_wrong_use(
    settings: Settings, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    remember(settings, "here")
    with pytest.raises(typer.Exit) as refused:
        run_db_copy(settings, target)
    assert refused.value.exit_code == 2
    assert "sqlite:///FILE" in capsys.readouterr().err


def test_copy_takes_everything_into_an_empty_database_and_never_into_a_full_one(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(settings, "here")
    target = f"sqlite:///{tmp_path / 'other.db'}"
    assert run_db_copy(settings, target) == 0
    assert "[store] url" in capsys.readouterr().out
    other = Settings.model_validate({"store": {"url": target}})
    assert remembered(other) == "here"
    with pytest.raises(StoreError, match="holds rows"):
        run_db_copy(settings, target)
