"""Settings shown as text: a file one could use again, and the handbook's table."""

import tomllib
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from config.settings_shape import keys_under
from config.settings_text import settings_reference, show

HANDBOOK = Path(__file__).parents[2] / "docs" / "operations.md"
FULL = """
[store]
url = "postgresql://amif:hush-hush@db.example.org/amif"
keep_history = "3650d"
[web]
operator = "Réseau \\"d'accueil\\"\\\\\\nÅ"
[alerts]
heartbeat_url = "https://example.org/ping/hush-hush"
[sources.eu_portal]
every = "90s"
[[feeds]]
id = "my-agency"
kind = "page"
url = "https://example.org/calls"
country = "SE"
landmarks = ["Utlysningar"]
[[channels]]
name = "ngo"
url = "slack://hush-hush"
[[channels]]
name = "mail"
url_file = "mail.url"
countries = ["SE", "EU"]
min_budget = 10000.5
[[corrections]]
call = "se-migrationsverket-2026-1"
field = "deadline"
value = "2026-05-03T23:59"
reason = "Confirmed by phone with the agency"
"""


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    (tmp_path / "mail.url").write_text("mailto://u:hush-hush@smtp.example.org")
    file = tmp_path / "amif-monitor.toml"
    file.write_text(FULL, encoding="utf-8")
    return load_settings(file, {})


def test_what_is_shown_holds_no_secret(settings: Settings) -> None:
    text = show(settings)
    assert "hush" not in text
    assert 'url = "***"' in text
    assert 'heartbeat_url = "***"' in text
    assert 'url_file = "mail.url"' in text


def test_a_database_address_is_shown_but_for_its_password(settings: Settings) -> None:
    assert 'url = "postgresql://***@db.example.org/amif"' in show(settings)


def test_what_is_shown_could_be_a_settings_file_that_says_the_same(
    settings: Settings, tmp_path: Path
) -> None:
    again = tmp_path / "again.toml"
    text = show(settings).replace('heartbeat_url = "***"', 'heartbeat_url = "https://h"')
    text = text.replace('url = "***"', 'url = "slack://hush-hush"')
    again.write_text(text, encoding="utf-8")
    assert show(load_settings(again, {})) == show(settings)


def test_every_key_of_every_table_is_shown(settings: Settings) -> None:
    shown = tomllib.loads(show(settings))
    assert shown["web"]["operator"] == 'Réseau "d\'accueil"\\\nÅ'
    assert shown["sources"]["eu_portal"]["every"] == "90s"
    assert set(shown["channels"][0]) == set(type(settings.channels[0]).model_fields) - {"url_file"}
    assert set(shown["web"]) == set(type(settings.web).model_fields)


def test_every_setting_stands_in_the_table_with_a_meaning() -> None:
    table = settings_reference()
    for path in keys_under(Settings):
        if len(path) == 2:
            assert f"| `{path[1]}` | `AMIF_MONITOR_{'__'.join(path).upper()}` |" in table  # type: ignore[arg-type]
    assert "| None |" not in table
    assert "PydanticUndefined" not in table


def test_the_handbooks_table_is_the_one_made_from_the_model() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    begin, end = "<!-- settings: made by `make handbook` -->\n", "<!-- end of settings -->"
    assert begin in text
    assert text.split(begin)[1].split(end)[0].strip() == settings_reference().strip(), (
        "docs/operations.md is behind the settings: run `make handbook`"
    )
