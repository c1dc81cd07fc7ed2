"""A stored world on a real SQLite file for the commands that look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rules_makers import RULES

from config.settings import Settings, load_settings
from monitor.commands.looking import receivers_of
from monitor.lifecycle import decide, tick
from monitor.receivers import receivers
from monitor.record import record
from sources.base import CallSeen, Rank
from store import calls, channels, outbox
from store.database import Database, open_database
from store.records import CallEvent

CHANNELS = """
[[channels]]
name = "told"
url = "json://127.0.0.1/"
closing_soon_days = [14, 7, 3]

[[channels]]
name = "cyprus-only"
url = "slack://AAAAAAAAA/BBBBBBBBB/cccccccccccccccccccccccc"
countries = ["CY"]

[[channels]]
name = "by-night"
url = "mailto://user:secret@example.org"
quiet_hours = "20:00-08:00"
closing_soon_days = [7]

[[channels]]
name = "weekly"
url = "mailto://user:secret@example.org"
digest = "weekly mon 08:00"
closing_soon_days = [30, 7]
"""


@dataclass(slots=True)
class House:
    """Stores what happens as the service does; nothing is sent but by `send`."""

    settings: Settings
    database: Database

    def begin(self, at: datetime) -> None:
        """All channels begin, and have had their summary."""
        with self.database.write() as conn:
            for one in receivers(conn, [c.channel() for c in self.settings.channels], at):
                channels.mark_summarised(conn, one.channel.name, at)

    def see(
        self,
        notice: CallSeen,
        at: datetime,
        *,
        baseline: bool = False,
        channels_there: bool = True,
    ) -> list[CallEvent]:
        """One notice of the portal, told to the channels if they are there yet."""
        with self.database.write() as conn:
            known = calls.by_source(conn, notice.source).get(notice.key)
            outcome = decide(
                known,
                notice,
                Rank.PORTAL,
                at,
                RULES,
                call_id=f"call-{notice.key.lower()}",
                baseline=baseline,
            )
            told = receivers_of(conn, self.settings, at) if channels_there else ()
            return record(conn, [outcome], told, at, source=notice.source)

    def clock(self, until: datetime) -> None:
        """Each due instant up to `until` is met as it comes."""
        while (soonest := self._next_due()) is not None and soonest <= until:
            self.clock_once(soonest)

    def clock_once(self, at: datetime) -> None:
        """The clock is looked at only now: what fell due before is told at once."""
        with self.database.write() as conn:
            outcomes = [tick(call, at, RULES) for call in calls.due(conn, at)]
            record(conn, outcomes, receivers_of(conn, self.settings, at), at, source="clock")

    def _next_due(self) -> datetime | None:
        with self.database.read() as conn:
            return calls.next_due(conn)

    def send(self, at: datetime, *, fail: Sequence[str] = ()) -> None:
        """Everything due leaves; channels named in `fail` refuse it."""
        lease = timedelta(minutes=1)
        with self.database.write() as conn:
            for one in outbox.claim(conn, now=at, owner="test", lease=lease, limit=100):
                if one.channel in fail:
                    wait = at + timedelta(hours=1)
                    outbox.failed(conn, one.id, "test", error="503 busy", next_attempt=wait)
                else:
                    outbox.sent(conn, one.id, "test", at)


@cache
def _empty() -> bytes:
    """A database with all tables and nothing in them; making one anew takes half a second."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        open_database(f"sqlite:///{file}").close()
        return file.read_bytes()


def open_house(folder: Path, more: str = CHANNELS) -> House:
    """A house with its own settings file and an empty database."""
    file, stored = folder / "amif-monitor.toml", folder / "test.db"
    url = f"sqlite:///{stored}"
    file.write_text(f'[store]\nurl = "{url}"\n{more}', encoding="utf-8")
    stored.write_bytes(_empty())
    return House(load_settings(file, {}), open_database(url))
