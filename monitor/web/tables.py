"""PURE: calls as a table for spreadsheets (RFC 4180, UTF-8 with a mark so that they notice)."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from monitor.status import days_left, next_deadline
from monitor.web.dates import iso
from monitor.web.text import clean
from store.records import StoredCall

_LONG = 4000

COLUMNS = (
    "id", "identifier", "call_identifier", "title", "language", "status", "management", "country",
    "authority", "objectives", "applicants", "opens", "next_deadline", "next_deadline_local",
    "deadline_zone", "hour_assumed", "days_left", "deadline_kind", "restricted", "budget",
    "budget_currency", "budget_approximate", "cofinancing_rate", "flags", "url", "page", "updated",
)  # fmt: skip

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_table(calls: Sequence[StoredCall], now: datetime, base_url: str) -> bytes:
    """One row per call under a heading row; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for call in calls:
        row = _row(call, now, base_url)
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = clean("" if value is None else str(value), _LONG)
    return "'" + text if text.startswith(_FORMULA) else text


def _row(call: StoredCall, now: datetime, base_url: str) -> dict[str, object]:
    facts = call.facts
    deadline = next_deadline(facts, now)
    budget = facts.budget
    return {
        "id": call.id,
        "identifier": facts.identifier,
        "call_identifier": facts.call_identifier,
        "title": facts.title,
        "language": facts.language,
        "status": call.status,
        "management": facts.management,
        "country": facts.country,
        "authority": facts.authority,
        "objectives": " ".join(facts.objectives),
        "applicants": " ".join(facts.applicants),
        "opens": iso(facts.opens.at) if facts.opens else None,
        "next_deadline": iso(deadline.at) if deadline else None,
        "next_deadline_local": f"{deadline.local:%Y-%m-%d %H:%M}" if deadline else None,
        "deadline_zone": deadline.zone if deadline else None,
        "hour_assumed": _yes(deadline.assumed) if deadline else None,
        "days_left": days_left(facts, now),
        "deadline_kind": facts.deadline_kind,
        "restricted": _yes(facts.restricted),
        "budget": f"{budget.amount:f}" if budget else None,
        "budget_currency": budget.currency if budget else None,
        "budget_approximate": _yes(budget.approximate) if budget else None,
        "cofinancing_rate": facts.cofinancing_rate,
        "flags": " ".join(facts.flags),
        "url": facts.url,
        "page": f"{base_url}/calls/{call.id}",
        "updated": iso(call.updated),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"
