"""Unpacking what a server sent, never beyond a limit: a bomb is stopped while it inflates."""

import io
import zlib

from sources.errors import FetchError, TooMuch

_STEP = 64 * 1024
_AUTO = 32 + zlib.MAX_WBITS  # zlib finds out itself whether it reads gzip or zlib wrapping
_GZIP = b"\x1f\x8b"
_TELLING = 2  # bytes that tell zlib and gzip from bare deflate data
_PACKED = ("gzip", "x-gzip", "deflate")


class Inflater:
    """Collects one body of at most `cap` decoded bytes.

    `coding` is the Content-Encoding; we ask for gzip and deflate only, so anything else is an
    error. `feed` raises TooMuch at the first byte over the limit, having held little more than
    the limit itself in memory.
    """

    def __init__(self, coding: str, cap: int, host: str) -> None:
        self._cap = cap
        self._host = host
        self._held = io.BytesIO()
        self._packed = coding.strip().lower() in _PACKED
        self._start = b""
        self._engine = zlib.decompressobj(_AUTO)
        if not self._packed and coding.strip().lower() not in ("", "identity"):
            raise FetchError(f"{host} answered in an encoding nobody asked for", cause="garbled")

    def feed(self, data: bytes) -> None:
        """Take the next bytes off the wire."""
        if not self._packed:
            self._keep(data)
            return
        try:
            self._unpack(data)
        except zlib.error as error:
            raise FetchError(
                f"{self._host} sent a body that cannot be unpacked", cause="garbled"
            ) from error

    def finish(self) -> bytes:
        """The whole body; raises FetchError when a packed one breaks off."""
        while self._packed and (data := self._engine.decompress(b"", _STEP)):
            self._keep(data)  # what a step held back though its input was used up
        if self._packed and self._start and not self._engine.eof:
            raise FetchError(f"{self._host} sent a body that breaks off", cause="garbled")
        return self._held.getvalue()

    def _unpack(self, data: bytes) -> None:
        while data:
            if self._engine.eof:
                if not data.startswith(_GZIP):
                    return  # padding after the end, as some servers send
                self._engine = zlib.decompressobj(_AUTO)  # gzip allows several members in a row
            self._keep(self._inflate(data))
            data = self._engine.unconsumed_tail or self._engine.unused_data

    def _inflate(self, data: bytes) -> bytes:
        if len(self._start) >= _TELLING:
            return self._engine.decompress(data, _STEP)
        self._start += data
        if len(self._start) < _TELLING:
            return b""
        data = self._start
        try:
            return self._engine.decompress(data, _STEP)
        except zlib.error:
            # Some servers send bare deflate data where the standard asks for the zlib wrapping.
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._engine.decompress(data, _STEP)

    def _keep(self, data: bytes) -> None:
        if self._held.tell() + len(data) > self._cap:
            raise too_much(self._host, self._cap)
        self._held.write(data)


def too_much(host: str, cap: int) -> TooMuch:
    """The error for an answer of more than `cap` bytes."""
    return TooMuch(f"{host} answered with more than {cap / 1_000_000:g} MB; it was not read")
