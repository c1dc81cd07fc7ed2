"""Every hour a text names, and which of them belongs to a date beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sources.reading.dates import DateMention
from sources.reading.lexicon import Lexicon, lexicon
from sources.reading.zones import zone_after

END_OF_DAY = (24, 0)
_PM = ("pm", "p.m", "p.m.", "μμ", "μ.μ", "μ.μ.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """An hour of the day. 24:00 is the end of the day. `zone` is an IANA name where one is said."""

    start: int
    end: int
    hour: int
    minute: int
    zone: str | None = None


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    hour = r"[01]?\d|2[0-4]"
    half = r"(?:\s?(?P<{}>am|pm|a\.\s?m|p\.\s?m|μμ|μ\.\s?μ|πμ|π\.\s?μ)\b\.?)"
    noon, midnight = _any(words.noon), _any(words.midnight)
    before, after = _any(words.time_before), _any(words.time_after)
    forms = [
        rf"(?P<noon>(?:12(?:[.:]00)?\s)?\b(?:{noon})\b)",
        rf"(?P<midnight>(?:(?:12|24|0?0)(?:[.:]00)?\s)?\b(?:{midnight})\b)",
        (
            rf"(?P<colon>(?<![\d.,:/])(?P<h1>{hour})\s?[:.]\s?(?P<n1>[0-5]\d)(?:[:.][0-5]\d)?"
            rf"(?![\d]|[.,:]\d|\s?%){half.format('p1')}?(?:\s?(?:{after})\b)?)"
        ),
        (
            rf"(?P<french>(?<![\d.,:/])(?P<h2>{hour})\s?[hu]\s?(?:(?P<n2>[0-5]\d)\s?m?(?:in)?"
            rf"(?:[0-5]\ds)?\b|\b))"
        ),
        r"(?P<packed>(?<![\d.,:/])(?P<h3>[01]\d|2[0-4])(?P<n3>[0-5]\d)\s?(?:hrs?|hours|uur)\b)",
        rf"(?P<half>(?<![\d.,:/])(?P<h4>1[0-2]|0?[1-9]){half.format('p4')})",
        (
            rf"(?P<lead>\b(?:{before})\.?\s{{0,2}}(?P<h5>{hour})(?!\d|[.,:/]\s?\d|\s?[hu]\s?\d|\.\s?[^\W\d]|\s?%)"
            rf"{half.format('p5')}?(?:\s?(?:{after})\b)?)"
        ),
        rf"(?P<trail>(?<![\d.,:/])(?P<h6>{hour})\.?\s?-?(?:{after})\b)",
    ]
    return re.compile("|".join(forms))


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in phrases) or r"(?!)"


_FIELDS = {
    "colon": ("h1", "n1", "p1"),
    "french": ("h2", "n2", ""),
    "packed": ("h3", "n3", ""),
    "half": ("h4", "", "p4"),
    "lead": ("h5", "", "p5"),
    "trail": ("h6", "", ""),
}


def find_times(
    folded: str, start: int, end: int, dates: Sequence[DateMention], words: Lexicon
) -> list[TimeMention]:
    """The hours between `start` and `end`, without those that are part of a date or of a span."""
    found: list[TimeMention] = []
    text = _without_dates(folded, start, end, dates)
    for match in _pattern(words.language).finditer(text):
        mention = _read(match, folded, start, end)
        if mention is not None:
            found.append(mention)
    return [time for time in found if not _in_span(folded, time, found)]


def _without_dates(folded: str, start: int, end: int, dates: Sequence[DateMention]) -> str:
    """The text between two places, its dates blanked out with a sign no hour is written with."""
    parts: list[str] = []
    place = start
    for date in sorted(dates, key=lambda each: each.start):
        if place <= date.start < end:
            parts += [folded[place : date.start], "\x01" * (min(date.end, end) - date.start)]
            place = min(date.end, end)
    return "".join([*parts, folded[place:end]])


def _read(match: re.Match[str], folded: str, start: int, end: int) -> TimeMention | None:
    hour, minute = _figures(match)
    if hour > 24 or (hour == 24 and minute):
        return None
    zone = zone_after(folded, start + match.end(), end)
    return TimeMention(
        start=start + match.start(),
        end=zone[1] if zone else start + match.end(),
        hour=hour,
        minute=minute,
        zone=zone[0] if zone else None,
    )


def _figures(match: re.Match[str]) -> tuple[int, int]:
    form = match.lastgroup
    if form == "noon":
        return 12, 0
    if form == "midnight":
        return END_OF_DAY
    hour_group, minute_group, half_group = _FIELDS[form or ""]
    hour = int(match[hour_group])
    minute = int(match[minute_group] or 0) if minute_group else 0
    half = (match[half_group] or "").replace(" ", "") if half_group else ""
    if half.startswith(("p", "μ")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "π")) and hour == 12:
        hour = 0
    return hour, minute


_SPAN = re.compile(
    r"\s?(?:-|to|and|until|till|bis|a|alle|e|y|et|au|do|og|och|till|ja|lidz|iki|kuni|tot|en|ate|as|la|έως|εως|μεχρι|до|i|sa|es|-ig)\s?(?:[^\W\d]{1,5}\.?\s)?"
)


def _in_span(folded: str, time: TimeMention, times: Sequence[TimeMention]) -> bool:
    """Whether the hour is one end of "14:00-15:30": the hours of an event, not a deadline's."""
    for other in times:
        first, second = sorted((time, other), key=lambda each: each.start)
        if other is not time and _SPAN.fullmatch(folded, first.end, second.start):
            return True
    return False


# --- which hour belongs to which date ---

_TOKEN = re.compile(r"[^\W_]+")
_MAX_GAP = 45
_DASH = re.compile(r"\s-\s")
_CROSSED = 4
"""How much further an hour is from a date beyond a word like "to": "1 May to 12:00 on 3 May"."""


def pair_times(
    folded: str, dates: Sequence[DateMention], times: Sequence[TimeMention], words: Lexicon
) -> dict[int, TimeMention]:
    """The hour of each date (by its place in `dates`), where only small words stand between."""
    paired: dict[int, TimeMention] = {}
    for time in times:
        place = _owner(folded, dates, time, words)
        if place is not None and place not in paired:
            paired[place] = time
    return paired


def _owner(
    folded: str, dates: Sequence[DateMention], time: TimeMention, words: Lexicon
) -> int | None:
    before = [place for place, date in enumerate(dates) if date.end <= time.start]
    after = [place for place, date in enumerate(dates) if date.start >= time.end]
    options: list[tuple[int, int]] = []
    if before:
        gap = _gap(folded, dates[before[-1]].end, time.start, words)
        if gap is not None:
            options.append((gap, before[-1]))
    if after:
        gap = _gap(folded, time.end, dates[after[0]].start, words)
        if gap is not None:
            options.append((gap, after[0]))
    return min(options)[1] if options else None


def _gap(folded: str, start: int, end: int, words: Lexicon) -> int | None:
    """How many words stand between, None when one of them is more than a small word."""
    between = folded[start:end]
    if len(between) > _MAX_GAP or "\n\n" in between or ";" in between or "|" in between:
        return None
    tokens = _TOKEN.findall(between)
    if all(token in words.glue or words.is_weekday(token) for token in tokens):
        crossed = _DASH.search(between) or any(token in words.joins for token in tokens)
        return len(tokens) + (_CROSSED if crossed else 0)
    return None
