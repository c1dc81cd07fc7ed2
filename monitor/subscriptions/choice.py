"""PURE: what a visitor's form asks for, as a Channel; every mistake named by its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from config.channel import DEFAULT_EVENTS, Channel
from config.countries import participating
from config.vocabulary import Applicant, EventKind, Objective
from monitor.i18n import languages

FORM_EVENTS = (
    EventKind.OPEN,
    EventKind.FORTHCOMING,
    EventKind.CLOSING_SOON,
    EventKind.DEADLINE_CHANGED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.CHANGED,
    EventKind.WITHDRAWN,
)
FORM_COUNTRIES = ("EU", *(one.code for one in participating()))
RUNGS = (30, 14, 7, 3, 1)
_MOST_RUNGS = 10  # each rung anyone asks for makes an event of every call
_FARTHEST = 90
DIGESTS = {"": "", "daily": "daily 08:00", "weekly": "weekly mon 08:00"}
_SPELLINGS = {
    "immediately": "",
    **{value: key for key, value in DIGESTS.items() if value},
}  # what else a program may send for them
_MOST_WORDS = 20
_LONGEST_WORD = 60

Form = Mapping[str, Sequence[str]]
E_ = TypeVar("E_", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field; `value` as it was sent, shortened."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Read:
    """A choice as far as it could be read, and what could not."""

    choice: Channel
    mistakes: tuple[Mistake, ...] = ()


def read_choice(form: Form, *, timezone: str) -> Read:
    """The choice in a form: fields as design.md promises, each optional.

    Nothing chosen in a list means all of it, but for events: there it means the usual ones.
    """
    mistakes: list[Mistake] = []
    parts = (part for text in form.get("word", ()) for part in text.split(","))
    words = [part.strip() for part in parts if part.strip()]
    mistakes += [Mistake("word", word[:40]) for word in words if not _is_word(word)]
    if len(words) > _MOST_WORDS:
        mistakes.append(Mistake("word", str(len(words))))
    digest = _one(form, "digest", (*DIGESTS, *_SPELLINGS), mistakes)
    choice = Channel(
        name="",
        events=_enums(EventKind, form, "event", FORM_EVENTS, mistakes) or DEFAULT_EVENTS,
        countries=_known(form, "country", FORM_COUNTRIES, mistakes),
        objectives=_enums(Objective, form, "objective", tuple(Objective), mistakes),
        applicants=_enums(Applicant, form, "applicant", tuple(Applicant), mistakes),
        keywords=tuple(dict.fromkeys(words)),
        closing_soon_days=_rungs(form, mistakes) or RUNGS,
        language=_one(form, "language", tuple(one.code for one in languages()), mistakes) or "en",
        timezone=timezone,
        digest=DIGESTS[_SPELLINGS.get(digest, digest)],
    )
    return Read(choice, tuple(mistakes))


def kept_marks(choice: Channel, before: Channel) -> Channel:
    """A new choice with the calls the subscriber had muted or marked before."""
    return replace(choice, name=before.name, muted=before.muted, applying=before.applying)


def pause_until(text: str, now: datetime, zone: str) -> datetime | None:
    """The instant until which nothing is sent: the start, in `zone`, of the day `text` names.

    None for an empty text: no pause. Raises ValueError for what is no day, a day that has begun,
    or one over a year ahead.
    """
    if not text.strip():
        return None
    day = date.fromisoformat(text.strip())
    today = now.astimezone(ZoneInfo(zone)).date()
    if not 0 < (day - today).days <= 366:
        raise ValueError("The day is past, or over a year ahead.")
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _is_word(word: str) -> bool:
    return len(word) <= _LONGEST_WORD and word.isprintable() and any(map(str.isalnum, word))


def _one(form: Form, field: str, known: tuple[str, ...], mistakes: list[Mistake]) -> str:
    values = [value.strip() for value in form.get(field, ()) if value.strip()]
    value = values[-1] if values else ""
    if value and value not in known:
        mistakes.append(Mistake(field, value[:40]))
        return ""
    return value


def _known(
    form: Form, field: str, known: Sequence[str], mistakes: list[Mistake]
) -> tuple[str, ...]:
    found = dict.fromkeys(value.strip().upper() for value in form.get(field, ()) if value.strip())
    mistakes += [Mistake(field, value[:40]) for value in found if value not in known]
    return tuple(value for value in found if value in known)


def _enums(
    kind: type[E_], form: Form, field: str, known: tuple[E_, ...], mistakes: list[Mistake]
) -> tuple[E_, ...]:
    found = dict.fromkeys(value.strip() for value in form.get(field, ()) if value.strip())
    mistakes += [Mistake(field, value[:40]) for value in found if value not in set(known)]
    return tuple(kind(value) for value in found if value in set(known))


def _rungs(form: Form, mistakes: list[Mistake]) -> tuple[int, ...]:
    found = dict.fromkeys(value.strip() for value in form.get("rung", ()) if value.strip())
    good = {int(value) for value in found if _is_rung(value)}
    mistakes += [Mistake("rung", value[:40]) for value in found if not _is_rung(value)]
    if len(good) > _MOST_RUNGS:
        mistakes.append(Mistake("rung", str(len(good))))
    return tuple(sorted(good, reverse=True)[:_MOST_RUNGS])


def _is_rung(value: str) -> bool:
    return value.isdecimal() and len(value) <= 3 and 1 <= int(value) <= _FARTHEST
