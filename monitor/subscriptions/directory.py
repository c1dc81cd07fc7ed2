"""Subscribers as the rest of the service meets them: channels to tell, and how each is reached."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from config.channel import Channel
from config.settings import Settings
from monitor.subscriptions.keys import Keys, load
from monitor.subscriptions.letters import Mailed
from monitor.subscriptions.post import LetterBox
from monitor.subscriptions.refusals import Minded
from monitor.wording.parcel import SubscriberLinks
from notifiers.base import Notifier
from store import subscribers
from store.database import Database
from store.subscribers import Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A subscriber's choice, links and notifier, as a message needs them."""

    channel: Channel
    links: SubscriberLinks
    notifier: Callable[[], Notifier]


class Directory:
    """Every confirmed subscriber, read once per change and shared by all who ask."""

    def __init__(self, settings: Settings, database: Database, keys: Keys) -> None:
        self._settings = settings
        self._database = database
        self.keys = keys
        self._known: tuple[str | None, dict[int, Subscriber]] = (None, {})
        self._guard = threading.Lock()
        self.post = LetterBox(self._send).post

    def channels(self, now: datetime) -> tuple[Channel, ...]:
        """The choices of those who are told things now: confirmed and not paused."""
        return tuple(
            one.choice
            for one in self._confirmed().values()
            if one.paused_until is None or one.paused_until <= now
        )

    def reach(self, name: str) -> Reached | None:
        """How the subscriber with this channel name is reached; None when they have left."""
        known = self._confirmed().get(subscribers.id_of(name) or 0)
        return None if known is None else self._reached(known)

    def url(self, name: str) -> str:
        """The address through which the subscriber with this channel name is written to.

        That of their webhook, or of the mail server, also for who has left. It never changes for
        one subscriber, so it is read from what is known already.
        """
        number = subscribers.id_of(name) or 0
        known = self._known[1].get(number) or self._confirmed().get(number)
        if known is not None and known.kind == "slack":
            return self.target(known)
        return self._mail_url()

    def links(self, known: Subscriber) -> SubscriberLinks:
        """The addresses that stand in every mail to a subscriber."""
        token = self.keys.manage_token(known.id, known.version, known.name_key)
        base = f"{self._settings.web.public_url.rstrip('/')}/subscribe"
        leave = f"{base}/leave/{token}"
        return SubscriberLinks(manage=f"{base}/manage/{token}", leave=leave, one_click=leave)

    def target(self, known: Subscriber) -> str:
        """Where a subscriber is written to: a mail address, or our address of their webhook.

        Empty when another secret sealed the webhook.
        """
        if known.kind == "slack":
            return self.keys.unseal(known.sealed) or ""
        return known.address

    def _reached(self, known: Subscriber) -> Reached:
        return Reached(
            channel=known.choice, links=self.links(known), notifier=lambda: self._notifier(known)
        )

    def _notifier(self, known: Subscriber) -> Notifier:
        inner = self._plain_notifier(self.target(known), slack=known.kind == "slack")
        return Minded(inner, self._database, known)

    def _plain_notifier(self, target: str, *, slack: bool) -> Notifier:
        from notifiers.build import build  # noqa: PLC0415  Apprise is slow to load

        if slack:
            return build(target)
        return build(self._mail_url(), recipient=target)

    def _mail_url(self) -> str:
        return self._settings.subscriptions.mail_url.get_secret_value()

    def _send(self, letter: Mailed) -> None:
        self._plain_notifier(letter.target, slack=letter.slack).send(letter.message)

    def _confirmed(self) -> dict[int, Subscriber]:
        with self._guard, self._database.read() as conn:
            version = subscribers.version(conn)
            if version is None or version != self._known[0]:
                confirmed = subscribers.all_confirmed(conn)
                self._known = (version, {one.id: one for one in confirmed})
            return self._known[1]


def secret_path(settings: Settings) -> Path:
    """Where the secret lies: as the settings say, else beside a SQLite database, else here."""
    chosen = settings.subscriptions.secret_file
    if chosen:
        return Path(chosen)
    url = make_url(settings.store.url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(f"{url.database}.secret")
    return Path("amif-monitor.secret")


def open_directory(settings: Settings, database: Database) -> Directory:
    """The directory over this installation's own secret. Raises SecretError."""
    return Directory(settings, database, load(secret_path(settings)))
