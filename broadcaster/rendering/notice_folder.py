"""The folders templates/notices/<kind>/, read and checked before the first notice is written."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError, TemplateNotFound
from msgspec import Struct

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.notice_plan import Audience  # noqa: TC001 - msgspec reads the annotations at run time
from broadcaster.domain.sms_gate import SmsGate
from broadcaster.domain.tables import read_table
from broadcaster.rendering.fact_environment import FactEnvironment, is_known
from broadcaster.rendering.template_facts import fixed_text, used_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import BaseLoader, Template

    from broadcaster.domain.wording import Wording

PARTS: Final = ("sms.txt", "subject.txt", "body.txt", "body.html")
"""What each folder holds beside template.toml."""


class Card(Struct, frozen=True, forbid_unknown_fields=True):
    """What template.toml says of a notice: for whom it is written, on which law it rests, and the facts it needs or may use."""

    title: str
    version: int
    audience: tuple[Audience, ...]
    legal_basis: tuple[str, ...]
    facts: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeFolder:
    """One kind of notice, compiled.

    `links` are facts named `url`, the only ones from which an SMS may take a link. `doubts` counts the doubtful words of its SMS that
    were read and found right.
    """

    card: Card
    templates: Mapping[str, Template] = field(repr=False)
    needed: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]
    links: tuple[tuple[str, ...], ...]
    doubts: int

    def missing(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the needed facts that are absent or empty."""
        return tuple([".".join(path) for path in self.needed if not is_known(_at(facts, path))])

    def unknown(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the optional facts that are absent or empty: a text that prints one must ask first."""
        return tuple([path for path in self.card.optional if not is_known(_at(facts, tuple(path.split("."))))])

    def names_in(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names that the notice prints as they are (R64)."""
        return tuple(str(_at(facts, path)) for path in self.names)

    def links_in(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the links that the notice prints as they are; whose they are is looked at by themselves (R56)."""
        return tuple(str(link) for path in self.links if is_known(link := _at(facts, path)))


def read_folders(loader: BaseLoader, wording: Wording) -> dict[str, NoticeFolder]:
    """Read every folder that has a template.toml; folders with a leading underline are shared layouts.

    Raises `InvalidInput` naming each file where a part lacks or is no template, a fact is used undeclared or declared unused,
    an SMS does not end with the closing sentence, or fixed text breaks a rule of wording.
    """
    environment = FactEnvironment(loader)
    kinds = sorted(name.partition("/")[0] for name in environment.list_templates() if name.endswith("/template.toml"))
    faults: list[Fault] = []
    folders = {}
    for kind in kinds:
        try:
            folders[kind] = _read(environment, kind, wording)
        except InvalidInput as refusal:
            faults += refusal.faults
    if faults or not folders:
        raise InvalidInput(*faults or (Fault("", "no folder of a notice was found"),))
    return folders


def _read(environment: FactEnvironment, kind: str, wording: Wording) -> NoticeFolder:
    card = _card(environment, kind)
    try:
        templates = {part: environment.get_template(f"{kind}/{part}") for part in PARTS}
    except TemplateNotFound as reason:
        raise InvalidInput(Fault(f"/{kind}", f"lacks {reason.name}")) from None
    except TemplateError as reason:
        raise InvalidInput(Fault(f"/{kind}", str(reason))) from None
    faults = (*_fact_faults(environment, kind, card), *_wording_faults(environment, kind, wording))
    if faults:
        raise InvalidInput(*faults)
    paths = tuple(tuple(path.split(".")) for path in (*card.facts, *card.optional))
    return NoticeFolder(
        card,
        templates,
        needed=paths[: len(card.facts)],
        names=tuple(path for path in paths if path[-1] == "name"),
        links=tuple(path for path in paths if path[-1] == "url"),
        doubts=SmsGate(wording).doubts(fixed_text(environment, f"{kind}/sms.txt")),
    )


def _card(environment: FactEnvironment, kind: str) -> Card:
    try:
        return read_table(tomllib.loads(environment.source(f"{kind}/template.toml")), Card)
    except tomllib.TOMLDecodeError as reason:
        raise InvalidInput(Fault(f"/{kind}/template.toml", str(reason))) from None
    except InvalidInput as refusal:
        raise InvalidInput(*(Fault(f"/{kind}/template.toml{fault.pointer}", fault.message) for fault in refusal.faults)) from None


def _fact_faults(environment: FactEnvironment, kind: str, card: Card) -> Iterator[Fault]:
    declared = {*card.facts, *card.optional}
    used = {fact for part in PARTS for fact in used_facts(environment, f"{kind}/{part}")}
    for facts, what in ((used - declared, "uses undeclared"), (declared - used, "declares unused")):
        if facts:
            yield Fault(f"/{kind}/template.toml", f"{what} {', '.join(sorted(facts))}")


def _wording_faults(environment: FactEnvironment, kind: str, wording: Wording) -> Iterator[Fault]:
    for part in PARTS:
        text = fixed_text(environment, f"{kind}/{part}")
        findings = wording.in_sms(text) if part == "sms.txt" else wording.in_output(text)
        yield from (Fault(f"/{kind}/{part}", f"{finding.breach} {finding.text}") for finding in findings)
    if not environment.source(f"{kind}/sms.txt").rstrip("。\n").endswith(wording.closing):
        yield Fault(f"/{kind}/sms.txt", f"must end with {wording.closing}")


def _at(facts: Any, path: tuple[str, ...]) -> object:  # noqa: ANN401 - a nested dictionary, down to its leaves
    try:
        for step in path:
            facts = facts[step]
    except (KeyError, TypeError):
        return None
    return facts
