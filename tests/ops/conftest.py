"""The doctor in a folder of its own, and the database of a first start in it."""

from pathlib import Path

import pytest
from doctor_visit import Doctor, clock

from monitor.doctor import Finding, examine
from store.database import open_database


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


@pytest.fixture(name="made")
def _made(tmp_path: Path) -> Path:
    """The default database, made as a first start makes it."""
    file = tmp_path / "amif-monitor.db"
    open_database(f"sqlite:///{file}").close()
    return file
