"""What stands around the code: make targets, lock files, image, compose files, unit, handbook."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import load_settings
from config.settings_values import LANGUAGES
from monitor import __version__

ROOT = Path(__file__).parents[2]
PROMISED_TARGETS = {
    "setup", "demo", "run", "test", "check", "bench", "accuracy", "properties", "kill-test",
    "image-check", "lock", "format", "handbook",
}  # fmt: skip
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


def text_of(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Package -> pinned version (with its marker) of a lock file."""
    found = re.findall(r"^([a-z0-9._-]+)==(\S+)", text_of(name), re.MULTILINE)
    return dict(found)


def test_every_promised_make_target_is_there_and_told_by_make_help() -> None:
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert targets >= PROMISED_TARGETS
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony >= PROMISED_TARGETS


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in LOCKS:
        assert "://" not in text_of(name), name
        packages = text_of(name).count("==")
        assert text_of(name).count("--hash=sha256:") >= packages > 0


def test_developers_run_the_very_packages_that_operators_run() -> None:
    ours, theirs = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: theirs.get(name) for name in ours} == ours
    builders = pins("requirements-build.lock")
    assert "hatchling" in builders
    assert {name: theirs.get(name, version) for name, version in builders.items()} == builders
    assert "uv" in theirs
    assert "uv" not in ours


def test_the_version_is_one_in_package_image_and_compose_files() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert project["version"] == __version__
    assert f"ARG VERSION={__version__}\n" in text_of("Dockerfile")
    for name in ("compose.yaml", "compose.postgres.yaml"):
        assert f"image: amif-monitor:{__version__}" in text_of(name)


def test_hadolint_has_nothing_to_say_about_the_dockerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed here")
    said = subprocess.run(
        [hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "")


def test_the_image_runs_as_a_number_above_zero_and_asks_its_health_without_a_shell() -> None:
    dockerfile = text_of("Dockerfile")
    final = dockerfile.rsplit("FROM ", 1)[1]
    assert re.search(r"^ARG BASE=", dockerfile, re.MULTILINE)
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", final, re.MULTILINE)
    assert re.search(r"^ENTRYPOINT \[", final, re.MULTILINE)
    assert re.search(r"^    CMD \[.*/ready", final, re.MULTILINE)
    assert "curl" not in dockerfile


def test_the_image_keeps_the_locales_of_every_language_the_service_speaks() -> None:
    kept = re.search(r"root\|\(([a-z|]+)\)", text_of("Dockerfile"))
    assert kept
    assert kept[1].split("|") == list(LANGUAGES)


def test_what_a_health_check_runs_is_python_that_works() -> None:
    command = re.search(r'"-c", "(.*?)"\]', text_of("Dockerfile"))
    assert command
    compile(command[1], "health check", "exec")


def test_the_image_is_built_from_the_packages_and_nothing_private() -> None:
    allowed = [line for line in text_of(".dockerignore").splitlines() if line.startswith("!")]
    copies = re.findall(r"^COPY (?!--from)(.*) \S+$", text_of("Dockerfile"), re.MULTILINE)
    names = {name for line in copies for name in line.split()}
    assert names >= {"config", "sources", "notifiers", "store", "monitor", "pyproject.toml"}
    assert {line.removeprefix("!") for line in allowed} >= names
    assert text_of(".dockerignore").splitlines()[1] == "*"
    assert not any(".git" in line or "secret" in line for line in allowed)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgres.yaml"])
def test_compose_files_give_each_node_as_little_as_it_needs(name: str) -> None:
    services: dict[str, Any] = yaml.safe_load(text_of(name))["services"]
    nodes = [one for one in services.values() if one["image"].startswith("amif-monitor:")]
    assert len(nodes) == (1 if name == "compose.yaml" else 2)
    for node in nodes:
        assert node["read_only"] is True
        assert node["cap_drop"] == ["ALL"]
        assert node["security_opt"] == ["no-new-privileges:true"]
        assert all(port.startswith("127.0.0.1:") for port in node["ports"])
        assert "./etc:/etc/amif-monitor:ro" in node["volumes"]


def test_the_two_nodes_share_a_database_by_a_setting_that_exists(tmp_path: Path) -> None:
    node = yaml.safe_load(text_of("compose.postgres.yaml"))["services"]["one"]
    (tmp_path / "db.url").write_text("postgresql://amif:x@db/amif")
    environ = {
        key: value.replace("/etc/amif-monitor", str(tmp_path))
        for key, value in node["environment"].items()
    }
    file = tmp_path / "amif-monitor.toml"
    file.write_text("")
    assert load_settings(file, environ).store.url.get_secret_value().startswith("postgresql://")


def test_the_unit_starts_what_make_setup_installs_with_settings_that_exist(tmp_path: Path) -> None:
    unit = text_of("deploy/amif-monitor.service")
    assert "ExecStart=/opt/amif-monitor/.venv/bin/amif-monitor run\n" in unit
    environ = dict(re.findall(r"^Environment=(AMIF_\w+)=(.*)$", unit, re.MULTILINE))
    file = tmp_path / "amif-monitor.toml"
    file.write_text("")
    settings = load_settings(None, environ | {"AMIF_MONITOR_CONFIG": str(file)})
    assert "/var/lib/amif-monitor/" in settings.store.url.get_secret_value()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in unit


def _toml_examples() -> list[tuple[str, str]]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [
        (f"{page.name}-{number}", block)
        for page in pages
        for number, block in enumerate(
            re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        )
    ]


@pytest.mark.parametrize(("name", "text"), _toml_examples())
def test_every_example_of_settings_on_our_pages_is_right(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "slack.url").write_text("slack://TokenA/TokenB/TokenC")
    (tmp_path / "mail.url").write_text("mailtos://u:p@smtp.example.org?from=a@example.org")
    file = tmp_path / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    load_settings(file, {})


def test_links_between_our_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)", text):
            file = page.parent / target if target else page
            assert file.exists(), f"{page.name}: {target}"
            if anchor:
                headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
                assert anchor in anchors, f"{page.name}: #{anchor}"


_COMMAND = re.compile(r"\bamif-monitor (?!amif)([a-z]+(?: [a-z]+)?)\b")
_CODE = re.compile(r"`([^`\n]+)`|^([a-z$(].*)$", re.MULTILINE)


def _commands_on_our_pages() -> set[tuple[str, ...]]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    spans = [
        "".join(span) for page in pages for span in _CODE.findall(page.read_text(encoding="utf-8"))
    ]
    return {tuple(words.split()) for span in spans for words in _COMMAND.findall(span)}


def test_every_command_our_pages_name_is_there() -> None:
    from typer.main import get_command

    from monitor.cli import app

    known: Any = get_command(app)
    named = _commands_on_our_pages()
    assert len(named) > 10
    for words in sorted(named):
        command = known.commands.get(words[0])
        assert command is not None, f"amif-monitor {words[0]}"
        parts = getattr(command, "commands", {})
        if len(words) > 1 and parts:
            assert words[1] in parts, f"amif-monitor {' '.join(words)}"


def test_every_make_target_our_pages_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"`(?:sudo )?make ([a-z-]+)", page.read_text(encoding="utf-8")):
            assert target in targets, f"{page.name}: make {target}"
