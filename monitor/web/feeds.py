"""Events as feeds: Atom (RFC 4287) and JSON Feed 1.1. Only text; nothing from outside is markup."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from config.vocabulary import EventKind
from monitor.i18n import Translator
from monitor.web import views, wording
from monitor.web.data import EventPage
from monitor.web.dates import iso
from monitor.web.history import event_words, localised
from monitor.web.site import Pages
from monitor.web.text import clean
from store.records import CallEvent, StoredCall

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot carry at all.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as feeds tell it. `id` never changes, `updated` is when it happened."""

    id: str
    title: str
    text: str
    url: str
    updated: datetime
    tags: tuple[str, ...]
    language: str


def entries(found: EventPage, pages: Pages, t: Translator) -> tuple[Entry, ...]:
    """The events in words. Events about sources that are not public are left out."""
    made = []
    for event in found.events:
        call = found.calls.get(event.subject)
        if call is not None:
            made.append(_about_call(event, call, pages, t))
        elif event.call_id is None:
            made.append(_about_source(event, pages, t))
    return tuple(made)


def _identity(event: CallEvent) -> str:
    return uuid5(NAMESPACE_URL, f"amif-monitor:{event.key}").urn


def _about_call(event: CallEvent, call: StoredCall, pages: Pages, t: Translator) -> Entry:
    line = views.line(call, pages.deps.clock(), t, pages.deps.hidden)
    kind = wording.kind_name(event.kind, t)
    said = [event_words(event, call, t)]
    said += [
        f"{wording.field_name(change.field, t)}: {_short(change.old, t)} → {_short(change.new, t)}"
        for change in event.changes
    ]
    about = [line.country.name, *(f"{o.code} {o.name}" for o in line.objectives), line.budget]
    said.append(", ".join(part for part in about if part))
    said.append(t.gettext("Now: %(status)s, %(deadline)s") % {
        "status": line.status_name, "deadline": line.deadline,
    })  # fmt: skip
    said += line.warnings
    said.append(t.gettext("Not an official source; the call document decides."))
    return Entry(
        id=_identity(event),
        title=f"{kind}: {line.title} ({line.country.name})",
        text="\n".join(said),
        url=f"{pages.deps.base_url}/calls/{call.id}#event-{event.id}",
        updated=event.at,
        tags=(str(event.kind), call.facts.country, *map(str, call.facts.objectives)),
        language=call.facts.language,
    )


def _short(text: str, t: Translator) -> str:
    return localised(clean(text, 300), t)


def _about_source(event: CallEvent, pages: Pages, t: Translator) -> Entry:
    source = event.subject.removeprefix("source:")
    info = pages.named.get(source)
    name = info.name if info else source
    back = event.kind is EventKind.SOURCE_RECOVERED
    text = (
        t.gettext("%(source)s can be read again.")
        if back
        else t.gettext("%(source)s cannot be read just now: its calls may be out of date.")
    )
    return Entry(
        id=_identity(event),
        title=f"{wording.kind_name(event.kind, t)}: {name}",
        text=text % {"source": name},
        url=f"{pages.deps.base_url}/sources#{source}",
        updated=event.at,
        tags=(str(event.kind), *((info.country,) if info else ())),
        language=t.language,
    )


def atom(made: Sequence[Entry], pages: Pages, t: Translator, address: str) -> bytes:
    """The entries as an Atom feed that lives at `address`."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": t.language})
    _add(feed, "id", address)
    _add(feed, "title", t.gettext("AMIF calls"))
    _add(feed, "subtitle", t.gettext("Not an official source; the call document decides."))
    _add(feed, "updated", iso(made[0].updated if made else pages.deps.clock()))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{pages.deps.base_url}/")
    _add(feed, "generator", "amif-monitor")
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", pages.deps.operator or "amif-monitor")
    for one in made:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", iso(one.updated))
        _add(entry, "published", iso(one.updated))
        _add(entry, "link", rel="alternate", type="text/html", href=one.url)
        for tag in one.tags:
            _add(entry, "category", term=tag)
        _add(entry, "content", one.text, type="text")
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    safe = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", safe)
    if text:
        child.text = _NOT_XML.sub("", text)


def json_feed(made: Sequence[Entry], pages: Pages, t: Translator, address: str) -> bytes:
    """The entries as a JSON Feed that lives at `address`."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": t.gettext("AMIF calls"),
        "description": t.gettext("Not an official source; the call document decides."),
        "home_page_url": f"{pages.deps.base_url}/",
        "feed_url": address,
        "language": t.language,
        "authors": [{"name": pages.deps.operator or "amif-monitor"}],
        "items": [
            {
                "id": one.id,
                "url": one.url,
                "title": one.title,
                "content_text": one.text,
                "date_published": iso(one.updated),
                "tags": list(one.tags),
            }
            for one in made
        ],
    }
    return json.dumps(feed, ensure_ascii=False).encode()
