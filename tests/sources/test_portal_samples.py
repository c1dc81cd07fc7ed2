"""The portal's samples against what somebody reviewed: change one, and review what it reads."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from portal_makers import HORIZON, a_response, a_row, an_answer

from sources.base import Fetched
from sources.errors import SourceError
from sources.eu_portal import EuPortal

FOLDER = Path(__file__).parents[1] / "samples" / "eu_portal"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAMPLES = sorted(path for path in FOLDER.iterdir() if ".expected" not in path.name)


def test_there_is_a_sample_of_each_kind() -> None:
    words = {path.stem.partition("-23-")[2] for path in SAMPLES}
    assert words >= {"several-topics", "odd-dates-and-parts", "empty", "error-page"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_reads_as_reviewed(sample: Path) -> None:
    kind = "text/html" if sample.suffix == ".html" else "application/json"
    searched = a_response(sample.read_bytes(), content_type=kind)
    canary = a_response(an_answer(a_row(frameworkProgramme=[HORIZON])))
    fetched = Fetched(responses=(searched, canary), state={"canary": "asked"})
    read = _read(fetched)
    expected = sample.with_name(f"{sample.stem}.expected.json")
    if not expected.exists():
        text = json.dumps({"reviewed": False, **read}, indent=1, ensure_ascii=False)
        expected.write_text(text + "\n", encoding="utf-8")
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    assert wanted.pop("reviewed"), f"{expected.name} waits for somebody to read and review it"
    assert read == wanted


def _read(fetched: Fetched) -> dict[str, Any]:
    try:
        answer = EuPortal().parse(fetched, NOW)
    except SourceError as error:
        return {"error": type(error).__name__, "cause": error.cause, "sentence": str(error)}
    whole = json.loads(json.dumps(asdict(answer), default=str))
    return _without_blanks(whole) | {"calls": [_without_blanks(each) for each in whole["calls"]]}


def _without_blanks(value: Any) -> Any:
    """What is not stated is left out, so that a reviewer sees what is."""
    if isinstance(value, dict):
        return {
            key: _without_blanks(each)
            for key, each in value.items()
            if each not in (None, "", [], {}, False)
        }
    return [_without_blanks(each) for each in value] if isinstance(value, list) else value
