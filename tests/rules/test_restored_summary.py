"""After a restore (decisions E 3): one summary a channel, of what it wants, and only once."""

from datetime import datetime
from pathlib import Path

import pytest
from rules_house import House, open_house
from rules_makers import AUG_21, AUG_28, DAY, HOUR, NOW, seen

from config.vocabulary import StatusWord
from monitor.aftermath import tell_restored
from monitor.receivers import receivers
from store import backup, outbox
from store.database import open_database
from store.outbox import DeliveryQuery
from store.records import Delivery, DeliveryKind, DeliveryState

BACK = NOW + 2 * DAY
FIRST = seen(StatusWord.OPEN, AUG_21, key="1", identifier="AMIF-2026-A-01")
SECOND = seen(StatusWord.OPEN, AUG_28, key="2", identifier="AMIF-2026-B-02", title="Reception")


@pytest.fixture(name="house")
def _house(tmp_path: Path) -> House:
    """A house whose backup owed the news of the first call; the second is met after the restore."""
    house = open_house(tmp_path)
    url = house.settings.store.url.get_secret_value()
    house.begin(NOW - DAY)
    house.see(FIRST, NOW)
    backup.backup(url, tmp_path / "backup.db", NOW + HOUR)
    house.database.close()
    backup.restore(url, tmp_path / "backup.db", BACK)
    house.database = open_database(url)
    house.see(SECOND, BACK + HOUR)
    return house


def _tell(house: House, now: datetime, *, asked: bool) -> bool:
    with house.database.write() as conn:
        told = receivers(conn, [one.channel() for one in house.settings.channels], now)
        return tell_restored(conn, told, now, asked=asked)


def _deliveries(house: House, channel: str, state: DeliveryState) -> list[Delivery]:
    query = DeliveryQuery(channel=channel, state=(state,))
    with house.database.read() as conn:
        return outbox.search(conn, query)[0]


def test_until_every_source_was_asked_nothing_new_is_owed(house: House) -> None:
    assert not _tell(house, BACK + HOUR, asked=False)
    owed = _deliveries(house, "told", DeliveryState.OWED)
    assert [one.kind for one in owed] == [DeliveryKind.EVENT]
    house.database.close()


def test_one_summary_names_what_was_owed_and_what_is_new_and_says_it_may_repeat(
    house: House,
) -> None:
    assert _tell(house, BACK + HOUR, asked=True)
    (summary,) = _deliveries(house, "told", DeliveryState.OWED)
    assert (summary.kind, summary.channel) == (DeliveryKind.SUMMARY, "told")
    assert sorted(summary.details["calls"]) == ["call-1", "call-2"]
    assert summary.details["may_repeat"] is True
    (superseded,) = _deliveries(house, "told", DeliveryState.SUPERSEDED)
    assert superseded.kind is DeliveryKind.EVENT
    house.database.close()


def test_a_channel_that_wants_none_of_it_is_told_nothing(house: House) -> None:
    _tell(house, BACK + HOUR, asked=True)
    assert _deliveries(house, "cyprus-only", DeliveryState.OWED) == []
    house.database.close()


def test_it_is_told_once(house: House) -> None:
    _tell(house, BACK + HOUR, asked=True)
    assert _tell(house, BACK + DAY, asked=True)
    assert len(_deliveries(house, "told", DeliveryState.OWED)) == 1
    house.see(seen(StatusWord.OPEN, AUG_28, key="3", title="Return"), BACK + DAY)
    assert len(_deliveries(house, "told", DeliveryState.OWED)) == 2
    house.database.close()
