"""A gateway that speaks as Twilio does, for the demo and for tests: it refuses what Twilio's documents refuse."""

from __future__ import annotations

import asyncio
import hmac
import json
from base64 import b64encode
from dataclasses import dataclass, field
from enum import Enum
from itertools import repeat
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from yarl import URL

from broadcaster.testing.twilio_wire import MESSAGES, GatewayMessage, refusal, refuse, sign

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from broadcaster.ports.clock import Clock

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FEW_CALLBACKS = 32
_SILENT_SECONDS = 5.0


class Mishap(Enum):
    """What may happen to one message while it is handed over."""

    TOO_MANY = "429, and nothing is kept"
    FAILING = "500, and nothing is kept"
    CUT_BEFORE = "the line is cut, and nothing is kept"
    CUT_AFTER = "it is kept, and the line is cut instead of answered"
    SILENT = "it is kept, and the answer comes after everybody stopped waiting"
    REPORTED_FIRST = "its callbacks come before its answer"
    REPORTED_LATE = "its callbacks wait until `reported` is called"
    REPORTED_TWICE = "each callback comes twice"


@dataclass
class Troubles:
    """What the gateway is told to do wrong; all empty at first. Numbers are E.164."""

    unsubscribed: set[str] = field(default_factory=set)
    """Numbers refused with 21610."""
    undelivered: dict[str, int] = field(default_factory=dict)
    """By the end of a number: the error code with which its messages end as undelivered."""
    too_many: int = 0
    """So many of the next requests are answered 429."""
    failing: int = 0
    """So many of the next requests are answered 500, and nothing is kept."""
    lost_answers: int = 0
    """So many of the next messages are kept and the line is cut instead of answered."""
    says_sent: bool = True
    """Call back with `sent` before the end, as Twilio does; else for messages that meet a mishap alone."""
    mishaps: Iterator[Mishap | None] = field(default_factory=lambda: repeat(None))
    """What happens to the next messages, one after another."""


class TwilioGateway:
    """Keeps messages, reports on them by signed callbacks. Enter it inside the running loop; then `base_url` is known.

    `received` names a JSON Lines file to which each message is added, so that people can read what arrived.
    """

    def __init__(self, clock: Clock, *, account_sid: str, auth_token: str, received: Path | None = None, port: int = 0) -> None:
        """Serve one account on the loopback; port 0 takes any free one."""
        self.messages: list[GatewayMessage] = []
        self.troubles = Troubles()
        self.base_url = ""
        self._clock = clock
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._received = received
        self._port = port
        self._reporting: set[asyncio.Task[None]] = set()
        self._few = asyncio.Semaphore(_FEW_CALLBACKS)
        self._late = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(middlewares=[self._known_account])
        messages = MESSAGES.format(account="{account}")
        app.router.add_post(messages + ".json", self._create)
        app.router.add_get(messages + ".json", self._list)
        app.router.add_get(messages + "/{sid}.json", self._fetch)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.base_url = "http://{}:{}".format(*self._runner.addresses[0])
        self._session = ClientSession(timeout=ClientTimeout(total=10))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Report what is still to be reported and stop listening."""
        await self.reported()
        await self._session.close()
        await self._runner.cleanup()

    async def reported(self) -> None:
        """Wait until every callback went out."""
        self._late.set()
        while self._reporting:
            await asyncio.gather(*self._reporting)
        self._late.clear()

    async def reply(self, url: str, *, sender: str, text: str) -> int:
        """Hand over what somebody wrote back, as Twilio calls an inbound webhook; return the status of the answer."""
        sid = f"SM{uuid4().hex}"
        form = {
            "AccountSid": self._account_sid,
            "MessageSid": sid,
            "SmsSid": sid,
            "From": sender,
            "To": "12368",
            "Body": text,
            "NumMedia": "0",
        }
        headers = {"X-Twilio-Signature": sign(self._auth_token, url, form)}
        async with self._session.post(URL(url, encoded=True), data=form, headers=headers) as answer:
            await answer.read()
            return answer.status

    @web.middleware
    async def _known_account(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        expected = b64encode(f"{self._account_sid}:{self._auth_token}".encode())
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), b"Basic " + expected):
            return refusal(401, 20003, "Authenticate")
        if request.match_info.get("account") != self._account_sid:
            return refusal(404, 20404, "The requested resource was not found")
        if self.troubles.too_many:
            self.troubles.too_many -= 1
            return _too_many()
        if self.troubles.failing:
            self.troubles.failing -= 1
            return _failing()
        return await handler(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        refused = refuse(form, self.troubles.unsubscribed)
        mishap = next(self.troubles.mishaps, None)
        refused = refused or _mishap_before(mishap, request)
        if refused is not None:
            return refused
        message = GatewayMessage(
            sid=f"SM{uuid4().hex}",
            to=form["To"],
            sender=form.get("From") or form["MessagingServiceSid"],
            body=form["Body"],
            callback=form.get("StatusCallback", ""),
            created=self._clock.now(),
        )
        reporting = self._keep(message, mishap)
        if self.troubles.lost_answers:
            self.troubles.lost_answers -= 1
            mishap = Mishap.CUT_AFTER
        if mishap is Mishap.CUT_AFTER:
            _cut(request)
        if mishap is Mishap.SILENT:
            await asyncio.sleep(_SILENT_SECONDS)
        if mishap is Mishap.REPORTED_FIRST:
            await reporting
        return web.json_response(message.as_resource(self._account_sid), status=201)

    def _keep(self, message: GatewayMessage, mishap: Mishap | None) -> asyncio.Task[None]:
        self.messages.append(message)
        if self._received is not None:
            with self._received.open("a", encoding="utf-8") as file:
                file.write(json.dumps(message.as_resource(self._account_sid), ensure_ascii=False) + "\n")
        reporting = asyncio.create_task(self._report(message, mishap))
        self._reporting.add(reporting)
        reporting.add_done_callback(self._reporting.discard)
        return reporting

    async def _report(self, message: GatewayMessage, mishap: Mishap | None) -> None:
        if mishap is Mishap.REPORTED_LATE:
            await self._late.wait()
        times = 2 if mishap is Mishap.REPORTED_TWICE else 1
        code = next((code for end, code in self.troubles.undelivered.items() if message.to.endswith(end)), None)
        on_its_way = ("sent",) if self.troubles.says_sent or mishap else ()
        for status in (*on_its_way, "delivered" if code is None else "undelivered"):
            message.status = status
            message.error_code = code if status == "undelivered" else None
            for _ in range(times if message.callback else 0):
                async with self._few:
                    await self._call_back(message)

    async def _call_back(self, message: GatewayMessage) -> None:
        form = message.as_callback(self._account_sid)
        headers = {"X-Twilio-Signature": sign(self._auth_token, message.callback, form)}
        try:
            async with self._session.post(URL(message.callback, encoded=True), data=form, headers=headers) as answer:
                await answer.read()
        except (ClientError, TimeoutError):
            return  # as Twilio: a status that nobody took is not repeated

    async def _list(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        found = [message for message in reversed(self.messages) if message.fits(query)]
        path = f"{MESSAGES.format(account=self._account_sid)}.json"
        more = {**query, "PageSize": size, "Page": page + 1} if len(found) > (page + 1) * size else None
        return web.json_response(
            {
                "messages": [message.as_resource(self._account_sid) for message in found[page * size : (page + 1) * size]],
                "page": page,
                "page_size": size,
                "next_page_uri": more and f"{path}?{urlencode(more)}",
                "uri": path,
            }
        )

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        for message in self.messages:
            if message.sid == request.match_info["sid"]:
                return web.json_response(message.as_resource(self._account_sid))
        return refusal(404, 20404, "The requested resource was not found")


def _mishap_before(mishap: Mishap | None, request: web.Request) -> web.Response | None:
    """Return the answer where nothing is to be kept."""
    if mishap is Mishap.TOO_MANY:
        return _too_many()
    if mishap is Mishap.CUT_BEFORE:
        _cut(request)
    return _failing() if mishap in (Mishap.FAILING, Mishap.CUT_BEFORE) else None


def _too_many() -> web.Response:
    return refusal(429, 20429, "Too Many Requests", {"Retry-After": "3"})


def _failing() -> web.Response:
    return refusal(500, 20500, "Internal Server Error")


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
