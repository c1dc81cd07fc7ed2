"""`config check` and `config show`: are the settings right, and what is in force?"""

import os
import sys
from pathlib import Path

from config.settings import Mistake, Settings, SettingsError, load_settings
from config.settings_text import show
from monitor.commands.output import as_json
from monitor.commands.setting import WRONG_USE, refuse
from monitor.matching import warnings
from monitor.world import rooms_mistakes


def run_config_check(path: Path | None, *, json: bool = False) -> int:
    """Tell every mistake and every warning; 2 with a mistake, else 0 (warnings too)."""
    mistakes, warned, where = _examine(path)
    if json:
        as_json({"mistakes": _items(mistakes), "warnings": _items(warned)})
        return WRONG_USE if mistakes else 0
    for mistake in mistakes:
        sys.stdout.write(f"{mistake}\n")
    for warning in warned:
        sys.stdout.write(f"warning: {warning}\n")
    if mistakes:
        count = f"{len(mistakes)} mistakes" if len(mistakes) > 1 else "1 mistake"
        sys.stdout.write(f"{count}; the service would not start.\n")
        return WRONG_USE
    sys.stdout.write(f"The settings are right ({where}).\n")
    return 0


def run_config_show(path: Path | None) -> int:
    """Print what is in force as TOML, secrets as "***"; 2 with a mistake."""
    try:
        settings = load_settings(path, os.environ)
    except SettingsError as error:
        refuse(error)
    where = settings.file or "no file: the defaults and the environment"
    sys.stdout.write(f"# {where}\n\n{show(settings)}")
    return 0


def _examine(path: Path | None) -> tuple[list[Mistake], list[Mistake], str]:
    try:
        settings = load_settings(path, os.environ, also=rooms_mistakes)
    except SettingsError as error:
        return list(error.mistakes), [], ""
    where = str(settings.file) if settings.file else "no file: defaults and environment"
    return [], _warnings(settings), where


def _warnings(settings: Settings) -> list[Mistake]:
    """Filters that can never match, each placed at its channel."""
    return [
        settings.mistake(("channels", index), sentence)
        for index, channel in enumerate(settings.channels)
        for sentence in warnings(channel.channel())
    ]


def _items(mistakes: list[Mistake]) -> list[dict[str, str | int | None]]:
    return [
        {"key": one.key, "sentence": one.sentence, "file": one.file, "line": one.line}
        for one in mistakes
    ]
