"""What is done now and then: forgetting what has had its time, and the canary's weekly word."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.vocabulary import CallStatus
from monitor.context import Context
from monitor.health import public_state
from store import calls, meta, outbox, polls
from store.housekeeping import Keep, housekeep
from store.outbox import DeliveryQuery
from store.records import Delivery, DeliveryKind, DeliveryState, SourceState

_WEEK = timedelta(days=7)
_CANARY = "canary_at"


def upkeep(context: Context, now: datetime) -> bool:
    """Forget what is older than the settings keep it; owe the canary's word when a week passed.

    Gives whether something is owed. Raises StoreError.
    """
    kept = context.settings.store
    keep = Keep(
        polls=kept.keep_polls,
        validators=kept.keep_validators,
        deliveries=kept.keep_deliveries,
        history=kept.keep_history,
    )
    with context.database.write() as conn:
        housekeep(conn, now, keep)
        owed = _canary(conn, context, now)
    if context.directory is None:
        return owed
    from monitor.subscriptions.tending import tend  # noqa: PLC0415  costs memory

    return tend(context, now) or owed


def _canary(conn: Connection, context: Context, now: datetime) -> bool:
    name = context.settings.alerts.canary_channel
    if not name:
        return False
    last = meta.get(conn, _CANARY)
    if last and now - datetime.fromisoformat(last) < _WEEK:
        return False
    since = datetime.fromisoformat(last) if last else now - _WEEK
    meta.put(conn, _CANARY, now.isoformat())
    delivery = Delivery(
        key=f"canary|{now.isoformat()}|{name}",
        channel=name,
        kind=DeliveryKind.CANARY,
        created=now,
        details={"figures": _figures(conn, context, since)},
    )
    return bool(outbox.owe(conn, [delivery]))


def _figures(conn: Connection, context: Context, since: datetime) -> dict[str, int]:
    """What the canary says; the names are those of monitor.wording.parcel.Figures."""
    states = polls.states(conn)
    doing = {
        one.info.id: public_state(states.get(one.info.id, SourceState(id=one.info.id)))
        for one in context.enabled
    }
    well = [one for one in context.enabled if doing[one.info.id] == "ok"]
    live = calls.live(conn)
    sent = outbox.search(conn, DeliveryQuery(state=(DeliveryState.SENT,), limit=100_000))[0]
    return {
        "sources_ok": len(well),
        "sources_all": len(doing),
        "countries": len({one.info.country for one in well} - {"EU"}),
        "open": sum(call.status is CallStatus.OPEN for call in live),
        "forthcoming": sum(call.status is CallStatus.FORTHCOMING for call in live),
        "sent": sum(one.sent_at is not None and one.sent_at >= since for one in sent),
    }
