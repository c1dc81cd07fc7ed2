"""robots.txt: what a site asks of programs, kept for a day (decisions H 4). No I/O."""

from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

DAY = 86_400.0
HOUR = 3_600.0
AGENT = "amif-monitor"
_LONGEST_DELAY = 10.0


@dataclass(frozen=True, slots=True)
class Robots:
    """One site's wishes, valid until `expires` (seconds of the client's own clock)."""

    expires: float
    rules: RobotFileParser | None = None

    def allow(self, url: str) -> bool:
        """Whether the site lets us read `url`."""
        return self.rules is None or self.rules.can_fetch(AGENT, url)

    @property
    def delay(self) -> float:
        """The pause in seconds it asks for between two requests; 10 at most."""
        asked = self.rules.crawl_delay(AGENT) if self.rules else None
        return min(float(asked or 0), _LONGEST_DELAY)


def read_robots(body: bytes, expires: float) -> Robots:
    """The wishes in a robots.txt; nonsense (an HTML page, say) reads as "no wishes"."""
    parser = RobotFileParser()
    parser.parse(body.decode("utf-8", "replace").splitlines())
    return Robots(expires, parser)
