"""PURE: when a delivery that failed is tried again, and when it is given up."""

from datetime import datetime, timedelta

from monitor.uptime import Spans, running_since
from store.records import Delivery

_FIRST = timedelta(seconds=15)
_LONGEST = timedelta(hours=6)
_JITTER = 0.2
_ATTEMPTS = 10
_RUNNING = timedelta(days=3)


def next_attempt(
    delivery: Delivery, now: datetime, *, chance: float, retry_after: float | None = None
) -> datetime:
    """When to try again: twice as long each time, up to 6 hours, a fifth more or less by `chance`.

    `delivery.attempts` counts the one that just failed; `chance` is in [0, 1). What the channel
    asked for (`retry_after`, seconds) is a minimum.
    """
    doubled = _FIRST * 2 ** min(delivery.attempts - 1, 20)
    wait: timedelta = min(doubled, _LONGEST) * (1 - _JITTER + 2 * _JITTER * chance)
    return now + max(wait, timedelta(seconds=retry_after or 0))


def worn_out(delivery: Delivery, spans: Spans) -> bool:
    """Whether a delivery was tried at least 10 times over 3 days of running time."""
    return delivery.attempts >= _ATTEMPTS and running_since(spans, delivery.created) >= _RUNNING
