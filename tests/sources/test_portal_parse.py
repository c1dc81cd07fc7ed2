"""Which of the portal's rows and answers are believed: keys, doubles, foreign rows, emptiness."""

from typing import Any

import pytest
from portal_makers import (
    AMIF,
    CODE,
    HORIZON,
    NOW,
    PORTAL,
    a_response,
    a_row,
    an_answer,
    notice,
    parse,
)

from sources.base import Answer, Fetched
from sources.errors import NothingFound, ParseError

# --- keys and duplicates ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "50000001"),
        ({"ccm2Id": None}, "50000001"),
        ({"ccm2Id": None, "REFERENCE": None, "top": {"reference": "47900252TOPICSen"}}, "47900252"),
        ({"ccm2Id": None, "REFERENCE": None, "top": {"reference": None}}, CODE),
    ],
)
def test_a_topic_is_named_by_what_is_steady(changes: dict[str, Any], key: str) -> None:
    assert notice(**changes).key == key


def test_of_two_rows_of_one_topic_the_fuller_and_newer_wins() -> None:
    stub = a_row(status=None, deadlineDate=None, title=["stub"])
    old = a_row(title=["old"], esDA_IngestDate=["2026-05-01T18:04:40.851+0200"])
    new = a_row(title=["new"], esDA_IngestDate=["2026-05-02T01:00:00.000+0200"])
    for rows in ((stub, old, new), (new, old, stub), (old, new, stub)):
        (seen,) = parse(an_answer(*rows)).calls
        assert seen.facts.title == "new"


# --- what may be believed -----------------------------------------------------------------------


FOREIGN = [
    {"frameworkProgramme": [HORIZON]},
    {"frameworkProgramme": None},
    {"type": ["6"]},
    {"type": None},
    {"language": ["sv"]},
    {"language": None, "top": {"language": "cs"}},
    {"language": None, "REFERENCE": ["50000001TOPICSnl"], "top": {"language": None}},
    {"DATASOURCE": ["SEDIA_PRD_CENTRICITY"]},
    {"DATASOURCE": None, "datasource": ["SEDIA_PRD_CENTRICITY"]},
]


@pytest.mark.parametrize("changes", FOREIGN)
def test_one_foreign_row_discards_the_whole_answer(changes: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="ignored the filter") as failure:
        parse(an_answer(a_row(), a_row(**changes)))
    assert failure.value.cause == "filter_ignored"


def test_a_row_that_states_no_language_or_store_is_none_of_them() -> None:
    bare = {"language": None, "DATASOURCE": None, "REFERENCE": None}
    assert notice(**bare, top={"language": None, "reference": None}).facts.identifier == CODE


def test_rows_that_are_none_are_left_out_and_told() -> None:
    answer = parse(an_answer(a_row(), "nonsense", {"metadata": None}, totalResults=1))
    assert len(answer.calls) == 1
    assert not answer.complete
    assert "2 rows of the portal could not be read" in answer.warnings


def test_a_warning_of_the_portals_own_makes_the_answer_incomplete() -> None:
    assert not parse(an_answer(a_row(), warnings=["shard failed"])).complete


def test_another_page_than_the_one_asked_for_proves_no_absence() -> None:
    assert not parse(an_answer(a_row(), pageNumber=2)).complete


def test_empty_without_a_canary_is_no_answer() -> None:
    with pytest.raises(NothingFound, match="not checked"):
        parse(an_answer())


def test_empty_with_a_living_canary_is_an_answer() -> None:
    answer = parse(an_answer(), canary=an_answer(a_row(frameworkProgramme=[HORIZON])))
    assert answer == Answer(calls=(), complete=True)


def test_empty_with_an_empty_canary_is_no_answer() -> None:
    with pytest.raises(NothingFound, match="nothing at all"):
        parse(an_answer(), canary=an_answer())


def test_a_canary_of_another_fund_means_the_filter_is_ignored() -> None:
    with pytest.raises(ParseError) as failure:
        parse(an_answer(), canary=an_answer(a_row(frameworkProgramme=[AMIF])))
    assert failure.value.cause == "filter_ignored"


def test_rows_announced_and_not_given_are_no_empty_answer() -> None:
    with pytest.raises(ParseError, match="announced 7 rows"):
        parse(an_answer(totalResults=7))


@pytest.mark.parametrize(
    ("body", "content_type", "cause"),
    [
        (b"", "application/json", "unreadable"),
        (b'{"results": [', "application/json", "unreadable"),
        (b"[" * 100_000, "application/json", "unreadable"),
        (b"<!doctype html><html></html>", "application/json", "wrong_type"),
        (b"whatever", "text/html", "wrong_type"),
        (b"null", "application/json", "wrong_type"),
        (b"[]", "application/json", "wrong_type"),
        (b'{"results": {}}', "application/json", "wrong_type"),
        (b'{"type": "throwable", "message": "broken"}', "application/json", "wrong_type"),
    ],
)
def test_what_is_no_search_answer_is_refused(body: bytes, content_type: str, cause: str) -> None:
    response = a_response(body, content_type=content_type)
    with pytest.raises(ParseError) as failure:
        PORTAL.parse(Fetched(responses=(response,)), NOW)
    assert failure.value.cause == cause


def test_no_response_at_all_is_no_answer() -> None:
    with pytest.raises(ParseError, match="no answer"):
        PORTAL.parse(Fetched(responses=()), NOW)


def test_the_order_of_rows_makes_no_difference() -> None:
    rows = [a_row(ccm2Id=[str(number)], REFERENCE=[f"{number}TOPICSen"]) for number in range(5)]
    assert parse(an_answer(*rows)) == parse(an_answer(*reversed(rows)))
