"""Every mistake comes at once, with its key and its place, and never with a secret."""

import os
from pathlib import Path

import pytest

from config.settings import Mistake, Settings, SettingsError, load_settings

FEED = '[[feeds]]\nid = "a"\nkind = "feed"\ncountry = "SE"\nurl = "https://example.org"\n'
CHANNEL = '[[channels]]\nname = "a"\nurl = "json://example.org"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def mistakes(tmp_path: Path, text: str, **environ: str) -> tuple[Mistake, ...]:
    """What is wrong with these lines; empty when nothing is."""
    file = tmp_path / "amif-monitor.toml"
    file.write_text(text, encoding="utf-8")
    try:
        load_settings(file, {f"AMIF_MONITOR_{key}": value for key, value in environ.items()})
    except SettingsError as error:
        return error.mistakes
    return ()


SINGLE = [
    ('[store]\nurl = "mysql://x"', "store.url", 2, "sqlite:///FILE"),
    ('[store]\nurl = "sqlite:///:memory:"', "store.url", 2, "sqlite:///FILE"),
    ('[store]\nurl = "postgres://u:p@h/d"', "store.url", 2, "must start with postgresql://"),
    ('[web]\nport = "many"', "web.port", 2, "must be a whole number"),
    ("[web]\nport = 70000", "web.port", 2, "must be at most 65535"),
    ("[web]\nmetrics = 7", "web.metrics", 2, "must be true or false"),
    ('[web]\nhost = ""', "web.host", 2, "must not be empty"),
    ('[web]\npublic_url = "amif.example.org"', "web.public_url", 2, "http:// or https://"),
    ('[web]\npublic_url = "https://h/?a=b"', "web.public_url", 2, 'without "?" and "#"'),
    ('[web]\nimprint_url = "javascript:alert(1)"', "web.imprint_url", 2, "http:// or https://"),
    ('[web]\ntrusted_proxies = ["10.0.0.0/33"]', "web.trusted_proxies[0]", 2, "no IP address"),
    ("web = 5", "web", 1, "must be a table"),
    ("[web]\nport_ = 5\n", "web.port_", 2, 'did you mean "port"?'),
    ('[polling]\nevery = "5"', "polling.every", 2, '"15m"'),
    ("[polling]\nevery = 5", "polling.every", 2, '"15m"'),
    ('[polling]\nevery = "0s"', "polling.every", 2, "between 1s and 30d"),
    ('[polling]\nevery = "99d"', "polling.every", 2, "between 1s and 30d"),
    ('[polling]\ntime_limit = ""', "polling.time_limit", 2, "must not be empty"),
    ('[polling]\ncontact = "a)b"', "polling.contact", 2, "without brackets"),
    ('[polling]\ncontact = "a\\nHost: b"', "polling.contact", 2, "plain letters"),
    ('[alerts]\ntimezone = "Europe/Brusels"', "alerts.timezone", 2, '"Europe/Brussels"?'),
    ('[alerts]\ntimezone = "../etc/passwd"', "alerts.timezone", 2, "is no time zone"),
    ("[alerts]\nclosing_soon_days = [1,\n-2]", "alerts.closing_soon_days", 2, "0 and 365"),
    ("[alerts]\nclosing_soon_days = 3", "alerts.closing_soon_days", 2, "must be a list"),
    ('[alerts]\nheartbeat_url = "ftp://x"', "alerts.heartbeat_url", 2, "http:// or https://"),
    ('[alerts]\ncanary_channel = "x"', "alerts.canary_channel", 2, "no channel has the name"),
    ('[logs]\nlevel = "loud"', "logs.level", 2, "must be one of"),
    ("[subscriptions]\nenabled = true", "subscriptions.mail_url", 1, "needs a mail server"),
    ('[subscriptions]\nmail_url = "json://x"', "subscriptions.mail_url", 2, "mailto://"),
    (
        '[subscriptions]\nmail_url = "mailto://h?to=a@example.org"',
        "subscriptions.mail_url",
        2,
        "must name no recipient",
    ),
    (
        '[subscriptions]\nmail_url = "mailto://h?from=a@example.org&pgp=yes"',
        "subscriptions.mail_url",
        2,
        "cannot be encrypted",
    ),
    (
        '[subscriptions]\nmail_url = "mailto://h?wkd=yes"',
        "subscriptions.mail_url",
        2,
        "cannot be encrypted",
    ),
    ('[sources.x]\nurl = "file:///etc/passwd"', "sources.x.url", 2, "http:// or https://"),
    ('[sources.x]\nurl = "https://u:p@h/"', "sources.x.url", 2, "user name or password"),
    ('[sources.x]\nurl = "http://[::1"', "sources.x.url", 2, "cannot be read|can be read"),
    ('[sources.x]\nurl = "http://10.0.0.1/"', "sources.x.url", 2, "private network"),
    ('[sources.x]\nurll = ""', "sources.x.urll", 2, 'did you mean "url"?'),
    (FEED.replace('"feed"', '"rss"'), "feeds[0].kind", 3, "is not a kind of source"),
    (FEED.replace('"a"', '"A b"'), "feeds[0].id", 2, "small letters"),
    (FEED + 'links = "(calls"', "feeds[0].links", 6, "is no regular expression"),
    (FEED.replace('"SE"', '"EL"'), "feeds[0].country", 4, 'Greece is "GR"'),
    (FEED.replace('"SE"', '"XX"'), "feeds[0].country", 4, "is not a country code"),
    (FEED.replace("https://example.org", "gopher://x"), "feeds[0].url", 5, "http:// or https://"),
    (FEED + 'language = "xx"', "feeds[0].language", 6, "is not a language"),
    (FEED.replace('url = "https://example.org"\n', ""), "feeds[0].url", 1, "is missing"),
    (FEED + FEED, "feeds[1].id", 7, "a second time"),
    (CHANNEL + CHANNEL.replace('"a"', '"A"'), "channels[1].name", 5, "a second time"),
    ('[[channels]]\nname = "a"', "channels[0].url", 1, "set url or url_file"),
    ('[[channels]]\nurl = "json://h"', "channels[0].name", 1, "is missing"),
    (CHANNEL.replace('"a"', '"a:b"'), "channels[0].name", 2, "letters, digits"),
    (CHANNEL.replace("json://example.org", "example.org"), "channels[0].url", 3, "Apprise"),
    (CHANNEL + 'events = ["opn"]', "channels[0].events[0]", 4, 'did you mean "open"?'),
    (CHANNEL + 'objectives = ["SO5"]', "channels[0].objectives[0]", 4, "is not an objective"),
    (CHANNEL + 'applicants = ["ngos"]', "channels[0].applicants[0]", 4, 'did you mean "ngo"?'),
    (CHANNEL + 'digest = "08:00"', "channels[0].digest", 4, '"daily 08:00"'),
    (CHANNEL + 'digest = "daily 25:00"', "channels[0].digest", 4, '"daily 08:00"'),
    (CHANNEL + 'quiet_hours = "7-8"', "channels[0].quiet_hours", 4, '"22:00-07:00"'),
    (CHANNEL + 'quiet_hours = "07:00-07:00"', "channels[0].quiet_hours", 4, "different"),
    (CHANNEL + 'format = "xml"', "channels[0].format", 4, "must be one of"),
    (CHANNEL + "min_budget = -1", "channels[0].min_budget", 4, "must be at least 0"),
    (CHANNEL + "min_budget = nan", "channels[0].min_budget", 4, "must be a number|at least 0"),
    ("[chanels]\n", "chanels", 1, 'did you mean "channels"?'),
]


@pytest.mark.parametrize(("text", "key", "line", "said"), SINGLE)
def test_a_mistake_is_named_with_its_key_its_line_and_what_to_write(
    tmp_path: Path, text: str, key: str, line: int, said: str
) -> None:
    found = mistakes(tmp_path, text)
    assert [mistake.key for mistake in found] == [key]
    assert found[0].line == line
    assert found[0].file == str(tmp_path / "amif-monitor.toml")
    assert any(part in found[0].sentence for part in said.split("|"))


CORRECTIONS = [
    ("deadline", '"2026-02-30"', "must be a day"),
    ("deadline", '"tomorrow"', "must be a day"),
    ("deadline", '"2026-05-03T23:59Z"', "without an offset"),
    ("deadline", "2026-05-03T23:59:00+02:00", "without an offset"),
    ("status", '"opened"', 'did you mean "open"?'),
    ("status", '""', "must not be empty"),
    ("budget", "6000000", "and its currency"),
    ("cofinancing_rate", "75", "a rate such as"),
    ("objectives", '["SO1", "SO9"]', "is not an objective"),
    ("restricted", '"perhaps"', "true or false"),
    ("minimum_score", '"many"', "a whole number"),
    ("project_start", '"2026"', "must be a day"),
    ("url", '"example.org"', "http:// or https://"),
]


@pytest.mark.parametrize(("field", "value", "said"), CORRECTIONS)
def test_a_correction_that_cannot_be_read_is_a_mistake(
    tmp_path: Path, field: str, value: str, said: str
) -> None:
    text = f'[[corrections]]\ncall = "c"\nfield = "{field}"\nvalue = {value}\nreason = "r"\n'
    (found,) = mistakes(tmp_path, text)
    assert (found.key, found.line) == ("corrections[0].value", 4)
    assert said in found.sentence


def test_a_correction_names_a_field_that_exists_and_each_only_once(tmp_path: Path) -> None:
    one = '[[corrections]]\ncall = "c"\nfield = "deadline"\nvalue = "2026-05-03"\nreason = "r"\n'
    (unknown,) = mistakes(tmp_path, one.replace('"deadline"', '"dedline"'))
    assert 'did you mean "deadline"?' in unknown.sentence
    (twice,) = mistakes(tmp_path, one + one)
    assert (twice.key, twice.line) == ("corrections[1]", 6)


def test_all_mistakes_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "\n".join(text for text, *_ in [SINGLE[0], SINGLE[4], SINGLE[13], SINGLE[20]])
    text += "\n" + CHANNEL + 'digest = "x"\n' + CHANNEL
    found = mistakes(tmp_path, text, WEB__PROT="1", POLLING__PAUSE="x")
    assert [mistake.key for mistake in found] == [
        "store.url",
        "web.port",
        "polling.every",
        "alerts.timezone",
        "channels[0].digest",
        "channels[1].name",
        "",
        "polling.pause",
    ]
    lines = [mistake.line for mistake in found if mistake.line is not None]
    assert lines == sorted(lines)


def test_a_mistake_in_the_alerts_is_not_repeated_for_each_channel(tmp_path: Path) -> None:
    found = mistakes(tmp_path, '[alerts]\ntimezone = "Europe/Nowhere"\n' + CHANNEL)
    assert [mistake.key for mistake in found] == ["alerts.timezone"]


def test_text_that_is_no_toml_gets_one_clear_sentence_with_its_line(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, "[web]\nport = 1\nhost = oops\n", WEB__NONE="x")
    assert found.line == 3
    assert found.sentence.startswith("this is not valid TOML: ")
    (twice,) = mistakes(tmp_path, "[web]\nport = 1\nport = 2\n")
    assert twice.line == 3


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("WEB__PROT", "1", 'did you mean "AMIF_MONITOR_WEB__PORT"?'),
        ("CHANNELS__0__NAME", "x", "as JSON in AMIF_MONITOR_CHANNELS"),
        ("CHANNELS", "ngo", "must be JSON"),
        ("CHANNELS", '{"name": "x"}', "must be a list"),
        ("ALERTS__CLOSING_SOON_DAYS", "30,14", "must be JSON"),
        ("WEB__PORT", "http", "must be a whole number"),
        ("WEB__METRICS", "perhaps", "must be true or false"),
        ("SOURCES__EU_PORTAL__EVRY", "5s", "is no setting"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    tmp_path: Path, variable: str, value: str, said: str
) -> None:
    (found,) = mistakes(tmp_path, "", **{variable: value})
    assert found.file == f"AMIF_MONITOR_{variable}"
    assert found.line is None
    assert said in found.sentence
    assert str(found).startswith(f"AMIF_MONITOR_{variable}: ")


def test_a_mistake_inside_a_json_list_names_the_variable_and_not_a_line_of_the_file(
    tmp_path: Path,
) -> None:
    (found,) = mistakes(
        tmp_path, CHANNEL, CHANNELS='[{"name": "x", "url": "json://h", "events": ["opn"]}]'
    )
    assert (found.key, found.file) == ("channels[0].events[0]", "AMIF_MONITOR_CHANNELS")


def test_a_settings_file_that_was_named_must_be_there_and_readable(tmp_path: Path) -> None:
    for path, said in [
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "is a folder"),
    ]:
        with pytest.raises(SettingsError, match=said):
            load_settings(path, {})
        with pytest.raises(SettingsError, match=said):
            load_settings(None, {"AMIF_MONITOR_CONFIG": str(path)})


def test_a_settings_file_in_another_encoding_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('[web]\noperator = "Flüchtlingsrat"\n'.encode("latin-1"))
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_settings(file, {})


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "bom.toml"
    file.write_bytes(b"\xef\xbb\xbf[web]\nport = 9000\n")
    assert load_settings(file, {}).web.port == 9000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", "must hold one line"),
        (b"one\ntwo\n", "must hold one line"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"x" * 20_000, "is larger than"),
    ],
)
def test_a_secret_file_that_gives_no_secret_is_a_mistake(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    (found,) = mistakes(tmp_path, '[[channels]]\nname = "x"\nurl_file = "secret"\n')
    assert (found.key, found.line) == ("channels[0].url_file", 3)
    assert said in found.sentence


def test_a_secret_may_not_be_given_twice(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("json://example.org")
    (found,) = mistakes(tmp_path, CHANNEL + 'url_file = "secret"\n')
    assert found.sentence == "set either url or url_file, not both"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text("")
    file.chmod(0)
    with pytest.raises(SettingsError, match="may not be read"):
        load_settings(file, {})


PRIVATE = [
    "http://localhost/x",
    "http://LOCALHOST.:8080/",
    "http://app.localhost/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0/",
    "http://224.0.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_source_on_a_private_address_needs_a_word_from_the_operator(
    tmp_path: Path, url: str
) -> None:
    source = f'[sources.eu_portal]\ndetails_url = "{url}"\n'
    feed = FEED.replace("https://example.org", url)
    found = mistakes(tmp_path, source + feed)
    assert [mistake.key for mistake in found] == ["sources.eu_portal.details_url", "feeds[0].url"]
    assert "allow_private_addresses" in found[0].sentence
    assert mistakes(tmp_path, source + feed, POLLING__ALLOW_PRIVATE_ADDRESSES="true") == ()
    off = "enabled = false\n"
    assert mistakes(tmp_path, source + off + feed + off) == ()


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://cafe/"]
)
def test_a_public_or_named_address_is_no_mistake(tmp_path: Path, url: str) -> None:
    assert mistakes(tmp_path, f'[sources.eu_portal]\nurl = "{url}"\n') == ()


def test_private_addresses_of_channels_and_heartbeat_are_the_operators_own_choice(
    tmp_path: Path,
) -> None:
    text = CHANNEL.replace("example.org", "127.0.0.1:9")
    assert mistakes(tmp_path, text + '[alerts]\nheartbeat_url = "http://127.0.0.1/"\n') == ()


def test_no_mistake_repeats_a_secret(tmp_path: Path) -> None:
    hush = "hush-hush"
    (tmp_path / "two-lines").write_text(f"{hush}\n{hush}\n")
    text = f"""
[store]
url = "oracle://u:{hush}@h/d"
[alerts]
heartbeat_url = "ftp://{hush}"
[subscriptions]
mail_url = "smtp://{hush}@h"
[[channels]]
name = "a"
url = "{hush}"
[[channels]]
name = "b"
url = 5
urls = "slack://{hush}"
[[channels]]
name = "c"
url_file = "two-lines"
[sources.eu_portal]
url = "https://u:{hush}@example.org/"
"""
    found = mistakes(
        tmp_path,
        text,
        CHANNELS__0__URL=hush,
        FEEDS=hush,
        STORE__URL_FILE=str(tmp_path / "two-lines"),
    )
    assert len(found) >= 8
    assert hush not in " ".join(str(mistake) for mistake in found)
    assert hush not in repr(found)


def test_settings_never_show_a_secret_in_their_repr(tmp_path: Path) -> None:
    file = tmp_path / "amif-monitor.toml"
    file.write_text(CHANNEL.replace("json://example.org", "slack://hush-hush"))
    settings: Settings = load_settings(
        file, {"AMIF_MONITOR_STORE__URL": "postgresql://u:hush-hush@h/d"}
    )
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings)
    assert "hush" not in str(settings.model_dump())
