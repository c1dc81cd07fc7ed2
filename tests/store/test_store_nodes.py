"""Several nodes on one PostgreSQL: nothing is claimed twice, nobody waits for nobody."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from store_makers import T0, call, keyed, owed
from store_processes import outcome, run_python

from store import calls, claiming, outbox
from store.database import Database

pytestmark = pytest.mark.postgres
Opener = Callable[..., Database]
LEASE = timedelta(seconds=10)


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres").shared_database())


def owe(db: Database, count: int) -> None:
    with db.write() as conn:
        outbox.owe(conn, [owed(f"d{n}", f"c{n % 7}") for n in range(count)])


def test_a_claim_goes_past_rows_another_node_is_just_claiming(url: str, opener: Opener) -> None:
    here, there = opener(url), opener(url)
    owe(here, 12)
    with here.write(parallel=True) as one, there.write(parallel=True) as other:
        mine = outbox.claim(one, now=T0, owner="here", lease=LEASE, limit=4)
        theirs = outbox.claim(other, now=T0, owner="there", lease=LEASE, limit=4)
    assert len(mine) == len(theirs) == 4
    assert not {one.id for one in mine} & {one.id for one in theirs}


def test_a_row_claimed_between_reading_and_locking_is_not_taken_again(
    url: str, opener: Opener
) -> None:
    here, there = opener(url), opener(url)
    owe(here, 4)
    with here.write(parallel=True) as one:
        line = claiming.in_turn(claiming.ready_ones(one, T0, 10, ()))
        with there.write(parallel=True) as other:
            outbox.claim(other, now=T0, owner="there", lease=LEASE, limit=2)
        assert len(claiming.lock(one, line, T0, 10)) == 2


def test_nodes_that_claim_at_once_share_the_work(url: str, opener: Opener) -> None:
    owe(opener(url), 600)
    taken: list[int] = []

    def work(name: str) -> None:
        db = opener(url)
        while True:
            with db.write(parallel=True) as conn:
                got = outbox.claim(conn, now=T0, owner=name, lease=LEASE, limit=25)
                for one in got:
                    assert outbox.sent(conn, one.id, name, T0)
            taken.extend(one.id for one in got)
            if not got:
                return

    nodes = [threading.Thread(target=work, args=(f"n{n}",)) for n in range(3)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join()
    assert len(taken) == len(set(taken))
    with opener(url).read() as conn:
        left, _ = outbox.search(conn, outbox.DeliveryQuery(state=["owed"], limit=500))
    assert left == []


def test_a_node_that_dies_with_claims_loses_none(url: str, opener: Opener) -> None:
    db = opener(url)
    owe(db, 3)
    code = (
        "import os, sys\n"
        "from datetime import UTC, datetime, timedelta\n"
        "from store import outbox; from store.database import open_database\n"
        "db = open_database(sys.argv[1]); now = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)\n"
        "with db.write(parallel=True) as conn:\n"
        "    outbox.claim(conn, now=now, owner='dead', lease=timedelta(seconds=10), limit=2)\n"
        "with db.write(parallel=True) as conn:\n"
        "    outbox.claim(conn, now=now, owner='dead', lease=timedelta(seconds=10), limit=1)\n"
        "    print('dying', flush=True); os._exit(0)\n"
    )
    assert outcome(run_python(code, url)) == "dying"
    with db.write(parallel=True) as conn:
        at_once = outbox.claim(conn, now=T0, owner="alive", lease=LEASE, limit=9)
        later = outbox.claim(conn, now=T0 + LEASE, owner="alive", lease=LEASE, limit=9)
    assert sorted(one.attempts for one in at_once) == [1], "the third claim died uncommitted"
    assert len(later) == 3


def test_writers_of_calls_take_turns_and_claims_do_not_wait_for_them(
    url: str, opener: Opener
) -> None:
    here, there = opener(url), opener(url)
    owe(here, 1)
    order: list[str] = []

    def second() -> None:
        with there.write() as conn:
            order.append("second")
            calls.save(conn, [keyed(call("a", turn=2))])

    waiting = threading.Thread(target=second)
    with here.write() as conn:
        waiting.start()
        with there.write(parallel=True) as other:
            assert len(outbox.claim(other, now=T0, owner="x", lease=LEASE, limit=1)) == 1
        calls.save(conn, [keyed(call("a", turn=1))])
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
    with here.read() as conn:
        found = calls.get(conn, "a")
    assert found is not None
    assert found.turn == 2
