"""What the commands share: their common options, what was chosen before them, their refusals."""

# ruff: noqa: PLC0415  a command loads what it needs when it runs: starting fast is a promise

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from monitor.commands.setting import FAILED, WRONG_USE, fail, read_settings, refuse
from monitor.context import Clock

Config = Annotated[
    Path | None, typer.Option("--config", help="The settings file.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Limit = Annotated[int, typer.Option(min=1, max=500, help="How many at most.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to pass over.")]
Several = list[str]


def known(option: str, given: list[str] | None, words: type[StrEnum]) -> tuple[str, ...]:
    """The words given for an option, each one of those there are; ends the program with 2."""
    for word in given or ():
        if word not in set(words):
            fail(f"--{option} is one of {', '.join(words)}, not {word!r}.", WRONG_USE)
    return tuple(given or ())


class Commands(TyperGroup):
    """Turns the errors every command may meet into one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; known refusals end with one sentence, never with a traceback."""
        from config.settings import SettingsError
        from monitor.refusals import Refusal, UnknownName
        from store.errors import StoreError

        try:
            return super().invoke(ctx)
        except SettingsError as error:
            refuse(error)
        except UnknownName as error:
            fail(str(error), WRONG_USE)
        except (StoreError, Refusal) as error:
            fail(str(error), FAILED)


_state: dict[str, Any] = {}


def begin(clock: Clock) -> None:
    """Take the clock that every command goes by: the real one, or a test's."""
    _state["clock"] = clock


def choose(config: Path | None) -> None:
    """Remember the settings file named before the command."""
    _state["config"] = config


def hands_on(ctx: typer.Context, config: Path | None) -> bool:
    """Whether a command of the group follows, for which the settings file is remembered."""
    if ctx.invoked_subcommand is None:
        return False
    choose(chosen(config))
    return True


def chosen(config: Path | None) -> Path | None:
    """The settings file named behind the command, else the one named before it."""
    return config or _state.get("config")


def clock() -> Clock:
    """The clock of this program."""
    given: Clock = _state["clock"]
    return given


def settings_of(config: Path | None) -> Any:
    """The settings in force; ends the program with 2 where they hold mistakes."""
    return read_settings(chosen(config))


def watched(settings: Any) -> Any:
    """Every source known to these settings."""
    from monitor.world import watched_sources

    return watched_sources(settings)
