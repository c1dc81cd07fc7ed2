"""From settings to what is watched: every source there is, as this installation watches it."""

from config.settings import FeedSettings, Mistake, Settings, SettingsError, unknown_sources
from monitor.context import Watched, interval
from sources.base import Source
from sources.registry import builtin_sources, configure, custom_source


def watched_sources(settings: Settings) -> dict[str, Watched]:
    """Built-in sources with the operator's changes, then the operator's own (`[[feeds]]`).

    Raises SettingsError naming every source the settings speak of that nobody has.
    """
    built_in = builtin_sources()
    mistakes = unknown_sources(settings, frozenset(built_in))
    if mistakes:
        raise SettingsError(mistakes)
    watched = {key: _built_in(settings, key, source) for key, source in built_in.items()}
    for feed in settings.feeds:
        watched[feed.id] = _own(settings, feed)
    return watched


def channel_mistakes(settings: Settings) -> tuple[Mistake, ...]:
    """Channel addresses no notifier understands, each named at its place in the settings."""
    from notifiers.build import problem  # noqa: PLC0415  Apprise is slow to load

    found = []
    for place, channel in enumerate(settings.channels):
        wrong = problem(channel.url.get_secret_value())
        if wrong:
            found.append(settings.mistake(("channels", place, "url"), wrong))
    return tuple(found)


def _built_in(settings: Settings, key: str, source: Source) -> Watched:
    chosen = settings.source(key)
    configured = configure(source, url=chosen.url or None, details_url=chosen.details_url or None)
    return Watched(
        source=configured,
        every=interval(configured.info, chosen.every, settings.polling.every),
        enabled=chosen.enabled and not configured.info.blind_spot,
        public=chosen.public,
    )


def _own(settings: Settings, feed: FeedSettings) -> Watched:
    source = custom_source(
        id=feed.id,
        kind=feed.kind,
        url=feed.url,
        country=feed.country,
        language=feed.language,
        timezone=feed.timezone,
        every=feed.every,
        name=feed.name,
        authority=feed.authority,
        landmarks=feed.landmarks,
        encoding=feed.encoding,
        links=feed.links,
        words=feed.words,
    )
    return Watched(
        source=source,
        every=interval(source.info, feed.every, settings.polling.every),
        enabled=feed.enabled,
        public=feed.public,
        own=True,
    )
