"""`channels` and `channels test`: against real far ends, without ever showing an address."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from config.settings import Settings, load_settings
from monitor.commands.channels import run_channels, run_channels_test

sys.path.append(str(Path(__file__).parents[1] / "notifiers"))

from far_ends import Receiver, free_port, http_receiver, mail_server

NOW = datetime(2026, 4, 1, 10, tzinfo=UTC)


def settings(folder: Path, *channels: str) -> Settings:
    path = folder / "amif-monitor.toml"
    store = f'[store]\nurl = "sqlite:///{folder}/none.db"\n[web]\noperator = "Example Network"\n'
    path.write_text(store + "".join(f"[[channels]]\n{one}\n" for one in channels), encoding="utf-8")
    return load_settings(path, {})


def test_channels_are_listed_without_their_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = settings(
        tmp_path,
        'name = "ngo"\nurl = "json://127.0.0.1:9/secrettoken"\ncountries = ["SE"]',
    )
    assert run_channels(chosen, NOW, json=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["total"] == 1
    (item,) = shown["items"]
    assert (item["name"], item["kind"], item["countries"]) == ("ngo", "json", ["SE"])
    assert item["deliveries"] == {"owed": 0, "sent": 0, "given_up": 0, "superseded": 0}
    assert run_channels(chosen, NOW, json=False) == 0
    assert "secrettoken" not in json.dumps(shown) + capsys.readouterr().out


def test_no_channels_is_said_and_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_channels(settings(tmp_path), NOW, json=False) == 0
    assert "No channels" in capsys.readouterr().out


def test_a_test_message_arrives_and_the_answer_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with http_receiver() as receiver:
        chosen = settings(tmp_path, f'name = "ngo"\nurl = "json://127.0.0.1:{receiver.port}/"')
        assert run_channels_test(chosen, "ngo", NOW) == 0
    assert json.loads(receiver.got[0][1])["title"] == "Test message from the AMIF monitor"
    assert '"ngo" (json) took the message.' in capsys.readouterr().out


def test_a_test_message_goes_by_mail_in_the_channels_language(tmp_path: Path) -> None:
    with mail_server() as box:
        url = f"mailto://127.0.0.1:{box.port}/?mode=insecure&from=a@example.org&to=b@example.org"
        chosen = settings(tmp_path, f'name = "ngo"\nurl = "{url}"\nlanguage = "sv"')
        assert run_channels_test(chosen, "ngo", NOW) == 0
    assert box.mails[0]["Subject"] == "Testmeddelande från AMIF-övervakningen"


def test_a_channel_that_does_not_answer_is_exit_1_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"json://127.0.0.1:{free_port()}/secrettoken"
    chosen = settings(tmp_path, f'name = "ngo"\nurl = "{url}"')
    assert run_channels_test(chosen, "ngo", NOW) == 1
    said = capsys.readouterr().out
    assert '"ngo" did not take the message: json refused the connection.' in said
    assert "secrettoken" not in said


def test_a_refusal_for_good_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver: Receiver
    with http_receiver() as receiver:
        receiver.status = 410
        chosen = settings(tmp_path, f'name = "ngo"\nurl = "json://127.0.0.1:{receiver.port}/"')
        assert run_channels_test(chosen, "ngo", NOW) == 1
    assert "410 (Gone); trying again will not help." in capsys.readouterr().out


def test_an_unknown_name_is_exit_2_and_names_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = settings(tmp_path, 'name = "ngo"\nurl = "json://127.0.0.1:9/"')
    with pytest.raises(typer.Exit) as caught:
        run_channels_test(chosen, "nobody", NOW)
    assert caught.value.exit_code == 2
    assert 'No channel is named "nobody"; the settings have: ngo.' in capsys.readouterr().err
