"""The jinja2 in which notices are written: facts by name and nothing else, dates and sums as a court prints them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from broadcaster.domain.calendar import COURT_ZONE
from broadcaster.domain.money import yuan

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Undefined


class FactEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which `case.number` looks up a key of nested plain dictionaries; attributes and methods are out of reach.

    Filters: `day` (2026年11月3日), `moment` (2026年11月3日17时30分; the day alone where no hour is given), `yuan` (37,567.60元),
    `sentence` (ends with one 。). Test: `known`. HTML files are escaped.
    """

    def __init__(self, loader: BaseLoader) -> None:
        """Prepare the environment for the templates of `loader`."""
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._files = loader
        self.filters.update(day=day, moment=moment, yuan=yuan, sentence=sentence)
        self.tests.update(known=is_known)

    def source(self, name: str) -> str:
        """Return a file of the loader as it is written. Raises `TemplateNotFound`."""
        return self._files.get_source(self, name)[0]

    def getattr(self, obj: Any, attribute: str) -> Any | Undefined:  # noqa: ANN401 - as jinja2 declares it
        """Return the fact of that name, or an undefined one that refuses to be printed."""
        try:
            return obj[attribute]
        except (KeyError, TypeError, UndefinedError):
            return self.undefined(obj=obj, name=attribute)


def day(value: date | str) -> str:
    """Print a date, or its ISO form, as 2026年11月3日."""
    on = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: str) -> str:
    """Print an ISO moment by the court's clock as 2026年11月3日17时30分; an ISO date as the day alone."""
    if "T" not in value:
        return day(value)
    at = datetime.fromisoformat(value).astimezone(COURT_ZONE)
    return f"{day(at.date())}{at.hour}时{at.minute:02}分"


def sentence(value: str) -> str:
    """End the text with exactly one full stop."""
    return f"{value.strip().rstrip('。')}。"


def is_known(value: object) -> bool:
    """Say whether a fact was brought and is not empty."""
    return not isinstance(value, StrictUndefined) and value not in (None, "")
