"""How fast each channel is sent to: its own rate, and only as many at once as it copes with."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

_MOST = 40  # at once to one channel, of the 48 hands there are
_START = 4


class Pace:
    """Keeps each channel's room. A channel that accepts gets twice as much at once, up to a limit;
    one that fails is tried one at a time, so that a dead channel never holds more than one hand.
    """

    def __init__(self, rate: Callable[[str], float | None]) -> None:
        """`rate` gives a channel's messages per second, None where there is no limit."""
        self._rate = rate
        self._at_once: dict[str, int] = {}
        self._sending: Counter[str] = Counter()
        self._free_at: dict[str, datetime] = {}

    def room(self, channel: str, now: datetime) -> int:
        """How many more may start on this channel now."""
        if self._free_at.get(channel, now) > now:
            return 0
        most = 1 if self._rate(channel) else self._at_once.get(channel, _START)
        return max(0, most - self._sending[channel])

    def busy(self, now: datetime) -> set[str]:
        """The channels nothing may start on now."""
        known = {name for name, count in self._sending.items() if count} | self._free_at.keys()
        return {name for name in known if self.room(name, now) == 0}

    def began(self, channel: str, now: datetime) -> None:
        """A message to this channel is on its way."""
        self._sending[channel] += 1
        rate = self._rate(channel)
        if rate:
            self._free_at[channel] = now + timedelta(seconds=1 / rate)

    def ended(self, channel: str, *, ok: bool) -> None:
        """It arrived, or did not."""
        self._sending[channel] -= 1
        at_once = self._at_once.get(channel, _START)
        self._at_once[channel] = min(_MOST, at_once * 2) if ok else 1
