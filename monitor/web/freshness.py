"""PURE: how fresh and how complete the picture is, in plain sentences (decisions H 1, H 5, I)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.countries import participating
from monitor.health import public_state
from monitor.i18n import Translator, country_name, join_list
from monitor.web.dates import ago_words, stamp_words
from monitor.web.text import sort_key
from monitor.web.wording import cause_words
from sources.base import SourceInfo
from store.records import SourceState

_NAMED = 40  # countries named in one sentence, the rest counted
_ALARMS = 3  # told in full, further ones by name only


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One source and how it is doing, as the public may know it.

    `state` is "ok", "degraded", "unverified", "blind" (never polled, by declaration) or
    "disabled" (switched off by the operator).
    """

    info: SourceInfo
    record: SourceState
    state: str

    @property
    def polled(self) -> bool:
        """Whether it is looked at at all."""
        return self.state not in ("blind", "disabled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Sentences for every page: the picture in short, in full, and what needs saying loudly."""

    short: str
    sentences: tuple[str, ...]
    alarms: tuple[str, ...]
    last_success: datetime | None


def watch(
    sources: Mapping[str, SourceInfo],
    states: Mapping[str, SourceState],
    *,
    hidden: frozenset[str],
    disabled: frozenset[str],
) -> tuple[Watched, ...]:
    """Every public source with its state: the EU level first, then by country and name."""
    found = []
    for info in sources.values():
        if info.id in hidden:
            continue
        record = states.get(info.id) or SourceState(id=info.id)
        if info.blind_spot:
            state = "blind"
        elif info.id in disabled:
            state = "disabled"
        else:
            state = public_state(record)
        found.append(Watched(info=info, record=record, state=state))
    return tuple(
        sorted(found, key=lambda one: (one.info.country != "EU", one.info.country, one.info.name))
    )


def freshness(watched: Sequence[Watched], now: datetime, t: Translator) -> Freshness:
    """What every page says of the picture it shows."""
    polled = [one for one in watched if one.polled]
    successes = [one.record.last_success for one in polled if one.record.last_success]
    last = max(successes, default=None)
    sentences = [
        *_checked(polled, now, t),
        *_countries(watched, t),
        *_blind(watched, t),
    ]
    return Freshness(
        short=_short(polled, last, now, t),
        sentences=tuple(sentences),
        alarms=_alarms([one for one in polled if _troubled(one)], now, t),
        last_success=last,
    )


def _short(polled: Sequence[Watched], last: datetime | None, now: datetime, t: Translator) -> str:
    if last is None:
        tried = [one for one in polled if one.record.last_poll is not None]
        return (
            t.gettext("No source could be read yet: what is shown may be incomplete.")
            if tried
            else t.gettext("No source has been read yet: the first look is still under way.")
        )
    return t.gettext("Last successful look at a source: %(when)s.") % {
        "when": ago_words(last, now, t)
    }


def _checked(polled: Sequence[Watched], now: datetime, t: Translator) -> list[str]:
    """ "9 of 10 verified sources checked within the last 3 hours." """
    verified = [one for one in polled if one.state != "unverified" and one.record.last_success]
    if not verified:
        return []
    hours = _span(verified, now)
    within = [one for one in verified if _age(one, now) <= timedelta(hours=hours)]
    numbers = {"fresh": len(within), "all": len(verified), "hours": hours}
    if hours == 1:
        return [t.gettext("%(fresh)d of %(all)d sources checked within the hour.") % numbers]
    return [t.gettext("%(fresh)d of %(all)d sources checked within %(hours)d hours.") % numbers]


def _span(verified: Sequence[Watched], now: datetime) -> int:
    """Whole hours within which every healthy source was read; at least one, at most a day."""
    ages = [_age(one, now) for one in verified if one.state == "ok"]
    longest = max(ages, default=timedelta())
    return min(max(1, -int(-longest.total_seconds() // 3600)), 24)


def _age(one: Watched, now: datetime) -> timedelta:
    last = one.record.last_success
    return now - last if last else timedelta.max


def _countries(watched: Sequence[Watched], t: Translator) -> list[str]:
    """ "Watched: 9 of 26 countries. Not yet verified: Greece, Spain." (decisions H 1)"""
    everywhere = {country.code for country in participating()}
    proven = {one.info.country for one in watched if one.record.verified_at and one.polled}
    sentences = [
        t.gettext("Watched: %(watched)d of %(all)d countries.")
        % {"watched": len(proven & everywhere), "all": len(everywhere)}
    ]
    waiting = {one.info.country for one in watched if one.state == "unverified"} - proven
    if waiting:
        names = sorted((_place(code, t) for code in waiting), key=sort_key)
        sentences.append(t.gettext("Not yet verified: %(places)s.") % {"places": _listed(names, t)})
    return sentences


def _blind(watched: Sequence[Watched], t: Translator) -> list[str]:
    seen = {one.info.country for one in watched if one.polled}
    everywhere = {"EU", *(country.code for country in participating())}
    names = sorted((_place(code, t) for code in everywhere - seen), key=sort_key)
    if not names:
        return []
    return [t.gettext("Not watched: %(places)s.") % {"places": _listed(names, t)}]


def _place(code: str, t: Translator) -> str:
    return t.gettext("the EU level") if code == "EU" else country_name(code, t.language)


def _listed(names: Sequence[str], t: Translator) -> str:
    if len(names) <= _NAMED:
        return join_list(list(names), t.language)
    more = t.gettext("%(count)d more") % {"count": len(names) - _NAMED}
    return join_list([*names[:_NAMED], more], t.language)


def _troubled(one: Watched) -> bool:
    """What is said at the top of the page: a source once read or always owed, failing now."""
    if one.state == "degraded":
        return True
    portal = one.info.country == "EU" and one.info.shape == "portal"
    return portal and one.record.failing_since is not None


def _alarms(troubled: Sequence[Watched], now: datetime, t: Translator) -> tuple[str, ...]:
    """Each in full while they are few: the EU level first, then by country."""
    told = [_alarm(one, now, t) for one in troubled[:_ALARMS]]
    rest = [_title(one, t) for one in troubled[_ALARMS:]]
    if rest:
        told.append(t.gettext("Not readable either: %(sources)s.") % {"sources": _listed(rest, t)})
    return tuple(told)


def _alarm(one: Watched, now: datetime, t: Translator) -> str:
    """What cannot be read, since when, why in fixed words only, and when it is tried again."""
    record = one.record
    sentence = t.gettext("%(source)s: not readable since %(since)s; %(cause)s.") % {
        "source": _title(one, t),
        "since": stamp_words(record.failing_since or record.degraded_since or now, t),
        "cause": cause_words(record.last_cause, t),
    }
    if record.next_poll is None:
        return sentence
    again = t.gettext("Next try: %(when)s.") % {"when": stamp_words(record.next_poll, t)}
    return f"{sentence} {again}"


def _title(one: Watched, t: Translator) -> str:
    if one.info.country == "EU":
        return one.info.name
    return f"{_place(one.info.country, t)}, {one.info.name}"
