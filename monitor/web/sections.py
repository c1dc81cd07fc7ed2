"""PURE: the order of the status page: open, closing soon, coming, not clear, recently over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.vocabulary import CallStatus
from monitor.i18n import Translator
from monitor.status import next_deadline
from monitor.web.views import SOON_DAYS, CallLine
from store.records import StoredCall

RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines under one heading of third rank; without a name they stand under the section's."""

    lines: tuple[CallLine, ...]
    name: str = ""
    code: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of the page. `number` counts its lines; `mixed` ones have more than one status."""

    code: str
    name: str
    number: int
    parts: tuple[Part, ...]
    note: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure of the page's first line, which leads to its group."""

    code: str
    name: str
    number: int


def recently_over(call: StoredCall, now: datetime) -> bool:
    """Whether a closed or withdrawn call ended within the last three months."""
    deadline = next_deadline(call.facts, now)
    passed = [call.updated] if deadline is None or deadline.at > now else [deadline.at]
    return max(passed) >= now - RECENT


def is_soon(line: CallLine) -> bool:
    """Whether an open call closes within 14 days."""
    return line.urgency in ("today", "soon")


def group(lines: Sequence[CallLine], t: Translator, *, wanted: Sequence[CallStatus]) -> tuple[
    Section, ...
]:  # fmt: skip
    """The lines in sections; empty ones appear only where nothing narrower was asked for."""
    by_status = {
        status: tuple(line for line in lines if line.status is status) for status in CallStatus
    }
    over = by_status[CallStatus.CLOSED] + by_status[CallStatus.WITHDRAWN]
    every = not wanted
    sections = [_open(by_status[CallStatus.OPEN], t)] if every or by_status[CallStatus.OPEN] else []
    if every or by_status[CallStatus.FORTHCOMING]:
        sections.append(_coming(by_status[CallStatus.FORTHCOMING], t))
    if by_status[CallStatus.UNKNOWN]:
        sections.append(_unclear(by_status[CallStatus.UNKNOWN], t))
    if every or over:
        sections.append(_over(over, t, recent=every))
    return tuple(sections)


def _open(lines: tuple[CallLine, ...], t: Translator) -> Section:
    soon = tuple(line for line in lines if is_soon(line))
    later = tuple(line for line in lines if not is_soon(line))
    parts = [
        Part(
            code="closing",
            name=closing_name(t),
            lines=soon,
            empty=t.gettext("None of them closes within the next 14 days."),
        )
    ]
    if later:
        parts.append(Part(code="later", name=t.gettext("Closing later"), lines=later))
    if not lines:
        parts = [Part(lines=(), empty=t.gettext("No open call is known just now."))]
    return Section(code="open", name=t.gettext("Open now"), number=len(lines), parts=tuple(parts))


def unstated(lines: tuple[CallLine, ...], t: Translator) -> Section:
    """Calls that a filter on objective or applicant would hide although nothing speaks against."""
    return Section(
        code="unstated",
        name=t.gettext("Perhaps these too"),
        number=len(lines),
        parts=(Part(lines=lines),),
        note=t.gettext("They do not state all that was chosen: see their pages."),
        mixed=True,
    )


def closing_name(t: Translator) -> str:
    """The heading and the figure of what closes soon."""
    return t.gettext("Closing within %(days)d days") % {"days": SOON_DAYS}


def _coming(lines: tuple[CallLine, ...], t: Translator) -> Section:
    part = Part(lines=lines, empty=t.gettext("No coming call is announced just now."))
    return Section(code="coming", name=t.gettext("Coming up"), number=len(lines), parts=(part,))


def _unclear(lines: tuple[CallLine, ...], t: Translator) -> Section:
    return Section(
        code="unclear",
        name=t.gettext("Not clear"),
        number=len(lines),
        parts=(Part(lines=lines),),
        note=t.gettext("Whether these are open, or until when, is not stated: see their pages."),
    )


def _over(lines: tuple[CallLine, ...], t: Translator, *, recent: bool) -> Section:
    name = t.gettext("Recently closed") if recent else t.gettext("Closed calls")
    part = Part(
        lines=lines,
        empty=t.gettext("No call is known to have closed within the last three months."),
    )
    return Section(code="closed", name=name, number=len(lines), parts=(part,), mixed=True)


def counts(sections: Sequence[Section], t: Translator) -> tuple[Count, ...]:
    """The figures of the first line, in the page's order."""
    found = []
    for section in sections:
        found.append(Count(code=section.code, name=section.name, number=section.number))
        found += [
            Count(code=part.code, name=closing_name(t), number=len(part.lines))
            for part in section.parts
            if part.code == "closing"
        ]
    return tuple(found)


def glance(lines: Sequence[CallLine], t: Translator) -> str:
    """The whole page in a sentence: "3 open, next closes in 6 days"."""
    number = sum(1 for line in lines if line.status is CallStatus.OPEN)
    words = t.ngettext("%(num)d open", "%(num)d open", number) % {"num": number}
    first = next_up(lines)
    if first is None:
        return words
    return t.gettext("%(open)s, next closes %(when)s") % {"open": words, "when": first.relative}


def next_up(lines: Sequence[CallLine]) -> CallLine | None:
    """The open call that closes next; None when none states a deadline."""
    dated = [line for line in lines if line.status is CallStatus.OPEN and line.days is not None]
    return min(dated, key=lambda line: line.deadline_iso, default=None)
