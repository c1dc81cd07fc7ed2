"""What every command begins with: settings read, logs set up, mistakes told."""

import sys
from pathlib import Path
from typing import NoReturn

import typer

from config.logs import set_up_logs
from config.settings import Settings, SettingsError, load_settings

WRONG_USE = 2
FAILED = 1


def read_settings(config: Path | None) -> Settings:
    """The settings, with logs set up as they say. Ends the program with 2, every mistake told."""
    try:
        settings = load_settings(config)
    except SettingsError as error:
        refuse(error)
    set_up_logs(form=settings.logs.format, level=settings.logs.level)
    return settings


def refuse(error: SettingsError) -> NoReturn:
    """Tell every mistake in the settings and end with 2."""
    for mistake in error.mistakes:
        print(mistake, file=sys.stderr)  # noqa: T201  a message for a person, not a log
    raise typer.Exit(WRONG_USE) from None


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    """Tell one sentence and end with `code`."""
    print(sentence, file=sys.stderr)  # noqa: T201  a message for a person, not a log
    raise typer.Exit(code)
