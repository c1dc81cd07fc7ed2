"""A program of a bench in a process of its own, asked and answering line by line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@contextmanager
def apart(module: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`python -m module arguments` while the block runs, its input and output open as text."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def ask(process: "subprocess.Popen[str]", line: str) -> str:
    """The line such a program answers to a line."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return process.stdout.readline()
