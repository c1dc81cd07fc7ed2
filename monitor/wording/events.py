"""PURE: what happened, in words: the subject line, the headline and the sentences under it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from config.vocabulary import CallStatus, EventKind, Moment, StatusWord
from monitor.i18n import Translator, format_date, join_list
from monitor.matching import APPLICANT_NOT_STATED, BUDGET_NOT_STATED, OBJECTIVE_NOT_STATED
from monitor.status import OVER, days_left, next_deadline
from monitor.wording.changes import change_words
from monitor.wording.moments import deadline_words
from monitor.wording.parcel import Parcel, Told
from store.records import StoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened: `short` for the subject line, `sentence` for the headline, then details."""

    short: str
    sentence: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One event about one call, for one reader, in one language."""

    told: Told
    call: StoredCall
    parcel: Parcel
    words: Translator


def happening(told: Told, parcel: Parcel, words: Translator) -> Happening:
    """The words for an event about a call. The call is spoken of as it is now (decisions G 3)."""
    if told.call is None:
        raise ValueError(f"an event about a call needs its call: {told.event.key}")
    said = _SAY[told.event.kind](Case(told, told.call, parcel, words))
    extra = (*_since_then(told, told.call, words), *_collapsed(told, words), *_notes(told, words))
    return Happening(short=said.short, sentence=said.sentence, details=(*said.details, *extra))


def _open(case: Case) -> Happening:
    if case.call.status is CallStatus.UNKNOWN:
        return Happening(
            short=case.words.gettext("New notice"),
            sentence=case.words.gettext(
                "New notice: whether it is open and until when is not stated, see the page"
            ),
        )
    if case.call.status in OVER:
        return _no_longer(case)
    deadline = next_deadline(case.call.facts, case.parcel.now)
    if deadline is None or case.call.status is not CallStatus.OPEN:
        return Happening(
            short=case.words.gettext("Open"),
            sentence=case.words.gettext("A call for proposals is open"),
        )
    until = format_date(deadline.at, case.words.language, deadline.zone)
    return Happening(
        short=case.words.gettext("Open until %s") % until,
        sentence=case.words.gettext("A call for proposals is open"),
    )


def _no_longer(case: Case) -> Happening:
    """An opening that is told after the call's end; what became of it follows."""
    return Happening(
        short=case.words.gettext("No longer open"),
        sentence=case.words.gettext("A call for proposals was open"),
    )


def _forthcoming(case: Case) -> Happening:
    if case.call.status in OVER:
        return Happening(
            short=case.words.gettext("No longer open"),
            sentence=case.words.gettext("A call for proposals was announced"),
        )
    if case.call.status is CallStatus.OPEN:
        return Happening(
            short=case.words.gettext("Announced"),
            sentence=case.words.gettext("A call for proposals was announced"),
            details=(case.words.gettext("It is open by now."),),
        )
    return Happening(
        short=case.words.gettext("Announced"),
        sentence=case.words.gettext("A call for proposals is announced; it is not open yet"),
    )


def _closing_soon(case: Case) -> Happening:
    days = days_left(case.call.facts, case.parcel.now)
    if days is None:
        return _closed(case)
    details = tuple(_moved_meanwhile(case.told, case.call, case.parcel, case.words))
    if days == 0:
        short = case.words.gettext("Closes today")
        return Happening(
            short=short, sentence=case.words.gettext("A call closes today"), details=details
        )
    return Happening(
        short=case.words.ngettext("Closes in %(n)d day", "Closes in %(n)d days", days)
        % {"n": days},
        sentence=case.words.ngettext(
            "A call closes in %(n)d day", "A call closes in %(n)d days", days
        )
        % {"n": days},
        details=details,
    )


def _moved_meanwhile(
    told: Told, call: StoredCall, parcel: Parcel, words: Translator
) -> Iterator[str]:
    """A reminder that waited while the deadline moved states the deadline as it is now."""
    previous = told.event.previous_deadline
    if previous is not None:
        before = _as_stated(previous, call, parcel, words)
        yield words.gettext("The deadline moved meanwhile; it was %s.") % before


def _closed(case: Case) -> Happening:
    deadline = next_deadline(case.call.facts, case.parcel.now)
    early = deadline is not None and deadline.at > case.parcel.now
    details: tuple[str, ...] = ()
    if case.call.word is StatusWord.CLOSED and early:
        details = (case.words.gettext("The source closed it before its stated deadline."),)
    return Happening(
        short=case.words.gettext("Closed"),
        sentence=case.words.gettext("A call for proposals has closed"),
        details=details,
    )


def _deadline_changed(case: Case) -> Happening:
    event = case.told.event
    previous = event.previous_deadline
    current = next_deadline(case.call.facts, case.parcel.now)
    if current is None:
        said = case.words.gettext("The deadline is no longer stated")
        return Happening(
            short=said, sentence=said, details=_was(previous, case.call, case.parcel, case.words)
        )
    now_due = format_date(current.at, case.words.language, current.zone)
    if previous is None:
        return Happening(
            short=case.words.gettext("Deadline now known, %s") % now_due,
            sentence=case.words.gettext("The deadline of a call is now stated"),
        )
    if event.deadline is not None and event.deadline < previous:
        short = case.words.gettext("Deadline EARLIER, %s") % now_due
        sentence = case.words.gettext("The deadline of a call was brought forward")
    else:
        short = case.words.gettext("Deadline extended to %s") % now_due
        sentence = case.words.gettext("The deadline of a call was extended")
    return Happening(
        short=short, sentence=sentence, details=_was(previous, case.call, case.parcel, case.words)
    )


def _was(
    previous: datetime | None, call: StoredCall, parcel: Parcel, words: Translator
) -> tuple[str, ...]:
    if previous is None:
        return ()
    return (words.gettext("Before: %s") % _as_stated(previous, call, parcel, words),)


def _as_stated(at: datetime, call: StoredCall, parcel: Parcel, words: Translator) -> str:
    """An instant the call was once due at, in its zone.

    Its hour may have been ours by rule (decisions A 4), which is no longer known: so only the day
    is told, unless the hour is all that moved and is no end of day.
    """
    current = next_deadline(call.facts, parcel.now)
    zone = current.zone if current else parcel.channel.timezone
    before = Moment(at=at, zone=zone)
    same_day = current is not None and current.local.date() == before.local.date()
    if same_day and before.local.strftime("%H:%M") != "23:59":
        return deadline_words(before, words, parcel.channel.timezone)
    return format_date(at, words.language, zone)


def _reopened(case: Case) -> Happening:
    if case.call.status in OVER:
        return _no_longer(case)
    return Happening(
        short=case.words.gettext("Open again"),
        sentence=case.words.gettext("A call that was over is open again"),
        details=_was(case.told.event.previous_deadline, case.call, case.parcel, case.words),
    )


def _changed(case: Case) -> Happening:
    return Happening(
        short=case.words.gettext("Changed"),
        sentence=case.words.gettext("A call was changed"),
        details=tuple(change_words(one, case.words) for one in case.told.event.changes[:20]),
    )


def _withdrawn(case: Case) -> Happening:
    if case.call.word is StatusWord.WITHDRAWN:
        return Happening(
            short=case.words.gettext("Withdrawn"),
            sentence=case.words.gettext("The source says that a call was withdrawn or cancelled"),
        )
    return Happening(
        short=case.words.gettext("Perhaps withdrawn"),
        sentence=case.words.gettext("A call is no longer shown and may have been withdrawn"),
        details=(
            case.words.gettext(
                "Every source that showed it has left it out for at least seven days, and its own"
                " page no longer shows it. No source says why: ask the authority."
            ),
        ),
    )


_SAY: dict[EventKind, Callable[[Case], Happening]] = {
    EventKind.OPEN: _open,
    EventKind.FORTHCOMING: _forthcoming,
    EventKind.CLOSING_SOON: _closing_soon,
    EventKind.CLOSED: _closed,
    EventKind.DEADLINE_CHANGED: _deadline_changed,
    EventKind.REOPENED: _reopened,
    EventKind.CHANGED: _changed,
    EventKind.WITHDRAWN: _withdrawn,
}
_TELL_THE_END = (EventKind.CLOSED, EventKind.WITHDRAWN)


def _since_then(told: Told, call: StoredCall, words: Translator) -> Iterator[str]:
    """What waited is told with what became of it meanwhile (decisions G 3)."""
    if told.event.kind in _TELL_THE_END:
        return
    if call.status is CallStatus.CLOSED:
        yield words.gettext("It has closed meanwhile.")
    elif call.status is CallStatus.WITHDRAWN:
        yield words.gettext("It is no longer on offer meanwhile.")
    elif call.status is CallStatus.FORTHCOMING and told.event.kind is EventKind.CLOSING_SOON:
        yield words.gettext("The source does not show it as open yet.")


def _collapsed(told: Told, words: Translator) -> Iterator[str]:
    """Rungs that fell while the monitor was down are one message with the next (decisions D 3)."""
    rungs = sorted(told.collapsed, reverse=True)
    if len(rungs) == 1:
        yield words.gettext("The %(n)d-day reminder fell while the monitor was down.") % {
            "n": rungs[0]
        }
    elif rungs:
        yield words.gettext("The reminders at %(days)s days fell while the monitor was down.") % {
            "days": join_list([str(rung) for rung in rungs], words.language)
        }


def _notes(told: Told, words: Translator) -> Iterator[str]:
    """Filters the call passed only because it does not state the value (decisions G 1)."""
    said = {
        OBJECTIVE_NOT_STATED: words.gettext("Objective not stated; you get this to be safe."),
        APPLICANT_NOT_STATED: words.gettext(
            "Who may apply is not stated; you get this to be safe."
        ),
        BUDGET_NOT_STATED: words.gettext("Budget not stated; you get this to be safe."),
    }
    yield from (said[note] for note in told.notes if note in said)
