"""Figures of the reader: `python -m tests.bench reader`.

Processor time for one notice, the language told by the source, as in a poll; the words of a
language are compiled once, on its first notice.
"""

import time
from collections.abc import Iterator
from statistics import median

from sources.reading import Context, read_html, read_text

Figure = tuple[str, str, str]
FINLAND = Context(country="FI", zone="Europe/Helsinki", language="fi")
IRELAND = Context(country="IE", zone="Europe/Dublin", language="en")
FINNISH = """AMIF-rahaston haku syksy 2026

Turvapaikka-, maahanmuutto- ja kotouttamisrahaston hakuaika
alkaa 28.9.2026 klo 9.00 ja päättyy 30.10.2026 klo 16.15.

Haussa on haettavana yhteensä noin 9,4 miljoonaa euroa. Tukitaso on 75 prosenttia.

Hankkeet voivat alkaa aikaisintaan 1.2.2027 ja niiden tulee päättyä viimeistään 31.12.2029.
"""
ENGLISH = """Call for proposals under the Asylum, Migration and Integration Fund (AMIF)

The deadline for applications is 3 May 2027 at 14:30. The total budget of the call is EUR 1,500,000.
"""
FILLER = {
    "fi": "Hakijana voi olla julkinen yhteisö, järjestö tai oppilaitos, ja hanke kestää enintään"
    " kolme vuotta.\n\n",
    "en": "Applicants may be public bodies, charities or universities of the State.\n\n",
}


def figures() -> Iterator[Figure]:
    """What was measured: its name, its value, its goal."""
    for language, head, context in (("fi", FINNISH, FINLAND), ("en", ENGLISH, IRELAND)):
        small, large = _sized(head, language, 1_000), _sized(head, language, 20_000)
        page = _page(large)
        yield f"{language}: a notice of 1 kB", _ms(lambda: read_text(small, context)), "1 ms"  # noqa: B023  run at once
        yield f"{language}: a notice of 20 kB", _ms(lambda: read_text(large, context)), "10 ms"  # noqa: B023  run at once
        yield f"{language}: a page of 20 kB", _ms(lambda: read_html(page, context)), "10 ms"  # noqa: B023  run at once


def _sized(head: str, language: str, size: int) -> str:
    filler = FILLER[language]
    return (head + "\n" + filler * (size // len(filler)))[:size]


def _page(text: str) -> str:
    """The same text as a page: a heading, then its paragraphs."""
    heading, *rest = (part for part in text.split("\n\n") if part)
    body = "".join(f"<p>{part}</p>" for part in rest)
    return f"<html><body><main><h1>{heading}</h1>{body}</main></body></html>"


def _ms(step: object, times: int = 30) -> str:
    """The median of its processor time, which a busy machine does not change."""
    assert callable(step)
    step()
    taken = []
    for _ in range(times):
        begun = time.process_time()
        step()
        taken.append(time.process_time() - begun)
    return f"{median(taken) * 1e3:,.2f} ms"


def main() -> None:
    """Print the figures."""
    for name, value, goal in figures():
        print(f"{name:45} {value:>12}   {goal}")  # noqa: T201  a program's output


if __name__ == "__main__":
    main()
