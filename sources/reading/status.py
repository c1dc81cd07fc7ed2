"""The word a source says of a call's state (decisions B), before dates and clock are asked."""

from collections.abc import Sequence

from config.vocabulary import StatusWord
from sources.reading.page import Page
from sources.reading.segments import Segment
from sources.reading.verdicts import DatedRole, Role

_HEAD_LINES = 6
_BADGE = 48
"""A line of up to so many letters that says "closed" says little else."""


def status_word(page: Page, start: int, end: int, roles: Sequence[DatedRole]) -> StatusWord:
    """What the part of the page between two places says; a word near the top outranks the body."""
    if any(_about_call(page, each) for each in page.with_term("withdrawn", start, end)):
        return StatusWord.WITHDRAWN
    segments = page.inside(start, end)
    closing = page.with_term("closed", start, end)
    head = segments[0].line + _HEAD_LINES if segments else 0
    if any(each.end - each.start <= _BADGE for each in closing if each.line < head):
        return StatusWord.CLOSED
    if any(role.role is Role.DEADLINE and role.past for role in roles):
        return StatusWord.CLOSED
    if any(role.extended and role.role is Role.DEADLINE for role in roles):
        return StatusWord.EXTENDED
    if any(_closed_sentence(page, segment.start, segment.end) for segment in closing):
        return StatusWord.CLOSED
    return _milder(page, segments, roles)


def _milder(page: Page, segments: Sequence[Segment], roles: Sequence[DatedRole]) -> StatusWord:
    tags = [page.tags_of(s) for s in segments]
    dated = any(role.role is Role.DEADLINE and role.weight for role in roles)
    opened = any(role.role is Role.OPENING and role.weight for role in roles)
    if not dated and any("rolling" in each for each in tags):
        return StatusWord.ROLLING
    if any("extended" in each and each & {"call", "deadline", "application"} for each in tags):
        return StatusWord.EXTENDED
    if any("planned" in each and each & {"call"} for each in tags[:12]) and not (dated and opened):
        return StatusWord.PLANNED
    if any("rolling" in each for each in tags):
        return StatusWord.ROLLING
    for each in tags:
        if "open" in each and each & {"call", "application", "submit"}:
            return StatusWord.OPEN
        if each & {"opens", "announce"} and "call" in each:
            return StatusWord.OPEN
    return StatusWord.NONE


def _about_call(page: Page, segment: Segment) -> bool:
    return bool(page.tags_of(segment) & {"call", "application"})


def _closed_sentence(page: Page, start: int, end: int) -> bool:
    hits = page.between(start, end)
    for hit in hits:
        if hit.tag == "closed":
            near = {
                other.tag
                for other in hits
                if abs(other.start - hit.end) < 60 or abs(hit.start - other.end) < 60
            }
            return bool(near & {"call", "application", "submit", "deadline"}) and not near & {
                "former",
                "project",
            }
    return False
