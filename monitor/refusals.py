"""What the program refuses to a person, in one sentence each that says what to do.

Refusal           something stands in the way (exit 1)
├── AlreadyRunning  another service has this database
├── PortTaken       the page's port cannot be had
└── SecretError     the secret of subscriptions cannot be read or made
UnknownName       a name nobody has was given: wrong use (exit 2)
"""


class Refusal(Exception):
    """Something stands in the way; the message says what and what to do."""


class AlreadyRunning(Refusal):
    """Another service runs on the same database."""


class PortTaken(Refusal):
    """The page's port cannot be had."""


class SecretError(Refusal):
    """The secret of subscriptions cannot be read or made."""


class UnknownName(Exception):
    """A source, call, channel or subscriber was named that nobody has."""
