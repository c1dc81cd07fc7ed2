"""PURE: when two notices speak of one call, and what a call is named (decisions F)."""

import hashlib
import re
import unicodedata
from datetime import datetime

from config.vocabulary import CallFacts
from sources.base import CallSeen, Shape, SourceInfo
from store.records import StoredCall

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
    text = unicodedata.normalize("NFKC", identifier or "").strip()
    text = _DASHES.sub("-", text).casefold().translate(_LOOK_ALIKE)
    return re.sub(r"\s+", "", text)


def fold(text: str) -> str:
    """Text without case, accents, look-alike letters, punctuation and doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain.translate(_LOOK_ALIKE)).strip()


def title_key(facts: CallFacts) -> str:
    """Country, authority and folded title as one key; "" without a title (decisions F 2)."""
    title = fold(facts.title)
    return f"{facts.country}|{fold(facts.authority)}|{title}" if title else ""


def years_in(text: str) -> frozenset[str]:
    """The years a text names."""
    return frozenset(_YEAR.findall(text))


def same_call(stored: StoredCall, seen: CallSeen) -> bool:
    """Whether a notice of another source speaks of this stored call (decisions F 1, 2).

    A code decides; else country, authority and title, unless opening or year contradict. A
    differing deadline alone does not separate: deadlines move.
    """
    mine, theirs = stored.facts, seen.facts
    code = code_key(theirs.identifier)
    codes = {code_key(mine.identifier)} | {code_key(s.facts.identifier) for s in stored.sightings}
    if code and code in codes:
        return True
    if not title_key(theirs) or title_key(theirs) != title_key(mine):
        return False
    return not _contradict(mine, theirs)


def _contradict(mine: CallFacts, theirs: CallFacts) -> bool:
    if mine.opens and theirs.opens and mine.opens.local.date() != theirs.opens.local.date():
        return True
    code_years = [years_in(facts.identifier or "") for facts in (mine, theirs)]
    return bool(code_years[0] and code_years[1] and code_years[0] != code_years[1])


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
    years = (years_in(mine.title), years_in(theirs.title))
    if years[0] and years[1] and years[0] != years[1]:
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
