"""What happens in the demo's world: real calls with their real dates, told in forty seconds.

Ten of the fund's calls as they were published. Six of 2023 are over when the story begins; then
victims of trafficking (2024), information campaigns (2024-25) and two topics of the integration
call (2025) are announced, open, come to their end and close. One deadline moves; that alone is made
up.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.demo.clock import FastClock
from monitor.demo.portal_world import PortalWorld, Topic

_BRUSSELS = ZoneInfo("Europe/Brussels")
BEGIN = datetime(2024, 4, 10, 9, tzinfo=_BRUSSELS)
END = datetime(2025, 10, 15, 9, tzinfo=_BRUSSELS)
FACTOR = timedelta(days=13) / timedelta(seconds=1)
_MOVES_ON = datetime(2025, 8, 20, 12, tzinfo=_BRUSSELS)
MOVED = "AMIF-2025-TF2-AG-INTE-02-HEALTH"
_CALL_2023 = "AMIF-2023-TF2-AG-CALL"
_OF_2023 = (
    (
        "01-SPONSORSHIP",
        8_000_000,
        (
            "Promoting community sponsorship schemes and integration of persons in need of"
            " international protection"
        ),
    ),
    ("02-LOCAL", 8_000_000, "Integration and inclusion at regional and local level"),
    (
        "03-EDUCATION",
        6_000_000,
        "Support to integration in education of migrant children and young adults",
    ),
    (
        "04-LABOUR",
        6_000_000,
        "Multi-stakeholder initiatives for migrant integration into the labour market",
    ),
    (
        "05-PATHWAYS",
        0,
        "Promoting complementary pathways linked to education and/or work",
    ),
    (
        "06-CHILDREN",
        6_000_000,
        (
            "Transnational actions to support Member States in the field of protection of children"
            " in migration"
        ),
    ),
)


def story_clock(real: Callable[[], float] = time.monotonic) -> FastClock:
    """The clock of the story: 13 days a second from April 2024, real time from October 2025.

    `real` tells real seconds; one that stands still holds the story until it is looked at.
    """
    return FastClock(start=BEGIN, factor=FACTOR, end=END, real=real)


class Story:
    """The simulated world as the story's clock finds it."""

    def __init__(self, clock: FastClock) -> None:
        self.world = PortalWorld(clock=clock, advance=self._advance)
        self.world.put(*_over(), *_to_come())

    def _advance(self) -> None:
        """Let happen what is due by the clock. Doing it again changes nothing."""
        if self.world.clock() >= _MOVES_ON:
            self.world.change(
                MOVED,
                deadlines=(_day(2025, 9, 30, 17),),
                updates=((_MOVES_ON, "The deadline is extended to 30 September 2025."),),
            )


def _over() -> list[Topic]:
    return [
        Topic(
            identifier=f"{_CALL_2023}-{part}",
            call_identifier=_CALL_2023,
            title=title,
            ccm2_id=44_700_000 + number,
            opens=_day(2023, 1, 17),
            deadlines=(_day(2023, 5, 16, 17),),
            budget=budget,
        )
        for number, (part, budget, title) in enumerate(_OF_2023, start=1)
    ]


def _to_come() -> list[Topic]:
    integration = "AMIF-2025-TF2-AG-INTE"
    return [
        Topic(
            identifier="AMIF-2024-TF2-AG-THB-01",
            call_identifier="AMIF-2024-TF2-AG-THB",
            title="Call for proposals on the assistance, support and integration of third country"
            " national victims of trafficking in human beings",
            ccm2_id=46_100_001,
            opens=_day(2024, 5, 21),
            deadlines=(_day(2024, 8, 21, 17),),
            budget=6_000_000,
            conditions="<p>The maximum co-financing rate is 90 %.</p>",
        ),
        Topic(
            identifier="AMIF-2024-TF2-AG-INFO-01",
            title="Prevention of irregular migration through awareness raising and information"
            " campaigns on the risks of irregular migration in selected third countries and within"
            " Europe",
            ccm2_id=46_800_001,
            opens=_day(2024, 11, 19),
            deadlines=(_day(2025, 4, 1, 17),),
            budget=10_000_000,
            published=_day(2024, 9, 15),
        ),
        Topic(
            identifier=MOVED,
            call_identifier=integration,
            title="Access to healthcare",
            ccm2_id=47_900_249,
            opens=_day(2025, 4, 3),
            deadlines=(_day(2025, 9, 16, 17),),
            budget=9_000_000,
            published=_day(2025, 1, 20),
        ),
        Topic(
            identifier="AMIF-2025-TF2-AG-INTE-05-CHILDREN",
            call_identifier=integration,
            title="Measures to support Member States in the field of protection of children in"
            " migration",
            ccm2_id=47_900_252,
            opens=_day(2025, 4, 3),
            deadlines=(_day(2025, 9, 16, 17),),
            budget=6_000_000,
            published=_day(2025, 1, 20),
        ),
    ]


def _day(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=_BRUSSELS)
