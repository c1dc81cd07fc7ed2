"""The desk where strangers ask and subscribers change their minds. Blocking; called in threads.

What a stranger sees is the same whether an address is new, known or suppressed, so that nobody
learns from the form who subscribes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Connection

from config.channel import Channel
from config.settings import Settings
from monitor.owing import Receiver, first_summary
from monitor.subscriptions.directory import Directory
from monitor.subscriptions.keys import new_token, subscriber_of, token_hash
from monitor.subscriptions.letters import Mailed, confirm_mail, slack_code
from monitor.subscriptions.pauses import hold_back, welcome_back
from notifiers.addresses import visitor_mail_address, visitor_slack_url
from store import calls, channels, outbox, subscribers
from store.database import Database
from store.subscribers import Signup, Subscriber, SubscriberState

_VALID = timedelta(hours=48)
_PER_ADDRESS = 3  # mails to one address a day, whoever asks
_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class Asked(StrEnum):
    """What became of a sign-up; the first two look alike to who asked.

    `FULL` is answered to everybody when there is no room, known or new; somebody known is mailed
    all the same.
    """

    MAILED = "mailed"
    QUIET = "quiet"
    FULL = "full"


class NoRoom(Exception):
    """There are as many subscribers as the operator wants."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody wants to be told: a plain mail address, or our address of their webhook."""

    kind: str
    address: str


def target_of(text: str) -> Target:
    """What a visitor typed, proven to be one address and nothing more.

    Raises ValueError with one sentence.
    """
    if any(not one.isprintable() for one in text):
        raise ValueError("This is not one plain e-mail address.")
    if text.strip().startswith("https://"):
        return Target("slack", visitor_slack_url(text))
    return Target("mail", visitor_mail_address(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything sign-up and change need. `post` sends one letter, now, and tells how it went."""

    settings: Settings
    database: Database
    directory: Directory
    clock: Callable[[], datetime]
    post: Callable[[Mailed], None]

    def ask(self, target: Target, choice: Channel) -> Asked:
        """Keep what was asked for and mail the one link that confirms it. Raises StoreError."""
        now = self.clock()
        key = self.directory.keys.name_key(target.address)
        token = new_token()
        signup = self._signup(target, choice, key, token)
        with self.database.write() as conn:
            known = subscribers.by_name_key(conn, key)
            full = self._is_full(conn)
            asked_before = subscribers.pending_since(conn, key, now - _DAY)
            mailed = asked_before < _PER_ADDRESS and (known is not None or not full)
            if mailed:
                subscribers.add_pending(conn, signup)
        if mailed:
            self._post(signup, target.address, token, known)
        return Asked.FULL if full else Asked.MAILED if mailed else Asked.QUIET

    def _signup(self, target: Target, choice: Channel, key: str, token: str) -> Signup:
        now, slack = self.clock(), target.kind == "slack"
        return Signup(
            token_hash=token_hash(token),
            kind=target.kind,
            name_key=key,
            choice=choice,
            asked=now,
            expires=now + _VALID,
            address="" if slack else target.address,
            sealed=self.directory.keys.seal(target.address) if slack else "",
        )

    def _is_full(self, conn: Connection) -> bool:
        confirmed = subscribers.counts(conn, self.clock()).confirmed
        return confirmed >= self.settings.subscriptions.cap

    def _post(self, signup: Signup, target: str, token: str, known: Subscriber | None) -> None:
        base = self.settings.web.public_url.rstrip("/")
        links = self.directory.links(known) if known is not None else None
        compose = slack_code if signup.kind == "slack" else confirm_mail
        self.post(
            compose(
                target,
                link=f"{base}/subscribe/confirm/{token}",
                manage=links.manage if links else "",
                language=signup.choice.language,
                key=f"confirm-{signup.token_hash[:32]}",
                operator=self.settings.web.operator,
            )
        )

    def asked_for(self, token: str) -> Signup | None:
        """What a mailed link would confirm; None when it is unknown, used or over."""
        with self.database.read() as conn:
            return subscribers.pending(conn, token_hash(token), self.clock())

    def confirm(self, token: str) -> Subscriber | None:
        """Make it so, and owe the one summary that a channel begins with; None as above.

        Who was paused or suppressed until now is owed the summary that ends a pause. Raises NoRoom
        where the cap was reached since; the link stays good.
        """
        now = self.clock()
        with self.database.write() as conn:
            signup = subscribers.pending(conn, token_hash(token), now)
            if signup is None:
                return None
            before = subscribers.by_name_key(conn, signup.name_key)
            if before is None and self._is_full(conn):
                raise NoRoom
            proof = self.directory.keys.consent(signup.name_key, now.isoformat())
            known = subscribers.confirm(conn, token_hash(token), now, proof)
            if known is None:
                return None
            if before is None:
                _begin(conn, known, now)
            elif before.paused_until is not None or before.state is SubscriberState.SUPPRESSED:
                welcome_back(conn, known, min(before.paused_until or now, now), now)
        log.info("a subscription was confirmed", kind=known.kind)
        return known

    def known(self, token: str) -> Subscriber | None:
        """The subscriber a manage link belongs to; None when it is false or from before."""
        number = subscriber_of(token)
        if number is None:
            return None
        with self.database.read() as conn:
            found = subscribers.get(conn, number)
        if found is None:
            return None
        keys = self.directory.keys
        mine = keys.is_manage_token(token, found.id, found.version, found.name_key)
        return found if mine else None

    def change(self, known: Subscriber, choice: Channel, paused: datetime | None) -> None:
        """Put a new choice, and a pause, in the place of the old one.

        A pause holds back what is owed already; ending it early owes a summary at once.
        """
        now = self.clock()
        changed = replace(known, choice=choice, active=now, asked=None, paused_until=paused)
        with self.database.write() as conn:
            if not subscribers.save(conn, changed):
                return
            if paused is not None and paused > now:
                hold_back(conn, changed)
            elif known.paused_until is not None:
                welcome_back(conn, changed, min(known.paused_until, now), now)

    def call_id(self, text: str) -> str | None:
        """The id of the call a button names; None when there is no such call."""
        with self.database.read() as conn:
            return calls.resolve(conn, text)

    def leave(self, known: Subscriber) -> None:
        """Erase them; final."""
        with self.database.write() as conn:
            subscribers.leave(conn, known.id, self.clock())
        self.database.fold_log()
        log.info("a subscription ended", kind=known.kind)


def _begin(conn: Connection, known: Subscriber, now: datetime) -> None:
    """Owe the one summary that a channel begins with."""
    record = channels.ensure(conn, known.channel_name, now)
    receiver = Receiver(channel=known.choice, record=record)
    summary = first_summary(receiver, calls.live(conn), (), (), now)
    outbox.owe(conn, [summary] if summary else [])
    channels.mark_summarised(conn, known.channel_name, now)
