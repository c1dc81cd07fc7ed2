"""Whose date it is where several funds are named: the nearest name decides, else the heading."""

import re

from sources.reading.lexicon import FUND, OTHER_FUND
from sources.reading.page import Page
from sources.reading.verdicts import DatedRole, Role

_LOOK_UP = 8
"""How many lines above a date are looked at for a heading."""


def is_ours(page: Page, role: DatedRole) -> bool:
    """Whether a date belongs to the watched fund where several are named (nearest name decides)."""
    if role.role not in (Role.DEADLINE, Role.OPENING):
        return True
    if OTHER_FUND not in page.tags(0, len(page.text)):
        return True
    ahead = page.text.rfind(";", role.segment.start, role.mention.start)
    start = max(role.segment.start, ahead)
    funds = _funds(page, start, role.mention.start)
    if funds:
        return FUND in _last_group(page, start, role.mention.start)
    behind = page.folded[role.mention.end : role.segment.end]
    bracket = re.match(r"[^.;\d]{0,40}\(([^)]{2,40})\)", behind)
    if bracket:
        place = role.mention.end + bracket.start(1)
        inside = _funds(page, place, place + len(bracket[1]))
        if inside:
            return FUND in inside
    return heading_fund(page, role) is not False


def _funds(page: Page, start: int, end: int) -> list[str]:
    return [hit.tag for hit in page.between(start, end) if hit.tag in (FUND, OTHER_FUND)]


def _last_group(page: Page, start: int, end: int) -> set[str]:
    """The funds named together last: "AMIF, ISF and BMVI calls" is one group."""
    hits = [hit for hit in page.between(start, end) if hit.tag in (FUND, OTHER_FUND)]
    group = {hits[-1].tag}
    for first, second in zip(reversed(hits[:-1]), reversed(hits[1:]), strict=True):
        between = page.folded[first.end : second.start]
        if len(between) > 25 or any(sign.isdigit() for sign in between):
            break
        group.add(first.tag)
    return group


def heading_fund(page: Page, role: DatedRole) -> bool | None:
    """Whether the heading a date stands under names our fund; None when no heading names one."""
    for number in range(role.segment.line - 1, max(-1, role.segment.line - 1 - _LOOK_UP), -1):
        line = page.lines[number]
        funds = _funds(page, line.start, line.end)
        if funds:
            if line.end - line.start < 110 and page.text[line.end - 1] != ".":
                return FUND in funds
            return True if OTHER_FUND not in funds else None  # prose of several heads no date
    return None
