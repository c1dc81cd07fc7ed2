"""Real far ends on loopback: an HTTP receiver and a mail server that can also refuse or hang."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifiers.base import Message


def message(**changes: Any) -> Message:
    """A small message; what a test does not care about is filled in."""
    plain: dict[str, Any] = {
        "key": "event-1/ngo-slack",
        "title": "AMIF-2024-TF2-AG-THB-01 is open",
        "text": "The call is open.\nUntil 21 August.",
        "html": "<p>The call is open.</p>",
        "markdown": "**The call is open.**",
        "json": '{"kind": "open"}',
    }
    return Message(**(plain | changes))


@dataclass
class Receiver:
    """An HTTP server that keeps what it got and answers as told."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"ok"
    delay: float = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def http_receiver() -> Iterator[Receiver]:
    """A running HTTP receiver on a free loopback port."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            state.got.append((self.path, self.rfile.read(length)))
            state.heard.append(dict(self.headers))
            time.sleep(state.delay)
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.answer)))
            self.end_headers()
            self.wfile.write(state.answer)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class MailBox:
    """What a mail server took, and how it is told to answer."""

    port: int = 0
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 taken"
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802  the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data.startswith("250"):
            mail = message_from_bytes(envelope.original_content or b"", policy=modern)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
        return self.data


def free_port() -> int:
    """A port nobody listens on; aiosmtpd cannot be given port 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """A running mail server on loopback."""
    box = MailBox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()
