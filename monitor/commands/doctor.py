"""`doctor`: what is wrong with this installation, and what to do."""

import os
from collections.abc import Iterable
from pathlib import Path

from rich.markup import escape

from monitor.commands.output import as_json, say
from monitor.commands.setting import FAILED
from monitor.context import Clock
from monitor.doctor import Finding, Verdict, examine

_SIGNS = {
    Verdict.OK: "[green]ok[/green]     ",
    Verdict.WARNING: "[yellow]warning[/yellow]",
    Verdict.FAULT: "[red]fault[/red]  ",
}


def run_doctor(path: Path | None, clock: Clock, *, json: bool = False) -> int:
    """Tell every finding; 1 with a fault, else 0 (warnings too)."""
    findings = list(_told(examine(path, os.environ, clock), quiet=json))
    if json:
        as_json(
            {
                "items": [_item(finding) for finding in findings],
                "total": len(findings),
                "as_of": clock().isoformat().replace("+00:00", "Z"),
            }
        )
    faults = sum(finding.verdict is Verdict.FAULT for finding in findings)
    if not json:
        say(_verdict(faults))
    return FAILED if faults else 0


def _told(findings: Iterable[Finding], *, quiet: bool) -> Iterable[Finding]:
    """The findings, each printed as it is made: some take seconds."""
    for finding in findings:
        if not quiet:
            say(f"{_SIGNS[finding.verdict]} {finding.check}: {escape(finding.said)}")
            if finding.do:
                say(f"        -> {escape(finding.do)}")
        yield finding


def _item(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "state": finding.verdict.value,
        "said": finding.said,
        "do": finding.do,
    }


def _verdict(faults: int) -> str:
    if not faults:
        return "Nothing stands in the way."
    return f"{faults} faults to mend." if faults > 1 else "1 fault to mend."
