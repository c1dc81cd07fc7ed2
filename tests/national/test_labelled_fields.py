"""Labelled fields in their three layouts, and the values that stand in them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from config.vocabulary import Precision
from sources.labels import bar_fields, lines, pairs
from sources.values import deadline, money, opening, rate

LAYOUTS = {
    "definition list": "<dl><dt>Opens:</dt><dd>1 May</dd><dt>Closes</dt><dd>2 June</dd></dl>",
    "table": (
        "<table><tr><th>Opens</th><td>1 May</td></tr>"
        "<tr><th>Closes</th><td>2 June</td></tr></table>"
    ),
    "paragraphs": "<p>Opens<br>1 May</p><div>Closes: 2 June</div>",
    "inline": "<p><b>Opens:</b> 1 May</p><p><b>Closes:</b> <i>2</i> June</p>",
}


@pytest.mark.parametrize("html", LAYOUTS.values(), ids=LAYOUTS)
def test_the_same_fields_are_read_from_every_layout(html: str) -> None:
    assert pairs(lines(html), ["Opens", "Closes"]) == {"Opens": "1 May", "Closes": "2 June"}


def test_labels_are_found_whatever_their_case_accents_and_colon() -> None:
    assert pairs(["ΠΡΟΫΠΟΛΟΓΙΣΜΟΣ:", "17000000 €"], ["Προϋπολογισμός"]) == {
        "Προϋπολογισμός": "17000000 €"
    }


def test_a_label_is_never_the_value_of_the_label_before_it() -> None:
    assert pairs(["Opens", "Closes", "2 June"], ["Opens", "Closes"]) == {"Closes": "2 June"}


def test_the_first_value_of_a_label_counts() -> None:
    assert pairs(["Closes: 2 June", "Closes: 9 June"], ["Closes"]) == {"Closes": "2 June"}


def test_fields_between_bars_are_read_by_their_labels() -> None:
    line = "Code: 33804 | Identifier Code: AMIF-X | Start: 21/05/2024 | no label"
    assert bar_fields(line) == {"code": "33804", "identifier code": "AMIF-X", "start": "21/05/2024"}


def test_scripts_and_styles_are_no_lines() -> None:
    assert lines("<p>a</p><script>b</script><style>c</style><p>d</p>") == ("a", "d")


def test_ten_thousand_nested_elements_are_read() -> None:
    assert lines("<div>" * 10_000 + "deep" + "</div>" * 10_000)[-1:] in (("deep",), ())


MOMENTS = [
    ("21/05/2024", "Asia/Nicosia", "2024-05-21T20:59:59", Precision.DAY),
    ("31/12/2023 2:00 μμ", "Europe/Athens", "2023-12-31T12:00:00", Precision.MINUTE),
    ("31/12/2023 12:30 πμ", "Europe/Athens", "2023-12-30T22:30:00", Precision.MINUTE),
    ("19. 5. 2023 v 16:00", "Europe/Prague", "2023-05-19T14:00:00", Precision.MINUTE),
    ("2025-02-28 17:00 Pasibaigęs", "Europe/Vilnius", "2025-02-28T15:00:00", Precision.MINUTE),
    ("28.02.2025 24:00", "Europe/Vilnius", "2025-02-28T21:59:59", Precision.MINUTE),
]


@pytest.mark.parametrize(("value", "zone", "instant", "precision"), MOMENTS)
def test_a_field_with_one_date_is_a_deadline_in_the_sources_zone(
    value: str, zone: str, instant: str, precision: Precision
) -> None:
    read = deadline(value, zone)
    assert read is not None
    assert read.at == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert read.precision is precision
    assert read.assumed is (precision is Precision.DAY)
    assert read.text == value


@pytest.mark.parametrize("value", ["", "soon", "31/02/2024", "1/1/2024 - 2/2/2024", "326/1999"])
def test_a_field_without_one_true_date_is_no_deadline(value: str) -> None:
    assert deadline(value, "Europe/Prague") is None


def test_an_opening_without_an_hour_is_the_start_of_the_day() -> None:
    read = opening("21/05/2024", "Asia/Nicosia")
    assert read is not None
    assert read.at == datetime(2024, 5, 20, 21, tzinfo=UTC)
    assert not read.assumed


AMOUNTS = [
    ("17000000 €", "", "17000000", "EUR"),
    ("213 999,99 €", "", "213999.99", "EUR"),
    ("€ 260,000", "", "260000", "EUR"),
    ("130.719.193,60 Euro", "", "130719193.60", "EUR"),
    ("55 800 000 Kč", "", "55800000", "CZK"),
    ("1.500.000", "EUR", "1500000", "EUR"),
]


@pytest.mark.parametrize(("value", "known", "amount", "currency"), AMOUNTS)
def test_an_amount_keeps_its_currency(value: str, known: str, amount: str, currency: str) -> None:
    read = money(value, known)
    assert read is not None
    assert (read.amount, read.currency) == (Decimal(amount), currency)


def test_a_number_without_a_currency_is_no_amount() -> None:
    assert money("1 000") is None
    assert money("free of charge", "EUR") is None


def test_a_rate_is_one_percentage() -> None:
    assert rate("max. 75 %") == 0.75
    assert rate("75-90 %") is None
    assert rate("75 % or 90 %") is None
    assert rate("150 %") is None
