"""Whatever comes, the portal's parser answers, or raises ParseError or NothingFound."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from portal_makers import a_response, a_row, an_answer

from sources.base import Answer, Fetched
from sources.errors import NothingFound, ParseError
from sources.eu_portal import EuPortal

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
PORTAL = EuPortal()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
DATES = st.sampled_from(
    [
        "",
        "0000-00-00",
        "0001-01-01T00:00:00.000+1400",
        "9999-12-31T23:59:59.999-1200",
        "2026-02-30",
        "2026-10-25T02:30:00.000+0000",
        "1901-01-01T00:00:00.000+0000",
        "2026-W12-3",
        "20260916",
    ]
)
FEWER = settings(max_examples=max(50, settings().max_examples // 3))
FIELDS = [
    "identifier",
    "ccm2Id",
    "REFERENCE",
    "title",
    "status",
    "startDate",
    "deadlineDate",
    "deadlineModel",
    "actions",
    "budgetOverview",
    "latestInfos",
    "topicConditions",
    "callIdentifier",
    "esDA_IngestDate",
]
VALUES = st.one_of(
    JSON,
    st.lists(DATES | st.text(max_size=40), max_size=3),
    st.lists(JSON.map(json.dumps), max_size=2),
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "status": JSON,
                "plannedOpeningDate": DATES | JSON,
                "deadlineDates": st.lists(DATES | JSON, max_size=3) | JSON,
                "submissionProcedure": JSON,
                "content": JSON,
                "lastChangeDate": DATES | JSON,
            },
        ),
        max_size=2,
    ).map(lambda value: [json.dumps(value)]),
    st.dictionaries(
        st.text(max_size=3),
        st.lists(
            st.fixed_dictionaries(
                {"action": st.just("AMIF-2026-TF2-AG-THB-01 - X")},
                optional={"budgetYearMap": JSON, "minContribution": JSON, "maxContribution": JSON},
            ),
            max_size=2,
        )
        | JSON,
        max_size=2,
    ).map(lambda value: [json.dumps({"budgetTopicActionMap": value})]),
)


def is_told(body: bytes) -> bool:
    """Whether it is an answer whose every call has a key, or one of the failures that are told."""
    response = a_response(body)
    for state in ({}, {"canary": "asked"}):
        try:
            answer = PORTAL.parse(Fetched(responses=(response, response), state=state), NOW)
        except (ParseError, NothingFound):
            continue
        if not isinstance(answer, Answer) or not all(seen.key for seen in answer.calls):
            return False
    return True


@given(st.binary(max_size=200))
@FEWER
def test_any_bytes_are_an_answer_or_a_told_failure(body: bytes) -> None:
    assert is_told(body)


@given(JSON)
@FEWER
def test_any_json_is_an_answer_or_a_told_failure(whole: Any) -> None:
    assert is_told(json.dumps(whole).encode())


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6), JSON)
@FEWER
def test_any_row_is_read_or_left_out(changes: dict[str, Any], top: Any) -> None:
    assert is_told(json.dumps(an_answer(a_row(**changes), top)).encode())


@given(st.dictionaries(st.sampled_from(["totalResults", "pageNumber", "pageSize"]), JSON))
@FEWER
def test_any_envelope_is_an_answer_or_a_told_failure(changes: dict[str, Any]) -> None:
    assert is_told(json.dumps(an_answer(a_row(), **changes)).encode())
