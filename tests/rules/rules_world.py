"""A small world in memory that plays polls, absences, moves, restarts and jumps of the clock.

It does with the rules what the service does around them, and nothing else: notices go through
`decide`, gaps in a complete answer through `absent`, due instants through `tick`, and events are
kept once by their key, as the store keeps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import permutations, product

from hypothesis import strategies as st
from rules_makers import NOW, RULES, by_day, by_hour, opening

from config.vocabulary import CallFacts, CallStatus, Deadline, Stage, StatusWord
from monitor.identity import new_id, same_call
from monitor.lifecycle import Outcome, Rules, absent, decide, refresh, tick
from sources.base import CallSeen, Rank
from store.records import CallEvent, StoredCall

RANKS = {"eu_portal": Rank.PORTAL, "se_agency": Rank.AUTHORITY, "relay": Rank.RELAY}
TITLES = ("Asylum", "Integration", "Return")


@dataclass(frozen=True, slots=True)
class Poll:
    """A complete answer of one source; what it lacks is missing, and gone from its own address."""

    source: str
    notices: tuple[CallSeen, ...]
    gone: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """Time goes on; then perhaps a restart, then perhaps an answer. `up`: the clock was watched."""

    after: timedelta
    poll: Poll | None = None
    up: bool = True
    restart: bool = False


@dataclass(slots=True)
class World:
    """What is stored; `emitted` are the events in order, also those the store knew already."""

    rules: Rules = RULES
    now: datetime = NOW
    calls: dict[str, StoredCall] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    events: dict[str, CallEvent] = field(default_factory=dict)
    emitted: list[CallEvent] = field(default_factory=list)
    statuses: list[tuple[str, CallStatus]] = field(default_factory=list)
    repeat: bool = False

    def play(self, steps: Sequence[Step]) -> "World":
        """All steps, then the clock until nothing is due any more for ten years."""
        for step in steps:
            self.pass_time(self.now + step.after, up=step.up)
            if step.restart:
                self.restart()
            if step.poll is not None:
                self.answer(step.poll)
            self.clock()
        self.pass_time(self.now + timedelta(days=3650), up=True)
        return self

    def pass_time(self, until: datetime, *, up: bool) -> None:
        """Up: each due instant is met as it comes. Down: nothing happens until the end."""
        while up and (due := self._next_due()) is not None and due <= until:
            self.now = due
            self.clock()
        self.now = until

    def clock(self) -> None:
        """Everything due by now, as the service does after a poll and at a due instant."""
        for call in list(self.calls.values()):
            if call.next_due is not None and call.next_due <= self.now:
                self._keep(tick(call, self.now, self.rules))
                if self.repeat:
                    self._keep(tick(self.calls[call.id], self.now, self.rules))

    def restart(self) -> None:
        """A start looks at every live call again under the rules of now."""
        for call in list(self.calls.values()):
            self.calls[call.id] = refresh(call, self.now, self.rules)

    def answer(self, poll: Poll) -> None:
        """One poll: its notices, then what it lacks."""
        for notice in poll.notices:
            self._notice(notice)
            if self.repeat:
                self._notice(notice)
        shown = {notice.key for notice in poll.notices}
        for call in list(self.calls.values()):
            for sighting in call.sightings:
                if sighting.source == poll.source and sighting.key not in shown:
                    self._absent(call, poll)

    def _absent(self, call: StoredCall, poll: Poll) -> None:
        outcome = absent(call, poll.source, self.now, self.rules, still_shown=not poll.gone)
        if self.repeat:
            assert outcome == absent(
                call, poll.source, self.now, self.rules, still_shown=not poll.gone
            )
        self._keep(outcome)

    def _notice(self, notice: CallSeen) -> None:
        call_id = self.keys.get((notice.source, notice.key)) or self._elsewhere(notice)
        stored = self.calls.get(call_id) if call_id else None
        outcome = decide(
            stored,
            notice,
            RANKS[notice.source],
            self.now,
            self.rules,
            call_id=call_id or new_id(notice.source, notice.key),
        )
        self.keys[notice.source, notice.key] = outcome.call.id
        self._keep(outcome)

    def _elsewhere(self, notice: CallSeen) -> str | None:
        same = (call.id for call in self.calls.values() if same_call(call, notice))
        return next(same, None)

    def _keep(self, outcome: Outcome) -> None:
        self.calls[outcome.call.id] = outcome.call
        self.emitted.extend(outcome.events)
        self.statuses.append((outcome.call.id, outcome.call.status))
        for event in outcome.events:
            self.events.setdefault(event.key, event)

    def _next_due(self) -> datetime | None:
        dues = [call.next_due for call in self.calls.values() if call.next_due is not None]
        return min(dues, default=None)


# --- what may happen ----------------------------------------------------------------------------

GAPS = [
    timedelta(0),
    timedelta(seconds=1),
    timedelta(minutes=15),
    timedelta(hours=7),
    timedelta(days=1),
    timedelta(days=3, hours=1),
    timedelta(days=8),
    timedelta(days=40),
    timedelta(days=400),
]
_FIRST = by_hour("2026-08-14 17:00", stage=Stage.FIRST)
_CUTOFF = by_hour("2026-08-14 17:00", stage=Stage.CUTOFF)
DEADLINES: list[tuple[Deadline, ...]] = [
    (),
    (by_hour("2026-08-03 12:00"),),
    (by_hour("2026-08-14 17:00"),),
    (by_hour("2026-08-21 17:00"),),
    (by_day("2026-08-28"),),
    (by_hour("2026-10-25 02:30"),),
    (by_hour("2026-10-30 17:00"),),
    (by_hour("2040-01-01 17:00"),),
    (_CUTOFF, by_hour("2026-08-25 17:00", stage=Stage.CUTOFF)),
    (_FIRST, by_hour("2026-11-14 17:00", stage=Stage.SECOND)),
]
OPENINGS = [None, opening("2026-06-01"), opening("2026-08-10"), opening("2026-12-01")]


# Most notices say that it is open: else little would ever happen to a call.
WORDS = [StatusWord.OPEN] * len(StatusWord) + list(StatusWord)


def _notices(source: str, number: int) -> list[CallSeen]:
    """All a source can say of one of the calls; the same call has one title everywhere."""
    openings = [None] * 3 + OPENINGS if number == 1 else [None]
    stated = product(WORDS, DEADLINES, openings, ["", "NGOs only."])
    return [
        CallSeen(
            source=source,
            key=f"k{number}",
            word=word,
            facts=CallFacts(
                title=TITLES[number],
                country="EU",
                opens=opens,
                deadlines=deadlines,
                conditions=conditions,
            ),
        )
        for word, deadlines, opens, conditions in stated
    ]


# Whole lists to choose from: drawing the parts one by one takes longer than playing them.
NOTICES = {
    (source, number): st.sampled_from(_notices(source, number))
    for source in RANKS
    for number in range(len(TITLES))
}
SHOWN = st.sampled_from([order for size in range(4) for order in permutations(range(3), size)])
PACE = st.sampled_from(list(product(GAPS, (True, False), (False, False, True))))


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    """An answer of one source with any of the calls, or none."""
    source, gone = draw(ANSWERING)
    found = tuple(draw(NOTICES[source, number]) for number in draw(SHOWN))
    return Poll(source, found, gone=gone)


ANSWERING = st.sampled_from(list(product(RANKS, (True, False))))
ANSWERS = st.one_of(st.none(), polls(), polls(), polls())


@st.composite
def _step(draw: st.DrawFn) -> Step:
    after, up, restart = draw(PACE)
    return Step(after=after, poll=draw(ANSWERS), up=up, restart=restart)


steps = st.lists(_step(), min_size=1, max_size=9)


def turned(listed: Sequence[Step]) -> list[Step]:
    """The same steps with the calls of each answer in the opposite order."""
    return [
        replace(one, poll=replace(one.poll, notices=one.poll.notices[::-1])) if one.poll else one
        for one in listed
    ]
