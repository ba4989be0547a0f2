"""Ten thousand mails through a mail server that refuses, puts off, hangs up and dawdles: nothing is lost, every repeat is explained."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from broadcaster.testing.kit import kit_double
from broadcaster.testing.smtp_gateway import Mishap, SmtpGateway
from channels.email_smtp import connect
from tests.integration.carriers.ten_thousand import S, Traffic, check, open_office, send_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 10_000
MISHAPS = (Mishap.BUSY, Mishap.CLOSING, Mishap.CUT_BEFORE, Mishap.CUT_AFTER, Mishap.SLOW)
NOBODY, NOT_YET = 1, 2
"""Of a hundred addresses, the last digits of the one where nobody lives and of the one put off as long as it is grey-listed."""


def address(number: int) -> str:
    """Each has an address of its own."""
    return f"party{number:05}@mail.example"


def text(mail: bytes) -> str:
    """Return what a mail says: all that stands behind its head, in base64."""
    return b64decode(mail.partition(b"\r\n\r\n")[2]).decode()


def mishaps(random: Random) -> Iterator[Mishap | None]:
    """Three in a hundred mails meet a mishap, of any sort but silence, which takes long."""
    while True:
        yield random.choice(MISHAPS) if random.random() < 0.03 else None


class GreyGateway(SmtpGateway):
    """Knows some addresses not at all, and takes others at the second try alone."""

    def __init__(self) -> None:
        """Put off nobody yet."""
        super().__init__()
        self.refused = {address(n): "550 5.1.1 no such user" for n in range(NOBODY, COUNT, 100)}
        self.refused |= {address(n): "450 4.2.0 grey-listed" for n in range(NOT_YET, COUNT, 100)}

    def accept_the_grey(self) -> None:
        """Have waited long enough."""
        self.refused = {to: answer for to, answer in self.refused.items() if answer.startswith("550")}


@pytest.mark.slow
async def test_r72_no_mail_is_lost_and_every_repeat_is_explained(data_folder: Path) -> None:
    """What we call accepted the server has; refused addresses are rejected; only a line cut after the content makes a mail go twice."""
    office = await open_office(data_folder)
    traffic = Traffic("您的案件已立案执行，告知第{:05}号。".format, COUNT, {"medium": "email"}, address)
    received: Counter[str] = Counter()
    async with GreyGateway() as gateway:
        gateway.mishaps = mishaps(Random(7))  # noqa: S311 - dice, no secret

        async def reported() -> None:
            received.update(text(envelope.original_content or b"") for envelope in gateway.envelopes[received.total() :])
            gateway.accept_the_grey()

        options = {"host": gateway.host, "port": gateway.port, "tls": "none", "from": "notice@court.example", "seconds": 5}
        channel = connect(options, kit_double(data_folder, office.clock))
        fates = await send_all(channel, office, traffic, received=received, reported=reported)
        await channel.close()
    await office.store.close()
    ended = check(fates)
    assert received.total() == sum(fate.received for fate in fates)
    assert ended[S.REJECTED] == COUNT // 100
    assert all(fate.received == 1 for fate in fates if fate.state is S.ACCEPTED and not fate.doubts)
    assert all(fate.doubts == 2 for fate in fates if fate.state is S.UNKNOWN)
    assert ended[S.UNKNOWN] < COUNT // 1000
    assert len({envelope.rcpt_tos[0] for envelope in gateway.envelopes}) >= ended[S.ACCEPTED]
