"""The text of notices that are PDFs, and what is no PDF or a hostile one."""

import zlib

import pytest

from sources.errors import ParseError
from sources.pdf import LIMIT, is_pdf, pdf_text


def a_pdf(*pages: str, filler: bytes = b"") -> bytes:
    """A small PDF with one line of text on each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, words in enumerate(pages):
        stream = zlib.compress(f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode("cp1252") + filler)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + stream + b"\nendstream")
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    return body + tail.encode()


def test_the_words_of_all_pages_are_read() -> None:
    body = a_pdf("Utlysning AMIF 2026", "Sista dag 3 maj 2026, före kl. 16.15")
    assert is_pdf(body)
    assert pdf_text(body) == "Utlysning AMIF 2026\n\nSista dag 3 maj 2026, före kl. 16.15"


def test_only_the_first_sixty_pages_are_read() -> None:
    assert pdf_text(a_pdf(*(f"page {number}" for number in range(70)))).count("page") == 60


@pytest.mark.parametrize(
    "body",
    [b"", b"%PDF-1.4", b"%PDF-1.4\n" + b"\xff" * 5_000, a_pdf("x")[:200], b"<html></html>"],
)
def test_what_is_no_pdf_is_one_error(body: bytes) -> None:
    with pytest.raises(ParseError, match="PDF"):
        pdf_text(body)


def test_a_pdf_of_more_than_ten_megabytes_is_not_read() -> None:
    with pytest.raises(ParseError, match="larger than 10 MB") as failure:
        pdf_text(b"%PDF-1.4" + bytes(LIMIT))
    assert failure.value.cause == "too_much"


def test_a_page_is_no_pdf() -> None:
    assert not is_pdf(b"<html>%PDF</html>")
