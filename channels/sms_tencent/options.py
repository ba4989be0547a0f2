"""What the settings say about the account at Tencent Cloud, its signature and its registered templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from broadcaster.ports.options import Options, stays_in_the_house
from channels.callback_token import read_token
from channels.registered_templates import TENCENT_VARIABLE, RegisteredTemplates, read_templates
from channels.vendor_account import vendor_capabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import Capabilities

NAME = "sms_tencent"
PUBLIC_API = "https://sms.tencentcloudapi.com"
REGIONS = ("ap-nanjing", "ap-beijing", "ap-guangzhou")
_IN_THE_MAINLAND = re.compile(rf"sms(?:\.(?:{'|'.join(REGIONS)}))?\.tencentcloudapi\.com")


@dataclass(frozen=True, slots=True)
class TencentOptions:
    """One application of one account."""

    base_url: str
    region: str
    secret_id: str
    secret_key: str = field(repr=False)
    sdk_app_id: str
    sign_name: str
    templates: RegisteredTemplates = field(repr=False)
    capabilities: Capabilities


def read_options(given: Mapping[str, object]) -> TencentOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    base_url = options.text("base_url", PUBLIC_API).rstrip("/")
    host = urlsplit(base_url).hostname or ""
    if urlsplit(base_url).scheme not in ("http", "https"):
        options.refuse("base_url", "must begin with http:// or https://")
    sign_name = options.text("sign_name")
    read_token(options)
    account = TencentOptions(
        base_url=base_url,
        region=options.choice("region", REGIONS),
        secret_id=options.text("secret_id"),
        secret_key=options.text("secret_key"),
        sdk_app_id=options.text("sdk_app_id"),
        sign_name=sign_name,
        templates=read_templates(options, TENCENT_VARIABLE, sign_name),
        capabilities=vendor_capabilities(
            options, cross_border=not (_IN_THE_MAINLAND.fullmatch(host) or stays_in_the_house(host)), can_ask=False
        ),
    )
    options.finish()
    return account
