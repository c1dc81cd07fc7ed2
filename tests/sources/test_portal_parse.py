"""What the portal's rows mean: dates, stages, budgets, broken parts, foreign rows."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from portal_makers import AMIF, CODE, HORIZON, a_response, a_row, an_answer, fetched

from config.vocabulary import (
    CallFacts,
    DeadlineKind,
    Flag,
    Management,
    Objective,
    Precision,
    Stage,
    StatusWord,
)
from sources.base import Answer, CallSeen, Fetched
from sources.errors import NothingFound, ParseError
from sources.eu_portal import EuPortal

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
PORTAL = EuPortal()


def parse(*wholes: Any, canary: Any = None) -> Answer:
    return PORTAL.parse(fetched(*wholes, canary=canary), NOW)


def notice(**changes: Any) -> CallSeen:
    (seen,) = parse(an_answer(a_row(**changes))).calls
    return seen


def facts(**changes: Any) -> CallFacts:
    return notice(**changes).facts


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_live_row_gives_a_whole_notice() -> None:
    seen = notice()
    assert (seen.source, seen.key, seen.word) == ("eu_portal", "50000001", StatusWord.OPEN)
    assert seen.facts.title == "Support for victims of trafficking"
    assert seen.facts.identifier == CODE
    assert seen.facts.call_identifier == "AMIF-2026-TF2-AG-THB"
    assert seen.facts.country == "EU"
    assert seen.facts.management is Management.DIRECT
    assert seen.facts.authority == "European Commission, DG HOME"
    assert seen.facts.url.endswith(f"/screen/opportunities/topic-details/{CODE}")
    assert seen.facts.flags == ()


# --- decisions A 1 ------------------------------------------------------------------------------


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


def actions(**values: Any) -> list[str]:
    return [json.dumps([values])]


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


# --- status -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["310945031", "99999998", "new"])
def test_a_code_nobody_knows_is_unreadable_and_flagged(code: str) -> None:
    found = notice(status=[code])
    assert found.word is StatusWord.UNREADABLE
    assert Flag.STATUS_UNKNOWN in found.facts.flags


def test_a_stub_without_a_status_is_a_notice_without_a_word() -> None:
    assert notice(status=None, deadlineDate=None).word is StatusWord.NONE


def test_a_status_that_actions_contradict_is_no_word_to_go_by_and_is_flagged() -> None:
    found = notice(actions=actions(status={"id": 31094503}))
    assert found.word is StatusWord.CONTRADICTING
    assert Flag.STATUS_CONTRADICTS in found.facts.flags
    assert {quote.text for quote in found.facts.evidence} == {"31094502", "31094503"}


# --- budget -------------------------------------------------------------------------------------


def budget(*entries: dict[str, Any]) -> list[str]:
    grouped = {str(number): [entry] for number, entry in enumerate(entries)}
    return [json.dumps({"budgetYearsColumns": ["2026"], "budgetTopicActionMap": grouped})]


def entry(identifier: str = CODE, **values: Any) -> dict[str, Any]:
    return {"action": f"{identifier} - AMIF-PJG AMIF Project Grants"} | values


def test_only_the_topics_own_money_counts() -> None:
    found = facts(
        budgetOverview=budget(
            entry(budgetYearMap={"2026": "6000000"}),
            entry("AMIF-2026-TF2-AG-THB-02", budgetYearMap={"2026": "28000000"}),
            {"action": f"{CODE}-WIP - AMIF", "budgetYearMap": {"2026": "5000000"}},
        )
    )
    assert found.budget is not None
    assert (found.budget.amount, found.budget.currency) == (Decimal(6_000_000), "EUR")


def test_equal_year_maps_are_one_pot_and_different_ones_add_up() -> None:
    one = entry(budgetYearMap={"2026": "4000000", "2027": "2000000"})
    other = entry(budgetYearMap={"2026": 1_000_000})
    found = facts(budgetOverview=budget(one, one, other))
    assert found.budget is not None
    assert found.budget.amount == 7_000_000


def test_nought_means_not_stated() -> None:
    found = facts(
        budgetOverview=budget(
            entry(budgetYearMap={"2026": "0"}, minContribution=0, maxContribution=0)
        )
    )
    assert (found.budget, found.grant_min, found.grant_max) == (None, None, None)


@pytest.mark.parametrize("amount", ["much", "-5", "NaN", "1e400", True, None, [], "1e13"])
def test_an_amount_that_is_none_is_not_stated(amount: Any) -> None:
    own = entry(budgetYearMap={"2026": amount}, minContribution=amount)
    found = facts(budgetOverview=budget(own))
    assert (found.budget, found.grant_min) == (None, None)


def test_contributions_are_the_grants_of_one_project() -> None:
    found = facts(
        budgetOverview=budget(
            entry(minContribution=1_000_000, maxContribution=2_000_000),
            entry(minContribution=500_000, maxContribution=1_500_000),
        )
    )
    assert found.grant_min is not None
    assert found.grant_max is not None
    assert (found.grant_min.amount, found.grant_max.amount) == (500_000, 2_000_000)


# --- the rest -----------------------------------------------------------------------------------


def test_updates_are_text_with_brussels_wall_time() -> None:
    info = {
        "approvalDate": "",
        "lastChangeDate": "2026-05-03T17:59:44.318",
        "content": "<p>The <b>deadline</b> moved.</p><script>alert(1)</script><p>See FAQ</p>",
    }
    (update,) = facts(latestInfos=[json.dumps([info])]).updates
    assert update.text == "The deadline moved.\nSee FAQ"
    assert update.at == utc(2026, 5, 3, 15, 59, 44)


def test_conditions_are_text_and_name_documents_and_rate() -> None:
    html = (
        "<h4>Conditions</h4><p>The maximum EU co-financing rate is 90 %.</p>"
        '<p>See <a href="https://ec.europa.eu/docs/call-fiche_en.pdf">the call document</a>,'
        ' <a href="javascript:x.pdf">no</a> <a href="https://example.org/page">nor this</a>'
        ' <a href="http://[broken.pdf">nor that</a></p>'
    )
    found = facts(topicConditions=[html])
    assert found.conditions.startswith("Conditions\nThe maximum EU co-financing rate is 90 %.")
    assert found.cofinancing_rate == pytest.approx(0.9)
    assert [(each.url, each.title) for each in found.documents] == [
        ("https://ec.europa.eu/docs/call-fiche_en.pdf", "the call document")
    ]


def test_two_rates_are_none() -> None:
    text = "<p>The co-financing rate is 90 %.</p><p>The co-financing rate is 75 %.</p>"
    assert facts(topicConditions=[text]).cofinancing_rate is None


def test_the_portals_null_is_nothing() -> None:
    assert facts(topicConditions=["<p>null</p>"]).conditions == ""


def test_json_that_does_not_parse_is_left_out_and_flagged() -> None:
    found = facts(actions=['[{"status"'], budgetOverview=["{"], latestInfos=["nonsense"])
    assert Flag.PART_UNREADABLE in found.flags
    assert (found.budget, found.updates) == (None, ())
    assert found.deadlines


@pytest.mark.parametrize(
    ("identifier", "objectives"),
    [
        ("AMIF-2024-TF2-AG-THB-01", (Objective.LEGAL_MIGRATION_AND_INTEGRATION,)),
        ("AMIF-2025-TF2-AG-INTE-05-CHILDREN", (Objective.LEGAL_MIGRATION_AND_INTEGRATION,)),
        ("AMIF-2022-TF1-AG-INFO", (Objective.RETURN,)),
        ("AMIF-2023-TF2-AG-CALL-02-LOCAL", ()),
        ("AMIF-2026-TF2-AG-INTERNAL-01", ()),
    ],
)
def test_objectives_follow_from_the_documented_table_only(
    identifier: str, objectives: tuple[Objective, ...]
) -> None:
    assert facts(identifier=[identifier]).objectives == objectives


def test_a_direct_award_is_restricted() -> None:
    assert facts(identifier=["AMIF-2026-TF2-IBA-01"]).restricted
    assert not facts().restricted


def test_a_title_keeps_no_control_or_direction_marks_and_an_end() -> None:
    found = facts(title=["\u202eevil\x00 \u2066<b>title</b>\n" + "x" * 1_000_000])
    assert found.title.startswith("evil <b>title</b> xxx")
    assert len(found.title) == 500


def test_a_row_without_title_is_named_by_its_summary_or_code() -> None:
    assert facts(title=None).title == "A summary"
    assert facts(title=None, top={"summary": None}).title == CODE


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
