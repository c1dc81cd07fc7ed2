"""What is asked often is found by an index, so that its cost does not grow with what is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text
from store_makers import T0, call, keyed, owed

from config.vocabulary import CallStatus
from store import calls, outbox
from store.database import Database


@pytest.fixture
def many(db: Database) -> Database:
    """2,000 calls, most of them over, and 20,000 deliveries, most of them sent."""
    with db.write() as conn:
        calls.save(
            conn,
            [
                keyed(
                    call(
                        f"c{n}",
                        status=CallStatus.CLOSED if n % 50 else CallStatus.OPEN,
                        next_due=T0 + timedelta(hours=n),
                    ),
                    code=f"code-{n}",
                    title=f"title-{n}",
                )
                for n in range(2_000)
            ],
        )
        outbox.owe(conn, [owed(f"d{n}", f"ch{n % 10}") for n in range(20_000)])
        conn.execute(text("UPDATE deliveries SET state = 'sent' WHERE id % 50 <> 0"))
        conn.exec_driver_sql("ANALYZE")
    return db


def plans(conn: Connection, work: object) -> str:
    """How the database carries out every statement of `work`."""
    statements: list[tuple[str, object]] = []

    def note(
        _conn: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        statements.append((statement, parameters))

    event.listen(conn.engine, "before_cursor_execute", note)
    try:
        work()  # type: ignore[operator]
    finally:
        event.remove(conn.engine, "before_cursor_execute", note)
    how = "EXPLAIN QUERY PLAN " if conn.dialect.name == "sqlite" else "EXPLAIN "
    told = [conn.exec_driver_sql(how + one, given).all() for one, given in statements]
    return "\n".join(str(row[-1]) for rows in told for row in rows)


def test_what_is_due_is_found_by_its_index(many: Database) -> None:
    with many.read() as conn:
        plan = plans(conn, lambda: calls.due(conn, T0 + timedelta(hours=3)))
        first = plans(conn, lambda: calls.next_due(conn))
    assert "ix_calls_next_due" in plan
    assert "ix_calls_next_due" in first
    assert "SCAN calls\n" not in plan
    assert "Seq Scan on calls" not in plan


def test_candidates_are_found_by_their_keys(many: Database) -> None:
    with many.read() as conn:
        plan = plans(conn, lambda: calls.candidates(conn, "code-7", "title-9"))
    assert "ix_calls_code_key" in plan
    assert "ix_calls_title_key" in plan


def test_what_is_owed_is_found_without_reading_what_was_sent(many: Database) -> None:
    with many.write() as conn:
        plan = plans(
            conn,
            lambda: outbox.claim(
                conn, now=T0, owner="x", lease=timedelta(seconds=9), limit=10, busy=["ch1"]
            ),
        )
    assert "ix_deliveries_" in plan
    assert "SCAN deliveries\n" not in plan
    assert "Seq Scan on deliveries" not in plan


def test_a_backlog_that_nobody_has_counted_yet_is_not_read_for_each_claim(many: Database) -> None:
    """PostgreSQL's figures still say that next to nothing is owed when thousands just were."""
    lease = timedelta(seconds=9)
    with many.write() as conn:
        outbox.owe(conn, [owed(f"new{n}", f"subscriber:{n}") for n in range(5_000)])
        if conn.dialect.name == "postgresql":
            conn.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        mine = outbox.claim(conn, now=T0, owner="x", lease=lease, limit=48)
        ids = [one.id for one in mine]
        claim = plans(conn, lambda: outbox.claim(conn, now=T0, owner="x", lease=lease, limit=48))
        marked = plans(conn, lambda: outbox.sent_all(conn, ids, "x", T0))
        kept = plans(conn, lambda: outbox.renew(conn, ids, "x", T0))
    assert len(ids) == 48
    if many.dialect == "postgresql":
        locking = claim.split("LockRows")[1].split("Update")[0]
        assert "pk_deliveries" in locking
        assert "ix_deliveries_owed" not in locking
    assert "ix_deliveries_owed" not in marked + kept


def test_a_first_page_is_read_in_the_order_of_its_index(many: Database) -> None:
    with many.read() as conn:
        plan = plans(conn, lambda: calls.search(conn, calls.CallQuery(limit=10)))
    assert "ix_calls_order" in plan
