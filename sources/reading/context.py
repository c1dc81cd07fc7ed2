"""What a reader knows before it reads, and what it gives back."""

from dataclasses import dataclass
from datetime import date

from config.vocabulary import CallFacts, StatusWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a text comes from.

    `country` is ISO 3166 alpha-2 or "EU"; `zone` the IANA zone its bare dates mean. `language`
    is the one the source announces; what the text itself is plainly written in goes before.
    `published` is the day the notice was made public: without it a date without year stays
    unknown. `programme` is a key of `config.programmes`; `title` a title known from elsewhere.
    """

    country: str
    zone: str
    language: str | None = None
    published: date | None = None
    url: str = ""
    authority: str = ""
    title: str = ""
    programme: str = "AMIF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One call found in a text. `key` is its steady name there: a code, else the folded title."""

    key: str
    word: StatusWord
    facts: CallFacts
