"""Message -> mail, by smtplib: a stable Message-ID, an own plain-text part, headers, attachments.

Apprise's mailto can give none of these, so its addresses are read by Apprise's own parser (the same
forms, modes and provider presets) and the mail is sent from here.
"""

import hashlib
import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate

from notifiers.addresses import is_mail, scrub
from notifiers.base import Message, NotifyError
from notifiers.loading import read_mail_url
from notifiers.transport import reason, trust

SENDER_NAME = "AMIF monitor"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OUR_HEADERS = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "auto-submitted"}
    | {"content-type", "content-transfer-encoding", "reply-to", "sender", "return-path"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """One mail address of the settings, taken apart. `mode` is "insecure", "starttls" or "ssl"."""

    host: str
    port: int
    mode: str
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    sender_name: str = SENDER_NAME
    recipients: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    verify: bool = True


def parse_mail_url(url: str) -> MailServer | None:
    """A mailto(s):// address as Apprise reads it; None when it is incomplete or malformed.

    Without a mode, mailto:// is plain SMTP on port 25 and mailtos:// is STARTTLS on 587, and the
    well-known providers have their own servers and ports.
    """
    mail = read_mail_url(url)
    if mail is None or mail.pgp_mode != "no":
        return None
    name = str(mail.from_addr[0] or "")
    return MailServer(
        host=str(mail.smtp_host),
        port=int(mail.port),
        mode=str(getattr(mail.secure_mode, "value", mail.secure_mode)),
        user=mail.user or "",
        password=mail.password or "",
        sender=str(mail.from_addr[1]),
        sender_name=SENDER_NAME if name in {"", "Apprise"} else name,
        recipients=tuple(str(address) for _, address in mail.targets),
        copies=tuple(sorted(mail.cc)),
        blind_copies=tuple(sorted(mail.bcc)),
        reply_to=tuple(sorted(mail.reply_to)),
        headers=tuple(mail.headers.items()),
        verify=bool(mail.verify_certificate),
    )


class MailNotifier:
    """Sends messages as mail; see notifiers.base.Notifier.

    `recipient` replaces the address's own recipients: a subscriber's mail goes to nobody else.
    `connect_timeout` and `read_timeout` are seconds for reaching the server and for each answer.
    """

    kind = "mailto"

    def __init__(
        self,
        url: str,
        *,
        recipient: str | None = None,
        format: str = "",  # noqa: A002  the setting's name
        connect_timeout: float = 10,
        read_timeout: float = 20,
    ) -> None:
        self._url = url
        self._recipient = recipient
        self._format = format
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout

    def send(self, message: Message) -> None:
        """Send one mail; returns once the server took it for at least one recipient.

        Raises NotifyError: permanent where the server refused every recipient or the mail itself
        with a 5xx, temporary for everything else (a wrong password can be mended).
        """
        server = parse_mail_url(self._url)
        if server is None:
            raise NotifyError("the mail address in the settings is incomplete or malformed")
        to = (self._recipient,) if self._recipient else server.recipients
        copies = () if self._recipient else server.copies
        blind = () if self._recipient else server.blind_copies
        mail = build_mail(message, server, to, copies, as_json=self._format == "json")
        try:
            with self._connected(server) as smtp:
                _hand_over(smtp, server.sender, (*to, *copies, *blind), mail.as_bytes())
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            sentence = scrub(_reason(error), self._url)
            permanent = isinstance(error, UnicodeError)
            raise NotifyError(
                f"mail server {server.host} {sentence}", permanent=permanent
            ) from None

    @contextmanager
    def _connected(self, server: MailServer) -> Iterator[smtplib.SMTP]:
        """A session with the server, encrypted and logged in as its mode and user say."""
        name = _helo_name()
        if server.mode == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                name,
                timeout=self._connect_timeout,
                context=trust(server.verify),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=self._connect_timeout)
        with smtp:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._read_timeout)
            if server.mode == "starttls":
                smtp.starttls(context=trust(server.verify))
            if server.user and server.password:
                smtp.login(server.user, server.password)
            yield smtp


def build_mail(
    message: Message,
    server: MailServer,
    to: tuple[str, ...],
    copies: tuple[str, ...] = (),
    *,
    as_json: bool = False,
) -> EmailMessage:
    """The mail itself: text, HTML beside it, attachments; every header on one line.

    The Message-ID depends on the message's key and its recipients alone, so a repeat after a crash
    carries the same one and a mail program can show it once.
    """
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["Subject"] = _one_line(message.title)[:200]
    mail["From"] = _address(server.sender_name, server.sender)
    mail["To"] = ", ".join(_one_line(address) for address in to)
    if copies:
        mail["Cc"] = ", ".join(_one_line(address) for address in copies)
    if server.reply_to:
        mail["Reply-To"] = ", ".join(_one_line(address) for address in server.reply_to)
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = message_id(message.key, to, server.sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    for name, value in (*server.headers, *message.headers.items()):
        if _HEADER_NAME.fullmatch(name) and name.lower() not in _OUR_HEADERS:
            del mail[name]
            mail[name] = _one_line(value)
    if as_json:
        mail.set_content(message.json or message.text)
        return mail
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        media_type, *parameters = [part.strip() for part in attachment.media_type.split(";")]
        main, _, sub = media_type.partition("/")
        mail.add_attachment(
            attachment.body,
            maintype=main,
            subtype=sub,
            filename=_one_line(attachment.name),
            params=dict(part.split("=", 1) for part in parameters if "=" in part),
        )
    return mail


def message_id(key: str, to: tuple[str, ...], sender: str) -> str:
    """The Message-ID of a delivery: the same for every attempt, telling nothing about either."""
    digest = hashlib.sha256("\n".join((key, *to)).encode()).hexdigest()[:40]
    return f"<{digest}@{_one_line(sender).rpartition('@')[2] or 'localhost'}>"


def _hand_over(smtp: smtplib.SMTP, sender: str, everybody: tuple[str, ...], body: bytes) -> None:
    """One SMTP transaction, by hand: smtplib's own delivers to some and then raises.

    A recipient refused for now (4xx) stops the whole mail before it is sent, so that the retry
    doubles nobody's. One refused for good (5xx) does not keep the mail from the others.
    """
    smtp.ehlo_or_helo_if_needed()
    _expect_sender(smtp.mail(sender))
    refused: list[NotifyError] = []
    for address in everybody:
        answer = smtp.rcpt(address)
        if 500 <= answer[0] <= 599:
            refused.append(_refusal(answer, everybody))
        else:
            _expect(answer, accepted=(250, 251, 252), secrets=everybody)
    if len(refused) == len(everybody):
        raise refused[0]
    _expect(smtp.data(body), secrets=everybody)


def _expect_sender(answer: tuple[int, bytes]) -> None:
    """A refused sender is the operator's mistake: mended, not held against who should be told."""
    if answer[0] != 250:
        raise NotifyError(str(_refusal(answer, ())), permanent=False)


def _reason(error: Exception) -> str:
    """What went wrong on the way to the server, as the end of a sentence about it."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refused our user or password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answered {error.smtp_code}: {_words(error.smtp_error)}"
    return reason(error)


def _expect(
    answer: tuple[int, bytes], accepted: tuple[int, ...] = (250,), secrets: tuple[str, ...] = ()
) -> None:
    """Raise what the server said, unless it is one of the accepted answers."""
    if answer[0] not in accepted:
        raise _refusal(answer, secrets)


def _refusal(answer: tuple[int, bytes], secrets: tuple[str, ...]) -> NotifyError:
    """A server's refusal as an error: 5xx is permanent; people's addresses are left out."""
    code, said = answer
    words = _words(said)
    for address in secrets:
        words = re.sub(re.escape(address), "...", words, flags=re.IGNORECASE)
    return NotifyError(f"mail server answered {code}: {words}", permanent=500 <= code <= 599)


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _one_line(text)[:200]


def _one_line(text: str) -> str:
    """A header's value: no line break, no control character, so that it can never start another."""
    return _CONTROLS.sub(" ", text).strip()


def _address(name: str, address: str) -> Address:
    return Address(display_name=_one_line(name), addr_spec=_one_line(address))


def _helo_name() -> str:
    """What we call ourselves in EHLO, without asking a name server (which can take seconds)."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def check_mail_url(url: str) -> str | None:
    """One sentence on what is wrong with a mail address of the settings; None if nothing."""
    if not is_mail(url):
        return "the address should look like mailto://user:password@host or mailtos://..."
    if parse_mail_url(url) is None:
        return (
            "the mail address is incomplete or malformed; it should look like "
            "mailto://USER:PASSWORD@HOST?from=SENDER&to=RECIPIENT"
        )
    return None
