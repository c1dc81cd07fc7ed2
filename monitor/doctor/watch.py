"""What the stored past tells: is somebody watching, do sources answer, do messages leave?"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.settings import Settings
from monitor.context import Watched
from monitor.doctor.database import sqlite_file
from monitor.doctor.finding import Finding, fine, warning
from monitor.health import public_state
from store import outbox, polls
from store.database import StoreError, open_database
from store.records import DeliveryState, SourceState

_WAITING = timedelta(minutes=30)


def check_watch(
    settings: Settings, watched: Mapping[str, Watched], now: datetime
) -> Iterator[Finding]:
    """Findings from the store; none where it cannot be read, which is told elsewhere."""
    url = settings.store.url.get_secret_value()
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return
    try:
        database = open_database(url, migrate=False)
    except StoreError:
        return
    try:
        with database.read() as conn:
            states = polls.states(conn)
            deliveries = list(_deliveries(conn, now))
    except StoreError:
        return
    finally:
        database.close()
    yield from _watching(states, watched, now)
    yield from _degraded(states, watched)
    yield from deliveries


def _watching(
    states: Mapping[str, SourceState], watched: Mapping[str, Watched], now: datetime
) -> Iterator[Finding]:
    last = max((state.last_poll for state in states.values() if state.last_poll), default=None)
    slowest = max((one.every for one in watched.values() if one.enabled), default=timedelta())
    if last is None:
        yield warning("watch", "no source was ever polled", "start the service: `amif-monitor run`")
    elif now - last > max(2 * slowest, timedelta(hours=7)):
        yield warning(
            "watch",
            f"no source was polled since {last:%Y-%m-%d %H:%M} UTC",
            "start the service, or look into its log",
        )
    else:
        yield fine("watch", f"last poll {last:%Y-%m-%d %H:%M} UTC")


def _degraded(
    states: Mapping[str, SourceState], watched: Mapping[str, Watched]
) -> Iterator[Finding]:
    for source, state in states.items():
        if source in watched and watched[source].enabled and public_state(state) == "degraded":
            since = f"{state.degraded_since:%Y-%m-%d %H:%M} UTC"
            yield warning(
                "watch",
                f"{source} cannot be read since {since}: {state.last_error}",
                f"`amif-monitor sources check {source}` shows what it answers",
            )


def _deliveries(conn: Connection, now: datetime) -> Iterator[Finding]:
    given_up = sum(
        count
        for (_, state), count in outbox.counts(conn).items()
        if state == DeliveryState.GIVEN_UP
    )
    if given_up:
        yield warning(
            "deliveries",
            f"{given_up} given up",
            "`amif-monitor deliveries --state given_up` says why; `deliveries retry` sends again",
        )
    oldest = outbox.oldest_owed(conn)
    if oldest is not None and now - oldest > _WAITING:
        yield warning(
            "deliveries",
            f"the oldest owed one waits since {oldest:%Y-%m-%d %H:%M} UTC",
            "`amif-monitor deliveries --state owed` shows what its channel answered",
        )
