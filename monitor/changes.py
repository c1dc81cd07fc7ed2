"""PURE: what differs between two readings of a call, as words a person can read (decisions C)."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from config.vocabulary import CallFacts, Deadline, Document, Moment, Money, Precision
from monitor.status import next_deadline
from store.records import Change

_SHOWN = 400  # of a long text, so much of what differs is quoted
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def facts_changes(before: CallFacts, after: CallFacts, now: datetime) -> tuple[Change, ...]:
    """Title, opening, budget, own conditions, remarks, documents, and deadlines that do not count.

    The counting deadline has its own event and is not repeated here.
    """
    return _worded([*_told(before, after), _later_deadlines(before, after, now)], after)


def history_changes(before: CallFacts, after: CallFacts) -> tuple[Change, ...]:
    """Everything that differs, told as an event or not: what a call's history keeps."""
    old, new = _deadlines(before.deadlines), _deadlines(after.deadlines)
    moved = None if old == new else _moved(before, after)
    rest = [_plain(name, _text(before, name), _text(after, name)) for name in _KEPT]
    return _worded([moved, *_told(before, after), *rest], after)


# Fields whose change is history, but not worth an event of its own.
_KEPT = (
    "identifier",
    "call_identifier",
    "authority",
    "management",
    "objectives",
    "applicants",
    "closed_objectives",
    "restricted",
    "deadline_kind",
    "cofinancing_rate",
    "flat_rate",
    "project_start",
    "minimum_score",
    "url",
    "flags",
)


def _text(facts: CallFacts, name: str) -> str:
    value = getattr(facts, name)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _told(before: CallFacts, after: CallFacts) -> list[Change | None]:
    return [
        _plain("title", before.title, after.title),
        _plain("opens", _moment(before.opens), _moment(after.opens)),
        _plain("budget", _money(before.budget), _money(after.budget)),
        _plain("grant_min", _money(before.grant_min), _money(after.grant_min)),
        _plain("grant_max", _money(before.grant_max), _money(after.grant_max)),
        _texts("conditions", _sentences(before.conditions), _sentences(after.conditions)),
        _texts("updates", [u.text for u in before.updates], [u.text for u in after.updates]),
        _documents(before.documents, after.documents),
    ]


def _worded(found: Iterable[Change | None], after: CallFacts) -> tuple[Change, ...]:
    """The changes there are, each with the words its new value was read from."""
    words = {quote.field: quote.text for quote in after.evidence}
    return tuple(
        change if change.words else replace(change, words=words.get(change.field, ""))
        for change in found
        if change is not None
    )


def _moved(before: CallFacts, after: CallFacts) -> Change:
    return Change(
        field="deadlines",
        old=_deadlines(before.deadlines),
        new=_deadlines(after.deadlines),
        words="; ".join(deadline.text for deadline in after.deadlines),
    )


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


def _documents(old: tuple[Document, ...], new: tuple[Document, ...]) -> Change | None:
    """Documents are the same while address and content are; one not fetched may be the same."""
    before = {document.url: document for document in old}
    after = {document.url: document for document in new}
    gone = [
        document
        for url, document in before.items()
        if url not in after or _replaced(document, after[url])
    ]
    come = [
        document
        for url, document in after.items()
        if url not in before or _replaced(before[url], document)
    ]
    if not gone and not come:
        return None
    return Change(
        field="documents",
        old=_shortened(map(_named, gone)),
        new=_shortened(map(_named, come)),
    )


def _replaced(old: Document, new: Document) -> bool:
    return bool(old.sha256 and new.sha256) and old.sha256 != new.sha256


def _named(document: Document) -> str:
    name = document.title or document.url
    return f"{name} ({document.sha256[:12]})" if document.sha256 else name


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
    """Other deadlines ahead that came or went while the counting one stayed where it was."""
    if _counting(before, now) != _counting(after, now) or _ahead(before, now) == _ahead(after, now):
        return None
    return _moved(before, after)


def _counting(facts: CallFacts, now: datetime) -> datetime | None:
    deadline = next_deadline(facts, now)
    return deadline.at if deadline else None


def _ahead(facts: CallFacts, now: datetime) -> list[datetime]:
    return sorted(d.at for d in facts.deadlines if d.at > now and d.doubt is None)
