"""The page a stranger opens first: it names rooms that exist, and leads to each by its question."""

import re
from pathlib import Path

import pytest

from tools import rooms

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

QUESTIONS = {
    "a Finnish word for a deadline is not known": (
        "word of a language",
        "sources/reading/languages/fi.toml",
        "^deadline = ",
    ),
    "the budget read is that of one project": (
        "amount is the budget",
        "sources/reading/amounts.py",
        "^def read_sums",
    ),
    "two calls were taken for one": ("two notices", "monitor/identity.py", "PURE: when two"),
    "remind on other days": ("reminder falls due", "monitor/ladder.py", "^def "),
    "the subject of an alert reads badly": (
        "its subject",
        "monitor/wording/events.py",
        "the subject line",
    ),
    "ask a broken source less often": ("counts as broken", "monitor/health.py", "asked again"),
    "give up a failed delivery sooner": ("failed delivery", "monitor/retrying.py", "given up"),
    "programs want one more field of a call": ("the JSON", "monitor/present.py", "JSON shapes"),
    "store one more fact in a column": ("a column", "store/tables.py", "Table"),
    "allow more sign-ups a minute": (
        "sign-up",
        "monitor/subscriptions/limits.py",
        "how often strangers",
    ),
    "show what is coming above what is open": (
        "order of the status page",
        "monitor/web/sections.py",
        "the order",
    ),
    "refuse one more kind of address": ("may connect to", "sources/guard.py", "may connect"),
}


def _rows() -> list[tuple[str, list[str]]]:
    table = PAGE[PAGE.index("## Where to change what") :]
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    return [(asked, re.findall(r"`([^`]+)`", places)) for asked, places in found]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stranger_finds_the_room_for(question: str) -> None:
    words, file, evidence = QUESTIONS[question]
    places = next(places for asked, places in _rows() if words in asked)
    assert any(
        file == place or (place.endswith("/") and file.startswith(place)) for place in places
    )
    assert re.search(evidence, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_room_the_page_names_is_there() -> None:
    places = [place for _, places in _rows() for place in places]
    assert len(places) > 30
    for place in places:
        assert (ROOT / place).exists(), place


def test_the_page_of_every_room_is_made_from_the_code() -> None:
    page = (ROOT / "docs" / "rooms.md").read_text(encoding="utf-8")
    assert page == rooms.page(), "make handbook writes it anew"


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs").glob("*.md")):
        assert f"(docs/{page.name}" in readme, page.name
