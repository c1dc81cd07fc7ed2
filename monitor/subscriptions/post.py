"""The desk's own letter box: sends its letters in the background, a few tries each.

They are not in the outbox, because a confirmation holds a token that must not be stored. One that
is lost with the process is asked for again by whoever waits for it.
"""

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from monitor.subscriptions.letters import Mailed
from notifiers.base import NotifyError

WAITS = (0.0, 10.0, 60.0, 300.0, 900.0)  # seconds before each try; grey lists take minutes
_MOST_WAITING = 500
_HANDS = 2

log = structlog.get_logger(__name__)


@dataclass(order=True, slots=True)
class _Waiting:
    due: float
    number: int
    tries: int = field(compare=False)
    letter: Mailed = field(compare=False)


class LetterBox:
    """Takes letters at once and sends them from threads of its own, which hold up no exit.

    `send` sends one letter or raises NotifyError; `clock` counts seconds.
    """

    def __init__(
        self,
        send: Callable[[Mailed], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        waits: tuple[float, ...] = WAITS,
    ) -> None:
        self._deliver = send
        self._clock = clock
        self._waits = waits
        self._heap: list[_Waiting] = []
        self._taken = 0
        self._changed = threading.Condition()
        self._hands: list[threading.Thread] = []
        self._closed = False

    def post(self, letter: Mailed) -> None:
        """Send when there is a free hand; beyond 500 waiting it is dropped, and said so."""
        with self._changed:
            if self._closed or len(self._heap) >= _MOST_WAITING:
                log.error("too many letters of the desk wait, one was dropped")
                return
            self._taken += 1
            due = self._clock() + self._waits[0]
            heapq.heappush(self._heap, _Waiting(due, self._taken, 0, letter))
            self._hire()
            self._changed.notify()

    def close(self) -> None:
        """Take no more; what waits is dropped."""
        with self._changed:
            self._closed = True
            self._heap.clear()
            self._changed.notify_all()

    def _hire(self) -> None:
        """A thread for each letter waiting, up to two."""
        if len(self._hands) < min(_HANDS, len(self._heap)):
            hand = threading.Thread(target=self._work, name="deliver-desk", daemon=True)
            self._hands.append(hand)
            hand.start()

    def _work(self) -> None:
        while (waiting := self._next()) is not None:
            if not self._try(waiting.letter):
                self._again(waiting)

    def _next(self) -> _Waiting | None:
        """The next letter once it is due; None when the box is closed."""
        with self._changed:
            while not self._closed:
                wait = self._heap[0].due - self._clock() if self._heap else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._heap)
                self._changed.wait(wait)
        return None

    def _again(self, waiting: _Waiting) -> None:
        with self._changed:
            tries = waiting.tries + 1
            if tries >= len(self._waits) or self._closed:
                log.error("a letter of the desk was given up")
                return
            due = self._clock() + self._waits[tries]
            heapq.heappush(self._heap, _Waiting(due, waiting.number, tries, waiting.letter))
            self._changed.notify()

    def _try(self, letter: Mailed) -> bool:
        """Whether this letter is done with: accepted, or refused for good."""
        try:
            self._deliver(letter)
        except NotifyError as error:
            log.warning("a letter of the desk was not accepted", permanent=error.permanent)
            return error.permanent
        except Exception as error:  # the boundary: one letter never stops the others
            log.warning("a letter of the desk could not be sent", error=type(error).__name__)
            return True
        return True
