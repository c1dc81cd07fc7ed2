"""What the parts of the service share while it runs: settings, store, sources, clock. No rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.channel import Channel
from config.settings import Settings
from monitor.corrections import Correction
from monitor.lifecycle import Rules
from sources.base import Shape, Source, SourceInfo
from store.database import Database

if TYPE_CHECKING:
    from monitor.subscriptions.directory import Directory

_PORTAL_EVERY = timedelta(minutes=15)  # decisions H 4
_NATIONAL_EVERY = timedelta(hours=3)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source as this installation watches it.

    `every` is its interval, `own` that the operator wrote it (`[[feeds]]`), `enabled` that it is
    polled, `public` that it is shown.
    """

    source: Source
    every: timedelta
    enabled: bool = True
    public: bool = True
    own: bool = False

    @property
    def info(self) -> SourceInfo:
        """What the source is."""
        return self.source.info

    @property
    def trusted(self) -> bool:
        """Whether it may degrade before its first success (decisions H 1)."""
        return self.own or self.info.shape is Shape.PORTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a pass needs. `started` is when this process began, on `clock`'s time."""

    settings: Settings
    database: Database
    watched: Mapping[str, Watched]
    clock: Clock
    started: datetime
    directory: "Directory | None" = None

    @property
    def enabled(self) -> tuple[Watched, ...]:
        """The sources that are polled."""
        return tuple(watched for watched in self.watched.values() if watched.enabled)

    def channels(self) -> tuple[Channel, ...]:
        """Every receiver there is now: the operator's channels, then subscribers."""
        mine = tuple(one.channel() for one in self.settings.channels)
        return mine + (self.directory.channels(self.clock()) if self.directory else ())

    def rules(self) -> Rules:
        """The rules as chosen: every rung anyone asks for, and the corrections."""
        rungs = {days for one in self.channels() for days in one.closing_soon_days}
        corrections = tuple(
            Correction(call=one.call, field=one.field, value=one.value, reason=one.reason)
            for one in self.settings.corrections
        )
        return Rules(rungs=tuple(sorted(rungs, reverse=True)), corrections=corrections)


def interval(info: SourceInfo, own: timedelta | None, every: timedelta | None) -> timedelta:
    """How often a source is asked: its own setting, else the common one, else the default."""
    default = _PORTAL_EVERY if info.shape is Shape.PORTAL else _NATIONAL_EVERY
    return own or every or info.every or default


def make_context(
    settings: Settings, database: Database, watched: Mapping[str, Watched], clock: Clock
) -> Context:
    """The context of this process, begun now. Raises SecretError where subscriptions are on."""
    directory = None
    if settings.subscriptions.enabled:
        from monitor.subscriptions.directory import open_directory  # noqa: PLC0415  costs memory

        directory = open_directory(settings, database)
    return Context(
        settings=settings,
        database=database,
        watched=watched,
        clock=clock,
        started=clock(),
        directory=directory,
    )
