"""Logs are lines a machine or a person can read, on standard error, without secrets."""

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from config.logs import redacted, set_up_logs
from notifiers.loading import listening


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_off_a_terminal_each_line_is_one_json_object() -> None:
    stream = io.StringIO()
    set_up_logs(stream=stream)
    structlog.get_logger().info("polled", source="eu_portal", seen=3, title="Κλήση")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["source"], line["seen"]) == ("polled", "eu_portal", 3)
    assert (line["level"], line["title"]) == ("info", "Κλήση")
    assert line["timestamp"].endswith("Z")
    assert list(line)[:3] == ["timestamp", "level", "event"]


def test_on_a_terminal_lines_are_made_for_people() -> None:
    stream = Terminal()
    set_up_logs(stream=stream)
    structlog.get_logger().info("polled", seen=3)
    assert not stream.getvalue().startswith("{")
    assert "polled" in stream.getvalue()


@pytest.mark.parametrize(("form", "is_json"), [("json", True), ("pretty", False)])
def test_the_form_can_be_chosen_whatever_the_stream(form: str, *, is_json: bool) -> None:
    stream = Terminal() if is_json else io.StringIO()
    set_up_logs(form=form, stream=stream)
    structlog.get_logger().info("polled")
    assert stream.getvalue().startswith("{") == is_json


def test_standard_output_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    structlog.get_logger().error("broken")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "broken" in captured.err


def test_below_the_level_nothing_is_written_and_other_libraries_are_quiet() -> None:
    stream = io.StringIO()
    set_up_logs(level="info", stream=stream)
    structlog.get_logger().debug("detail")
    logging.getLogger("httpx").info("HTTP Request: GET https://example.org")
    logging.getLogger("apscheduler.scheduler").info("Added job")
    logging.getLogger("uvicorn.error").info("Finished server process")
    assert stream.getvalue() == ""
    logging.getLogger("httpx").warning("odd")
    assert json.loads(stream.getvalue())["event"] == "odd"


def test_logs_of_other_libraries_have_the_same_form_and_no_secrets() -> None:
    stream = io.StringIO()
    set_up_logs(stream=stream)
    logging.getLogger("sqlalchemy").warning("lost %s", "postgresql://amif:hush@db/amif")
    assert json.loads(stream.getvalue())["event"] == "lost postgresql://***@db/amif"


def test_setting_up_twice_writes_each_line_once() -> None:
    stream = io.StringIO()
    set_up_logs(stream=io.StringIO())
    set_up_logs(stream=stream)
    structlog.get_logger().info("once")
    assert len(stream.getvalue().splitlines()) == 1


def test_secrets_in_values_lists_and_tracebacks_are_masked() -> None:
    stream = io.StringIO()
    set_up_logs(stream=stream, secrets=["hush-hush", ""])
    log = structlog.get_logger()
    try:
        int("hush-hush")
    except ValueError as error:
        log.exception("failed", error=error, tried=["hush-hush", {"inner": ("hush-hush",)}])
    log.info("login", password="anything", api_token="anything")
    assert "hush" not in stream.getvalue()
    assert "anything" not in stream.getvalue()
    assert "invalid literal for int() with base 10: '***'" in stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("slack://T0/B0/x refused", "slack://*** refused"),
        ("mailtos://u:p@smtp.example.org?to=a@b.example.org", "mailtos://***"),
        ('"json://user:pw@10.0.0.1/x"', '"json://***"'),
        (
            "POST https://hooks.slack.com/services/T0/B0/xyz",
            "POST https://hooks.slack.com/services/***",
        ),
        ("https://u:p@example.org/a", "https://***@example.org/a"),
        (
            "https://example.org/a?lang=sv&token=abc&x=1",
            "https://example.org/a?lang=sv&token=***&x=1",
        ),
        ("https://example.org/?api_key=abc", "https://example.org/?api_key=***"),
        ("postgresql+psycopg://u:p@db/x?password=y", "postgresql+psycopg://***@db/x?password=***"),
        ("GET /subscribe/manage/AbC-12 200", "GET /subscribe/manage/*** 200"),
        ("sqlite:///amif-monitor.db", "sqlite:///amif-monitor.db"),
        ("https://example.org/calls?country=SE", "https://example.org/calls?country=SE"),
        ("write to a@example.org", "write to a@example.org"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_the_rest_stays(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text", ["://" * 50_000, "a" * 200_000, "?token" * 40_000, "a://" + "@" * 100_000]
)
def test_masking_a_long_hostile_text_takes_no_time(text: str) -> None:
    began = time.thread_time()
    shown = redacted(text)
    assert time.thread_time() - began < 1
    assert shown


def test_what_channels_answer_is_still_heard_when_logs_are_set_up_after_the_first_message() -> None:
    with listening():
        set_up_logs(form="json", stream=io.StringIO())
    with listening() as lines:
        logging.getLogger("apprise").debug("HTTP Error 429 (Too Many Requests)")
    assert lines == ["HTTP Error 429 (Too Many Requests)"]
