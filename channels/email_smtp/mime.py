"""Builds a mail as bytes from a prepared template: the same headers each time, only six places change."""

from __future__ import annotations

import re
from base64 import encodebytes
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from channels.email_smtp.headers import encode_words, file_name, mailbox

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.ports.channels import Attachment, Message

_INNER, _OUTER = b"=_court-broadcaster", b"=_court-broadcaster-files"
"""Base64 holds no underscore, so no content can look like a boundary."""
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")

_MARKS = b"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n"
_TEXT = b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n%b'
_FILE = b"Content-Type: %b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment%b\r\n\r\n%b"
_SEVERAL = b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n'


class Letterhead:
    """The part of every mail that our own address decides."""

    def __init__(self, sender_name: str, sender: str) -> None:
        """Write as `sender_name <sender>`; the Message-IDs are of the sender's domain."""
        self._before_to = b"From: " + mailbox(sender_name, sender) + b"\r\nTo: "
        self._after_id = b"@" + sender.rpartition("@")[2].encode() + b">\r\n" + _MARKS

    def write(self, message: Message, now: datetime) -> bytes:
        """Return the whole mail, CRLF and ASCII; its Message-ID depends on the delivery alone, so a repeat is known as one."""
        body = _text(b"plain", message.text)
        if message.html is not None:
            body = _several(b"alternative", _INNER, (body, _text(b"html", message.html)))
        if message.attachments:
            body = _several(b"mixed", _OUTER, (body, *map(_file, message.attachments)))
        return b"".join(
            (
                self._before_to + message.to.encode(),
                b"\r\nSubject: " + encode_words(message.subject or ""),
                b"\r\nDate: " + _date(now.replace(microsecond=0)),
                b"\r\nMessage-ID: <" + quote(message.delivery_id, safe="").encode() + self._after_id,
                body,
            )
        )


@lru_cache(maxsize=4)
def _date(now: datetime) -> bytes:
    return format_datetime(now).encode()


def _base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n") or b"\r\n"


def _text(kind: bytes, text: str) -> bytes:
    return _TEXT % (kind, _base64(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(errors="replace")))


def _file(attachment: Attachment) -> bytes:
    return _FILE % (attachment.media_type.encode(), file_name(attachment.name), _base64(attachment.content))


def _several(kind: bytes, boundary: bytes, parts: tuple[bytes, ...]) -> bytes:
    opening = b"--" + boundary + b"\r\n"
    return _SEVERAL % (kind, boundary) + b"".join(opening + part for part in parts) + b"--" + boundary + b"--\r\n"
