"""The one secret of subscriptions: it signs links and seals webhooks, and is not in the database.

A manage link carries the subscriber's number and a signature over number, version and address key,
so nothing in the store opens it, a new version ends every link given out, and a number that comes
round again after a restore opens nobody else's page. A token that is mailed for
confirmation is random and stored only as its hash.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from monitor.refusals import SecretError

_LENGTH = 32
_TOKEN = re.compile(r"([1-9][0-9]{0,14})\.([A-Za-z0-9_-]{43})")


class Keys:
    """Signs and seals with one secret."""

    def __init__(self, secret: bytes) -> None:
        """`secret` is 32 random bytes (see `load`)."""
        self._secret = secret
        self._fernet = Fernet(base64.urlsafe_b64encode(self._derived("seal")))

    def manage_token(self, subscriber: int, version: int, name_key: str) -> str:
        """What stands in a subscriber's own links; `name_key` is that of their address."""
        signed = self._signature("manage", f"{subscriber}.{version}.{name_key}")
        return f"{subscriber}.{signed}"

    def is_manage_token(self, token: str, subscriber: int, version: int, name_key: str) -> bool:
        """Whether this token was made for this subscriber in this version; in constant time."""
        made = self.manage_token(subscriber, version, name_key)
        return hmac.compare_digest(token.encode(), made.encode())

    def seal(self, text: str) -> str:
        """Text only this installation can read again."""
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """The text; None when another secret sealed it, or nobody did."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def name_key(self, address: str) -> str:
        """The same for every spelling of one address; says nothing about it to who has no key."""
        return self._signature("name", address.casefold())

    def consent(self, address: str, at: str) -> str:
        """The proof of a consent that stays when the address is erased."""
        return self._signature("consent", f"{address.casefold()}|{at}")

    def _signature(self, purpose: str, text: str) -> str:
        digest = hmac.new(self._derived(purpose), text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def _derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose, so that one kind of token never passes as another."""
        return hmac.new(self._secret, f"amif-monitor {purpose}".encode(), hashlib.sha256).digest()


def subscriber_of(token: str) -> int | None:
    """The subscriber a manage token speaks of, before it is proven; None: it is no such token."""
    match = _TOKEN.fullmatch(token)
    return int(match[1]) if match else None


def new_token() -> str:
    """A random token for a mail (256 bits)."""
    return secrets.token_urlsafe(_LENGTH)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(path: Path) -> Keys:
    """The secret in `path`, made there (readable by its owner only) when there is none.

    Raises SecretError with one sentence.
    """
    try:
        if not path.exists():
            _make(path)
        return Keys(_read(path))
    except OSError as error:
        raise SecretError(
            f"The secret of subscriptions in {path} cannot be used ({error.strerror}):"
            " set [subscriptions] secret_file to a file this user may write."
        ) from None


def _make(path: Path) -> None:
    """Make a secret unless another process was first: it appears whole, or not at all."""
    made, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # for its owner only
    try:
        with os.fdopen(made, "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(_LENGTH)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _read(path: Path) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(path.read_bytes().strip())
    except ValueError:
        secret = b""
    if len(secret) != _LENGTH:
        raise SecretError(
            f"{path} holds no secret of subscriptions: restore it from a backup, or remove it to"
            " make a new one (links already mailed will then no longer work)."
        )
    return secret
