"""`channels` and `channels test NAME`: who is told what, and whether it arrives there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.settings import ChannelSettings, Settings
from monitor.commands.looking import stored
from monitor.commands.output import as_json, say, table
from monitor.commands.setting import FAILED, WRONG_USE, fail
from monitor.present import instant, page_of
from notifiers.addresses import kind_of
from notifiers.base import NotifyError
from store import channels, outbox
from store.records import ChannelRecord, Delivery, DeliveryKind

Json = dict[str, Any]
_STATES = ("owed", "sent", "given_up", "superseded")


def run_channels(settings: Settings, now: datetime, *, json: bool) -> int:
    """Every channel of the settings with its filter, without its address, and how it fares.

    Subscribers are not listed here (`subscribers` counts them).
    """
    began, counted = _stored(settings)
    items = [_item(one, began.get(one.name), counted) for one in settings.channels]
    if json:
        as_json(page_of(items, len(items), now))
        return 0
    rows = [
        [
            one["name"],
            one["kind"],
            one["began"] or "not yet",
            _filters(one),
            *(str(one["deliveries"][state]) for state in ("owed", "sent", "given_up")),
        ]
        for one in items
    ]
    headings = ["name", "kind", "since", "told of", "owed", "sent", "given up"]
    table(headings, rows, empty="No channels: add [[channels]] to the settings.")
    return 0


def run_channels_test(settings: Settings, name: str, now: datetime) -> int:
    """Send one test message and say what the channel answered; 1 if it did not take it.

    Quiet hours and digest do not hold it back, and nothing is stored. Unknown name: 2.
    """
    chosen = next((one for one in settings.channels if one.name == name), None)
    if chosen is None:
        known = ", ".join(one.name for one in settings.channels) or "none"
        fail(f'No channel is named "{name}"; the settings have: {known}.', WRONG_USE)
    from notifiers.build import build  # noqa: PLC0415  Apprise is slow to load

    url = chosen.url.get_secret_value()
    try:
        build(url, format=chosen.format).send(_trial(settings, chosen, now))
    except NotifyError as error:
        lasting = "; trying again will not help" if error.permanent else ""
        say(f'"{name}" did not take the message: {error}{lasting}.')
        return FAILED
    say(f'"{name}" ({kind_of(url)}) took the message.')
    return 0


def _trial(settings: Settings, chosen: ChannelSettings, now: datetime) -> Any:
    from monitor.messages import House, Parcel, compose_test  # noqa: PLC0415  templates load here

    delivery = Delivery(
        key=f"test|{chosen.name}|{now.isoformat()}",
        channel=chosen.name,
        kind=DeliveryKind.EVENT,
        created=now,
    )
    house, channel = House.of(settings.web), chosen.channel()
    return compose_test(Parcel(delivery=delivery, channel=channel, now=now, house=house))


def _stored(
    settings: Settings,
) -> tuple[Mapping[str, ChannelRecord], Mapping[tuple[str, str], int]]:
    """When channels began and how many deliveries each has; empty before anything was stored."""
    with stored(settings) as conn:
        if conn is None:
            return {}, {}
        return {one.name: one for one in channels.all(conn)}, outbox.counts(conn)


def _item(
    one: ChannelSettings,
    record: ChannelRecord | None,
    counted: Mapping[tuple[str, str], int],
) -> Json:
    return {
        "name": one.name,
        "kind": kind_of(one.url.get_secret_value()),
        "events": [str(kind) for kind in one.events],
        "countries": list(one.countries),
        "objectives": [str(objective) for objective in one.objectives],
        "applicants": [str(applicant) for applicant in one.applicants],
        "keywords": list(one.keywords),
        "include_restricted": one.include_restricted,
        "min_budget": one.min_budget,
        "closing_soon_days": list(one.closing_soon_days),
        "language": one.language,
        "timezone": one.timezone,
        "format": one.format,
        "digest": one.digest,
        "quiet_hours": one.quiet_hours,
        "began": instant(record.began) if record else None,
        "summarised": instant(record.summarised) if record else None,
        "deliveries": {state: counted.get((one.name, state), 0) for state in _STATES},
    }


def _filters(item: Json) -> str:
    """A channel's filter in one line."""
    said = [", ".join(item["events"])]
    said += [
        f"{name}: {', '.join(item[name])}"
        for name in ("countries", "objectives", "applicants", "keywords")
        if item[name]
    ]
    said += [f"at least {item['min_budget']:g}"] if item["min_budget"] else []
    said += [item[name] for name in ("digest", "quiet_hours") if item[name]]
    return "; ".join(said)
