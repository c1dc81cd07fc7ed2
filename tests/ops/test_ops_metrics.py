"""What Prometheus is told, and that the handbook's alert rules ask for things that exist."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from config.channel import Channel
from config.settings import ChannelSettings, Settings
from config.vocabulary import EventKind
from monitor import metrics
from monitor.context import Context
from monitor.gauges import StoredGauges
from monitor.world import watched_sources
from store import outbox, polls, subscribers
from store.database import Database, open_database
from store.records import CallEvent, Delivery, DeliveryKind, PollRun, SourceState
from store.subscribers import Signup

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HANDBOOK = Path(__file__).parents[2] / "docs" / "operations.md"


def told(name: str, **labels: str) -> float | None:
    """The present value of one series in what is rendered; None when it is not there."""
    for family in text_string_to_metric_families(metrics.render().decode()):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return None


def signup(name: str) -> Signup:
    """Somebody who asked and has not confirmed yet; the name is the token's hash as well."""
    return Signup(
        token_hash=name,
        kind="mail",
        name_key=name,
        choice=Channel(name=""),
        asked=NOW,
        expires=NOW + timedelta(hours=48),
        address=f"{name}@example.org",
    )


@pytest.fixture(name="database")
def _database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'amif.db'}")
    yield database
    database.close()


@pytest.fixture(name="follow")
def _follow(database: Database) -> Iterator[Callable[..., None]]:
    following: list[StoredGauges] = []

    def start(settings: Settings | None = None) -> None:
        settings = settings or Settings()
        gauges = StoredGauges(
            Context(
                settings=settings,
                database=database,
                watched=watched_sources(settings),
                clock=lambda: NOW,
                started=NOW,
            )
        )
        metrics.follow(gauges)
        following.append(gauges)

    yield start
    for gauges in following:
        metrics.stop_following(gauges)


def test_polls_are_counted_by_source_and_outcome_with_their_cause() -> None:
    def run(**how: object) -> PollRun:
        return PollRun(source="counted", started=NOW, seconds=0.5, **how)  # type: ignore[arg-type]

    metrics.polled(run(ok=True))
    metrics.polled(run(ok=True, unchanged=True))
    metrics.polled(run(ok=True, unchanged=True))
    metrics.polled(run(ok=False, cause="blocked"))
    assert told("amif_monitor_polls_total", source="counted", outcome="changed") == 1
    assert told("amif_monitor_polls_total", source="counted", outcome="unchanged") == 2
    assert told("amif_monitor_polls_total", source="counted", outcome="failed") == 1
    assert told("amif_monitor_poll_failures_total", source="counted", cause="blocked") == 1
    assert told("amif_monitor_poll_seconds_sum", source="counted") == 2.0


def test_events_are_counted_by_kind_but_not_those_of_a_baseline() -> None:
    def event(*, baseline: bool) -> CallEvent:
        return CallEvent(
            key=f"k{baseline}",
            kind=EventKind.REOPENED,
            subject="c",
            at=NOW,
            source="s",
            turn=1,
            baseline=baseline,
        )

    before = told("amif_monitor_events_total", kind="reopened") or 0
    metrics.events([event(baseline=False), event(baseline=True)])
    assert told("amif_monitor_events_total", kind="reopened") == before + 1


def test_attempts_are_counted_by_channel_kind_and_outcome_only() -> None:
    metrics.delivered("counted", "sent", 0.1)
    metrics.delivered("counted", "failed", 0.3)
    assert told("amif_monitor_delivery_attempts_total", channel_kind="counted", outcome="sent") == 1
    assert told("amif_monitor_delivery_seconds_sum", channel_kind="counted") == pytest.approx(0.4)


def test_a_loop_that_is_early_is_not_late() -> None:
    metrics.loop_delay(-0.1)
    assert told("amif_monitor_loop_delay_seconds") == 0
    metrics.loop_delay(0.25)
    assert told("amif_monitor_loop_delay_seconds") == 0.25


def test_sources_tell_their_state_and_how_old_their_last_success_is(
    database: Database, follow: Callable[..., None]
) -> None:
    good = SourceState(
        id="eu_portal",
        verified_at=NOW,
        last_success=NOW - timedelta(minutes=10),
        calls_seen=7,
    )
    with database.write() as conn:
        polls.save_state(conn, good)
    follow()
    state = "amif_monitor_source_state"
    assert told(state, source="eu_portal", state="ok") == 1
    assert told(state, source="eu_portal", state="degraded") == 0
    assert told("amif_monitor_source_last_success_age_seconds", source="eu_portal") == 600
    assert told("amif_monitor_source_calls", source="eu_portal") == 7
    never = next(source for source in watched_sources(Settings()) if source != "eu_portal")
    assert told(state, source=never, state="unverified") == 1
    assert told("amif_monitor_source_last_success_age_seconds", source=never) is None


def test_deliveries_are_told_by_channel_kind_and_never_by_name(
    database: Database, follow: Callable[..., None]
) -> None:
    settings = Settings.model_validate(
        {"channels": [{"name": "secret-ngo", "url": "slack://TokenA/TokenB/TokenC"}]}
    )
    with database.write() as conn:
        outbox.owe(
            conn,
            [
                Delivery(key=f"d{i}", channel=name, kind=DeliveryKind.SUMMARY, created=at)
                for i, (name, at) in enumerate(
                    [
                        ("secret-ngo", NOW - timedelta(minutes=5)),
                        ("secret-ngo", NOW),
                        ("subscriber:17", NOW),
                        ("once-there", NOW),
                    ]
                )
            ],
        )
    follow(settings)
    deliveries = "amif_monitor_deliveries"
    assert told(deliveries, channel_kind="slack", state="owed") == 2
    assert told(deliveries, channel_kind="subscriber", state="owed") == 1
    assert told(deliveries, channel_kind="removed", state="owed") == 1
    assert told("amif_monitor_outbox_age_seconds") == 300
    text = metrics.render().decode()
    assert "secret-ngo" not in text
    assert "Token" not in text


def test_subscribers_are_counted_by_state_and_never_named(
    database: Database, follow: Callable[..., None]
) -> None:
    mail = {"enabled": True, "mail_url": "mailto://127.0.0.1?from=a@example.org", "cap": 7}
    settings = Settings.model_validate({"subscriptions": mail})
    states = ("paused", "suppressed", "confirmed")
    with database.write() as conn:
        for name in (*states, "waiting"):
            subscribers.add_pending(conn, signup(name))
        known = {name: subscribers.confirm(conn, name, NOW, name) for name in states}
        assert known["paused"] is not None
        assert known["suppressed"] is not None
        subscribers.save(conn, replace(known["paused"], paused_until=NOW + timedelta(days=1)))
        for _ in range(3):
            subscribers.refused(conn, known["suppressed"].id)
    follow(settings)
    counted = "amif_monitor_subscribers"
    assert told(counted, state="confirmed") == 2
    assert told(counted, state="paused") == 1
    assert told(counted, state="suppressed") == 1
    assert told(counted, state="pending") == 1
    assert told("amif_monitor_subscribers_cap") == 7
    assert "@example.org" not in metrics.render().decode()


def test_without_self_service_no_subscribers_are_counted(follow: Callable[..., None]) -> None:
    follow()
    assert told("amif_monitor_subscribers", state="confirmed") is None
    assert told("amif_monitor_subscribers_cap") is None


def test_an_empty_outbox_has_no_age(follow: Callable[..., None]) -> None:
    follow()
    assert told("amif_monitor_outbox_age_seconds") == 0
    assert told("amif_monitor_calls", status="open") == 0
    assert told("amif_monitor_store_readable") == 1


def test_a_store_that_cannot_be_read_is_told_and_nothing_breaks(
    database: Database, follow: Callable[..., None], tmp_path: Path
) -> None:
    follow()
    database.close()
    for file in tmp_path.glob("amif.db*"):
        file.unlink()
    (tmp_path / "amif.db").write_bytes(b"this is no database at all" * 100)
    assert told("amif_monitor_store_readable") == 0
    assert told("amif_monitor_build_info") == 1


def test_the_alert_rules_of_the_handbook_ask_for_metrics_that_exist(
    follow: Callable[..., None],
) -> None:
    mail = {"enabled": True, "mail_url": "mailto://127.0.0.1?from=a@example.org"}
    follow(Settings.model_validate({"subscriptions": mail}))
    rules = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", HANDBOOK.read_text(), re.DOTALL)[0])
    text = metrics.render().decode()
    asked = {
        name
        for group in rules["groups"]
        for rule in group["rules"]
        for name in re.findall(r"amif_monitor_\w+", rule["expr"])
    }
    assert len(asked) >= 5
    for name in asked:
        assert f"# TYPE {name} " in text, name


def test_a_channel_without_a_kind_still_counts() -> None:
    assert ChannelSettings(name="x").channel().kind == ""
    metrics.delivered("", "sent")
    assert told("amif_monitor_delivery_attempts_total", channel_kind="unknown") == 1
