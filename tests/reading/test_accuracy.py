"""No figure of the reader falls below its floor, and nothing it says of money or days is untrue."""

import json
from pathlib import Path

import pytest

from tests.accuracy.measure import OWN, SHARED
from tests.accuracy.run import FLOOR, figures, measure

FOLDERS = {"own": OWN, "shared": SHARED}


@pytest.mark.parametrize("name", FOLDERS)
def test_no_figure_is_below_its_floor(name: str) -> None:
    folder: Path = FOLDERS[name]
    if not folder.is_dir():
        pytest.skip(f"the {name} texts are not on this machine")
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))[name]
    _, total, misses = measure(folder)
    now = figures(total)
    below = {key: (now[key], value) for key, value in floor.items() if now[key] < value}
    assert not below, misses


@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_is_invented(name: str) -> None:
    folder: Path = FOLDERS[name]
    if not folder.is_dir():
        pytest.skip(f"the {name} texts are not on this machine")
    _, _, misses = measure(folder)
    invented = [
        miss for miss in misses if miss.kind == "wrong" and miss.measure not in ("relevance",)
    ]
    assert invented == []
