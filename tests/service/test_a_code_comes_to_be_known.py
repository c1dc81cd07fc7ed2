"""A notice that comes to name the code of an EU-level call stays one call (decisions F)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from config.vocabulary import CallFacts, StatusWord
from monitor.context import Context, Watched, make_context
from monitor.health import PollOutcome
from monitor.seen import Seen, save_answer
from sources.base import Answer, CallSeen
from sources.registry import builtin_sources, custom_source
from store import calls
from store.calls import CallQuery
from store.database import open_database
from store.records import StoredCall

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODE = "AMIF-2026-TF2-AG-INTE-01"
RELAY = custom_source(
    id="relay",
    kind="feed",
    url="https://example.org/news.xml",
    country="CY",
    language="en",
    timezone="Asia/Nicosia",
    authority="Ministry",
)
NATIONAL = CallFacts(title="Support in the north", country="CY", authority="Ministry")
COMMISSION = replace(
    NATIONAL, country="EU", authority="European Commission, DG HOME", identifier=CODE
)


def notice(source: str, key: str, facts: CallFacts) -> CallSeen:
    return CallSeen(source=source, key=key, word=StatusWord.OPEN, facts=facts)


WITHOUT, WITH = notice("relay", "news-1", NATIONAL), notice("relay", "coded", COMMISSION)
TOPIC = notice("eu_portal", "50000001", COMMISSION)


class Desk:
    """Saves answers, each an hour after the one before."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(f"sqlite:///{folder}/a.db")
        sources = (builtin_sources()["eu_portal"], RELAY)
        self.watched = {s.info.id: Watched(source=s, every=timedelta(hours=1)) for s in sources}
        self.context: Context = make_context(Settings(), self.database, self.watched, lambda: NOW)
        self.now = NOW

    def save(self, source: str, *seen: CallSeen) -> None:
        self.now += timedelta(hours=1)
        outcome = PollOutcome(ok=True, seen=len(seen), landmarks=True)
        answer = Seen(outcome=outcome, answer=Answer(calls=seen), fetched=None)
        save_answer(self.context, self.watched[source], answer, self.now, seconds=0.0)

    def stored(self) -> list[StoredCall]:
        with self.database.read() as conn:
            return list(calls.search(conn, CallQuery())[0])

    def named(self, call_id: str) -> str | None:
        with self.database.read() as conn:
            return calls.resolve(conn, call_id)


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_it_keeps_its_id_and_gains_the_code(desk: Desk) -> None:
    desk.save("relay", WITHOUT)
    (before,) = desk.stored()
    desk.save("relay", WITH)
    (after,) = desk.stored()
    assert (after.id, after.facts.identifier) == (before.id, CODE)


@pytest.mark.parametrize("first", ["relay", "eu_portal"])
def test_the_portals_call_and_it_become_one_and_the_older_id_stays(desk: Desk, first: str) -> None:
    answers = {"relay": WITHOUT, "eu_portal": TOPIC}
    for source in sorted(answers, key=lambda each: each != first):
        desk.save(source, answers[source])
    ids = {call.sightings[0].source: call.id for call in desk.stored()}
    assert set(ids) == {"relay", "eu_portal"}

    desk.save("relay", WITH)
    desk.save("eu_portal", TOPIC)
    (call,) = desk.stored()
    assert call.id == ids[first]
    assert {desk.named(one) for one in ids.values()} == {call.id}
    assert {sighting.source for sighting in call.sightings} == {"relay", "eu_portal"}


def test_two_shown_at_once_stay_two_when_one_goes(desk: Desk) -> None:
    desk.save("relay", WITHOUT)
    desk.save("relay", WITHOUT, WITH)
    assert len(desk.stored()) == 2
    desk.save("relay", replace(WITH, facts=replace(COMMISSION, conditions="Two pages.")))
    assert len(desk.stored()) == 2
