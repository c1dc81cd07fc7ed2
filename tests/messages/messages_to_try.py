"""Messages as their reader gets them, one event or one summary at a time."""

from letters_to_try import parcel, told

from config.vocabulary import EventKind
from monitor.messages import compose
from notifiers.base import Message
from store.records import DeliveryKind

NOT_OFFICIAL = "Not an official source; the call document decides."


def message(kind: EventKind = EventKind.OPEN, **changes: object) -> Message:
    """The message for one event in English, for a reader in Brussels."""
    channel = changes.pop("channel", {})
    return compose(parcel(told=(told(kind, **changes),), channel=channel))


def summary(**changes: object) -> Message:
    return compose(parcel(DeliveryKind.SUMMARY, **changes))
