"""From one row of the portal's search to a notice. Pure, and total: it never raises."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from config.vocabulary import (
    CallFacts,
    Deadline,
    DeadlineKind,
    Document,
    Flag,
    Management,
    Moment,
    Objective,
    Quote,
    StatusWord,
    Update,
)
from sources.base import CallSeen
from sources.plain import html_text, one_line
from sources.portal_answer import Row
from sources.portal_budget import own_budget
from sources.portal_dates import BRUSSELS, deadline, doubted, opening, staged, wall_time

TOPIC_PAGE = (
    "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities"
    "/topic-details/"
)
AUTHORITY = "European Commission, DG HOME"
WORDS = {
    "31094501": StatusWord.FORTHCOMING,
    "31094502": StatusWord.OPEN,
    "31094503": StatusWord.CLOSED,
}
# The portal states no objective. A part of the identifier names the subject of some calls, and the
# work programmes say under which objective that subject is paid: victims of trafficking and
# integration under SO2, information against irregular migration under SO3 (decisions G 1).
OBJECTIVES = {
    "THB": Objective.LEGAL_MIGRATION_AND_INTEGRATION,
    "INTE": Objective.LEGAL_MIGRATION_AND_INTEGRATION,
    "INFO": Objective.RETURN,
}
_ONE_APPLICANT = "IBA"  # identified beneficiary action: a direct award
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|ods|rtf|zip)$", re.IGNORECASE)
_RATE = re.compile(
    r"(?:co-?financing|co-?funding|funding) rate[^.%\n]{0,80}?(\d{1,3}(?:[.,]\d+)?) ?%",
    re.IGNORECASE,
)
M = TypeVar("M", bound=Moment)
_MOST_UPDATES = 50
_MOST_DOCUMENTS = 100


def topic(row: Row, source: str, now: datetime) -> CallSeen:
    """The notice in a row; what cannot be read is left out and flagged."""
    reading = _Reading(row, now)
    return CallSeen(source=source, key=row.key, word=reading.word, facts=reading.facts())


class _Reading:
    """One row being read: collects flags and quotes on the way."""

    def __init__(self, row: Row, now: datetime) -> None:
        self.row = row
        self.now = now
        self.flags: list[Flag] = []
        self.quotes: list[Quote] = []
        self.identifier = one_line(row.first("identifier"), 200)
        self.actions = [each for each in self._listed("actions") if isinstance(each, dict)]
        self.word = self._word()

    def facts(self) -> CallFacts:
        row = self.row
        opens = self._opens()
        deadlines = self._deadlines(opens)
        budget = own_budget(self._json("budgetOverview"), self.identifier)
        conditions = row.first("topicConditions")
        summary = row.top.get("summary")
        title = one_line(row.first("title")) or one_line(
            summary if isinstance(summary, str) else ""
        )
        return CallFacts(
            title=title or self.identifier or row.key,
            country="EU",
            identifier=self.identifier or None,
            call_identifier=one_line(row.first("callIdentifier"), 200) or None,
            management=Management.DIRECT,
            authority=AUTHORITY,
            objectives=_objectives(self.identifier),
            opens=opens,
            deadlines=deadlines,
            deadline_kind=DeadlineKind.FIXED if deadlines else DeadlineKind.UNKNOWN,
            restricted=_ONE_APPLICANT in self.identifier.upper().split("-"),
            budget=budget.whole,
            cofinancing_rate=_rate(html_text(conditions)),
            grant_min=budget.least,
            grant_max=budget.most,
            conditions=html_text(conditions),
            updates=self._updates(),
            documents=documents(conditions),
            url=TOPIC_PAGE + quote(self.identifier, safe="") if self.identifier else "",
            flags=tuple(dict.fromkeys(self.flags)),
            evidence=tuple(self.quotes),
        )

    def _word(self) -> StatusWord:
        """What the status field says; `actions` holds a copy, used where the field says nothing.

        Where the two differ nobody can tell which of them lags behind, so the word is that the
        source contradicts itself, flagged, with both readings kept (decisions B).
        """
        code = self.row.first("status").strip()
        copies = {str(_part(action, "status", "id")) for action in self.actions} & WORDS.keys()
        if not code and len(copies) == 1:
            code = copies.pop()
        if not code:
            return StatusWord.NONE
        self.quotes.append(Quote(field="status", text=one_line(code, 40), place="status"))
        if code not in WORDS:
            self.flags.append(Flag.STATUS_UNKNOWN)
            return StatusWord.UNREADABLE
        if copies and code not in copies:
            self.flags.append(Flag.STATUS_CONTRADICTS)
            for copy in sorted(copies):
                self.quotes.append(Quote(field="status", text=copy, place="actions"))
            return StatusWord.CONTRADICTING
        return WORDS[code]

    def _opens(self) -> Moment | None:
        stated = self.row.all("startDate")[:1] or tuple(
            date
            for action in self.actions
            if isinstance(date := action.get("plannedOpeningDate"), str)
        )
        read = [moment for text in stated if (moment := self._dated(opening(text)))]
        return min(read, key=lambda moment: moment.at, default=None)

    def _deadlines(self, opens: Moment | None) -> tuple[Deadline, ...]:
        """The dates of `deadlineDate`; the bare ones in `actions` only where it has none.

        An hour in `deadlineDate` outranks `actions` (decisions A 1); where the days themselves
        differ, that is flagged.
        """
        stated = self._read_deadlines(self.row.all("deadlineDate"))
        copied = self._read_deadlines(
            [
                text
                for action in self.actions
                for text in _list(action.get("deadlineDates"))
                if isinstance(text, str)
            ]
        )
        days = {each.local.date() for each in copied}
        if stated and copied and days != {each.local.date() for each in stated}:
            self.flags.append(Flag.DEADLINES_CONTRADICT)
        staged_ones = staged(stated or copied, self._model())
        judged = tuple(doubted(each, opens, self.now) for each in staged_ones)
        self.flags.extend(each.doubt for each in judged if each.doubt)
        return judged

    def _read_deadlines(self, texts: "tuple[str, ...] | list[str]") -> list[Deadline]:
        read = [self._dated(deadline(text)) for text in dict.fromkeys(texts) if text.strip()]
        by_instant = {each.at: each for each in read if each is not None}
        return list(by_instant.values())

    def _dated(self, moment: M | None) -> M | None:
        if moment is None:
            self.flags.append(Flag.PART_UNREADABLE)
        return moment

    def _model(self) -> str:
        copies = [str(_part(a, "submissionProcedure", "abbreviation")) for a in self.actions]
        return self.row.first("deadlineModel") or next(iter(copies), "")

    def _updates(self) -> tuple[Update, ...]:
        found = []
        for info in self._listed("latestInfos")[:_MOST_UPDATES]:
            content = info.get("content") if isinstance(info, dict) else None
            text = html_text(content, 5_000) if isinstance(content, str) else ""
            if text:
                found.append(Update(text=text, at=_changed(info.get("lastChangeDate"))))
        return tuple(found)

    def _listed(self, name: str) -> list[Any]:
        return _list(self._json(name))

    def _json(self, name: str) -> Any:
        """The value of a field that is one string holding JSON; None if missing or broken."""
        text = self.row.first(name)
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            self.flags.append(Flag.PART_UNREADABLE)
            return None


@lru_cache(maxsize=256)
def documents(html: str) -> tuple[Document, ...]:
    """The documents the conditions link to, each address once, in their order."""
    found: dict[str, Document] = {}
    for node in LexborHTMLParser(html[:400_000]).css("a[href]"):
        url = (node.attributes.get("href") or "").strip()
        if url not in found and _is_document(url):
            found[url] = Document(url=url, title=one_line(node.text(), 200))
    return tuple(found.values())[:_MOST_DOCUMENTS]


def _is_document(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    named = bool(parts.hostname) and len(url) <= 2_000 and url.isprintable()
    return named and parts.scheme in ("http", "https") and bool(_DOCUMENT.search(parts.path))


def _objectives(identifier: str) -> tuple[Objective, ...]:
    parts = identifier.upper().split("-")
    return tuple(dict.fromkeys(OBJECTIVES[part] for part in parts if part in OBJECTIVES))


@lru_cache(maxsize=256)
def _rate(conditions: str) -> float | None:
    """The co-financing rate the conditions state as a fraction; None unless it is one alone."""
    rates = {float(rate.replace(",", ".")) for rate in _RATE.findall(conditions)}
    rate = rates.pop() if len(rates) == 1 else 0.0
    return rate / 100 if 0 < rate <= 100 else None


def _changed(stated: Any) -> datetime | None:
    """`lastChangeDate` is Brussels wall time without a label (decisions A 1)."""
    wall = wall_time(stated) if isinstance(stated, str) else None
    return wall.replace(tzinfo=ZoneInfo(BRUSSELS)).astimezone(UTC) if wall else None


def _part(action: dict[str, Any], outer: str, inner: str) -> Any:
    value = action.get(outer)
    return value.get(inner) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
