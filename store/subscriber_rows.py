"""Subscribers as records and as rows: the way there and back."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from config.channel import Channel

_CHOICE = TypeAdapter(Channel)
_PREFIX = "subscriber:"


class SubscriberState(StrEnum):
    """`suppressed`: their far end refused too often, nothing is sent until they confirm anew."""

    CONFIRMED = "confirmed"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """A subscription asked for. `token_hash` is the hash of the token in the mail that was sent.

    `kind` is "mail" or "slack". `address` is a mail address, `sealed` a webhook's encrypted parts;
    the other one is empty. `name_key` is the same for every spelling of one address. The name of
    `choice` is of no matter.
    """

    token_hash: str
    kind: str
    name_key: str
    choice: Channel
    asked: datetime
    expires: datetime
    address: str = ""
    sealed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who confirmed. `choice` is named "subscriber:<id>" and carries mutes as well.

    `version` is part of what manage links are signed over: growing it ends all links given out.
    `active` is when they last did something, `asked` when they were last asked whether they still
    want this. `consent` is the hash that proves what was confirmed when.
    """

    kind: str
    name_key: str
    choice: Channel
    confirmed: datetime
    active: datetime
    consent: str
    address: str = ""
    sealed: str = ""
    state: SubscriberState = SubscriberState.CONFIRMED
    version: int = 1
    refusals: int = 0
    asked: datetime | None = None
    paused_until: datetime | None = None
    id: int = 0

    @property
    def channel_name(self) -> str:
        """The name under which deliveries are owed to them."""
        return channel_name(self.id)


def channel_name(subscriber_id: int) -> str:
    """The name of a subscriber's channel."""
    return f"{_PREFIX}{subscriber_id}"


def id_of(name: str) -> int | None:
    """The subscriber whose channel has this name; None for an operator's channel."""
    number = name.removeprefix(_PREFIX)
    return int(number) if number != name and number.isdecimal() else None


def signup_row(signup: Signup) -> dict[str, Any]:
    """The row of a signup."""
    return {
        "token_hash": signup.token_hash,
        "kind": signup.kind,
        "name_key": signup.name_key,
        "address": signup.address,
        "sealed": signup.sealed,
        "choice": choice_json(signup.choice),
        "asked": signup.asked,
        "expires": signup.expires,
    }


def choice_json(choice: Channel) -> str:
    """A choice as JSON, whole: a release with other defaults must not change what was chosen."""
    return _CHOICE.dump_json(replace(choice, name="")).decode()


def choice_plain(choice: Channel) -> dict[str, Any]:
    """A choice as plain values, for people."""
    plain: dict[str, Any] = _CHOICE.dump_python(choice, mode="json")
    return plain


def _read(written: str, name: str = "") -> Channel:
    return replace(_CHOICE.validate_json(written), name=name)


def read_signup(row: Row[Any]) -> Signup:
    """The signup a row holds."""
    return Signup(
        token_hash=row.token_hash,
        kind=row.kind,
        name_key=row.name_key,
        address=row.address,
        sealed=row.sealed,
        choice=_read(row.choice),
        asked=row.asked,
        expires=row.expires,
    )


def read_subscriber(row: Row[Any]) -> Subscriber:
    """The subscriber a row holds."""
    return Subscriber(
        id=row.id,
        kind=row.kind,
        name_key=row.name_key,
        address=row.address,
        sealed=row.sealed,
        state=SubscriberState(row.state),
        choice=_read(row.choice, channel_name(row.id)),
        version=row.version,
        refusals=row.refusals,
        consent=row.consent,
        confirmed=row.confirmed,
        active=row.active,
        asked=row.asked,
        paused_until=row.paused_until,
    )
