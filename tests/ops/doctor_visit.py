"""A visit to the doctor: the hour it takes place, settings to bring, what was said of one check."""

from collections.abc import Callable
from datetime import UTC, datetime

from monitor.doctor import Finding, Verdict
from sources.registry import builtin_sources

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Doctor = Callable[..., list[Finding]]


def clock() -> datetime:
    """The test's clock."""
    return NOW


def only(portal: str, *, private: bool = True) -> str:
    """Settings that watch nothing but a portal at this address."""
    off = "".join(
        f"[sources.{name}]\nenabled = false\n" for name in builtin_sources() if name != "eu_portal"
    )
    return (
        f'[sources.eu_portal]\nurl = "{portal}"\n{off}'
        f"[polling]\nallow_private_addresses = {str(private).lower()}\n"
        '[[channels]]\nname = "ngo"\nurl_file = "ngo.url"\n'
    )


def found(findings: list[Finding], check: str, verdict: Verdict | None = None) -> str:
    """What was said of one check (with this verdict), joined; empty when nothing was."""
    return " | ".join(
        f"{one.said} -> {one.do}"
        for one in findings
        if one.check == check and verdict in (None, one.verdict)
    )
