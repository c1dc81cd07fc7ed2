"""On which line of a TOML file each key stands. Python's own reader does not tell. Pure.

The text is known to be valid TOML by then, so only its outline is read: headers, keys, and where
a value ends. A key inside an inline table or a list is not found; the line of the key around it
is near enough.
"""

import re
from collections.abc import Iterator

from config.settings_mistakes import Path

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n',
    re.DOTALL,
)
_KEY_PART = r'(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|\'[^\']*\')'
_KEY = rf"{_KEY_PART}(?:\s*\.\s*{_KEY_PART})*"
_HEADER = re.compile(rf"\[\[?\s*({_KEY})\s*\]")
_ASSIGNMENT = re.compile(rf"({_KEY})\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """Each header's and key's path with its line, counted from 1."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        header = _HEADER.match(statement)
        if header:
            table = _table(_parts(header[1]), counts, starts_item=statement.startswith("[["))
            found.setdefault(table, line)
            continue
        assignment = _ASSIGNMENT.match(statement)
        if assignment:
            path = (*table, *_parts(assignment[1]))
            found.setdefault(path, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Headers and assignments with the line they begin on, values over several lines in one."""
    start, line, depth, newlines = 0, 1, 0, 0
    for token in _TOKEN.finditer(text + "\n"):
        sign = token[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        newlines += sign.count("\n")
        if sign == "\n" and depth == 0:
            yield line, text[start : token.start()].strip()
            start, line, newlines = token.end(), line + newlines, 0


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY_PART, key))


def _table(parts: tuple[str, ...], counts: dict[Path, int], *, starts_item: bool) -> Path:
    """The path of a header, with the number of the list item it belongs to."""
    path: Path = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        if starts_item and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
