"""Walks the model of the settings by key: which table stands where, and what a key holds."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, SecretStr

from config.settings_mistakes import Path


def annotation_at(root: type[BaseModel], path: Path) -> Any:
    """The type of the value at `path`; None where no such setting can be."""
    here: Any = root
    for key in path:
        here = _child(here, key)
        if here is None:
            return None
    return here


def part_at(root: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The table that stands at `path`, as its model; None where none does."""
    here = annotation_at(root, path)
    return here if is_part(here) else None


def is_part(annotation: Any) -> bool:
    """Whether this is the model of one table."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def is_structured(annotation: Any) -> bool:
    """Whether this is a list or a table, written as JSON in an environment variable."""
    return is_part(annotation) or get_origin(annotation) in (tuple, _MAPPING)


def secret_names(part: type[BaseModel]) -> Iterator[str]:
    """The secrets of one table; each has a `..._file` beside it."""
    for name, field in part.model_fields.items():
        if field.annotation is SecretStr:
            yield name


def keys_under(root: type[BaseModel], path: Path = ()) -> Iterator[Path]:
    """Every key of the settings that has a fixed path (none inside lists and free tables)."""
    part = part_at(root, path)
    for name in part.model_fields if part else ():
        yield (*path, name)
        yield from keys_under(root, (*path, name))


_MAPPING = get_origin(Mapping[str, str])


def _child(annotation: Any, key: str | int) -> Any:
    if is_part(annotation):
        field = annotation.model_fields.get(key)
        return _bare(field.annotation) if field else None
    arguments = get_args(annotation)
    if get_origin(annotation) is _MAPPING and isinstance(key, str):
        return _bare(arguments[1])
    if get_origin(annotation) is tuple and isinstance(key, int):
        return _bare(arguments[0])
    return None


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
