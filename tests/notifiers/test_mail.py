"""Mail against a real server on loopback: what arrives, and what each refusal becomes."""

import socket
import threading
import time

import pytest
from far_ends import MailBox, free_port, message

from notifiers.base import Attachment, NotifyError
from notifiers.mail import MailNotifier, build_mail, check_mail_url, parse_mail_url


def address(box: MailBox, *, to: str = "ngo@example.org", more: str = "") -> str:
    return f"mailto://127.0.0.1:{box.port}/?mode=insecure&from=alerts@example.org&to={to}{more}"


def failure(box: MailBox, **how: str) -> NotifyError:
    with pytest.raises(NotifyError) as caught:
        MailNotifier(address(box, **how)).send(message())
    return caught.value


def test_a_mail_carries_text_html_calendar_and_its_own_headers(mailbox: MailBox) -> None:
    calendar = Attachment(
        name="deadline.ics",
        media_type="text/calendar; charset=utf-8; method=PUBLISH",
        body=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    )
    headers = {
        "List-Unsubscribe": "<https://example.org/subscribe/leave/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    MailNotifier(address(mailbox)).send(message(attachments=(calendar,), headers=headers))

    (mail,) = mailbox.mails
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().split("\r\n")[:2] == ["The call is open.", "Until 21 August."]
    assert mail["List-Unsubscribe"] == "<https://example.org/subscribe/leave/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "AMIF monitor <alerts@example.org>"
    assert mail["To"] == "ngo@example.org"
    assert mail["Date"]


def test_a_repeat_of_one_delivery_has_the_same_message_id(mailbox: MailBox) -> None:
    notifier = MailNotifier(address(mailbox))
    notifier.send(message())
    notifier.send(message())
    notifier.send(message(key="another"))
    first, again, other = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == again
    assert other != first


def test_a_subscribers_mail_goes_to_the_subscriber_alone(mailbox: MailBox) -> None:
    url = address(mailbox, more="&cc=boss@example.org&bcc=spy@example.org")
    MailNotifier(url, recipient="reader@example.net").send(message())
    assert mailbox.recipients == [["reader@example.net"]]
    assert mailbox.mails[0]["To"] == "reader@example.net"
    assert mailbox.mails[0]["Cc"] is None


def test_line_breaks_never_start_a_header(mailbox: MailBox) -> None:
    MailNotifier(address(mailbox)).send(
        message(
            title="Open\r\nBcc: victim@example.org\u2028X-Evil: 1",
            headers={"List-Unsubscribe": "<x>\r\nBcc: victim@example.org", "X\r\nBad": "1"},
        )
    )
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Open Bcc: victim@example.org X-Evil: 1"
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mailbox.recipients == [["ngo@example.org"]]


def test_a_message_cannot_replace_who_a_mail_is_from_or_to(mailbox: MailBox) -> None:
    MailNotifier(address(mailbox)).send(message(headers={"From": "x@example.org", "to": "y"}))
    assert mailbox.mails[0]["From"] == "AMIF monitor <alerts@example.org>"
    assert mailbox.mails[0]["To"] == "ngo@example.org"


def test_json_is_the_whole_body_where_a_machine_reads(mailbox: MailBox) -> None:
    MailNotifier(address(mailbox), format="json").send(message())
    (mail,) = mailbox.mails
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == '{"kind": "open"}'


def test_greylisting_is_temporary(mailbox: MailBox) -> None:
    mailbox.rcpt["ngo@example.org"] = "451 try again later"
    error = failure(mailbox)
    assert not error.permanent
    assert str(error) == "mail server answered 451: try again later"


def test_an_unknown_recipient_is_permanent_and_not_named(mailbox: MailBox) -> None:
    mailbox.rcpt["ngo@example.org"] = "550 <NGO@example.org> no such user"
    error = failure(mailbox)
    assert error.permanent
    assert str(error) == "mail server answered 550: <...> no such user"


def test_one_recipient_refused_for_good_does_not_cost_the_others(mailbox: MailBox) -> None:
    mailbox.rcpt["gone@example.org"] = "550 no such user"
    MailNotifier(address(mailbox, to="gone@example.org,here@example.org")).send(message())
    assert mailbox.recipients == [["here@example.org"]]


def test_one_recipient_refused_for_now_holds_the_mail_so_that_nobody_gets_it_twice(
    mailbox: MailBox,
) -> None:
    mailbox.rcpt["busy@example.org"] = "451 later"
    error = failure(mailbox, to="here@example.org,busy@example.org")
    assert not error.permanent
    assert mailbox.mails == []


def test_a_mail_refused_as_a_whole_is_as_permanent_as_the_server_says(mailbox: MailBox) -> None:
    mailbox.data = "554 looks like spam"
    assert failure(mailbox).permanent
    mailbox.data = "452 disk full"
    assert not failure(mailbox).permanent


def test_a_server_that_hangs_is_given_up_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        url = f"mailto://127.0.0.1:{port}/?mode=insecure&from=a@example.org&to=b@example.org"
        with pytest.raises(NotifyError, match="did not answer in time") as caught:
            MailNotifier(url, connect_timeout=0.2, read_timeout=0.2).send(message())
    assert not caught.value.permanent


def test_a_server_that_stops_answering_halfway_is_given_up_in_time() -> None:
    with socket.socket() as polite:
        polite.bind(("127.0.0.1", 0))
        polite.listen()
        port = polite.getsockname()[1]

        def greet() -> None:
            connection, _ = polite.accept()
            with connection:
                connection.sendall(b"220 hello\r\n")
                connection.recv(1000)
                time.sleep(2)

        thread = threading.Thread(target=greet)
        thread.start()
        url = f"mailto://127.0.0.1:{port}/?mode=insecure&from=a@example.org&to=b@example.org"
        began = time.monotonic()
        with pytest.raises(NotifyError, match="did not answer in time"):
            MailNotifier(url, connect_timeout=60, read_timeout=0.2).send(message())
        assert time.monotonic() - began < 1.5
        thread.join()


def test_a_server_that_is_down_is_temporary() -> None:
    url = f"mailto://127.0.0.1:{free_port()}/?mode=insecure&from=a@example.org&to=b@example.org"
    with pytest.raises(NotifyError, match="refused the connection") as caught:
        MailNotifier(url).send(message())
    assert not caught.value.permanent


def test_a_server_without_encryption_is_refused_where_encryption_was_asked(
    mailbox: MailBox,
) -> None:
    url = f"mailtos://127.0.0.1:{mailbox.port}/?from=a@example.org&to=b@example.org"
    with pytest.raises(NotifyError) as caught:
        MailNotifier(url).send(message())
    assert not caught.value.permanent
    assert mailbox.mails == []


def test_a_wrong_password_is_temporary_and_stays_secret(mailbox: MailBox) -> None:
    url = (
        f"mailto://someone:hunter2secret@127.0.0.1:{mailbox.port}/"
        "?mode=insecure&from=a@example.org&to=b@example.org"
    )
    with pytest.raises(NotifyError) as caught:
        MailNotifier(url).send(message())
    assert not caught.value.permanent
    assert "hunter2secret" not in str(caught.value)
    assert "hunter2secret" not in repr(parse_mail_url(url))


def test_addresses_mean_what_they_mean_to_apprise() -> None:
    plain = parse_mail_url("mailto://user:password@smtp.example.org?from=alerts@example.org")
    assert plain is not None
    assert (plain.host, plain.port, plain.mode) == ("smtp.example.org", 25, "insecure")
    assert (plain.user, plain.sender) == ("user", "alerts@example.org")
    secure = parse_mail_url("mailtos://u:p@example.org?smtp=mx.example.org&from=a@example.org")
    assert secure is not None
    assert (secure.host, secure.port, secure.mode) == ("mx.example.org", 587, "starttls")
    tls = parse_mail_url("mailtos://u:p@example.org:465?mode=ssl&from=Alerts<a@example.org>")
    assert tls is not None
    assert (tls.port, tls.mode, tls.sender_name) == (465, "ssl", "Alerts")


@pytest.mark.parametrize("url", ["mailto://", "mailto://u:p@h", "mailto://example.org?mode=odd"])
def test_a_wrong_mail_address_is_named_without_its_secrets(url: str) -> None:
    sentence = check_mail_url(url)
    assert sentence is not None
    assert "u:p" not in sentence


def test_a_mail_can_be_built_for_an_address_book_of_odd_letters() -> None:
    server = parse_mail_url("mailto://127.0.0.1/?from=a@example.org&to=b@example.org")
    assert server is not None
    mail = build_mail(message(title="Πρόσκληση 🇪🇺 " + "x" * 500), server, ("b@example.org",))
    lines = mail.as_bytes().splitlines()
    assert max(len(line) for line in lines) <= 998
