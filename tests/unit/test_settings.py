"""Settings: shipped, then the court's own folder, then the environment; every problem told at once (contract: The command line)."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from broadcaster.domain.errors import SettingsError
from broadcaster.settings import read_settings


def own(folder: Path, **files: str) -> dict[str, str]:
    """Write a court's own configuration and return the environment that names it."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(f"{path.name}.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {"BROADCASTER_CONFIG": str(folder)}


def test_everything_has_a_default() -> None:
    """Out of the box: SQLite in the data folder, the embedded queue, the loopback, trial."""
    settings = read_settings({"BROADCASTER_HOME": "/srv/court"})
    assert settings.database_url == "sqlite+aiosqlite:////srv/court/broadcaster.sqlite3"
    assert (settings.redis_url, settings.host, settings.port, settings.public_url) == ("", "127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (settings.key_file, settings.photos) == (Path("/srv/court/keys/vault.json"), Path("/srv/court/photos"))
    assert not settings.production


def test_the_defaults_are_the_cautious_ones() -> None:
    """R68, R110, R113, R105: quiet nights, no public list, five days of notice, two people."""
    settings = read_settings({})
    assert (settings.quiet_hours.hours().begin, settings.quiet_hours.hours().end) == (time(20), time(8))
    assert (settings.public.list, settings.public.feeds) == (False, False)
    assert settings.exposure.notice_days == 5
    assert settings.approval.submits != settings.approval.approves


def test_r99_family_causes_are_off_all_places_by_default() -> None:
    """Maintenance and divorce are among them."""
    assert {"抚养费纠纷", "赡养费纠纷", "离婚纠纷"} <= read_settings({}).exposure.family_causes


def test_the_environment_wins_over_the_courts_file_and_that_over_the_shipped_one(tmp_path: Path) -> None:
    """The later wins, key by key; what is not named stays as shipped."""
    environment = own(tmp_path, settings='[court]\nname = "示例法院"\nhotline = "025-12368"\n')
    settings = read_settings(environment | {"BROADCASTER__COURT__HOTLINE": "12368"})
    assert (settings.court.name, settings.court.hotline) == ("示例法院", "12368")
    assert settings.court.domain == read_settings({}).court.domain


@pytest.mark.parametrize(
    ("variable", "value", "name"),
    [
        ("BROADCASTER_HOME", "/srv/x", "home"),
        ("BROADCASTER_KEY_FILE", "/srv/key", "key_file"),
        ("BROADCASTER_PHOTOS", "/srv/photos", "photos"),
    ],
)
def test_paths_come_from_their_variables(variable: str, value: str, name: str) -> None:
    """As the contract names them."""
    assert getattr(read_settings({variable: value}), name) == Path(value)


def test_addresses_come_from_their_variables() -> None:
    """A public address without its last slash, for links and QR."""
    environment = {"BROADCASTER_LISTEN": "0.0.0.0:9000", "BROADCASTER_PUBLIC_URL": "https://court.example.gov.cn/"}
    settings = read_settings(environment | {"BROADCASTER_DATABASE_URL": "postgresql+asyncpg://db/court", "BROADCASTER_MODE": "production"})
    assert (settings.host, settings.port, settings.public_url) == ("0.0.0.0", 9000, "https://court.example.gov.cn")  # noqa: S104
    assert (settings.database_url, settings.production) == ("postgresql+asyncpg://db/court", True)


def test_a_nested_key_of_the_environment_reaches_its_channel() -> None:
    """BROADCASTER__CHANNELS__SMS_TWILIO__BASE_URL, as the contract shows it."""
    settings = read_settings({"BROADCASTER__CHANNELS__SMS_TWILIO__BASE_URL": "http://127.0.0.1:1"})
    assert settings.channels["sms_twilio"]["base_url"] == "http://127.0.0.1:1"


def test_a_channels_own_file_stands_below_the_settings(tmp_path: Path) -> None:
    """Shipped file of the channel, the court's own of the same name, then the section, then the environment."""
    environment = own(tmp_path, channels__email_smtp='host = "mail.court"\nport = 25\n', settings="[channels.email_smtp]\nport = 26\n")
    options = read_settings(environment | {"BROADCASTER__CHANNELS__EMAIL_SMTP__USER": "clerk"}).channels["email_smtp"]
    assert (options["host"], options["port"], options["user"]) == ("mail.court", 26, "clerk")


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"BROADCASTER_MODUS": "production"}, "modus"),
        ({"BROADCASTER_MODE": "live"}, "mode"),
        ({"BROADCASTER_LISTEN": "localhost"}, "listen"),
        ({"BROADCASTER__QUIET_HOURS__FROM": "25:00"}, "quiet_hours"),
        ({"BROADCASTER__EXPOSURE__NOTICE_DAYS": "five"}, "notice_days"),
        ({"BROADCASTER__APPROVAL__APPROVES": "anyone"}, "approval"),
        ({"BROADCASTER__CARRIERS__SMS_CMPP__PRIORITY": "1"}, "carriers.sms_cmpp: media names no such channel"),
        ({"BROADCASTER__CARRIERS__SMS_TWILIO__PRIORITY": "0"}, "carriers"),
        ({"BROADCASTER__CARRIERS__SMS_TWILIO__PRICE": "0.05"}, "price"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_its_name(environment: dict[str, str], named: str) -> None:
    """A typo never becomes a default."""
    with pytest.raises(SettingsError, match=named):
        read_settings(environment)


def test_the_problems_of_several_files_are_told_together(tmp_path: Path) -> None:
    """Whoever mends a configuration mends it once."""
    environment = own(tmp_path, settings="colour = 1\n", placements="days = 'x'\n", agencies="[agency]\n[[\n")
    with pytest.raises(SettingsError) as refused:
        read_settings(environment)
    said = str(refused.value)
    assert all(name in said for name in ("colour", "placements.toml", "agencies.toml"))


def test_one_channel_of_a_medium_or_several_in_their_order(tmp_path: Path) -> None:
    """A single name stays valid; of a list the first goes before the second."""
    assert read_settings({}).media.carriers() == {"sms": ("sms_twilio",), "email": ("email_smtp",)}
    environment = own(tmp_path, settings='[media]\nsms = ["sms_aliyun", "sms_twilio"]\n')
    assert read_settings(environment).media.carriers()["sms"] == ("sms_aliyun", "sms_twilio")


def test_a_medium_without_any_channel_is_refused(tmp_path: Path) -> None:
    """An empty list is a slip."""
    with pytest.raises(SettingsError, match="media"):
        read_settings(own(tmp_path, settings="[media]\nsms = []\n"))


def test_what_a_carrier_costs_and_allows_is_read_exactly(tmp_path: Path) -> None:
    """Money is decimal, from a file or from the environment."""
    environment = own(tmp_path, settings="[carriers.sms_twilio]\ncost = 0.045\nshare = 3\nper_second = 20\n")
    carrier = read_settings(environment | {"BROADCASTER__CARRIERS__EMAIL_SMTP__COST": "0.001"}).carriers
    assert (carrier["sms_twilio"].cost, carrier["email_smtp"].cost) == (Decimal("0.045"), Decimal("0.001"))
    assert (carrier["sms_twilio"].share, carrier["sms_twilio"].per_second, carrier["sms_twilio"].priority) == (3, 20, None)


def test_secrets_of_channels_are_not_in_the_repr() -> None:
    """Settings printed by accident tell no token."""
    assert "s3cr3t-t0ken" not in repr(read_settings({"BROADCASTER__CHANNELS__SMS_TWILIO__AUTH_TOKEN": "s3cr3t-t0ken"}))


def test_r113_days_of_notice_are_never_negative() -> None:
    """Nobody is exposed before he was told."""
    with pytest.raises(SettingsError):
        read_settings({"BROADCASTER__EXPOSURE__NOTICE_DAYS": "-1"})
