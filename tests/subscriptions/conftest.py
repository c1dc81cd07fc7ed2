"""One installation a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world


@pytest.fixture
def house(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path) as made:
        yield made
