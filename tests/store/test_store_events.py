"""Events: their identity, their lists. Beside them channels, polls and the data version."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from store_makers import CHANGES, T0, call, event, facts, keyed

from config.vocabulary import EventKind
from store import calls, channels, events, meta, polls
from store.database import Database
from store.events import EventQuery
from store.records import ChannelRecord, PollRun, SourceState

HOUR = timedelta(hours=1)


def test_an_event_comes_back_exactly_as_it_was_stored(db: Database) -> None:
    whole = event(
        "e1",
        kind=EventKind.DEADLINE_CHANGED,
        turn=4,
        deadline=T0,
        previous_deadline=T0 + HOUR,
        rung_days=7,
        baseline=True,
        changes=CHANGES,
    )
    with db.write() as conn:
        [stored] = events.add(conn, [whole])
    assert replace(stored, id=0) == whole
    with db.read() as conn:
        assert events.get(conn, stored.id) == stored
        assert events.by_ids(conn, [stored.id, 99]) == {stored.id: stored}
        assert events.get(conn, 99) is None


def test_the_same_key_is_the_same_event_for_ever(db: Database) -> None:
    with db.write() as conn:
        first = events.add(conn, [event("a"), event("b", turn=2), event("a", turn=9)])
        again = events.add(conn, [event("b"), event("c"), event("a")])
        assert events.add(conn, []) == []
    assert [(one.key, one.turn) for one in first] == [("a", 1), ("b", 2)]
    assert [one.key for one in again] == ["c"]
    assert len({one.id for one in [*first, *again]}) == 3
    with db.read() as conn:
        assert events.known(conn, ["a", "c", "z"]) == {"a", "c"}


def test_many_events_are_added_in_their_order(db: Database) -> None:
    many = [event(f"e{n}") for n in range(2_500)]
    with db.write() as conn:
        added = events.add(conn, many)
    assert [one.key for one in added] == [one.key for one in many]


def test_a_call_has_its_events_oldest_first(db: Database) -> None:
    with db.write() as conn:
        events.add(conn, [event("a", "x"), event("b", "y"), event("c", "x")])
    with db.read() as conn:
        assert [one.key for one in events.of_call(conn, "x")] == ["a", "c"]


@pytest.fixture
def stocked(db: Database) -> Database:
    """Three calls' events and one about a source."""
    with db.write() as conn:
        calls.save(
            conn,
            [
                keyed(call("se", facts=facts("Integration", country="SE"))),
                keyed(call("eu", facts=facts("Trafficking"))),
            ],
        )
        events.add(
            conn,
            [
                event("1", "se", at=T0),
                event("2", "eu", at=T0 + 2 * HOUR, kind=EventKind.CLOSED),
                event("3", "source:eu_portal", at=T0 + HOUR, kind=EventKind.SOURCE_DEGRADED),
                event("4", "se", at=T0 + 3 * HOUR, baseline=True),
            ],
        )
    return db


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (EventQuery(), ["4", "2", "3", "1"]),
        (EventQuery(kind=["open"]), ["4", "1"]),
        (EventQuery(kind=[EventKind.OPEN, EventKind.CLOSED]), ["4", "2", "1"]),
        (EventQuery(country=["SE"]), ["4", "1"]),
        (EventQuery(status=["open"]), ["4", "2", "1"]),
        (EventQuery(status=["closed"]), []),
        (EventQuery(q="traffick"), ["2"]),
        (EventQuery(subject="source:eu_portal"), ["3"]),
        (EventQuery(baseline=False), ["2", "3", "1"]),
        (EventQuery(since=T0 + HOUR, until=T0 + 3 * HOUR), ["2", "3"]),
    ],
)
def test_lists_are_newest_first_and_filtered(
    stocked: Database, query: EventQuery, keys: list[str]
) -> None:
    with stocked.read() as conn:
        found, total = events.search(conn, query)
        page, of = events.search(conn, replace(query, limit=1, offset=1))
    assert [one.key for one in found] == keys
    assert total == of == len(keys)
    assert [one.key for one in page] == keys[1:2]


def test_a_channel_begins_once(db: Database) -> None:
    with db.write() as conn:
        assert channels.ensure(conn, "slack", T0) == ChannelRecord(name="slack", began=T0)
        channels.mark_summarised(conn, "slack", T0 + HOUR)
        known = ChannelRecord(name="slack", began=T0, summarised=T0 + HOUR)
        assert channels.ensure(conn, "slack", T0 + 9 * HOUR) == known
        channels.ensure(conn, "mail", T0)
    with db.read() as conn:
        assert channels.all(conn) == [ChannelRecord(name="mail", began=T0), known]
        assert channels.get(conn, "none") is None
    with db.write() as conn:
        channels.forget(conn, "mail")
        assert channels.get(conn, "mail") is None


def test_poll_runs_come_newest_first(db: Database) -> None:
    run = PollRun(
        source="eu_portal",
        started=T0,
        seconds=0.25,
        ok=False,
        cause="timeout",
        error="no answer within 30 s",
        complete=True,
        unchanged=True,
        seen=9,
        new=1,
        changed=2,
        events=3,
    )
    with db.write() as conn:
        first = polls.add_run(conn, run)
        second = polls.add_run(conn, replace(run, started=T0 + HOUR))
        polls.add_run(conn, replace(run, source="se_mv"))
    assert replace(first, id=0) == run
    with db.read() as conn:
        assert polls.runs(conn, "eu_portal", 10) == [second, first]
        assert polls.runs(conn, "eu_portal", 1) == [second]


def test_a_source_state_comes_back_exactly_and_is_fresh_when_unknown(db: Database) -> None:
    whole = SourceState(
        id="eu_portal",
        baseline_at=T0,
        last_success=T0 + HOUR,
        last_error="500",
        failures=2,
        episodes=1,
        suspect_count=3,
        validators={"https://example.org/": ('"abc"', "Mon, 05 Jan 2026 08:30:00 GMT")},
        notebook={"cursor": "9"},
    )
    with db.write() as conn:
        assert polls.state(conn, "eu_portal") == SourceState(id="eu_portal")
        polls.save_state(conn, replace(whole, failures=0))
        polls.save_state(conn, whole)
    with db.read() as conn:
        assert polls.state(conn, "eu_portal") == whole
        assert polls.states(conn) == {"eu_portal": whole}


def version(db: Database) -> int:
    with db.read() as conn:
        return meta.data_version(conn)


def test_the_data_version_grows_with_each_public_change_and_only_then(db: Database) -> None:
    seen = [version(db)]

    def grew() -> bool:
        seen.append(version(db))
        return seen[-1] > seen[-2]

    with db.write() as conn:
        calls.save(conn, [keyed(call("a"))])
    assert grew()
    with db.write() as conn:
        events.add(conn, [event("e")])
    assert grew()
    with db.write() as conn:
        polls.save_state(conn, SourceState(id="x"))
    assert grew()
    with db.write() as conn:
        calls.seen_again(conn, "eu_portal", ["a"], T0)
    assert grew()
    with db.write() as conn:
        events.add(conn, [event("e")])
        calls.seen_again(conn, "eu_portal", ["nobody"], T0)
        channels.ensure(conn, "slack", T0)
        meta.put(conn, "k", "v")
    assert not grew()


def test_a_change_undone_leaves_the_data_version_alone(db: Database) -> None:
    before = version(db)

    with suppress(InterruptedError), db.write() as conn:
        calls.save(conn, [keyed(call("a"))])
        raise InterruptedError
    with db.write() as conn:
        meta.put(conn, "k", "v")
    assert version(db) == before


def test_meta_values_are_replaced(db: Database) -> None:
    with db.write() as conn:
        assert meta.get(conn, "k") is None
        meta.put(conn, "k", "1")
        meta.put(conn, "k", "2")
        assert meta.get(conn, "k") == "2"
