"""Finds a language's words in a text: one pass over the text's words, no backtracking.

A term is a row of words. `word*` stands for any ending, `*word` for any beginning, `*word*` for a
word that contains it. The longest term at a place wins and covers its words, so that "project
proposals" is never also "project".
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sources.reading.folding import fold

_WORD = re.compile(r"[^\W_]+")
_MAX_GAP = 4
_REMEMBERED = 20_000
_new = tuple.__new__  # what NamedTuple itself calls; a text has thousands of words


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


class _Starts(NamedTuple):
    """The terms one word may start: of this word alone, and the longer by their second word."""

    alone: tuple[_Term, ...]
    exact: dict[str, list[_Term]]
    starred: tuple[_Term, ...]


def words_of(folded: str) -> list[Word]:
    """The words and numbers of a folded text, in order."""
    return [_new(Word, (*m.span(), m[0])) for m in _WORD.finditer(folded)]


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
        self._known: dict[str, _Starts | None] = {}

    def _file(self, words: tuple[str, ...], term: _Term) -> None:
        first = words[0]
        if first.startswith("*"):
            self._inside.append((first, term))
        elif first.endswith("*"):
            self._stems.setdefault(first[:-1], []).append(term)
        else:
            self._exact.setdefault(first, []).append(term)

    def _remember(self, word: str) -> _Starts | None:
        """What a word may start, None for most; remembered, for most words come again."""
        terms = self._starting_with(word)
        starts = _by_second(terms) if terms else None
        if len(self._known) < _REMEMBERED:
            self._known[word] = starts
        return starts

    def _starting_with(self, word: str) -> list[_Term]:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._stems.get(word[:length], ())
        if self._inside_any is not None and self._inside_any.search(word):
            found += [term for first, term in self._inside if _fits(first, word)]
        return found

    def tags_of(self, word: str) -> list[str]:
        """What a word means by itself."""
        starts = self._known[word] if word in self._known else self._remember(word)
        return [tag for term in starts.alone for tag in term.tags] if starts else []

    def hits(self, words: list[Word], taken: Collection[int] = ()) -> list[Hit]:
        """Every term found in `words`, in the order of the text; none begins at a `taken` place."""
        found: list[Hit] = []
        free, known, last = 0, self._known, len(words) - 1
        for place, (start, _, text) in enumerate(words):
            starts = known[text] if text in known else self._remember(text)
            if starts is None or place < free or start in taken:
                continue
            terms: Sequence[_Term] = starts.alone
            if place < last and (starts.starred or words[place + 1].text in starts.exact):
                terms = _longest(starts, words, place, taken)
            if terms:
                free = place + len(terms[0].words)
                end = words[free - 1].end
                found += [Hit(tag, start, end) for term in terms for tag in term.tags]
        return found


def _by_second(terms: list[_Term]) -> _Starts:
    longer = [term for term in terms if len(term.words) > 1]
    exact: dict[str, list[_Term]] = {}
    for term in longer:
        if "*" not in term.words[1]:
            exact.setdefault(term.words[1], []).append(term)
    starred = tuple(term for term in longer if "*" in term.words[1])
    return _Starts(tuple(term for term in terms if len(term.words) == 1), exact, starred)


def _longest(
    starts: _Starts, words: list[Word], place: int, taken: Collection[int]
) -> Sequence[_Term]:
    """The longest terms that stand at `place`, never the last, and run into no `taken` word."""
    longer = starts.exact.get(words[place + 1].text, ())
    standing = [
        term
        for term in (*longer, *starts.starred)
        if _follows(term.words, words, place) and not _crosses(term, words, place, taken)
    ]
    length = max((len(term.words) for term in standing), default=0)
    return [term for term in standing if len(term.words) == length] or starts.alone


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
