"""What the operator chooses: one TOML file, each key also an environment variable.

`load_settings` gives frozen `Settings` or raises `SettingsError` with every mistake at once. The
attributes are the keys of the file. pydantic-settings reads a file and the environment too, but
stops at the first variable it cannot read, knows no line numbers and drops variables it does not
know; so only pydantic itself is used here, over a tree put together in `settings_source`.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.settings_checks import checked
from config.settings_mistakes import (
    Mistake,
    Places,
    SettingsError,
    did_you_mean,
    sentence_of,
)
from config.settings_mistakes import Path as KeyPath
from config.settings_model import (
    AlertSettings,
    ChannelSettings,
    CorrectionSettings,
    FeedSettings,
    LogSettings,
    PollingSettings,
    Settings,
    SourceSettings,
    StoreSettings,
    SubscriptionSettings,
    WebSettings,
)
from config.settings_shape import part_at
from config.settings_source import Gathered, gather

__all__ = [
    "AlertSettings",
    "ChannelSettings",
    "CorrectionSettings",
    "FeedSettings",
    "LogSettings",
    "Mistake",
    "Places",
    "PollingSettings",
    "Settings",
    "SettingsError",
    "SourceSettings",
    "StoreSettings",
    "SubscriptionSettings",
    "WebSettings",
    "load_settings",
    "unknown_ids",
    "unknown_sources",
]

Check = Callable[[Mapping[str, Any], Places], Iterable[Mistake]]


def load_settings(
    path: Path | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    also: Check | None = None,
) -> Settings:
    """Read the file and the environment. Raises SettingsError with every mistake at once.

    The file is `path`, else what AMIF_MONITOR_CONFIG names, else ./amif-monitor.toml, else
    /etc/amif-monitor/amif-monitor.toml, else none. The environment outranks the file key by key.
    `also` is what other rooms say of the same tree, before its types are known: of keys that are
    not wrong already.
    """
    gathered = gather(Settings, path, os.environ if environ is None else environ)
    tree, mistakes = checked(gathered.tree, gathered.places)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        mistakes = [*_translated(error, gathered), *mistakes]
        settings = None
    mistakes = [*gathered.mistakes, *mistakes]
    named = {mistake.key for mistake in mistakes}
    beside = also(tree, gathered.places) if also else ()
    mistakes += [mistake for mistake in beside if mistake.key not in named]
    if mistakes or settings is None:
        raise SettingsError(_once(mistakes))
    settings._places = gathered.places  # noqa: SLF001  a private attribute of our own model
    settings._file = gathered.file  # noqa: SLF001  the same
    return settings


def unknown_sources(settings: Settings, known_ids: frozenset[str]) -> tuple[Mistake, ...]:
    """What only the rooms that know the built-in sources can tell: ids in `[sources.X]` that no
    source has, and `[[feeds]]` ids that a built-in source has."""
    feeds = ((index, feed.id) for index, feed in enumerate(settings.feeds))
    return unknown_ids(settings.sources, feeds, known_ids, settings.mistake)


def unknown_ids(
    sources: Iterable[str],
    feeds: Iterable[tuple[int, str]],
    known_ids: frozenset[str],
    mistake: Callable[[KeyPath, str], Mistake],
) -> tuple[Mistake, ...]:
    """The same of bare ids, those of `[[feeds]]` each with its place in the list."""
    unknown = [
        mistake(
            ("sources", source_id),
            f'no built-in source has the id "{source_id}"{did_you_mean(source_id, known_ids)}',
        )
        for source_id in sources
        if source_id not in known_ids
    ]
    taken = [
        mistake(("feeds", index, "id"), f'a built-in source has the id "{feed_id}" too')
        for index, feed_id in feeds
        if feed_id in known_ids
    ]
    return (*unknown, *taken)


def _translated(error: ValidationError, gathered: Gathered) -> list[Mistake]:
    found = []
    for detail in error.errors(include_url=False, include_input=False):
        path, sentence = detail["loc"], sentence_of(detail)
        if detail["type"] == "extra_forbidden":
            sentence = "is no setting" + did_you_mean(str(path[-1]), _keys_at(path[:-1]))
        if detail["type"] == "missing" or _is_written(gathered.tree, path):
            found.append(gathered.places.mistake(path, sentence))
    return found


def _is_written(tree: Any, path: KeyPath) -> bool:
    """Whether somebody wrote this value; what was taken over from [alerts] is told there, once."""
    for key in path:
        if isinstance(tree, dict):
            if key not in tree:
                return False
            tree = tree[key]
        elif isinstance(tree, list) and isinstance(key, int):
            tree = tree[key]
        else:
            break
    return True


def _keys_at(path: KeyPath) -> tuple[str, ...]:
    """The keys that may stand in the table at `path`."""
    part = part_at(Settings, path)
    return tuple(part.model_fields) if part else ()


def _once(mistakes: list[Mistake]) -> list[Mistake]:
    """Each mistake once, in the order of the file, those of the environment last."""
    unique = list(dict.fromkeys(mistakes))
    return sorted(unique, key=lambda mistake: (mistake.line is None, mistake.line or 0))
