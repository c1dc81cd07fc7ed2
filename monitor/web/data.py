"""What the pages read from the store: plain blocking functions, called in a thread.

Without a database every list is empty: nothing has been stored yet.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from config.vocabulary import CallStatus
from monitor.web.parameters import PAGE_LIMIT, EventPaging, ExportPaging, Filters, Paging
from store import calls, events, meta, polls
from store.database import Database
from store.records import CallEvent, SourceState, StoredCall, Version

Calls = tuple[StoredCall, ...]

LIVE = (CallStatus.OPEN, CallStatus.FORTHCOMING, CallStatus.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list and how long the whole list is."""

    calls: Calls = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """A part of the events, newest first, with the calls they are about by id."""

    events: tuple[CallEvent, ...] = ()
    total: int = 0
    calls: Mapping[str, StoredCall]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One call, what happened to it, and every accepted version of it, oldest first."""

    call: StoredCall
    events: tuple[CallEvent, ...]
    versions: tuple[Version, ...]


class Reader:
    """Reads for the pages. Every method is one consistent look at the store. Raises StoreError."""

    def __init__(self, database: Database | None) -> None:
        """Take the open database, or None while there is none."""
        self._database = database

    def _read(self) -> AbstractContextManager[Connection | None]:
        return nullcontext() if self._database is None else self._database.read()

    def version(self) -> int:
        """The number that grows with every public change."""
        with self._read() as conn:
            return 0 if conn is None else meta.data_version(conn)

    def states(self) -> Mapping[str, SourceState]:
        """How each source that was ever polled is doing, by id."""
        with self._read() as conn:
            return {} if conn is None else polls.states(conn)

    def page(self, paging: Paging) -> Page:
        """The part of the calls that was asked for, in the public order."""
        with self._read() as conn:
            if conn is None:
                return Page()
            found, total = calls.search(
                conn, _query(paging, limit=paging.limit, offset=paging.offset)
            )
        return Page(calls=tuple(found), total=total)

    def unstated(self, filters: Filters) -> Calls:
        """Live calls that pass only because they do not state an objective or who may apply."""
        if not filters.objective and not filters.applicant:
            return ()
        with self._read() as conn:
            if conn is None:
                return ()
            query = _query(filters, status=LIVE, limit=PAGE_LIMIT, offset=0)
            wider, _ = calls.search(conn, replace(query, unstated=True))
        return tuple(call for call in wider if not _states(call, filters))

    def all_calls(self, filters: Filters, *, status: tuple[CallStatus, ...] = ()) -> Calls:
        """Every call that fits, in the public order; `status` holds where none was asked for."""
        with self._read() as conn:
            if conn is None:
                return ()
            return _gather(conn, filters, status)

    def export(self, wanted: ExportPaging) -> Calls:
        """Every call that fits, or the part that was asked for."""
        found = self.all_calls(wanted)
        end = None if wanted.limit is None else wanted.offset + wanted.limit
        return found[wanted.offset : end]

    def resolve(self, call_id: str) -> str | None:
        """The id a call lives under now; None if there is no such call."""
        with self._read() as conn:
            return None if conn is None else calls.resolve(conn, call_id)

    def call(self, call_id: str) -> StoredCall | None:
        """One call by its present or a former id."""
        with self._read() as conn:
            return None if conn is None else calls.get(conn, call_id)

    def history(self, call_id: str) -> History | None:
        """One call with all that happened to it."""
        with self._read() as conn:
            call = None if conn is None else calls.get(conn, call_id)
            if conn is None or call is None:
                return None
            happened = sorted(events.of_call(conn, call.id), key=lambda event: (event.at, event.id))
            return History(
                call=call, events=tuple(happened), versions=tuple(calls.versions(conn, call.id))
            )

    def events(self, paging: EventPaging, *, hidden: frozenset[str]) -> EventPage:
        """The part of the events that was asked for, newest first; none about `hidden` sources."""
        query = _event_query(paging)
        unnamed = {f"source:{source}" for source in hidden}
        with self._read() as conn:
            if conn is None:
                return EventPage(calls={})
            found, total = events.search(conn, query)
            for subject in unnamed:
                total -= events.search(conn, replace(query, subject=subject, limit=0, offset=0))[1]
            shown = tuple(event for event in found if event.subject not in unnamed)
            about = _subjects(conn, [event.call_id for event in shown if event.call_id])
        return EventPage(events=shown, total=total, calls=about)


def _subjects(conn: Connection, ids: list[str]) -> dict[str, StoredCall]:
    """Calls by the ids events name them by, which may be former ones."""
    about = calls.by_ids(conn, ids)
    for former in dict.fromkeys(ids):
        call = None if former in about else calls.get(conn, former)
        if call is not None:
            about[former] = call
    return about


def _states(call: StoredCall, filters: Filters) -> bool:
    """Whether the call itself states one of the objectives and applicants asked for."""
    objective = not filters.objective or bool(set(filters.objective) & set(call.facts.objectives))
    applicant = not filters.applicant or bool(set(filters.applicant) & set(call.facts.applicants))
    return objective and applicant


def _gather(conn: Connection, filters: Filters, status: tuple[CallStatus, ...]) -> Calls:
    found: list[StoredCall] = []
    while True:
        part, total = calls.search(
            conn, _query(filters, status=status, limit=PAGE_LIMIT, offset=len(found))
        )
        found.extend(part)
        if not part or len(found) >= total:
            return tuple(found)


def _query(
    filters: Filters, *, status: tuple[CallStatus, ...] = (), limit: int, offset: int
) -> calls.CallQuery:
    return calls.CallQuery(
        status=tuple(filters.status) or status,
        country=tuple(filters.country),
        objective=tuple(filters.objective),
        applicant=tuple(filters.applicant),
        q=filters.q,
        limit=limit,
        offset=offset,
    )


def _event_query(paging: EventPaging) -> events.EventQuery:
    return events.EventQuery(
        kind=tuple(paging.kind),
        status=tuple(paging.status),
        country=tuple(paging.country),
        objective=tuple(paging.objective),
        applicant=tuple(paging.applicant),
        q=paging.q,
        limit=paging.limit,
        offset=paging.offset,
    )
