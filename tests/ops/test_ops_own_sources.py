"""A source of the operator's own becomes what its settings say."""

from config.settings import Settings
from monitor.world import watched_sources

FEED = {
    "id": "my-agency",
    "kind": "listing",
    "url": "https://example.org/calls",
    "country": "SE",
    "language": "sv",
    "timezone": "Europe/Stockholm",
    "every": "1h",
    "landmarks": ["Utlysningar"],
    "links": "/utlysning/",
    "words": "amif",
    "public": False,
}


def test_every_setting_of_an_own_source_reaches_the_source() -> None:
    watched = watched_sources(Settings.model_validate({"feeds": [FEED]}))["my-agency"]
    info = watched.info
    assert (info.id, info.name, str(info.shape)) == ("my-agency", "my-agency", "listing")
    assert (info.country, info.languages, info.zone) == ("SE", ("sv",), "Europe/Stockholm")
    assert info.landmarks == ("Utlysningar",)
    assert info.options == {"links": "/utlysning/", "words": "amif"}
    assert watched.every.total_seconds() == 3600
    assert watched.own
    assert watched.trusted
    assert not watched.public


def test_without_words_and_links_the_listing_chooses_by_itself() -> None:
    plain = {key: value for key, value in FEED.items() if key not in ("links", "words")}
    watched = watched_sources(Settings.model_validate({"feeds": [plain]}))["my-agency"]
    assert watched.info.options == {}
