"""Every date a text names: full, without year, or sharing its year with a range's other end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sources.reading.lexicon import Lexicon, lexicon

_DAY = r"3[01]|[12]\d|0?[1-9]"
_MONTH = r"1[0-2]|0?[1-9]"
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:\s?\.|\s?-?(?:st|nd|rd|th|er|ere|eme|o|a|e|i|h|he|η|ης|ο|го|ти|ви|ри)\b\.?)?"
_OF = r"(?:(?:de|of|d'|ta'|tou|του|the|di|dan|mis)\s{0,2})?"
_YEAR_WORD = r"(?:\s?(?:de|del|of|do|του|ta'|g|r|god|m|do\sroku)\.?)?"
_NEAR_YEAR = range(2010, 2041)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text. `year` is None where none is written; `weekday` is 0 for Monday.

    `tail` says what the ending of the word itself told: "until", "from" or nothing. `bare` marks
    day and month in figures only, which count for nothing but the first end of a range.
    """

    start: int
    end: int
    day: int
    month: int | None
    year: int | None
    tail: str = ""
    bare: bool = False
    weekday: int | None = None
    year_from: str = "text"

    def as_date(self) -> date | None:
        """The date, None while anything is missing or impossible."""
        if self.year is None or self.month is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    month = rf"(?:{words.month_pattern})"
    gap = r"\s{0,3}"
    forms = [
        (
            rf"(?P<ymd>(?<![\d,/])(?<!\d[.-])(?P<y1>{_YEAR})\s?(?P<s1>[-./])\s?(?P<m1>{_MONTH})\s?(?P=s1)"
            rf"\s?(?P<d1>{_DAY})(?!\d|[-/]\d)\.?)"
        ),
        (
            rf"(?P<dmy>(?<![\d/])(?<!\d[.,])(?P<d2>{_DAY}){gap}(?P<s2>[./-]){gap}(?P<m2>3[01]|[12]\d|0?[1-9])"
            rf"{gap}(?P=s2){gap}(?P<y2>{_YEAR}|[12]\d(?![.,]?\d))(?!\d|[-/]\d))"
        ),
        (
            rf"(?P<ydmon>(?<![\d.,/])(?P<y3>{_YEAR})\s?\.?{gap}(?:gada|g\.){gap}(?P<d3>{_DAY})\s?\.?{gap}"
            rf"(?P<n3>{month})\b)"
        ),
        (
            rf"(?P<dmon>(?<!\d)(?<!\d[.,/])(?P<d4>{_DAY}){_ORDINAL}{gap}{_OF}(?P<n4>{month})\b\.?"
            rf"(?:,?{_YEAR_WORD}{gap}(?P<y4>{_YEAR})(?!\d))?)"
        ),
        rf"(?P<dm>(?<!\d)(?<!\d[.,/])(?P<d6>{_DAY})\.\s?(?P<m6>{_MONTH})\.(?!\d|\s?{_YEAR}))",
        rf"(?P<bare>(?<![\d/.,:-])(?P<d7>{_DAY})[./](?P<m7>{_MONTH})(?![\d/.,:]))",
    ]
    if words.year_first:
        forms.insert(
            2,
            rf"(?P<ymond>(?<![\d.,/])(?P<y8>{_YEAR})\s?\.?{gap}(?:m\.?|metu)?{gap}(?P<n8>{month})\b"
            rf"\.?(?:\s?men(?:\.|esio)?)?{gap}(?P<d8>{_DAY})(?!\d)(?:\s?d\.|\.|)?)",
        )
    if words.month_first or words.year_first:
        forms.insert(
            3,
            rf"(?P<mond>\b(?P<n5>{month})\b\.?(?:\s?men(?:\.|esio)?)?\s{{1,3}}(?P<d5>{_DAY})(?!\d)"
            rf"(?:st|nd|rd|th|\s?d\.|\.)?(?:,?\s{{1,3}}(?P<y5>{_YEAR})(?!\d))?)",
        )
    return re.compile("|".join(forms))


_FIELDS = {
    "ymd": ("y1", "m1", "d1"),
    "dmy": ("y2", "m2", "d2"),
    "ydmon": ("y3", "n3", "d3"),
    "dmon": ("y4", "n4", "d4"),
    "mond": ("y5", "n5", "d5"),
    "ymond": ("y8", "n8", "d8"),
    "dm": ("", "m6", "d6"),
    "bare": ("", "m7", "d7"),
}


def find_dates(folded: str, start: int, end: int, words: Lexicon) -> list[DateMention]:
    """The dates between `start` and `end` of a folded text, ranges completed, in order."""
    found = list(_each(folded, start, end, words))
    return _share(folded, start, found, words)


def _each(folded: str, start: int, end: int, words: Lexicon) -> Iterator[DateMention]:
    for match in _pattern(words.language).finditer(folded, start, end):
        mention = _read(match, words)
        if mention is not None:
            yield _with_tail(mention, folded, end, words)


def _read(match: re.Match[str], words: Lexicon) -> DateMention | None:
    form = match.lastgroup or ""
    year_group, month_group, day_group = _FIELDS[form]
    month_text = match[month_group]
    month = int(month_text) if month_text.isdigit() else words.month_of(month_text)
    day, year = int(match[day_group]), _year(match[year_group] if year_group else None)
    if month is not None and month > 12 >= day and form == "dmy" and match["s2"] == "/":
        day, month = month, day
    if month is None or month > 12 or year == 0 or not _possible(day, month, year):
        return None
    return DateMention(
        start=match.start(), end=match.end(), day=day, month=month, year=year, bare=form == "bare"
    )


def _year(text: str | None) -> int | None:
    """The year written; 0 for one no notice can mean."""
    if not text:
        return None
    year = int(text) + (2000 if len(text) == 2 else 0)
    return year if year in _NEAR_YEAR else 0


def _possible(day: int, month: int, year: int | None) -> bool:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return False
    return True


def _with_tail(mention: DateMention, folded: str, end: int, words: Lexicon) -> DateMention:
    """Take in a case ending that says "until" or "from": `14-ig`, `30-ától`, `30. aprillini`."""
    for tail, suffix in (("until", words.until_suffix), ("from", words.from_suffix)):
        if not suffix:
            continue
        inside, behind = _tails(suffix)
        if inside.search(folded, mention.start, mention.end):
            return replace(mention, tail=tail)
        match = behind.match(folded, mention.end, end)
        if match:
            return replace(mention, tail=tail, end=match.end())
    return mention


@cache
def _tails(suffix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The ending on the month's own word, and the ending behind the whole date."""
    return (
        re.compile(rf"(?<=[^\W\d_])(?:{suffix})(?![^\W_])"),
        re.compile(rf"\s?\.?-?\s?(?:{suffix})\b"),
    )


# --- ranges ---


def joined(folded: str, first: DateMention, second: DateMention, words: Lexicon) -> bool:
    """Whether only a dash, or words like "to", stand between two dates (an hour may too)."""
    between = folded[first.end : second.start]
    if len(between) > 60:
        return False
    if first.tail == "from" and not between.strip():
        return True
    return _is_join(between, words)


_CLOCK = re.compile(r"\(?\b\d{1,2}(?:\s?[:.h]\s?\d\d)?\s?(?:h|u|am|pm|m|min)?\b\)?")
_WORDS = re.compile(r"[^\W\d_]+")
_OTHER_SIGNS = re.compile(r"[^\w\s.,()'-]")


def _is_join(between: str, words: Lexicon) -> bool:
    rest = _CLOCK.sub(" ", between)
    if _OTHER_SIGNS.search(rest):
        return False
    tokens = _WORDS.findall(rest)
    if not all(token in words.in_ranges or words.is_weekday(token) for token in tokens):
        return False
    return "-" in rest or any(token in words.joins for token in tokens)


def _share(folded: str, start: int, found: list[DateMention], words: Lexicon) -> list[DateMention]:
    """Give the ends of a range the year or month that only the other end states."""
    dates: list[DateMention] = []
    for mention in found:
        lone = _lone_day(folded, dates[-1].end if dates else start, mention, words)
        if lone is not None:
            dates.append(lone)
        elif dates and joined(folded, dates[-1], mention, words):
            dates[-1], later = _even(dates[-1], mention)
            dates.append(later)
            continue
        dates.append(mention)
    return [mention for mention in dates if not (mention.bare and mention.year is None)]


_LONE = re.compile(r"(?<![\d.,/:-])(3[01]|[12]\d|0?[1-9])(?:\.|st|nd|rd|th|er|o)?([^\d]{1,18})$")


def _lone_day(folded: str, floor: int, mention: DateMention, words: Lexicon) -> DateMention | None:
    """The `1.` of `1.-28.3.2024`, the `2` of "tra il 2 e il 29 maggio"."""
    window = folded[max(floor, mention.start - 24) : mention.start]
    match = _LONE.search(window)
    if match is None or mention.bare or not _is_join(match[2], words):
        return None
    if int(match[1]) >= mention.day:
        return None
    begin = mention.start - len(window) + match.start()
    return DateMention(
        start=begin,
        end=begin + len(match[1]),
        day=int(match[1]),
        month=mention.month,
        year=mention.year,
        year_from="range",
    )


def _even(first: DateMention, second: DateMention) -> tuple[DateMention, DateMention]:
    if first.year is None and second.year is not None:
        back = (first.month or 0, first.day) > (second.month or 0, second.day)
        year = second.year - 1 if back else second.year
        first = replace(first, year=year, bare=False, year_from="range")
    elif second.year is None and first.year is not None and not second.bare:
        ahead = (second.month or 0, second.day) < (first.month or 0, first.day)
        year = first.year + 1 if ahead else first.year
        second = replace(second, year=year, year_from="range")
    return first, second
