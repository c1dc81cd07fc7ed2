"""Which addresses of sources may be shown, and in which words a source is told of."""

import pytest

from monitor.web.source_rows import public_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/calls?session=1#part", "https://example.org/calls"),
        ("https://user:secret@example.org:8443/a", "https://example.org:8443/a"),
        ("http://127.0.0.1:9000/x", ""),
        ("http://2130706433/", ""),
        ("http://0x7f.1/", ""),
        ("http://[::1]/", ""),
        ("http://[::ffff:10.0.0.1]/", ""),
        ("http://169.254.169.254/latest", ""),
        ("http://100.64.0.1/", ""),
        ("http://localhost/", ""),
        ("http://intranet/calls", ""),
        ("http://portal.ministry.internal/calls", ""),
        ("http://portal.local./", ""),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("http://exa mple.org:port/", ""),
        ("", ""),
    ],
)
def test_only_public_addresses_are_shown_and_without_query_or_user(url: str, shown: str) -> None:
    assert public_url(url) == shown
