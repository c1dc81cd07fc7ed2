"""Apprise's channels against a real receiver on loopback: bytes sent, refusals told."""

import io
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from far_ends import Receiver, free_port, message

from notifiers.apprise_channel import AppriseNotifier, check_url
from notifiers.base import NotifyError
from notifiers.build import build
from notifiers.loading import instantiate
from notifiers.mail import MailNotifier

SLACK = "slack://T1JJ3T3L2/B1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"


@pytest.fixture
def slack(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """The receiver, standing in for hooks.slack.com."""
    address = f"http://127.0.0.1:{receiver.port}/services"
    monkeypatch.setattr(type(instantiate(SLACK)), "webhook_url", address)
    return receiver


def sent_to(receiver: Receiver) -> dict[str, object]:
    answer = json.loads(receiver.got[-1][1])
    assert isinstance(answer, dict)
    return answer


def refusal(receiver: Receiver, status: int, url: str = "") -> NotifyError:
    receiver.status = status
    with pytest.raises(NotifyError) as caught:
        AppriseNotifier(url or f"json://127.0.0.1:{receiver.port}/tokentoken").send(message())
    return caught.value


def test_a_json_channel_gets_title_and_text(receiver: Receiver) -> None:
    AppriseNotifier(f"json://127.0.0.1:{receiver.port}/hook").send(message())
    assert receiver.got[0][0] == "/hook"
    assert sent_to(receiver)["title"] == "AMIF-2024-TF2-AG-THB-01 is open"
    assert sent_to(receiver)["message"] == "The call is open.\nUntil 21 August."


def test_format_json_puts_the_event_itself_into_the_message(receiver: Receiver) -> None:
    build(f"json://127.0.0.1:{receiver.port}/", format="json").send(message())
    body = sent_to(receiver)["message"]
    assert isinstance(body, str)
    assert json.loads(body) == {"kind": "open"}


def test_slack_gets_markdown_without_footer_or_pictures(slack: Receiver) -> None:
    AppriseNotifier(SLACK).send(message(markdown="**open** [call](<https://example.org/a_b>)"))
    (attachment,) = sent_to(slack)["attachments"]  # type: ignore[misc]
    assert attachment["text"] == "*open* <https://example.org/a_b|call>"
    assert "footer" not in attachment
    assert "icon" not in json.dumps(sent_to(slack))


def test_the_operators_own_slack_parameters_outrank_ours(slack: Receiver) -> None:
    AppriseNotifier(SLACK + "?footer=yes").send(message())
    (attachment,) = sent_to(slack)["attachments"]  # type: ignore[misc]
    assert "footer" in attachment


def test_a_chat_cannot_be_made_to_call_everybody(slack: Receiver) -> None:
    evil = "<!channel> @everyone @here"
    AppriseNotifier(SLACK).send(message(title=evil, markdown=r"\<!channel\> @everyone"))
    sent = json.dumps(sent_to(slack), ensure_ascii=False)
    assert "<!channel>" not in sent
    assert "@everyone" not in sent
    assert "@here" not in sent


@pytest.mark.parametrize("kind", ["mmost", "rocket", "ntfy", "nctalk", "gotify", "discord"])
def test_no_chat_reads_markup_or_mentions_in_what_others_wrote(
    receiver: Receiver, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"127.0.0.1:{receiver.port}"
    url = {
        "mmost": f"mmost://{here}/3ccdd113474722377935511fc85d3dd4",
        "rocket": f"rocket://3ccdd113474722377935511fc85d3dd4/abcdefabcdef@{here}/#general",
        "ntfy": f"ntfy://{here}/topic",
        "nctalk": f"nctalk://user:password@{here}/room",
        "gotify": f"gotify://{here}/tokentoken",
        "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    }[kind]
    if kind == "discord":
        address = f"http://{here}/api/webhooks"
        monkeypatch.setattr(type(instantiate(url)), "notify_url", address)
    evil = "<!channel> <@123> <users/all> @everyone @**all** [free](http://x.example)"
    AppriseNotifier(url).send(message(title=evil, text=evil, markdown=r"\<!channel\> @here"))
    sent = json.dumps([body.decode() for _, body in receiver.got], ensure_ascii=False)
    for sign in ('"<!channel>', " <!", "<@", "<users", "@everyone", "@here", "@**", "]("):
        assert sign not in sent
    assert "github" not in sent


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_most_refusals_are_temporary(receiver: Receiver, status: int) -> None:
    error = refusal(receiver, status)
    assert not error.permanent
    assert str(error).startswith(f"json answered {status}")


def test_gone_is_permanent(receiver: Receiver) -> None:
    assert refusal(receiver, 410).permanent


def test_a_webhook_slack_does_not_know_is_permanent(slack: Receiver) -> None:
    error = refusal(slack, 404, SLACK)
    assert error.permanent
    assert str(error) == "slack answered 404 (Not Found)"


def test_the_wait_a_channel_asks_for_in_its_answer_is_passed_on(receiver: Receiver) -> None:
    receiver.answer = b'{"retry_after": 7.5}'
    assert refusal(receiver, 429).retry_after == 7.5


def test_a_far_end_that_is_down_is_temporary() -> None:
    with pytest.raises(NotifyError, match="the connection was refused") as caught:
        AppriseNotifier(f"json://127.0.0.1:{free_port()}/tokentoken").send(message())
    assert not caught.value.permanent
    assert "tokentoken" not in str(caught.value)


def test_a_far_end_that_hangs_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.delay = 2
    began = time.monotonic()
    with pytest.raises(NotifyError, match="timed out"):
        AppriseNotifier(f"json://127.0.0.1:{receiver.port}/?cto=0.3&rto=0.3").send(message())
    assert time.monotonic() - began < 1.5


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.headers = {"Location": f"http://127.0.0.1:{receiver.port}/inside"}
    assert not refusal(receiver, 302).permanent
    assert [path for path, _ in receiver.got] == ["/tokentoken"]


def test_nothing_apprise_says_reaches_another_log(receiver: Receiver) -> None:
    heard = io.StringIO()  # pytest's own handlers listen even to logs that are kept apart
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        refusal(receiver, 500)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert "tokentoken" not in heard.getvalue()


def test_many_messages_leave_at_once_and_each_error_is_its_own(receiver: Receiver) -> None:
    receiver.delay = 0.05
    good = f"json://127.0.0.1:{receiver.port}/"
    bad = f"json://127.0.0.1:{free_port()}/"

    def send(number: int) -> str:
        try:
            AppriseNotifier(bad if number % 4 == 0 else good).send(message(key=str(number)))
        except NotifyError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(send, range(48)))
    assert answers == [
        "json: the connection was refused" if number % 4 == 0 else "" for number in range(48)
    ]
    assert len(receiver.got) == 36


def test_a_right_address_has_nothing_to_say() -> None:
    assert check_url(SLACK) is None
    assert check_url("mailto://user:password@smtp.example.org?from=alerts@example.org") is None
    assert check_url("json://127.0.0.1:1/") is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("secret-token", "has no schema"),
        ("slakc://secret/token", '"slakc" is no kind of address'),
        ("slack://secret", "the slack address is incomplete or malformed"),
        ("tgram://secret", "the tgram address is incomplete or malformed"),
        ("mailto://secret:token@h", "the mailto address is incomplete"),
        ("file:///etc/passwd", '"file" is no kind of address'),
    ],
)
def test_a_wrong_address_is_named_in_one_sentence_without_its_secret(url: str, words: str) -> None:
    sentence = check_url(url)
    assert sentence is not None
    assert words in sentence
    assert "secret" not in sentence.lower()


def test_each_address_gets_the_notifier_that_speaks_its_kind() -> None:
    assert isinstance(build("mailtos://u:p@example.org"), MailNotifier)
    assert isinstance(build("mailto://u:p@example.org?pgp=encrypt"), AppriseNotifier)
    assert isinstance(build(SLACK), AppriseNotifier)
