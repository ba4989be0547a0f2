"""Builds a mail as bytes from a prepared template: the same headers each time, only six places change."""

from __future__ import annotations

from base64 import b64encode
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.ports.channels import Message

BOUNDARY = b"=_court-broadcaster"
"""Base64 holds no underscore, so no content can look like it."""
ENCODED_WORD = 45
"""Bytes of UTF-8 in one encoded word, so that it stays within 75 characters (RFC 2047)."""
LINE = 76

_PART = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n%b\r\n'
_ALTERNATIVES = b'Content-Type: multipart/alternative; boundary="' + BOUNDARY + b'"\r\n\r\n'
_OPEN = b"--" + BOUNDARY + b"\r\n"
_CLOSE = b"--" + BOUNDARY + b"--\r\n"


class Letterhead:
    """The part of every mail that our own address decides."""

    def __init__(self, sender_name: str, sender: str) -> None:
        """Write as `sender_name <sender>`; the Message-IDs are of the sender's domain."""
        self._before_to = b"From: " + _mailbox(sender_name, sender) + b"\r\nTo: "
        self._after_id = b"@" + sender.rpartition("@")[2].encode() + b">\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"

    def write(self, message: Message, now: datetime) -> bytes:
        """Return the whole mail, CRLF and ASCII; its Message-ID depends on the delivery alone, so a repeat is known as one."""
        text = _part(b"plain", message.text)
        return b"".join(
            (
                self._before_to + message.to.encode(),
                b"\r\nSubject: " + encode_words(message.subject or ""),
                b"\r\nDate: " + format_datetime(now).encode(),
                b"\r\nMessage-ID: <" + quote(message.delivery_id, safe="").encode() + self._after_id,
                text if message.html is None else _alternatives(text, _part(b"html", message.html)),
            )
        )


def encode_words(text: str) -> bytes:
    """Encode a header's text as base64 words of RFC 2047; no sign of the text itself reaches the header."""
    words: list[bytes] = []
    word = b""
    for sign in text:
        added = sign.encode(errors="replace")
        if len(word) + len(added) > ENCODED_WORD:
            words.append(word)
            word = b""
        word += added
    return b"\r\n ".join(b"=?utf-8?b?%b?=" % b64encode(part) for part in (*words, word))


def _mailbox(name: str, address: str) -> bytes:
    return encode_words(name) + b"\r\n <" + address.encode() + b">" if name else address.encode()


def _part(kind: bytes, text: str) -> bytes:
    encoded = b64encode(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(errors="replace"))
    lines = (encoded[start : start + LINE] for start in range(0, len(encoded), LINE))
    return _PART % (kind, b"\r\n".join(lines))


def _alternatives(text: bytes, html: bytes) -> bytes:
    return _ALTERNATIVES + _OPEN + text + _OPEN + html + _CLOSE
