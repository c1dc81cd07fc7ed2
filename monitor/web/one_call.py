"""PURE: everything the page of one call shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.vocabulary import Update
from monitor.i18n import Translator
from monitor.web import views, wording
from monitor.web.data import History
from monitor.web.dates import ago_words, deadline_words, iso, stamp_words
from monitor.web.history import entries
from monitor.web.site import Pages
from monitor.web.text import clean
from monitor.wording.tidy import safe_url
from store.records import Sighting, StoredCall

_TITLE = 1000
_MOST_DOCUMENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one source last said: when, and its own deadlines where sources disagree."""

    id: str
    name: str
    words: str
    deadlines: str


def one_call(found: History, pages: Pages, t: Translator) -> dict[str, Any]:
    """The values of `call.html`."""
    deps = pages.deps
    call, now = found.call, deps.clock()
    facts = views.facts(call, now, t)
    return {
        "line": views.line(call, now, t, deps.hidden),
        "title": clean(call.facts.title, _TITLE) or call.id,
        "management": wording.management_name(call.facts.management, t),
        "deadlines": views.deadlines(call, now, t),
        "deadline_reason": clean(call.corrected.get("deadline", ""), 500),
        "facts": facts,
        "other_reasons": _other_reasons(call, facts, t),
        "source_url": safe_url(call.facts.url),
        "updates": [_update(update, t) for update in call.facts.updates],
        "documents": [
            {"url": document.url, "title": clean(document.title, 300) or document.url}
            for document in call.facts.documents[:_MOST_DOCUMENTS]
            if safe_url(document.url)
        ],
        "history": entries(call, found.events, found.versions, pages.named, t),
        "seen": [_seen(one, call, pages, now, t) for one in views.visible(call, deps.hidden)],
    }


def _other_reasons(
    call: StoredCall, shown: tuple[views.Fact, ...], t: Translator
) -> tuple[views.Fact, ...]:
    """Corrections whose value is shown elsewhere on the page: title, status, address ..."""
    named = {fact.name for fact in shown if fact.reason}
    rest = [
        (wording.field_name(field, t), reason)
        for field, reason in call.corrected.items()
        if field != "deadline"
    ]
    return tuple(
        views.Fact(name=name, value="", reason=clean(reason, 500))
        for name, reason in rest
        if name not in named
    )


def _update(update: Update, t: Translator) -> dict[str, str]:
    return {
        "text": clean(update.text, 2000),
        "when": stamp_words(update.at, t) if update.at else "",
        "iso": iso(update.at) if update.at else "",
    }


def _seen(sighting: Sighting, call: StoredCall, pages: Pages, now: datetime, t: Translator) -> Seen:
    info = pages.named.get(sighting.source)
    words = t.gettext("first seen %(first)s, last seen %(last)s") % {
        "first": stamp_words(sighting.first_seen, t),
        "last": ago_words(sighting.last_seen, now, t),
    }
    if sighting.missing_since is not None:
        words += "; " + t.gettext("not listed there since %(when)s") % {
            "when": stamp_words(sighting.missing_since, t)
        }
    ours = {deadline.at for deadline in call.facts.deadlines}
    theirs = sighting.facts.deadlines
    differs = bool(theirs) and {deadline.at for deadline in theirs} != ours
    return Seen(
        id=sighting.source,
        name=info.name if info else sighting.source,
        words=words,
        deadlines="; ".join(
            deadline_words(one, now, t, management=sighting.facts.management) for one in theirs
        )
        if differs
        else "",
    )
