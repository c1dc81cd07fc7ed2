"""The far ends as fixtures."""

from collections.abc import Iterator

import pytest
from far_ends import MailBox, Receiver, http_receiver, mail_server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running HTTP receiver on a free loopback port."""
    with http_receiver() as state:
        yield state


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    """A running mail server on loopback."""
    with mail_server() as box:
        yield box
