"""Changes one small thing in a rule at a time and asks whether any test notices.

    .venv/bin/python tests/tools/mutate.py monitor/lifecycle.py monitor/status.py

Each change (mutant) is tried in a process of its own, against the quick tests of the rules; what
those let through is tried against the property tests too. Survivors are listed at the end with
file, line and change; docs/mutation.md says what became of them. No file is written.

Home-made because the known tools rewrite the tree they test, and this one is shared.
"""

import argparse
import ast
import copy
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
QUICK = [
    "test_table_b.py",
    "test_table_c.py",
    "test_time.py",
    "test_several_sources.py",
    "test_corrections.py",
    "test_changes.py",
    "test_flicker.py",
]
SLOW = ["test_explain.py", "test_properties.py"]
SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
Change = tuple[str, Callable[[Any], None]]
# Loading every plugin there is would take longer than the tests.
PLUGINS = ["pytest_socket", "pytest_timeout", "pytest_asyncio.plugin", "_hypothesis_pytestplugin"]


class Mutant:
    """One change: where, what, and the changed module."""

    def __init__(self, path: Path, line: int, what: str, tree: ast.Module) -> None:
        self.path, self.line, self.what, self.tree = path, line, what, tree

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Every single change we know to a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[number]
            line = getattr(node, "lineno", 0)
            change(target)
            yield Mutant(path, line, what, ast.fix_missing_locations(changed))


def _changes(node: ast.AST) -> Iterator[Change]:
    for kind, changes in _KINDS:
        if isinstance(node, kind):
            yield from changes(node)


def _comparisons(node: ast.Compare) -> Iterator[Change]:
    shown = ast.unparse(node)
    for place, op in enumerate(node.ops):
        for swap in SWAPS[type(op)]:
            yield f"{shown} -> {swap.__name__}", partial(_swap_op, place=place, swap=swap)


def _both(node: ast.BoolOp) -> Iterator[Change]:
    shown = ast.unparse(node)
    yield f"{shown} -> and for or, or for and", _swap_bool
    for place in range(len(node.values)):
        yield f"{shown} -> without part {place}", partial(_drop, place=place)


def _choices(node: ast.If | ast.IfExp) -> Iterator[Change]:
    for verdict in (True, False):
        yield f"if {ast.unparse(node.test)} -> {verdict}", partial(_always, verdict=verdict)


def _negations(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} -> without not", _unnot


def _constants(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", partial(_set, name="value", value=not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} -> {node.value + 1}", partial(_set, name="value", value=node.value + 1)


def _sums(node: ast.BinOp) -> Iterator[Change]:
    other = {ast.Add: ast.Sub, ast.Sub: ast.Add}.get(type(node.op))
    if other:
        yield f"{ast.unparse(node)} -> {other.__name__}", partial(_set, name="op", value=other())


def _calls(node: ast.Call) -> Iterator[Change]:
    """A keyword left out of `replace(...)`, and max for min, any for all."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    twin = {"min": "max", "max": "min", "any": "all", "all": "any"}.get(name)
    if twin:
        yield f"{ast.unparse(node)} -> {twin}", partial(_rename, name=twin)
    if name == "replace":
        for place, keyword in enumerate(node.keywords):
            shown = f"{ast.unparse(node)} -> without {keyword.arg}"
            yield shown, partial(_pop, lists=("keywords",), place=place)


def _tuples(node: ast.Tuple) -> Iterator[Change]:
    """One word left out of a list of words; not of an unpacking or an annotation."""
    if len(node.elts) > 1 and all(isinstance(e, (ast.Attribute, ast.Starred)) for e in node.elts):
        for place in range(len(node.elts)):
            shown = f"{ast.unparse(node)} -> without {place}"
            yield shown, partial(_pop, lists=("elts",), place=place)


def _tables(node: ast.Dict) -> Iterator[Change]:
    for place, key in enumerate(node.keys):
        shown = f"table without {ast.unparse(key) if key else '**'}"
        yield shown, partial(_pop, lists=("keys", "values"), place=place)


_KINDS: tuple[tuple[Any, Callable[[Any], Iterator[Change]]], ...] = (
    (ast.Compare, _comparisons),
    (ast.BoolOp, _both),
    ((ast.If, ast.IfExp), _choices),
    (ast.UnaryOp, _negations),
    (ast.Constant, _constants),
    (ast.BinOp, _sums),
    (ast.Call, _calls),
    (ast.Tuple, _tuples),
    (ast.Dict, _tables),
)


def _set(target: Any, *, name: str, value: object) -> None:
    setattr(target, name, value)


def _swap_op(target: ast.Compare, *, place: int, swap: type[ast.cmpop]) -> None:
    target.ops[place] = swap()


def _swap_bool(target: ast.BoolOp) -> None:
    target.op = ast.Or() if isinstance(target.op, ast.And) else ast.And()


def _drop(target: ast.BoolOp, *, place: int) -> None:
    del target.values[place]
    if len(target.values) == 1:
        target.values.append(copy.deepcopy(target.values[0]))


def _always(target: ast.If | ast.IfExp, *, verdict: bool) -> None:
    target.test = ast.Constant(verdict)


def _unnot(target: ast.UnaryOp) -> None:
    """`not x` becomes `not not x`, which is x as far as an `if` can tell."""
    target.operand = ast.UnaryOp(op=ast.Not(), operand=target.operand)


def _rename(target: ast.Call, *, name: str) -> None:
    target.func = ast.Name(name, ast.Load())


def _pop(target: Any, *, lists: tuple[str, ...], place: int) -> None:
    for name in lists:
        getattr(target, name).pop(place)


def _change(mutant: Mutant) -> None:
    """Run the changed module over the loaded one, and hand its new parts to all who have the old.

    Tests and rules are loaded once, before the fork: loading takes longer than most tests.
    """
    name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
    module = sys.modules[name]
    old = dict(vars(module))
    exec(compile(mutant.tree, str(mutant.path), "exec"), vars(module))
    new = {
        id(value): vars(module)[key]
        for key, value in old.items()
        if not key.startswith("__") and not isinstance(value, (str, int, ModuleType))
    }
    for other in list(sys.modules.values()):
        if getattr(other, "__name__", "").startswith(("monitor", "rules_", "test_")):
            for key, value in list(vars(other).items()):
                if id(value) in new and key in old:
                    setattr(other, key, new[id(value)])


def noticed(mutant: Mutant, files: list[str], profile: str) -> bool:
    """Whether a test fails (or hangs, or cannot even start) with this change."""
    child = os.fork()
    if child == 0:
        os._exit(_try(mutant, files, profile))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _try(mutant: Mutant, files: list[str], profile: str) -> int:
    os.environ["HYPOTHESIS_PROFILE"] = profile
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  till exit
    _change(mutant)
    tests = [str(ROOT / "tests/rules" / name) for name in files]
    options = ["-x", "-q", "-p", "no:cacheprovider", "--timeout=120"]
    options += [part for plugin in PLUGINS for part in ("-p", plugin)]
    return int(pytest.main([*options, *tests]))


def say(line: str) -> None:
    """One line on the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Try every mutant of the modules named; 1 if some survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--part", default="1/1", help="2/3: the second third only")
    given = parser.parse_args()
    part, parts = map(int, given.part.split("/"))
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/rules")]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in QUICK + SLOW:
        import_module(Path(name).stem)
    paths = [path.resolve() for path in given.modules]
    every = [one for path in paths for one in mutants(path)][part - 1 :: parts]
    untouched = [Mutant(one, 0, "", ast.parse(one.read_text())) for one in paths]
    if any(noticed(one, QUICK + SLOW, "quick") for one in untouched):
        say("The tests fail without any change: nothing can be learned from mutants.")
        return 2
    survivors = []
    for number, mutant in enumerate(every, start=1):
        alive = not noticed(mutant, QUICK, "quick") and not noticed(mutant, SLOW, "quick")
        survivors += [mutant] if alive else []
        if alive or number % 20 == 0:
            say(f"{number}/{len(every)} {'SURVIVED ' + str(mutant) if alive else ''}")
    say(f"{len(every)} mutants, {len(every) - len(survivors)} noticed, {len(survivors)} survived")
    for mutant in survivors:
        say(f"  {mutant}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
