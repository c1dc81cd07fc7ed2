"""What a person may correct in a call, and how the corrected value is written in the settings.

Pure. Times are wall times in the call's own zone, so they come out naive here and get their zone
where the call is known. An empty value says "not stated".
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from config.settings_values import web_address, word_of
from config.vocabulary import Applicant, CallStatus, DeadlineKind, Money, Objective

CorrectionValue: TypeAlias = (
    str
    | CallStatus
    | DeadlineKind
    | datetime
    | date
    | Money
    | float
    | int
    | bool
    | tuple[Objective, ...]
    | tuple[Applicant, ...]
    | None
)


class CorrectionField(StrEnum):
    """The fields of a call that a correction may set; the words of the call's JSON."""

    TITLE = "title"
    IDENTIFIER = "identifier"
    AUTHORITY = "authority"
    URL = "url"
    STATUS = "status"
    OPENS = "opens"
    DEADLINE = "deadline"
    DEADLINE_KIND = "deadline_kind"
    OBJECTIVES = "objectives"
    APPLICANTS = "applicants"
    RESTRICTED = "restricted"
    BUDGET = "budget"
    GRANT_MIN = "grant_min"
    GRANT_MAX = "grant_max"
    COFINANCING_RATE = "cofinancing_rate"
    FLAT_RATE = "flat_rate"
    PROJECT_START = "project_start"
    MINIMUM_SCORE = "minimum_score"


_NEVER_EMPTY = (
    CorrectionField.TITLE,
    CorrectionField.STATUS,
    CorrectionField.DEADLINE_KIND,
    CorrectionField.RESTRICTED,
)
_MONEY = re.compile(r"(\d[\d ]*(?:\.\d{1,2})?) ?([A-Z]{3})")
_RATE = re.compile(r"(\d{1,3}(?:\.\d+)?) ?(%?)")


def read_correction(field: CorrectionField, text: str) -> CorrectionValue:
    """The value `text` stands for; None for "not stated". Raises ValueError with one sentence."""
    text = text.strip()
    if text:
        return _READERS[field](text)
    if field in _NEVER_EMPTY:
        raise ValueError(f"must not be empty for {field}")
    return () if field in (CorrectionField.OBJECTIVES, CorrectionField.APPLICANTS) else None


def _moment(text: str) -> datetime | date:
    """A day, or a wall time in the call's zone (naive: the zone is the call's)."""
    try:
        if len(text) == len("2026-05-03"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            'must be a day such as "2026-05-03" or a time such as "2026-05-03T23:59"'
        ) from None
    if moment.tzinfo is not None:
        raise ValueError("must be wall time in the call's own zone, without an offset")
    return moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError('must be a day such as "2026-05-03"') from None


def _money(text: str) -> Money:
    match = _MONEY.fullmatch(text)
    if not match:
        raise ValueError('must be an amount and its currency such as "6000000 EUR"')
    return Money(amount=Decimal(match[1].replace(" ", "")), currency=match[2])


def _rate(text: str) -> float:
    match = _RATE.fullmatch(text)
    rate = float(match[1]) / (100 if match[2] else 1) if match else -1
    if not 0 <= rate <= 1:
        raise ValueError('must be a rate such as "0.75" or "75 %"')
    return rate


def _score(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text):
        raise ValueError('must be a whole number such as "65"')
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("must be true or false")
    return text.lower() == "true"


def _objectives(text: str) -> tuple[Objective, ...]:
    read = word_of(Objective, "an objective")
    return tuple(read(word.strip()) for word in text.split(","))


def _applicants(text: str) -> tuple[Applicant, ...]:
    read = word_of(Applicant, "an applicant")
    return tuple(read(word.strip()) for word in text.split(","))


_READERS: dict[CorrectionField, Callable[[str], CorrectionValue]] = {
    CorrectionField.TITLE: str,
    CorrectionField.IDENTIFIER: str,
    CorrectionField.AUTHORITY: str,
    CorrectionField.URL: web_address,
    CorrectionField.STATUS: word_of(CallStatus, "a status"),
    CorrectionField.OPENS: _moment,
    CorrectionField.DEADLINE: _moment,
    CorrectionField.DEADLINE_KIND: word_of(DeadlineKind, "a kind of deadline"),
    CorrectionField.OBJECTIVES: _objectives,
    CorrectionField.APPLICANTS: _applicants,
    CorrectionField.RESTRICTED: _yes_or_no,
    CorrectionField.BUDGET: _money,
    CorrectionField.GRANT_MIN: _money,
    CorrectionField.GRANT_MAX: _money,
    CorrectionField.COFINANCING_RATE: _rate,
    CorrectionField.FLAT_RATE: _rate,
    CorrectionField.PROJECT_START: _day,
    CorrectionField.MINIMUM_SCORE: _score,
}
