"""DKIM: what we sign is good by the letter of RFC 6376, read here without the library that signed."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.channels import Attachment, Message
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.clock import OwnedClock
from broadcaster.testing.kit import kit_double
from channels.email_smtp import connect
from channels.email_smtp.mime import Letterhead
from channels.email_smtp.signing import SIGNED, Signer

if TYPE_CHECKING:
    from pathlib import Path

KEY = rsa.generate_private_key(65537, 2048)
LETTER = Message(
    "d-0001",
    "party@mail.example",
    "告知。",
    "立案告知" * 20,
    "<p>告知。</p>",
    attachments=(Attachment("函.pdf", "application/pdf", b"%PDF"),),
)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    """Return a key as operators keep it."""
    return key.private_bytes(Encoding.PEM, form, NoEncryption())


def signed(form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    """Return a signed letter."""
    return Signer("court.example", "s2026", pem(KEY, form)).sign(Letterhead("法院", "notice@court.example").write(LETTER, NOW))


def relaxed(header: bytes) -> bytes:
    """Return a header in relaxed form (RFC 6376, 3.4.2)."""
    name, _, value = header.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def require_good(mail: bytes) -> dict[str, str]:
    """Raise where the signature does not fit; return its tags."""
    head, _, body = mail.partition(b"\r\n\r\n")
    signature, *headers = re.split(rb"\r\n(?![ \t])", head)
    tags = dict(tag.split("=", 1) for tag in re.sub(r"\s", "", signature.partition(b":")[2].decode()).split(";"))
    assert b64decode(tags["bh"]) == sha256(body.rstrip(b"\r\n") + b"\r\n").digest()
    left = [relaxed(header) for header in headers]
    chosen = []
    for name in tags["h"].split(":"):
        of_name = [header for header in left if header.startswith(name.encode() + b":")]
        if of_name:
            left.remove(of_name[-1])
            chosen.append(of_name[-1])
    bare = relaxed(re.sub(rb"(;\s*b=)[^;]*$", rb"\1", signature))
    KEY.public_key().verify(b64decode(tags["b"]), b"\r\n".join([*chosen, bare]), padding.PKCS1v15(), hashes.SHA256())
    return tags


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_the_signature_is_good(form: PrivateFormat) -> None:
    """Head and body are signed for our domain under our selector, whichever way the key is kept."""
    tags = require_good(signed(form))
    assert (tags["d"], tags["s"], tags["a"], tags["c"]) == ("court.example", "s2026", "rsa-sha256", "relaxed/simple")
    assert tags["h"].split(":") == list(SIGNED)


def test_a_changed_letter_is_not_ours() -> None:
    """Neither another subject, nor a second one, nor another recipient passes under our signature."""
    mail = signed()
    for forged in (
        mail.replace(b"Subject: ", b"Subject: Re: "),
        mail.replace(b"To: party@", b"To: other@"),
        mail.replace(b"\r\nFrom: ", b"\r\nSubject: other\r\nFrom: "),
    ):
        with pytest.raises(InvalidSignature):
            require_good(forged)


@pytest.mark.parametrize(
    ("domain", "key", "fault"),
    [
        ("other.example", KEY, "dkim_domain"),
        ("urt.example", KEY, "dkim_domain"),
        ("court.example", ec.generate_private_key(ec.SECP256R1()), "dkim_key_file"),
    ],
)
def test_a_key_that_cannot_serve_stops_the_start(
    tmp_path: Path, domain: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, fault: str
) -> None:
    """A domain that is not the sender's would not count for DMARC, and only RSA is understood everywhere."""
    path = tmp_path / "key.pem"
    path.write_bytes(pem(key))
    signing = {"dkim_selector": "s2026", "dkim_key_file": str(path), "dkim_domain": domain}
    with pytest.raises(SettingsError, match=rf"channels\.email_smtp\.{fault}: "):
        connect({"host": "127.0.0.1", "from": "notice@court.example"} | signing, kit_double(tmp_path, OwnedClock(NOW)))
