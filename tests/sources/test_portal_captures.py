"""Every captured answer of the real portal through the parser, with what the reference predicts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from portal_makers import HORIZON, fetched

from config.vocabulary import CallStatus, Stage, StatusWord
from monitor.lifecycle import status_at
from sources.base import Answer
from sources.errors import ParseError
from sources.eu_portal import EuPortal

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data" / "eu-portal"
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the captured answers (../shared/data/eu-portal) are not here"
)


def read(name: str) -> Answer:
    whole = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    if "metadata" in whole:
        whole = {"totalResults": 1, "pageNumber": 1, "results": [whole]}
    return EuPortal(programme=HORIZON).parse(fetched(whole), NOW)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sedia-search-unfiltered-text-ai-5.json", "language sv"),
        ("sedia-search-updates-only-10.json", "type 6"),
        ("sedia-search-forthcoming-3-of-9.json", "store SEDIA_PRD_CENTRICITY"),
        ("record-stale-archive-row.json", "store SEDIA_PRD_CENTRICITY"),
    ],
)
def test_an_answer_with_foreign_rows_is_discarded(name: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as failure:
        read(name)
    assert failure.value.cause == "filter_ignored"


@pytest.mark.parametrize(
    "name", ["facets-open-forthcoming-2026-08-22.json", "observed-snapshot-totals-2026.json"]
)
def test_what_is_no_search_answer_is_refused(name: str) -> None:
    with pytest.raises(ParseError) as failure:
        read(name)
    assert failure.value.cause == "wrong_type"


def test_four_open_topics_are_read() -> None:
    answer = read("sedia-search-open-4-trimmed.json")
    assert {seen.key for seen in answer.calls} == {"50130830", "50130252", "51176725", "51176647"}
    assert {seen.word for seen in answer.calls} == {StatusWord.OPEN}
    closing = {seen.facts.deadlines[0].at for seen in answer.calls}
    assert closing == {datetime(2026, 9, 15, 15, tzinfo=UTC), datetime(2026, 9, 22, 15, tzinfo=UTC)}
    assert answer.complete


def test_the_live_row_beside_the_archive_is_forthcoming_in_two_stages() -> None:
    whole = json.loads((FOLDER / "sedia-search-forthcoming-3-of-9.json").read_text())
    whole["results"] = whole["results"][:1]
    answer = EuPortal(programme=HORIZON).parse(fetched(whole), NOW)
    (seen,) = answer.calls
    assert seen.word is StatusWord.FORTHCOMING
    assert [each.stage for each in seen.facts.deadlines] == [Stage.FIRST, Stage.SECOND]
    assert seen.facts.budget is None  # its part is cut in the capture: broken JSON survives
    assert "part_unreadable" in seen.facts.flags
    assert not answer.complete  # 9 announced, 1 here


def test_the_old_form_tells_brussels_time_by_other_labels() -> None:
    (seen,) = read("record-2023-old-index-form.json").calls
    assert seen.key == "45646358"
    assert seen.facts.opens is not None
    assert seen.facts.opens.at == datetime(2023, 12, 6, 23, tzinfo=UTC)
    assert seen.facts.deadlines[0].at == datetime(2024, 4, 18, 15, tzinfo=UTC)
    assert _status(seen) is CallStatus.CLOSED  # "forthcoming" with a deadline long past


@pytest.mark.parametrize(
    ("name", "word", "status"),
    [
        ("record-open-two-stage.json", StatusWord.OPEN, CallStatus.OPEN),
        (
            "record-closed-two-stage-second-deadline-ahead.json",
            StatusWord.CLOSED,
            CallStatus.CLOSED,
        ),
    ],
)
def test_two_stages_are_open_until_the_first(
    name: str, word: StatusWord, status: CallStatus
) -> None:
    (seen,) = read(name).calls
    assert seen.word is word
    assert [each.stage for each in seen.facts.deadlines] == [Stage.FIRST, Stage.SECOND]
    assert _status(seen) is status
    assert seen.facts.budget is not None


def test_the_closed_topic_of_the_unfiltered_answer_is_read_whole() -> None:
    whole = json.loads((FOLDER / "sedia-search-unfiltered-text-ai-5.json").read_text())
    whole["results"] = [row for row in whole["results"] if row["reference"] == "48400948TOPICSen"]
    whole["totalResults"] = 1
    (seen,) = EuPortal(programme=HORIZON).parse(fetched(whole), NOW).calls
    assert seen.word is StatusWord.CLOSED
    assert seen.facts.budget is not None
    assert seen.facts.budget.amount == 15_000_000  # not the 132 million of the whole call
    assert seen.facts.updates[0].text.startswith("PROPOSAL NUMBERS")
    assert seen.facts.updates[0].at == datetime(2025, 10, 3, 15, 59, 44, tzinfo=UTC)
    assert seen.facts.documents
    assert seen.facts.flags == ()


def _status(seen: Any) -> CallStatus:
    return status_at(seen.word, seen.facts, NOW, portal=True, last_seen=NOW)
