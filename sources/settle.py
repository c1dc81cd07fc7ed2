"""From what was read on a source's pages to its notices: keys, EU-level calls, one notice per key.

Pure. Decisions F 0 (how a call is named within its source) and A 3 (an EU-level call keeps the
portal's rule whoever relays it).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from config.vocabulary import (
    CallFacts,
    Deadline,
    DeadlineKind,
    Management,
    Moment,
    Precision,
    StatusWord,
)
from sources.base import CallSeen, SourceInfo
from sources.markup import fold
from sources.quoted import is_name, plain_title
from sources.reading import Notice

AnyMoment = TypeVar("AnyMoment", Moment, Deadline)

BRUSSELS = "Europe/Brussels"
EU_AUTHORITY = "European Commission, DG HOME"
_EU_CODE = re.compile(r"AMIF-20\d\d-(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212_]")
_ABBREVIATION = re.compile(r"\b(?:CES?T|MES?Z|EES?T|WES?T)\b")
_TOGETHER = frozenset({"deadlines", "deadline_kind"})
_NEVER_FILLED = frozenset({"title", "language", "country", "management", "restricted", "flags"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One notice and where it stood. `name` is what the source's file names it by (detail address,
    guid, label), "" where there is nothing of the kind; `published` orders notices of one call;
    `quoted` are the call names its page quotes, where that page is about one call.
    """

    notice: Notice
    name: str = ""
    url: str = ""
    published: date | None = None
    quoted: frozenset[str] = frozenset()


def settle(info: SourceInfo, found: Iterable[Found]) -> tuple[CallSeen, ...]:
    """The notices of one answer, one per key, in the order found.

    Where several pages speak of one call, the newest page's word counts and the others fill in
    what it leaves out; without dates the first found counts (listings put the newest first). A
    notice that extends a call another page announced is that call's.
    """
    by_key: dict[str, list[Found]] = {}
    keyed = list(_keyed(list(found)))
    for key, item in keyed:
        by_key.setdefault(_extended_key(item, keyed) or key, []).append(item)
    return tuple(_seen(info, key, items) for key, items in by_key.items())


def fold_code(code: str) -> str:
    """A code as a key: NFKC, upper case, one kind of dash, no blanks."""
    plain = unicodedata.normalize("NFKC", code)
    return _DASHES.sub("-", "".join(plain.split())).upper()


def is_eu_level(facts: CallFacts) -> bool:
    """Whether the code is one the EU portal gives (`AMIF-2024-TF2-AG-THB-01`)."""
    return bool(facts.identifier and _EU_CODE.fullmatch(fold_code(facts.identifier)))


def as_eu_level(facts: CallFacts) -> CallFacts:
    """The call under the portal's rule: country EU, direct, bare dates at 17:00 Brussels (A 3).

    A deadline with an hour keeps it: somebody stated it. Doing this twice changes nothing more.
    """
    return replace(
        facts,
        country="EU",
        management=Management.DIRECT,
        authority=EU_AUTHORITY,
        opens=_brussels(facts.opens, time(0), assumed=False) if facts.opens else None,
        deadlines=tuple(
            _brussels(deadline, time(17), assumed=True) for deadline in facts.deadlines
        ),
    )


def _brussels(moment: AnyMoment, hour: time, *, assumed: bool) -> AnyMoment:
    if moment.precision is Precision.MINUTE:
        return moment
    at = datetime.combine(moment.local.date(), hour, ZoneInfo(BRUSSELS)).astimezone(UTC)
    return replace(moment, at=at, zone=BRUSSELS, assumed=assumed)


def on_own_clock(facts: CallFacts, zone: str) -> CallFacts:
    """Moments told by an abbreviation ("MEZ", "EET") that is the source's own clock, in its zone.

    The instant stays: "24:00 Uhr MEZ" in an Austrian notice is Vienna's time, not Berlin's.
    """
    return replace(
        facts,
        opens=_own_clock(facts.opens, zone) if facts.opens else None,
        deadlines=tuple(_own_clock(deadline, zone) for deadline in facts.deadlines),
    )


def _own_clock(moment: AnyMoment, zone: str) -> AnyMoment:
    there = moment.at.astimezone(ZoneInfo(zone)).utcoffset()
    abbreviated = _ABBREVIATION.search(moment.text) is not None
    return (
        replace(moment, zone=zone) if abbreviated and there == moment.local.utcoffset() else moment
    )


def _keyed(found: list[Found]) -> Iterable[tuple[str, Found]]:
    """Each notice with its key: code, else what the file names, else folded title (F 0)."""
    sharing: dict[str, int] = {}
    for item in found:
        sharing[item.name] = sharing.get(item.name, 0) + 1
    taken: dict[tuple[str, str], int] = {}
    for item in found:
        facts = item.notice.facts
        if facts.identifier:
            yield fold_code(facts.identifier), item
            continue
        title = fold(facts.title) or item.notice.key
        key = title if not item.name else item.name
        if item.name and sharing[item.name] > 1:
            key = f"{item.name}#{title}"
        place = taken.get((item.url, key), 0) + 1
        taken[item.url, key] = place
        yield (key if place == 1 else f"{key}~{place}"), item


def _extended_key(item: Found, keyed: list[tuple[str, Found]]) -> str:
    """The key of the call an extension speaks of, by a name both pages quote; "" for none or two.

    Only for notices that say "extended" and have no code: their page is news about another's call.
    """
    if item.notice.word is not StatusWord.EXTENDED or item.notice.facts.identifier:
        return ""
    names = _names(item)
    announced = {
        key
        for key, other in keyed
        if other.url != item.url
        and other.notice.word is not StatusWord.EXTENDED
        and names & _names(other)
    }
    return announced.pop() if len(announced) == 1 else ""


def _names(item: Found) -> frozenset[str]:
    title = plain_title(item.notice.facts.title)
    return item.quoted | {title} if is_name(title) else item.quoted


def _seen(info: SourceInfo, key: str, items: list[Found]) -> CallSeen:
    ordered = sorted(items, key=lambda item: item.published or date.min, reverse=True)
    word, facts = ordered[0].notice.word, ordered[0].notice.facts
    named = (item for item in ordered if item.notice.word is not StatusWord.EXTENDED)
    facts = replace(facts, title=next(named, ordered[0]).notice.facts.title)
    for item in ordered[1:]:
        facts = filled(facts, item.notice.facts)
        word = word if word is not StatusWord.NONE else item.notice.word
    facts = on_own_clock(facts, info.zone)
    if not facts.url:
        facts = replace(facts, url=ordered[0].url or info.url)
    if not facts.authority:
        facts = replace(facts, authority=info.authority)
    if facts.country == "EU" or is_eu_level(facts):
        facts = as_eu_level(facts)
    return CallSeen(source=info.id, key=key, word=word, facts=facts)


def filled(facts: CallFacts, older: CallFacts) -> CallFacts:
    """`facts` with what it leaves out taken from `older`; what it states stays."""
    missing = {
        item.name: getattr(older, item.name)
        for item in fields(CallFacts)
        if item.name not in _TOGETHER | _NEVER_FILLED and not getattr(facts, item.name)
    }
    if not facts.deadlines and facts.deadline_kind is DeadlineKind.UNKNOWN:
        missing |= {"deadlines": older.deadlines, "deadline_kind": older.deadline_kind}
    return replace(facts, **missing)
