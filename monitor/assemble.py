"""The parts every process is put together from, as the settings want them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from config.settings import Settings
from monitor import __version__
from monitor.context import Context
from monitor.deliver import LEASE, Deliverer, Result
from monitor.pace import Pace
from monitor.parcels import Parcels
from monitor.uptime import Spans
from monitor.uptime import load as load_uptime
from sources.http import HttpClient, open_client, user_agent
from store.database import Database


def client_for(settings: Settings) -> AbstractAsyncContextManager[HttpClient]:
    """The one HTTP door, as these settings want it."""
    polling = settings.polling
    return open_client(
        user_agent=user_agent(__version__, polling.contact),
        allow_private=polling.allow_private_addresses,
        timeout=polling.time_limit.total_seconds(),
        pause=polling.pause.total_seconds(),
    )


def make_deliverer(
    context: Context,
    parcels: Parcels,
    on_result: Callable[[Result], None] = lambda _result: None,
    *,
    lease: timedelta = LEASE,
) -> Deliverer:
    """What sends this installation's messages."""
    return Deliverer(
        context.database,
        parcels,
        context.clock,
        pace=Pace(parcels.rate, parcels.lane),
        spans=lambda: _spans(context.database),
        on_result=on_result,
        lease=lease,
    )


def _spans(database: Database) -> Spans:
    with database.read() as conn:
        return load_uptime(conn)
