"""PURE: the badge, a small SVG: "AMIF | 3 open, next closes in 6 days"."""

from html import escape

_NARROW = frozenset(" .,:;'|!()fijltrI1-")
_WIDE = frozenset("mwMW@%")


def badge(label: str, words: str) -> bytes:
    """The picture. Both texts are fitted to their boxes, whatever font the visitor has."""
    left, right = _width(label), _width(words)
    whole = left + right
    said = escape(f"{label}: {words}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect width="{whole}" height="20" rx="3" fill="#1c3f66"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" '
        'fill="#eef2f5"/>'
        '<g font-family="system-ui,Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{_text(label, 6, left - 12, '#ffffff')}{_text(words, left + 6, right - 12, '#1b2733')}"
        "</g></svg>"
    ).encode()


def _text(words: str, x: int, width: int, colour: str) -> str:
    return (
        f'<text x="{x}" y="14" fill="{colour}" textLength="{width}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )


def _width(words: str) -> int:
    """Pixels for `words` at 11 px with six to spare on each side; near enough, then fitted."""
    return 12 + round(sum(_letter(letter) for letter in words))


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 4.0
    return 9.5 if letter in _WIDE else 6.6
