"""PURE: the clock a country's call means when no date of its own says so."""

# Countries that keep one clock are listed by it; Portugal's, Spain's and France's calls mean that
# of the mainland.
_CLOCKS = {
    "Europe/Brussels": "EU BE",
    "Europe/Vienna": "AT",
    "Europe/Sofia": "BG",
    "Asia/Nicosia": "CY",
    "Europe/Prague": "CZ",
    "Europe/Berlin": "DE",
    "Europe/Copenhagen": "DK",
    "Europe/Tallinn": "EE",
    "Europe/Madrid": "ES",
    "Europe/Helsinki": "FI",
    "Europe/Paris": "FR",
    "Europe/Athens": "GR",
    "Europe/Zagreb": "HR",
    "Europe/Budapest": "HU",
    "Europe/Dublin": "IE",
    "Europe/Rome": "IT",
    "Europe/Vilnius": "LT",
    "Europe/Luxembourg": "LU",
    "Europe/Riga": "LV",
    "Europe/Malta": "MT",
    "Europe/Amsterdam": "NL",
    "Europe/Warsaw": "PL",
    "Europe/Lisbon": "PT",
    "Europe/Bucharest": "RO",
    "Europe/Stockholm": "SE",
    "Europe/Ljubljana": "SI",
    "Europe/Bratislava": "SK",
}
_ZONES = {country: zone for zone, countries in _CLOCKS.items() for country in countries.split()}


def zone_of(country: str) -> str:
    """The IANA zone of a country ("SE", "EU"); Brussels for one we do not know."""
    return _ZONES.get(country, "Europe/Brussels")
