"""An answer as JSON a person can review, and the samples of every source."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.vocabulary import CallFacts, Moment, Money
from sources.base import Answer, CallSeen, Source
from sources.errors import SourceError
from sources.samples import play, sample_paths

SAMPLES = Path(__file__).parents[1] / "samples"


def taken_on(sample: Path) -> datetime:
    """Noon UTC of the day in a sample's name: the `now` it is read at."""
    day = datetime.strptime(sample.stem[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    return day.replace(hour=12)


async def answer_of(source: Source, sample: Path) -> dict[str, Any]:
    """What the source reads in a sample, or the name of the error it raises."""
    try:
        fetched, _ = await play(source, sample)
        answer = source.parse(fetched, taken_on(sample))
    except SourceError as error:
        return {"error": type(error).__name__}
    return answer_json(answer)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer with what a reviewer should look at; what is not stated is left out."""
    return {
        "complete": answer.complete,
        "landmarks_shown": answer.landmarks_shown,
        "warnings": list(answer.warnings),
        "calls": [call_json(seen) for seen in answer.calls],
    }


def call_json(seen: CallSeen) -> dict[str, Any]:
    """One notice, empty fields left out."""
    facts = seen.facts
    values: dict[str, Any] = {
        "key": seen.key,
        "word": seen.word.value,
        "title": facts.title,
        "country": facts.country,
        "language": facts.language,
        "management": facts.management.value,
        "authority": facts.authority,
        "identifier": facts.identifier,
        "objectives": [objective.value for objective in facts.objectives],
        "closed_objectives": [objective.value for objective in facts.closed_objectives],
        "applicants": [applicant.value for applicant in facts.applicants],
        "opens": _moment(facts.opens),
        "deadlines": [_moment(deadline) for deadline in facts.deadlines],
        "deadline_kind": facts.deadline_kind.value,
        "restricted": facts.restricted,
        "url": facts.url,
        "flags": [flag.value for flag in facts.flags],
        **_money_and_terms(facts),
    }
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def _money_and_terms(facts: CallFacts) -> dict[str, Any]:
    return {
        "budget": _money(facts.budget),
        "grant_min": _money(facts.grant_min),
        "grant_max": _money(facts.grant_max),
        "cofinancing_rate": facts.cofinancing_rate,
        "flat_rate": facts.flat_rate,
        "project_start": facts.project_start.isoformat() if facts.project_start else None,
        "minimum_score": facts.minimum_score,
    }


def _moment(moment: Moment | None) -> str | None:
    """As wall time with its zone: `2027-03-12 23:59:59 Europe/Stockholm (hour assumed)`."""
    if moment is None:
        return None
    assumed = " (hour assumed)" if moment.assumed else ""
    return f"{moment.local:%Y-%m-%d %H:%M:%S} {moment.zone}{assumed}"


def _money(money: Money | None) -> str | None:
    if money is None:
        return None
    return f"{'about ' if money.approximate else ''}{money.amount} {money.currency}"


def expected_path(sample: Path) -> Path:
    """Where the reviewed answer of a sample stands."""
    return sample.with_name(f"{sample.stem}.expected.json")


def all_samples(sources: dict[str, Source]) -> list[tuple[str, Path]]:
    """Every sample of every source."""
    return [(id_, path) for id_ in sorted(sources) for path in sample_paths(SAMPLES / id_)]


def write_unreviewed(path: Path, answer: dict[str, Any]) -> None:
    """Write what was read, marked as not looked at by anybody yet."""
    text = json.dumps({"reviewed": False, **answer}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
