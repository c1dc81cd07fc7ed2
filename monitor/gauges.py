"""What is stored, as figures read at the moment somebody asks: sources, calls, the outbox.

Read from the store, not counted in the process, so that every node tells the same and a restart
changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from monitor.context import Context
from monitor.health import public_state
from store import outbox, polls, subscribers
from store.call_search import CallQuery, search
from store.database import StoreError
from store.records import SourceState

_STATES = ("ok", "degraded", "unverified")
_STATUSES = ("forthcoming", "open", "closed", "withdrawn", "unknown")


class StoredGauges(Collector):
    """Reads one consistent view per request. A store that cannot be read is told, not raised."""

    def __init__(self, context: Context) -> None:
        """Figures of this installation: its store, its sources, its channels."""
        self._context = context

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand, so that registering does not read the store."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Every figure, or only that the store cannot be read."""
        readable = GaugeMetricFamily(
            "amif_monitor_store_readable", "1 while the database can be read"
        )
        try:
            with self._context.database.read() as conn:
                families = self._read(conn)
        except StoreError:
            readable.add_metric([], 0)
            return (readable,)
        readable.add_metric([], 1)
        return (readable, *families)

    def _read(self, conn: Connection) -> list[GaugeMetricFamily]:
        now = self._context.clock()
        known = polls.states(conn)
        enabled = [watched.info.id for watched in self._context.enabled]
        states = {source: known.get(source, SourceState(id=source)) for source in enabled}
        kinds = {one.name: one.channel().kind for one in self._context.settings.channels}
        return [
            *_sources(states, now),
            _calls(conn),
            _deliveries(conn, kinds),
            _outbox_age(conn, now),
            *self._subscribers(conn, now),
        ]

    def _subscribers(self, conn: Connection, now: datetime) -> list[GaugeMetricFamily]:
        """How many there are, where self-service is offered; never who."""
        offered = self._context.settings.subscriptions
        if not offered.enabled:
            return []
        counted = subscribers.counts(conn, now)
        family = GaugeMetricFamily(
            "amif_monitor_subscribers",
            "Subscribers, by state; the paused are among the confirmed too",
            labels=["state"],
        )
        family.add_metric(["confirmed"], counted.confirmed)
        family.add_metric(["paused"], counted.paused)
        family.add_metric(["pending"], counted.pending)
        family.add_metric(["suppressed"], counted.suppressed)
        cap = GaugeMetricFamily("amif_monitor_subscribers_cap", "No more are taken than this")
        cap.add_metric([], offered.cap)
        return [family, cap]


def _sources(states: Mapping[str, SourceState], now: datetime) -> list[GaugeMetricFamily]:
    word = GaugeMetricFamily(
        "amif_monitor_source_state", "1 for the state a source is in", labels=["source", "state"]
    )
    age = GaugeMetricFamily(
        "amif_monitor_source_last_success_age_seconds",
        "Since the last complete success; absent before the first",
        labels=["source"],
    )
    seen = GaugeMetricFamily(
        "amif_monitor_source_calls", "Calls seen at the last success", labels=["source"]
    )
    failures = GaugeMetricFamily(
        "amif_monitor_source_failures_in_a_row", "0 after a success", labels=["source"]
    )
    for source, state in states.items():
        for known in _STATES:
            word.add_metric([source, known], float(public_state(state) == known))
        if state.last_success is not None:
            age.add_metric([source], (now - state.last_success).total_seconds())
        seen.add_metric([source], state.calls_seen)
        failures.add_metric([source], state.failures)
    return [word, age, seen, failures]


def _calls(conn: Connection) -> GaugeMetricFamily:
    family = GaugeMetricFamily("amif_monitor_calls", "Calls stored", labels=["status"])
    for status in _STATUSES:
        _, total = search(conn, CallQuery(status=(status,), limit=1))
        family.add_metric([status], total)
    return family


def _deliveries(conn: Connection, kinds: Mapping[str, str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "amif_monitor_deliveries",
        "Deliveries stored, by state; channels no longer in the settings are of kind removed",
        labels=["channel_kind", "state"],
    )
    sums: Counter[tuple[str, str]] = Counter()
    for (channel, state), count in outbox.counts(conn).items():
        kind = "subscriber" if channel == "subscriber" else kinds.get(channel, "removed")
        sums[kind, state] += count
    for (kind, state), count in sorted(sums.items()):
        family.add_metric([kind, state], count)
    return family


def _outbox_age(conn: Connection, now: datetime) -> GaugeMetricFamily:
    oldest = outbox.oldest_owed(conn)
    age = max((now - oldest).total_seconds(), 0.0) if oldest is not None else 0.0
    family = GaugeMetricFamily(
        "amif_monitor_outbox_age_seconds",
        "How long the oldest delivery that could leave has waited; 0 with none",
    )
    family.add_metric([], age)
    return family
