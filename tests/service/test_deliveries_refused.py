"""Deliveries while the store refuses: nothing ends, nothing is lost, nothing is sent again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from monitor.__main__ import now as real_now
from monitor.deliver import Deliverer, Job
from monitor.pace import Pace
from notifiers.base import Message
from store import outbox
from store.database import Database, StoreError, open_database
from store.records import Delivery, DeliveryKind
from store.stillness import Stillness

FULL = "The disk is full: free some space; nothing was written."


class Refusing:
    """A database that can be told to refuse."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.refuse = False

    def write(self, *, parallel: bool = False) -> AbstractContextManager[Connection]:
        """As the database, or not."""
        if self.refuse:
            raise StoreError(FULL)
        return self._database.write(parallel=parallel)

    def read(self) -> AbstractContextManager[Connection]:
        """As the database."""
        return self._database.read()

    def stillness(self) -> Stillness:
        """As the database."""
        return self._database.stillness()


class Office:
    """One channel that accepts everything; `fill_disk` lets the store refuse from a sending on."""

    kind = "json"

    def __init__(self, store: Refusing) -> None:
        self.store = store
        self.accepted = 0
        self.fill_disk = False

    def send(self, message: Message) -> None:
        """Accept it."""
        self.accepted += 1
        self.store.refuse = self.store.refuse or self.fill_disk

    def gather(
        self, conn: Connection, claimed: Sequence[Delivery], now: datetime, owner: str
    ) -> list[Delivery]:
        """No digests here."""
        return list(claimed)

    def jobs(self, conn: Connection, claimed: Sequence[Delivery], now: datetime) -> list[Job]:
        """The same message for all."""
        message = Message(key="k", title="t", text="t", html="", markdown="")
        return [Job(delivery=one, message=lambda: message, notifier=self) for one in claimed]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    database = open_database(f"sqlite:///{tmp_path / 'm.db'}")
    with database.write() as conn:
        owed = Delivery(key="k", channel="c", kind=DeliveryKind.EVENT, created=real_now())
        outbox.owe(conn, [owed])
    yield Refusing(database)
    database.close()


def deliverer(office: Office) -> Deliverer:
    pace, store = Pace(lambda _name: None), office.store
    return Deliverer(store, office, real_now, pace=pace, spans=lambda: ())  # type: ignore[arg-type]


@asynccontextmanager
async def running(mine: Deliverer) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(mine.run(idle_seconds=0.05))
    yield task
    assert not task.done(), "it never ends by itself"
    task.cancel()
    await asyncio.wait({task})
    await mine.stop(1)


def state(store: Refusing) -> str:
    with store.read() as conn:
        [only] = outbox.search(conn, outbox.DeliveryQuery())[0]
    return str(only.state)


async def until(true: Any) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.02)


async def test_what_was_sent_and_cannot_be_marked_is_marked_later_and_not_sent_again(
    store: Refusing,
) -> None:
    office = Office(store)
    office.fill_disk = True
    async with running(deliverer(office)):
        await until(lambda: store.refuse)
        await asyncio.sleep(0.3)
        office.fill_disk = store.refuse = False
        await until(lambda: state(store) == "sent")
    assert office.accepted == 1


async def test_a_store_that_cannot_be_claimed_from_is_asked_again(store: Refusing) -> None:
    office = Office(store)
    store.refuse = True
    mine = deliverer(office)
    async with running(mine):
        await until(lambda: mine.refusal)
        for _ in range(12):  # longer than leases wait to be renewed
            await asyncio.sleep(0.1)
            assert mine.refusal == FULL
        assert office.accepted == 0
        store.refuse = False
        await until(lambda: state(store) == "sent")
    assert not mine.refusal


async def test_leaving_while_the_store_refuses_is_orderly(store: Refusing) -> None:
    office = Office(store)
    office.fill_disk = True
    async with running(deliverer(office)):
        await until(lambda: store.refuse)
    assert state(store) == "owed"


async def test_a_single_pass_says_that_the_store_refused(store: Refusing) -> None:
    office = Office(store)
    office.fill_disk = True
    with pytest.raises(StoreError, match="disk is full"):
        await deliverer(office).drain()
