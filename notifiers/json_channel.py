"""Message -> json(s)://, sent from here: the body Apprise sends, for a fifth of its work.

An address with anything unusual in it (own headers, another method, redirects) and a machine
behind a proxy are left to Apprise. What is gained besides speed is the answer itself: its status
and its Retry-After, which Apprise does not tell.
"""

import base64
import json
import os
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from notifiers.addresses import kind_of, scrub
from notifiers.answers import refused
from notifiers.base import Message, NotifyError
from notifiers.transport import reason, trust

_KINDS = frozenset({"json", "jsons"})
_PLAIN_PARAMETERS = frozenset({"cto", "rto", "verify"})
_NO = frozenset({"no", "0", "false", "off", "n", "f"})
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_LARGEST_ANSWER = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A plain json(s):// address, taken apart. Times are seconds."""

    host: str
    port: int | None
    path: str
    encrypted: bool
    authorisation: str = field(default="", repr=False)
    connect_timeout: float = 5.0
    read_timeout: float = 10.0
    verify: bool = True


def parse_json_url(url: str) -> Receiver | None:
    """A json(s):// address; None where it is not one or asks for what only Apprise does."""
    if kind_of(url) not in _KINDS:
        return None
    try:
        parts = urlsplit(url.strip())
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        host, port = parts.hostname, parts.port
        connect, read = float(asked.get("cto", 5)), float(asked.get("rto", 10))
    except ValueError:
        return None
    if not host or parts.fragment or not asked.keys() <= _PLAIN_PARAMETERS:
        return None
    return Receiver(
        host=host,
        port=port,
        path=quote(parts.path or "/", safe="/%:@!$&'()*+,;=~"),
        encrypted=kind_of(url) == "jsons",
        authorisation=_basic(parts.username, parts.password),
        connect_timeout=connect,
        read_timeout=read,
        verify=asked.get("verify", "yes").lower() not in _NO,
    )


def behind_proxy() -> bool:
    """Whether this machine reaches the web through a proxy, which Apprise knows how to use."""
    return any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES)


class JsonNotifier:
    """Sends messages to one plain json(s):// address; see notifiers.base.Notifier."""

    def __init__(self, url: str, receiver: Receiver, *, format: str = "") -> None:  # noqa: A002
        self.kind = kind_of(url)
        self._url = url
        self._to = receiver
        self._format = format

    def send(self, message: Message) -> None:
        """POST once over a connection of its own; returns at an answer of 2xx."""
        body = (message.json or message.text) if self._format == "json" else message.text
        sent = {
            "version": "1.0",
            "title": message.title.strip(),
            "message": body.rstrip(),
            "attachments": [],
            "type": "info",
        }
        try:
            status, retry_after, text = self._post(json.dumps(sent).encode())
        except (OSError, HTTPException, UnicodeError) as error:
            raise NotifyError(f"{self.kind} {scrub(reason(error), self._url)}") from None
        if not 200 <= status < 300:
            raise refused(self.kind, status, text, retry_after)

    def _post(self, body: bytes) -> tuple[int, str, str]:
        """The answer's status, its Retry-After and the beginning of its text."""
        connection = self._connection()
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(self._to.read_timeout)
            connection.request("POST", self._to.path, body, self._headers())
            answer = connection.getresponse()
            text = answer.read(_LARGEST_ANSWER).decode("utf-8", "replace")
            return answer.status, answer.getheader("Retry-After", ""), text
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        to = self._to
        if to.encrypted:
            return HTTPSConnection(
                to.host, to.port, timeout=to.connect_timeout, context=trust(to.verify)
            )
        return HTTPConnection(to.host, to.port, timeout=to.connect_timeout)

    def _headers(self) -> dict[str, str]:
        headers = {
            "User-Agent": "amif-monitor",
            "Content-Type": "application/json",
            "Connection": "close",
        }
        return headers | (
            {"Authorization": self._to.authorisation} if self._to.authorisation else {}
        )


def _basic(user: str | None, password: str | None) -> str:
    if user is None:
        return ""
    pair = f"{unquote(user)}:{unquote(password or '')}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"
