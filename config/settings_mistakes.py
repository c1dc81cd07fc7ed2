"""What is wrong with the settings, each mistake with its key and the place it stands.

No sentence in here ever holds a secret: pydantic is told to leave the input out of its errors, and
our own validators do not repeat what they refuse where it may be an address with a password.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing to mend: `key` as in `channels[1].events`, `file` the TOML file or the variable."""

    key: str
    sentence: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """One line an editor can jump to: `amif-monitor.toml:12: web.port: ...`."""
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return ": ".join(part for part in (place, self.key, self.sentence) if part)


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` names every reason at once."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Places:
    """Where each key was set: a line of the file, or an environment variable."""

    def __init__(self, file: str | None = None, lines: Mapping[Path, int] | None = None) -> None:
        self._places: dict[Path, tuple[str | None, int | None]] = {
            path: (file, line) for path, line in (lines or {}).items()
        }
        self._file = file
        self._variables: set[Path] = set()

    def override(self, path: Path, variable: str) -> None:
        """From now on `path` and all below it were set by the environment variable."""
        for known in [known for known in self._places if known[: len(path)] == path]:
            del self._places[known]
        self._places[path] = (variable, None)
        self._variables.add(path)

    def same(self, path: Path, other: Path) -> None:
        """`path` was set by what stands at `other` (a secret by the file it is in)."""
        if other in self._places:
            self._places[path] = self._places[other]

    def from_environment(self, path: Path) -> bool:
        """Whether this key, or one around it, was set by an environment variable."""
        return any(path[:length] in self._variables for length in range(1, len(path) + 1))

    def mistake(self, path: Path, sentence: str) -> Mistake:
        """The mistake at `path`, placed at the nearest key around it that somebody wrote."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._places:
                file, line = self._places[path[:length]]
                return Mistake(key=dotted(path), sentence=sentence, file=file, line=line)
        return Mistake(key=dotted(path), sentence=sentence, file=self._file)


def dotted(path: Path) -> str:
    """`("channels", 1, "events")` as `channels[1].events`, counted from 0 as in the file."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` where a known word is close, else nothing."""
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    return f'; did you mean "{folded[close[0]]}"?' if close else ""


_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "tuple_type": "must be a list",
    "mapping_type": "must be a table",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} signs long",
    "literal_error": "must be one of {expected}",
    "time_delta_type": "must not be empty",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def sentence_of(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors in our words, without the value it was about."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    template = _SENTENCES.get(error["type"])
    return template.format(**context) if template else str(error["msg"])
