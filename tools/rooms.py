"""Writes docs/rooms.md: every module of the house with the first sentence of its docstring.

`make handbook` calls it; a test compares, so that the page is true of the code beside it.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSES = ("config", "sources", "notifiers", "store", "monitor")
_HEAD = """# Every room

What each module is for, in its own first sentence. `make handbook` writes this page from the code.
How the rooms hang together, and where to change what: [architecture](architecture.md). National
sources are in [sources](sources.md).
"""


def page() -> str:
    """The page as it should stand."""
    parts = [_HEAD]
    for house in HOUSES:
        for folder in _folders(ROOT / house):
            rows = "".join(f"| `{file.name}` | {_sentence(file)} |\n" for file in _modules(folder))
            name = folder.relative_to(ROOT).as_posix()
            purpose = _sentence(folder / "__init__.py")
            parts.append(f"\n## {name}\n\n{purpose}\n\n| | |\n|---|---|\n{rows}")
    return "".join(parts)


def _folders(house: Path) -> list[Path]:
    """The packages of a house but those that hold one file for each place, table or language."""
    found = [file.parent for file in house.rglob("__init__.py")]
    return sorted(folder for folder in found if folder.name not in ("national", "versions"))


def _modules(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.py") if file.name != "__init__.py")


def _sentence(file: Path) -> str:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    if not text:
        raise SystemExit(f"{file.relative_to(ROOT)} needs a docstring that says what it is for.")
    return text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


if __name__ == "__main__":
    (ROOT / "docs" / "rooms.md").write_text(page(), encoding="utf-8")
