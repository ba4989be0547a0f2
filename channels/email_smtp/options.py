"""What the settings say about the mail server and about the mailbox for bounces."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING

from broadcaster.ports.options import Options
from channels.email_smtp.mailbox import MailboxOptions
from channels.email_smtp.return_path import ROOM
from channels.email_smtp.signing import read_signer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from channels.email_smtp.signing import Signer

NAME = "email_smtp"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_ADDRESS = 254
IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """One mail server, the address we write from, and where bounces go."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender_name: str
    sender: str
    connections: int
    seconds: int
    most_bytes: int
    ca_file: str
    cross_border: bool
    signer: Signer | None = field(repr=False)
    bounces: MailboxOptions | None
    bounces_address: str
    bounces_secret: str = field(repr=False)

    def trust(self) -> ssl.SSLContext:
        """Return whose certificates are believed: the system's, and those of `ca_file`."""
        trust = ssl.create_default_context()
        if self.ca_file:
            trust.load_verify_locations(self.ca_file)
        return trust


def read_options(given: Mapping[str, object]) -> SmtpOptions:
    """Check the section; raise `SettingsError` naming every bad option."""
    options = Options(f"channels.{NAME}", given)
    name, sender = parseaddr(options.text("from"))
    if not is_address(sender):
        options.refuse("from", "must be one address, with or without a name: 法院 <notice@court.example>")
    seconds = options.number("seconds", 30, least=1, most=60)
    server = SmtpOptions(
        host=options.text("host"),
        port=options.number("port", 25, least=1, most=65535),
        tls=options.choice("tls", ("starttls", "tls", "none")),
        user=options.text("user", ""),
        password=options.text("password", ""),
        sender_name=name,
        sender=sender,
        connections=options.number("connections", 8, least=1, most=64),
        seconds=seconds,
        most_bytes=options.number("most_bytes", 10_000_000, least=10_000, most=100_000_000),
        ca_file=_ca_file(options),
        cross_border=options.flag("cross_border", default=False),
        signer=read_signer(options, sender),
        bounces=_mailbox(options, seconds),
        bounces_address=_bounces_address(options),
        bounces_secret=options.text("bounces_secret", ""),
    )
    if bool(server.user) != bool(server.password):
        options.refuse("password", "and user stand together or not at all")
    if server.password and server.tls == "none" and server.host not in LOOPBACK:
        options.refuse("tls", "none would send the password in the clear")
    if bool(server.bounces_address) != bool(server.bounces_secret):
        options.refuse("bounces_secret", "and bounces_address stand together or not at all")
    options.finish()
    return server


def is_address(text: str) -> bool:
    """Whether it is one plain ASCII address that can stand in an envelope and a header as it is."""
    local, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;:<>()[]"\\')
    return bool(plain and local and domain and "@" not in local and len(text) <= LONGEST_ADDRESS)


def _ca_file(options: Options) -> str:
    path = options.text("ca_file", "")
    if path:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except OSError:  # an SSLError is one too
            options.refuse("ca_file", "cannot be read as certificates in PEM")
    return path


def _mailbox(options: Options, seconds: int) -> MailboxOptions | None:
    tls = options.choice("bounces_tls", ("tls", "starttls", "none"))
    mailbox = MailboxOptions(
        host=options.text("bounces_host", ""),
        port=options.number("bounces_port", IMAP_PORTS[tls], least=1, most=65535),
        tls=tls,
        user=options.text("bounces_user", ""),
        password=options.text("bounces_password", ""),
        folder=options.text("bounces_folder", "INBOX"),
        seconds=seconds,
    )
    if not mailbox.folder.isascii() or not mailbox.folder.isprintable() or set(mailbox.folder) & set('"\\'):
        options.refuse("bounces_folder", "must be plain ASCII")
    if not mailbox.host:
        return None
    if not (mailbox.user and mailbox.password):
        options.refuse("bounces_password", "and bounces_user are needed to read the mailbox")
    if tls == "none" and mailbox.host not in LOOPBACK:
        options.refuse("bounces_tls", "none would send the password in the clear")
    return mailbox


def _bounces_address(options: Options) -> str:
    address = options.text("bounces_address", "")
    name = address.rpartition("@")[0]
    if address and not (is_address(address) and len(name) <= ROOM and "+" not in name):
        options.refuse("bounces_address", f"must be one address, with at most {ROOM} signs and no + before the @")
    return address
