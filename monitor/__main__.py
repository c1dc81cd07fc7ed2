"""The program: the only place that reads the real clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one real clock


def main() -> None:
    """Run the command line."""
    from monitor.cli import build  # noqa: PLC0415  the clock above is for everyone, the rest is not

    build(now)()


if __name__ == "__main__":
    main()
