"""What one check came to."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How one thing is: a warning works for now, a fault does not."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's answer: what was looked at, how it is, and what to do about it."""

    check: str
    verdict: Verdict
    said: str
    do: str = ""


def fine(check: str, said: str) -> Finding:
    """All is well here."""
    return Finding(check=check, verdict=Verdict.OK, said=said)


def warning(check: str, said: str, do: str) -> Finding:
    """It works, but not for ever, or not as somebody might think."""
    return Finding(check=check, verdict=Verdict.WARNING, said=said, do=do)


def fault(check: str, said: str, do: str) -> Finding:
    """It does not work until somebody does what `do` says."""
    return Finding(check=check, verdict=Verdict.FAULT, said=said, do=do)
