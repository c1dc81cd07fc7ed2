"""PURE: what differs between two readings of a call, as words a person can read (decisions C)."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from config.vocabulary import CallFacts, Deadline, Document, Moment, Money, Precision
from store.records import Change

_SHOWN = 400  # of a long text, so much of what differs is quoted
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def facts_changes(before: CallFacts, after: CallFacts, now: datetime) -> tuple[Change, ...]:
    """Title, opening, budget, own conditions, remarks, documents, and deadlines that do not count.

    The counting deadline has its own event and is not repeated here.
    """
    found = [
        _plain("title", before.title, after.title),
        _plain("opens", _moment(before.opens), _moment(after.opens)),
        _plain("budget", _money(before.budget), _money(after.budget)),
        _plain("grant_min", _money(before.grant_min), _money(after.grant_min)),
        _plain("grant_max", _money(before.grant_max), _money(after.grant_max)),
        _texts("conditions", _sentences(before.conditions), _sentences(after.conditions)),
        _texts("updates", [u.text for u in before.updates], [u.text for u in after.updates]),
        _texts("documents", _documents(before.documents), _documents(after.documents)),
        _later_deadlines(before, after, now),
    ]
    words = {quote.field: quote.text for quote in after.evidence}
    return tuple(
        Change(field=c.field, old=c.old, new=c.new, words=words.get(c.field, ""))
        for c in found
        if c is not None
    )


def history_changes(before: CallFacts, after: CallFacts, now: datetime) -> tuple[Change, ...]:
    """Everything above and all deadlines: what a call's history tells of one version."""
    old, new = _deadlines(before.deadlines), _deadlines(after.deadlines)
    moved = () if old == new else (_change("deadlines", old, new, after.deadlines),)
    rest = tuple(c for c in facts_changes(before, after, now) if c.field != "deadlines")
    return moved + rest


def _change(field: str, old: str, new: str, deadlines: tuple[Deadline, ...]) -> Change:
    return Change(field=field, old=old, new=new, words="; ".join(d.text for d in deadlines))


def _plain(field: str, old: str, new: str) -> Change | None:
    return None if old == new else Change(field=field, old=old, new=new)


def _texts(field: str, old: list[str], new: list[str]) -> Change | None:
    """What was there and is gone, and what is there and was not; the order alone is no change."""
    gone = [text for text in old if text not in set(new)]
    come = [text for text in new if text not in set(old)]
    if not gone and not come:
        return None
    return Change(field=field, old=_shortened(gone), new=_shortened(come))


def _shortened(texts: Iterable[str]) -> str:
    whole = " ".join(texts)
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1].rstrip() + "…"


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def _documents(documents: tuple[Document, ...]) -> list[str]:
    named: Callable[[Document], str] = lambda document: document.title or document.url  # noqa: E731  a name for one line
    return [
        f"{named(document)} ({document.sha256[:12]})" if document.sha256 else named(document)
        for document in documents
    ]


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    form = "%Y-%m-%d" if moment.precision is Precision.DAY else "%Y-%m-%d %H:%M"
    return f"{moment.local.strftime(form)} ({moment.zone})"


def _money(money: Money | None) -> str:
    if money is None:
        return ""
    return f"{'about ' if money.approximate else ''}{money.currency} {money.amount.normalize():f}"


def _deadlines(deadlines: tuple[Deadline, ...]) -> str:
    ordered = sorted(deadlines, key=lambda deadline: deadline.at)
    return ", ".join(_moment(deadline) for deadline in ordered)


def _later_deadlines(before: CallFacts, after: CallFacts, now: datetime) -> Change | None:
    """Deadlines ahead that came or went although the next one stayed where it was."""
    old = sorted(d.at for d in before.deadlines if d.at > now and d.doubt is None)
    new = sorted(d.at for d in after.deadlines if d.at > now and d.doubt is None)
    if old[:1] != new[:1] or old == new:
        return None
    return _change(
        "deadlines", _deadlines(before.deadlines), _deadlines(after.deadlines), after.deadlines
    )
