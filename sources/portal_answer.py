"""The envelope of the portal's search: rows, totals, pages that overlap. Pure."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sources.base import Response
from sources.blockpage import is_html
from sources.errors import ParseError
from sources.portal_request import LANGUAGE, PAGE_SIZE, SOURCE, TOPIC_TYPE

MOST_PAGES = 20
_TOPIC_REFERENCE = re.compile(r"^(\d+)TOPICS([a-z]{2})$")


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the answer. Every metadata value is a list of strings, possibly empty."""

    top: Mapping[str, Any]
    metadata: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a metadata field; empty when it is missing."""
        return self.metadata.get(name, ())

    def first(self, name: str) -> str:
        """The first value of a metadata field; "" when it is missing."""
        return next(iter(self.all(name)), "")

    @property
    def reference(self) -> str:
        """The document's name in the index: `48400948TOPICSen`."""
        top = self.top.get("reference")
        return self.first("REFERENCE") or (top if isinstance(top, str) else "")

    @property
    def key(self) -> str:
        """The topic's steady name: ccm2Id, else the reference without language, else the code."""
        steady = _TOPIC_REFERENCE.match(self.reference)
        named = self.first("ccm2Id").strip() or (steady[1] if steady else self.reference)
        return (named or self.first("identifier").strip())[:200]

    def foreign(self, programme: str) -> str | None:
        """Why this row is none that was asked for; None if it is.

        Type and programme must be stated. Language and store are stated in several places, and in
        some rows in none: only another one that is stated counts.
        """
        if TOPIC_TYPE not in self.all("type"):
            return f"type {self.first('type') or 'not stated'}"
        if programme not in self.all("frameworkProgramme"):
            return f"programme {self.first('frameworkProgramme') or 'not stated'}"
        language = self._language()
        if language and language != LANGUAGE:
            return f"language {language}"
        store = self.first("DATASOURCE") or self.first("datasource")
        if store and store != SOURCE:
            return f"store {store}"
        return None

    def _language(self) -> str:
        top = self.top.get("language")
        named = _TOPIC_REFERENCE.match(self.reference)
        stated = self.first("language") or (top if isinstance(top, str) else "")
        return (stated or (named[2] if named else "")).lower()

    @property
    def weight(self) -> tuple[bool, bool, datetime]:
        """Which of two rows of one topic to believe: the live store, the fuller, the newer."""
        full = bool(self.first("status")) and bool(self.all("deadlineDate"))
        return (self.first("DATASOURCE") == SOURCE, full, _instant(self.first("esDA_IngestDate")))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer; `asked` is the number it was asked for, `lost` unreadable rows."""

    asked: int
    number: int
    size: int
    total: int
    warned: bool
    rows: tuple[Row, ...]
    lost: int

    @property
    def sound(self) -> bool:
        """Whether it is the page that was asked for, without a warning of the portal's own."""
        return self.number == self.asked and not self.warned and not self.lost

    @property
    def pages(self) -> int:
        """How many pages the whole answer has by this page's own word."""
        return max(1, math.ceil(self.total / max(1, min(self.size, PAGE_SIZE))))


@dataclass(frozen=True, slots=True)
class Gathered:
    """All rows of all pages, each topic once; `complete` if none can be missing."""

    rows: tuple[Row, ...]
    complete: bool
    total: int
    lost: int


def read_page(response: Response) -> Page:
    """One page of the search. Raises ParseError for whatever is not one."""
    whole = read_json(response)
    results = whole.get("results") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(results, list):
        raise ParseError(
            f"the portal answered {_told(whole)} instead of a search", cause="wrong_type"
        )
    rows = [row for row in map(_row, results) if row is not None]
    asked = parse_qs(urlsplit(response.url).query).get("pageNumber", ["1"])[-1]
    number = int(asked) if asked.isdecimal() else 1
    return Page(
        asked=number,
        number=_count(whole.get("pageNumber"), number),
        size=_count(whole.get("pageSize"), PAGE_SIZE),
        total=_count(whole.get("totalResults"), len(results)),
        warned=bool(whole.get("warnings")),
        rows=tuple(rows),
        lost=len(results) - len(rows),
    )


def read_json(response: Response) -> Any:
    """The JSON of an answer. Raises ParseError: an HTML page and a text that breaks off differ."""
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError) as error:
        if is_html(response.headers.get("content-type", ""), response.body):
            raise ParseError(
                "the portal answered an HTML page instead of JSON", cause="wrong_type"
            ) from error
        raise ParseError("the portal's JSON cannot be read; it may break off") from error


def gather(pages: Sequence[Page]) -> Gathered:
    """What several pages, fetched in one or more passes, come to.

    Pages are served by replicas that disagree on the order, so rows come twice or not at all. All
    is there only when a pass brought, without a flaw, as many different documents as every page of
    it announced. What several flawed passes brought together is believed, but proves no absence.
    """
    chosen: dict[str, Row] = {}
    for row in (row for page in pages for row in page.rows):
        if row.key not in chosen or row.weight > chosen[row.key].weight:
            chosen[row.key] = row
    chosen.pop("", None)
    total = max((page.total for page in pages), default=0)
    return Gathered(
        rows=tuple(chosen[key] for key in sorted(chosen)),
        complete=_complete(_passes(pages), total),
        total=total,
        lost=sum(page.lost for page in pages) + sum(not r.key for p in pages for r in p.rows),
    )


def _passes(pages: Sequence[Page]) -> list[list[Page]]:
    passes: list[list[Page]] = []
    for page in pages:
        if page.asked == 1 or not passes:
            passes.append([])
        passes[-1].append(page)
    return passes


def _complete(passes: Sequence[Sequence[Page]], total: int) -> bool:
    for pages in passes:
        found = {row.reference or row.key for page in pages for row in page.rows}
        sound = all(page.sound and page.total == total for page in pages)
        if sound and len(found) >= total:
            return True
    return False


def _row(result: Any) -> Row | None:
    metadata = result.get("metadata") if isinstance(result, dict) else None
    if not isinstance(metadata, dict):
        return None
    return Row(result, {str(name): _strings(value) for name, value in metadata.items()})


def _strings(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(
        each if isinstance(each, str) else str(each)
        for each in values
        if isinstance(each, str | int | float)
    )


def _count(value: Any, otherwise: int) -> int:
    """A whole number of the envelope, at most a billion; `otherwise` where there is none."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return otherwise
    return min(value, 1_000_000_000)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _told(whole: Any) -> str:
    message = whole.get("message") if isinstance(whole, dict) else None
    return f"an error ({message[:100]!r})" if isinstance(message, str) else "something else"
