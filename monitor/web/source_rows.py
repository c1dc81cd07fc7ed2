"""PURE: the sources as the public may see them: state, cause in fixed words, bare address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config.addresses import is_public, literal
from monitor.i18n import Translator
from monitor.present import bare_url
from monitor.web import wording
from monitor.web.dates import ago_words, stamp_words
from monitor.web.deps import WebDeps
from monitor.web.freshness import Watched
from monitor.web.sections import Count
from monitor.web.text import sort_key
from monitor.web.views import place
from monitor.wording.tidy import safe_url

_INSIDE = (".local", ".internal", ".lan", ".localhost", ".home", ".corp", ".intranet")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source in words."""

    id: str
    name: str
    own_name: str
    language: str
    shape: str
    url: str
    host: str
    state: str
    state_name: str
    words: str
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGroup:
    """The sources of one country."""

    code: str
    name: str
    rows: tuple[SourceRow, ...]


def public_url(url: str) -> str:
    """An address without user and query; "" where it lies inside somebody's network."""
    try:
        bare = bare_url(url)
        host = urlsplit(bare).hostname or ""
    except ValueError:
        return ""
    return safe_url(bare) if _is_public(host) else ""


def _is_public(host: str) -> bool:
    address = literal(host)
    if address is not None:
        return is_public(address)
    return "." in host and not host.rstrip(".").endswith(_INSIDE)


def source_groups(
    watched: Sequence[Watched], deps: WebDeps, now: datetime, t: Translator
) -> tuple[SourceGroup, ...]:
    """All sources by country, the EU level first, then in the reader's order of names."""
    names = {one.info.country: place(one.info.country, t).name for one in watched}
    codes = sorted(names, key=lambda code: (code != "EU", sort_key(names[code])))
    return tuple(
        SourceGroup(
            code=code,
            name=names[code],
            rows=tuple(
                source_row(one, deps, now, t) for one in watched if one.info.country == code
            ),
        )
        for code in codes
    )


def source_row(one: Watched, deps: WebDeps, now: datetime, t: Translator) -> SourceRow:
    """One source as the public may know it (decisions H 5)."""
    info = one.info
    url = public_url(info.url)
    return SourceRow(
        id=info.id,
        name=info.name,
        own_name=info.own_name if info.own_name != info.name else "",
        language=info.languages[0] if info.languages else "en",
        shape=wording.shape_name(info.shape, t),
        url=url,
        host=urlsplit(url).hostname or "" if url else "",
        state=one.state,
        state_name=wording.state_name(one.state, t),
        words=" ".join(_words(one, deps, now, t)),
        trouble=_trouble(one, t),
    )


def _words(one: Watched, deps: WebDeps, now: datetime, t: Translator) -> list[str]:
    record = one.record
    if one.state == "blind":
        return [one.info.blind_spot]
    said = []
    if record.last_success:
        said.append(
            t.gettext("Last read %(when)s.") % {"when": ago_words(record.last_success, now, t)}
        )
        said.append(
            t.ngettext("It shows %(num)d call.", "It shows %(num)d calls.", record.calls_seen)
            % {"num": record.calls_seen}
        )
    elif one.polled:
        said.append(t.gettext("Never read so far."))
    every = deps.intervals.get(one.info.id)
    if every and one.polled:
        said.append(t.gettext("Looked at every %(interval)s.") % {"interval": _interval(every, t)})
    if one.info.evidence == "seen":
        said.append(t.gettext("Its address is documented."))
    else:
        said.append(t.gettext("Its address is inferred, not proven."))
    return said


def _trouble(one: Watched, t: Translator) -> str:
    record = one.record
    if not one.polled or record.failing_since is None:
        return ""
    said = t.gettext("Not readable since %(since)s; %(cause)s.") % {
        "since": stamp_words(record.failing_since, t),
        "cause": wording.cause_words(record.last_cause, t),
    }
    if record.next_poll is None:
        return said
    return (
        said + " " + t.gettext("Next try: %(when)s.") % {"when": stamp_words(record.next_poll, t)}
    )


def _interval(every: timedelta, t: Translator) -> str:
    seconds = int(every.total_seconds())
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return t.ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    if seconds % 60 == 0:
        minutes = seconds // 60
        return t.ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {
            "minutes": minutes
        }
    return t.ngettext("%(seconds)d second", "%(seconds)d seconds", seconds) % {"seconds": seconds}


def state_counts(watched: Sequence[Watched], t: Translator) -> tuple[Count, ...]:
    """How many sources are in each state, the good first."""
    order = ("ok", "degraded", "unverified", "blind", "disabled")
    numbers = {state: sum(1 for one in watched if one.state == state) for state in order}
    return tuple(
        Count(code=state, name=wording.state_name(state, t), number=number)
        for state, number in numbers.items()
        if number
    )
