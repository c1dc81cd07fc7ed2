"""The whole examination, in the order in which a person would mend what it finds."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from config.settings import Mistake, Settings, SettingsError, load_settings
from monitor.context import Clock, Watched
from monitor.doctor.channels import check_channels
from monitor.doctor.database import check_database
from monitor.doctor.finding import Finding, fault, fine, warning
from monitor.doctor.machine import check_clock, check_disk, check_permissions, check_zones
from monitor.doctor.network import Visit, check_public_url, check_visits, visit_all
from monitor.doctor.watch import check_watch
from monitor.matching import warnings
from monitor.world import watched_sources


def examine(
    path: Path | None, environ: Mapping[str, str], clock: Clock, *, seconds: float = 10.0
) -> Iterator[Finding]:
    """Every finding, as it is made. `path` is `--config`; `seconds` bound each connection."""
    try:
        settings = load_settings(path, environ)
        watched = watched_sources(settings)
    except SettingsError as error:
        yield from _mistakes(error.mistakes)
        yield from check_zones((), clock())
        return
    yield from _settings(settings)
    yield from check_permissions(settings)
    yield from check_disk(settings)
    yield from check_database(settings)
    yield from check_zones(_zones(settings, watched), clock())
    visits = visit_all(settings, watched, clock, seconds=seconds)
    yield check_clock(_answers(visits), clock())
    yield from check_visits(visits)
    yield from check_watch(settings, watched, clock())
    yield from check_channels(settings)
    yield check_public_url(settings, seconds=seconds)


def _settings(settings: Settings) -> Iterator[Finding]:
    where = str(settings.file) if settings.file else "no file: the defaults and the environment"
    yield fine("settings", where)
    if not settings.channels and not settings.subscriptions.enabled:
        yield warning(
            "settings",
            "nobody is told anything: there is no channel and no self-service",
            "write [[channels]] into the settings, as the handbook shows",
        )
    for index, channel in enumerate(settings.channels):
        for sentence in warnings(channel.channel()):
            told = settings.mistake(("channels", index), sentence)
            yield warning("settings", str(told), "mend or remove the filter")


def _mistakes(mistakes: tuple[Mistake, ...]) -> Iterator[Finding]:
    for mistake in mistakes:
        yield fault("settings", str(mistake), "mend it; `amif-monitor config check` looks again")


def _zones(settings: Settings, watched: Mapping[str, Watched]) -> tuple[str, ...]:
    chosen = {settings.alerts.timezone, *(channel.timezone for channel in settings.channels)}
    return tuple(sorted(chosen | {one.info.zone for one in watched.values()}))


def _answers(visits: list[Visit]) -> list[Visit]:
    """Those whose clock can be compared, the portal's first."""
    answered = [visit for visit in visits if visit.date is not None]
    return sorted(answered, key=lambda visit: "eu_portal" not in visit.sources)
