"""What the label of a date says: the cell before it, the line above, the heading of its list."""

from typing import Protocol

from sources.reading.lexicon import FUND
from sources.reading.page import Page
from sources.reading.segments import Segment, cuts_inside
from sources.reading.terms import Hit
from sources.reading.verdicts import REFUSE, SUBJECT, Role, Verdict

_LABEL_MAX = 90
LABEL_PLAIN = 60
"""Signs of a line that may be a label though no colon ends it."""


class Place(Protocol):
    """Where a date stands: its page, its sentence and the cell or part of it."""

    page: Page
    segment: Segment
    part: tuple[int, int]


def labelled(place: Place, left: int) -> Verdict | None:
    """What the label says that a date stands behind: the cell before, or the line above."""
    span = label_span(place, left)
    if span is None:
        return None
    hits = place.page.between(*span)
    tags = {hit.tag for hit in hits}
    label = place.page.folded[span[0] : span[1]].strip(" :")
    if tags & (REFUSE - {"updated"}) or "updated" in tags:
        return Verdict(Role.OTHER)
    for tag, role in (
        ("deadline", Role.DEADLINE),
        ("closes", Role.DEADLINE),
        ("opening", Role.OPENING),
        ("opens", Role.OPENING),
        ("published", Role.PUBLISHED),
    ):
        if tag in tags and not ("project" in tags and not tags & SUBJECT):
            cue = next(hit for hit in hits if hit.tag == tag)
            return Verdict(role, 3, cue, "extended" in tags, label=label)
    subject = next(
        (hit for hit in hits if hit.tag in ("submit", "application", "call", "open")), None
    )
    last = hits[-1].tag if hits and span[1] - hits[-1].end <= 2 else ""
    if subject is not None and last == "until":
        return Verdict(Role.DEADLINE, 2, subject, label=label)
    if subject is not None and last in ("from", "since"):
        return Verdict(Role.OPENING, 2, subject, label=label)
    if subject is not None:
        return Verdict(Role.BARE, 1, subject, label=label)
    return None


def open_label(place: Place, hit: Hit, end: int) -> Verdict | None:
    """What "Open:" at the head of a line says of the date behind it, at `end`."""
    labels = hit.tag == "open" and hit.start == place.segment.start and place.segment.first
    if not labels or place.page.folded[hit.end : end].strip() != ":":
        return None
    return Verdict(Role.OPENING, 3, hit, label="open")


def takes_up(place: Place) -> bool:
    """Whether the sentence before, in the same line, tells the day that holds no longer."""
    before = place.page.before(place.segment)
    return before is not None and "former" in place.page.tags_of(before)


def label_span(place: Place, left: int) -> tuple[int, int] | None:
    """Where the label of a date stands whose words begin at `left`: the cell or the line before."""
    if place.part[0] > place.segment.start and left == place.part[0]:
        cells = cuts_inside(place.page.folded, place.segment)
        here = next(n for n, cell in enumerate(cells) if cell == place.part)
        return cells[here - 1]
    if place.segment.line == 0 or not place.segment.first or left > place.segment.start:
        return None
    line = place.page.lines[place.segment.line - 1]
    return (line.start, line.end) if _is_label(place.page, line.start, line.end) else None


def _is_label(page: Page, start: int, end: int) -> bool:
    """Whether a line is the label of the line below: short, and not the notice's title."""
    if end - start > _LABEL_MAX:
        return False
    if page.text[end - 1] == ":":
        return True
    title = start == page.lines[0].start or end - start > LABEL_PLAIN
    return not title and FUND not in page.tags(start, end)


def under_heading(place: Place) -> Verdict | None:
    """List items take the meaning of the line with a colon that they stand under."""
    for number in range(place.segment.line - 1, max(place.segment.line - 12, -1), -1):
        line = place.page.lines[number]
        if line.bullet:
            continue
        if not place.page.text[line.start : line.end].endswith(":"):
            return None
        hits = place.page.between(line.start, line.end)
        tags = {hit.tag for hit in hits}
        if "deadline" in tags and not tags & REFUSE:
            cue = next(hit for hit in hits if hit.tag == "deadline")
            return Verdict(Role.DEADLINE, 2, cue)
        return None
    return None
