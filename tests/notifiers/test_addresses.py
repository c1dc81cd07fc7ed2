"""What an address is, what may be shown of it, and what a visitor may give."""

import pytest

from notifiers.addresses import (
    kind_of,
    lane_of,
    rate_per_second,
    scrub,
    visitor_mail_address,
    visitor_slack_url,
    with_defaults,
)

WEBHOOK = "https://hooks.slack.com/services/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"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("slack://T/B/C", "slack"),
        ("SLACK://T/B/C", "slack"),
        (WEBHOOK, "slack"),
        ("https://discord.com/api/webhooks/1/2", "discord"),
        ("https://example.org/hook", "https"),
        ("mailtos://u:p@example.org", "mailtos"),
        ("json://127.0.0.1:1/", "json"),
        ("nothing", ""),
    ],
)
def test_the_kind_of_a_channel_is_its_schema(url: str, kind: str) -> None:
    assert kind_of(url) == kind


def test_slack_gets_one_message_a_second_and_machines_as_many_as_come() -> None:
    assert rate_per_second("slack") == 1
    assert rate_per_second("json") is None


def test_all_mail_through_one_server_is_one_lane() -> None:
    first = lane_of("mailto://u:p@smtp.example.org?to=a@example.org")
    second = lane_of("mailtos://smtp.example.org/b@example.org")
    assert first == second
    assert lane_of("mailtos://u@example.org?smtp=mx.example.org") == "mail:mx.example.org"
    assert lane_of(WEBHOOK) != lane_of(WEBHOOK + "x")


def test_what_the_operator_set_in_the_address_stays() -> None:
    assert with_defaults("slack://a/b/c", {"footer": "no"}) == "slack://a/b/c?footer=no"
    assert with_defaults("slack://a?FOOTER=yes", {"footer": "no", "cto": "5"}) == (
        "slack://a?FOOTER=yes&cto=5"
    )


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/B1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        WEBHOOK,
        "json://user:TIiajkdnlazkcOXrIdevi7FQ@example.org/B1BRTD4JD?key=T1JJ3T3L2",
        "tgram://T1JJ3T3L2:TIiajkdnlazkcOXrIdevi7FQ/B1BRTD4JD",
    ],
)
def test_no_part_of_an_address_survives_in_a_sentence(url: str) -> None:
    said = f"POST {url} failed (T1JJ3T3L2, B1BRTD4JD, TIiajkdnlazkcOXrIdevi7FQ)\nat line 3"
    shown = scrub(said, url)
    assert "\n" not in shown
    for secret in ("T1JJ3T3L2", "B1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  Reader.Name+amif@EXAMPLE.org ", "Reader.Name+amif@example.org"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_one_plain_mail_address_is_taken(typed: str, address: str) -> None:
    assert visitor_mail_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "a@example.org,b@example.org",
        "a@example.org;b@example.org",
        "a@example.org b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nb",
        "Reader <a@example.org>",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@localhost",
        "a@example.org?bcc=b@example.org",
        "a%0abcc:b@example.org",
        "a@example.org/../b",
        "mailto://a@example.org",
        "a@exa\u200bmple.org",
        "ä@example.org",
        "a@" + "x" * 300 + ".org",
        "a" * 65 + "@example.org",
    ],
)
def test_anything_but_one_plain_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="one plain e-mail address"):
        visitor_mail_address(typed)


def test_a_pasted_slack_webhook_is_rebuilt_by_us() -> None:
    assert visitor_slack_url(WEBHOOK) == "slack://T1JJ3T3L2/B1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"


@pytest.mark.parametrize(
    "typed",
    [
        WEBHOOK + "?redirect=yes",
        WEBHOOK + "/",
        WEBHOOK + "\n",
        WEBHOOK + "#x",
        WEBHOOK.replace("https", "http"),
        WEBHOOK.replace("hooks.slack.com", "hooks.slack.com.example.org"),
        WEBHOOK.replace("hooks.slack.com", "hooks.slack.com@127.0.0.1"),
        WEBHOOK.replace("hooks.slack.com", "hooks.slack.com:8080"),
        WEBHOOK.replace("T1JJ3T3L2", "../../x"),
        WEBHOOK.replace("T1JJ3T3L2", "T%2e%2e%2fAAAAA"),
        "slack://T1JJ3T3L2/B1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "json://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_anything_but_a_whole_slack_webhook_is_refused(typed: str) -> None:
    if typed == WEBHOOK + "\n":
        assert visitor_slack_url(typed) == visitor_slack_url(WEBHOOK)  # pasted with its line end
        return
    with pytest.raises(ValueError, match="Slack incoming webhook"):
        visitor_slack_url(typed)
