"""The text of a notice that is a PDF. Runs inside `parse`, so in the child that can be killed."""

import io

from sources.errors import ParseError

LIMIT = 10_000_000  # bytes of the file
_PAGES = 60
_TEXT = 500_000


def is_pdf(body: bytes) -> bool:
    """Whether a body is a PDF, whatever the server calls it."""
    return b"%PDF-" in body[:1024]


def pdf_text(body: bytes) -> str:
    """The words of the first 60 pages, a blank line between pages. Raises ParseError.

    A scanned PDF without words gives "". Encrypted ones are read where no password is needed.
    """
    if len(body) > LIMIT:
        raise ParseError("the PDF is larger than 10 MB", cause="too_much")
    from pypdf import PdfReader  # noqa: PLC0415  half a second of imports nobody else needs

    try:
        pages = PdfReader(io.BytesIO(body)).pages
        text = "\n\n".join(
            pages[number].extract_text() for number in range(min(len(pages), _PAGES))
        )
    except MemoryError:
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes it stumble over
        raise ParseError(f"the PDF cannot be read ({type(error).__name__})") from error
    return text[:_TEXT].strip()
