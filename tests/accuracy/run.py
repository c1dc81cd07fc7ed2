"""`make accuracy`: what the reader gets right, per language and in all, and every miss.

Exit 1 when a figure is below the floor in `floor.json`. `--raise` writes today's figures as the new
floor where they are better: a floor may only rise.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.accuracy.measure import (
    MEASURES,
    OWN,
    SHARED,
    Miss,
    Score,
    compare,
    read_sample,
    samples,
)

FLOOR = Path(__file__).with_name("floor.json")


def measure(folder: Path) -> tuple[dict[str, Score], Score, list[Miss]]:
    """Scores per language and in all, and the misses, of the samples below one folder."""
    by_language: dict[str, Score] = {}
    total, misses = Score(), []
    for sample in samples([folder]):
        facts = read_sample(sample)
        misses += compare(sample, facts, total)
        compare(sample, facts, by_language.setdefault(sample.language, Score()))
    return by_language, total, misses


def figures(score: Score) -> dict[str, float]:
    """The figures a floor is set for, as fractions."""
    found = {f"{name} precision": score.precision(name) for name in MEASURES}
    found |= {f"{name} recall": score.recall(name) for name in MEASURES}
    right = score.right["relevance"]
    found["relevance"] = right / max(score.samples, 1)
    return {name: round(value, 4) for name, value in sorted(found.items())}


def _table(title: str, by_language: dict[str, Score], total: Score) -> list[str]:
    head = (
        f"{'':4}{'texts':>6}{'relevant':>10}{'deadline p/r':>16}{'opening p/r':>16}"
        f"{'hour':>8}{'money p/r':>16}"
    )
    rows = [f"== {title}", head]
    for language, score in [*sorted(by_language.items()), ("all", total)]:
        rows.append(
            f"{language:4}{score.samples:>6}{score.right['relevance'] / score.samples:>10.1%}"
            f"{_both(score, 'deadline'):>16}{_both(score, 'opening'):>16}"
            f"{score.precision('hour'):>8.0%}{_both(score, 'money'):>16}"
        )
    return rows


def _both(score: Score, name: str) -> str:
    return f"{score.precision(name):.1%}/{score.recall(name):.1%}"


def _miss(miss: Miss) -> str:
    said = f"said {miss.said}, true {miss.truth}. {miss.words[:200]}"
    return f"{miss.kind:7}{miss.measure:10}{miss.sample}: {said}"


def main(arguments: list[str]) -> int:
    """Print the tables and the misses; 0 when nothing fell below its floor."""
    floors = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
    below: list[str] = []
    for name, folder in (("own", OWN), ("shared", SHARED)):
        if not folder.is_dir():
            print(f"== {name} samples are not here; skipped")
            continue
        by_language, total, misses = measure(folder)
        if not total.samples:
            continue
        print("\n".join([*_table(f"{name} samples", by_language, total), *map(_miss, misses), ""]))
        now, floor = figures(total), floors.get(name, {})
        below += [
            f"{name}: {key} is {now[key]:.4f}, the floor is {value:.4f}"
            for key, value in floor.items()
            if now.get(key, 0) < value
        ]
        if "--raise" in arguments:
            floors[name] = {key: max(value, floor.get(key, 0)) for key, value in now.items()}
    if "--raise" in arguments:
        FLOOR.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    print("\n".join(below) or "no figure is below its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
