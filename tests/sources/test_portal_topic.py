"""What a row of the portal says of its topic: status, budget, text, objectives, broken parts."""

import json
from decimal import Decimal
from typing import Any

import pytest
from portal_makers import CODE, actions, facts, notice, utc

from config.vocabulary import Flag, Management, Objective, StatusWord


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
