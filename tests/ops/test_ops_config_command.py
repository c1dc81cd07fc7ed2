"""`config check` and `config show` on the command line."""

import json
import tomllib
from pathlib import Path

import pytest
import typer

from monitor.commands.config import run_config_check, run_config_show

GOOD = '[[channels]]\nname = "ngo"\nurl = "slack://TokenA/TokenB/TokenC"\n'


@pytest.fixture(name="file")
def _file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in ("AMIF_MONITOR_CONFIG", "AMIF_MONITOR_WEB__PORT"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "amif-monitor.toml"


def test_right_settings_are_said_to_be_right(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD)
    assert run_config_check(file) == 0
    assert capsys.readouterr().out == f"The settings are right ({file}).\n"


def test_without_a_file_the_defaults_are_right(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not file.exists()
    assert run_config_check(None) == 0
    assert "no file" in capsys.readouterr().out


def test_every_mistake_is_told_and_ends_with_2(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("[web]\nport = -1\nhots = 1\n")
    assert run_config_check(file) == 2
    out = capsys.readouterr().out
    assert f"{file}:2: web.port: must be at least 0\n" in out
    assert f'{file}:3: web.hots: is no setting; did you mean "host"?\n' in out
    assert "2 mistakes" in out


def test_what_only_other_rooms_know_is_told_too(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(
        '[sources.eu_portall]\nenabled = false\n[[channels]]\nname = "x"\nurl = "slak://hush/b/c"\n'
    )
    assert run_config_check(file) == 2
    out = capsys.readouterr().out
    assert f"{file}:1: sources.eu_portall: " in out
    assert f"{file}:5: channels[0].url: " in out
    assert "hush" not in out


def test_a_filter_that_can_never_match_is_a_warning_and_ends_with_0(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD + 'countries = ["DK"]\n')
    assert run_config_check(file) == 0
    assert f"warning: {file}:1: channels[0]: " in capsys.readouterr().out


def test_json_is_one_document(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD + 'countries = ["DK"]\n')
    assert run_config_check(file, json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["mistakes"] == []
    assert answer["warnings"][0]["line"] == 1
    file.write_text("[web]\nport = -1\n")
    assert run_config_check(file, json=True) == 2
    assert json.loads(capsys.readouterr().out)["mistakes"] == [
        {"key": "web.port", "sentence": "must be at least 0", "file": str(file), "line": 2}
    ]


def test_show_prints_what_is_in_force_without_secrets(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(GOOD)
    monkeypatch.setenv("AMIF_MONITOR_WEB__PORT", "9000")
    assert run_config_show(file) == 0
    out = capsys.readouterr().out
    assert "Token" not in out
    shown = tomllib.loads(out)
    assert shown["web"]["port"] == 9000
    assert shown["channels"][0]["url"] == "***"


def test_show_refuses_mistakes_with_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("[web]\nport = -1\n")
    with pytest.raises(typer.Exit) as ended:
        run_config_show(file)
    assert ended.value.exit_code == 2
    assert "web.port" in capsys.readouterr().err


def test_what_other_rooms_know_is_told_beside_every_other_mistake(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(
        "[web]\nport = -1\n[sources.eu_portall]\nenabled = false\n"
        '[[feeds]]\nid = "eu_portal"\nkind = "feed"\nurl = "https://example.org/f"\n'
        'country = "SE"\n'
        '[[channels]]\nname = "x"\nurl = "slak://hush/b/c"\ndigest = "hourly"\n'
    )
    assert run_config_check(file) == 2
    out = capsys.readouterr().out
    assert f"{file}:2: web.port: " in out
    assert f"{file}:3: sources.eu_portall: " in out
    assert f"{file}:6: feeds[0].id: " in out
    assert f"{file}:12: channels[0].url: " in out
    assert f"{file}:13: channels[0].digest: " in out
    assert "5 mistakes" in out
    assert "hush" not in out


@pytest.mark.parametrize("text", ["sources = 1\nfeeds = 2\nchannels = 3\n", "channels = [1]\n"])
def test_tables_of_another_shape_are_told_and_nothing_breaks(
    file: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file.write_text(text)
    assert run_config_check(file) == 2
    assert "channels" in capsys.readouterr().out


def test_one_wrong_address_is_one_mistake(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('[[channels]]\nname = "x"\nurl = "example.org"\n')
    assert run_config_check(file) == 2
    assert "1 mistake;" in capsys.readouterr().out
