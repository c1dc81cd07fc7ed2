"""From settings to what is watched: every source there is, as this installation watches it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from config.settings import (
    FeedSettings,
    Mistake,
    Places,
    Settings,
    SettingsError,
    unknown_ids,
    unknown_sources,
)
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
    urls = (channel.url.get_secret_value() for channel in settings.channels)
    return tuple(_wrong_addresses(enumerate(urls), settings.mistake))


def rooms_mistakes(tree: Mapping[str, Any], places: Places) -> list[Mistake]:
    """Both of the above for settings that may hold other mistakes, so that all come at once."""
    sources = tree.get("sources")
    named = [str(key) for key in sources] if isinstance(sources, dict) else []
    known = frozenset(builtin_sources())
    return [
        *unknown_ids(named, _texts(tree, "feeds", "id"), known, places.mistake),
        *_wrong_addresses(_texts(tree, "channels", "url"), places.mistake),
    ]


def _texts(tree: Mapping[str, Any], tables: str, key: str) -> Iterator[tuple[int, str]]:
    """What stands under a key of each table of a list, with its place; no other than text."""
    items = tree.get(tables)
    for place, item in enumerate(items if isinstance(items, list) else ()):
        text = item.get(key) if isinstance(item, dict) else None
        if isinstance(text, str) and text.strip():
            yield place, text.strip()


def _wrong_addresses(
    urls: Iterable[tuple[int, str]], mistake: Callable[[tuple[str | int, ...], str], Mistake]
) -> Iterator[Mistake]:
    from notifiers.build import problem  # noqa: PLC0415  Apprise is slow to load

    for place, url in urls:
        wrong = problem(url)
        if wrong:
            yield mistake(("channels", place, "url"), wrong)


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
