"""The program: the only place that reads the real clock."""

import gc
from datetime import UTC, datetime

# Loading makes hundreds of thousands of objects that stay. Looking through them for rubbish after
# every 700 new ones, as Python does, costs loading about a twentieth of its time.
_NEW_OBJECTS = 20_000


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one real clock


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_NEW_OBJECTS)
    from monitor.cli import build  # noqa: PLC0415  the clock above is for everyone, the rest is not

    build(now)()


if __name__ == "__main__":
    main()
