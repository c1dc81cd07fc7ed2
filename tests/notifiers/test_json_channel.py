"""Plain json:// addresses, sent from here: Apprise's own bytes, and the answer understood."""

import json
import time

import pytest
from far_ends import Receiver, free_port, message

from notifiers.apprise_channel import AppriseNotifier
from notifiers.base import NotifyError
from notifiers.build import build
from notifiers.json_channel import JsonNotifier, parse_json_url

SECRET = "tokentoken"


def here(receiver: Receiver, more: str = "") -> str:
    return f"json://127.0.0.1:{receiver.port}/{SECRET}{more}"


def refusal(receiver: Receiver, status: int) -> NotifyError:
    receiver.status = status
    with pytest.raises(NotifyError) as caught:
        build(here(receiver)).send(message())
    assert SECRET not in str(caught.value)
    return caught.value


def test_what_is_sent_is_what_apprise_sends(receiver: Receiver) -> None:
    build(here(receiver)).send(message())
    AppriseNotifier(here(receiver)).send(message())
    (ours_path, ours), (theirs_path, theirs) = receiver.got
    assert ours_path == theirs_path == f"/{SECRET}"
    assert json.loads(ours) == json.loads(theirs)


def test_a_user_and_a_password_are_sent_as_they_are_meant(receiver: Receiver) -> None:
    url = f"json://us%40er:p%3Ass@127.0.0.1:{receiver.port}/"
    build(url).send(message())
    AppriseNotifier(url).send(message())
    ours, theirs = (heard["Authorization"] for heard in receiver.heard)
    assert ours == theirs


def test_format_json_puts_the_event_itself_into_the_message(receiver: Receiver) -> None:
    build(here(receiver), format="json").send(message())
    assert json.loads(json.loads(receiver.got[0][1])["message"]) == {"kind": "open"}


@pytest.mark.parametrize("status", [302, 400, 403, 404, 429, 500, 503])
def test_most_refusals_are_temporary(receiver: Receiver, status: int) -> None:
    error = refusal(receiver, status)
    assert not error.permanent
    assert str(error).startswith(f"json answered {status}")
    assert len(receiver.got) == 1  # a redirect is not followed either


def test_gone_is_permanent(receiver: Receiver) -> None:
    assert refusal(receiver, 410).permanent


@pytest.mark.parametrize(
    ("header", "body", "wait"),
    [("120", b"", 120.0), ("", b'{"retry_after": 7.5}', 7.5), ("soon", b"", None), ("", b"", None)],
)
def test_the_wait_a_channel_asks_for_is_passed_on(
    receiver: Receiver, header: str, body: bytes, wait: float | None
) -> None:
    receiver.headers = {"Retry-After": header} if header else {}
    receiver.answer = body
    assert refusal(receiver, 429).retry_after == wait


def test_a_far_end_that_is_down_is_temporary() -> None:
    with pytest.raises(NotifyError, match="json refused the connection") as caught:
        build(f"json://127.0.0.1:{free_port()}/").send(message())
    assert not caught.value.permanent


def test_a_far_end_that_hangs_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.delay = 2
    began = time.monotonic()
    with pytest.raises(NotifyError, match="did not answer in time"):
        build(here(receiver, "?cto=30&rto=0.3")).send(message())
    assert time.monotonic() - began < 1.5


def test_a_far_end_that_speaks_no_http_is_temporary(receiver: Receiver) -> None:
    with pytest.raises(NotifyError) as caught:
        build(here(receiver).replace("json://", "jsons://")).send(message())
    assert not caught.value.permanent
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "more",
    ["?method=PUT", "?+X-Key=1", "?-a=b", "?:title=subject", "?redirect=yes", "?format=html", "#x"],
)
def test_an_address_with_anything_unusual_is_left_to_apprise(more: str) -> None:
    url = f"json://127.0.0.1:9/x{more}"
    assert parse_json_url(url) is None
    assert isinstance(build(url), AppriseNotifier)


@pytest.mark.parametrize("url", ["json://", "json://:80/", "json://host:port/", "ntfy://h/t"])
def test_what_is_no_json_address_is_left_to_apprise(url: str) -> None:
    assert parse_json_url(url) is None


def test_behind_a_proxy_apprise_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert isinstance(build("jsons://example.org/x"), JsonNotifier)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    assert isinstance(build("jsons://example.org/x"), AppriseNotifier)


def test_the_secret_is_not_in_what_a_log_would_show() -> None:
    receiver = parse_json_url("json://user:password@127.0.0.1/x")
    assert receiver is not None
    assert receiver.authorisation not in repr(receiver)
