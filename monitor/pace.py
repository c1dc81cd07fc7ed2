"""How fast each far end is sent to: its own rate, and only as many at once as it copes with."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

_MOST = 40  # at once to one far end, of the 48 hands there are
_START = 4
_BURST = 40
_PART = 4


class Pace:
    """Keeps each lane's room; a lane is one far end, which several channels may share.

    A lane that accepts gets twice as much at once, up to a limit; one that fails is tried one at a
    time, so that a dead server never holds more than one hand. What is in hand when a process dies
    is sent again, so of a burst of up to 40 messages to a channel no more than 4 are in hand, and
    of a larger one a quarter of what goes beyond: little is repeated, and a backlog gets every
    hand, to its end.
    """

    def __init__(
        self, rate: Callable[[str], float | None], lane: Callable[[str], str] = lambda name: name
    ) -> None:
        """`rate` gives a channel's messages per second, None for no limit; `lane` its far end."""
        self._rate = rate
        self._lane = lane
        self._at_once: dict[str, int] = {}
        self._sending: Counter[str] = Counter()
        self._to: Counter[str] = Counter()
        self._burst: dict[str, int] = {}  # the most a channel was owed since nothing was in hand
        self._free_at: dict[str, datetime] = {}
        self._channels: dict[str, tuple[str, float | None]] = {}  # lane and rate, once met

    def room(self, channel: str, now: datetime) -> int:
        """How many more may start on this channel's lane now."""
        lane = self.lane_of(channel)
        if self._free_at.get(lane, now) > now:
            return 0
        most = 1 if self._rate_of(channel) else self._at_once.get(lane, _START)
        return max(0, most - self._sending[lane])

    def share(self, channel: str, waiting: int, now: datetime) -> int:
        """How many more may start for a channel that is owed `waiting` beside those in hand."""
        in_hand = self._to[channel]
        owed = self._burst[channel] = max(in_hand + waiting, self._burst.get(channel, 0))
        most = _START + max(0, owed - _BURST) // _PART
        return min(self.room(channel, now), max(0, most - in_hand))

    def busy(self, now: datetime) -> set[str]:
        """The channels met so far on which nothing may start now."""
        return {name for name in self._channels if self.room(name, now) == 0}

    def began(self, channel: str, now: datetime) -> None:
        """A message to this channel is on its way."""
        lane = self.lane_of(channel)
        self._sending[lane] += 1
        self._to[channel] += 1
        rate = self._rate_of(channel)
        if rate:
            self._free_at[lane] = now + timedelta(seconds=1 / rate)

    def ended(self, channel: str, *, ok: bool) -> None:
        """It arrived, or did not."""
        lane = self.lane_of(channel)
        self._sending[lane] -= 1
        self._to[channel] -= 1
        if not self._to[channel]:
            del self._to[channel]
            self._burst.pop(channel, None)
        at_once = self._at_once.get(lane, _START)
        self._at_once[lane] = min(_MOST, at_once * 2) if ok else 1

    def lane_of(self, channel: str) -> str:
        """The lane of a channel, remembered."""
        return self._met(channel)[0]

    def _rate_of(self, channel: str) -> float | None:
        return self._met(channel)[1]

    def _met(self, channel: str) -> tuple[str, float | None]:
        if channel not in self._channels:
            self._channels[channel] = (self._lane(channel), self._rate(channel))
        return self._channels[channel]
