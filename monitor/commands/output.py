"""What commands print: JSON documents and tables on standard output, nothing else there."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def as_json(document: Any) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def say(line: str) -> None:
    """One line for a person; marks such as [red] colour it on a terminal only."""
    from rich.console import Console  # noqa: PLC0415  JSON output never needs it

    Console(soft_wrap=True, highlight=False).print(line)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Rows under headings; the sentence `empty` when there are none. Cells are plain text."""
    from rich.console import Console  # noqa: PLC0415  JSON output never needs it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    lines = list(rows)
    console = Console(highlight=False)
    if not lines:
        console.print(empty)
        return
    shown = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in lines:
        shown.add_row(*(Text(cell) for cell in row))
    if not console.is_terminal:
        console = Console(highlight=False, width=200)
    console.print(shown)
