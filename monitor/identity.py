"""PURE: when two notices speak of one call, and what a call is named (decisions F)."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from config.vocabulary import CallFacts
from monitor.status import OVER
from sources.base import CallSeen, Shape, SourceInfo
from store.records import Sighting, StoredCall

# Letters whose capitals look alike across alphabets and were met in place of each other: the Cyprus
# portal writes "Αssistance" with a Greek Alpha. Applied to case-folded text, so that a Greek or
# Bulgarian title still equals itself in capitals.
_LOOK_ALIKE = str.maketrans("αβεζηικμνορτυχавекмнорстухіјѕ", "abezhikmnoptyxabekmhopctyxijs")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]+")
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_SLUG_LENGTH = 60


def code_key(identifier: str | None) -> str:
    """An identifier reduced to what makes it the same code; "" for none (decisions F 1)."""
    text = unicodedata.normalize("NFKC", identifier or "")
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = _DASHES.sub("-", text).casefold().translate(_LOOK_ALIKE)
    return re.sub(r"\s+", "", text)


def fold(text: str) -> str:
    """Text without case, accents, look-alike letters, punctuation and doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain.translate(_LOOK_ALIKE)).strip()


def title_key(facts: CallFacts) -> str:
    """Country, authority and folded title as one key; "" without a title (decisions F 2).

    Every EU-level call is the Commission's, whatever name a relay gives its authority.
    """
    title = fold(facts.title)
    authority = "" if facts.country == "EU" else fold(facts.authority)
    return f"{facts.country}|{authority}|{title}" if title else ""


def former_title_key(facts: CallFacts, info: SourceInfo) -> str:
    """The title key from before a code made a source's own call the Commission's; "" if it is not.

    A national page that comes to name an EU-level code speaks of country EU from then on.
    """
    if facts.country != "EU" or info.country == "EU" or not facts.identifier:
        return ""
    return title_key(replace(facts, country=info.country, authority=info.authority))


def years_in(text: str) -> frozenset[str]:
    """The years a text names."""
    return frozenset(_YEAR.findall(text))


def same_call(
    stored: StoredCall, seen: CallSeen, *, present: Collection[str] | None = None
) -> bool:
    """Whether a notice speaks of this stored call, though not under its own key (decisions F).

    Between sources a code decides; else country, authority and title, unless opening or year
    contradict. A differing deadline alone does not separate: deadlines move. Within one source
    another key is another call, but for one that was renamed because its code came to be known:
    `present` are the keys of the source's present answer, None if it cannot tell.
    """
    code = code_key(seen.facts.identifier)
    own = [sighting for sighting in stored.sightings if sighting.source == seen.source]
    if own:
        renamed = bool(code) and stored.status not in OVER and _left(own, seen, present)
        return renamed and _same_title_here(stored.facts, seen.facts)
    codes = {code_key(stored.facts.identifier)}
    codes |= {code_key(sighting.facts.identifier) for sighting in stored.sightings}
    return bool(code and code in codes) or _same_title(stored.facts, seen.facts)


def _left(own: Sequence[Sighting], seen: CallSeen, present: Collection[str] | None) -> bool:
    """Whether the call stood under keys without a code that its source no longer shows."""
    if present is None:
        return False
    return not any(
        sighting.key in present or sighting.key == seen.key or code_key(sighting.facts.identifier)
        for sighting in own
    )


def _same_title(mine: CallFacts, theirs: CallFacts) -> bool:
    key = title_key(theirs)
    return bool(key) and key == title_key(mine) and not _contradict(mine, theirs)


def _same_title_here(mine: CallFacts, theirs: CallFacts) -> bool:
    """The same within one source, where a code may have made a national call one of the EU."""
    known = theirs.country in (mine.country, "EU") and bool(fold(theirs.title))
    return known and fold(mine.title) == fold(theirs.title) and not _contradict(mine, theirs)


def _contradict(mine: CallFacts, theirs: CallFacts) -> bool:
    if mine.opens and theirs.opens and mine.opens.local.date() != theirs.opens.local.date():
        return True
    return _other_year(mine.identifier or "", theirs.identifier or "")


def _other_year(mine: str, theirs: str) -> bool:
    """Whether each names a year the other does not; "2025" and "2025, extended 2026" agree."""
    old, new = years_in(mine), years_in(theirs)
    return bool(old - new) and bool(new - old)


def rewritten(
    stored: StoredCall, seen: CallSeen, info: SourceInfo, deadline: datetime | None, *, closed: bool
) -> bool:
    """Whether a standing page now shows another call in the place of the stored one (F 0).

    `deadline` is the stored call's counting one, `closed` whether it is closed by now. Only then
    may a page's notice be a new call: another code, another year in its title, or an opening
    after the stored deadline.
    """
    if info.shape is not Shape.PAGE or not (closed or deadline is None):
        return False
    mine, theirs = stored.facts, seen.facts
    codes = (code_key(mine.identifier), code_key(theirs.identifier))
    if codes[0] and codes[1] and codes[0] != codes[1]:
        return True
    if _other_year(mine.title, theirs.title):
        return True
    return bool(deadline and theirs.opens and theirs.opens.at > deadline)


def new_id(source: str, key: str, *, attempt: int = 0) -> str:
    """The id a call gets at first sight: source and key as an address part, never a date.

    A key that is not plain ASCII, or too long, ends in a short hash so that two never meet;
    `attempt` makes another id where one is taken (a page rewritten in place).
    """
    plain = unicodedata.normalize("NFKD", key.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lossless = key.isascii() and len(slug) <= _SLUG_LENGTH and bool(slug)
    if not lossless:
        digest = hashlib.sha256(key.encode()).hexdigest()[:8]
        slug = f"{slug[:_SLUG_LENGTH]}-{digest}".strip("-")
    name = f"{source.replace('_', '-')}-{slug}"
    return f"{name}-{attempt + 1}" if attempt else name
