"""What the settings say about the mail server."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING

from broadcaster.ports.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "email_smtp"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """One mail server and the address we write from."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender_name: str
    sender: str
    connections: int
    seconds: int
    cross_border: bool


def read_options(given: Mapping[str, object]) -> SmtpOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    name, sender = parseaddr(options.text("from"))
    if not is_address(sender):
        options.refuse("from", "must be one address, with or without a name: 法院 <notice@court.example>")
    server = SmtpOptions(
        host=options.text("host"),
        port=options.number("port", 25, least=1, most=65535),
        tls=options.choice("tls", ("starttls", "tls", "none")),
        user=options.text("user", ""),
        password=options.text("password", ""),
        sender_name=name,
        sender=sender,
        connections=options.number("connections", 8, least=1, most=64),
        seconds=options.number("seconds", 30, least=1, most=600),
        cross_border=options.flag("cross_border", default=False),
    )
    if bool(server.user) != bool(server.password):
        options.refuse("password", "and user stand together or not at all")
    if server.password and server.tls == "none" and server.host not in LOOPBACK:
        options.refuse("tls", "none would send the password in the clear")
    options.finish()
    return server


def is_address(text: str) -> bool:
    """Whether it is one plain ASCII address that can stand in an envelope and a header as it is."""
    local, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;:<>()[]"\\')
    return bool(plain and local and domain and "@" not in local)
