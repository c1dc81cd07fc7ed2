"""Zones as notices write them: "MESZ", "Brussels time", "ώρα Βρυξελλών"."""

import re

BRUSSELS = "Europe/Brussels"

_ABBREVIATIONS = {
    "cet": BRUSSELS,
    "cest": BRUSSELS,
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki",
    "wet": "Europe/Lisbon",
    "west": "Europe/Lisbon",
    "utc": "UTC",
    "gmt": "UTC",
}
_PLACES = (
    (
        r"bru(?:ss|x)\w*|brussel\w*|bryssel\w*|brisel\w*|briusel\w*|brusel\w*|βρυξελλ\w*|брюксел\w*",
        BRUSSELS,
    ),
    (r"lisbo\w*|portugal continental", "Europe/Lisbon"),
    (r"acores|azores", "Atlantic/Azores"),
    (r"peninsular|madrid\w*", "Europe/Madrid"),
    (r"irish|dublin", "Europe/Dublin"),
    (r"malta|maltese", "Europe/Malta"),
    (r"cyprus|nicosia|κυπρου", "Asia/Nicosia"),
    (r"athens|ελλαδ\w*|αθηνα\w*|greek", "Europe/Athens"),
    (r"bucuresti\w*|romaniei|romanian|bucharest", "Europe/Bucharest"),
    (r"central european", BRUSSELS),
    (r"mitteleuropaisch\w*", "Europe/Berlin"),
)
_CLOCK_WORDS = (
    r"time|zeit|heure|hora|ora|ore|uur|tijd|tid|aikaa?|kello|czasu?|casu?|laika?s?|laiku|vrem\w*|време|ωρα|ido|"
    r"ajal?|aja|hin|sommerzeit|godzin\w*"
)
_ABBREVIATION = re.compile(r"[\s,(]{0,3}\b(" + "|".join(_ABBREVIATIONS) + r")\b")
_PLACE = re.compile(
    r"[\s,(]{0,3}(?:[^\W\d]+[\s'-]{1,2}){0,3}?(?:"
    + "|".join(f"({place})" for place, _ in _PLACES)
    + r")"
)
_CLOCK_WORD = re.compile(r"\b(?:" + _CLOCK_WORDS + r")\b|\w*(?:tijd|zeit|tid)\b")


def zone_after(folded: str, place: int, end: int) -> tuple[str, int] | None:
    """The zone said right after an hour that ends at `place`, and where the saying ends."""
    match = _ABBREVIATION.match(folded, place, end)
    if match:
        return _ABBREVIATIONS[match[1]], match.end()
    match = _PLACE.match(folded, place, end)
    if match is None:
        return None
    around = folded[match.start() : min(match.end() + 16, end)]
    if not _CLOCK_WORD.search(around):
        return None
    return _PLACES[(match.lastindex or 1) - 1][1], match.end()
