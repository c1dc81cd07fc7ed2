"""The desk where strangers ask and subscribers change their minds. Blocking; called in threads.

What a stranger sees is the same whether an address is new, known or suppressed, so that nobody
learns from the form who subscribes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from config.channel import Channel
from config.settings import Settings
from monitor.owing import Receiver, first_summary
from monitor.subscriptions.directory import Directory
from monitor.subscriptions.keys import new_token, subscriber_of, token_hash
from monitor.subscriptions.letters import Mailed, confirm_mail, slack_code
from notifiers.addresses import visitor_mail_address, visitor_slack_url
from store import calls, channels, outbox, subscribers
from store.database import Database
from store.subscribers import Signup, Subscriber

_VALID = timedelta(hours=48)
_PER_ADDRESS = 3  # mails to one address a day, whoever asks
_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class Asked(StrEnum):
    """What became of a sign-up; the first two look alike to who asked."""

    MAILED = "mailed"
    QUIET = "quiet"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything sign-up and change need. `post` sends one letter, now, and tells how it went."""

    settings: Settings
    database: Database
    directory: Directory
    clock: Callable[[], datetime]
    post: Callable[[Mailed], None]

    def ask(self, address: str, choice: Channel) -> Asked:
        """Keep what was asked for and mail the one link that confirms it.

        `address` is a plain mail address or an incoming webhook of Slack; anything else raises
        ValueError with one sentence.
        """
        now = self.clock()
        slack = address.strip().startswith("https://")
        target = visitor_slack_url(address) if slack else visitor_mail_address(address)
        key = self.directory.keys.name_key(target)
        token = new_token()
        with self.database.write() as conn:
            known = subscribers.by_name_key(conn, key)
            cap = self.settings.subscriptions.cap
            if known is None and subscribers.counts(conn, now).confirmed >= cap:
                return Asked.FULL
            if subscribers.pending_since(conn, key, now - _DAY) >= _PER_ADDRESS:
                return Asked.QUIET
            signup = Signup(
                token_hash=token_hash(token),
                kind="slack" if slack else "mail",
                name_key=key,
                choice=choice,
                asked=now,
                expires=now + _VALID,
                address="" if slack else target,
                sealed=self.directory.keys.seal(target) if slack else "",
            )
            subscribers.add_pending(conn, signup)
        self._post(signup, target, token, known)
        return Asked.MAILED

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
        """Make it so, and owe the one summary that a channel begins with; None as above."""
        now = self.clock()
        with self.database.write() as conn:
            signup = subscribers.pending(conn, token_hash(token), now)
            if signup is None:
                return None
            proof = self.directory.keys.consent(signup.name_key, now.isoformat())
            known = subscribers.confirm(conn, token_hash(token), now, proof)
            if known is None:
                return None
            record = channels.ensure(conn, known.channel_name, now)
            if record.summarised is None:
                receiver = Receiver(channel=known.choice, record=record)
                summary = first_summary(receiver, calls.live(conn), (), (), now)
                outbox.owe(conn, [summary] if summary else [])
                channels.mark_summarised(conn, known.channel_name, now)
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
        return found if keys.is_manage_token(token, found.id, found.version) else None

    def change(self, known: Subscriber, choice: Channel, paused: datetime | None) -> None:
        """Put a new choice, and a pause, in the place of the old one."""
        now = self.clock()
        with self.database.write() as conn:
            subscribers.save(
                conn, replace(known, choice=choice, active=now, asked=None, paused_until=paused)
            )

    def leave(self, known: Subscriber) -> None:
        """Erase them; final."""
        with self.database.write() as conn:
            subscribers.leave(conn, known.id, self.clock())
        log.info("a subscription ended", kind=known.kind)
