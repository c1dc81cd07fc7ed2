"""Every source against its samples: what it reads there, as somebody reviewed it."""

import json
from pathlib import Path

import pytest
from sample_answers import SAMPLES, all_samples, answer_of, expected_path, write_unreviewed

from sources.registry import builtin_sources
from sources.samples import sample_paths

SOURCES = {id_: source for id_, source in builtin_sources().items() if id_ != "eu_portal"}


@pytest.mark.parametrize("id_", sorted(SOURCES))
def test_every_source_has_a_normal_and_an_empty_sample(id_: str) -> None:
    names = [path.stem for path in sample_paths(SAMPLES / id_)]
    if SOURCES[id_].info.blind_spot:
        assert names
        return
    assert any(name.endswith("empty") for name in names)
    assert any(not name.endswith(("empty", "redesign")) for name in names)


def test_no_sample_is_of_a_source_that_is_not_there() -> None:
    folders = {path.name for path in SAMPLES.iterdir() if path.is_dir()}
    assert {name for name in folders if name[2:3] == "_"} - {"eu_portal"} <= set(SOURCES)


@pytest.mark.parametrize(
    ("id_", "sample"),
    all_samples(SOURCES),
    ids=lambda part: part if isinstance(part, str) else part.stem,
)
async def test_a_sample_reads_as_reviewed(id_: str, sample: Path) -> None:
    answer = await answer_of(SOURCES[id_], sample)
    path = expected_path(sample)
    if not path.exists():
        write_unreviewed(path, answer)
    expected = json.loads(path.read_text(encoding="utf-8"))
    assert expected.pop("reviewed"), f"{path.name} waits for somebody to read and review it"
    assert answer == expected


@pytest.mark.parametrize(
    ("id_", "sample"),
    [(id_, path) for id_, path in all_samples(SOURCES) if path.stem.endswith("empty")],
    ids=lambda part: part if isinstance(part, str) else part.stem,
)
async def test_an_empty_page_is_alive_and_holds_no_call(id_: str, sample: Path) -> None:
    answer = await answer_of(SOURCES[id_], sample)
    assert answer["calls"] == []
    assert answer["landmarks_shown"]
