"""How many calls a notice holds, and which lines speak of which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sources.reading.codes import Code
from sources.reading.folding import squeeze
from sources.reading.lexicon import FUND
from sources.reading.page import Page
from sources.reading.verdicts import DatedRole, Role
from sources.reading.whose import is_ours

_NUMBERED = re.compile(r"\s*\(?\d{1,2}[.)]\s")
_HEADING = 200
_TAIL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One call's share of a page: spans of text, the title's own place, its dates."""

    spans: tuple[tuple[int, int], ...]
    roles: tuple[DatedRole, ...]
    title: tuple[int, int] | None = None
    code: Code | None = None

    def holds(self, place: int) -> bool:
        """Whether a place belongs to this part."""
        return any(start <= place < end for start, end in self.spans)


def split(
    page: Page, roles: Sequence[DatedRole], codes: Sequence[Code], title_line: int
) -> list[Part]:
    """The calls of a page, at least one. Splits only where the page's own structure does."""
    own = [role for role in roles if is_ours(page, role)]
    for way in (_by_codes, _by_labels, _by_list, _by_headings):
        parts = way(page, own, codes, title_line)
        if len(parts) > 1:
            return parts
    return [Part(spans=((0, len(page.text)),), roles=tuple(own))]


def common_spans(page: Page, parts: Sequence[Part]) -> tuple[tuple[int, int], ...]:
    """The text that speaks of all calls: before the first, and well behind the last one's dates."""
    places = [role.mention.end for role in _dated(parts[-1].roles)]
    first = min(part.spans[0][0] for part in parts)
    number = _line_at(page, max(places, default=parts[-1].spans[-1][0])) + _TAIL
    if len(parts) < 2:
        return ()
    tail = page.lines[number].start if number < len(page.lines) else len(page.text)
    return ((0, first), (tail, len(page.text)))


# --- ways to split ---


def _dated(roles: Sequence[DatedRole]) -> list[DatedRole]:
    return [role for role in roles if role.role in (Role.DEADLINE, Role.OPENING) and role.weight]


def _deadlines(roles: Sequence[DatedRole]) -> list[DatedRole]:
    return [role for role in roles if role.role is Role.DEADLINE and role.weight]


def _by_codes(
    page: Page, roles: Sequence[DatedRole], codes: Sequence[Code], title_line: int
) -> list[Part]:
    """Several codes, each with dates of its own."""
    del title_line
    firsts: dict[str, Code] = {}
    for code in codes:
        firsts.setdefault(code.text, code)
    ordered = list(firsts.values())
    dated = _dated(roles)
    if len(ordered) < 2 or len(dated) < 2:
        return []
    starts = [_title_start(page, code) for code in ordered]
    ends = [*starts[1:], len(page.text)]
    parts = [
        _part(page, start, end, roles, code=code)
        for code, start, end in zip(ordered, starts, ends, strict=True)
        if start < end
    ]
    with_dates = [part for part in parts if _dated(part.roles)]
    return with_dates if len(with_dates) > 1 else []


def _line_at(page: Page, place: int) -> int:
    for number, line in enumerate(page.lines):
        if line.start <= place < line.end:
            return number
    return 0


def _title_start(page: Page, code: Code) -> int:
    """Where the call of a code begins: the line before it, when its own line is only fields."""
    number = _line_at(page, code.start)
    line = page.lines[number]
    ahead = page.text[line.start : code.start]
    labelled = ":" in ahead or "|" in ahead or not ahead.strip(" •-*(")
    if labelled and number and _is_title_like(page, number - 1):
        return page.lines[number - 1].start
    return line.start


def _is_title_like(page: Page, number: int) -> bool:
    line = page.lines[number]
    return line.end - line.start < 320 and any(
        sign.isalpha() for sign in page.text[line.start : line.end]
    )


def _by_labels(
    page: Page, roles: Sequence[DatedRole], codes: Sequence[Code], title_line: int
) -> list[Part]:
    """The same deadline label again and again: blocks of fields, or rows of a table."""
    del codes
    anchors = _anchors(page, roles)
    if len(anchors) < 2:
        return []
    rows = [_line_at(page, anchor.mention.start) for anchor in anchors]
    if len(set(rows)) < len(rows):
        return []
    names = [squeeze(line_text) for line_text in map(page.line_text, range(rows[-1]))]
    again = title_line < rows[0] and names.count(names[title_line]) > 1
    top = min(title_line, rows[0] - 1) + (0 if again else 1)
    regions = [range(rows[n - 1] + 1 if n else top, row + 1) for n, row in enumerate(rows)]
    repeated = _repeated_labels(page, regions)
    starts = [_block_start(page, region, repeated) for region in regions]
    if any(start is None for start in starts) and not _table_rows(page, rows):
        return []
    if _table_rows(page, rows):
        starts = list(rows)
    lines = [start for start in starts if start is not None]
    parts = _cut_at(page, lines, roles)
    return _with_titles(page, parts, lines, rows)


def _anchors(page: Page, roles: Sequence[DatedRole]) -> list[DatedRole]:
    groups: dict[str, list[DatedRole]] = {}
    for role in _deadlines(roles):
        if role.cutoff or role.stage or role.weight < 2:
            continue
        line = page.lines[role.segment.line]
        cell = max(page.folded.rfind("|", line.start, role.cue[0]) + 1, line.start)
        if role.label:
            key = role.label
        elif role.cue[0] - cell < 16:
            key = page.folded[role.cue[0] : role.cue[1]]
        else:
            continue
        groups.setdefault(key, []).append(role)
    return max(groups.values(), key=len, default=[])


def _first_words(page: Page, number: int) -> str:
    """What a line begins with: its label, or two words."""
    line = page.lines[number]
    label = page.folded[line.start : line.end].partition(":")[0]
    return " ".join(re.findall(r"[^\W\d_]+", label)[:2])


def _repeated_labels(page: Page, regions: Sequence[range]) -> set[str]:
    seen = [{_first_words(page, number) for number in region} for region in regions]
    return set.intersection(*seen) - {""}


def _block_start(page: Page, region: range, repeated: set[str]) -> int | None:
    """The title line of a block: the last call line before its first repeated label."""
    first = next((number for number in region if _first_words(page, number) in repeated), None)
    if first is None:
        return None
    if _is_block_heading(page, first):
        return first
    ahead = [number for number in region if number < first]
    calls = [n for n in ahead if "call" in page.tags(page.lines[n].start, page.lines[n].end)]
    if calls:
        return calls[-1]
    if "call" in page.tags(page.lines[first].start, page.lines[first].end):
        return first
    return ahead[-1] if ahead else None


def _is_block_heading(page: Page, number: int) -> bool:
    """Whether a repeated line is the heading of every block ("AMIF utlysningar 2023"), no field."""
    line = page.lines[number]
    text = page.text[line.start : line.end]
    return {"call", FUND} <= page.tags_of(line) and not re.search(r"[:|]", text)


def _table_rows(page: Page, rows: Sequence[int]) -> bool:
    return all("|" in page.line_text(row) for row in rows)


def _cut_at(page: Page, lines: Sequence[int], roles: Sequence[DatedRole]) -> list[Part]:
    starts = [page.lines[number].start for number in lines]
    ends = [*starts[1:], len(page.text)]
    return [_part(page, start, end, roles) for start, end in zip(starts, ends, strict=True)]


def _part(
    page: Page, start: int, end: int, roles: Sequence[DatedRole], code: Code | None = None
) -> Part:
    inside = tuple(role for role in roles if start <= role.mention.start < end)
    number = _line_at(page, start)
    line = page.lines[number]
    return Part(spans=((start, end),), roles=inside, title=(line.start, line.end), code=code)


def _with_titles(
    page: Page, parts: list[Part], lines: Sequence[int], rows: Sequence[int]
) -> list[Part]:
    if _table_rows(page, rows):
        return [
            replace(part, title=_row_title(page, row))
            for part, row in zip(parts, rows, strict=True)
        ]
    names = {squeeze(page.line_text(number)) for number in lines}
    if len(names) == len(lines):
        return parts
    later = [_later_title(page, row, part) for part, row in zip(parts, rows, strict=True)]
    if all(later) and len({squeeze(page.text[t[0] : t[1]]) for t in later if t}) == len(parts):
        return [replace(part, title=title) for part, title in zip(parts, later, strict=True)]
    return parts


def _later_title(page: Page, row: int, part: Part) -> tuple[int, int] | None:
    """The first call line behind the fields of a block."""
    for number in range(row + 1, min(row + 8, len(page.lines))):
        line = page.lines[number]
        if part.holds(line.start) and "call" in page.tags_of(line):
            return line.start, _end_of_title(page, number)
    return None


def _end_of_title(page: Page, number: int) -> int:
    """Where a title ends: a line cut off in the middle of a sentence goes on below."""
    line = page.lines[number]
    if number + 1 < len(page.lines) and page.text[line.end - 1].isalnum():
        below = page.lines[number + 1]
        if page.text[below.start].islower() and below.end - line.start < _HEADING:
            return below.end
    return line.end


def _row_title(page: Page, row: int) -> tuple[int, int]:
    line = page.lines[row]
    text = page.text[line.start : line.end]
    best = (line.start, line.end)
    place = line.start
    for cell in text.split("|"):
        label, colon, value = cell.partition(":")
        wordy = value if colon else cell
        if sum(sign.isalpha() for sign in wordy) > 8 and sum(sign.isdigit() for sign in wordy) < 6:
            start = place + (len(label) + 1 if colon else 0)
            return start, place + len(cell)
        place += len(cell) + 1
    return best


def _by_list(
    page: Page, roles: Sequence[DatedRole], codes: Sequence[Code], title_line: int
) -> list[Part]:
    """A list of deadlines, each item naming its call; numbered items above belong in turn."""
    del codes
    items = [
        role
        for role in _deadlines(roles)
        if role.segment.bullet and not role.cutoff and not role.stage
    ]
    lines = [role.segment.line for role in items]
    days = {(role.mention.day, role.mention.month) for role in items}
    if len(items) < 2 or len(set(lines)) != len(items) or len(days) != len(items):
        return []
    if any(not _names_call(page, role) for role in items):
        return []
    numbered = [n for n in range(title_line + 1, lines[0]) if _NUMBERED.match(page.line_text(n))]
    parts: list[Part] = []
    for place, role in enumerate(items):
        line = page.lines[role.segment.line]
        spans = [(line.start, line.end)]
        title = (line.start, _end_of_name(page, role))
        if len(numbered) == len(items):
            above = page.lines[numbered[place]]
            spans.insert(0, (above.start, above.end))
            title = (above.start, above.end)
        parts.append(Part(spans=tuple(spans), roles=(role,), title=title))
    return parts


def _end_of_name(page: Page, role: DatedRole) -> int:
    """Where the name of an item's call ends: with its first sentence, or where the date begins."""
    start = page.lines[role.segment.line].start
    first = page.inside(start, role.segment.start)
    if first:
        return first[0].end
    return role.cue[0] if role.cue[0] > start + 15 else role.mention.start


def _names_call(page: Page, role: DatedRole) -> bool:
    """Whether the item says more than a label and a date."""
    start = page.lines[role.segment.line].start
    tags = page.tags(start, role.mention.start)
    if not tags & {"call", "objective", FUND} and not any(tag.startswith("so:") for tag in tags):
        return False
    return sum(sign.isalpha() for sign in page.text[start : role.mention.start]) > 8


def _by_headings(
    page: Page, roles: Sequence[DatedRole], codes: Sequence[Code], title_line: int
) -> list[Part]:
    """Different deadlines, each under a heading that names its call."""
    del codes
    items = [
        role
        for role in _deadlines(roles)
        if not (role.extended or role.cutoff or role.stage or role.past)
    ]
    days = {(role.mention.day, role.mention.month) for role in items}
    if len(days) < 2:
        return []
    starts: list[int] = []
    floor = title_line
    previous: tuple[int, int | None] | None = None
    for role in items:
        day = (role.mention.day, role.mention.month)
        if day == previous:
            floor = role.segment.line
            continue
        heading = _heading_between(page, floor + 1, role.segment.line)
        if heading is None:
            return []
        starts.append(heading)
        previous, floor = day, role.segment.line
    return _cut_at(page, starts, roles) if len(starts) > 1 else []


def _heading_between(page: Page, first: int, last: int) -> int | None:
    for number in range(first, last):
        line = page.lines[number]
        text = page.text[line.start : line.end]
        if line.end - line.start > _HEADING or text.endswith((".", ";", ",")):
            continue
        if page.tags_of(line) & {"call", FUND} and not _has_date(text):
            return number
    return None


def _has_date(text: str) -> bool:
    return bool(re.search(r"\d{1,2}[./]\s?\d{1,2}[./]|\d{1,2}[:.]\d\d", text))
