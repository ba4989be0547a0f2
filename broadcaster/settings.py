"""Every setting, read once: the shipped config/, the court's own settings.toml, the environment; all problems told together."""

from __future__ import annotations

import csv
import os
import tomllib
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec

from broadcaster import resources
from broadcaster.domain.errors import SettingsError
from broadcaster.domain.parties import Office
from broadcaster.domain.quiet_hours import QuietHours
from broadcaster.domain.users import StaffRole
from broadcaster.domain.wording import links_outside

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "BROADCASTER_"
_NESTED: Final = "__"
ClockTime = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
OneOrMore = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section whose unknown keys are errors."""


class CourtSettings(_Section, frozen=True):
    """The court, as printed and signed."""

    name: str
    sms_signature: str
    hotline: str
    domain: str
    link_domains: tuple[str, ...]


class QuietSettings(_Section, frozen=True):
    """Routine messages wait from `begin` until `until` (R68), HH:MM by the court's clock."""

    begin: ClockTime = msgspec.field(name="from")
    until: ClockTime

    def hours(self) -> QuietHours:
        """Return the hours as the rule understands them."""
        return QuietHours(time.fromisoformat(self.begin), time.fromisoformat(self.until))


class MessageSettings(_Section, frozen=True):
    """How many SMS one party may get on one day of the court, urgent ones aside (R70)."""

    most_sms_a_day: Annotated[int, msgspec.Meta(ge=1)]


class MediaSettings(_Section, frozen=True):
    """Which channels carry SMS and e-mail, the first before the next; and the kinds of notice that are questionnaires (R69)."""

    sms: str | OneOrMore
    email: str | OneOrMore
    surveys: frozenset[str]

    def carriers(self) -> dict[str, tuple[str, ...]]:
        """Return the channels of each medium in their order."""
        return {medium: (named,) if isinstance(named, str) else named for medium, named in (("sms", self.sms), ("email", self.email))}


class CarrierSettings(_Section, frozen=True):
    """What the router should know of one channel; an absent priority is its place in `media`."""

    priority: Annotated[int, msgspec.Meta(ge=1)] | None = None
    cost: Decimal = Decimal(0)
    share: Annotated[int, msgspec.Meta(ge=0)] = 0
    per_second: Annotated[float, msgspec.Meta(gt=0)] | None = None
    window_across_workers: Annotated[int, msgspec.Meta(ge=1)] | None = None


class ExposureSettings(_Section, frozen=True):
    """Days of notice before exposure (R113), and causes kept off all places (R99)."""

    notice_days: Annotated[int, msgspec.Meta(ge=0)]
    family_causes: frozenset[str]


class ApprovalSettings(_Section, frozen=True):
    """The approval chain (R105)."""

    submits: StaffRole
    approves: StaffRole


class WordingSettings(_Section, frozen=True):
    """Who proposes a change of a notice's text, and who approves it; never the same person (R42)."""

    proposes: frozenset[StaffRole]
    approves: frozenset[StaffRole]


class RehearsalSettings(_Section, frozen=True):
    """Test mode: the only addresses that are written to, and whether anything leaves at all."""

    guests: tuple[str, ...]
    dry_run: bool


class SurveySettings(_Section, frozen=True):
    """For how many days a questionnaire may be answered."""

    days: Annotated[int, msgspec.Meta(ge=1)]


class PublicSettings(_Section, frozen=True):
    """Whether the full list and public feeds are open (R110)."""

    list: bool
    feeds: bool


class PlacementSettings(_Section, frozen=True):
    """config/placements.toml."""

    screen_channel: str
    web_channel: str
    board_channel: str
    screens: tuple[str, ...]
    days: Annotated[int, msgspec.Meta(ge=1)]


class AgencySettings(_Section, frozen=True):
    """One agency of config/agencies.toml."""

    title: str
    feeds: frozenset[str]
    offices: frozenset[Office]
    fields: tuple[str, ...]


class AgenciesFile(_Section, frozen=True):
    """config/agencies.toml."""

    agency: dict[str, AgencySettings]
    legal_basis: dict[str, str]


class _Main(_Section, frozen=True):
    mode: Literal["trial", "production"]
    home: str
    database_url: str
    redis_url: str
    listen: str
    public_url: str
    key_file: str
    photos: str
    court: CourtSettings
    quiet_hours: QuietSettings
    messages: MessageSettings
    media: MediaSettings
    exposure: ExposureSettings
    approval: ApprovalSettings
    wording: WordingSettings
    test_mode: RehearsalSettings
    surveys: SurveySettings
    public: PublicSettings
    carriers: dict[str, CarrierSettings]
    channels: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything, with addresses and paths made whole."""

    production: bool
    home: Path
    database_url: str
    redis_url: str
    """Empty: the embedded server."""
    host: str
    port: int
    public_url: str
    key_file: Path
    photos: Path
    court: CourtSettings
    quiet_hours: QuietSettings
    messages: MessageSettings
    media: MediaSettings
    exposure: ExposureSettings
    approval: ApprovalSettings
    wording: WordingSettings
    test_mode: RehearsalSettings = field(repr=False)
    surveys: SurveySettings
    public: PublicSettings
    placements: PlacementSettings
    agencies: AgenciesFile
    communities: Mapping[str, str]
    carriers: Mapping[str, CarrierSettings]
    channels: Mapping[str, Mapping[str, object]] = field(repr=False)
    own_config: Path | None = None

    def config_files(self, pattern: str) -> list[Path]:
        """Return the files of config/ that fit a pattern, the court's own in place of a shipped one of the same name."""
        found = {path.name: path for folder in (resources.folder("config"), self.own_config) if folder for path in folder.glob(pattern)}
        return [found[name] for name in sorted(found)]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read everything; raise `SettingsError` with every problem found."""
    given = os.environ if environment is None else environment
    reader = _Reader(Path(given["BROADCASTER_CONFIG"]) if given.get("BROADCASTER_CONFIG") else None)
    merged = _merge(reader.table("default.toml"), reader.own("settings.toml"))
    merged["channels"] = {name: reader.channel(name, options) for name, options in merged.get("channels", {}).items()}
    merged = _merge(merged, _from_environment(given))
    main = reader.convert("settings", merged, _Main)
    placements = reader.convert("placements.toml", reader.table("placements.toml"), PlacementSettings)
    agencies = reader.convert("agencies.toml", reader.table("agencies.toml"), AgenciesFile)
    reader.finish()
    return _whole(main, placements, agencies, reader)


class _Reader:
    """Reads files from the court's own folder first, then from the shipped one."""

    def __init__(self, own: Path | None) -> None:
        self.own_folder = self._own = own
        self._shipped = resources.folder("config")
        self._problems: list[str] = []

    def table(self, name: str) -> dict[str, Any]:
        return self._read(self._place(name))

    def own(self, name: str) -> dict[str, Any]:
        path = self._own / name if self._own else None
        return self._read(path) if path and path.is_file() else {}

    def channel(self, name: str, options: dict[str, Any]) -> dict[str, Any]:
        path = self._place(f"channels/{name}.toml")
        return {**(self._read(path) if path.is_file() else {}), **options}

    def _place(self, name: str) -> Path:
        own = self._own / name if self._own else None
        return own if own and own.is_file() else self._shipped / name

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            self._problems.append(f"{path.name}: {error}")
            return {}

    def convert(self, name: str, table: dict[str, Any], shape: type[Any]) -> Any:  # noqa: ANN401 - of the shape asked for
        try:
            return msgspec.convert(table, shape, strict=False)
        except msgspec.ValidationError as error:
            self._problems.append(f"{name}: {error}")
            return None

    def communities(self) -> dict[str, str]:
        with self._place("communities.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["community_code"]: f"{row['street']}{row['community']}" for row in csv.DictReader(file)}

    def finish(self) -> None:
        if self._problems:
            raise SettingsError(*self._problems)


def _merge(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge(merged[key], value) if isinstance(value, dict) and isinstance(merged.get(key), dict) else value
    return merged


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what BROADCASTER_KEY and BROADCASTER__SECTION__KEY say."""
    found: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name == "BROADCASTER_CONFIG":
            continue
        *sections, key = name.removeprefix(PREFIX).removeprefix("_").lower().split(_NESTED)
        section = found
        for each in sections:
            section = section.setdefault(each, {})
        section[key] = value
    return found


def _whole(main: _Main, placements: PlacementSettings, agencies: AgenciesFile, reader: _Reader) -> Settings:
    home = Path(main.home).absolute() if main.home else _default_home()
    host, _, port = main.listen.rpartition(":")
    if not port.isdecimal():
        raise SettingsError("listen: must be HOST:PORT")
    public_url = (main.public_url or f"http://{main.listen}").rstrip("/")
    if main.mode == "production" and links_outside(public_url, main.court.link_domains, production=True):
        raise SettingsError("public_url: production prints only links under court.link_domains (R56, R109)")
    if strange := main.carriers.keys() - set(chain.from_iterable(main.media.carriers().values())):
        raise SettingsError(*(f"carriers.{name}: media names no such channel" for name in sorted(strange)))
    return Settings(
        production=main.mode == "production",
        home=home,
        database_url=main.database_url or f"sqlite+aiosqlite:///{home / 'broadcaster.sqlite3'}",
        redis_url=main.redis_url,
        host=host,
        port=int(port),
        public_url=public_url,
        key_file=Path(main.key_file) if main.key_file else home / "keys" / "vault.json",
        photos=Path(main.photos) if main.photos else home / "photos",
        court=main.court,
        quiet_hours=main.quiet_hours,
        messages=main.messages,
        media=main.media,
        exposure=main.exposure,
        approval=main.approval,
        wording=main.wording,
        test_mode=main.test_mode,
        surveys=main.surveys,
        public=main.public,
        placements=placements,
        agencies=agencies,
        communities=reader.communities(),
        own_config=reader.own_folder,
        carriers=main.carriers,
        channels=main.channels,
    )


def _default_home() -> Path:
    checkout = resources.folder("config").parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "court-broadcaster"
