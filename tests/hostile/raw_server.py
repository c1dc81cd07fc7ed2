"""A server that speaks raw bytes: whatever a hostile or broken site may send."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[[socket.socket, str, "RawServer"], None]
OK = b"HTTP/1.1 200 OK\r\n"
SECONDS = 1.5  # what one request may take in these tests
CAP = 5_000_000


@dataclass
class RawServer:
    """Answers each connection's one request by `script(connection, path, server)`.

    `seen` holds each request's head as text, `connections` how many connections came, `ended` is
    set when the test is over: endless scripts look at it.
    """

    script: Script
    context: ssl.SSLContext | None = None
    seen: list[str] = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        scheme = "https" if self.context else "http"
        return f"{scheme}://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        asked = [head.split(" ")[1] for head in self.seen]
        return [path for path in asked if path != "/robots.txt"]

    def handle(self, connection: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            while not self.ended.is_set():
                head = _head(connection)
                if not head:
                    return
                if head[0] == "\x16":  # a TLS greeting: answered as plain servers do
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                self.seen.append(head)
                path = head.split(" ")[1]
                if path == "/robots.txt" and not getattr(self.script, "robots", False):
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                self.script(connection, path, self)
                return


def _head(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data and data[:1] != b"\x16":
        more = connection.recv(65_536)
        if not more:
            return ""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    left = int(length[1]) - len(body) if length else 0
    while left > 0 and (more := connection.recv(65_536)):
        left -= len(more)
    return head.decode("latin-1")


@contextmanager
def raw_server(script: Script, context: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    server = RawServer(script, context)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        listening.settimeout(0.05)
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not server.ended.is_set():
                with suppress(TimeoutError, OSError):
                    connection, _ = listening.accept()
                    server.connections += 1
                    connection.settimeout(5)
                    thread = threading.Thread(target=server.handle, args=(connection,), daemon=True)
                    threads.append(thread)
                    thread.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.ended.set()
            accepting.join(5)
            for thread in threads:
                thread.join(6)


def answering(
    body: bytes = b"", status: str = "200 OK", headers: str = "", *, length: int | None = None
) -> Script:
    """A script that gives one whole answer to everything."""

    def script(connection: socket.socket, path: str, server: RawServer) -> None:
        declared = len(body) if length is None else length
        head = (
            f"HTTP/1.1 {status}\r\nContent-Length: {declared}\r\nConnection: close\r\n{headers}\r\n"
        )
        connection.sendall(head.encode("latin-1") + body)

    return script


def by_path(**scripts: Script) -> Script:
    """A script that chooses by the first word of the path."""

    def script(connection: socket.socket, path: str, server: RawServer) -> None:
        name = path.strip("/").split("/")[0].split("?")[0].removesuffix(".txt") or "root"
        scripts[name](connection, path, server)

    script.robots = "robots" in scripts  # type: ignore[attr-defined]
    return script
