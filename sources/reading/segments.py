"""Cuts a text into the sentences and table cells within which words and dates belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_BULLET = re.compile(r"\s*(?:[•·●▪◦*>‣➢✓-]|\(?\d{1,2}[.)]\s(?!\s?\d{1,2}\.)|[a-zA-Z]\))\s*")
_ENDING = re.compile(r"""[.!?…](?:["'»”)]|(?=\s))\s*""")
_LETTER = re.compile(r"[^\W\d_]")
_WRAP_MIN = 30
_SENTENCE_END = ".!?:;…|"
_CUTS = re.compile(r"[;|•]|(?<=\w\))\s*-\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a whole line that has none. Places are those of the text.

    `line` counts the lines that are not empty, from 0. `bullet` says the line is a list item,
    `first` that the segment opens its line.
    """

    start: int
    end: int
    line: int
    bullet: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty (wrapped lines joined), without blanks at its ends."""

    start: int
    end: int
    bullet: bool
    after_blank: bool


def lines_of(text: str) -> list[Line]:
    """The lines of a text, those broken only for width joined again."""
    found: list[Line] = []
    blank = True
    for start, end in _raw_lines(text):
        if start == end:
            blank = True
            continue
        match = _BULLET.match(text, start, end)
        bullet = bool(match and match.end() > match.start() and text[start : match.end()].strip())
        if found and not blank and not bullet and _wrapped(text, found[-1], start):
            found[-1] = Line(found[-1].start, end, found[-1].bullet, found[-1].after_blank)
        else:
            found.append(Line(start, end, bullet, blank))
        blank = False
    return found


def _raw_lines(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for raw in text.split("\n"):
        end = place + len(raw)
        left = len(raw) - len(raw.lstrip(" "))
        yield min(place + left, end), max(place + left, place + len(raw.rstrip(" ")))
        place = end + 1


def _wrapped(text: str, above: Line, start: int) -> bool:
    """Whether the line at `start` goes on with the sentence of the line above."""
    last_line = text[text.rfind("\n", above.start, above.end) + 1 : above.end]
    if len(last_line.strip()) < _WRAP_MIN or text[above.end - 1] in _SENTENCE_END:
        return False
    letter = text[start]
    if letter.islower() or letter == "(":
        return True
    if not letter.isdigit() or not text[above.end - 1].islower():
        return False
    stop = text.find("\n", start)
    length = (len(text) if stop == -1 else stop) - start
    last_word = last_line.split()[-1]
    return len(last_word) <= 5 or (len(last_line) > 2 * _WRAP_MIN and length > _WRAP_MIN)


def segments_of(text: str, lines: list[Line]) -> list[Segment]:
    """The sentences of every line, in order."""
    found: list[Segment] = []
    for number, line in enumerate(lines):
        start = line.start
        for cut in _sentence_cuts(text, line):
            found.append(Segment(start, cut, number, line.bullet, start == line.start))
            start = cut
        if start < line.end:
            found.append(Segment(start, line.end, number, line.bullet, start == line.start))
    return found


def _sentence_cuts(text: str, line: Line) -> Iterator[int]:
    for match in _ENDING.finditer(text, line.start, line.end):
        cut = match.end()
        if cut >= line.end or not _starts_sentence(text, cut):
            continue
        if text[match.start()] != "." or not _shortened(text, match.start(), line.start):
            yield cut


def _starts_sentence(text: str, place: int) -> bool:
    letter = text[place]
    if letter == "-":
        return not text[:place].rstrip(" .")[-1:].isdigit()
    return letter.isupper() or letter in '«"„“•' or (letter.isdigit() and text[place - 1] == " ")


_HOUR_END = re.compile(r"\d[.:]\d\d$")
_LAST_WORD = re.compile(r"(\w+)\W?$")


def _shortened(text: str, dot: int, floor: int) -> bool:
    """Whether the dot belongs to an ordinal or an abbreviation rather than to a sentence's end."""
    before = text[max(floor, dot - 24) : dot]
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    word = match[1]
    if text[dot + 1 : dot + 3].strip()[:1].isdigit():
        return len(word) <= 4 or word.lower() in _ABBREVIATIONS
    if word.isdigit():
        return len(word) <= 2 and not _HOUR_END.search(before)
    if len(word) == 1:
        ahead = before[: match.start()].rstrip().lower()
        return not (ahead[-1:].isdigit() or ahead.endswith(("p.", "a.", "μ.", "π.")))
    return len(word) <= 5 and word.lower() in _ABBREVIATIONS


_ABBREVIATIONS = frozenset(
    [
        "nr",
        "st",
        "art",
        "abs",
        "mio",
        "mrd",
        "tel",
        "kl",
        "bzw",
        "ca",
        "vgl",
        "ggf",
        "inkl",
        "mind",
        "max",
        "min",
        "no",
        "núm",
        "pag",
        "pg",
        "cap",
        "par",
        "odst",
        "č",
        "čl",
        "ul",
        "str",
        "tzv",
        "resp",
        "napr",
        "např",
        "tj",
        "ods",
        "bl",
        "pt",
        "lt",
        "prof",
        "dr",
        "mag",
        "ing",
        "mr",
        "mrs",
        "ms",
        "sv",
        "r",
        "ref",
        "vol",
        "t",
        "ал",
        "чл",
        "т",
        "бр",
        "св",
        "гр",
        "αρ",
        "αριθ",
        "παρ",
        "άρθ",
        "pkt",
        "poz",
        "mil",
        "mld",
        "mln",
        "mill",
        "milj",
        "mlj",
        "tys",
        "tis",
        "tsd",
        "tūkst",
        "хил",
        "млн",
        "млрд",
        "εκατ",
        "χιλ",
        "val",
        "hod",
        "godz",
        "plkst",
        "ust",
        "kpt",
        "pant",
        "p",
        "o",
        "s",
    ]
)


@lru_cache(maxsize=4)
def cuts_inside(text: str, segment: Segment) -> list[tuple[int, int]]:
    """The parts of a segment that stand apart: between semicolons, bars, list marks."""
    parts: list[tuple[int, int]] = []
    start = segment.start
    for match in _CUTS.finditer(text, segment.start, segment.end):
        parts.append((start, match.start()))
        start = match.end()
    parts.append((start, segment.end))
    return parts
