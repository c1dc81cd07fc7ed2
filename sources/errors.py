"""Every way a source can fail.

SourceError
├── FetchError        the place could not be reached, refused, or answered something else
│   ├── Blocked       a block page, a challenge or a login page instead of the content
│   ├── Refused       an address or scheme the service will not connect to
│   └── TooMuch       the answer is larger or slower than the limits allow
├── ParseError        an answer came and could not be read
└── NothingFound      an answer came, and what always stands there (the landmarks) is gone

`str(error)` is one sentence for the operator. `cause` is one of the fixed words that may be shown
in public; `retry_after` is what the server asked for, in seconds.
"""


class SourceError(Exception):
    """A source could not be read; the stored calls stay as they are."""

    cause = "error"

    def __init__(self, sentence: str, *, cause: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.cause = cause or type(self).cause
        self.retry_after = retry_after


class FetchError(SourceError):
    """The place could not be reached, refused, or answered something else."""

    cause = "unreachable"


class Blocked(FetchError):
    """A block page, a challenge or a login page came instead of the content."""

    cause = "blocked"


class Refused(FetchError):
    """The address or its scheme is one this service will not connect to."""

    cause = "refused_address"


class TooMuch(FetchError):
    """The answer was larger, or took longer, than the limits allow."""

    cause = "too_much"


class ParseError(SourceError):
    """An answer came and could not be read."""

    cause = "unreadable"


class NothingFound(SourceError):
    """An answer came, and the landmarks that always stand there are gone."""

    cause = "landmarks_gone"
