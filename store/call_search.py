"""Lists of calls for people: filters, words, the public order."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, func, or_, select, true

from store.call_rows import load
from store.folding import fold
from store.records import StoredCall
from store.tables import CALLS

_MOST_WORDS = 12  # of a search; more is no question but a strain


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuery:
    """What to list; empty filters let everything through, several values of one mean "any of".

    `q` is words that must all stand in title, identifiers or authority, accents and case aside.
    With `unstated` a call that does not state an objective or an applicant passes that filter.
    """

    status: Collection[str] = ()
    country: Collection[str] = ()
    objective: Collection[str] = ()
    applicant: Collection[str] = ()
    q: str = ""
    unstated: bool = False
    limit: int = 100
    offset: int = 0


def search(conn: Connection, query: CallQuery) -> tuple[list[StoredCall], int]:
    """The calls that match and how many there are in all.

    Order: open by next deadline, forthcoming by opening, unknown, then what is over, newest first.
    """
    matching = conditions(query)
    total = conn.execute(select(func.count()).select_from(CALLS).where(*matching)).scalar_one()
    listed = select(CALLS).where(*matching)
    ordered = listed.order_by(CALLS.c.sort_group, CALLS.c.sort_key, CALLS.c.id)
    return load(conn, ordered.limit(query.limit).offset(query.offset)), int(total)


def conditions(query: CallQuery) -> list[ColumnElement[bool]]:
    """The filters of a query as conditions on the table of calls."""
    found: list[ColumnElement[bool]] = []
    if query.status:
        found.append(CALLS.c.status.in_([str(item) for item in query.status]))
    if query.country:
        found.append(CALLS.c.country.in_([item.upper() for item in query.country]))
    if query.objective:
        found.append(_any_of(CALLS.c.objectives, query.objective, query.unstated))
    if query.applicant:
        found.append(_any_of(CALLS.c.applicants, query.applicant, query.unstated))
    for word in fold(query.q).split()[:_MOST_WORDS]:
        found.append(CALLS.c.words.contains(word, autoescape=True))  # noqa: PERF401  reads in order
    return found or [true()]


def _any_of(column: Column[Any], values: Collection[str], unstated: bool) -> ColumnElement[bool]:
    wanted = [column.contains(f" {value!s} ", autoescape=True) for value in values]
    return or_(*wanted, column == "") if unstated else or_(*wanted)
