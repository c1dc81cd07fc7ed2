"""What waited for a digest is told once: in it, or by itself where it became urgent meanwhile."""

from datetime import UTC, datetime
from pathlib import Path

from rules_house import House, open_house
from rules_makers import AUG_21, DAY, HOUR, NOW, by_hour, seen

from config.vocabulary import StatusWord
from monitor.context import make_context
from monitor.parcels import Parcels
from store import outbox
from store.outbox import DeliveryQuery
from store.records import Delivery, DeliveryKind, DeliveryState

LATE = datetime(2026, 8, 19, 12, tzinfo=UTC)  # two days before AUG_21; no digest left till now
OCTOBER = by_hour("2026-10-21 17:00")


def _house(folder: Path) -> House:
    house = open_house(folder)
    house.begin(NOW - DAY)
    house.see(seen(StatusWord.OPEN, AUG_21, key="1", identifier="AMIF-2026-A-01"), NOW)
    house.see(seen(StatusWord.OPEN, OCTOBER, key="2", identifier="AMIF-2026-B-02"), NOW)
    return house


def _gathered(house: House) -> list[Delivery]:
    context = make_context(house.settings, house.database, {}, lambda: LATE)
    with house.database.write() as conn:
        claimed = outbox.claim(conn, now=LATE, owner="t", lease=HOUR, limit=9, channel="weekly")
        return Parcels(context).gather(conn, claimed, LATE, "t")


def _in_the_digest(house: House) -> list[int]:
    query = DeliveryQuery(
        channel="weekly", state=(DeliveryState.OWED,), kind=(DeliveryKind.DIGEST,)
    )
    with house.database.read() as conn:
        (digest,) = outbox.search(conn, query)[0]
    return list(digest.details["deliveries"])


def test_what_became_urgent_while_waiting_leaves_by_itself_and_is_in_no_digest(
    tmp_path: Path,
) -> None:
    house = _house(tmp_path)
    alone = {one.id for one in _gathered(house)}
    folded = set(_in_the_digest(house))
    house.database.close()
    assert len(alone) == 1
    assert len(folded) == 1
    assert not alone & folded
