"""What a message says, before it takes a shape: plain words in an order. No markup, no escaping."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words and where they lead."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact: its name and its value. `strong` for what must not be missed (the deadline)."""

    name: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One call (or source): its title in its own language, its page, its facts, what to beware of.

    `lead` is what happened to it, in messages that tell of several.
    """

    title: str
    language: str = ""
    identifier: str = ""
    url: str = ""
    lead: str = ""
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cards under one heading."""

    heading: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole message. `title` is its subject line, `headline` what happened in one sentence."""

    language: str
    title: str
    headline: str
    paragraphs: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    remarks: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    footer: tuple[str, ...] = ()
