"""Who subscribed, to what, and nothing else about them.

No token is stored, only hashes of tokens; the key of manage links is not in the database at all.
What a visitor asks for without proof (`Signup`) stays apart from what somebody confirmed
(`Subscriber`), so that a stranger's form changes nobody's choice. Erasing leaves a hash and dates.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, delete, func, or_, select, update

from store import channels, meta
from store.records import DeliveryState
from store.subscriber_rows import (
    Signup,
    Subscriber,
    SubscriberState,
    channel_name,
    choice_json,
    choice_plain,
    id_of,
    read_signup,
    read_subscriber,
    signup_row,
)
from store.tables import CONSENTS, DELIVERIES, SIGNUPS, SUBSCRIBERS
from store.upsert import put_rows

__all__ = [
    "Counts", "Signup", "Subscriber", "SubscriberState", "accepted", "add_pending", "all_confirmed",
    "by_name_key", "channel_name", "confirm", "counts", "erase", "expire_unconfirmed", "export",
    "get", "id_of", "idle", "leave", "pending", "pending_since", "refused", "save", "version",
]  # fmt: skip

REFUSALS_UNTIL_SUPPRESSED = 3
_VERSION = "subscribers_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many there are; for operators, who need no addresses."""

    pending: int = 0
    confirmed: int = 0
    suppressed: int = 0
    paused: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def add_pending(conn: Connection, signup: Signup) -> None:
    """Keep what was asked for until it is confirmed or expires; nobody's choice changes by it."""
    put_rows(conn, SIGNUPS, [signup_row(signup)], ["token_hash"])


def pending(conn: Connection, token_hash: str, now: datetime) -> Signup | None:
    """What this token would confirm; None when it is unknown, used or expired."""
    wanted = and_(SIGNUPS.c.token_hash == token_hash, SIGNUPS.c.expires > now)
    row = conn.execute(select(SIGNUPS).where(wanted)).first()
    return None if row is None else read_signup(row)


def confirm(conn: Connection, token_hash: str, now: datetime, consent: str) -> Subscriber | None:
    """Turn a pending signup into a subscriber; None when its token is unknown, used or expired.

    Somebody known gets the new choice with the calls they had marked, and is no longer paused or
    suppressed; all other tokens of the same address end. `consent` is the hash to keep as a proof.
    """
    signup = pending(conn, token_hash, now)
    if signup is None:
        return None
    known = by_name_key(conn, signup.name_key)
    choice = signup.choice
    if known is not None:
        choice = replace(choice, muted=known.choice.muted, applying=known.choice.applying)
    row = {
        "kind": signup.kind,
        "name_key": signup.name_key,
        "address": signup.address,
        "sealed": signup.sealed,
        "state": SubscriberState.CONFIRMED.value,
        "choice": choice_json(choice),
        "version": 1 if known is None else known.version,
        "refusals": 0,
        "consent": consent,
        "confirmed": now,
        "active": now,
        "asked": None,
        "paused_until": None,
    }
    put_rows(conn, SUBSCRIBERS, [row], ["name_key"])
    if known is not None:
        _end_consent(conn, known.consent, now)
    put_rows(conn, CONSENTS, [{"hash": consent, "given": now, "ended": None}], ["hash"])
    conn.execute(delete(SIGNUPS).where(SIGNUPS.c.name_key == signup.name_key))
    _note_change(conn)
    return by_name_key(conn, signup.name_key)


def get(conn: Connection, subscriber_id: int) -> Subscriber | None:
    """The subscriber with this id."""
    row = conn.execute(select(SUBSCRIBERS).where(SUBSCRIBERS.c.id == subscriber_id)).first()
    return None if row is None else read_subscriber(row)


def by_name_key(conn: Connection, name_key: str) -> Subscriber | None:
    """The subscriber whose address has this key."""
    row = conn.execute(select(SUBSCRIBERS).where(SUBSCRIBERS.c.name_key == name_key)).first()
    return None if row is None else read_subscriber(row)


def all_confirmed(conn: Connection) -> list[Subscriber]:
    """Everybody to whom something may be sent, paused ones included, by id."""
    confirmed = SUBSCRIBERS.c.state == SubscriberState.CONFIRMED.value
    rows = conn.execute(select(SUBSCRIBERS).where(confirmed).order_by(SUBSCRIBERS.c.id))
    return [read_subscriber(row) for row in rows]


def save(conn: Connection, changed: Subscriber) -> bool:
    """Store a changed choice, pause, version, `active` or `asked`; False when they have left."""
    values = {
        "choice": choice_json(changed.choice),
        "version": changed.version,
        "active": changed.active,
        "asked": changed.asked,
        "paused_until": changed.paused_until,
    }
    known = update(SUBSCRIBERS).where(SUBSCRIBERS.c.id == changed.id)
    _note_change(conn)
    return conn.execute(known.values(**values)).rowcount == 1


def refused(conn: Connection, subscriber_id: int) -> bool:
    """Their far end refused a message for good; True when that suppresses them from now on."""
    known = SUBSCRIBERS.c.id == subscriber_id
    conn.execute(update(SUBSCRIBERS).where(known).values(refusals=SUBSCRIBERS.c.refusals + 1))
    too_many = and_(
        known,
        SUBSCRIBERS.c.refusals >= REFUSALS_UNTIL_SUPPRESSED,
        SUBSCRIBERS.c.state == SubscriberState.CONFIRMED.value,
    )
    suppressed = update(SUBSCRIBERS).where(too_many)
    done = conn.execute(suppressed.values(state=SubscriberState.SUPPRESSED.value))
    _note_change(conn)
    return done.rowcount == 1


def accepted(conn: Connection, subscriber_id: int) -> None:
    """Their far end took a message: refusals are counted anew."""
    counted = and_(SUBSCRIBERS.c.id == subscriber_id, SUBSCRIBERS.c.refusals > 0)
    if conn.execute(update(SUBSCRIBERS).where(counted).values(refusals=0)).rowcount:
        _note_change(conn)


def leave(conn: Connection, subscriber_id: int, now: datetime) -> bool:
    """Erase them: address, choice, what is owed and was sent; False when they had left already.

    What stays is the hash of their consent with its two dates. A signup still pending for the same
    address ends with it.
    """
    known = get(conn, subscriber_id)
    if known is None:
        return False
    conn.execute(delete(DELIVERIES).where(DELIVERIES.c.channel == known.channel_name))
    channels.forget(conn, known.channel_name)
    conn.execute(delete(SIGNUPS).where(SIGNUPS.c.name_key == known.name_key))
    conn.execute(delete(SUBSCRIBERS).where(SUBSCRIBERS.c.id == known.id))
    _end_consent(conn, known.consent, now)
    _note_change(conn)
    return True


def erase(conn: Connection, name_key: str, now: datetime) -> bool:
    """The same for an address, confirmed or only pending; False when nothing was known of it."""
    known = by_name_key(conn, name_key)
    left = known is not None and leave(conn, known.id, now)
    dropped = conn.execute(delete(SIGNUPS).where(SIGNUPS.c.name_key == name_key)).rowcount
    return left or dropped > 0


def expire_unconfirmed(conn: Connection, now: datetime) -> int:
    """Forget what was asked for and not confirmed in time; gives how many."""
    return conn.execute(delete(SIGNUPS).where(SIGNUPS.c.expires <= now)).rowcount


def idle(conn: Connection, since: datetime) -> list[Subscriber]:
    """Confirmed ones who have done nothing since `since` and were not asked again since then."""
    confirmed = SUBSCRIBERS.c.state == SubscriberState.CONFIRMED.value
    unasked = or_(SUBSCRIBERS.c.asked.is_(None), SUBSCRIBERS.c.asked < since)
    rows = conn.execute(
        select(SUBSCRIBERS)
        .where(confirmed, SUBSCRIBERS.c.active < since, unasked)
        .order_by(SUBSCRIBERS.c.id)
    )
    return [read_subscriber(row) for row in rows]


def counts(conn: Connection, now: datetime) -> Counts:
    """How many are pending, confirmed, suppressed, paused, and by which kind they are told."""
    of = SUBSCRIBERS.c
    states = _tally(conn, of.state)
    kinds = _tally(conn, of.kind)
    paused = select(func.count()).where(of.paused_until > now)
    waiting = select(func.count(func.distinct(SIGNUPS.c.name_key))).where(SIGNUPS.c.expires > now)
    return Counts(
        pending=conn.execute(waiting).scalar_one(),
        confirmed=states.get(SubscriberState.CONFIRMED.value, 0),
        suppressed=states.get(SubscriberState.SUPPRESSED.value, 0),
        paused=conn.execute(paused).scalar_one(),
        kinds=kinds,
    )


def pending_since(conn: Connection, name_key: str, since: datetime) -> int:
    """How often this address was asked to confirm since then, for limits per address."""
    mine = and_(SIGNUPS.c.name_key == name_key, SIGNUPS.c.asked >= since)
    return conn.execute(select(func.count()).select_from(SIGNUPS).where(mine)).scalar_one()


def export(conn: Connection, name_key: str) -> dict[str, Any]:
    """All that is known of an address, as plain values for JSON; empty when nothing is."""
    found: dict[str, Any] = {}
    known = by_name_key(conn, name_key)
    if known is not None:
        found["subscription"] = _plain(known) | {"deliveries": _told(conn, known.channel_name)}
    rows = conn.execute(select(SIGNUPS).where(SIGNUPS.c.name_key == name_key))
    unconfirmed = [
        {
            "address": row.address,
            "asked": row.asked.isoformat(),
            "expires": row.expires.isoformat(),
            "choice": choice_plain(read_signup(row).choice),
        }
        for row in rows.all()
    ]
    return found | ({"unconfirmed": unconfirmed} if unconfirmed else {})


def version(conn: Connection) -> str | None:
    """A word that differs after every change to who subscribed to what; None before the first."""
    return meta.get(conn, _VERSION)


def _note_change(conn: Connection) -> None:
    meta.put(conn, _VERSION, uuid.uuid4().hex)


def _plain(known: Subscriber) -> dict[str, Any]:
    instants = {
        "confirmed": known.confirmed,
        "active": known.active,
        "asked": known.asked,
        "paused_until": known.paused_until,
    }
    return {
        "kind": known.kind,
        "address": known.address,
        "state": known.state.value,
        "refusals": known.refusals,
        "consent": known.consent,
        "choice": choice_plain(known.choice),
    } | {name: None if at is None else at.isoformat() for name, at in instants.items()}


def _told(conn: Connection, name: str) -> list[dict[str, Any]]:
    of = DELIVERIES.c
    rows = conn.execute(select(DELIVERIES).where(of.channel == name).order_by(of.id))
    return [
        {
            "event": row.event_id,
            "kind": row.kind,
            "state": DeliveryState(row.state).value,
            "created": row.created.isoformat(),
            "sent_at": None if row.sent_at is None else row.sent_at.isoformat(),
        }
        for row in rows
    ]


def _end_consent(conn: Connection, consent: str, now: datetime) -> None:
    given = and_(CONSENTS.c.hash == consent, CONSENTS.c.ended.is_(None))
    conn.execute(update(CONSENTS).where(given).values(ended=now))


def _tally(conn: Connection, column: Column[Any]) -> dict[str, int]:
    counted = conn.execute(select(column, func.count()).group_by(column))
    return {row[0]: row[1] for row in counted}
