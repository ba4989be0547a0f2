"""What the settings say about the account at Alibaba Cloud, its signature and its registered templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from broadcaster.ports.options import Options, stays_in_the_house
from channels.callback_token import read_token
from channels.registered_templates import ALIYUN_VARIABLE, RegisteredTemplates, read_templates
from channels.vendor_account import vendor_capabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.ports.channels import Capabilities

NAME = "sms_aliyun"
PUBLIC_API = "https://dysmsapi.aliyuncs.com"
_IN_THE_MAINLAND = re.compile(r"dysmsapi(?:\.cn-(?!hongkong)[a-z0-9-]+)?\.aliyuncs\.com")


@dataclass(frozen=True, slots=True)
class AliyunOptions:
    """One account."""

    base_url: str
    access_key_id: str
    access_key_secret: str = field(repr=False)
    sign_name: str
    templates: RegisteredTemplates = field(repr=False)
    capabilities: Capabilities


def read_options(given: Mapping[str, object]) -> AliyunOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    base_url = options.text("base_url", PUBLIC_API).rstrip("/")
    host = urlsplit(base_url).hostname or ""
    if urlsplit(base_url).scheme not in ("http", "https"):
        options.refuse("base_url", "must begin with http:// or https://")
    sign_name = options.text("sign_name")
    read_token(options)
    account = AliyunOptions(
        base_url=base_url,
        access_key_id=options.text("access_key_id"),
        access_key_secret=options.text("access_key_secret"),
        sign_name=sign_name,
        templates=read_templates(options, ALIYUN_VARIABLE, sign_name),
        capabilities=vendor_capabilities(
            options, cross_border=not (_IN_THE_MAINLAND.fullmatch(host) or stays_in_the_house(host)), can_ask=True
        ),
    )
    options.finish()
    return account
