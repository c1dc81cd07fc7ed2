"""The floor of the store: the same rows by sqlite3 and plain SQL, on the very file measured."""

import sqlite3
from datetime import datetime
from pathlib import Path

_MARKED = (
    "UPDATE deliveries SET state = 'sent', sent_at = ?, attempts = attempts + 1,"
    " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = 'raw'"
)
_CLAIMED = (
    "UPDATE deliveries SET lease_owner = 'raw', lease_until = ? WHERE id IN (SELECT id FROM"
    " deliveries WHERE state = 'owed' AND (lease_until IS NULL OR lease_until <= ?)"
    " ORDER BY id LIMIT 200) RETURNING *"
)


class Raw:
    """A connection set up as the store's are; each method does what the store's figure does."""

    def __init__(self, path: Path, now: datetime, later: datetime) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._now, self._later = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in (now, later))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def due(self) -> None:
        """The calls the clock has reached, with their sightings."""
        ask = "SELECT * FROM calls WHERE next_due <= ? ORDER BY next_due LIMIT 500"
        self._with_sightings(self._db.execute(ask, (self._now,)).fetchall())

    def fingerprints(self) -> None:
        """Key, call and digest of a whole source."""
        self._fingerprints()

    def page(self) -> None:
        """A hundred calls in the public order, with their sightings and how many there are."""
        self._db.execute("SELECT count(*) FROM calls").fetchone()
        order = "SELECT * FROM calls ORDER BY sort_group, sort_key, id LIMIT 100"
        self._with_sightings(self._db.execute(order).fetchall())

    def poll(self) -> None:
        """What an unchanged poll reads and writes; no digest is worked out."""
        self._db.execute("BEGIN IMMEDIATE")
        keys = [row[0] for row in self._fingerprints()]
        marks = ", ".join("?" * len(keys))
        seen = "UPDATE sightings SET last_seen = ?, missing_since = NULL, missing_polls = 0"
        self._db.execute(
            f"{seen} WHERE source = 'eu_portal' AND key IN ({marks})", (self._now, *keys)
        )
        live = (
            "SELECT s.key, c.id FROM sightings s JOIN calls c ON c.id = s.call_id WHERE s.source ="
            " 'eu_portal' AND s.last_seen <= ? AND c.status IN ('open', 'forthcoming', 'unknown')"
        )
        self._db.execute(live, (self._now,)).fetchall()
        self._db.execute("INSERT OR REPLACE INTO sources (id, state) VALUES ('eu_portal', '{}')")
        grown = "UPDATE counters SET value = value + 1 WHERE name = 'data_version'"
        self._db.execute(grown)
        self._db.execute("COMMIT")

    def owe(self, size: int) -> None:
        """As many deliveries of a new event."""
        self._db.execute("BEGIN IMMEDIATE")
        event = (
            "INSERT INTO events (key, kind, subject, call_id, at, source, turn, baseline, changes)"
            " VALUES ('raw', 'open', 'c1', 'c1', ?, 'eu_portal', 1, 0, '[]')"
        )
        number = self._db.execute(event, (self._now,)).lastrowid
        owed = (
            "INSERT OR IGNORE INTO deliveries (key, channel, kind, created, event_id, state,"
            " details, attempts) VALUES (?, ?, 'event', ?, ?, 'owed', '{}', 0)"
        )
        rows = ((f"r{n}", f"subscriber:{n}", self._now, number) for n in range(size))
        self._db.executemany(owed, rows)
        self._db.execute("COMMIT")

    def claim(self) -> list[int]:
        """The next 200; their numbers."""
        self._db.execute("BEGIN IMMEDIATE")
        rows = self._db.execute(_CLAIMED, (self._later, self._now)).fetchall()
        self._db.execute("COMMIT")
        return [row[0] for row in rows]

    def claim_and_mark(self) -> int:
        """Everything owed, 200 claimed at a time, each marked sent by itself; gives how many."""
        done = 0
        while claimed := self.claim():
            for one in claimed:
                self._db.execute("BEGIN IMMEDIATE")
                done += self._db.execute(_MARKED, (self._now, one)).rowcount
                self._db.execute("COMMIT")
        return done

    def everybody(self) -> None:
        """All subscribers."""
        self._db.execute("SELECT * FROM subscribers WHERE state = 'confirmed'").fetchall()

    def _fingerprints(self) -> list[tuple[str, str, str]]:
        ask = "SELECT key, call_id, digest FROM sightings WHERE source = 'eu_portal'"
        return self._db.execute(ask).fetchall()

    def _with_sightings(self, rows: list[tuple[str, ...]]) -> None:
        marks = ", ".join("?" * len(rows))
        ask = f"SELECT * FROM sightings WHERE call_id IN ({marks}) ORDER BY first_seen, source, key"
        self._db.execute(ask, [row[0] for row in rows]).fetchall()
