"""The desk's own letter box: sends confirmations in the background, a few tries each.

They are not in the outbox, because a confirmation holds a token that must not be stored. One that
is lost with the process is asked for again by whoever waits for it.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from monitor.subscriptions.letters import Mailed
from notifiers.base import NotifyError

_WAITS = (0.0, 10.0, 60.0)  # seconds before each try
_MOST_WAITING = 200

log = structlog.get_logger(__name__)


class LetterBox:
    """Takes letters at once and sends them from threads of its own."""

    def __init__(self, mail_url: str, *, wait: Callable[[float], None] = time.sleep) -> None:
        self._mail_url = mail_url
        self._wait = wait
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="deliver-desk")
        self._room = threading.Semaphore(_MOST_WAITING)

    def post(self, letter: Mailed) -> None:
        """Send when there is a free hand; beyond 200 waiting it is dropped, and said so."""
        if not self._room.acquire(blocking=False):
            log.error("too many confirmations wait, one was dropped")
            return
        self._pool.submit(self._send, letter)

    def close(self) -> None:
        """Take no more; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _send(self, letter: Mailed) -> None:
        try:
            self._try(letter)
        finally:
            self._room.release()

    def _try(self, letter: Mailed) -> None:
        from notifiers.build import build  # noqa: PLC0415  Apprise is slow to load

        notifier = (
            build(letter.target) if letter.slack else build(self._mail_url, recipient=letter.target)
        )
        for wait in _WAITS:
            self._wait(wait)
            try:
                notifier.send(letter.message)
            except NotifyError as error:
                log.warning("a confirmation was not accepted", permanent=error.permanent)
                if error.permanent:
                    return
            else:
                return
