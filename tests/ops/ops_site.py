"""Far ends on loopback: a web site with any Date header, a receiver, a mail server's box."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import Envelope

CERTIFICATE = Path(__file__).parents[1] / "hostile" / "untrusted-test-site.pem"


@contextmanager
def site(*, date: str | None = None, body: bytes = b"", tls: bool = False) -> Iterator[str]:
    """Its address, for as long as the block lasts. `date` is the Date header; None: none."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(405)
            if date is not None:
                self.send_header("Date", date)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response_only(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: tests look at findings."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  a refused greeting is meant
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Received:
    """What an HTTP receiver was sent, as JSON."""

    url: str
    bodies: list[Any] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Received]:
    """A receiver that takes everything."""
    mine = Received(url="")

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            mine.bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            """Nothing: tests look at what came."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    mine.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield mine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailBox:
    """What a mail server (aiosmtpd) was sent."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802  the name aiosmtpd calls
        self, _server: object, _session: object, envelope: Envelope
    ) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=modern)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


def free_port() -> int:
    """A port nobody listens on; aiosmtpd cannot be given port 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
