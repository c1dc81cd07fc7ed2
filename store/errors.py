"""What can go wrong with the store, told in one sentence an operator can act on."""

from sqlalchemy.exc import DBAPIError


class StoreError(Exception):
    """The store cannot do what was asked; `str()` is one clear sentence. Nothing was half-written.

    The service logs it and tries again later: no promise is lost by a store that answers late.
    """


# What SQLite and libpq say, in the order in which they are looked for, and what it means.
_MEANINGS = (
    ("no space left", "The disk is full: free some space; nothing was written."),
    ("disk is full", "The disk is full: free some space; nothing was written."),
    ("database is locked", "The database is locked by another process; nothing was written."),
    ("database table is locked", "The database is locked by another process; nothing was written."),
    ("readonly database", "The database is read-only; nothing was written."),
    ("read-only transaction", "The database is read-only; nothing was written."),
    ("unable to open database", "The database file cannot be opened: check path and permissions."),
    ("malformed", "The database file is damaged: restore it from a backup."),
    ("not a database", "The database file is no SQLite database."),
    ("disk i/o error", "The disk reports an error; nothing was written."),
    ("password authentication failed", "The database server refuses the user or the password."),
    ("lock timeout", "The database is busy: another node holds it; nothing was written."),
    ("no such table", "The database has no tables of this service: run `db upgrade`."),
)


def explain(error: DBAPIError) -> StoreError | None:
    """The sentence for a fault of the database itself; None for a fault of ours.

    A broken rule (a doubled key, a missing parent) is a mistake in the program and is not hidden
    behind a sentence.
    """
    words = str(error.orig).strip()
    known = sentence_for(words)
    if known is not None:
        return StoreError(known)
    kind = type(error).__name__
    if error.connection_invalidated or kind in {"OperationalError", "InterfaceError"}:
        first = words.splitlines()[0] if words else type(error.orig).__name__
        return StoreError(f"The database cannot be used: {first}")
    return None


def sentence_for(words: str) -> str | None:
    """What a database's own words mean for an operator; None for words nobody foresaw."""
    folded = words.lower()
    return next((sentence for sign, sentence in _MEANINGS if sign in folded), None)
