"""PURE: whether a channel is told of something, and why (decisions G).

A filter on what a call does not state lets the call through, marked as such; only a stated value
can keep it away. Every verdict carries its reason as a sentence, for `explain`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from config.channel import Channel
from config.countries import participating
from config.programmes import programme
from config.vocabulary import CallFacts, EventKind
from monitor.status import OVER, next_deadline
from store.folding import fold
from store.records import StoredCall

OBJECTIVE_NOT_STATED = "objective not stated"
APPLICANT_NOT_STATED = "who may apply not stated"
BUDGET_NOT_STATED = "budget not stated"

_SHORT_WORD = 4  # shorter keywords must be whole words: "art" is not meant to find "article"
_LAST_RUNGS = 2  # of those a channel asks for, how many remain while "we are applying"
_ALWAYS_FOR_APPLICANTS = frozenset(
    {EventKind.DEADLINE_CHANGED, EventKind.CHANGED, EventKind.CLOSED, EventKind.WITHDRAWN}
    | {EventKind.REOPENED}
)
_LARGEST_RATE = 1000  # of a unit of any currency of the Union to a euro (the forint stands at 400)
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a channel is told, in one sentence why, and what it should know beside it."""

    wanted: bool
    reason: str
    notes: tuple[str, ...] = ()


def judge(
    channel: Channel, kind: EventKind, call: StoredCall | None, *, rung: int | None, now: datetime
) -> Verdict:
    """Whether `channel` is told of an event of `kind` about `call` (None: about the monitor).

    `rung` is a reminder's "days before". Judged when an event is born and again when its message
    leaves; the call's present facts decide, and `now` whether its deadline has passed.
    """
    applying = call is not None and call.id in channel.applying
    asked = kind in channel.events or (applying and kind in _ALWAYS_FOR_APPLICANTS)
    if not asked:
        return Verdict(False, f'This channel does not ask for "{kind}" events.')
    if call is None:
        return Verdict(True, f'This channel asks for "{kind}" events.')
    refusal = _reminder_refusal(channel, kind, call, rung, now, applying=applying)
    refusal = refusal or _personal_refusal(channel, kind, call, applying=applying)
    refusal = refusal or _filter_refusal(channel, call.facts)
    if refusal:
        return Verdict(False, refusal)
    return Verdict(True, _because(channel, kind), _notes(channel, call.facts))


def warnings(channel: Channel) -> tuple[str, ...]:
    """Sentences on filters of a channel that can never match anything, for `config check`."""
    found: list[str] = []
    if not channel.events:
        found.append("asks for no events at all, so it is never told anything")
    if EventKind.CLOSING_SOON in channel.events and not channel.closing_soon_days:
        found.append('asks for "closing_soon" but for no days before (closing_soon_days is empty)')
    about_calls = set(channel.events) - {EventKind.SOURCE_DEGRADED, EventKind.SOURCE_RECOVERED}
    if not about_calls:
        return tuple(found)
    taking_part = {"EU", *(one.code for one in participating())}
    strangers = [code for code in channel.countries if _country(code) not in taking_part]
    if strangers:
        found.append(f"countries: {_listed(strangers)} takes no part in the fund")
    empty = [word for word in channel.keywords if not _words(word)]
    if empty and len(empty) == len(channel.keywords):
        found.append("keywords hold no letter and no digit, so they can never be found")
    envelope = programme().envelope_eur
    if envelope and channel.min_budget > envelope * _LARGEST_RATE:
        found.append("min_budget is more than the whole fund in any currency of the Union")
    return tuple(found)


def keyword_found(keyword: str, text: str) -> bool:
    """Whether a word or phrase occurs in a text, whatever the accents and letter case.

    The last word may go on ("integration" finds "integrationsprojekt"), because languages put
    endings on words; a short one may not.
    """
    wanted = _words(keyword)
    return bool(wanted) and _occurs(wanted, _words(text))


def _reminder_refusal(
    channel: Channel,
    kind: EventKind,
    call: StoredCall,
    rung: int | None,
    now: datetime,
    *,
    applying: bool,
) -> str:
    """Why a reminder is not for this channel; "" if it is, or for any other event."""
    if kind is not EventKind.CLOSING_SOON:
        return ""
    deadline = next_deadline(call.facts, now)
    if call.status in OVER or (deadline is not None and deadline.at <= now):
        return "The call is over by now, so a reminder would be untrue."
    rungs = sorted(channel.closing_soon_days)
    if rung is not None and rung not in rungs:
        shown = ", ".join(map(str, reversed(rungs))) or "none"
        return f"This channel asks to be reminded {shown} days before, not {rung}."
    if applying and rung is not None and rung not in rungs[:_LAST_RUNGS]:
        return 'Marked "we are applying": only the last reminders and changes are told.'
    return ""


def _personal_refusal(
    channel: Channel, kind: EventKind, call: StoredCall, *, applying: bool
) -> str:
    """Why this reader's own marks keep a call away: muted, or already applying."""
    if call.id in channel.muted:
        return 'This reader marked the call as "not for us".'
    if applying and kind in {EventKind.OPEN, EventKind.FORTHCOMING}:
        return 'Marked "we are applying": only the last reminders and changes are told.'
    return ""


def _filter_refusal(channel: Channel, facts: CallFacts) -> str:
    """The first filter that a stated value of the call fails; "" if none does."""
    if facts.restricted and not channel.include_restricted:
        return (
            "The call is a direct award or names its one applicant, and include_restricted is off."
        )
    return (
        _country_refusal(channel, facts)
        or _differs("objective", channel.objectives, facts.objectives)
        or _differs("kind of applicant", channel.applicants, facts.applicants)
        or _budget_refusal(channel, facts)
        or _keyword_refusal(channel, facts)
    )


def _country_refusal(channel: Channel, facts: CallFacts) -> str:
    asked = [_country(code) for code in channel.countries]
    if not asked or _country(facts.country) in asked:
        return ""
    return f"The call is for {facts.country}; this channel asks for {_listed(asked)}."


def _differs(what: str, asked: Iterable[str], stated: Iterable[str]) -> str:
    """Only a stated value can differ from what is asked for (decisions G 1)."""
    if not set(asked) or not set(stated) or set(asked) & set(stated):
        return ""
    return f"The call's {what} is {_listed(stated)}; this channel asks for {_listed(asked)}."


def _budget_refusal(channel: Channel, facts: CallFacts) -> str:
    if facts.budget is None or facts.budget.amount >= channel.min_budget:
        return ""
    stated = f"{facts.budget.currency} {facts.budget.amount:,}"
    return f"Its budget is {stated}; this channel asks for at least {channel.min_budget:,.0f}."


def _keyword_refusal(channel: Channel, facts: CallFacts) -> str:
    if not channel.keywords or _any_keyword(channel.keywords, facts):
        return ""
    return f"None of the words {_listed(channel.keywords)} occurs in the call."


def _because(channel: Channel, kind: EventKind) -> str:
    """Why a call comes through: the filters it passed, in words."""
    passed = [
        f"{name} {_listed(values)}"
        for name, values in (
            ("countries", channel.countries),
            ("objectives", channel.objectives),
            ("applicants", channel.applicants),
            ("words", channel.keywords),
        )
        if values
    ]
    passed += [f"budget of at least {channel.min_budget:g}"] if channel.min_budget else []
    asked = f'This channel asks for "{kind}" events'
    return f"{asked} ({'; '.join(passed)})." if passed else f"{asked} of every call."


def _notes(channel: Channel, facts: CallFacts) -> tuple[str, ...]:
    """What was asked for and is not stated, so that the call came through unproven (G 1)."""
    unproven = (
        (channel.objectives and not facts.objectives, OBJECTIVE_NOT_STATED),
        (channel.applicants and not facts.applicants, APPLICANT_NOT_STATED),
        (channel.min_budget and facts.budget is None, BUDGET_NOT_STATED),
    )
    return tuple(note for missing, note in unproven if missing)


def _any_keyword(keywords: Iterable[str], facts: CallFacts) -> bool:
    text = _words(
        "\n".join(
            (
                facts.title,
                facts.identifier or "",
                facts.call_identifier or "",
                facts.authority,
                facts.conditions,
                *(update.text for update in facts.updates),
                *(document.title for document in facts.documents),
            )
        )
    )
    return any(_occurs(_words(keyword), text) for keyword in keywords if _words(keyword))


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(fold(text)))


def _occurs(wanted: tuple[str, ...], text: tuple[str, ...]) -> bool:
    *first, last = wanted
    head = tuple(first)
    whole = len(last) < _SHORT_WORD
    for start in range(len(text) - len(wanted) + 1):
        end = start + len(head)
        if text[start:end] != head:
            continue
        if text[end] == last or (not whole and text[end].startswith(last)):
            return True
    return False


def _country(code: str) -> str:
    return {"EL": "GR"}.get(code.upper(), code.upper())


def _listed(values: Iterable[str]) -> str:
    return ", ".join(str(value) for value in values)
