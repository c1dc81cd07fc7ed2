"""What our pages show of the code is true of the code: examples, paths, modules, names."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
_HOUSES = "config|monitor|sources|notifiers|store|tests|docs|tools"


def _spans(pattern: str) -> list[tuple[str, str]]:
    """Each code span of our pages that looks so, with its page."""
    return [
        (page.name, found)
        for page in PAGES
        for found in re.findall(pattern, page.read_text(encoding="utf-8"))
    ]


def test_every_path_our_pages_name_is_there() -> None:
    named = _spans(rf"`((?:{_HOUSES})/[\w./-]*)`")
    examples = {"monitor/locale/pl/LC_MESSAGES/", "tests/store/releases/VERSION.json"}
    assert len(named) > 100
    lost = [(page, path) for page, path in named if not (ROOT / path).exists()]
    assert [each for each in lost if each[1] not in examples] == []


def test_every_module_our_pages_run_is_there() -> None:
    named = _spans(r"python3? -m ([\w.]+)")
    assert len(named) > 3
    for page, module in named:
        assert find_spec(module) is not None, f"{page}: python -m {module}"


def test_the_source_shown_to_newcomers_is_the_one_that_runs() -> None:
    page = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    real = (ROOT / "sources" / "national" / "lv_iem.py").read_text(encoding="utf-8")
    assert _assigned(shown, "CALLS") == _assigned(real, "CALLS")
    assert _assigned(shown, "SOURCES") == _assigned(real, "SOURCES")


def _assigned(source: str, name: str) -> str:
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.unparse(node.value)
    raise AssertionError(f"{name} is given no value")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("config/vocabulary.py", "EventKind"),
        ("monitor/turns.py", "_TURNS"),
        ("monitor/turns.py", "kinds_of"),
        ("monitor/turns.py", "ARMING"),
        ("config/channel.py", "DEFAULT_EVENTS"),
        ("monitor/web/wording.py", "kind_name"),
        ("monitor/wording/footer.py", "kind_words"),
        ("monitor/subscriptions/choice.py", "FORM_EVENTS"),
    ],
)
def test_each_step_of_a_new_event_names_what_is_there(file: str, name: str) -> None:
    page = (ROOT / "docs" / "adding-an-event.md").read_text(encoding="utf-8")
    assert f"`{file}`" in page
    assert f"`{name}`" in page
    assert re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8"))
