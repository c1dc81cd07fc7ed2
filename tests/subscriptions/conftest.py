"""One installation a test, and a Slack of its own: a real receiver at another address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world
from far_ends import Receiver, http_receiver


@pytest.fixture
def house(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path) as made:
        yield made


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    from apprise.plugins.slack import NotifySlack

    with http_receiver() as far_end:
        there = f"http://127.0.0.1:{far_end.port}/services"
        monkeypatch.setattr(NotifySlack, "webhook_url", there)
        yield far_end
