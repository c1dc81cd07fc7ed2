"""Pictures of every mail in three languages: `python -m tests.messages.mail_pictures [FOLDER]`.

For looking at, in docs/mails/; nothing compares them. Needs Chromium (Debian's package).
"""

import html
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from letters_to_try import call, parcel, swedish_call, told

from config.vocabulary import CallStatus, EventKind
from monitor.messages import Figures, SubscriberLinks, compose, compose_test
from notifiers.base import Message
from store.records import DeliveryKind

LANGUAGES = ("en", "sv", "el")
_LINKS = SubscriberLinks(
    manage="https://calls.example.org/subscribe/manage/example",
    leave="https://calls.example.org/subscribe/leave/example",
    one_click="https://calls.example.org/subscribe/leave/example",
)


def mails(language: str) -> dict[str, Message]:
    """One message of each kind in a language."""
    channel = {"language": language, "timezone": "Asia/Nicosia"}
    every = {
        str(kind): compose(parcel(told=(told(kind),), channel=channel, links=_LINKS))
        for kind in EventKind
    }
    every["open-national"] = compose(
        parcel(told=(told(EventKind.OPEN, swedish_call()),), channel=channel)
    )
    reminder = told(EventKind.CLOSING_SOON, collapsed=(14,), notes=("objective not stated",))
    every["summary"] = compose(
        parcel(
            DeliveryKind.SUMMARY,
            calls=(call(), swedish_call(), call(CallStatus.FORTHCOMING)),
            unreached=("se_migrationsverket",),
            channel=channel,
        )
    )
    every["digest"] = compose(
        parcel(
            DeliveryKind.DIGEST,
            told=(told(EventKind.OPEN, swedish_call()), reminder, told(EventKind.CHANGED)),
            channel=channel,
        )
    )
    figures = Figures(sources_ok=9, sources_all=27, countries=8, open=3, forthcoming=2, sent=14)
    every["canary"] = compose(parcel(DeliveryKind.CANARY, figures=figures, channel=channel))
    every["test"] = compose_test(parcel(channel=channel))
    return every


def main() -> None:
    """Write one picture a kind: the languages side by side, below them the same in the dark."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/mails")
    folder.mkdir(parents=True, exist_ok=True)
    shown = [mails(language) for language in LANGUAGES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for kind in shown[0]:
            side_by_side = [one[kind] for one in shown]
            _picture(browser, side_by_side, folder / f"{kind}.png", dark=False)
            if kind in ("open", "digest"):
                _picture(browser, side_by_side, folder / f"{kind}-dark.png", dark=True)
        browser.close()


def _picture(browser: Browser, messages: list[Message], file: Path, *, dark: bool) -> None:
    context = browser.new_context(
        viewport={"width": 1200, "height": 600},
        color_scheme="dark" if dark else "light",
        device_scale_factor=0.75,
    )
    page = context.new_page()
    frames = "".join(
        f'<div style="flex:1;width:390px"><p style="font:bold 13px sans-serif;margin:8px 16px">'
        f"{html.escape(message.title)}</p>"
        f'<iframe srcdoc="{html.escape(message.html)}" style="border:0;width:390px"></iframe></div>'
        for message in messages
    )
    scheme = '<meta name="color-scheme" content="light dark">'
    page.set_content(f'{scheme}<body style="margin:0"><div style="display:flex">{frames}</div>')
    page.evaluate(
        "document.querySelectorAll('iframe').forEach("
        "f => f.style.height = f.contentDocument.documentElement.scrollHeight + 'px')"
    )
    page.screenshot(path=str(file), full_page=True)
    context.close()


if __name__ == "__main__":
    main()
