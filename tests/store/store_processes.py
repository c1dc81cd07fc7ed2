"""Real processes for tests of what several do at once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
Process = subprocess.Popen[str]


def run_python(code: str, *args: str) -> Process:
    """Start Python on this code, in reach of the packages, with pipes on all sides."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: Process) -> str:
    """What it printed, once it ended well."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()
