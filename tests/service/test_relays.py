"""A relay that names a whole call adds nothing beside the topics the portal shows (decisions F)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from config.vocabulary import CallFacts, Management, StatusWord
from monitor.context import Context, Watched, make_context
from monitor.health import PollOutcome
from monitor.seen import Seen, save_answer
from sources.base import Answer, CallSeen, Rank
from sources.registry import builtin_sources
from store import calls
from store.calls import CallQuery
from store.database import open_database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CALL, TOPIC = "AMIF-2026-TF2-AG-INTE", "AMIF-2026-TF2-AG-INTE-01-WOMEN"


def notice(source: str, code: str, of_call: str | None = None) -> CallSeen:
    facts = CallFacts(
        title=f"Integration: {code}",
        country="EU",
        identifier=code,
        call_identifier=of_call,
        management=Management.DIRECT,
    )
    return CallSeen(source=source, key=code, word=StatusWord.OPEN, facts=facts)


def save(context: Context, watched: Watched, *seen: CallSeen) -> None:
    answer = Answer(calls=seen)
    outcome = PollOutcome(ok=True, seen=len(seen), landmarks=True)
    save_answer(
        context, watched, Seen(outcome=outcome, answer=answer, fetched=None), NOW, seconds=0.0
    )


def test_a_relay_of_a_call_adds_no_call_beside_its_topics(tmp_path: Path) -> None:
    sources = builtin_sources()
    relay = next(s for s in sources.values() if s.info.rank is Rank.RELAY)
    portal = sources["eu_portal"]
    database = open_database(f"sqlite:///{tmp_path}/a.db")
    watched = {s.info.id: Watched(source=s, every=NOW - NOW) for s in (portal, relay)}
    context = make_context(Settings(), database, watched, lambda: NOW)

    save(context, watched["eu_portal"], notice("eu_portal", TOPIC, CALL))
    save(context, watched[relay.info.id], notice(relay.info.id, CALL))
    save(context, watched[relay.info.id], replace(notice(relay.info.id, "AMIF-2026-TF3-AG-X")))

    with database.read() as conn:
        found, _total = calls.search(conn, CallQuery())
    database.close()
    assert {call.facts.identifier for call in found} == {TOPIC, "AMIF-2026-TF3-AG-X"}
