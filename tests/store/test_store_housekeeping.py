"""Forgetting with time: what may go goes, what is owed or open stays."""

from dataclasses import replace
from datetime import timedelta

from store_makers import T0, call, event, keyed, owed

from config.channel import Channel
from config.vocabulary import CallStatus
from store import calls, events, outbox, polls, subscribers
from store.database import Database
from store.housekeeping import Forgotten, Keep, housekeep
from store.outbox import DeliveryQuery
from store.records import DeliveryState, PollRun, SourceState, Version
from store.subscribers import Signup

DAY = timedelta(days=1)
NOTHING = Keep(polls=None, validators=None, deliveries=None, history=None)


def test_poll_runs_go_after_their_time(db: Database) -> None:
    run = PollRun(source="x", started=T0, seconds=0.1, ok=True)
    with db.write() as conn:
        polls.add_run(conn, run)
        polls.add_run(conn, replace(run, started=T0 + DAY))
        keep = replace(NOTHING, polls=90 * DAY)
        assert housekeep(conn, T0 + 90 * DAY, keep) == Forgotten()
        assert housekeep(conn, T0 + 91 * DAY, keep) == Forgotten(polls=1)
        assert [one.started for one in polls.runs(conn, "x")] == [T0 + DAY]


def test_settled_deliveries_go_and_owed_ones_never(db: Database) -> None:
    states = [owed(state.value, state=state) for state in DeliveryState]
    with db.write() as conn:
        outbox.owe(conn, states)
        keep = replace(NOTHING, deliveries=730 * DAY)
        assert housekeep(conn, T0 + 730 * DAY, keep).deliveries == 0
        assert housekeep(conn, T0 + 731 * DAY, keep).deliveries == 3
        [left] = outbox.search(conn, DeliveryQuery())[0]
    assert left.state is DeliveryState.OWED


def test_validators_go_when_a_source_was_not_read_for_long(db: Database) -> None:
    state = SourceState(
        id="x", last_success=T0, notebook={"n": "1"}, validators={"u": ("etag", "")}
    )
    with db.write() as conn:
        polls.save_state(conn, state)
        keep = replace(NOTHING, validators=180 * DAY)
        assert housekeep(conn, T0 + 180 * DAY, keep).validators == 0
        assert housekeep(conn, T0 + 181 * DAY, keep).validators == 1
        assert polls.state(conn, "x") == replace(state, validators={})


def test_history_goes_only_for_calls_that_are_over_and_is_kept_by_what_names_it(
    db: Database,
) -> None:
    version = Version(call_id="open", at=T0, source="x", turn=1, digest="d")
    with db.write() as conn:
        calls.save(conn, [keyed(call("open")), keyed(call("shut", status=CallStatus.CLOSED))])
        calls.add_versions(conn, [version, replace(version, call_id="shut")])
        made = [event("1", "open"), event("2", "shut"), event("3", "shut")]
        stored = events.add(conn, [*made, event("4", "source:x")])
        outbox.owe(conn, [owed("d", event_id=stored[2].id)])
        assert housekeep(conn, T0 + 999 * DAY, NOTHING) == Forgotten()
        keep = replace(NOTHING, history=365 * DAY)
        assert housekeep(conn, T0 + 365 * DAY, keep) == Forgotten()
        assert housekeep(conn, T0 + 366 * DAY, keep) == Forgotten(events=1, versions=1)
        assert events.known(conn, ["1", "2", "3", "4"]) == {"1", "3", "4"}
        assert len(calls.versions(conn, "open")) == 1
        assert calls.get(conn, "shut") is not None


def test_signups_never_confirmed_go_with_the_rest(db: Database) -> None:
    asked = Signup(
        token_hash="t",
        kind="mail",
        name_key="a",
        choice=Channel(name=""),
        asked=T0,
        expires=T0 + 2 * DAY,
    )
    with db.write() as conn:
        subscribers.add_pending(conn, asked)
        assert housekeep(conn, T0 + DAY, NOTHING).signups == 0
        assert housekeep(conn, T0 + 2 * DAY, NOTHING).signups == 1
