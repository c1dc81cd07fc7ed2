"""`make bench`: every figure beside its goal, as a table; `--json FILE` writes them too.

`python -m tests.bench store web` measures some rooms only. Each room is measured in a process of
its own, one after the other, so that none warms up another. No figure is asserted: a busy machine
is not a fault.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_ASK = "import json, sys; from {module} import figures; json.dump(list(figures()), sys.stdout)"


def main(arguments: list[str]) -> int:
    """Measure and print; 1 if a room could not be measured."""
    file = _json_file(arguments)
    rooms = arguments or sorted(
        path.stem.removesuffix("_bench") for path in HERE.glob("*_bench.py")
    )
    measured: dict[str, Any] = {}
    failed = False
    _print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    for room in rooms:
        _print(f"\n{room}")
        figures = _measure(room)
        failed = failed or figures is None
        measured[room] = figures
        for name, value, goal in figures or ():
            _print(f"  {name:<64} {value:>34}   {goal}".rstrip())
    if file is not None:
        file.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return 1 if failed else 0


def _json_file(arguments: list[str]) -> Path | None:
    """The file after `--json`, taken out of the arguments."""
    if "--json" not in arguments:
        return None
    at = arguments.index("--json")
    file = Path(arguments[at + 1])
    del arguments[at : at + 2]
    return file


def _measure(room: str) -> list[tuple[str, str, str]] | None:
    ask = _ASK.format(module=f"tests.bench.{room}_bench")
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=HERE.parents[1], stdout=subprocess.PIPE, check=False
    )
    if answer.returncode != 0:
        _print("  could not be measured, see above")
        return None
    return [tuple(figure) for figure in json.loads(answer.stdout)]


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
