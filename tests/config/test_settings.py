"""One TOML file and the environment become frozen settings."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from config.channel import DEFAULT_EVENTS
from config.settings import Settings, SettingsError, load_settings, unknown_sources
from config.vocabulary import Applicant, EventKind, Objective


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(tmp_path: Path, text: str, name: str = "amif-monitor.toml") -> Path:
    """A settings file with this text."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def loaded(tmp_path: Path, text: str = "", **environ: str) -> Settings:
    """What these lines and `AMIF_MONITOR_...` variables come to."""
    return load_settings(
        written(tmp_path, text), {f"AMIF_MONITOR_{key}": value for key, value in environ.items()}
    )


def test_without_a_file_the_defaults_run() -> None:
    settings = load_settings(environ={})
    assert settings.store.url.get_secret_value() == "sqlite:///amif-monitor.db"
    assert settings.web.port == 8080
    assert settings.alerts.closing_soon_days == (30, 14, 7, 3, 1)
    assert settings.channels == ()
    assert settings.file is None


def test_the_named_file_outranks_the_variable_and_the_variable_the_usual_place(
    tmp_path: Path,
) -> None:
    usual = written(tmp_path, "[web]\nport = 1001\n")
    by_variable = written(tmp_path, "[web]\nport = 1002\n", "two.toml")
    by_name = written(tmp_path, "[web]\nport = 1003\n", "three.toml")
    environ = {"AMIF_MONITOR_CONFIG": str(by_variable)}
    assert load_settings(by_name, environ).web.port == 1003
    assert load_settings(None, environ).web.port == 1002
    assert load_settings(None, {}).web.port == 1001
    assert load_settings(None, {}).file == Path(usual.name)


def test_every_kind_of_value_is_read_as_written(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """
        [polling]
        every = "5s"
        [store]
        keep_history = "3650d"
        [sources.eu_portal]
        url = "https://example.org/search"
        every = "1d"
        public = false
        [[feeds]]
        id = "my-agency"
        kind = "feed"
        url = "https://example.org/news.xml"
        country = "se"
        language = "SV"
        timezone = "Europe/Stockholm"
        [[channels]]
        name = "ngo-slack"
        url = "slack://TokenA/TokenB/TokenC"
        events = ["open", "changed"]
        countries = ["EU", "se"]
        objectives = ["so2"]
        applicants = ["ngo"]
        closing_soon_days = [3, 14, 3]
        digest = "Weekly  Mon 08:00"
        quiet_hours = "22:00 - 07:00"
        min_budget = 100_000
        """,
    )
    assert settings.polling.every == timedelta(seconds=5)
    assert settings.store.keep_history == timedelta(days=3650)
    assert settings.source("eu_portal").every == timedelta(days=1)
    assert not settings.source("eu_portal").public
    assert settings.source("not_mentioned").enabled
    (feed,) = settings.feeds
    assert (feed.country, feed.language) == ("SE", "sv")
    (channel,) = settings.channels
    assert channel.events == (EventKind.OPEN, EventKind.CHANGED)
    assert channel.countries == ("EU", "SE")
    assert channel.objectives == (Objective.LEGAL_MIGRATION_AND_INTEGRATION,)
    assert channel.applicants == (Applicant.NGO,)
    assert channel.closing_soon_days == (14, 3)
    assert channel.digest == "weekly mon 08:00"
    assert channel.quiet_hours == "22:00-07:00"


def test_a_channel_takes_its_zone_and_rungs_from_the_alerts_unless_it_has_its_own(
    tmp_path: Path,
) -> None:
    settings = loaded(
        tmp_path,
        """
        [alerts]
        timezone = "Europe/Riga"
        closing_soon_days = [10]
        [[channels]]
        name = "one"
        url = "json://example.org"
        [[channels]]
        name = "two"
        url = "json://example.org"
        timezone = "Europe/Athens"
        closing_soon_days = [5]
        """,
    )
    assert [(c.timezone, c.closing_soon_days) for c in settings.channels] == [
        ("Europe/Riga", (10,)),
        ("Europe/Athens", (5,)),
    ]


def test_a_channel_leaves_its_secret_behind_when_it_enters_the_other_rooms(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[[channels]]\nname = "ngo"\nurl = "SLACK://hush-hush"\n')
    channel = settings.channels[0].channel()
    assert (channel.name, channel.kind, channel.events) == ("ngo", "slack", DEFAULT_EVENTS)
    assert "hush" not in repr(channel)


def test_the_address_of_the_page_follows_the_port_unless_it_is_set(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[web]\nport = 9000\n").web.public_url == "http://127.0.0.1:9000"
    assert loaded(tmp_path, WEB__PORT="9001").web.public_url == "http://127.0.0.1:9001"
    both = '[web]\nport = 9000\npublic_url = "https://amif.example.org/calls/"\n'
    assert loaded(tmp_path, both).web.public_url == "https://amif.example.org/calls"
    assert loaded(tmp_path, "[web]\nport = 0\n").web.public_url == "http://127.0.0.1:8080"


def test_settings_cannot_be_changed_after_they_were_read(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[sources.eu_portal]\nevery = "5s"\n')
    with pytest.raises(ValidationError):
        settings.web.port = 1
    with pytest.raises(TypeError):
        settings.sources["other"] = settings.sources["eu_portal"]  # type: ignore[index]


def test_the_environment_outranks_the_file_key_by_key(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[web]\nport = 9000\noperator = "From the file"\n[sources.eu_portal]\nevery = "5s"\n',
        WEB__PORT="9001",
        WEB__METRICS="false",
        SOURCES__EU_PORTAL__ENABLED="false",
    )
    assert settings.web.port == 9001
    assert settings.web.operator == "From the file"
    assert not settings.web.metrics
    assert settings.sources["eu_portal"].every == timedelta(seconds=5)
    assert not settings.sources["eu_portal"].enabled


def test_lists_in_the_environment_are_json(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[[channels]]\nname = "from-file"\nurl = "json://example.org"\n',
        CHANNELS='[{"name": "from-env", "url": "json://example.org", "countries": ["SE"]}]',
        ALERTS__CLOSING_SOON_DAYS="[9]",
    )
    assert [channel.name for channel in settings.channels] == ["from-env"]
    assert settings.channels[0].closing_soon_days == (9,)


def test_an_empty_variable_is_no_choice_where_empty_means_nothing(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, '[web]\nport = 9000\noperator = "x"\n', WEB__PORT="", WEB__OPERATOR=""
    )
    assert settings.web.port == 9000
    assert settings.web.operator == ""


def test_what_kubernetes_puts_into_the_environment_is_no_mistake(tmp_path: Path) -> None:
    loaded(
        tmp_path,
        SERVICE_HOST="10.0.0.1",
        SERVICE_PORT_HTTP="8080",
        PORT="tcp://10.0.0.1:8080",
        PORT_8080_TCP_ADDR="10.0.0.1",
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('[alerts]\nheartbeat_url_file = "secret"', lambda s: s.alerts.heartbeat_url),
        ('[store]\nurl_file = "secret"', lambda s: s.store.url),
        ('[subscriptions]\nmail_url_file = "secret"', lambda s: s.subscriptions.mail_url),
        ('[[channels]]\nname = "x"\nurl_file = "secret"', lambda s: s.channels[0].url),
    ],
)
def test_each_secret_can_be_in_a_file_of_its_own_beside_the_settings(tmp_path, text, read) -> None:
    secret = {
        "alerts": "https://example.org/ping",
        "store": "postgresql://u:p@db/x",
        "subscriptions": "mailto://u:p@example.org",
        "channels": "slack://a/b/c",
    }[text.strip("[").split("]")[0]]
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "secret").write_text(f"{secret}\n")
    assert read(load_settings(written(folder, text), {})) == SecretStr(secret)


def test_a_secret_file_named_in_the_environment_outranks_the_secret_in_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "run").write_text("postgresql://u:p@db/x")
    settings = loaded(
        tmp_path, '[store]\nurl = "sqlite:///old.db"\n', STORE__URL_FILE=str(tmp_path / "run")
    )
    assert settings.store.url.get_secret_value() == "postgresql://u:p@db/x"


def test_a_secret_in_the_environment_outranks_the_secret_file_in_the_file(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[store]\nurl_file = "/nowhere"\n', STORE__URL="sqlite:///new.db")
    assert settings.store.url.get_secret_value() == "sqlite:///new.db"


def test_the_file_that_signs_links_is_looked_for_beside_the_settings(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[subscriptions]\nsecret_file = "keys"\n')
    assert settings.subscriptions.secret_file == str(tmp_path / "keys")


def test_ids_that_only_the_sources_know_are_checked_when_they_are_asked(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """[sources.eu_portl]
enabled = false
[[feeds]]
id = "se_migrationsverket"
kind = "feed"
url = "https://example.org/feed"
country = "SE"
""",
    )
    unknown, taken = unknown_sources(settings, frozenset({"eu_portal", "se_migrationsverket"}))
    assert str(unknown).endswith(
        'amif-monitor.toml:1: sources.eu_portl: no built-in source has the id "eu_portl";'
        ' did you mean "eu_portal"?'
    )
    assert (taken.key, taken.line) == ("feeds[0].id", 4)


def test_a_warning_can_be_placed_where_its_key_was_written(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, '[[channels]]\nname = "x"\nurl = "json://example.org"\ncountries = ["DK"]\n'
    )
    warning = settings.mistake(("channels", 0, "countries"), "can never match")
    assert (warning.file, warning.line) == (str(tmp_path / "amif-monitor.toml"), 4)


def test_an_error_holds_all_its_mistakes_in_its_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"port(.|\n)*operater"):
        loaded(tmp_path, "[web]\nport = -1\noperater = 1\n")
