"""Telling a dead man's switch that the watch goes on (decisions J): `/start`, success, `/fail`."""

import asyncio
import urllib.error
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import structlog

_TIMEOUT = 10.0
_AT_MOST_EVERY = 10.0  # seconds between two passes told, however often sources are polled

log = structlog.get_logger(__name__)


class Heartbeat:
    """Pings `url` around each complete pass. A pass begins with the first poll of several.

    It is complete when every due source was attempted, the store was written and the clock pass is
    fresh; then the url itself is asked, else `/fail`.
    """

    def __init__(self, url: str) -> None:
        """`url` empty: never pings."""
        self._url = url
        self._in_pass = False
        self._told_at = float("-inf")
        self._failing = False
        self._pings: set[asyncio.Task[None]] = set()

    async def look(self, *, polling: bool, well: bool) -> None:
        """Called every second: whether a poll is running, and whether all work goes on."""
        now = asyncio.get_running_loop().time()
        if not self._url:
            return
        if polling and not self._in_pass and now - self._told_at >= _AT_MOST_EVERY:
            self._in_pass = True
            self._ping("/start")
        elif not polling and self._in_pass:
            self._in_pass = False
            self._told_at = now
            self._ping("" if well else "/fail")

    async def stop(self) -> None:
        """Let pings on their way arrive."""
        if self._pings:
            await asyncio.wait(self._pings, timeout=2)

    def _ping(self, ending: str) -> None:
        task = asyncio.create_task(asyncio.to_thread(self._ask, _with(self._url, ending)))
        self._pings.add(task)
        task.add_done_callback(self._pings.discard)

    def _ask(self, url: str) -> None:
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT):  # noqa: S310  checked at start
                pass
        except (OSError, ValueError) as error:
            if not self._failing:
                log.warning("the heartbeat address did not answer", error=type(error).__name__)
            self._failing = True
            return
        self._failing = False


def _with(url: str, ending: str) -> str:
    """The address with `ending` behind its path; what it asks for with "?" stays behind that."""
    if not ending:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + ending))
