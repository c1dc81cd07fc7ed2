"""What is owed to whom: added with the event, claimed with a lease, settled only by its holder.

A claim is written before the message goes out and its result after, so that a process that dies in
between repeats a message rather than losing it (decisions C, the promise).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Update,
    bindparam,
    case,
    func,
    literal,
    select,
    update,
)

from store import codec
from store.claiming import Share, choose, choose_of
from store.records import Delivery, DeliveryKind, DeliveryState
from store.tables import DELIVERIES
from store.upsert import add_new, chunks

_T = DELIVERIES.c
# Written out in the statement, or SQLite would not use the index over what is owed.
_OWED = _T.state == literal(DeliveryState.OWED.value, literal_execute=True)
# The same of rows found by id: not so written that PostgreSQL would look among all that is owed.
_STILL_OWED = _T.state.concat("") == DeliveryState.OWED.value
_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}


def _mark(*, held: bool = True, **values: Any) -> Update:
    """What becomes of a delivery somebody holds (or nobody); made once, since it runs so often."""
    holder = _T.lease_owner == bindparam("b_owner") if held else _T.lease_owner.is_(None)
    mine = update(DELIVERIES).where(_T.id == bindparam("b_id"), holder, _STILL_OWED)
    return mine.values(**values, **_FREE)


_AT: BindParameter[Any] = bindparam("b_at")
_ERROR: BindParameter[Any] = bindparam("b_error")
_OVER: dict[str, Any] = {"last_error": _ERROR, "next_attempt": None}
_FAILED = _mark(last_error=_ERROR, next_attempt=_AT)
_GIVEN_UP = _mark(state="given_up", **_OVER)
_SUPERSEDED = _mark(state="superseded", **_OVER)
_SUPERSEDED_UNHELD = _mark(held=False, state="superseded", **_OVER)
_POSTPONED = _mark(not_before=_AT, attempts=_T.attempts - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuery:
    """What to list; empty lets everything through."""

    state: Collection[str] = ()
    kind: Collection[str] = ()
    channel: str = ""
    event_id: int | None = None
    limit: int = 100
    offset: int = 0


def owe(conn: Connection, deliveries: Sequence[Delivery]) -> int:
    """Owe these; one whose key is known is owed already. Gives how many are new."""
    return add_new(conn, DELIVERIES, [_row(one) for one in deliveries], "key")


def claim(
    conn: Connection,
    *,
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
    busy: Collection[str] = (),
    channel: str | None = None,
    share: Share = lambda _channel, waiting: waiting,
) -> list[Delivery]:
    """Take up to `limit` owed deliveries in hand until `now + lease`, one attempt more each.

    Taken are those whose time has come and that nobody holds; of the channels in `busy` none, of
    `channel`, where given, only; of each at most its `share` of those that are seen waiting. Every
    channel's first comes before any channel's second, so that a long backlog holds up nobody else.
    Two nodes never get the same one.
    """
    if channel is None:
        ids = choose(conn, now, limit, busy, share)
    else:
        ids = choose_of(conn, now, limit, channel)
    if not ids:
        return []
    taken = update(DELIVERIES).where(_T.id.in_(ids))
    values = {"attempts": _T.attempts + 1, "lease_owner": owner, "lease_until": now + lease}
    rows = conn.execute(taken.values(**values).returning(DELIVERIES))
    claimed = {row.id: _delivery(row) for row in rows}
    return [claimed[one] for one in ids if one in claimed]


def renew(conn: Connection, ids: Iterable[int], owner: str, until: datetime) -> int:
    """Hold these until `until`; gives how many this owner still had."""
    renewed = 0
    for part in chunks(ids):
        held = update(DELIVERIES).where(_T.id.in_(part), _T.lease_owner == owner, _STILL_OWED)
        renewed += conn.execute(held.values(lease_until=until)).rowcount
    return renewed


def sent(conn: Connection, delivery_id: int, owner: str, at: datetime) -> bool:
    """The channel accepted it. False, and nothing done, when somebody else has it by now."""
    return sent_all(conn, [delivery_id], owner, at) == 1


def sent_all(conn: Connection, ids: Iterable[int], owner: str, at: datetime) -> int:
    """The channels accepted all of these; gives how many were still ours to mark."""
    mine = update(DELIVERIES).where(_T.lease_owner == owner, _STILL_OWED)
    values = {"state": "sent", "sent_at": at, "last_error": None, "next_attempt": None, **_FREE}
    parts = [conn.execute(mine.where(_T.id.in_(part)).values(**values)) for part in chunks(ids)]
    return sum(part.rowcount for part in parts)


def failed(
    conn: Connection, delivery_id: int, owner: str, *, error: str, next_attempt: datetime
) -> bool:
    """It did not go out: to be tried again at `next_attempt`. False when it was not ours."""
    return _settle(conn, _FAILED, delivery_id, owner, error=error, at=next_attempt)


def give_up(conn: Connection, delivery_id: int, owner: str, *, error: str) -> bool:
    """It will not be tried again unless somebody asks. False when it was not ours."""
    return _settle(conn, _GIVEN_UP, delivery_id, owner, error=error)


def supersede(conn: Connection, delivery_id: int, owner: str | None, reason: str) -> bool:
    """Something newer says it better: never to be sent. `reason` stands where errors stand.

    `owner` None supersedes a delivery that nobody has in hand.
    """
    if owner is None:
        return _settle(conn, _SUPERSEDED_UNHELD, delivery_id, error=reason)
    return _settle(conn, _SUPERSEDED, delivery_id, owner, error=reason)


def postpone(conn: Connection, delivery_id: int, owner: str, not_before: datetime) -> bool:
    """Not now (a digest, quiet hours): back until `not_before`; the attempt is not counted."""
    return _settle(conn, _POSTPONED, delivery_id, owner, at=not_before)


def hand_back(conn: Connection, owner: str, ids: Iterable[int] | None = None) -> int:
    """Give back what this owner holds and did not attempt (all of it, or `ids`), uncounted."""
    values = _FREE | {"attempts": _T.attempts - 1}
    mine = update(DELIVERIES).where(_T.lease_owner == owner, _OWED)
    if ids is None:
        return conn.execute(mine.values(**values)).rowcount
    parts = [conn.execute(mine.where(_T.id.in_(part)).values(**values)) for part in chunks(ids)]
    return sum(part.rowcount for part in parts)


def take_over(conn: Connection) -> int:
    """Clear every lease: for the only process there is, at its start. Gives how many."""
    held = update(DELIVERIES).where(_T.lease_owner.is_not(None), _OWED)
    return conn.execute(held.values(**_FREE)).rowcount


def get(conn: Connection, delivery_id: int) -> Delivery | None:
    """The delivery with this id."""
    row = conn.execute(select(DELIVERIES).where(_T.id == delivery_id)).first()
    return None if row is None else _delivery(row)


def by_ids(conn: Connection, ids: Iterable[int]) -> dict[int, Delivery]:
    """Deliveries by their ids; unknown ones are left out."""
    found: dict[int, Delivery] = {}
    for part in chunks(dict.fromkeys(ids)):
        rows = conn.execute(select(DELIVERIES).where(_T.id.in_(part)))
        found |= {row.id: _delivery(row) for row in rows}
    return found


def search(conn: Connection, query: DeliveryQuery) -> tuple[list[Delivery], int]:
    """The deliveries that match, newest first, and how many there are in all."""
    matching = _conditions(query)
    total = conn.execute(select(func.count()).select_from(DELIVERIES).where(*matching)).scalar_one()
    listed = select(DELIVERIES).where(*matching).order_by(_T.id.desc())
    rows = conn.execute(listed.limit(query.limit).offset(query.offset))
    return [_delivery(row) for row in rows], int(total)


def retry_given_up(conn: Connection, now: datetime, ids: Collection[int] | None = None) -> int:
    """Owe again what was given up (all of it, or `ids`), counting attempts anew from `now`."""
    values = {"state": DeliveryState.OWED.value, "attempts": 0, "next_attempt": now}
    given_up = update(DELIVERIES).where(_T.state == DeliveryState.GIVEN_UP.value)
    if ids is None:
        return conn.execute(given_up.values(**values)).rowcount
    parts = [conn.execute(given_up.where(_T.id.in_(part)).values(**values)) for part in chunks(ids)]
    return sum(part.rowcount for part in parts)


def oldest_owed(conn: Connection) -> datetime | None:
    """Since when the longest-waiting owed delivery might have left; None when nothing is owed.

    A delivery held for a digest or quiet hours waits only from then on: the instant may lie ahead.
    """
    held = case((_T.not_before > _T.created, _T.not_before), else_=_T.created)
    found: datetime | None = conn.execute(select(func.min(held)).where(_OWED)).scalar()
    return found


def next_due(conn: Connection) -> datetime | None:
    """When some owed delivery can next be claimed, which may be in the past; None: never."""
    wait = case((_T.not_before > _T.created, _T.not_before), else_=_T.created)
    wait = case((_T.next_attempt > wait, _T.next_attempt), else_=wait)
    wait = case((_T.lease_until > wait, _T.lease_until), else_=wait)
    found: datetime | None = conn.execute(select(func.min(wait)).where(_OWED)).scalar()
    return found


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    """How many deliveries there are per channel and state; all subscribers are one channel."""
    channel = case((_T.channel.startswith("subscriber:"), "subscriber"), else_=_T.channel)
    grouped = select(channel.label("who"), _T.state, func.count()).group_by("who", _T.state)
    return {(row[0], row[1]): int(row[2]) for row in conn.execute(grouped)}


def _settle(
    conn: Connection, how: Update, delivery_id: int, owner: str | None = None, **given: object
) -> bool:
    values = {f"b_{name}": value for name, value in given.items()}
    if owner is not None:
        values["b_owner"] = owner
    return conn.execute(how, {"b_id": delivery_id, **values}).rowcount == 1


def _conditions(query: DeliveryQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.state:
        found.append(_T.state.in_([str(item) for item in query.state]))
    if query.kind:
        found.append(_T.kind.in_([str(item) for item in query.kind]))
    if query.channel:
        found.append(_T.channel == query.channel)
    if query.event_id is not None:
        found.append(_T.event_id == query.event_id)
    return found


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "key": one.key,
        "channel": one.channel,
        "kind": one.kind.value,
        "created": one.created,
        "event_id": one.event_id,
        "state": one.state.value,
        "details": codec.mapping_to_json(one.details),
        "attempts": one.attempts,
        "last_error": one.last_error,
        "next_attempt": one.next_attempt,
        "not_before": one.not_before,
        "sent_at": one.sent_at,
        "lease_owner": one.lease_owner,
        "lease_until": one.lease_until,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        channel=row.channel,
        kind=DeliveryKind(row.kind),
        created=row.created,
        event_id=row.event_id,
        state=DeliveryState(row.state),
        details=codec.mapping_from_json(row.details),
        attempts=row.attempts,
        last_error=row.last_error,
        next_attempt=row.next_attempt,
        not_before=row.not_before,
        sent_at=row.sent_at,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
    )
