"""CMPP octet by octet: against vectors published with gocmpp (bigwhite/gocmpp, Apache-2.0), and against tables read independently."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.testing.channel_contract import NOW
from broadcaster.testing.cmpp_wire import HEAD, SUBMIT, TABLES, V2, V3, message_id, read, size_of, text_of
from channels.sms_cmpp.options import read_options
from channels.sms_cmpp.pdu import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = {"host": "127.0.0.1", "user": "900001", "password": "888888", "source": "900001", "service_id": "test"}
PROOF = bytes.fromhex("90d00c1d517abd0b4f65f6bcf8535d16")
PUBLISHED_CONNECT = bytes.fromhex("00000027 00000001 00000017 393030303031 90d00c1d517abd0b4f65f6bcf8535d16 21 3cdc73be")
PUBLISHED_CONNECT_ANSWER = {
    "2.0": bytes.fromhex("00 6c0b846e25bab6daa4ed1c466e0f4bd8 21"),
    "3.0": bytes.fromhex("00000000 7942977274098cf210ab0c16c367bc8d 30"),
}
PUBLISHED_SUBMIT_ANSWER = {"2.0": bytes.fromhex("b2b9da8000010000 00"), "3.0": bytes.fromhex("b2b9da8000010000 00000000")}
PUBLISHED_DELIVER = {
    "2.0": bytes.fromhex(
        "b525628000010000 393030303031" + "00" * 15 + "00" * 10 + "000000" + "3133343132333430303030" + "00" * 10 + "00 12"
        "5468697320697320612074657374204d4f2e" + "00" * 8
    ),
    "3.0": bytes.fromhex(
        "b4c5530000010000 393030303031" + "00" * 15 + "00" * 10 + "000000" + "3133343132333430303030" + "00" * 21 + "00 00 12"
        "5468697320697320612074657374204d4f2e" + "00" * 20
    ),
}
PUBLISHED_DELIVER_ANSWER = {
    "2.0": bytes.fromhex("00000015 80000005 00000005 b525628000010000 00"),
    "3.0": bytes.fromhex("00000018 80000005 00000001 b4c5530000010000 00000000"),
}
PUBLISHED_REPORT = bytes.fromhex(
    "b4c5530000010000 44454c49565244 31353131313230393535 31353131313230393537 3133343132333430303030" + "00" * 10 + "12345678"
)
PUBLISHED_SUBMIT = bytes.fromhex(
    "0000000000000000 01 01 01 01 74657374000000000000 02 3133353030303032363936" + "00" * 10 + "00 00 08 393030303031 3032 313000000000"
    "3135313130353133313535353130312b00" + "00" * 17 + "393030303031" + "00" * 15 + "01 3133353030303032363936" + "00" * 10 + "1e"
)
BOTH = pytest.mark.parametrize("version", ["2.0", "3.0"])


def wire(version: str, **options: object) -> Wire:
    """Return the dialect of an account."""
    return Wire(read_options({**ACCOUNT, "version": version, **options}).gateways[0])


def fields_of(version: str, octets: bytes) -> Mapping[str, int | bytes]:
    """Read a submit by the gateway's own tables."""
    return read(TABLES["submit"][V3 if version == "3.0" else V2], octets[HEAD:])


def test_a_login_is_the_published_one() -> None:
    """The authenticator is MD5 over account, nine zeros, secret and time; only the version's octet is ours."""
    octets, proof = wire("2.0").connect(0x17, datetime(2015, 10, 21, 8, 5, 10, tzinfo=COURT_ZONE))
    assert proof == PROOF
    assert octets == PUBLISHED_CONNECT.replace(b"\x16\x21", b"\x16\x20")


@BOTH
def test_a_gateway_proves_who_it_is(version: str) -> None:
    """The published answers prove the secret; to another secret they prove nothing."""
    answer = PUBLISHED_CONNECT_ANSWER[version]
    assert wire(version).read_connect_answer(answer, PROOF) == (0, True)
    assert wire(version, password="888889").read_connect_answer(answer, PROOF) == (0, False)


@BOTH
def test_an_answer_is_read(version: str) -> None:
    """Its message id and result are those published."""
    assert wire(version).read_submit_answer(PUBLISHED_SUBMIT_ANSWER[version]) == Answer(bytes.fromhex("b2b9da8000010000"), 0)


@BOTH
def test_a_text_from_a_handset_is_read_and_answered(version: str) -> None:
    """The published deliver gives its text and sender, and the answer is the published one."""
    published = PUBLISHED_DELIVER_ANSWER[version]
    delivered = wire(version).read_deliver(int.from_bytes(published[8:12], "big"), PUBLISHED_DELIVER[version])
    assert (delivered.terminal, delivered.content, delivered.stat) == ("13412340000", b"This is a test MO.", None)
    assert wire(version).deliver_answer(delivered) == published


@BOTH
@pytest.mark.parametrize("more", [0, 11], ids=["60 octets", "71 octets"])
def test_a_report_is_read_in_either_length(version: str, more: int) -> None:
    """A gateway of version 3.0 may send the shorter report of 2.0, as the published one is."""
    report = PUBLISHED_REPORT[:-4] + bytes(more) + PUBLISHED_REPORT[-4:]
    empty = PUBLISHED_DELIVER[version]
    head = empty[: empty.index(b"\x12T") - 1] + bytes((1, len(report)))
    delivered = wire(version).read_deliver(1, head + report)
    assert (delivered.stat, delivered.msg_id.hex(), delivered.submitted) == ("DELIVRD", "b4c5530000010000", "1511120955")
    assert (delivered.terminal, delivered.own_id) == ("13412340000", empty[:8])


def test_the_tables_of_the_gateway_read_the_published_submit() -> None:
    """So what they read of ours below was read rightly."""
    fields = read(TABLES["submit"][V2], PUBLISHED_SUBMIT)
    assert size_of(TABLES["submit"][V2]) == len(PUBLISHED_SUBMIT)
    texts = {name: text_of(fields[name]) for name in ("Service_Id", "Fee_terminal_Id", "Msg_src", "FeeType", "FeeCode", "ValId_Time")}
    assert texts == {
        "Service_Id": "test", "Fee_terminal_Id": "13500002696", "Msg_src": "900001", "FeeType": "02", "FeeCode": "10",
        "ValId_Time": "151105131555101+",
    }  # fmt: skip
    assert (fields["Msg_Fmt"], fields["DestUsr_tl"], fields["Msg_Length"]) == (8, 1, 30)


@BOTH
def test_r73_a_submit_is_what_the_tables_say(version: str) -> None:
    """UCS-2, a report wanted, the sender pays, one handset; after the content Reserve or LinkID."""
    content = "通知".encode("utf-16-be")
    octets = wire(version).submit(7, b"19900000001", content, (1, 1))
    fields = fields_of(version, octets)
    assert octets[:HEAD] == len(octets).to_bytes(4, "big") + SUBMIT.to_bytes(4, "big") + (7).to_bytes(4, "big")
    assert octets.endswith(content + bytes(20 if version == "3.0" else 8))
    numbers = {name: value for name, value in fields.items() if isinstance(value, int) and value}
    assert numbers == {
        "Pk_total": 1, "Pk_number": 1, "Registered_Delivery": 1, "Msg_level": 1, "Fee_UserType": 2, "Msg_Fmt": 8, "DestUsr_tl": 1,
        "Msg_Length": 4,
    }  # fmt: skip
    texts = {name: text_of(value) for name, value in fields.items() if isinstance(value, bytes) and text_of(value)}
    assert texts == {
        "Service_Id": "test", "Msg_src": "900001", "FeeType": "01", "FeeCode": "000000", "Src_Id": "900001",
        "Dest_terminal_Id": "19900000001",
    }  # fmt: skip


@BOTH
def test_r73_a_part_says_which_it_is(version: str) -> None:
    """Pk_total, Pk_number and TP_udhi go with the header in the content."""
    fields = fields_of(version, wire(version).submit(7, b"19900000001", b"\5\0\3\x21\3\2" + bytes(134), (2, 3)))
    assert (fields["Pk_total"], fields["Pk_number"], fields["TP_udhi"], fields["Msg_Length"]) == (3, 2, 1, 140)


def test_a_message_id_is_the_published_one() -> None:
    """The gateway's ids hold month, day, hour, minute and second, its number and a sequence."""
    assert message_id(datetime(2015, 11, 9, 17, 21, 12, tzinfo=NOW.tzinfo), 1, 0).hex() == "b4c5530000010000"
