"""Finds a language's words in a text: one pass over the text's words, no backtracking.

A term is a row of words. `word*` stands for any ending, `*word` for any beginning, `*word*` for a
word that contains it. The longest term at a place wins and covers its words, so that "project
proposals" is never also "project".
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sources.reading.folding import fold

_WORD = re.compile(r"[^\W_]+")
_MAX_GAP = 4
_REMEMBERED = 20_000


class Word(NamedTuple):
    """A word of the folded text and where it stands."""

    start: int
    end: int
    text: str


class Hit(NamedTuple):
    """A term found: what it means (`tag`) and where it stands in the text."""

    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    tags: tuple[str, ...]


def words_of(folded: str) -> list[Word]:
    """The words and numbers of a folded text, in order."""
    return [Word(*m.span(), m.group()) for m in _WORD.finditer(folded)]


def pattern_words(term: str) -> tuple[str, ...]:
    """A term's folded words with their stars."""
    return tuple(re.findall(r"\*?[^\W_]+\*?", fold(term)))


class TermIndex:
    """Terms by their first word, ready to be looked for."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        """`lists` gives the terms of each tag. A term in two lists carries both tags."""
        tags: dict[tuple[str, ...], list[str]] = {}
        for tag, terms in lists.items():
            for term in terms:
                words = pattern_words(term)
                if words and tag not in tags.setdefault(words, []):
                    tags[words].append(tag)
        self._exact: dict[str, list[_Term]] = {}
        self._stems: dict[str, list[_Term]] = {}
        self._inside: list[tuple[str, _Term]] = []
        for words, found in tags.items():
            self._file(words, _Term(words, tuple(found)))
        self._lengths = sorted({len(stem) for stem in self._stems})
        parts = sorted({re.escape(_bare(first)) for first, _ in self._inside})
        self._inside_any = re.compile("|".join(parts)) if parts else None
        self._known: dict[str, list[_Term]] = {}

    def _file(self, words: tuple[str, ...], term: _Term) -> None:
        first = words[0]
        if first.startswith("*"):
            self._inside.append((first, term))
        elif first.endswith("*"):
            self._stems.setdefault(first[:-1], []).append(term)
        else:
            self._exact.setdefault(first, []).append(term)

    def _terms_of(self, word: str) -> list[_Term]:
        """The terms that may start with a word; remembered, for most words come again."""
        terms = self._known.get(word)
        if terms is None:
            terms = self._starting_with(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = terms
        return terms

    def _starting_with(self, word: str) -> list[_Term]:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._stems.get(word[:length], ())
        if self._inside_any is not None and self._inside_any.search(word):
            found += [term for first, term in self._inside if _fits(first, word)]
        return sorted(found, key=lambda term: len(term.words), reverse=True)

    def hits(self, words: list[Word], taken: Collection[int] = ()) -> list[Hit]:
        """Every term found in `words`, in the order of the text; none begins at a `taken` place."""
        found: list[Hit] = []
        free = 0
        for place, (start, _, text) in enumerate(words):
            if place < free or start in taken:
                continue
            terms = self._terms_of(text)
            if terms:
                free = place + self._longest(terms, words, place, found, taken)
        return found

    def _longest(
        self,
        terms: list[_Term],
        words: list[Word],
        place: int,
        found: list[Hit],
        taken: Collection[int],
    ) -> int:
        """Add the hits of the longest terms that start at `place`; how many words they cover."""
        length = 0
        for term in terms:
            if len(term.words) < length:
                break
            if _follows(term.words, words, place) and not _crosses(term, words, place, taken):
                length = len(term.words)
                start, end = words[place].start, words[place + length - 1].end
                found += [Hit(tag, start, end) for tag in term.tags]
        return length


def _crosses(term: _Term, words: list[Word], place: int, taken: Collection[int]) -> bool:
    """Whether a term would run into words that are taken."""
    return bool(taken) and any(
        words[place + step].start in taken for step in range(1, len(term.words))
    )


def _follows(pattern: tuple[str, ...], words: list[Word], place: int) -> bool:
    if place + len(pattern) > len(words):
        return False
    for step, wanted in enumerate(pattern[1:], 1):
        before, here = words[place + step - 1], words[place + step]
        if here.start - before.end > _MAX_GAP or not _fits(wanted, here.text):
            return False
    return True


def _bare(pattern: str) -> str:
    return pattern.strip("*")


def _fits(pattern: str, word: str) -> bool:
    if pattern.startswith("*"):
        if pattern.endswith("*"):
            return _bare(pattern) in word
        return word.endswith(pattern[1:])
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word == pattern
