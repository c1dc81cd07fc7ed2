"""One child process that parses, and the pipe to it: frames of a length and a pickle."""

import contextlib
import io
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from config import vocabulary
from sources import base, errors
from sources.errors import ParseError, SourceError

MEMORY = 128 * 1024 * 1024  # bytes of data a child may hold; it begins with 25 MB
_LARGEST = 64 * 1024 * 1024  # bytes of one frame
_TIRED = 90 * 1024  # kB: a child that has once been this big ends after its answer
_HEAD = struct.Struct(">Q?")  # how many bytes follow; from a child: whether it is tired
_RUN = "from sources.worker_child import serve; serve()"
_PASSED_ON = ("LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")
_PLAIN = {
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("zoneinfo", "ZoneInfo._unpickle"),
}
_OURS: dict[str, ModuleType] = {each.__name__: each for each in (vocabulary, base, errors)}


class Late(Exception):
    """The child did not answer in time, died, or answered nonsense."""

    def __init__(self, sentence: str, cause: str = "unreadable") -> None:
        super().__init__(sentence)
        self.cause = cause


class Child:
    """A running child. `alarm` is after how many seconds of one job it ends itself (its parent may
    be gone by then).
    """

    def __init__(self, *, alarm: int) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own words
            [sys.executable, "-c", _RUN, str(alarm)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the service, which then ends its children
        )

        self._tired = False

    @property
    def fit(self) -> bool:
        """Whether it can be given another job: it runs, and has not once grown big."""
        return not self._tired and self._process.poll() is None

    def work(self, job: bytes, seconds: float) -> Any:
        """Send a job (a pickled callable with its arguments), give its result. Raises Late."""
        until = time.monotonic() + seconds
        try:
            self._send(job, until)
            head = self._receive(_HEAD.size, until)
            length, self._tired = _HEAD.unpack(head)
            if length > _LARGEST:
                raise Late("reading the answer gave more than can be kept")
            return _NoticesOnly(io.BytesIO(self._receive(length, until))).load()
        except TimeoutError as error:
            raise Late(
                f"reading the answer took longer than {seconds:g} s and was stopped", "too_slow"
            ) from error
        except (OSError, EOFError) as error:
            raise Late("reading the answer ended the program that read it") from error
        except (pickle.UnpicklingError, AttributeError, TypeError, ValueError) as error:
            raise Late("reading the answer gave something that is no notice") from error

    def kill(self) -> None:
        """Stop it at once; whoever waits for it is told that it ended."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Stop it and clear away what it leaves."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, data: bytes, until: float) -> None:
        assert self._process.stdin is not None  # noqa: S101  asked for above
        out = self._process.stdin.fileno()
        os.set_blocking(out, False)
        left = memoryview(_HEAD.pack(len(data), False) + data)
        while left:
            _, ready, _ = select.select((), (out,), (), max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            left = left[os.write(out, left[:65_536]) :]

    def _receive(self, size: int, until: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  asked for above
        source = self._process.stdout.fileno()
        held = bytearray()
        while len(held) < size:
            ready, _, _ = select.select((source,), (), (), max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            data = os.read(source, min(65_536, size - len(held)))
            if not data:
                raise EOFError
            held += data
        return bytes(held)


class _NoticesOnly(pickle.Unpickler):
    """Loads the classes a notice or one of our errors is made of, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = getattr(_OURS.get(module), name, None)
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a notice")


def serve() -> None:
    """The child's own loop: a job in, its result out, until its parent closes the pipe."""
    _limit_itself()
    alarm = int(sys.argv[1])
    incoming, outgoing = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not break the frames
    while (job := _next_job(incoming)) is not None:
        signal.alarm(alarm)
        data = pickle.dumps(_result(job), protocol=5)
        signal.alarm(0)
        outgoing.write(_HEAD.pack(len(data), _is_tired()) + data)
        outgoing.flush()


def _next_job(incoming: BinaryIO) -> Any:
    head = incoming.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    return pickle.loads(incoming.read(_HEAD.unpack(head)[0]))  # noqa: S301  our own parent's


def _result(job: Any) -> object:
    work, arguments = job
    try:
        return work(*arguments)
    except SourceError as error:
        return error.with_traceback(None)
    except MemoryError:
        return ParseError("reading the answer took more memory than is allowed", cause="too_much")
    except Exception as error:  # the boundary of one parse: whatever it is, the service hears of it
        return ParseError(f"the answer could not be read ({type(error).__name__})")


def _limit_itself() -> None:
    import resource  # noqa: PLC0415  only the child needs it, and only Unix has it

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)  # pages and alerts come first, however hard a file is to read
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_tired() -> bool:
    """Whether this process has once been big. (getrusage would count its parent's size as its own:
    that high-water mark lives on through exec.)
    """
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) > _TIRED
    return False
