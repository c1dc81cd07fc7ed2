"""From claimed deliveries to messages ready to leave: what each needs, read in one go.

Here a delivery is judged again as it leaves (decisions G 3), digests are folded together, and a
channel that no longer exists is owed nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from config.channel import Channel
from config.settings import ChannelSettings
from monitor.context import Context
from monitor.deliver import Job
from monitor.health import public_state
from monitor.leaving import judge_again
from monitor.matching import judge
from monitor.present import bare_url
from monitor.timing import is_urgent, leave_at, quiet_until
from monitor.wording.parcel import Figures, House, Parcel, SourceLine, SubscriberLinks, Told
from notifiers.addresses import kind_of, lane_of, rate_per_second
from notifiers.base import Message, Notifier
from store import calls, events, meta, outbox, polls
from store.outbox import DeliveryQuery
from store.records import CallEvent, Delivery, DeliveryKind, DeliveryState, StoredCall

_DIGEST_MOST = 1000  # deliveries folded into one digest
_GONE = "The channel no longer exists."


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a receiver is reached: its preferences, its notifier, its own links if it has any."""

    channel: Channel
    notifier: Callable[[], Notifier]
    links: SubscriberLinks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What a batch needs, read at once."""

    routes: Mapping[str, Route]
    events: Mapping[int, CallEvent]
    calls: Mapping[str, StoredCall]
    sources: Mapping[str, SourceLine]
    now: datetime
    house: House = field(default_factory=House)


class Parcels:
    """Prepares deliveries for the channels of `context`."""

    def __init__(self, context: Context) -> None:
        """Channels are read from `context` as they are at each batch."""
        self._context = context
        self._lines: tuple[int, Mapping[str, SourceLine]] | None = None
        self._urls = {
            channel.name: channel.url.get_secret_value() for channel in context.settings.channels
        }

    def rate(self, name: str) -> float | None:
        """Messages per second this channel takes; None where there is no limit."""
        return rate_per_second(kind_of(self._url(name)))

    def kind(self, name: str) -> str:
        """The kind of a channel, for figures: its schema, "subscriber" for all of those."""
        return kind_of(self._urls[name]) if name in self._urls else "subscriber"

    def lane(self, name: str) -> str:
        """The far end a channel leads to: each webhook its own, all mail through one server."""
        return lane_of(self._url(name))

    def _url(self, name: str) -> str:
        """The address a channel's messages go to; "" for a channel there is no more."""
        directory = self._context.directory
        if name in self._urls or directory is None:
            return self._urls.get(name, "")
        return directory.url(name)

    def warm_up(self) -> None:
        """Load what the first message would wait for, as far as any channel needs it."""
        from notifiers.build import prepare  # noqa: PLC0415  Apprise is slow to load

        prepare(self._urls.values())

    def gather(
        self, conn: Connection, claimed: Sequence[Delivery], now: datetime, owner: str
    ) -> list[Delivery]:
        """Fold what waited for a digest into one delivery per channel, within the claim."""
        waiting = [one for one in claimed if one.details.get("digest")]
        if not waiting:
            return list(claimed)
        desk = self._desk(conn, waiting, now)
        urgent = {one.id for one in waiting if _is_urgent(one, desk)}
        folded = [one for one in waiting if one.id not in urgent]
        for name in dict.fromkeys(one.channel for one in folded):
            self._fold(conn, name, now, owner)
        gone = {one.id for one in folded}
        return [one for one in claimed if one.id not in gone]

    def _fold(self, conn: Connection, channel: str, now: datetime, owner: str) -> None:
        query = DeliveryQuery(
            channel=channel,
            state=(DeliveryState.OWED,),
            kind=(DeliveryKind.EVENT,),
            limit=_DIGEST_MOST,
        )
        due = [
            one
            for one in outbox.search(conn, query)[0]
            if one.details.get("digest") and (one.not_before is None or one.not_before <= now)
        ]
        desk = self._desk(conn, due, now)  # what became urgent while waiting leaves by itself
        members = sorted((one for one in due if not _is_urgent(one, desk)), key=lambda one: one.id)
        digest = Delivery(
            key=f"digest|{members[0].id}|{channel}",
            channel=channel,
            kind=DeliveryKind.DIGEST,
            created=now,
            details={"deliveries": [one.id for one in members]},
        )
        outbox.owe(conn, [digest])
        for one in members:
            mine = owner if one.lease_owner == owner else None
            outbox.supersede(conn, one.id, mine, "Told in the channel's digest.")

    def jobs(self, conn: Connection, claimed: Sequence[Delivery], now: datetime) -> list[Job]:
        """What leaves for each claimed delivery, or why nothing does."""
        members = _members(conn, claimed)
        everything = [*claimed, *(one for ones in members.values() for one in ones)]
        desk = self._desk(conn, everything, now)
        return [self._job(one, members.get(one.id, []), desk) for one in claimed]

    def _desk(self, conn: Connection, deliveries: Sequence[Delivery], now: datetime) -> _Desk:
        ids = [one.event_id for one in deliveries if one.event_id is not None]
        ids += [number for one in deliveries for number in one.details.get("events", ())]
        found = events.by_ids(conn, ids)
        wanted = {event.call_id for event in found.values() if event.call_id}
        for one in deliveries:
            wanted.update(one.details.get("calls", ()))
        names = {one.channel for one in deliveries}
        return _Desk(
            routes=self._routes(names),
            events=found,
            calls=calls.get_all(conn, wanted),
            sources=self._sources(conn),
            now=now,
            house=House.of(self._context.settings.web),
        )

    def _routes(self, names: set[str]) -> dict[str, Route]:
        mine = {channel.name: channel for channel in self._context.settings.channels}
        found = {
            name: Route(channel=mine[name].channel(), notifier=partial(_notifier, mine[name]))
            for name in names & mine.keys()
        }
        directory = self._context.directory
        for name in names - mine.keys() if directory else ():
            known = directory.reach(name) if directory else None
            if known is not None:
                found[name] = Route(
                    channel=known.channel, notifier=known.notifier, links=known.links
                )
        return found

    def _sources(self, conn: Connection) -> Mapping[str, SourceLine]:
        """How the sources are doing, read anew when any of them may have changed."""
        version = meta.data_version(conn)
        if self._lines is None or self._lines[0] != version:
            self._lines = version, self._read_sources(conn)
        return self._lines[1]

    def _read_sources(self, conn: Connection) -> dict[str, SourceLine]:
        states = polls.states(conn)
        lines = {}
        for key, watched in self._context.watched.items():
            state = states.get(key)
            lines[key] = SourceLine(
                id=key,
                name=watched.info.name,
                state=public_state(state) if state else "unverified",
                last_success=state.last_success if state else None,
                cause=(state.last_cause or "") if state else "",
                url=bare_url(watched.info.url),
            )
        return lines

    def _job(self, delivery: Delivery, members: Sequence[Delivery], desk: _Desk) -> Job:
        route = desk.routes.get(delivery.channel)
        if route is None:
            return Job(delivery=delivery, reason=_GONE)
        if delivery.kind is DeliveryKind.EVENT:
            return _event_job(delivery, route, desk)
        return _list_job(delivery, members, route, desk)


def _members(conn: Connection, claimed: Sequence[Delivery]) -> dict[int, list[Delivery]]:
    """The deliveries each claimed digest tells, by the digest's id."""
    told = {one.id: one.details.get("deliveries", ()) for one in claimed}
    known = outbox.by_ids(conn, (number for numbers in told.values() for number in numbers))
    return {
        digest: [known[number] for number in numbers if number in known]
        for digest, numbers in told.items()
        if numbers
    }


def _is_urgent(delivery: Delivery, desk: _Desk) -> bool:
    route, event = desk.routes.get(delivery.channel), _event_of(delivery, desk)
    if route is None or event is None:
        return True  # not for a digest: sent, or found to lead nowhere, by itself
    return is_urgent(route.channel, event, desk.calls.get(event.subject), desk.now)


def _event_of(delivery: Delivery, desk: _Desk) -> CallEvent | None:
    return desk.events.get(delivery.event_id) if delivery.event_id is not None else None


def _told(delivery: Delivery, channel: Channel, desk: _Desk) -> tuple[Told | None, str]:
    """What is to be told by now, or the reason why nothing is (decisions G 3)."""
    event = _event_of(delivery, desk)
    if event is None:
        return None, "What it told of is no longer stored."
    call = desk.calls.get(event.subject)
    leave = judge_again(channel, event, call, desk.now)
    if leave.event is None:
        return None, leave.reason
    left = leave.event
    if left.kind is not event.kind:  # a reminder worded as the end it became: filters still count
        channel = replace(channel, events=(left.kind,))
    verdict = judge(channel, left.kind, call, rung=left.rung_days, now=desk.now)
    if not verdict.wanted:
        return None, verdict.reason
    told = Told(
        event=leave.event,
        call=call,
        collapsed=tuple(delivery.details.get("collapsed", ())),
        notes=verdict.notes,
    )
    return told, ""


def _event_job(delivery: Delivery, route: Route, desk: _Desk) -> Job:
    told, reason = _told(delivery, route.channel, desk)
    if told is None:
        return Job(delivery=delivery, reason=reason)
    channel = replace(route.channel, digest="")  # what waited for a digest leaves alone if urgent
    leaves = leave_at(channel, told.event, told.call, desk.now)
    if leaves > desk.now:
        return Job(delivery=delivery, hold_until=leaves)
    parcel = _parcel(delivery, route, desk, told=(told,))
    return Job(delivery=delivery, message=partial(_compose, parcel), notifier=route.notifier())


def _list_job(delivery: Delivery, members: Sequence[Delivery], route: Route, desk: _Desk) -> Job:
    """A summary, a digest or a canary: several things in one message."""
    quiet = quiet_until(route.channel, desk.now)
    if quiet is not None and delivery.kind is not DeliveryKind.DIGEST:
        return Job(delivery=delivery, hold_until=quiet)
    told = tuple(
        one for member in members if (one := _told(member, route.channel, desk)[0]) is not None
    )
    if delivery.kind is DeliveryKind.DIGEST and not told:
        return Job(delivery=delivery, reason="Nothing in it is news any more.")
    parcel = _parcel(delivery, route, desk, told=told or _named(delivery, desk))
    return Job(delivery=delivery, message=partial(_compose, parcel), notifier=route.notifier())


def _named(delivery: Delivery, desk: _Desk) -> tuple[Told, ...]:
    """The events a summary names itself: what happened since a backup (decisions E 3)."""
    found = (desk.events.get(number) for number in delivery.details.get("events", ()))
    return tuple(Told(event=one, call=desk.calls.get(one.subject)) for one in found if one)


def _parcel(delivery: Delivery, route: Route, desk: _Desk, *, told: tuple[Told, ...]) -> Parcel:
    details = delivery.details
    listed = (desk.calls.get(key) for key in details.get("calls", ()))
    return Parcel(
        delivery=delivery,
        channel=route.channel,
        now=desk.now,
        told=told,
        calls=tuple(call for call in listed if call is not None),
        unreached=tuple(details.get("unreached", ())),
        sources=desk.sources,
        house=desk.house,
        links=route.links,
        figures=Figures(**details.get("figures", {})),
        may_repeat=bool(details.get("may_repeat")),
    )


def _compose(parcel: Parcel) -> Message:
    from monitor.messages import compose  # noqa: PLC0415  templates load at the first message

    return compose(parcel)


def _notifier(channel: ChannelSettings) -> Notifier:
    from notifiers.build import build  # noqa: PLC0415  Apprise is slow to load

    return build(channel.url.get_secret_value(), format=channel.format)
