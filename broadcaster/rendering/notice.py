"""Facts and a kind of notice in, the text that a person reads out (R50-R56, R61-R67, R109)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import TemplateError, UndefinedError

from broadcaster.domain.errors import ForbiddenWording, MissingFact, NotFound
from broadcaster.domain.notice_plan import Audience, Medium
from broadcaster.domain.sms import MOST_UNITS, segments, units
from broadcaster.domain.sms_gate import SmsGate
from broadcaster.domain.wording import links_outside
from broadcaster.rendering.notice_folder import read_folders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import BaseLoader

    from broadcaster.domain.wording import Finding, Wording
    from broadcaster.rendering.notice_folder import Card, NoticeFolder


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the court's settings give every notice.

    `signature` is 【…】 before each SMS (R63), `domains` are the court's own for links (R56); production refuses links to bare
    addresses and this machine (R109).
    """

    signature: str
    domains: tuple[str, ...]
    production: bool


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A notice as one medium carries it: an SMS is its text, signature included; subject and HTML are an e-mail's."""

    kind: str
    version: int
    medium: Medium
    text: str = field(repr=False)
    subject: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
    segments: int = 0
    """How many SMS it costs; an e-mail costs none."""


class NoticeTexts(Protocol):
    """Whatever writes notices: the shipped texts, or those in force."""

    @property
    def audiences(self) -> Mapping[str, tuple[Audience, ...]]:
        """Whom each kind is written for."""
        ...

    def card(self, kind: str) -> Card:
        """Return what template.toml says of the kind. Raises `NotFound`."""
        ...

    def render(self, kind: str, facts: Mapping[str, Any], medium: Medium) -> RenderedNotice:
        """Write the notice."""
        ...


class NoticeTemplates:
    """Every kind of notice, checked and compiled once."""

    def __init__(self, loader: BaseLoader, letterhead: Letterhead, wording: Wording) -> None:
        """Read every folder that `loader` finds. Raises `InvalidInput` naming each file that breaks a rule."""
        self._folders = read_folders(loader, wording)
        self._letterhead = letterhead
        self._wording = wording
        self._gate = SmsGate(wording)

    @property
    def audiences(self) -> Mapping[str, tuple[Audience, ...]]:
        """Whom each kind is written for."""
        return {kind: folder.card.audience for kind, folder in self._folders.items()}

    def card(self, kind: str) -> Card:
        """Return what template.toml says of the kind. Raises `NotFound`."""
        return self._folder(kind).card

    def missing(self, kind: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the needed facts, as `order.declare_by`, that are absent or empty (R52). Raises `NotFound`."""
        return self._folder(kind).missing(facts)

    def render(self, kind: str, facts: Mapping[str, Any], medium: Medium) -> RenderedNotice:
        """Write the notice. `facts` are nested plain dictionaries: case, party, court, and what the event brings.

        Raises `NotFound`, `MissingFact`, and `ForbiddenWording` where the text breaks R56, R62-R64, R67 or R109.
        """
        folder = self._folder(kind)
        if missing := folder.missing(facts):
            raise MissingFact(kind, *missing)
        try:
            return self._sms(kind, folder, facts) if medium is Medium.SMS else self._email(kind, folder, facts)
        except UndefinedError:
            raise MissingFact(kind, *folder.unknown(facts)) from None
        except (TemplateError, ArithmeticError, TypeError, ValueError) as reason:
            raise ForbiddenWording(f"{kind}: cannot be filled in: {type(reason).__name__}") from None

    def _folder(self, kind: str) -> NoticeFolder:
        try:
            return self._folders[kind]
        except KeyError:
            raise NotFound(f"no notice of kind {kind}") from None

    def _sms(self, kind: str, folder: NoticeFolder, facts: Mapping[str, Any]) -> RenderedNotice:
        body = folder.templates["sms.txt"].render(facts)
        links = folder.links_in(facts)
        _refuse(kind, self._gate.findings(body, expected=folder.doubts, names=lambda: (*folder.names_in(facts), *links)))
        if links:
            _refuse(kind, links_outside(" ".join(links), self._letterhead.domains, production=self._letterhead.production))
        text = self._letterhead.signature + body
        if units(text) > MOST_UNITS:
            raise ForbiddenWording(f"{kind}: an SMS of {units(text)} characters; the longest that is carried has {MOST_UNITS} (R62)")
        return RenderedNotice(kind, folder.card.version, Medium.SMS, text, segments=segments(text))

    def _email(self, kind: str, folder: NoticeFolder, facts: Mapping[str, Any]) -> RenderedNotice:
        subject, text, html = (folder.templates[part].render(facts) for part in ("subject.txt", "body.txt", "body.html"))
        _refuse(kind, self._wording.in_output(f"{subject}\n{text}", names=folder.names_in(facts)))
        _refuse(kind, links_outside(f"{text}\n{html}", self._letterhead.domains, production=self._letterhead.production))
        return RenderedNotice(kind, folder.card.version, Medium.EMAIL, text, subject, html)


def _refuse(kind: str, findings: Sequence[Finding]) -> None:
    if findings:
        raise ForbiddenWording(f"{kind}: " + "; ".join(f"{finding.breach} {finding.text}".strip() for finding in findings))
