"""The settings as frozen values: one class per table of the file, one attribute per key.

Each description stands in the handbook's table of settings, which is made from here.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    WrapSerializer,
)

from config import settings_values as values
from config.channel import DEFAULT_EVENTS, Channel
from config.corrections import CorrectionField, CorrectionValue, read_correction
from config.settings_mistakes import Mistake, Places
from config.settings_mistakes import Path as KeyPath
from config.settings_values import (
    Aim,
    Country,
    Event,
    Every,
    Keep,
    Language,
    Limit,
    OptionalWebAddress,
    Rungs,
    Wait,
    WebAddress,
    Who,
    Zone,
)

NO_SECRET = SecretStr("")


class Part(BaseModel):
    """One table of the file: frozen, nothing unknown in it, its input never in an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True
    )


class StoreSettings(Part):
    """Where everything is remembered, and for how long."""

    url: Annotated[SecretStr, AfterValidator(values.store_address)] = Field(
        default=SecretStr("sqlite:///amif-monitor.db"),
        description="`sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST/NAME` when one machine"
        " is not enough",
    )
    url_file: str = Field("", description="a file that holds `url`")
    keep_polls: Keep = Field(timedelta(days=90), description='poll runs; "" for ever')
    keep_validators: Keep = Field(
        timedelta(days=180), description='what servers gave us to ask "changed?" with, unused since'
    )
    keep_deliveries: Keep = Field(
        timedelta(days=730), description='deliveries no longer owed; "" for ever'
    )
    keep_history: Keep = Field(None, description='versions of calls and their events; "" for ever')


class WebSettings(Part):
    """The status page and API, and what is said on it of who runs it."""

    host: str = Field("127.0.0.1", min_length=1, description="the address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="0 takes any free port")
    public_url: Annotated[str, AfterValidator(values.base_address)] = Field(
        "http://127.0.0.1:8080",
        description="where people see the page; used in messages, feeds and calendar;"
        " with another `port` alone, that port is used here too",
    )
    operator: str = Field("", max_length=200, description="who runs this")
    contact: str = Field(
        "", max_length=200, description="how to report an error: a mail address or a page"
    )
    imprint_url: OptionalWebAddress = Field("", description="the operator's imprint")
    metrics: bool = Field(default=True, description="`/metrics` on this port")
    trusted_proxies: tuple[Annotated[str, AfterValidator(values.network)], ...] = Field(
        (), description="addresses or networks whose `X-Forwarded-For` is believed"
    )


class PollingSettings(Part):
    """How sources are asked."""

    every: Every = Field(
        None, description='how often; "" means portal 15m, national 3h; a source can have its own'
    )
    contact: Annotated[str, AfterValidator(values.header_text)] = Field(
        "", description="in the user agent, for webmasters: a mail address or a page"
    )
    allow_private_addresses: bool = Field(
        default=False, description="true lets sources live on loopback or a private network"
    )
    pause: Wait = Field(timedelta(seconds=1), description="between two requests to the same host")
    time_limit: Limit = Field(
        timedelta(seconds=60), description="one request takes at most this long, body included"
    )


class AlertSettings(Part):
    """When channels are told, unless they say otherwise, and how the service proves it watches."""

    closing_soon_days: Rungs = Field(
        (30, 14, 7, 3, 1), description="days before a deadline; a channel can have its own"
    )
    timezone: Zone = Field("Europe/Brussels", description="a channel can have its own")
    heartbeat_url: Annotated[SecretStr, AfterValidator(values.secret_web_address)] = Field(
        default=NO_SECRET,
        description="asked after each complete pass, with `/start` before it and `/fail` instead",
    )
    heartbeat_url_file: str = Field("", description="a file that holds `heartbeat_url`")
    canary_channel: str = Field(
        "", description='the name of a channel that gets "still watching" once a week'
    )


class LogSettings(Part):
    """Logs go to standard error."""

    format: Literal["", "json", "pretty"] = Field(
        "", description='"json" or "pretty"; "" means pretty on a terminal, else json'
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description='"debug", "info", "warning" or "error"'
    )


class SubscriptionSettings(Part):
    """Self-service by e-mail on the status page."""

    enabled: bool = Field(default=False, description="offers `/subscribe`")
    mail_url: Annotated[SecretStr, AfterValidator(values.mail_address)] = Field(
        default=NO_SECRET,
        description="the mail server, such as `mailtos://USER:PASSWORD@smtp.example.org"
        "?from=alerts@example.org`; no recipient: each subscriber gets their own mail",
    )
    mail_url_file: str = Field("", description="a file that holds `mail_url`")
    secret_file: str = Field(
        "",
        description="signs manage links and seals stored webhooks; made at first start beside"
        " the database when empty",
    )
    cap: int = Field(10_000, ge=0, description="no more subscribers than this; 0: no new ones")


class SourceSettings(Part):
    """What the operator changes about a built-in source; empty means the source's own."""

    enabled: bool = Field(default=True, description="false: never polled")
    url: OptionalWebAddress = Field("", description="another address than the built-in one")
    details_url: OptionalWebAddress = Field(
        "", description="where details of a call are, for sources that have such an address"
    )
    every: Every = Field(None, description='how often; "" means `polling.every`')
    public: bool = Field(default=True, description="false: not shown on the page and in the API")


class FeedSettings(Part):
    """A source of the operator's own."""

    id: Annotated[str, AfterValidator(values.slug)] = Field(
        description="small letters, digits, `-`, `_`; no built-in source's id"
    )
    kind: Annotated[
        str, BeforeValidator(values.one_of(("feed", "page", "listing"), "a kind of source"))
    ] = Field(
        description="`feed` (RSS, Atom), `page` (one page rewritten in place), `listing` (links)"
    )
    url: WebAddress = Field(description="its address")
    country: Country = Field(description='such as `"SE"`, or `"EU"`')
    language: Language = Field("en", description="the language its notices are in")
    timezone: Zone = Field("Europe/Brussels", description="the zone its dates without one mean")
    every: Every = Field(None, description='how often; "" means `polling.every`')
    enabled: bool = Field(default=True, description="false: never polled")
    public: bool = Field(default=True, description="false: not shown on the page and in the API")
    name: str = Field("", max_length=200, description='its name; "" means the id')
    authority: str = Field("", max_length=200, description="who publishes there")
    landmarks: tuple[str, ...] = Field(
        (), description="words that stand there even when no call does; gone means a failed poll"
    )
    links: Annotated[str, AfterValidator(values.pattern)] = Field(
        "", description="a listing follows addresses with this in them (a regular expression)"
    )
    words: Annotated[str, AfterValidator(values.pattern)] = Field(
        "",
        description="and rows with this in them (a regular expression, small letters, no accents)",
    )
    encoding: str = Field("", description="outranks what the server declares")


class ChannelSettings(Part):
    """One Apprise address with its filter and its preferences."""

    name: Annotated[str, AfterValidator(values.name)] = Field(
        description="letters, digits, spaces, `.`, `-`, `_`; another name is another channel"
    )
    url: Annotated[SecretStr, AfterValidator(values.channel_address)] = Field(
        default=NO_SECRET, description="any Apprise address"
    )
    url_file: str = Field("", description="a file that holds `url`")
    events: tuple[Event, ...] = Field(
        DEFAULT_EVENTS,
        description="`forthcoming`, `open`, `closing_soon`, `closed`, `deadline_changed`,"
        " `reopened`, `changed`, `withdrawn`, `source_degraded`, `source_recovered`",
    )
    countries: tuple[Country, ...] = Field((), description='`[]` means all; `"EU"`: EU level')
    objectives: tuple[Aim, ...] = Field(
        (),
        description="`SO1` asylum, `SO2` legal migration and integration, `SO3` return,"
        " `SO4` solidarity",
    )
    applicants: tuple[Who, ...] = Field(
        (),
        description="`ngo`, `public`, `local`, `education_research`, `company`,"
        " `international`, `social_partner`",
    )
    keywords: tuple[str, ...] = Field((), description="words or phrases, accents do not matter")
    include_restricted: bool = Field(
        default=False, description="direct awards and calls with one named applicant too"
    )
    min_budget: float = Field(
        0, ge=0, allow_inf_nan=False, description="in the call's currency; unstated lets through"
    )
    closing_soon_days: Rungs = Field((30, 14, 7, 3, 1), description="not set: those of `[alerts]`")
    language: Language = Field("en", description="the language of the messages")
    timezone: Zone = Field("Europe/Brussels", description="not set: that of `[alerts]`")
    format: Literal["", "json"] = Field(
        "", description='"" (text, HTML or markdown as the channel likes) or "json" (the event)'
    )
    digest: Annotated[str, AfterValidator(values.digest)] = Field(
        "", description='"daily 08:00" or "weekly mon 08:00"'
    )
    quiet_hours: Annotated[str, AfterValidator(values.quiet_hours)] = Field(
        "", description='such as "22:00-07:00"'
    )

    def channel(self) -> Channel:
        """The same as every room knows it: without the secret address."""
        return Channel(
            name=self.name,
            kind=self.url.get_secret_value().partition("://")[0].lower(),
            events=self.events,
            countries=self.countries,
            objectives=self.objectives,
            applicants=self.applicants,
            keywords=self.keywords,
            include_restricted=self.include_restricted,
            min_budget=self.min_budget,
            closing_soon_days=self.closing_soon_days,
            language=self.language,
            timezone=self.timezone,
            format=self.format,
            digest=self.digest,
            quiet_hours=self.quiet_hours,
        )


class CorrectionSettings(Part):
    """What a person knows better than every source (shown as such, with the reason)."""

    call: str = Field(min_length=1, description="the call's id")
    field: Annotated[
        CorrectionField, BeforeValidator(values.word_of(CorrectionField, "a field"))
    ] = Field(description="one of: " + ", ".join(f"`{field}`" for field in CorrectionField))
    value: Annotated[str, BeforeValidator(values.as_text)] = Field(
        description='wall time in the call\'s zone, `"6000000 EUR"`, `"75 %"` ...; "": not stated'
    )
    reason: str = Field(min_length=1, description="shown on the page")

    def reading(self) -> CorrectionValue:
        """The value, typed: times are naive wall times in the call's zone; None: not stated."""
        return read_correction(self.field, self.value)


Sources = Annotated[
    Mapping[str, SourceSettings],
    AfterValidator(MappingProxyType),
    WrapSerializer(lambda sources, serialise: serialise(dict(sources))),
]


class Settings(Part):
    """Everything the operator chose; what was not chosen has its default."""

    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    polling: PollingSettings = PollingSettings()
    alerts: AlertSettings = AlertSettings()
    logs: LogSettings = LogSettings()
    subscriptions: SubscriptionSettings = SubscriptionSettings()
    sources: Sources = Field(default_factory=lambda: MappingProxyType({}))
    feeds: tuple[FeedSettings, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()
    corrections: tuple[CorrectionSettings, ...] = ()

    _places: Places = PrivateAttr(default_factory=Places)
    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path | None:
        """The file that was read; None when there was none."""
        return self._file

    def source(self, source_id: str) -> SourceSettings:
        """What was chosen for a built-in source; the defaults where nothing was."""
        return self.sources.get(source_id, SourceSettings())

    def mistake(self, path: KeyPath, sentence: str) -> Mistake:
        """A mistake (or a warning) at a key, placed where that key was written."""
        return self._places.mistake(path, sentence)
