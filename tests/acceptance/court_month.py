"""The sample month as a judge would check it by hand: plain readings of the events and of what the demo left behind."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

FULL_ID = re.compile(rb"320199(?:19|20)\d{9}[\dX]")
"""Every citizen's number of the sample, and nothing else, looks so."""
_CASE = re.compile(r"（2026）苏0114执\d+号")
Told = dict[str, Any]


@dataclass(frozen=True)
class Sms:
    """One message as it arrived at the gateway."""

    to: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """One entry of a list as its page tells it."""

    list_id: str
    stem: str
    entry: str
    name: str
    case_number: str
    code: str
    has_photo: bool


@dataclass(frozen=True)
class CourtMonth:
    """The events that went in, and the folder that came out."""

    out: Path
    exit_code: int
    printed: str
    events: list[Told]
    zone: ZoneInfo

    @property
    def home(self) -> Path:
        """The demo's own data folder."""
        return self.out / "state"

    @cached_property
    def summary(self) -> Told:
        """summary.json."""
        told: Told = json.loads((self.out / "summary.json").read_text("utf-8"))
        return told

    def of(self, *kinds: str) -> list[Told]:
        """Return the events of these kinds, in order."""
        wanted = {f"court.{kind}" for kind in kinds}
        return [event for event in self.events if event["type"] in wanted]

    @cached_property
    def people(self) -> dict[tuple[str, str], Told]:
        """Everyone of a case by (case number, name), as last told."""
        return {(event["subject"], party["name"]): party for event in self.events for party in parties(event)}

    @cached_property
    def sms(self) -> list[Sms]:
        """Every text message that the gateway got."""
        lines = (self.out / "received" / "sms.jsonl").read_text("utf-8").splitlines()
        return [Sms(told["to"].removeprefix("+86"), told["body"], self._moment(told["date_created"])) for told in map(json.loads, lines)]

    @cached_property
    def mails(self) -> list[tuple[str, str]]:
        """Every mail that the server got: its address, and subject and text."""
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (self.out / "received" / "mail").glob("*.eml")]
        return [
            (str(mail["To"]), f"{mail['Subject']}\n{body.get_content()}") for mail in mails for body in [mail.get_body(("plain",))] if body
        ]

    @cached_property
    def shown(self) -> list[Shown]:
        """Every entry for which a page was made."""
        return [_read_page(path) for path in sorted(self.out.glob("lists/*/pages/*.html"))]

    @cached_property
    def placements(self) -> list[Told]:
        """Every place where an entry is or was."""
        return self.rows("SELECT * FROM placements")

    def rows(self, query: str) -> list[Told]:
        """Ask the database that the demo left."""
        with sqlite3.connect(self.home / "broadcaster.sqlite3") as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def places_of(self, case_number: str, name: str, kind: str = "exposure-") -> list[Told]:
        """Return the places of everything shown of a person in a case."""
        entries = {
            each.entry for each in self.shown if (each.case_number, each.name) == (case_number, name) and each.list_id.startswith(kind)
        }
        return [each for each in self.placements if each["entry"] in entries]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every text that left the house or lies in its folder: file and content, mails and posters unpacked."""
        for path in self.files():
            where, content = str(path.relative_to(self.out)), path.read_bytes()
            if path.suffix == ".pdf":
                yield where, pdf_text(content)
            elif path.suffix not in {".png", ".jpg", ".sqlite3", ".eml"} and b"\0" not in content and not _is_picture(content):
                yield where, pdf_text(content) if content.startswith(b"%PDF") else content.decode()
        yield from (("mail", text) for _, text in self.mails)
        yield from (("sms", each.text) for each in self.sms)

    def files(self) -> list[Path]:
        """Return every file below the folder."""
        return [path for path in self.out.rglob("*") if path.is_file()]

    def _moment(self, told: str) -> datetime:
        return parsedate_to_datetime(told).astimezone(self.zone)


def parties(event: Told) -> list[Told]:
    """Return who appears in an event."""
    content = event["data"]
    found: list[Told] = [content["party"]] if "party" in content else content.get("parties", [])
    return found


def age_on(party: Told, day: date) -> int:
    """Return the age that a person's number tells; the birthday itself still counts as the year before."""
    number = party["id_number"]
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return day.year - born.year - ((day.month, day.day) <= (born.month, born.day))


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF without blanks, as they are set in columns."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def _is_picture(content: bytes) -> bool:
    return content.startswith((b"\x89PNG", b"\xff\xd8"))


def _read_page(path: Path) -> Shown:
    page = path.read_text("utf-8")
    name, case_number = re.search(r"<h2>(.*?)</h2>", page), _CASE.search(page)
    code = re.search(r"/objections/([0-9A-Za-z_-]+)", page)
    assert name
    assert case_number
    assert code
    entry = path.stem.split("-", 1)[1]
    return Shown(path.parts[-3], path.stem, entry, name[1], case_number[0], code[1], has_photo="<img" in page)
