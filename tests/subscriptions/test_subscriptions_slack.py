"""A team's own Slack: the code posted to the webhook, alerts there, and Slack's own limits.

Slack is a real receiver on loopback: only its address is another.
"""

import json
import re
from datetime import timedelta

import pytest
from desk_world import NOW, DeskWorld, swedish_call, until
from far_ends import Receiver

from config.vocabulary import EventKind
from monitor.pace import Pace
from monitor.parcels import Parcels
from store import subscribers

pytestmark = pytest.mark.slow

PARTS = "T0000000/B0000000/" + "Zx9" * 8
WEBHOOK = f"https://hooks.slack.com/services/{PARTS}"
OTHER = f"https://hooks.slack.com/services/T0000000/B0000001/{'Ab1' * 8}"


def test_the_code_is_posted_to_the_webhook_and_proves_it(house: DeskWorld, slack: Receiver) -> None:
    assert house.ask(WEBHOOK, country="SE").status_code == 200
    path = _link(house, slack, 1, "confirm")
    assert slack.got[0][0] == f"/services/{PARTS}"
    assert house.web.get(path).status_code == 200  # as Slack itself does, for its preview
    assert _counts(house).confirmed == 0
    assert house.web.post(path).status_code == 200
    assert _counts(house).kinds == {"slack": 1}
    assert house.box.mails == []


def test_alerts_come_to_the_webhook_with_the_link_that_ends_them(
    house: DeskWorld, slack: Receiver
) -> None:
    _subscribe(house, slack)
    house.later(seconds=5)
    house.happens(EventKind.OPEN, swedish_call())
    house.deliver()
    manage = _link(house, slack, 2, "manage")
    assert b"Utlysning 1" in slack.got[1][1]
    left = house.web.post(manage.replace("manage", "leave"))
    assert left.status_code == 200
    assert _counts(house).confirmed == 0


def test_a_webhook_slack_no_longer_knows_is_suppressed_after_three(
    house: DeskWorld, slack: Receiver
) -> None:
    _subscribe(house, slack)
    slack.status, slack.answer = 404, b"no_service"
    for number in range(4):
        house.later(seconds=5)
        house.happens(EventKind.OPEN, swedish_call(f"{number}"))
        house.deliver()
    assert len(slack.got) == 1 + 3
    assert _counts(house).suppressed == 1


def test_each_webhook_has_slacks_own_pace_and_mail_is_not_held_up(
    house: DeskWorld, slack: Receiver
) -> None:
    _subscribe(house, slack)
    _subscribe(house, slack, OTHER)
    house.subscribe()
    parcels = Parcels(house.context)
    pace = Pace(parcels.rate, parcels.lane)
    first, second, mail = (subscribers.channel_name(number) for number in (1, 2, 3))
    assert [pace.room(name, NOW) for name in (first, second)] == [1, 1]
    pace.began(first, NOW)
    pace.ended(first, ok=False)
    assert pace.room(first, NOW + timedelta(seconds=0.9)) == 0
    assert pace.room(first, NOW + timedelta(seconds=1)) == 1
    assert pace.room(second, NOW) == 1
    assert pace.room(mail, NOW) > 1
    assert pace.lane_of(mail) == parcels.lane("subscriber:999") == "mail:127.0.0.1"


def _subscribe(house: DeskWorld, slack: Receiver, webhook: str = WEBHOOK) -> None:
    before = len(slack.got)
    assert house.ask(webhook, country="SE").status_code == 200
    assert house.web.post(_link(house, slack, before + 1, "confirm")).status_code == 200


def _link(house: DeskWorld, slack: Receiver, count: int, purpose: str) -> str:
    """The path of a link in the latest of `count` messages."""
    until(lambda: len(slack.got) >= count)
    assert len(slack.got) == count
    text = json.dumps(json.loads(slack.got[-1][1]))
    found = re.search(rf"{house.address}(/subscribe/{purpose}/[\w.-]+)", text)
    assert found is not None
    return found[1]


def _counts(house: DeskWorld) -> subscribers.Counts:
    with house.context.database.read() as conn:
        return subscribers.counts(conn, house.clock[0])
