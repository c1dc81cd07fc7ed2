"""The settings as text: what is in force (`config show`), and the handbook's table of them all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.logs import redacted
from config.settings import Settings
from config.settings_shape import part_at
from config.settings_source import variable_of
from config.settings_values import duration_text

MASK = "***"
_LISTS = ("feeds", "channels", "corrections")
_TABLES = ("store", "web", "polling", "alerts", "logs", "subscriptions")


def show(settings: Settings) -> str:
    """What is in force, as TOML that could be a settings file, but for its masked secrets."""
    parts = [_table(f"[{name}]", getattr(settings, name)) for name in _TABLES]
    parts += [_table(f"[sources.{name}]", chosen) for name, chosen in settings.sources.items()]
    parts += [_table(f"[[{name}]]", item) for name in _LISTS for item in getattr(settings, name)]
    return "\n\n".join(parts) + "\n"


def settings_reference() -> str:
    """Every setting with its variable, default and meaning, as Markdown for the handbook."""
    sections = [_section(f"[{name}]", (name,)) for name in _TABLES]
    sections.append(_section("[sources.ID]", ("sources", "id")))
    sections += [_section(f"[[{name}]]", (name, 0)) for name in _LISTS]
    return "\n\n".join(sections) + "\n"


def _table(header: str, part: BaseModel) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in _shown(part)]
    return "\n".join([header, *lines])


def _shown(part: BaseModel) -> Iterator[tuple[str, Any]]:
    """Keys and values of one table; of a secret and its file only the one that was chosen."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, SecretStr):
            if not getattr(part, f"{key}_file", ""):
                yield key, _masked(value)
        elif not (key.endswith("_file") and hasattr(part, key.removesuffix("_file"))) or value:
            yield key, value


def _masked(secret: SecretStr) -> str:
    """A database address shows all but its password; any other secret shows nothing."""
    text = secret.get_secret_value()
    if text.startswith(("sqlite:", "postgresql")):
        return redacted(text)
    return MASK if text else ""


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta) or value is None:
        return _toml(duration_text(value))
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, int | float):
        return str(int(value) if value == int(value) else value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escape(sign) for sign in escaped) + '"'


def _escape(sign: str) -> str:
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def _section(header: str, path: tuple[str | int, ...]) -> str:
    part = part_at(Settings, path)
    if part is None:
        raise KeyError(path)
    in_list = isinstance(path[-1], int)
    opening = f"### `{header}`\n\n{(part.__doc__ or '').strip()}\n"
    if in_list:
        opening += f"\nAll of them at once, as JSON: `{variable_of(path[:1])}`.\n"
    head = "| key | default | meaning |" if in_list else "| key | variable | default | meaning |"
    rule = "|---|---|---|" if in_list else "|---|---|---|---|"
    rows = [_row(path, key, field) for key, field in part.model_fields.items()]
    return "\n".join([opening, head, rule, *rows])


def _row(path: tuple[str | int, ...], key: str, field: FieldInfo) -> str:
    variable = "" if isinstance(path[-1], int) else f" `{variable_of((*path, key))}` |"
    default = "needed" if field.is_required() else f"`{_default(field.default)}`"
    return f"| `{key}` |{variable} {default} | {field.description} |"


def _default(value: Any) -> str:
    return _toml(value.get_secret_value() if isinstance(value, SecretStr) else value)
