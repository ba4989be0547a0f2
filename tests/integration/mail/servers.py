"""A court's own mail house for the tests: Postfix takes and bounces, Dovecot shows the mailbox; both from Debian, both in one folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURT = "court.example"
ELSEWHERE = "party.example"
USER, PASSWORD = "bounce", "only-for-tests"
READY_WITHIN = 20.0
STAGES = ("incoming", "active")

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.court.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = court.example
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
transport_maps = texthash:{folder}/transport
relay_domains = party.example
smtp_dns_support_level = disabled
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
message_size_limit = 200000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
"""
MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
DOVECOT_CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
service imap-login {{
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
"""


@dataclass(frozen=True)
class MailHouse:
    """Where the servers are, and whose word their certificates are on."""

    folder: Path
    smtp_port: int
    imap_port: int
    imaps_port: int
    elsewhere_port: int
    """Where Postfix looks for the party's provider."""

    @property
    def ca_file(self) -> str:
        """The certificate to be believed."""
        return str(self.folder / "cert.pem")

    def came_in(self, letter: bytes) -> None:
        """Put a letter into the mailbox, as a server does."""
        new = self.folder / "mail" / USER / "new"
        (new / f"{time.time_ns()}.test").write_bytes(letter)
        shutil.chown(max(new.iterdir()), "nobody")

    def flags(self) -> list[str]:
        """Return the marks of each letter in the mailbox, oldest first: `S` read, `F` flagged."""
        box = self.folder / "mail" / USER
        found = sorted((*box.glob("new/*"), *box.glob("cur/*")), key=lambda path: path.name)
        return [path.name.rpartition(":2,")[2] if path.parent.name == "cur" else "" for path in found]

    def empty(self) -> None:
        """Wait until nothing is on its way, then throw every letter away."""
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end and any(path.is_file() for stage in STAGES for path in (self.folder / "queue" / stage).rglob("*")):
            time.sleep(0.05)
        shutil.rmtree(self.folder / "mail" / USER, ignore_errors=True)
        for name in ("", "new", "cur", "tmp"):
            (self.folder / "mail" / USER / name).mkdir()
            shutil.chown(self.folder / "mail" / USER / name, "nobody", "nogroup")


def lacking() -> str | None:
    """Say what keeps the servers from running here; None where nothing does."""
    for program in ("postfix", "dovecot"):
        if shutil.which(program, path=_PATH) is None:
            return f"no {program} on this machine"
    return "Postfix and Dovecot are started by root alone" if os.getuid() != 0 else None


@contextmanager
def running(folder: Path) -> Iterator[MailHouse]:
    """Run both in a short folder that their own users may enter."""
    folder.chmod(0o755)
    house = MailHouse(folder, *_free_ports(4))
    _write(house)
    _run("postfix", "-c", str(folder), "start")
    with subprocess.Popen([_path("dovecot"), "-F", "-c", str(folder / "dovecot.conf")]) as dovecot:
        try:
            for port in (house.smtp_port, house.imap_port, house.imaps_port):
                _wait_for(port)
            yield house
        finally:
            dovecot.terminate()
            _run("postfix", "-c", str(folder), "stop")


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def _path(program: str) -> str:
    return shutil.which(program, path=_PATH) or program


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([_path(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{program} {arguments[-1]}: {done.stderr}")


def _write(house: MailHouse) -> None:
    folder, owner = house.folder, pwd.getpwnam("nobody")
    for name in ("queue", "data", "mail", "run"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", "nobody")
    _certify(folder)
    values = {"folder": folder, "uid": owner.pw_uid, "gid": owner.pw_gid, "password": PASSWORD}
    (folder / "main.cf").write_text(MAIN_CF.format_map(values))
    (folder / "master.cf").write_text(MASTER_CF.format(port=house.smtp_port))
    (folder / "dovecot.conf").write_text(DOVECOT_CONF.format_map({**values, "imap_port": house.imap_port, "imaps_port": house.imaps_port}))
    (folder / "mailboxes").write_text(f"{USER}@{COURT} {USER}/\nclerk@{COURT} clerk/\n")
    (folder / "transport").write_text(f"{ELSEWHERE} relay:[127.0.0.1]:{house.elsewhere_port}\n")


def _certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / "key.pem").chmod(0o600)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _wait_for(port: int) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise OSError(f"nobody listens at port {port}")
