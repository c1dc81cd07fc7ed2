"""What the portal's dates mean (decisions A 1): openings, deadlines, stages, what is doubted."""

from datetime import datetime

import pytest
from portal_makers import actions, facts, notice, utc

from config.vocabulary import DeadlineKind, Flag, Precision, Stage, StatusWord


@pytest.mark.parametrize(
    ("stated", "at", "precision", "assumed"),
    [
        ("2026-10-08T00:00:00.000+0000", utc(2026, 10, 8, 15), Precision.DAY, True),
        ("2024-02-07T17:00:00.000+0000", utc(2024, 2, 7, 16), Precision.MINUTE, False),
        ("2024-04-18T19:00:00.000+0200", utc(2024, 4, 18, 15), Precision.MINUTE, False),
        ("2026-10-08T16:59:30.000+0000", utc(2026, 10, 8, 14, 59, 30), Precision.MINUTE, False),
        ("2026-10-08", utc(2026, 10, 8, 15), Precision.DAY, True),
        ("2026-10-25T02:30:00.000+0000", utc(2026, 10, 25, 0, 30), Precision.MINUTE, False),
        ("2028-02-29T00:00:00.000+0000", utc(2028, 2, 29, 16), Precision.DAY, True),
    ],
)
def test_a_deadline_is_brussels_wall_time_under_a_false_label(
    stated: str, at: datetime, precision: Precision, assumed: bool
) -> None:
    (deadline,) = facts(deadlineDate=[stated], startDate=["2023-01-01"]).deadlines
    assert deadline.at == at
    assert deadline.zone == "Europe/Brussels"
    assert (deadline.precision, deadline.assumed) == (precision, assumed)
    assert deadline.text == stated


@pytest.mark.parametrize(
    ("stated", "at", "precision"),
    [
        ("2023-12-07T01:00:00.000+0100", utc(2023, 12, 6, 23), Precision.DAY),
        ("2024-05-21T00:00:00.000+0000", utc(2024, 5, 20, 22), Precision.DAY),
        ("2024-05-21T09:00:00.000+0000", utc(2024, 5, 21, 7), Precision.MINUTE),
    ],
)
def test_an_opening_without_an_hour_is_midnight_in_brussels(
    stated: str, at: datetime, precision: Precision
) -> None:
    opens = facts(startDate=[stated]).opens
    assert opens is not None
    assert (opens.at, opens.precision, opens.assumed) == (at, precision, False)


def test_actions_fill_in_what_the_row_leaves_out() -> None:
    found = notice(
        deadlineDate=[],
        startDate=None,
        status=None,
        actions=actions(
            status={"id": 31094501},
            plannedOpeningDate="2026-05-02",
            deadlineDates=["2026-09-17"],
        ),
    )
    assert found.word is StatusWord.FORTHCOMING
    assert found.facts.opens is not None
    assert found.facts.opens.at == utc(2026, 5, 1, 22)
    assert [each.at for each in found.facts.deadlines] == [utc(2026, 9, 17, 15)]


def test_an_hour_in_the_deadline_outranks_the_bare_date_in_actions() -> None:
    found = facts(
        deadlineDate=["2026-09-16T12:30:00.000+0000"], actions=actions(deadlineDates=["2026-09-16"])
    )
    assert [each.at for each in found.deadlines] == [utc(2026, 9, 16, 10, 30)]
    assert found.flags == ()


def test_days_that_differ_between_row_and_actions_are_flagged() -> None:
    found = facts(actions=actions(deadlineDates=["2026-09-18"]))
    assert [each.at for each in found.deadlines] == [utc(2026, 9, 16, 15)]
    assert Flag.DEADLINES_CONTRADICT in found.flags


def test_of_two_stages_the_first_is_marked_as_such() -> None:
    found = facts(
        deadlineDate=["2026-10-20T00:00:00.000+0000", "2026-08-31T00:00:00.000+0000"],
        deadlineModel=["two-stage"],
    )
    assert [(each.at.month, each.stage) for each in found.deadlines] == [
        (8, Stage.FIRST),
        (10, Stage.SECOND),
    ]


@pytest.mark.parametrize("model", ["multiple cut-off", "something new", ""])
def test_several_dates_of_any_other_model_are_cut_offs(model: str) -> None:
    found = facts(
        deadlineDate=["2026-08-31T00:00:00.000+0000", "2026-10-20T00:00:00.000+0000"],
        deadlineModel=[model],
    )
    assert {each.stage for each in found.deadlines} == {Stage.CUTOFF}
    assert found.deadline_kind is DeadlineKind.FIXED


@pytest.mark.parametrize(
    ("stated", "doubt"),
    [
        ("2026-04-30T00:00:00.000+0000", Flag.DEADLINE_BEFORE_OPENING),
        ("1901-04-30T00:00:00.000+0000", Flag.DEADLINE_BEFORE_OPENING),
        ("2999-01-01T00:00:00.000+0000", Flag.DEADLINE_TOO_FAR),
        ("2031-07-01T00:00:00.000+0000", Flag.DEADLINE_TOO_FAR),
    ],
)
def test_a_deadline_that_cannot_be_true_is_kept_and_doubted(stated: str, doubt: Flag) -> None:
    found = facts(deadlineDate=[stated])
    assert [each.doubt for each in found.deadlines] == [doubt]
    assert doubt in found.flags


def test_a_broken_date_is_left_out_and_flagged() -> None:
    found = facts(deadlineDate=["soon", "2026-09-16T00:00:00.000+0000"])
    assert len(found.deadlines) == 1
    assert Flag.PART_UNREADABLE in found.flags


def test_a_row_without_any_deadline_states_none() -> None:
    found = facts(deadlineDate=None)
    assert found.deadlines == ()
    assert found.deadline_kind is DeadlineKind.UNKNOWN
