"""An occasion of our own, written down like a CloudEvent, so that its notices can be previewed from a file."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.notice_plan import Audience  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.domain.occasions import OCCASIONS
from broadcaster.domain.parties import Party  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.services.people.addressees import Reader
from broadcaster.services.people.notices import Occasion


class _Reader(msgspec.Struct, frozen=True):
    audience: Audience
    name: str
    mobile: str = ""
    email: str = ""


class _Content(msgspec.Struct, frozen=True):
    readers: tuple[_Reader, ...] = ()
    party: Party | None = None


class _Body(msgspec.Struct, frozen=True):
    id: str
    type: Annotated[str, msgspec.Meta(pattern="^broadcaster\\.")]
    data: dict[str, Any]
    subject: str = ""


def is_occasion(body: object) -> bool:
    """Say whether a decoded body is one of an occasion."""
    return isinstance(body, dict) and body.get("type") in OCCASIONS


def read_occasion(body: object) -> Occasion:
    """Read `{id, type, subject, data}`: `data` holds the facts, `party` where it is about one, `readers` who are no party.

    Raises `InvalidInput`.
    """
    try:
        told = msgspec.convert(body, _Body)
        content = msgspec.convert(told.data, _Content)
    except msgspec.ValidationError as error:
        raise InvalidInput(Fault("", str(error))) from None
    facts = {name: fact for name, fact in told.data.items() if name not in ("readers", "party")}
    parties = (content.party,) if content.party else ()
    readers = tuple(Reader(each.audience, f"{each.audience}/{each.name}", each.name, each.mobile, each.email) for each in content.readers)
    return Occasion(told.type, told.id, facts, told.subject, parties, readers)
