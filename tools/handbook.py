"""Writes the table of settings, made from the model, into the handbook. Run by `make handbook`."""

from pathlib import Path

from config.settings_text import settings_reference

HANDBOOK = Path(__file__).parents[1] / "docs" / "operations.md"
BEGIN = "<!-- settings: made by `make handbook` -->\n"
END = "<!-- end of settings -->"


def main() -> None:
    """Replace what stands between the two marks."""
    before, _, rest = HANDBOOK.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    table = f"{BEGIN}\n{settings_reference()}\n{END}"
    HANDBOOK.write_text(before + table + after, encoding="utf-8")


if __name__ == "__main__":
    main()
