"""A clock that runs fast: what the demo tells the time by."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class FastClock:
    """Call it for the instant (aware, as `start` is).

    A second of `real` time (seconds, any origin) is `factor` seconds here, until `end`; from there
    it runs as other clocks do, so that the end of a story can be looked at.
    """

    start: datetime
    factor: float
    end: datetime | None = None
    real: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.real())

    def __call__(self) -> datetime:
        """The instant it is now."""
        passed = self.real() - self.began
        if self.end is None:
            return self.start + timedelta(seconds=passed * self.factor)
        racing = min(passed, (self.end - self.start).total_seconds() / self.factor)
        return self.start + timedelta(seconds=racing * self.factor + (passed - racing))
