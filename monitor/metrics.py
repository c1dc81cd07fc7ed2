"""What the service counts, for Prometheus: names begin with `amif_monitor_`.

Labels are sources, kinds and outcomes only, never a call, an address or a subscriber, so that the
number of series stays small and nothing private is told. What this process does is counted here
as it happens; what is stored is read when somebody asks (`monitor.gauges`).
"""

from collections.abc import Iterable
from platform import python_version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Info,
    PlatformCollector,
    ProcessCollector,
    Summary,
    generate_latest,
)
from prometheus_client.registry import Collector

from monitor import __version__
from store.records import CallEvent, PollRun

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_BUILD = Info("amif_monitor_build", "What runs here", registry=REGISTRY)
_BUILD.info({"version": __version__, "python": python_version()})

POLLS = Counter(
    "amif_monitor_polls",
    "Polls by outcome: changed (something new was read), unchanged, failed",
    ["source", "outcome"],
    registry=REGISTRY,
)
FAILURES = Counter(
    "amif_monitor_poll_failures",
    "Failed polls by cause, in the fixed words of the sources page",
    ["source", "cause"],
    registry=REGISTRY,
)
POLL_SECONDS = Summary(
    "amif_monitor_poll_seconds", "How long polls took", ["source"], registry=REGISTRY
)
EVENTS = Counter(
    "amif_monitor_events", "Events stored, those of a baseline not among them", ["kind"],
    registry=REGISTRY,
)  # fmt: skip
ATTEMPTS = Counter(
    "amif_monitor_delivery_attempts",
    "Attempts to deliver by outcome: sent, failed (tried again later), given_up",
    ["channel_kind", "outcome"],
    registry=REGISTRY,
)
DELIVERY_SECONDS = Summary(
    "amif_monitor_delivery_seconds", "How long attempts took", ["channel_kind"], registry=REGISTRY
)
LOOP_DELAY = Gauge(
    "amif_monitor_loop_delay_seconds",
    "How much later than asked the event loop came back, when last measured",
    registry=REGISTRY,
)


def polled(run: PollRun) -> None:
    """Count one poll, as it was recorded."""
    outcome = "failed" if not run.ok else "unchanged" if run.unchanged else "changed"
    POLLS.labels(run.source, outcome).inc()
    POLL_SECONDS.labels(run.source).observe(run.seconds)
    if not run.ok:
        FAILURES.labels(run.source, run.cause or "error").inc()


def events(stored: Iterable[CallEvent]) -> None:
    """Count events that were new to the store."""
    for event in stored:
        if not event.baseline:
            EVENTS.labels(event.kind.value).inc()


def delivered(channel_kind: str, outcome: str, seconds: float | None = None) -> None:
    """Count one attempt. `outcome` is "sent", "failed" or "given_up"."""
    ATTEMPTS.labels(channel_kind or "unknown", outcome).inc()
    if seconds is not None:
        DELIVERY_SECONDS.labels(channel_kind or "unknown").observe(seconds)


def loop_delay(seconds: float) -> None:
    """Note how late the event loop was; never below 0."""
    LOOP_DELAY.set(max(seconds, 0.0))


def follow(stored: Collector) -> None:
    """From now on tell what this collector reads too (see `monitor.gauges`)."""
    REGISTRY.register(stored)


def stop_following(stored: Collector) -> None:
    """No longer ask this collector: its store is about to close."""
    REGISTRY.unregister(stored)


def render() -> bytes:
    """Everything as Prometheus text, version 0.0.4."""
    return generate_latest(REGISTRY)
