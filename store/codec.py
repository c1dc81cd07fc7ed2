"""Frozen values to JSON and back: the only place that knows how they are written.

A value left at its default is not written: it keeps rows small, and a field added by a later
release changes neither what is stored nor its digest.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from config.vocabulary import CallFacts, StatusWord
from store.folding import storable
from store.records import Change, SourceState

_FACTS = TypeAdapter(CallFacts)
_CHANGES = TypeAdapter(tuple[Change, ...])
_STATE = TypeAdapter(SourceState)


def facts_to_json(facts: CallFacts) -> str:
    """The facts as canonical JSON: fields in their declared order, defaults left out."""
    return _dump(_FACTS, facts)


@lru_cache(maxsize=1024)
def facts_from_json(written: str) -> CallFacts:
    """The facts as they were; instants in UTC. Frozen values: the same text gives the same one."""
    return _FACTS.validate_json(written)


def changes_to_json(changes: tuple[Change, ...]) -> str:
    """The changes as a JSON list."""
    return _dump(_CHANGES, changes) if changes else "[]"


def changes_from_json(written: str) -> tuple[Change, ...]:
    """The changes as they were."""
    return () if written == "[]" else _CHANGES.validate_json(written)


def state_to_json(state: SourceState) -> str:
    """How a source is doing, as JSON."""
    return _dump(_STATE, state)


def state_from_json(written: str) -> SourceState:
    """How a source is doing, as it was."""
    return _STATE.validate_json(written)


def mapping_to_json(mapping: Mapping[str, Any]) -> str:
    """Plain values by name as JSON. Raises TypeError for a value JSON does not know."""
    return storable(json.dumps(dict(mapping), ensure_ascii=False, separators=(",", ":")))


def mapping_from_json(written: str) -> dict[str, Any]:
    """Plain values by name, as they were (tuples come back as lists)."""
    return {} if written == "{}" else dict(json.loads(written))


def words_to_json(words: tuple[str, ...]) -> str:
    """A few words in order as JSON."""
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def words_from_json(written: str) -> tuple[str, ...]:
    """The words as they were."""
    return tuple(json.loads(written))


def notice_digest(word: StatusWord, facts: CallFacts) -> str:
    """The SHA-256, in hex, of a notice's canonical JSON: what a source says, not when or where."""
    return digest_of_json(word, facts_to_json(facts))


def digest_of_json(word: StatusWord, facts_json: str) -> str:
    """The same from facts already written by `facts_to_json`."""
    return hashlib.sha256(f"{word.value}\n{facts_json}".encode()).hexdigest()


def _dump(adapter: TypeAdapter[Any], value: object) -> str:
    try:
        return adapter.dump_json(value, exclude_defaults=True).decode()
    except PydanticSerializationError:  # half a surrogate pair, from a source's broken JSON
        plain = adapter.dump_python(value, mode="json", exclude_defaults=True)
        return storable(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))
