"""A text laid out for reading: its words, its sentences, and the terms found in them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from sources.reading.lexicon import Lexicon
from sources.reading.segments import Line, Segment, lines_of, segments_of
from sources.reading.terms import Hit, Word

_DIGIT = re.compile(r"\d")


def _start(word: Word) -> int:
    return word.start


@dataclass(frozen=True)
class Page:
    """One text in one language. Everything on it is worked out once, when first asked for.

    `folded` is the text folded: every place in it is the same place in `text`. `tokens` are its
    words and numbers.
    """

    text: str
    folded: str
    tokens: list[Word]
    words: Lexicon

    @cached_property
    def hits(self) -> list[Hit]:
        """The terms found, in the order of the text. A fund's name is no part of another term."""
        funds = self.words.funds.hits(self.tokens)
        taken: set[int] = set()
        for hit in funds:
            first = bisect_left(self.tokens, hit.start, key=_start)
            last = bisect_left(self.tokens, hit.end, key=_start)
            if last - first > 1:  # a short name may stand in a term: "support from AMIF"
                taken.update(word.start for word in self.tokens[first:last])
        rest = self.words.index.hits(self.tokens, taken)
        return sorted([*funds, *rest], key=lambda hit: hit.start) if funds else rest

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.start for hit in self.hits]

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines that are not empty."""
        return lines_of(self.text)

    @cached_property
    def segments(self) -> list[Segment]:
        """Its sentences."""
        return segments_of(self.text, self.lines)

    def inside(self, start: int, end: int) -> list[Segment]:
        """The sentences that begin between two places."""
        return [each for each in self.segments if start <= each.start < end]

    def before(self, segment: Segment) -> Segment | None:
        """The sentence before one, where it stands in the same line."""
        number = self._segment_at(segment.start) - 1
        ahead = self.segments[number] if number >= 0 else None
        return ahead if ahead is not None and ahead.line == segment.line else None

    def with_term(self, tag: str, start: int, end: int) -> list[Segment]:
        """The sentences between two places that hold a term of this meaning."""
        places = [hit.start for hit in self._by_tag.get(tag, ()) if start <= hit.start < end]
        numbers = dict.fromkeys(self._segment_at(place) for place in places)
        found = [self.segments[number] for number in numbers if number >= 0]
        return [each for each in found if start <= each.start and tag in self.tags_of(each)]

    def with_digit(self, start: int, end: int) -> list[Segment]:
        """The sentences between two places that hold a digit; no other has a date or a sum."""
        return [each for each in self._with_digit if start <= each.start < end]

    @cached_property
    def _with_digit(self) -> list[Segment]:
        return [s for s in self.segments if _DIGIT.search(self.folded, s.start, s.end)]

    @cached_property
    def _by_tag(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.tag, []).append(hit)
        return found

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def _segment_at(self, place: int) -> int:
        return bisect_right(self._segment_starts, place) - 1

    def between(self, start: int, end: int) -> list[Hit]:
        """The terms wholly between two places."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [hit for hit in self.hits[low:high] if hit.end <= end]

    def tags(self, start: int, end: int) -> frozenset[str]:
        """What the terms between two places mean; remembered, for the same is asked often."""
        known = self._tags.get((start, end))
        if known is None:
            known = frozenset(hit.tag for hit in self.between(start, end))
            self._tags[start, end] = known
        return known

    def tags_of(self, part: Segment | Line) -> frozenset[str]:
        """What the terms of a sentence or line mean."""
        return self.tags(part.start, part.end)

    @cached_property
    def _tags(self) -> dict[tuple[int, int], frozenset[str]]:
        return {}

    def line_text(self, number: int) -> str:
        """The text of a line."""
        line = self.lines[number]
        return self.text[line.start : line.end]
