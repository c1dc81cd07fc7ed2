"""What leaves the house: a message in every shape a channel may want, and how sending can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A small file that travels with a message (the deadline as .ics)."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, in every shape. Everything from outside is already escaped for its shape.

    `key` is stable for one delivery: the Message-ID of a mail is made from it, so that a repeat
    after a crash can be recognised as one. `json` is the event itself, for `format = "json"`.
    `headers` are extra mail headers (List-Unsubscribe ...).
    """

    key: str
    title: str
    text: str
    html: str
    markdown: str
    json: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class NotifyError(Exception):
    """A channel did not accept a message.

    `str(error)` is one sentence without any secret. `permanent` is true only where the channel
    plainly said that trying again is useless; `retry_after` is what it asked for, in seconds.
    """

    def __init__(
        self, sentence: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.permanent = permanent
        self.retry_after = retry_after


class Notifier(Protocol):
    """Sends one message to one channel; blocking, called in a thread."""

    def send(self, message: Message) -> None:
        """Return once the channel accepted the message, else raise NotifyError."""
        ...
