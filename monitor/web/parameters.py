"""What visitors may ask for: the filters page, API, calendar and feeds share, with their limits.

Everything a visitor types is bounded here, before anything else sees it. What does not fit is
answered 422 with a sentence per mistake; an empty form field counts as not given.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from config.vocabulary import Applicant, CallStatus, EventKind, Objective

PAGE_SIZE = 100
PAGE_LIMIT = 500
_OFFSET_LIMIT = 1_000_000
_VALUES_LIMIT = 50  # of one filter; there are 27 countries
_WORDS_LIMIT = 200  # characters of free words

_RENAMED = {"EL": "GR", "UK": "GB"}  # the EU's own codes for two countries
_WHOLE = re.compile(r"[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _given(values: Any) -> Any:
    """Drop what a form sent empty."""
    if not isinstance(values, list):
        return values
    return list(dict.fromkeys(value for value in values if value != ""))


def _country(code: str) -> str:
    upper = code.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", upper):
        raise ValueError("a country is two letters, such as SE, or EU for the EU level")
    return _RENAMED.get(upper, upper)


def _words(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are not words")
    return text.strip()


def _whole(value: object) -> object:
    """Only plain digits are a number here: no sign, no blank, no fraction."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("not a whole number")
    return value


Country = Annotated[
    str, Field(max_length=20, json_schema_extra={"examples": ["SE"]}), AfterValidator(_country)
]
_ListRules = (BeforeValidator(_given), Field(max_length=_VALUES_LIMIT))
Limit = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=PAGE_LIMIT)]
Offset = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=_OFFSET_LIMIT)]


class Filters(BaseModel):
    """Which calls. Values of one filter are alternatives, different filters narrow each other."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Annotated[
        list[CallStatus],
        *_ListRules,
        Field(description="What the call is now; repeat for several."),
    ] = []
    country: Annotated[
        list[Country],
        *_ListRules,
        Field(description="ISO 3166 code, or EU for the EU level; repeat for several."),
    ] = []
    objective: Annotated[
        list[Objective],
        *_ListRules,
        Field(description="Specific objective of the fund; repeat for several."),
    ] = []
    applicant: Annotated[
        list[Applicant], *_ListRules, Field(description="Who may apply; repeat for several.")
    ] = []
    q: Annotated[
        str,
        Field(
            max_length=_WORDS_LIMIT,
            description="Words in title, identifier or authority; accents and case do not matter.",
        ),
        AfterValidator(_words),
    ] = ""

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.status or self.country or self.objective or self.applicant or self.q)

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as they stand in an address, in a steady order."""
        lists: dict[str, Sequence[object]] = {
            "status": self.status,
            "country": self.country,
            "objective": self.objective,
            "applicant": self.applicant,
        }
        pairs = [(name, str(value)) for name, values in lists.items() for value in values]
        return [*pairs, ("q", self.q)] if self.q else pairs

    def query(self, **extra: str | int) -> str:
        """The filters as a query string with its question mark; "" when there is nothing to say."""
        pairs = [*self.pairs(), *((name, str(value)) for name, value in extra.items())]
        return "?" + urlencode(pairs) if pairs else ""


class Paging(Filters):
    """Which calls, and which part of the list."""

    limit: Annotated[Limit, Field(description="How many at most.")] = PAGE_SIZE
    offset: Annotated[Offset, Field(description="How many to leave out first.")] = 0

    @property
    def filters(self) -> Filters:
        """The filters alone."""
        return Filters.model_construct(
            status=self.status,
            country=self.country,
            objective=self.objective,
            applicant=self.applicant,
            q=self.q,
        )


class EventPaging(Paging):
    """Which events: by kind, and by the calls they are about."""

    kind: Annotated[
        list[EventKind], *_ListRules, Field(description="Event kind; repeat for several.")
    ] = []


class ExportPaging(Filters):
    """Which calls, for a file that holds all of them unless a limit is given."""

    limit: Annotated[Limit | None, Field(description="How many at most; all where not given.")] = (
        None
    )
    offset: Annotated[Offset, Field(description="How many to leave out first.")] = 0


_ID = r"^[^\s/\\?#\x00-\x1f\x7f]+$"

CallId = Annotated[str, Path(description="The call's id.", max_length=300)]
FilterQuery = Annotated[Filters, Query()]
PagingQuery = Annotated[Paging, Query()]
EventQueryParameters = Annotated[EventPaging, Query()]
ExportQuery = Annotated[ExportPaging, Query()]


def is_id(text: str) -> bool:
    """Whether `text` can be the id of anything stored; what cannot is not even looked for."""
    return len(text) <= 300 and re.fullmatch(_ID, text) is not None
