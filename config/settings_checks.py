"""What only shows when settings are looked at together. Pure, over the tree before its types.

Runs beside the checks of single values, not after them, so that all mistakes come at once; hence
every value is looked at with suspicion here, and a wrong type is left to the other check.
"""

from collections.abc import Iterator
from typing import Any

from config.addresses import is_plainly_private
from config.corrections import CorrectionField, read_correction
from config.settings_mistakes import Mistake, Path, Places
from config.settings_values import as_text

_YES = ("true", "1", "yes", "on", "t", "y")


def checked(tree: dict[str, Any], places: Places) -> tuple[dict[str, Any], list[Mistake]]:
    """The tree with what one table takes over from another, and the mistakes between settings."""
    mistakes = [
        *_twice(tree, places, "channels", "name"),
        *_twice(tree, places, "feeds", "id"),
        *_private_sources(tree, places),
        *_channels_without_address(tree, places),
        *_canary(tree, places),
        *_subscriptions(tree, places),
        *_corrections(tree, places),
    ]
    return _completed(tree), mistakes


def _completed(tree: dict[str, Any]) -> dict[str, Any]:
    """Channels take their zone and rungs from [alerts]; the page's address follows its port."""
    alerts = _table(tree, "alerts")
    shared = {key: alerts[key] for key in ("timezone", "closing_soon_days") if key in alerts}
    web = _table(tree, "web")
    completed = dict(tree)
    if isinstance(tree.get("channels"), list):
        completed["channels"] = [
            {**shared, **item} if isinstance(item, dict) else item for item in tree["channels"]
        ]
    port = str(web.get("port", ""))
    if "public_url" not in web and port.isdecimal() and 0 < int(port) <= 65535:
        completed["web"] = {**web, "public_url": f"http://127.0.0.1:{port}"}
    return completed


def _twice(tree: dict[str, Any], places: Places, tables: str, key: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for path, item in _items(tree, tables):
        word = item.get(key)
        if not isinstance(word, str):
            continue
        if word.strip().lower() in seen:
            yield places.mistake((*path, key), f'"{word}" stands here a second time')
        seen.add(word.strip().lower())


def _private_sources(tree: dict[str, Any], places: Places) -> Iterator[Mistake]:
    """Decisions H7: an address that the settings alone show to be private."""
    if str(_table(tree, "polling").get("allow_private_addresses", "")).lower() in _YES:
        return
    sources = _table(tree, "sources")
    tables = [((("sources", key)), item) for key, item in sources.items() if isinstance(item, dict)]
    for path, item in (*tables, *_items(tree, "feeds")):
        if str(item.get("enabled", True)).lower() not in _YES:
            continue
        for key in ("url", "details_url"):
            if isinstance(item.get(key), str) and is_plainly_private(item[key]):
                yield places.mistake(
                    (*path, key),
                    "is on this machine or a private network;"
                    " polling.allow_private_addresses = true lets sources live there",
                )


def _channels_without_address(tree: dict[str, Any], places: Places) -> Iterator[Mistake]:
    for path, item in _items(tree, "channels"):
        if not item.get("url") and not item.get("url_file"):
            yield places.mistake((*path, "url"), "is missing; set url or url_file")


def _canary(tree: dict[str, Any], places: Places) -> Iterator[Mistake]:
    wanted = _table(tree, "alerts").get("canary_channel")
    names = [item.get("name") for _, item in _items(tree, "channels")]
    if isinstance(wanted, str) and wanted and wanted not in names:
        yield places.mistake(("alerts", "canary_channel"), f'no channel has the name "{wanted}"')


def _subscriptions(tree: dict[str, Any], places: Places) -> Iterator[Mistake]:
    table = _table(tree, "subscriptions")
    enabled = str(table.get("enabled", "")).lower() in _YES
    if enabled and not table.get("mail_url") and not table.get("mail_url_file"):
        yield places.mistake(
            ("subscriptions", "mail_url"), "is missing; self-service needs a mail server"
        )


def _corrections(tree: dict[str, Any], places: Places) -> Iterator[Mistake]:
    seen: set[tuple[str, str]] = set()
    for path, item in _items(tree, "corrections"):
        field, value = item.get("field"), as_text(item.get("value"))
        if not isinstance(field, str) or field.lower() not in list(CorrectionField):
            continue
        target = (str(item.get("call")), field.lower())
        if target in seen:
            yield places.mistake(path, f"corrects {field} of this call a second time")
        seen.add(target)
        if isinstance(value, str):
            try:
                read_correction(CorrectionField(field.lower()), value)
            except ValueError as error:
                yield places.mistake((*path, "value"), str(error))


def _table(tree: dict[str, Any], key: str) -> dict[str, Any]:
    table = tree.get(key)
    return table if isinstance(table, dict) else {}


def _items(tree: dict[str, Any], key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    items = tree.get(key)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (key, index), item
