"""What goes over the line by SMPP and what is understood of what comes, byte by byte."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

import pytest
from aiosmpplib.protocol import SubmitSm
from aiosmpplib.state import NPI, TON, PhoneNumber
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import SettingsError
from broadcaster.domain.sms import parts
from broadcaster.ports.channels import Outcome
from channels.sms_smpp.options import read_options
from channels.sms_smpp.pdu import HEADER, Incoming, Part, SubmitForm, read_deliver
from channels.sms_smpp.receipts import id_as_answered, is_receipt, of_bind, read_receipt
from channels.sms_smpp.replies import text
from channels.sms_smpp.splitting import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = {"host": "smsc.example", "user": "court", "password": "secret08", "source": "12368"}
SAID = b"id:7 sub:001 dlvrd:001 submit date:2611140800 done date:261114080105 stat:DELIVRD err:0A1 Text:\x5f\xe0"


def deliver(content: bytes, *, esm_class: int = 4, coding: int = 0, options: bytes = b"") -> bytes:
    """Return a deliver_sm's body as SMPP 3.4, 4.6.1 lays it out."""
    addresses = b"\0\1\1" + b"8619900000001\0" + b"\0\0" + b"12368\0"
    return addresses + bytes((esm_class, 0, 0)) + b"\0\0" + bytes((0, 0, coding, 0, len(content))) + content + options


def incoming(content: bytes, *, esm_class: int = 4, coding: int = 0, options: bytes = b"") -> Incoming:
    """Return a deliver_sm as it is read."""
    read = read_deliver(deliver(content, esm_class=esm_class, coding=coding, options=options))
    assert read is not None
    return read


@given(st.text(alphabet="案件a，𠮷", min_size=1, max_size=60), st.from_regex("[0-9]{3,18}", fullmatch=True))
def test_a_filled_form_is_what_the_package_writes(words: str, digits: str) -> None:
    """For any text and number, octet by octet."""
    options = read_options({**ACCOUNT, "source_ton": "national", "destination_ton": "national"})
    sender, receiver = PhoneNumber("12368", TON.NATIONAL, NPI.UNKNOWN), PhoneNumber(digits, TON.NATIONAL, NPI.ISDN)
    theirs = SubmitSm(short_message=words, source=sender, destination=receiver, encoding="ucs2").pdu()[HEADER.size :]
    assert SubmitForm(options).fill(digits, words.encode("utf-16-be")) == theirs


@given(st.text(alphabet="案a，𠮷😀", max_size=500), st.integers(min_value=0))
def test_r61_no_part_is_longer_than_the_air_and_none_divides_a_character(words: str, reference: int) -> None:
    """At most 140 octets with the header, one reference, parts in order, and each part a text by itself."""
    contents = cut(words, reference)
    assert max(map(len, contents)) <= 140
    if len(contents) > 1:
        assert {content[:5] for content in contents} == {bytes((5, 0, 3, reference & 0xFF, len(contents)))}
        assert [content[5] for content in contents] == list(range(1, len(contents) + 1))
        contents = [content[6:] for content in contents]
    assert tuple(content.decode("utf-16-be") for content in contents) == parts(words)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"host": ""}, "host"),
        ({"port": 0}, "port"),
        ({"password": "longer than eight"}, "password"),
        ({"user": "法院"}, "user"),
        ({"source": ""}, "source"),
        ({"source_ton": "house"}, "source_ton"),
        ({"destination_npi": "house"}, "destination_npi"),
        ({"window": 0}, "window"),
        ({"rate": -1}, "rate"),
        ({"long_messages": "cut"}, "long_messages"),
        ({"receipt_ids": "octal"}, "receipt_ids"),
        ({"windows": 5}, "windows"),
    ],
)
def test_a_bad_option_is_named(wrong: Mapping[str, object], named: str) -> None:
    """An operator reads which one, and no secret."""
    with pytest.raises(SettingsError, match=rf"channels\.sms_smpp\.{named}: ") as raised:
        read_options({**ACCOUNT, **wrong})
    assert "longer than eight" not in str(raised.value)


def test_r69_a_gateway_elsewhere_carries_court_content_only_when_somebody_says_so() -> None:
    """An address in the court's own network is trusted, a name is not."""
    assert not read_options(ACCOUNT).capabilities.court_content
    assert read_options(ACCOUNT).capabilities.cross_border
    assert read_options({**ACCOUNT, "court_content": "true"}).capabilities.court_content
    assert read_options({**ACCOUNT, "host": "10.1.2.3"}).capabilities.court_content


def test_a_slow_carrier_is_given_no_more_than_it_can_take_in_time() -> None:
    """Nothing that was begun waits longer than half a minute for its turn."""
    assert read_options({**ACCOUNT, "window": 50, "rate": 1}).capabilities.concurrency == 30
    assert read_options({**ACCOUNT, "window": 50}).capabilities.concurrency == 200


def test_a_receipt_is_read_without_the_text_that_it_repeats() -> None:
    """Letters in the error code and seconds in the date are common."""
    part = read_receipt(incoming(SAID), str)
    assert part is not None
    assert (part.message_id, part.receipt.outcome, part.receipt.raw) == (
        "7",
        Outcome.DELIVERED,
        "id=7 stat=DELIVRD err=0A1 done=261114080105",
    )


def test_parameters_outweigh_the_text() -> None:
    """receipted_message_id and message_state are the protocol's own; the text is a custom."""
    options = pack("!HH", 0x1E, 3) + b"99\0" + pack("!HHB", 0x427, 1, 5)
    part = read_receipt(incoming(SAID, options=options), str)
    assert part is not None
    assert (part.message_id, part.receipt.outcome, part.receipt.code) == ("99", Outcome.REJECTED, "UNDELIV")


@pytest.mark.parametrize(("esm_class", "is_one"), [(0x04, True), (0x20, True), (0x00, False), (0x40, False), (0x44, True)])
def test_receipts_are_told_from_replies(esm_class: int, is_one: bool) -> None:  # noqa: FBT001 - a value of the table
    """By the four middle bits of esm_class."""
    assert is_receipt(incoming(b"\5\0\3\1\2\1x", esm_class=esm_class)) is is_one


@pytest.mark.parametrize(
    ("base", "said", "answered"), [("same", "0a", "0a"), ("decimal", "10", "A"), ("hex", "0a", "10"), ("decimal", "x1", "x1")]
)
def test_ids_are_written_as_answered(base: str, said: str, answered: str) -> None:
    """What is no number stays as it is."""
    assert id_as_answered(base)(said) == answered


@pytest.mark.parametrize(
    ("content", "coding", "meant"),
    [
        ("收到".encode("utf-16-be"), 8, "收到"),
        (b"TD", 0, "TD"),
        (b"TD", 1, "TD"),
        (b"caf\xe9", 3, "café"),
        (b"\xd8\x00", 8, "�"),
        (b"a\0", 245, "a\0"),
    ],
)
def test_replies_are_read_in_their_alphabet(content: bytes, coding: int, meant: str) -> None:
    """What cannot be read is replaced, and never ends the session."""
    assert text(incoming(content, esm_class=0, coding=coding)) == meant


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (b"\5\0\3\x11\2\1", Part(0x11, 2, 1)),
        (b"\6\x08\4\x11\x22\2\1", Part(0x1122, 2, 1)),
        (b"\x0a\x24\1\0\0\3\x11\2\1\x25\0", Part(0x11, 2, 1)),
        (b"\3\x24\1\0", None),
        (b"\x05\0\3\x11", None),
    ],
)
def test_parts_are_known_by_their_header(header: bytes, part: Part | None) -> None:
    """With references of 8 and 16 bits, beside other elements, and broken off."""
    assert incoming(header, esm_class=0x40, coding=8).part == part


@given(st.binary(max_size=80))
def test_no_octets_end_the_session(body: bytes) -> None:
    """Whatever comes is read or refused."""
    read = read_deliver(body)
    if read is not None:
        read_receipt(read, str)
        text(read)


@pytest.mark.parametrize(("status", "ours"), [(0x0D, True), (0x0E, True), (0x0F, True), (0x400, True), (0x05, False), (0x08, False)])
def test_a_refused_bind_is_ours_but_where_the_smsc_is_busy(status: int, ours: bool) -> None:  # noqa: FBT001 - a value of the table
    """And in no case the message's fault."""
    receipt = of_bind(status)
    assert (receipt.outcome, receipt.ours_to_fix) == (Outcome.DEFERRED, ours)
