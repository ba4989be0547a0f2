"""`bench email.smtp`: from outbox to accepted, all durable, beside bare aiosmtplib sending the same bytes over as many lines."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from aiosmtplib import SMTP

from benchmarks.measure import Measured
from benchmarks.outbox import Post, accepted_per_cpu_second
from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.deliveries import FrozenText
from broadcaster.domain.errors import Unavailable
from broadcaster.ports.channels import Message
from channels.email_smtp import connect
from channels.email_smtp.mime import Letterhead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from broadcaster.ports.channels import ChannelKit, MessageChannel

MESSAGES = 4000
ROUNDS = 5
CONNECTIONS = 8
NAME, SENDER = "南京市雨花台区人民法院", "notice@court.example"
SUBJECT = "立案告知：（2026）苏0114执1146号"
TEXT = (
    "张某某：\n\n您与李某某买卖合同纠纷一案已立案执行，案号（2026）苏0114执1146号，承办人王法官，电话025-52911548。\n"
    "执行结果与被执行人的财产状况有关，请知悉执行风险。\n\n法院不会要求您扫码付款或者转账到个人账户。详询12368。\n"
)
HTML = "".join(f"<p>{line}</p>\n" for line in TEXT.split("\n") if line)


def smtp() -> Measured:
    """Count mails accepted per CPU-second of our own process, the median of the rounds."""
    post = Post("email", FrozenText(TEXT, SUBJECT, HTML), MESSAGES, "party{:05d}@mail.example".format)
    with _sink() as port:
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(uvloop.run(accepted_per_cpu_second(partial(_channel, port), post)))
            bare.append(uvloop.run(_by_bare_client(port)))
    value, baseline = statistics.median(ours), statistics.median(bare)
    return Measured(value=value, unit="mails per CPU-second", baseline=baseline, ratio=value / baseline)


def _channel(port: int, kit: ChannelKit) -> MessageChannel:
    options = {"host": "127.0.0.1", "port": port, "tls": "none", "from": f"{NAME} <{SENDER}>", "connections": CONNECTIONS}
    return connect(options, kit)


async def _by_bare_client(port: int) -> float:
    """Send one mail, made beforehand, again and again to addresses by number."""
    letter = Message(f"{0:032x}", "party00000@mail.example", TEXT, SUBJECT, HTML)
    mail = Letterhead(NAME, SENDER).write(letter, datetime(2026, 11, 23, 10, tzinfo=COURT_ZONE))
    numbers = iter(range(MESSAGES))
    async with _lines(port) as lines:

        async def sender(line: SMTP) -> None:
            for number in numbers:
                refused, _ = await line.sendmail(SENDER, f"party{number:05d}@mail.example", mail)
                if refused:
                    raise Unavailable("the sink did not take a mail")

        before = time.process_time()
        await asyncio.gather(*map(sender, lines))
        return MESSAGES / (time.process_time() - before)


@asynccontextmanager
async def _lines(port: int) -> AsyncIterator[list[SMTP]]:
    lines = [SMTP(hostname="127.0.0.1", port=port, start_tls=False) for _ in range(CONNECTIONS)]
    for line in lines:
        await line.connect()
        await line.ehlo()
    yield lines
    for line in lines:
        await line.quit()


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, str(Path(__file__).with_name("sink.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:  # noqa: S603 - our own file
        if sink.stdout is None:
            raise Unavailable("the sink did not start")
        yield int(sink.stdout.readline())
        sink.terminate()
