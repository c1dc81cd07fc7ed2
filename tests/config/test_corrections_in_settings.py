"""What a person corrects comes out typed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from config.corrections import CorrectionField, CorrectionValue, read_correction
from config.settings import CorrectionSettings
from config.vocabulary import Applicant, CallStatus, DeadlineKind, Money, Objective

WALL = datetime(2026, 5, 3, 23, 59)  # noqa: DTZ001  wall time: its zone is the call's


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("deadline", "2026-05-03T23:59", WALL),
        ("deadline", "2026-05-03 23:59:00", WALL),
        ("deadline", "2026-05-03", date(2026, 5, 3)),
        ("deadline", "", None),
        ("opens", "2026-05-03", date(2026, 5, 3)),
        ("project_start", "2027-01-01", date(2027, 1, 1)),
        ("status", "Closed", CallStatus.CLOSED),
        ("deadline_kind", "rolling", DeadlineKind.ROLLING),
        ("title", " A new title ", "A new title"),
        ("budget", "6 000 000 EUR", Money(amount=Decimal(6_000_000), currency="EUR")),
        ("budget", "100.50 SEK", Money(amount=Decimal("100.50"), currency="SEK")),
        ("grant_max", "", None),
        ("cofinancing_rate", "75 %", 0.75),
        ("cofinancing_rate", "0.9", 0.9),
        ("flat_rate", "40%", 0.4),
        ("objectives", "SO1, so3", (Objective.ASYLUM, Objective.RETURN)),
        ("objectives", "", ()),
        ("applicants", "ngo", (Applicant.NGO,)),
        ("restricted", "true", True),
        ("minimum_score", "65", 65),
        ("url", "https://example.org/call", "https://example.org/call"),
    ],
)
def test_each_field_is_read_as_what_it_is(field: str, text: str, value: CorrectionValue) -> None:
    assert read_correction(CorrectionField(field), text) == value


def test_the_settings_take_tomls_own_dates_numbers_and_lists() -> None:
    def reading(field: str, value: object) -> CorrectionValue:
        return CorrectionSettings.model_validate(
            {"call": "c", "field": field, "value": value, "reason": "r"}
        ).reading()

    assert reading("deadline", WALL) == WALL
    assert reading("deadline", date(2026, 5, 3)) == date(2026, 5, 3)
    assert reading("cofinancing_rate", 0.75) == 0.75
    assert reading("restricted", False) is False
    assert reading("objectives", ["SO1", "SO2"]) == (
        Objective.ASYLUM,
        Objective.LEGAL_MIGRATION_AND_INTEGRATION,
    )
