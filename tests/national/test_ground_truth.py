"""The six countries known best against notices read by hand; what differs is explained here."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.countries import countries
from sources.base import CallSeen, SourceInfo
from sources.national.cy_portal import read_blocks
from sources.reading import Context, Notice, read_text
from sources.registry import builtin_sources
from sources.settle import Found, settle

SHARED = Path(__file__).parents[2] / ".." / "shared"
NATIONAL = SHARED / "data" / "national"
SIX = ("cy", "se", "lv", "it", "de", "fi")
SAMPLES = sorted(path for code in SIX for path in (NATIONAL / code).glob("*.txt"))
MISSED: dict[tuple[str, str], str] = {}

needs_shared = pytest.mark.skipif(not SAMPLES, reason="the shared notices are not here")


def context(path: Path, truth: dict[str, Any]) -> Context:
    country = countries()[path.parent.name.upper()]
    return Context(
        country=country.code,
        zone=country.zone,
        language=truth["language"],
        authority=country.authority,
    )


def read(path: Path) -> tuple[dict[str, Any], tuple[Notice, ...]]:
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return truth, read_text(path.read_text(encoding="utf-8"), context(path, truth))


def expected(truth: dict[str, Any], name: str) -> set[Any]:
    calls = truth.get("calls") or [truth]
    return {value for call in calls if (value := call.get(name)) is not None}


def differs(truth: dict[str, Any], notices: tuple[Notice, ...]) -> dict[str, str]:
    """Each value that is not what was read by hand: what stands there, in words."""
    found: dict[str, str] = {}
    if bool(notices) != truth["is_amif_call"]:
        return {"is_amif_call": f"{len(notices)} calls"}
    if not notices:
        return {}
    closes = [deadline for notice in notices for deadline in notice.facts.deadlines]
    values: dict[str, set[Any]] = {
        "closes": {deadline.local.date().isoformat() for deadline in closes},
        "closes_time": {f"{d.local:%H:%M}" for d in closes if not d.assumed},
        "opens": {n.facts.opens.local.date().isoformat() for n in notices if n.facts.opens},
    }
    for name, read_values in values.items():
        if read_values != expected(truth, name):
            found[name] = f"{sorted(read_values)} for {sorted(expected(truth, name))}"
    if truth.get("calls") and len(notices) != len(truth["calls"]):
        found["calls"] = f"{len(notices)} for {len(truth['calls'])}"
    return found


@needs_shared
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notice_reads_as_it_was_read_by_hand(path: Path) -> None:
    name = f"{path.parent.name}/{path.stem}"
    misses = differs(*read(path))
    unexplained = {field: words for field, words in misses.items() if (name, field) not in MISSED}
    assert not unexplained


@needs_shared
def test_nothing_is_explained_that_reads_right_by_now() -> None:
    still = {
        (f"{path.parent.name}/{path.stem}", field)
        for path in SAMPLES
        for field in differs(*read(path))
    }
    assert set(MISSED) <= still


def eu_relay() -> SourceInfo:
    return builtin_sources()["cy_portal_eu"].info


def seed(number: str) -> str:
    return next((SHARED / "data" / "seeds").glob(f"{number}_*.txt")).read_text(encoding="utf-8")


@needs_shared
def test_the_nine_lines_of_cyprus_are_nine_calls_of_the_commission() -> None:
    html = "<pre>" + seed("001").replace("<", "&lt;").replace("\n", "<br>") + "</pre>"
    notices = read_blocks(html, Context(country="CY", zone="Asia/Nicosia"))
    seen = settle(eu_relay(), [Found(notice=notice) for notice in notices])
    assert len(seen) == 9
    assert {call.facts.country for call in seen} == {"EU"}
    assert {call.facts.management.value for call in seen} == {"direct"}
    closes = [call.facts.deadlines[0] for call in seen]
    assert {f"{deadline.local:%H:%M} {deadline.zone}" for deadline in closes} == {
        "17:00 Europe/Brussels"
    }
    assert [deadline.local.date() for deadline in closes][:2] == [
        date(2024, 8, 21),
        date(2023, 5, 16),
    ]
    last = seen[-1]
    assert last.key == "AMIF-2022-AG-CALL-THB"
    assert last.facts.title.startswith("\u0391ssistance")


@needs_shared
def test_the_swedish_seed_gives_its_two_calls_with_their_terms() -> None:
    sweden = Context(
        country="SE", zone="Europe/Stockholm", language="sv", authority="Swedish Migration Agency"
    )
    info = builtin_sources()["se_migrationsverket"].info
    notices = read_text(seed("003"), sweden)
    first, second = settle(info, [Found(notice=notice) for notice in notices])
    check_terms(first, rate=0.75, millions=300, objectives={"SO1"})
    check_terms(second, rate=0.9, millions=100, objectives={"SO1", "SO3"})


def check_terms(call: CallSeen, *, rate: float, millions: int, objectives: set[str]) -> None:
    facts = call.facts
    assert facts.opens is not None
    assert facts.opens.local.date() == date(2023, 3, 1)
    assert [deadline.local.date() for deadline in facts.deadlines] == [date(2023, 5, 3)]
    assert facts.deadlines[0].assumed
    assert facts.budget is not None
    assert facts.budget.approximate
    assert (facts.budget.amount, facts.budget.currency) == (millions * 1_000_000, "SEK")
    assert facts.cofinancing_rate == rate
    assert facts.flat_rate == 0.4
    assert facts.project_start == date(2024, 1, 1)
    assert facts.minimum_score == 65
    assert {objective.value for objective in facts.objectives} == objectives


@needs_shared
@pytest.mark.parametrize(
    ("number", "count"), [("000", 0), ("001", 9), ("002", 0), ("003", 2), ("004", 0)]
)
def test_the_five_seeds_give_nine_two_and_none(number: str, count: int) -> None:
    contexts = {"001": ("CY", "Asia/Nicosia"), "003": ("SE", "Europe/Stockholm")}
    country, zone = contexts.get(number, ("EU", "Europe/Brussels"))
    assert len(read_text(seed(number), Context(country=country, zone=zone))) == count
