"""Puts the file, the environment and the secret files together into one tree of plain values."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.settings_lines import lines_of
from config.settings_mistakes import Mistake, Places, SettingsError, did_you_mean
from config.settings_mistakes import Path as KeyPath
from config.settings_shape import (
    annotation_at,
    is_part,
    is_structured,
    keys_under,
    part_at,
    secret_names,
)

PREFIX = "AMIF_MONITOR_"
CONFIG_VARIABLE = "AMIF_MONITOR_CONFIG"
USUAL_PLACES = (Path("amif-monitor.toml"), Path("/etc/amif-monitor/amif-monitor.toml"))
LARGEST_FILE = 1_000_000
LARGEST_SECRET = 10_000

# What Kubernetes puts into every container when a service is named amif-monitor.
_SERVICE_LINK = re.compile(r"SERVICE_(HOST|PORT.*)|PORT(_\d+_(TCP|UDP|SCTP).*)?")


@dataclass(slots=True)
class Gathered:
    """What was found, before any value is looked at."""

    tree: dict[str, Any]
    places: Places
    file: Path | None = None
    mistakes: list[Mistake] = field(default_factory=list)


def gather(root: type[BaseModel], path: Path | None, environ: Mapping[str, str]) -> Gathered:
    """The file with the environment on top. Raises SettingsError where the file cannot be read."""
    file = _find(path, environ)
    gathered = _read(file) if file else Gathered(tree={}, places=Places())
    _add_environment(root, gathered, environ)
    _resolve_files(root, gathered, ())
    return gathered


def variable_of(path: KeyPath) -> str:
    """The environment variable of a key: `AMIF_MONITOR_STORE__URL`."""
    return PREFIX + "__".join(str(part).upper() for part in path)


def _find(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if environ.get(CONFIG_VARIABLE):
        return Path(environ[CONFIG_VARIABLE])
    return next((place for place in USUAL_PLACES if place.exists()), None)


def _read(file: Path) -> Gathered:
    text = _text_of(file, LARGEST_FILE)
    if isinstance(text, Mistake):
        raise SettingsError([text])
    text = text.removeprefix("\ufeff")
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        said = re.sub(r" \(at .*\)$", "", str(error))
        raise SettingsError(
            [
                Mistake(
                    key="",
                    sentence=f"this is not valid TOML: {said[:1].lower()}{said[1:]}",
                    file=str(file),
                    line=int(place[1]) if place else text.count("\n") + 1,
                )
            ]
        ) from None
    return Gathered(tree=tree, places=Places(str(file), lines_of(text)), file=file)


def _text_of(file: Path, largest: int) -> str | Mistake:
    """The file's text, or what is wrong with it in one sentence."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(largest + 1)
        if len(raw) > largest:
            sentence = f"is larger than {largest} bytes"
        else:
            return raw.decode("utf-8")
    except FileNotFoundError:
        sentence = "there is no such file"
    except PermissionError:
        sentence = "may not be read by this user"
    except IsADirectoryError:
        sentence = "is a folder, not a file"
    except UnicodeDecodeError:
        sentence = "is not UTF-8 text"
    except OSError as error:
        sentence = f"cannot be read: {error.strerror}"
    return Mistake(key="", sentence=sentence, file=str(file))


def _add_environment(root: type[BaseModel], gathered: Gathered, environ: Mapping[str, str]) -> None:
    ours = sorted(name for name in environ if name.startswith(PREFIX) and name != CONFIG_VARIABLE)
    for variable in sorted(ours, key=lambda name: name.count("__")):
        path: KeyPath = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        annotation = annotation_at(root, path)
        if annotation is None:
            if not _SERVICE_LINK.fullmatch(variable.removeprefix(PREFIX)):
                gathered.mistakes.append(_unknown_variable(root, variable))
            continue
        text = environ[variable]
        if not text and (is_structured(annotation) or annotation in (bool, int, float, timedelta)):
            continue  # compose files pass unset variables on as empty ones
        value = _json(text) if is_structured(annotation) else text
        if isinstance(value, ValueError):
            gathered.mistakes.append(
                Mistake(key=".".join(map(str, path)), sentence=str(value), file=variable)
            )
            continue
        _put(gathered, path, value, variable)


def _unknown_variable(root: type[BaseModel], variable: str) -> Mistake:
    known = [variable_of(path) for path in keys_under(root)]
    inside = next((name for name in known if variable.startswith(f"{name}__")), None)
    if inside and not is_part(annotation_at(root, _path_of(inside))):
        hint = f"; set the whole of it as JSON in {inside}"
    else:
        hint = did_you_mean(variable, known)
    return Mistake(key="", sentence=f"is no setting{hint}", file=variable)


def _path_of(variable: str) -> KeyPath:
    return tuple(variable.removeprefix(PREFIX).lower().split("__"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return ValueError('must be JSON, such as ["SE", "EU"] or [{"name": "..."}]')


def _put(gathered: Gathered, path: KeyPath, value: Any, variable: str) -> None:
    """Set the value, drop what it outranks: the same key in the file, and its `_file` twin."""
    table = gathered.tree
    for key in path[:-1]:
        inner = table.get(str(key))
        if not isinstance(inner, dict):
            inner = table[str(key)] = {}
        table = inner
    name = str(path[-1])
    twin = name.removesuffix("_file") if name.endswith("_file") else f"{name}_file"
    twin_path = (*path[:-1], twin)
    if twin in table and not gathered.places.from_environment(twin_path):
        del table[twin]
    if isinstance(value, dict) and isinstance(table.get(name), dict):
        value = {**table[name], **value}
    table[name] = value
    gathered.places.override(path, variable)


def _resolve_files(root: type[BaseModel], gathered: Gathered, path: KeyPath) -> None:
    """Read every `..._file` of every table into the secret it stands for."""
    here = _value_at(gathered.tree, path)
    if isinstance(here, list):
        for index in range(len(here)):
            _resolve_files(root, gathered, (*path, index))
    if not isinstance(here, dict):
        return
    part = part_at(root, path)
    for name in secret_names(part) if part else ():
        _resolve_one(gathered, path, here, name)
    if path == ("subscriptions",) and isinstance(here.get("secret_file"), str):
        place = _beside(gathered, (*path, "secret_file"), here["secret_file"])
        here["secret_file"] = str(place) if here["secret_file"] else ""
    for key in here:
        _resolve_files(root, gathered, (*path, key))


def _resolve_one(gathered: Gathered, path: KeyPath, table: dict[str, Any], name: str) -> None:
    key = (*path, f"{name}_file")
    named = table.get(f"{name}_file")
    if not isinstance(named, str) or not named:
        return
    if table.get(name):
        sentence = f"set either {name} or {name}_file, not both"
        gathered.mistakes.append(gathered.places.mistake(key, sentence))
        return
    file = _beside(gathered, key, named)
    text = _text_of(file, LARGEST_SECRET)
    if isinstance(text, Mistake):
        sentence = f"{file}: {text.sentence}"
    elif len(text.split()) != 1:
        sentence = f"{file}: must hold one line, the secret, and nothing else"
    else:
        table[name] = text.strip()
        gathered.places.same((*path, name), key)
        return
    gathered.mistakes.append(gathered.places.mistake(key, sentence))


def _beside(gathered: Gathered, key: KeyPath, named: str) -> Path:
    """A file named in the settings file is looked for beside it, else where we run."""
    if gathered.file is None or gathered.places.from_environment(key):
        return Path(named)
    return gathered.file.parent / named


def _value_at(tree: Any, path: KeyPath) -> Any:
    for key in path:
        tree = tree[key]
    return tree
