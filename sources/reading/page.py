"""A text laid out for reading: its words, its sentences, and the terms found in them."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from sources.reading.folding import fold
from sources.reading.lexicon import Lexicon
from sources.reading.segments import Line, Segment, lines_of, segments_of
from sources.reading.terms import Hit, Word, words_of

_DIGIT = re.compile(r"\d")


def _start(word: Word) -> int:
    return word.start


@dataclass(frozen=True)
class Page:
    """One text in one language. Everything on it is worked out once, when first asked for."""

    text: str
    words: Lexicon

    @cached_property
    def folded(self) -> str:
        """The text folded; every place is the same place in `text`."""
        return fold(self.text)

    @cached_property
    def tokens(self) -> list[Word]:
        """Its words and numbers."""
        return words_of(self.folded)

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

    def has_digit(self, start: int, end: int) -> bool:
        """Whether a digit stands between two places: without one there is neither date nor sum."""
        return _DIGIT.search(self.folded, start, end) is not None

    def between(self, start: int, end: int) -> list[Hit]:
        """The terms wholly between two places."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [hit for hit in self.hits[low:high] if hit.end <= end]

    def tags(self, start: int, end: int) -> set[str]:
        """What the terms between two places mean."""
        return {hit.tag for hit in self.between(start, end)}

    def line_text(self, number: int) -> str:
        """The text of a line."""
        line = self.lines[number]
        return self.text[line.start : line.end]
