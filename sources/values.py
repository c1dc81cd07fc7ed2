"""Values of labelled fields: a date, an amount, a rate that stands alone beside its label. Pure.

Only forms that need no guessing: numeric dates, machine-like amounts. Prose is the reader's.
"""

import re
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from config.vocabulary import Deadline, Moment, Money, Precision

_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>20\d\d)(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>20\d\d)[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})(?!\d)")
_HOUR = re.compile(
    r"(?<![\d.:])(?P<h>\d{1,2})[:.](?P<min>\d\d)(?::\d\d)?(?!\d)\s*(?P<half>[πμ]\.?μ\.?|[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_AFTERNOON = frozenset({"μμ", "pm"})
_MONEY = re.compile(r"(?P<n>\d[\d.,\s\u00a0\u202f]*\d|\d)")
_CURRENCIES = (("€", "EUR"), ("eur", "EUR"), ("ευρω", "EUR"), ("kc", "CZK"), ("czk", "CZK"))
_RATE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_RANGE = re.compile(r"\d\s?[-–]\s?\d{1,3}(?:[.,]\d{1,2})?\s?%")


def opening(value: str, zone: str) -> Moment | None:
    """The one moment a field states; without an hour it is the start of that day."""
    read = _moment(value, zone, time(0))
    return Moment(at=read[0], zone=zone, precision=read[1], text=value) if read else None


def deadline(value: str, zone: str) -> Deadline | None:
    """The one deadline a field states; without an hour it is the day's end, `assumed` (A 2)."""
    read = _moment(value, zone, time(23, 59, 59))
    if read is None:
        return None
    return Deadline(at=read[0], zone=zone, precision=read[1], assumed=read[2], text=value)


def money(value: str, currency: str = "") -> Money | None:
    """The amount a field states, in its own currency; None without a number or a currency."""
    found = _MONEY.search(value)
    folded = value.casefold().replace("č", "c").replace("ώ", "ω")
    named = next((code for sign, code in _CURRENCIES if sign in folded), currency)
    amount = _number(found["n"]) if found else None
    if amount is None or not named:
        return None
    return Money(amount=amount, currency=named)


def rate(value: str) -> float | None:
    """The one percentage a field states, as a fraction; None for none, two, a range, over 100."""
    if _RANGE.search(value):
        return None
    found = {float(number.replace(",", ".")) / 100 for number in _RATE.findall(value)}
    return found.pop() if len(found) == 1 and max(found) <= 1 else None


def _moment(value: str, zone: str, default: time) -> tuple[datetime, Precision, bool] | None:
    """Instant, precision, whether the hour is ours; None for no date, two, or no such date."""
    days = list(_YEAR_FIRST.finditer(value)) or list(_DAY_FIRST.finditer(value))
    if len({match.group() for match in days}) != 1:
        return None
    match = days[0]
    rest = value[: match.start()] + " " + value[match.end() :]
    hour = _hour(rest)
    try:
        local = datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=ZoneInfo(zone))
    except ValueError:
        return None
    at = datetime.combine(local.date(), hour or default, ZoneInfo(zone)).astimezone(UTC)
    return at, Precision.MINUTE if hour else Precision.DAY, hour is None


def _hour(words: str) -> time | None:
    match = _HOUR.search(words)
    if match is None:
        return None
    hour, half = int(match["h"]), (match["half"] or "").replace(".", "").casefold()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    if (hour, match["min"]) == (24, "00"):
        return time(23, 59, 59)
    try:
        return time(hour, int(match["min"]))
    except ValueError:
        return None


def _number(digits: str) -> Decimal | None:
    """A number with whatever separators: the last one is decimal if one or two digits follow it."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", digits)
    decimals = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"[.,]", "", plain[: decimals.start()] if decimals else plain)
    try:
        return Decimal(f"{whole}.{decimals[1]}" if decimals else whole)
    except InvalidOperation:
        return None
