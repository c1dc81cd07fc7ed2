"""What the head of an answer asks of us: how long to stay away, how long it stays fresh."""

import pytest

from sources.answers import fresh_for, retry_after, told_validators
from sources.base import Validators

DATE = "Mon, 01 Jun 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "999999999"}, 86_400),
        ({"retry-after": "Mon, 01 Jun 2026 10:05:00 GMT", "date": DATE}, 300),
        ({"retry-after": "Mon, 01 Jun 2026 09:00:00 GMT", "date": DATE}, 0),
        ({"retry-after": "Mon, 01 Jun 2026 10:05:00 GMT"}, None),
        ({"retry-after": "soon", "date": DATE}, None),
        ({"retry-after": "-5", "date": DATE}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=100", "age": "600"}, 0),
        ({"cache-control": "max-age=31536000"}, 21_600),
        ({"cache-control": "no-store, max-age=600"}, 0),
        ({"cache-control": "No-Cache"}, 0),
        ({"cache-control": "private"}, 0),
        ({"cache-control": "max-age=later"}, 0),
    ],
)
def test_cache_control_says_how_long_an_answer_stays_fresh(
    headers: dict[str, str], seconds: float
) -> None:
    assert fresh_for(headers) == seconds


def test_what_was_sent_stays_good_where_nothing_new_is_told() -> None:
    sent = Validators(etag='"a"', last_modified=DATE)
    assert told_validators({}, sent) == sent
    assert told_validators({"etag": '"b"'}, sent) == Validators(etag='"b"', last_modified=DATE)
