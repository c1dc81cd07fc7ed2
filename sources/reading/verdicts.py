"""What the words before a date make of it: the nearest that means something decides.

Words for projects, events, questions, results and laws refuse a date, and so does what held before.
"""

from dataclasses import dataclass
from enum import StrEnum

from sources.reading.dates import DateMention
from sources.reading.segments import Segment
from sources.reading.terms import Hit
from sources.reading.times import TimeMention


class Role(StrEnum):
    """What a date says of a call."""

    DEADLINE = "deadline"
    OPENING = "opening"
    PUBLISHED = "published"
    BARE = "bare"  # stands alone, nothing says what it is
    OTHER = "other"


REFUSE = frozenset({"refuse", "event", "question", "results", "former", "updated"})
NO_SUBJECT = (REFUSE - {"former"}) | {"project"}
SUBJECT = frozenset({"call", "application", "submit", "period", "open"})
ACTS = frozenset({"deadline", "closes", "opens", "opening", "extended"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a date is by its words: how plainly (3 is "deadline"), and the word that decided."""

    role: Role
    weight: int = 0
    cue: Hit | None = None
    extended: bool = False
    past: bool = False
    label: str = ""


NOTHING = Verdict(Role.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRole:
    """A date with its hour and what it is. `cue` is where the words that decided stand.

    `label` is the folded label it stood behind, `weight` how plain its words (3 is "deadline").
    """

    mention: DateMention
    time: TimeMention | None
    role: Role
    segment: Segment
    cue: tuple[int, int]
    weight: int = 0
    extended: bool = False
    cutoff: bool = False
    stage: int = 0
    past: bool = False
    label: str = ""


def by_preposition(preposition: str, cue: Hit) -> Verdict | None:
    """What "until" or "from" says beside a word for applying; None for any other."""
    if preposition == "until":
        return Verdict(Role.DEADLINE, 1, cue)
    if preposition in ("from", "since"):
        return Verdict(Role.OPENING, 1, cue)
    return None


def nearest(  # noqa: C901  the nearest word decides, and each kind of word in its way
    before: list[Hit], preposition: str
) -> Verdict | None:
    """What the nearest meaningful word before a date makes of it; None when none stands there."""
    before = sorted(before, key=lambda hit: (hit.start, hit.tag == "deadline"))
    tags = {hit.tag for hit in before}
    asked = tags & {"question", "event"} and "deadline" not in tags
    if asked or _was_so_before(before):
        return Verdict(Role.OTHER)
    project = False
    for hit in reversed(before):
        if hit.tag in REFUSE:
            return Verdict(Role.OTHER, cue=hit)
        if hit.tag == "published":
            return _published(before, hit, preposition)
        if hit.tag in ("deadline", "extended"):
            if _is_of_another_thing(hit, before):
                return Verdict(Role.OTHER, cue=hit)
            if preposition in ("from", "since"):
                return Verdict(Role.OTHER, cue=hit)
            return Verdict(Role.DEADLINE, 3, hit, "extended" in tags)
        if hit.tag in ("closes", "closed"):
            return Verdict(Role.DEADLINE, 2, hit, "extended" in tags, hit.tag == "closed")
        if hit.tag == "opening":
            return Verdict(Role.OPENING, 3, hit)
        if hit.tag == "opens":
            return Verdict(Role.DEADLINE if preposition == "until" else Role.OPENING, 2, hit)
        if hit.tag == "open" and preposition and not project:
            return _open_verdict(before, hit, preposition)
        if hit.tag in SUBJECT and preposition and not (project and hit.tag != "submit"):
            return by_preposition(preposition, hit)
        project = project or hit.tag == "project"
    return Verdict(Role.OTHER) if project else None


def _open_verdict(before: list[Hit], hit: Hit, preposition: str) -> Verdict | None:
    """ "Open until": what is open stands before; registration and seminars are no calls."""
    for other in reversed(before):
        if other.end <= hit.start and (other.tag in NO_SUBJECT or other.tag in SUBJECT):
            if other.tag in NO_SUBJECT:
                return Verdict(Role.OTHER, cue=other)
            break
    return by_preposition(preposition, hit)


def _was_so_before(before: list[Hit]) -> bool:
    """Whether the words tell of a deadline that no longer holds: "originally it was possible"."""
    last = max((hit.start for hit in before if hit.tag == "former"), default=None)
    return last is not None and not any(
        hit.tag in ("deadline", "extended") and hit.start > last for hit in before
    )


def _is_of_another_thing(deadline: Hit, before: list[Hit]) -> bool:
    """Whether the words before say whose deadline it is: "registration deadline", or "questions"
    at the beginning and nothing of a call since.
    """
    ahead = [hit for hit in before if hit.end <= deadline.start]
    if any(hit.tag == "question" for hit in ahead) and not any(hit.tag in SUBJECT for hit in ahead):
        return True
    return any(
        hit.tag in REFUSE and 0 <= deadline.start - hit.end <= 1
        for hit in before
        if hit.end <= deadline.start
    )


def _published(before: list[Hit], hit: Hit, preposition: str) -> Verdict:
    """A call published *since* a day has been open since then; "published on" only says when."""
    if preposition == "since" and any(each.tag == "call" for each in before):
        return Verdict(Role.OPENING, 1, hit)
    return Verdict(Role.PUBLISHED, 1, hit)
