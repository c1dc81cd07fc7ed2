"""What a date is: the deadline of a call, its opening, or one of the many dates that are neither.

Precision first: a date is a deadline only where a deadline word of the language stands with it, or
"until" and a word for applying. The nearest word that means something decides; words for projects,
events, questions, results and laws refuse.
"""

import re
from collections.abc import Sequence

from sources.reading.date_labels import (
    LABEL_PLAIN,
    label_span,
    labelled,
    open_label,
    takes_up,
    under_heading,
)
from sources.reading.dates import DateMention, find_dates, joined
from sources.reading.page import Page
from sources.reading.segments import Segment, cuts_inside
from sources.reading.terms import Hit
from sources.reading.times import TimeMention, find_times, pair_times
from sources.reading.verdicts import (
    ACTS,
    NO_SUBJECT,
    NOTHING,
    REFUSE,
    SUBJECT,
    DatedRole,
    Role,
    Verdict,
    by_preposition,
    nearest,
)

_PREPOSITIONS = frozenset({"until", "from", "since"})
_LETTERS = re.compile(r"[^\W\d_]+")
_AND = frozenset(
    {"and", "und", "och", "et", "e", "y", "ja", "un", "ir", "es", "si", "i", "a", "en"}
    | {"και", "и", "in", "agus", "u"}
)
_BEHIND = 130
_SENTENCE_MAX = 6000  # no sentence is longer; what is longer is a bomb or a table without lines
_DATES_MAX = 100
_NEAR = 25
_CLOSING = ("deadline", "closes", "extended")


def dated_roles(page: Page) -> list[DatedRole]:
    """Every date of the page with what it is, in the order of the text."""
    found: list[DatedRole] = []
    for segment in page.with_digit(0, len(page.text)):
        found += _in_segment(page, segment)
    return found


def _in_segment(page: Page, segment: Segment) -> list[DatedRole]:
    end = min(segment.end, segment.start + _SENTENCE_MAX)
    dates = find_dates(page.folded, segment.start, end, page.words)[:_DATES_MAX]
    if not dates:
        return []
    times = find_times(page.folded, segment.start, end, dates, page.words)
    hours = pair_times(page.folded, dates, times, page.words)
    found: list[DatedRole] = []
    place = 0
    while place < len(dates):
        scope = _Scope(page, segment, dates, place, hours)
        if scope.opens_range():
            found += scope.range_roles()
            place += 2
            continue
        found.append(scope.single_role(found))
        place += 1
    return found


class _Scope:
    """One date (or two joined ones) and the words on either side that may speak of it."""

    def __init__(
        self,
        page: Page,
        segment: Segment,
        dates: Sequence[DateMention],
        place: int,
        hours: dict[int, TimeMention],
    ) -> None:
        self.page, self.segment, self.dates = page, segment, dates
        self.place, self.hours = place, hours
        self.part = self._part()
        before = dates[place - 1].end if place else self.part[0]
        self.left_edge = max(self.part[0], before)

    def _part(self) -> tuple[int, int]:
        here = self.dates[self.place].start
        for start, end in cuts_inside(self.page.folded, self.segment):
            if start <= here < end:
                return start, end
        return self.segment.start, self.segment.end

    def _right_edge(self, place: int) -> int:
        after = self.dates[place + 1].start if place + 1 < len(self.dates) else self.part[1]
        return min(after, self.part[1])

    def opens_range(self) -> bool:
        """Whether this date and the next are the two ends of one stretch of time."""
        if self.place + 1 >= len(self.dates):
            return False
        first, second = self.dates[self.place], self.dates[self.place + 1]
        if not joined(self.page.folded, first, second, self.page.words):
            return False
        between = _LETTERS.findall(self.page.folded[first.end : second.start])
        listed = self.place > 0 and self._continues_list()
        cutoffs = "cutoff" in self.page.tags(self.segment.start, first.start)
        return not (between and (listed or cutoffs) and set(between) <= _AND)

    # --- one date ---

    def single_role(self, earlier: Sequence[DatedRole]) -> DatedRole:
        mention = self.dates[self.place]
        verdict = self._verdict(mention)
        cutoff = "cutoff" in self.page.tags(self.segment.start, mention.start)
        if verdict is NOTHING and earlier and self._continues_list():
            last = earlier[-1]
            verdict = Verdict(last.role, last.weight, None, last.extended, last.past, last.label)
            cutoff = cutoff or last.role is Role.DEADLINE
        return self._role(self.place, verdict, cutoff)

    def _continues_list(self) -> bool:
        """Whether only a comma or "and" stands between the date before and this one."""
        between = self.page.folded[self.dates[self.place - 1].end : self.dates[self.place].start]
        words = [word for word in _LETTERS.findall(between) if word not in self.page.words.glue]
        return (
            self.place > 0
            and len(between) < 30
            and len(words) <= 1
            and (not words or words[0] in self.page.words.joins)
        )

    def _verdict(self, mention: DateMention) -> Verdict:
        inside = self._parenthesis(mention.start)
        if inside is not None:
            verdict = self._weigh(mention, inside, self._right_edge(self.place))
            if verdict is not NOTHING:
                return verdict
        return self._weigh(mention, self.left_edge, self._right_edge(self.place))

    def _parenthesis(self, place: int) -> int | None:
        opening = self.page.text.rfind("(", self.left_edge, place)
        closing = self.page.text.rfind(")", self.left_edge, place)
        return opening + 1 if opening > closing else None

    def _weigh(self, mention: DateMention, left: int, right: int) -> Verdict:
        start, end = self._with_hour(mention)
        before = list(self.page.between(left, start))
        after = self.page.between(end, right)
        before = [hit for hit in before if hit.tag != "event" or not self._in_name(hit, before)]
        preposition, before = self._preposition(mention, start, before)
        if after and after[0].tag == "former_after" and self._small_words(end, after[0].start):
            return Verdict(Role.OTHER, cue=after[0])
        verdict = nearest(before, preposition)
        if verdict is None:
            verdict = self._after(after, before, preposition, end)
        if verdict is None and not self._has_words(left, start):
            verdict = labelled(self, left)
        if verdict is None and self.segment.bullet:
            verdict = under_heading(self)
        if verdict is None and before:
            verdict = open_label(self, before[-1], start)
        if verdict is None:
            return NOTHING
        return self._check(verdict, before, after)

    def _in_name(self, event: Hit, before: list[Hit]) -> bool:
        """Whether a training is only part of the call's name in quotation marks."""
        start = self.segment.start
        quoted = self.page.folded.count('"', start, event.start) % 2 == 1
        return quoted and any(hit.tag == "call" and hit.end <= event.start for hit in before)

    def _with_hour(self, mention: DateMention) -> tuple[int, int]:
        """The date's place, taking in an hour that stands with it."""
        time = self.hours.get(self.dates.index(mention))
        if time is None:
            return mention.start, mention.end
        return min(mention.start, time.start), max(mention.end, time.end)

    def _preposition(
        self, mention: DateMention, start: int, before: list[Hit]
    ) -> tuple[str, list[Hit]]:
        """The "until" or "from" of a date, and the words before it without that one."""
        if mention.tail:
            return mention.tail, before
        if self._until_behind(mention):
            return "until", before
        for place in range(len(before) - 1, -1, -1):
            hit = before[place]
            if not self._small_words(hit.end, start):
                break
            if hit.tag in _PREPOSITIONS:
                return hit.tag, [
                    each for each in before if each.tag not in _PREPOSITIONS or each.end < hit.start
                ]
        return "", before

    def _until_behind(self, mention: DateMention) -> bool:
        """Whether "until" stands behind the date or its hour: "mennessä", "16 óráig"."""
        for hit in self.page.between(mention.end, self._right_edge(self.place)):
            if not self._small_words(mention.end, hit.start):
                return False
            if hit.tag == "until_after":
                return True
        return False

    def _small_words(self, start: int, end: int) -> bool:
        words = self.page.words
        tokens = _LETTERS.findall(self.page.folded[start:end])
        return all(token in words.glue or words.is_weekday(token) for token in tokens)

    def _has_words(self, start: int, end: int) -> bool:
        return not self._small_words(start, end)

    def _after(
        self, after: list[Hit], before: list[Hit], preposition: str, end: int
    ) -> Verdict | None:
        """What the words behind a date say when those before it say nothing."""
        for hit in after:
            if hit.tag in REFUSE:
                return Verdict(Role.OTHER, cue=hit)
            if hit.tag in _CLOSING and (preposition or self._stands_for(hit, end)):
                return Verdict(Role.DEADLINE, 2, hit, hit.tag == "extended")
            if hit.tag in ("opens", "opening") and (preposition or self._stands_for(hit, end)):
                return Verdict(Role.OPENING, 2, hit)
            if hit.tag == "published":
                called = any(each.tag == "call" for each in after if each.start < hit.start)
                since = preposition == "since" and called
                return Verdict(Role.OPENING if since else Role.PUBLISHED, 1, hit)
            if hit.tag in ("submit", "application") and preposition:
                return by_preposition(preposition, hit)
            if hit.tag == "project" and not before:
                return Verdict(Role.OTHER, cue=hit)
        return None

    def _stands_for(self, hit: Hit, end: int) -> bool:
        """Whether a word right behind a date names it; "2 May Deadline moved" is a headline."""
        if hit.start - end >= _NEAR:
            return False
        between = self.page.text[end : hit.start]
        opens_line = not _LETTERS.search(self.page.text, self.segment.start, end - 4)
        return bool(between.strip(" .)")) or not opens_line

    def _check(self, verdict: Verdict, before: list[Hit], after: list[Hit]) -> Verdict:
        """A verb needs the right subject: "the project ends" is no deadline."""
        if verdict.role not in (Role.DEADLINE, Role.OPENING) or verdict.label:
            return verdict
        over = self._extends() or any(hit.tag == "closed" for hit in after)
        if verdict.role is Role.OPENING and verdict.weight == 1 and over:
            return Verdict(Role.OTHER, cue=verdict.cue)  # "closed since 1 May" opens nothing
        if verdict.cue is None or verdict.cue.tag not in ("closes", "opens", "closed", "extended"):
            return verdict
        ahead = before
        if verdict.cue in before:
            if any(hit.start == verdict.cue.start and hit.tag == "deadline" for hit in before):
                return verdict
            ahead = [hit for hit in before if hit.end <= verdict.cue.start]
        for hit in reversed(ahead):
            if hit.tag in NO_SUBJECT:
                return Verdict(Role.OTHER, cue=hit)
            if hit.tag in SUBJECT or hit.tag in ("deadline", "closes", "opens"):
                return verdict
        return self._subject_nearby(verdict) or self._subject_behind(verdict, after)

    def _subject_nearby(self, verdict: Verdict) -> Verdict | None:
        """A verb without subject takes that of the segment so far."""
        for hit in reversed(self.page.between(self.part[0], self.left_edge)):
            if hit.tag in SUBJECT or hit.tag in ACTS - {"extended"}:
                return verdict
            if hit.tag in NO_SUBJECT:
                return Verdict(Role.OTHER, cue=hit)
        return None

    def _subject_behind(self, verdict: Verdict, after: list[Hit]) -> Verdict:
        """Else the one behind it; a verb that opens its line speaks of the page's call."""
        place = verdict.cue.start if verdict.cue else 0
        for hit in after:
            if hit.start - place > _BEHIND:
                break
            if hit.tag in NO_SUBJECT:
                return Verdict(Role.OTHER, cue=hit)
            if hit.tag in SUBJECT:
                return verdict
        opens = place - self.segment.start < 25 and (self.segment.first or takes_up(self))
        return verdict if opens else NOTHING

    def _extends(self) -> bool:
        """Whether the sentence moves a deadline: "from 1 May" is then the old one."""
        return "extended" in self.page.tags_of(self.segment)

    # --- two joined dates ---

    def range_roles(self) -> list[DatedRole]:
        first, second = self.dates[self.place], self.dates[self.place + 1]
        start, _ = self._with_hour(first)
        before = self.page.between(self.left_edge, start)
        after = self.page.between(self._with_hour(second)[1], self._right_edge(self.place + 1))
        verdict = self._range_verdict(before, after, first)
        stretched = "extended" in self.page.tags(self.segment.start, second.end) or (
            "extended" in {hit.tag for hit in after[:2]}
        )
        if verdict.role is Role.OTHER:
            return [self._role(self.place, verdict), self._role(self.place + 1, verdict)]
        opening = Verdict(
            Role.OTHER if stretched else Role.OPENING,
            verdict.weight,
            verdict.cue,
            label=verdict.label,
        )
        closing = Verdict(
            Role.DEADLINE, verdict.weight, verdict.cue, stretched, label=verdict.label
        )
        return [self._role(self.place, opening), self._role(self.place + 1, closing)]

    def _range_verdict(self, before: list[Hit], after: list[Hit], first: DateMention) -> Verdict:
        for hit in reversed(before):
            if hit.tag in REFUSE or hit.tag == "project":
                return Verdict(Role.OTHER, cue=hit)
            if hit.tag in SUBJECT or hit.tag in ACTS:
                return Verdict(Role.DEADLINE, 2, hit)
        for hit in after:
            if hit.tag in REFUSE or hit.tag == "project":
                return Verdict(Role.OTHER, cue=hit)
            if hit.tag in ("submit", "application", "call", "period", "open"):
                return Verdict(Role.DEADLINE, 2, hit)
        if self._has_words(self.left_edge, first.start):
            return NOTHING
        label = labelled(self, self.left_edge)
        if label is None or label.role in (Role.OTHER, Role.PUBLISHED):
            return self._range_label()
        return Verdict(Role.DEADLINE, 2, label.cue, label=label.label)

    def _range_label(self) -> Verdict:
        span = label_span(self, self.left_edge)
        if span is None:
            return NOTHING
        hits = self.page.between(*span)
        if any(hit.tag in REFUSE or hit.tag == "project" for hit in hits):
            return NOTHING
        cue = next(
            (hit for hit in hits if hit.tag in ("call", "period", "submit", "application")), None
        )
        return Verdict(Role.DEADLINE, 2, cue) if cue else NOTHING

    # --- the answer ---

    def _role(self, place: int, verdict: Verdict, cutoff: bool = False) -> DatedRole:
        mention = self.dates[place]
        start, end = self._with_hour(mention)
        cue = (verdict.cue.start, verdict.cue.end) if verdict.cue else (start, end)
        role = verdict.role
        if role is Role.OTHER and verdict is NOTHING and self._alone(start, end):
            role = Role.BARE
        return DatedRole(
            mention=mention,
            time=self.hours.get(place),
            role=role,
            segment=self.segment,
            cue=cue,
            weight=verdict.weight,
            extended=verdict.extended,
            cutoff=cutoff,
            stage=self._stage(start),
            past=verdict.past,
            label=verdict.label,
        )

    def _stage(self, start: int) -> int:
        """Which stage a date belongs to: by the words before it, else by the heading above."""
        tags = self.page.tags(self.segment.start, start)
        if not tags & {"stage1", "stage2"} and self.segment.line > 0:
            above = self.page.lines[self.segment.line - 1]
            if above.end - above.start <= LABEL_PLAIN:
                tags = self.page.tags_of(above)
        return 2 if "stage2" in tags else 1 if "stage1" in tags else 0

    def _alone(self, start: int, end: int) -> bool:
        rest = (
            self.page.folded[self.segment.start : start] + self.page.folded[end : self.segment.end]
        )
        return all(
            self.page.words.is_weekday(word) or word in self.page.words.glue
            for word in _LETTERS.findall(rest)
        )
