"""What config/ and templates/ say, read once into objects that know the rules."""

from __future__ import annotations

import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import FileSystemLoader

from broadcaster import resources
from broadcaster.domain.agencies import AgencyPolicy
from broadcaster.domain.calendar import WorkingCalendar, YearTable
from broadcaster.domain.eligibility import DisclosurePolicy
from broadcaster.domain.escalation import Departments, EscalationPlan
from broadcaster.domain.notice_plan import NoticePlan
from broadcaster.domain.replies import ReplyWords
from broadcaster.domain.surveys import SurveyPlan
from broadcaster.domain.tables import read_table
from broadcaster.domain.wording import Wording
from broadcaster.rendering.font_files import font_files
from broadcaster.rendering.fonts import FontChain
from broadcaster.rendering.labels import Labels
from broadcaster.rendering.letter import LetterPrinter
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.rendering.notice_overlay import NoticeOverlay
from broadcaster.rendering.poster import Printer
from broadcaster.rendering.public_page import PublicPages
from broadcaster.rendering.slide import Painter
from broadcaster.rendering.slide_layout import SlideLayouts
from broadcaster.rendering.staff_words import StaffWords
from broadcaster.services.event_schema import EventSchema
from broadcaster.services.places.production import Studio

if TYPE_CHECKING:
    from pathlib import Path

    from broadcaster.domain.quiet_hours import QuietHours
    from broadcaster.services.words.wording_in_force import Overlay
    from broadcaster.settings import Settings

_TEMPLATES = resources.folder("templates")


class Rulebook:
    """Rules, words and drawing tools; each is read when first asked for."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings."""
        self._settings = settings

    @cached_property
    def quiet(self) -> QuietHours:
        """When routine messages wait."""
        return self._settings.quiet_hours.hours()

    @cached_property
    def policy(self) -> DisclosurePolicy:
        """What the court adds to the law."""
        return DisclosurePolicy(self._settings.exposure.family_causes)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Working days of the years known."""
        years = self._settings.config_files("calendar/*.toml")
        tables = (YearTable.from_mapping(tomllib.loads(path.read_text("utf-8"))) for path in years)
        return WorkingCalendar({table.year: table for table in tables})

    @cached_property
    def wording(self) -> Wording:
        """What no output may say."""
        return Wording.from_mapping(self._table("wording.toml"))

    @cached_property
    def labels(self) -> Labels:
        """The words on pictures and pages."""
        return msgspec.toml.decode((_TEMPLATES / "labels.toml").read_bytes(), type=Labels)

    @cached_property
    def templates(self) -> NoticeTemplates:
        """The texts of notices that came with the program."""
        return NoticeTemplates(self.notice_files, self._letterhead, self.wording)

    @cached_property
    def notice_files(self) -> FileSystemLoader:
        """The files of those texts."""
        return FileSystemLoader(_TEMPLATES / "notices")

    def own_texts(self, own: Overlay) -> NoticeTemplates:
        """Return a court's own texts of some kinds; raise `InvalidInput` naming each file that breaks a rule."""
        return NoticeTemplates(NoticeOverlay(self.notice_files, own), self._letterhead, self.wording)

    @property
    def _letterhead(self) -> Letterhead:
        court = self._settings.court
        return Letterhead(court.sms_signature, court.link_domains, self._settings.production)

    @cached_property
    def plan(self) -> NoticePlan:
        """Which event owes whom which notice."""
        return NoticePlan.from_mapping(self._table("notices.toml"), self.templates.audiences)

    @cached_property
    def reply_words(self) -> ReplyWords:
        """What replies mean."""
        return ReplyWords.from_mapping(self._table("replies.toml"))

    @cached_property
    def surveys(self) -> SurveyPlan:
        """Questionnaires."""
        return SurveyPlan.from_mapping(self._table("surveys.toml"))

    @cached_property
    def escalation(self) -> EscalationPlan:
        """Who learns of what is open, and when."""
        return EscalationPlan.from_mapping(self._table("deadlines.toml"))

    @cached_property
    def departments(self) -> dict[str, str]:
        """The departments' e-mail addresses."""
        return read_table(self._table("departments.toml"), Departments).email

    @cached_property
    def staff_words(self) -> StaffWords:
        """What staff read."""
        return StaffWords.from_mapping(self._table("reasons.toml"))

    @cached_property
    def policies(self) -> tuple[AgencyPolicy, ...]:
        """What each agency may see."""
        agencies = self._settings.agencies.agency
        return tuple(AgencyPolicy(name, each.title, each.feeds, each.offices, each.fields) for name, each in agencies.items())

    @cached_property
    def pages(self) -> PublicPages:
        """The public pages."""
        return PublicPages(_TEMPLATES / "public")

    @cached_property
    def studio(self) -> Studio:
        """Everything that draws."""
        files = font_files(self._file("fonts.toml").read_text("utf-8"))
        fonts = FontChain.load(files)
        return Studio(
            painter=Painter(fonts, SlideLayouts.load(_TEMPLATES / "slides")),
            printer=Printer(fonts, _TEMPLATES / "posters"),
            pages=self.pages,
            labels=self.labels,
        )

    @cached_property
    def letters(self) -> LetterPrinter:
        """What sets formal letters."""
        fonts = FontChain.load(font_files(self._file("letter-fonts.toml").read_text("utf-8")))
        return LetterPrinter(fonts, self.labels, _TEMPLATES / "letters")

    @cached_property
    def schema(self) -> EventSchema:
        """The shape of events."""
        return EventSchema(msgspec.json.decode(self._file("schemas/case-event.schema.json").read_bytes()))

    def _file(self, name: str) -> Path:
        return self._settings.config_files(name)[0]

    def _table(self, name: str) -> dict[str, Any]:
        return tomllib.loads(self._file(name).read_text("utf-8"))
