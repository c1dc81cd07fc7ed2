"""What a subscriber's far end says to a message, kept in mind: three refusals in a row end it."""

import structlog

from notifiers.base import Message, Notifier, NotifyError
from store import subscribers
from store.database import Database
from store.subscribers import Subscriber

log = structlog.get_logger(__name__)


class Minded:
    """Another notifier, after which the subscriber's refusals are counted.

    Only what is refused while we hand it over is seen; a bounce that comes later as a mail is not.
    """

    def __init__(self, inner: Notifier, database: Database, known: Subscriber) -> None:
        self._inner = inner
        self._database = database
        self._known = known

    def send(self, message: Message) -> None:
        """As the inner one; raises what it raises, and StoreError."""
        try:
            self._inner.send(message)
        except NotifyError as error:
            if error.permanent:
                self._note_refusal()
            raise
        if self._known.refusals:
            with self._database.write() as conn:
                subscribers.accepted(conn, self._known.id)

    def _note_refusal(self) -> None:
        with self._database.write() as conn:
            suppressed = subscribers.refused(conn, self._known.id)
        if suppressed:
            log.warning("a subscriber is suppressed after three refusals", kind=self._known.kind)
