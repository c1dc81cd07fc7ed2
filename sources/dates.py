"""Publication dates: in a page's address, a listing's row, a feed. Never deadlines.

Pure. Deadlines are the reader's business (`sources.reading`); a publication date only helps it to
complete dates without a year, and to tell which of two notices is the newer.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

_IN_ADDRESS = (
    re.compile(r"/(20\d\d)/(\d\d)/(\d\d)(?=/|$)"),  # /2025/10/22/slug (WordPress, NL)
    re.compile(r"/(20\d\d)-(\d\d)-(\d\d)(?=[-/_.]|$)"),  # /2022-03-24-slug (SE, SI)
    re.compile(r"/(2\d)(\d\d)(\d\d)-(?=\D)"),  # /220801-slug (DE)
)
_IN_ROW = (
    re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)(?!\d)"),
    re.compile(r"\b(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>20\d\d)\b"),
)
_ISO = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d|[A-Z]{2,5})?)?$"
)
_NAMED = re.compile(r"\b([A-Z]{1,5})\s*$")
ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 1,
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


def stamp(raw: str, zone: str) -> datetime | None:
    """The instant (UTC) a feed's date string states; None when it cannot be read.

    Zone abbreviations are read by our own table (feedparser takes CEST for UTC, dependencies 5); a
    string without any zone is on the clock of `zone`. The hour of "CST" and "IST" is the American
    and the Irish one.
    """
    text = " ".join(raw.split())
    naive, offset = _iso(text) or _rfc822(text) or (None, None)
    if naive is None:
        return None
    if offset is None:
        return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return (naive - offset).replace(tzinfo=UTC)


def date_in_address(url: str) -> date | None:
    """The publication date in a page's address, where its site puts one there."""
    for form in _IN_ADDRESS:
        if match := form.search(url):
            year, month, day = (int(part) for part in match.groups())
            return _date(year + 2000 if year < 100 else year, month, day)
    return None


def date_in_row(words: str, machine: str = "") -> date | None:
    """The one date a row shows (`machine`: its `<time datetime>`); None for none or two."""
    if match := _IN_ROW[0].search(machine):
        return _date(*(int(part) for part in match.groups()))
    found = {_date(*(int(part) for part in match.groups())) for match in _IN_ROW[0].finditer(words)}
    found |= {_date(int(m["y"]), int(m["m"]), int(m["d"])) for m in _IN_ROW[1].finditer(words)}
    return found.pop() if len(found) == 1 else None


def _iso(text: str) -> tuple[datetime, timedelta | None] | None:
    match = _ISO.match(text)
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        naive = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001  its zone is `offset`
    except ValueError:
        return None
    return naive, _offset(match[7] or "")


def _rfc822(text: str) -> tuple[datetime, timedelta | None] | None:
    parts = parsedate_tz(text)
    if parts is None:
        return None
    try:
        naive = datetime(*parts[:6])  # noqa: DTZ001  its zone is `offset`
    except ValueError:
        return None
    named = _NAMED.search(text)
    if named and named[1] in ZONES:
        return naive, timedelta(hours=ZONES[named[1]])
    said = re.search(r"[+-]\d{4}\s*(\(.*\))?$", text) is not None
    return naive, timedelta(seconds=parts[9] or 0) if said else None


def _offset(zone: str) -> timedelta | None:
    if not zone:
        return None
    if zone in ZONES:
        return timedelta(hours=ZONES[zone])
    if zone[0] not in "+-":
        return None
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
