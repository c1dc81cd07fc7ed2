"""PURE: from a delivery to the message that leaves, in its channel's shapes and language.

What is said is composed once, as a letter of plain words (`monitor.wording`), and then takes each
shape its kind of channel can show through one template (all of them where the kind is not known).
`compose` reads nothing and knows no clock: the parcel holds it all.
"""

import json
from typing import Any

from config.vocabulary import EventKind
from monitor.calendar import calendar_event, calendar_file
from monitor.i18n import translator
from monitor.present import call_json, event_json
from monitor.status import OVER, next_deadline
from monitor.wording.cards import page_of
from monitor.wording.letter import Letter
from monitor.wording.letters import letter_for, trial_letter
from monitor.wording.parcel import Figures, House, Parcel, SourceLine, SubscriberLinks, Told
from monitor.wording.shapes import as_html, as_markdown, as_text
from monitor.wording.tidy import tidy
from notifiers.addresses import shape_of
from notifiers.base import Attachment, Message
from store.records import DeliveryKind

__all__ = [
    "Figures",
    "House",
    "Parcel",
    "SourceLine",
    "SubscriberLinks",
    "Told",
    "compose",
    "compose_test",
]

_WITH_CALENDAR = frozenset({EventKind.OPEN, EventKind.CLOSING_SOON, EventKind.DEADLINE_CHANGED})


def compose(parcel: Parcel) -> Message:
    """The message for a delivery; the same parcel gives the same message, byte for byte."""
    return _message(letter_for(parcel), parcel)


def compose_test(parcel: Parcel) -> Message:
    """What `channels test` sends. Its delivery's key names it; it is stored nowhere."""
    return _message(trial_letter(parcel), parcel)


def _message(letter: Letter, parcel: Parcel) -> Message:
    shape = shape_of(parcel.channel.kind)
    as_json = parcel.channel.format == "json"
    return Message(
        key=parcel.delivery.key,
        title=tidy(letter.title, 240),
        text=as_text(letter),
        html=as_html(letter) if shape in ("html", "") else "",
        markdown=as_markdown(letter) if shape in ("markdown", "") else "",
        json=_json(parcel, letter) if as_json else "",
        attachments=_calendar(parcel) if shape in ("html", "") and not as_json else (),
        headers=parcel.links.headers if parcel.links else {},
    )


def _json(parcel: Parcel, letter: Letter) -> str:
    """The event itself, or what a summary or digest gathers, as design.md promises it."""
    shown: dict[str, Any]
    kind = parcel.delivery.kind
    events = [event_json(told.event, told.call, parcel.now) for told in parcel.told]
    if kind is DeliveryKind.EVENT and events:
        shown = events[0]
    elif kind in (DeliveryKind.SUMMARY, DeliveryKind.DIGEST):
        calls = [call_json(call, parcel.now) for call in parcel.calls]
        shown = {"kind": str(kind), "events": events, "calls": calls}
        if parcel.unreached:
            shown["unreached"] = list(parcel.unreached)
        if parcel.may_repeat:
            shown["may_repeat"] = True
    else:
        name = "canary" if kind is DeliveryKind.CANARY else "test"
        said = "\n".join((letter.headline, *letter.paragraphs))
        shown = {"kind": name, "events": [], "calls": [], "text": said}
    return json.dumps(shown, ensure_ascii=False)


def _calendar(parcel: Parcel) -> tuple[Attachment, ...]:
    """The deadline as .ics in mail that tells of one open call and its deadline ahead."""
    if parcel.delivery.kind is not DeliveryKind.EVENT or len(parcel.told) != 1:
        return ()
    told = parcel.told[0]
    if told.event.kind not in _WITH_CALENDAR or told.call is None:
        return ()
    deadline = next_deadline(told.call.facts, parcel.now)
    over = told.call.status in OVER
    if deadline is None or deadline.at <= parcel.now or over:
        return ()
    words = translator(parcel.channel.language)
    entry = calendar_event(told.call, deadline, words, url=page_of(told.call, parcel))
    return (
        Attachment(
            name="deadline.ics",
            media_type="text/calendar; charset=utf-8; method=PUBLISH",
            body=calendar_file([entry]),
        ),
    )
