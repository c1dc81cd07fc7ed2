"""A topic's own money, out of a map that holds all its sibling topics. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from config.vocabulary import Money

_MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Budget:
    """What the topic gives in all and per project; None where not stated (the portal writes 0)."""

    whole: Money | None = None
    least: Money | None = None
    most: Money | None = None


def own_budget(overview: Any, identifier: str) -> Budget:
    """The budget of one topic.

    Only entries whose `action` is the identifier followed by ` - ` are its own. Equal year maps on
    several lines are one pot, counted once.
    """
    entries = _own_entries(overview, identifier)
    pots = {tuple(sorted(_years(entry).items())) for entry in entries}
    whole = sum((amount for pot in pots for _, amount in pot), Decimal(0))
    least = [amount for entry in entries if (amount := _amount(entry.get("minContribution")))]
    most = [amount for entry in entries if (amount := _amount(entry.get("maxContribution")))]
    return Budget(
        whole=_euros(whole),
        least=_euros(min(least, default=Decimal(0))),
        most=_euros(max(most, default=Decimal(0))),
    )


def _own_entries(overview: Any, identifier: str) -> list[Mapping[str, Any]]:
    actions = overview.get("budgetTopicActionMap") if isinstance(overview, dict) else None
    groups = actions.values() if isinstance(actions, dict) else ()
    start = f"{identifier} - ".casefold()
    return [
        entry
        for group in groups
        if isinstance(group, list)
        for entry in group
        if isinstance(entry, dict) and str(entry.get("action", "")).casefold().startswith(start)
    ]


def _years(entry: Mapping[str, Any]) -> dict[str, Decimal]:
    years = entry.get("budgetYearMap")
    if not isinstance(years, dict):
        return {}
    return {str(year): amount for year, value in years.items() if (amount := _amount(value))}


def _amount(value: Any) -> Decimal:
    """An amount in euros; 0 for everything that states none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Decimal(0)
    try:
        amount = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return Decimal(0)
    return amount if amount.is_finite() and 0 < amount < _MOST else Decimal(0)


def _euros(amount: Decimal) -> Money | None:
    return Money(amount=amount, currency="EUR") if amount else None
