"""A court's own files of a notice laid over the shipped ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jinja2 import BaseLoader

from broadcaster.rendering.fact_environment import FactEnvironment
from broadcaster.rendering.notice_folder import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment

CARD: Final = "template.toml"
_VERSION: Final = re.compile(r"^version\s*=\s*\d+", re.MULTILINE)


class NoticeOverlay(BaseLoader):
    """Finds the court's own files first and the shipped ones behind them, but lists the court's alone: only those are read anew."""

    def __init__(self, shipped: BaseLoader, own: Mapping[str, Mapping[str, str]]) -> None:
        """Take the court's files by kind and name."""
        self._shipped = shipped
        self._own = {f"{kind}/{name}": text for kind, files in own.items() for name, text in files.items()}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a file; raise `TemplateNotFound`."""
        if template in self._own:
            return self._own[template], None, lambda: True
        return self._shipped.get_source(environment, template)

    def list_templates(self) -> list[str]:
        """Return the court's own files."""
        return sorted(self._own)


class NoticeSources:
    """The files of a kind as they are written."""

    def __init__(self, loader: BaseLoader) -> None:
        """Take where the shipped ones lie."""
        self._environment = FactEnvironment(loader)

    def of(self, kind: str) -> dict[str, str]:
        """Return the shipped files of a kind by name, template.toml among them."""
        return {name: self._environment.source(f"{kind}/{name}") for name in (*PARTS, CARD)}


def with_version(card: str, version: int) -> str:
    """Return template.toml with another version."""
    return _VERSION.sub(f"version = {version}", card, count=1)


def tidy(text: str) -> str:
    """Return a file as an editor on a page hands it in: with our line ends, and one at its end."""
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"
