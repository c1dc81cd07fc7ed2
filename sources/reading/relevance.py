"""Is this a call of the watched fund at all? Names of the fund alone do not make one.

Programme pages, results, events, procedures and project stories name the fund too; other funds'
calls come from the same desks. A call needs its word beside the fund's, or a deadline of its own.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sources.reading.codes import Code
from sources.reading.lexicon import FUND, OTHER_FUND
from sources.reading.page import Page
from sources.reading.segments import Segment
from sources.reading.terms import Hit
from sources.reading.verdicts import DatedRole, Role
from sources.reading.whose import heading_fund, is_ours

_LEAD_LINES = 5
_NAMED = 40
"""How many times the fund's name is looked at: who names it more often says the same again."""
_NONE_MAX = 160
_LIST_REACH = 70
_CALL_REACH = 60
_NEW = frozenset({"open", "published"})
_OTHER_NEWS = frozenset({"refuse", "results", "event"})
_OF_CALLS = frozenset({"call", "application", "submit", "deadline", "extended"})
_ACTS = frozenset(
    {"opens", "open", "extended", "planned", "deadline", "closes", "announce", "closed"}
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What relevance looks at: the page, its title, its dates and codes."""

    page: Page
    title: tuple[int, int]
    title_line: int
    roles: Sequence[DatedRole]
    codes: Sequence[Code]
    own_site: bool = False

    @property
    def own_hits(self) -> list[Hit]:
        """Where the watched fund is named as more than one in a list of funds."""
        own = [hit for hit in self.page.hits if hit.tag == FUND][:_NAMED]
        others = [hit for hit in self.page.hits if hit.tag == OTHER_FUND]
        return [hit for hit in own if not self._listed(hit, others) and not self._in_passing(hit)]

    def _in_passing(self, hit: Hit) -> bool:
        """Whether the sentence only sets the call apart from the fund: "complements the AMIF"."""
        if self.title[0] <= hit.start < self.title[1]:
            return False
        place = bisect_right(self.page.segments, hit.start, key=lambda each: each.start) - 1
        segment = self.page.segments[place]
        tags = self.page.tags_of(segment)
        return "apart" in tags and not any(role.segment == segment for role in _dated(self))

    def _listed(self, hit: Hit, others: list[Hit]) -> bool:
        """Whether two other funds stand right beside, with no word for a call among them."""
        near = [
            other
            for other in others
            if abs(other.start - hit.end) < _LIST_REACH or abs(hit.start - other.end) < _LIST_REACH
        ]
        if len(near) < 2:
            return False
        low = min(hit.start, *(other.start for other in near)) - _CALL_REACH
        high = max(hit.end, *(other.end for other in near)) + _CALL_REACH
        return "call" not in self.page.tags(max(low, 0), high)


def is_call(outline: Outline) -> bool:
    """Whether the page announces, changes or closes a call of the fund."""
    page = outline.page
    tags = page.tags(0, len(page.text))
    if FUND not in tags and not outline.codes and not _speaks_for_itself(outline, tags):
        return False
    dated = _dated(outline)
    if not tags & {"call", "application", "submit"} and not _has_fields(dated):
        return False
    title = page.tags(*outline.title)
    if _refused(outline, title, dated):
        return False
    return _positive(outline, title, dated)


def _speaks_for_itself(outline: Outline, tags: frozenset[str]) -> bool:
    """Whether the page need not name the fund: the site is the fund's, its title a call's."""
    return (
        outline.own_site and OTHER_FUND not in tags and "call" in outline.page.tags(*outline.title)
    )


def _has_fields(dated: list[DatedRole]) -> bool:
    """Whether the page states both ends of a call in so many words, as a form does."""
    return {role.role for role in dated if role.weight == 3} == {Role.OPENING, Role.DEADLINE}


def _dated(outline: Outline) -> list[DatedRole]:
    wanted = (Role.DEADLINE, Role.OPENING)
    return [role for role in outline.roles if role.role in wanted and role.weight]


def _refused(outline: Outline, title: frozenset[str], dated: list[DatedRole]) -> bool:
    deadlines = [role for role in dated if role.role is Role.DEADLINE]
    if "not_call" in title and not (_is_subject(outline) and deadlines):
        return True
    if "plan" in title and len(deadlines) < 2:
        return True
    if _another_fund(outline, title):
        return True
    own = outline.own_hits
    if not own and not outline.codes and not outline.own_site:
        return True
    if not dated and _none_now(outline):
        return True
    if not deadlines and "not_call" in _lead_tags(outline) and not _announced(outline):
        return True
    return "withdrawn" in title and "call" in title and not outline.codes and not _short(outline)


def _is_subject(outline: Outline) -> bool:
    """Whether a training or workshop in the title is what the call pays for: it stands behind the
    call's word and the fund's name or code.
    """
    hits = outline.page.between(*outline.title)
    refusing = [hit for hit in hits if hit.tag == "not_call"]
    events = {hit.start for hit in hits if hit.tag == "event"}
    first = min(hit.start for hit in refusing)
    ahead = {hit.tag for hit in hits if hit.end <= first}
    named = FUND in ahead or _code_in(outline, outline.title[0], first)
    return "call" in ahead and named and all(hit.start in events for hit in refusing)


def _none_now(outline: Outline) -> bool:
    """Whether the page says that no call is open, and names no call that is or will be."""
    page = outline.page
    said = False
    for segment in page.segments:
        hits = page.between(segment.start, segment.end)
        tags = {hit.tag for hit in hits}
        if "planned" in tags and "call" in tags:
            return False
        if segment.end - segment.start > _NONE_MAX or "none_now" not in tags:
            continue
        several = any(
            hit.tag == "none_now" and " " in page.text[hit.start : hit.end] for hit in hits
        )
        said = said or several or "call" in tags
    return said and not _announced(outline)


def _announced(outline: Outline) -> bool:
    """Whether one sentence says that a call of the fund opened, and nothing else."""
    page = outline.page
    for segment in page.with_term("call", 0, len(page.text)):
        tags = page.tags_of(segment)
        if FUND in tags and not tags & {"not_call", "results", "event", OTHER_FUND}:
            if tags & {"opens", "announce", "planned", "withdrawn", "extended"}:
                return True
            if _NEW & tags and _date_in(outline, segment):
                return True
    return False


def _short(outline: Outline) -> bool:
    return outline.title[1] - outline.title[0] < 160


def _lead_tags(outline: Outline) -> frozenset[str]:
    lines = outline.page.lines[: outline.title_line + _LEAD_LINES]
    return outline.page.tags(0, lines[-1].end) if lines else frozenset()


def _another_fund(outline: Outline, title: frozenset[str]) -> bool:
    """Another fund leads: it stands in the title, or in the lead, and ours does not."""
    if outline.codes and any(code.is_eu for code in outline.codes):
        return False
    if OTHER_FUND in title:
        return FUND not in title and not _own_deadline(outline)
    page = outline.page
    first_other = next((hit.start for hit in page.hits if hit.tag == OTHER_FUND), None)
    own = outline.own_hits
    if first_other is None or not own or FUND in title:
        return False
    if own[0].start < first_other:
        return False
    return not _own_deadline(outline)


def _own_deadline(outline: Outline) -> bool:
    """Whether a call's date is plainly our fund's: ours is named in its sentence, or above it."""
    page = outline.page
    for role in _dated(outline):
        hits = page.between(role.segment.start, role.segment.end)
        tags = {hit.tag for hit in hits if hit.tag in (FUND, OTHER_FUND)}
        if FUND in tags and is_ours(page, role):
            return True
        if not tags and heading_fund(page, role) is True:
            return True
    return False


def _positive(outline: Outline, title: frozenset[str], dated: list[DatedRole]) -> bool:
    page = outline.page
    own = outline.own_hits
    if "call" in title and (FUND in title or _code_in(outline, *outline.title) or outline.own_site):
        return True
    if any(_counts(role, title) for role in dated) and (own or outline.codes):
        return True
    if outline.codes and (dated or _code_beside_call(outline)):
        return True
    for segment in page.with_term("call", 0, len(page.text)):
        tags = page.tags_of(segment)
        if _has_own(own, segment.start, segment.end):
            if tags & {"opens", "announce", "extended"} or "call" in title:
                return True
            if _date_in(outline, segment):
                return True
        elif FUND in title and tags & _ACTS and _states(tags) and not title & _OTHER_NEWS:
            return True
    if "call" not in title or not own:
        return False
    return own[0].start < _lead_end(outline) or _undated_deadline(page)


def _counts(role: DatedRole, title: frozenset[str]) -> bool:
    """Whether a deadline makes a call of a page: one long past does only under a call's title."""
    if role.role is not Role.DEADLINE:
        return False
    doubtful = role.past or (role.weight < 2 and bool(title & _OTHER_NEWS))
    return not doubtful or bool(title & _OF_CALLS)


def _undated_deadline(page: Page) -> bool:
    """Whether a deadline is told in days after publication, or as "until the money is spent"."""
    return any(
        page.tags_of(segment) & {"deadline", "submit", "period"}
        for tag in ("relative", "rolling")
        for segment in page.with_term(tag, 0, len(page.text))
    )


def _states(tags: frozenset[str]) -> bool:
    return bool(tags & {"planned", "closed", "open", "opens", "announce", "extended"})


def _lead_end(outline: Outline) -> int:
    lines = outline.page.lines[: outline.title_line + _LEAD_LINES]
    return lines[-1].end if lines else 0


def _has_own(own: list[Hit], start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in own)


def _date_in(outline: Outline, segment: Segment) -> bool:
    wanted = (Role.PUBLISHED, Role.OPENING, Role.DEADLINE)
    return any(role.role in wanted and role.segment == segment for role in outline.roles)


def _code_in(outline: Outline, start: int, end: int) -> bool:
    return any(start <= code.start < end for code in outline.codes)


def _code_beside_call(outline: Outline) -> bool:
    """Whether a sentence says of a call with its code that it opened, closed or will."""
    page = outline.page
    return any(
        page.tags_of(segment) & (_ACTS | _NEW) and _code_in(outline, segment.start, segment.end)
        for segment in page.with_term("call", 0, len(page.text))
    )
