"""From the dated words of one call to its deadlines and its opening, contradictions told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.vocabulary import Deadline, DeadlineKind, Flag, Moment, Quote, Stage
from sources.reading.folding import squeeze
from sources.reading.page import Page
from sources.reading.parts import Part
from sources.reading.segments import Segment
from sources.reading.times import TimeMention
from sources.reading.verdicts import DatedRole, Role
from sources.reading.when import (
    Published,
    deadline_moment,
    doubt_about,
    opening_moment,
    with_year,
)

_QUOTE = 300
_WORDS = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When a call opens and closes, and what to know before trusting it."""

    opens: Moment | None = None
    deadlines: tuple[Deadline, ...] = ()
    kind: DeadlineKind = DeadlineKind.UNKNOWN
    flags: tuple[Flag, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dated:
    """A role whose day is complete."""

    role: DatedRole
    day: date


def read_dating(page: Page, part: Part, published: Published, zone: str, *, portal: bool) -> Dating:
    """Work out the dates of one call. `portal` says that EU-level rules hold (decisions A 3)."""
    flags: list[Flag] = []
    quotes: list[Quote] = []
    openings, closings = _complete(page, part, published, flags, quotes)
    opening = _one_opening(openings)
    opens = _opening(page, opening, zone, quotes) if opening else None
    if opens is None:
        opens = _opened_today(page, part, published, zone, quotes)
    chosen = _chosen(closings, flags)
    day = opening.day if opening else None
    deadlines = tuple(
        _deadline(page, each, zone, day, published.day, quotes, portal=portal, many=chosen)
        for each in chosen
    )
    flags += [each.doubt for each in deadlines if each.doubt]
    return Dating(
        opens=opens,
        deadlines=deadlines,
        kind=_kind(page, part, deadlines),
        flags=tuple(dict.fromkeys(flags)),
        quotes=tuple(quotes),
    )


def _complete(
    page: Page, part: Part, published: Published, flags: list[Flag], quotes: list[Quote]
) -> tuple[list[_Dated], list[_Dated]]:
    openings: list[_Dated] = []
    closings: list[_Dated] = []
    certain = published.day if published.certain else None
    yearless: list[DatedRole] = []
    for stated in part.roles:
        if stated.role not in (Role.DEADLINE, Role.OPENING) or not stated.weight:
            continue
        opened = _opened_in(stated, openings)
        mention = with_year(page, stated.mention, certain, opened)
        day = mention.as_date()
        role = replace(stated, mention=mention)
        if day is None:
            yearless.append(role)
        else:
            (openings if role.role is Role.OPENING else closings).append(_Dated(role, day))
    for role in yearless:
        if _told_elsewhere(role, openings if role.role is Role.OPENING else closings):
            continue
        flags.append(Flag.PART_UNREADABLE)
        quotes.append(_quote(page, role, str(role.role)))
    return openings, closings


def _opened_in(role: DatedRole, openings: Sequence[_Dated]) -> date | None:
    """A full opening date of the same sentence, which a deadline without year follows."""
    if role.role is not Role.DEADLINE:
        return None
    same = [each.day for each in openings if each.role.segment == role.segment]
    return same[-1] if same else None


def _told_elsewhere(role: DatedRole, dated: Sequence[_Dated]) -> bool:
    return any(
        (each.day.day, each.day.month) == (role.mention.day, role.mention.month) for each in dated
    )


# --- the opening ---


def _one_opening(openings: Sequence[_Dated]) -> _Dated | None:
    best = _plainest(openings)
    if len({each.day for each in best}) != 1:
        return None
    return next((each for each in best if each.role.time), best[0])


def _plainest(dated: Sequence[_Dated]) -> list[_Dated]:
    """Those with the plainest words, unless all agree anyway."""
    if len({each.day for each in dated}) <= 1:
        return list(dated)
    top = max(each.role.weight for each in dated)
    return [each for each in dated if each.role.weight == top]


def _opening(page: Page, each: _Dated, zone: str, quotes: list[Quote]) -> Moment:
    quotes.append(_quote(page, each.role, "opens"))
    return opening_moment(each.day, each.role.time, zone, _words(page, each.role))


def _opened_today(
    page: Page, part: Part, published: Published, zone: str, quotes: list[Quote]
) -> Moment | None:
    """ "Launched today" in a notice whose day of publication is certain."""
    if published.day is None or not published.certain:
        return None
    for segment in page.with_term("today", 0, len(page.text)):
        if not part.holds(segment.start):
            continue
        if _opens_today(page, segment):
            text = squeeze(page.text[segment.start : segment.end])[:_QUOTE]
            quotes.append(Quote(field="opens", text=text, place=f"line {segment.line + 1}"))
            return opening_moment(published.day, None, zone, text[:_WORDS])
    return None


def _opens_today(page: Page, segment: Segment) -> bool:
    """ "The call was launched today", "applications are accepted from today"."""
    tags = page.tags_of(segment)
    if tags & {"event", "question"}:
        return False
    if "call" in tags and tags & {"opens", "announce"}:
        return True
    hits = page.between(segment.start, segment.end)
    since = {hit.end for hit in hits if hit.tag in ("from", "since")}
    today = any(hit.tag == "today" and since & {hit.start - 1, hit.start} for hit in hits)
    return today and bool(tags & {"application", "submit"})


# --- the deadlines ---


def _chosen(closings: list[_Dated], flags: list[Flag]) -> list[_Dated]:
    """The deadlines that hold: the extended one, the cut-offs, the stages, or the only one."""
    extended = [each for each in closings if each.role.extended]
    if extended:
        last = max(each.day for each in extended)
        return [_with_hour([each for each in closings if each.day == last], flags)]
    staged = [each for each in closings if each.role.stage]
    if len({each.role.stage for each in staged}) == 2:
        return _each_day(staged, flags)
    if staged and staged[0].role.stage == 2:  # who missed the first stage is not asked to it
        closings = [each for each in closings if not each.role.stage]
    cutoffs = [each for each in closings if each.role.cutoff]
    if len({each.day for each in cutoffs}) > 1:
        return _each_day(cutoffs, flags)
    current = [each for each in closings if not each.role.past]
    best = _plainest(current or closings)
    days = {each.day for each in best}
    if len(days) > 1:
        flags.append(Flag.DEADLINES_CONTRADICT)
        return []
    same = [each for each in closings if each.day in days]
    return [_with_hour(same, flags)] if same else []


def _each_day(dated: Sequence[_Dated], flags: list[Flag]) -> list[_Dated]:
    days = sorted({each.day for each in dated})
    return [_with_hour([each for each in dated if each.day == day], flags) for day in days]


def _with_hour(same: list[_Dated], flags: list[Flag]) -> _Dated:
    """One reading of a day: the one with an hour, unless two hours contradict."""
    timed = [each for each in same if each.role.time]
    hours = {_clock(each.role.time) for each in timed}
    if len(hours) > 1:
        flags.append(Flag.DEADLINES_CONTRADICT)
        return _Dated(replace(timed[0].role, time=None), timed[0].day)
    best = timed or same
    return max(best, key=lambda each: each.role.weight)


def _clock(time: TimeMention | None) -> tuple[int, int] | None:
    return (time.hour, time.minute) if time else None


def _deadline(
    page: Page,
    each: _Dated,
    zone: str,
    opens: date | None,
    published: date | None,
    quotes: list[Quote],
    *,
    portal: bool,
    many: Sequence[_Dated],
) -> Deadline:
    quotes.append(_quote(page, each.role, "deadline"))
    stage = _stage(each, many)
    text = _words(page, each.role)
    deadline = deadline_moment(each.day, each.role.time, zone, text, stage, portal=portal)
    doubt = doubt_about(each.role.mention, each.day, opens, published)
    return replace(deadline, doubt=doubt) if doubt else deadline


def _stage(each: _Dated, many: Sequence[_Dated]) -> Stage:
    if len(many) < 2:
        return Stage.SINGLE
    if each.role.stage and not each.role.cutoff:
        return Stage.FIRST if each.role.stage == 1 else Stage.SECOND
    return Stage.CUTOFF


def _kind(page: Page, part: Part, deadlines: Sequence[Deadline]) -> DeadlineKind:
    if deadlines:
        return DeadlineKind.FIXED
    tags: set[str] = set()
    for start, end in part.spans:
        tags |= page.tags(start, end)
    if "relative" in tags and tags & {"deadline", "submit", "application", "period"}:
        return DeadlineKind.RELATIVE
    return DeadlineKind.ROLLING if "rolling" in tags else DeadlineKind.UNKNOWN


# --- the words ---


def _words(page: Page, role: DatedRole) -> str:
    """The very words a date was read from: from the word that decided to the date and its hour."""
    start, end = role.mention.start, role.mention.end
    if role.time:
        start, end = min(start, role.time.start), max(end, role.time.end)
    cue_start, cue_end = role.cue
    if role.segment.start <= cue_start and abs(cue_start - start) < _WORDS:
        start, end = min(start, cue_start), max(end, min(cue_end, role.segment.end))
    return squeeze(page.text[start:end])


def _quote(page: Page, role: DatedRole, field: str) -> Quote:
    start, end = role.segment.start, role.segment.end
    start = min(start, role.cue[0])
    if end - start > _QUOTE:
        start = max(start, role.mention.start - _QUOTE // 2)
        end = min(end, start + _QUOTE)
    text = squeeze(page.text[start:end])
    return Quote(field=field, text=text, place=f"line {role.segment.line + 1}")
