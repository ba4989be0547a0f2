"""What may stand in a header: any text on one line, without a sign that hides, turns or breaks it."""

from __future__ import annotations

import re
from base64 import b64encode
from unicodedata import category
from urllib.parse import quote

FIRST_WORD, LATER_WORDS = 39, 45
"""Bytes of UTF-8 in an encoded word, so that its line stays within 76 characters behind `Subject: ` or a space (RFC 2047)."""
PARAMETER = 60
"""Characters of one piece of a parameter (RFC 2231)."""

_SEEN_AS = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "\ufffd"}
"""By Unicode's category: breaks and controls are a space; zero-width signs and those that turn the direction of writing, which let one
name be read as another, are nothing; a half character is the sign for what cannot be shown."""
_PIECES = re.compile(rf"(?:%[0-9A-F]{{2}}|[^%]){{1,{PARAMETER // 3}}}")
_CONTINUES = 0xC0
_LEADS = 0x80


def one_line(text: str) -> str:
    """Return the text as it is seen, on one line."""
    if not text.isprintable():
        text = "".join(_SEEN_AS.get(category(sign), sign) for sign in text)
    return text.strip()


def encode_words(text: str) -> bytes:
    """Encode a header's text as base64 words of RFC 2047, whole characters each; no sign of the text itself reaches the header."""
    rest = one_line(text).encode()
    words: list[bytes] = []
    room = FIRST_WORD
    while rest:
        end = min(room, len(rest))
        while end < len(rest) and rest[end] & _CONTINUES == _LEADS:
            end -= 1
        words.append(b"=?utf-8?b?%b?=" % b64encode(rest[:end]))
        rest, room = rest[end:], LATER_WORDS
    return b"\r\n ".join(words)


def mailbox(name: str, address: str) -> bytes:
    """Return an address with the name in front of it, where there is one."""
    return encode_words(name) + b"\r\n <" + address.encode() + b">" if name else address.encode()


def file_name(name: str) -> bytes:
    """Return the name as the `filename` parameter of RFC 2231, in as many pieces as it needs; path separators become `_`."""
    quoted = quote(re.sub(r"[/\\]", "_", one_line(name)) or "attachment", safe="")
    pieces = _PIECES.findall(quoted)
    if len(pieces) == 1:
        return b";\r\n filename*=utf-8''" + quoted.encode()
    return b"".join(
        b";\r\n filename*%d*=%b%b" % (number, b"" if number else b"utf-8''", piece.encode()) for number, piece in enumerate(pieces)
    )
