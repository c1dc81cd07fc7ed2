"""How well the reader reads: texts with ground truth in, counts and misses out.

A sample is `NN.txt` with `NN.json` beside it; the fields are those of
`tests/samples/reading/README.md`. Relevance: is it a call of the fund. Deadline and opening: the
day. Hour: beside a deadline whose day is right. Money: the budget, own currency.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.vocabulary import CallFacts, Deadline, Precision
from sources.reading import Context, country_of, country_of_language, read_html, read_text, zone_of

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "samples" / "reading"
SHARED = ROOT / ".." / "shared" / "data" / "national"
MEASURES = ("relevance", "deadline", "opening", "hour", "money")


@dataclass(frozen=True, slots=True)
class Sample:
    """One text with what it says."""

    name: str
    text: str
    truth: Mapping[str, Any]
    country: str
    language: str
    is_html: bool = False


@dataclass(slots=True)
class Score:
    """Counts per measure: right, wrong (said and untrue), missed (true and not said)."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    samples: int = 0

    def precision(self, measure: str) -> float:
        """Of what was said, the share that is true; 1 when nothing was said."""
        said = self.right[measure] + self.wrong[measure]
        return self.right[measure] / said if said else 1.0

    def recall(self, measure: str) -> float:
        """Of what is true, the share that was said; 1 when there was nothing to say."""
        true = self.right[measure] + self.missed[measure]
        return self.right[measure] / true if true else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing read wrongly or not read, with the words."""

    sample: str
    measure: str
    kind: str
    said: str
    truth: str
    words: str = ""


def samples(folders: Iterable[Path] = (OWN, SHARED)) -> list[Sample]:
    """Every sample below the folders that exist, in the order of their names."""
    found: list[Sample] = []
    for folder in folders:
        for path in sorted(folder.glob("*/*.txt")) + sorted(folder.glob("*/*.html")):
            truth_file = path.with_suffix(".json")
            if not truth_file.exists():
                continue
            truth = json.loads(truth_file.read_text(encoding="utf-8"))
            found.append(_sample(path, truth))
    return found


def _sample(path: Path, truth: Mapping[str, Any]) -> Sample:
    group = path.parent.name.upper()
    url = truth.get("url") or ""
    is_own = path.is_relative_to(OWN)  # ours lie by language, all others by country
    country = truth.get("country") or (None if is_own else group)
    country = country or country_of(url) or country_of_language(path.parent.name)
    own = "own" if is_own else "shared"
    return Sample(
        name=f"{own}/{path.parent.name}/{path.name}",
        text=path.read_text(encoding="utf-8"),
        truth=truth,
        country=country,
        language=truth.get("language") or path.parent.name,
        is_html=path.suffix == ".html",
    )


def read_sample(sample: Sample) -> tuple[CallFacts, ...]:
    """What the reader finds in a sample."""
    given = sample.truth.get("given_published")
    context = Context(
        country=sample.country,
        zone=zone_of(sample.country),
        language=sample.truth.get("given_language"),
        published=date.fromisoformat(given) if given else None,
        url=sample.truth.get("url") or "" if sample.is_html else "",
    )
    read = read_html if sample.is_html else read_text
    return tuple(notice.facts for notice in read(sample.text, context))


def compare(sample: Sample, facts: tuple[CallFacts, ...], score: Score) -> list[Miss]:
    """Count one sample into `score`; what was missed or wrong comes back."""
    score.samples += 1
    truth = sample.truth
    wanted = bool(truth["is_amif_call"])
    tally = _Tally(sample, score)
    if bool(facts) != wanted:
        tally.add("relevance", wrong=bool(facts), said=str(bool(facts)), truth=str(wanted))
        if not facts:
            return tally.misses
    else:
        score.right["relevance"] += 1
    if not wanted:
        return tally.misses
    calls = truth.get("calls") or [truth]
    tally.days("deadline", _said_deadlines(facts), _true_days(calls, "closes"), facts)
    tally.days("opening", _said_openings(facts), _true_days(calls, "opens"), facts)
    tally.hours(facts, calls)
    tally.money(facts, calls)
    return tally.misses


def _said_deadlines(facts: tuple[CallFacts, ...]) -> Counter[str]:
    return Counter(
        each.local.date().isoformat()
        for call in facts
        for each in call.deadlines
        if each.doubt is None
    )


def _said_openings(facts: tuple[CallFacts, ...]) -> Counter[str]:
    return Counter(call.opens.local.date().isoformat() for call in facts if call.opens)


def _true_days(calls: Iterable[Mapping[str, Any]], key: str) -> Counter[str]:
    days: Counter[str] = Counter()
    for call in calls:
        value = call.get(key)
        days.update(value if isinstance(value, list) else [value] if value else [])
    return days


class _Tally:
    """Counts one sample."""

    def __init__(self, sample: Sample, score: Score) -> None:
        self.sample, self.score = sample, score
        self.misses: list[Miss] = []

    def add(self, measure: str, *, wrong: bool, said: str, truth: str, words: str = "") -> None:
        (self.score.wrong if wrong else self.score.missed)[measure] += 1
        kind = "wrong" if wrong else "missed"
        self.misses.append(Miss(self.sample.name, measure, kind, said, truth, words))

    def days(
        self, measure: str, said: Counter[str], true: Counter[str], facts: tuple[CallFacts, ...]
    ) -> None:
        words = " / ".join(
            quote.text
            for call in facts
            for quote in call.evidence
            if quote.field in (measure, "opens")
        )
        for day in (said & true).elements():
            del day
            self.score.right[measure] += 1
        for day in (said - true).elements():
            self.add(measure, wrong=True, said=day, truth=", ".join(true) or "none", words=words)
        for day in (true - said).elements():
            self.add(measure, wrong=False, said=", ".join(said) or "none", truth=day, words=words)

    def hours(self, facts: tuple[CallFacts, ...], calls: Iterable[Mapping[str, Any]]) -> None:
        true = {
            call["closes"]: call.get("closes_time")
            for call in calls
            if isinstance(call.get("closes"), str)
        }
        for deadline in (each for call in facts for each in call.deadlines if each.doubt is None):
            day = deadline.local.date().isoformat()
            if day not in true:
                continue
            said = _hour(deadline)
            if said == true[day]:
                self.score.right["hour"] += 1
            else:
                self.add(
                    "hour",
                    wrong=said is not None,
                    said=str(said),
                    truth=str(true[day]),
                    words=deadline.text,
                )

    def money(self, facts: tuple[CallFacts, ...], calls: Iterable[Mapping[str, Any]]) -> None:
        true = {_decimal(call.get("budget_eur"), "EUR") for call in calls} | {
            _decimal(
                (call.get("budget") or {}).get("amount"),
                (call.get("budget") or {}).get("currency", ""),
            )
            for call in calls
        }
        true.discard(None)
        said = {(call.budget.amount, call.budget.currency) for call in facts if call.budget}
        foreign = {each for each in said if each[1] != "EUR"}
        unknown = not any(call.get("budget") for call in calls)
        for each in sorted(said):
            if each in true:
                self.score.right["money"] += 1
            elif not (each in foreign and unknown):
                self.add("money", wrong=True, said=str(each), truth=str(true))
        for each in sorted(true - said):  # type: ignore[type-var]
            self.add("money", wrong=False, said=str(said), truth=str(each))


def _hour(deadline: Deadline) -> str | None:
    if deadline.precision is Precision.DAY:
        return None
    local = deadline.local
    return "24:00" if local.second == 59 else local.strftime("%H:%M")


def _decimal(amount: Any, currency: str) -> tuple[Decimal, str] | None:
    return (Decimal(str(amount)), currency) if amount is not None else None
