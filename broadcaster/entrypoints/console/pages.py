"""Templates in, pages out: Chinese, offline, under a policy that lets no foreign or inline script run."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from broadcaster import resources
from broadcaster.domain.errors import NotFound
from broadcaster.domain.money import yuan
from broadcaster.domain.users import PUBLISHES, READS_JOURNAL, READS_TEXTS, TAKES_DOWN
from broadcaster.entrypoints.console.sessions import PATH
from broadcaster.rendering.staff_words import StaffWords

if TYPE_CHECKING:
    from datetime import date, datetime

    from broadcaster.bootstrap import House
    from broadcaster.domain.users import StaffRole, User
    from broadcaster.entrypoints.console.visits import Visit

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_STATIC: Final = {"console.css": "text/css; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8", "emblem.svg": "image/svg+xml"}


class Pages:
    """Renders templates/console."""

    def __init__(self, house: House) -> None:
        """Load the templates and the static files."""
        folder = resources.folder("templates") / "console"
        self._static = {name: (folder / "static" / name).read_bytes() for name in _STATIC}
        stamp = hashlib.sha256(b"".join(self._static.values())).hexdigest()[:8]
        self.words = StaffWords.from_mapping(tomllib.loads((resources.folder("config") / "reasons.toml").read_text("utf-8")))
        self._environment = Environment(
            loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(moment=moment, day=day, yuan=yuan, month=month, digest=digest)
        self._environment.tests["one_of"] = one_of
        self._environment.globals.update(
            root=PATH,
            court=house.settings.court.name,
            chain=house.settings.approval,
            words=self.words,
            notice_titles={kind: house.rules.templates.card(kind).title for kind in house.rules.templates.audiences},
            communities=house.settings.communities,
            static=lambda name: f"{PATH}/static/{name}?{stamp}",
            takes_down=TAKES_DOWN,
            publishes=PUBLISHES,
            reads_texts=READS_TEXTS,
            reads_journal=READS_JOURNAL,
            rehearsal=house.rehearsal,
        )

    def page(self, template: str, visit: Visit, **known: Any) -> HTMLResponse:  # noqa: ANN401 - each template has its own
        """Return a page for a member of staff; a name that the template uses and nobody gave is an error."""
        frame = {"user": visit.user, "csrf": visit.session.csrf, "here": visit.request.url.path, "done": visit.query("done")}
        return self.render(template, 200, **frame, **known)

    def render(self, template: str, status: int, /, **known: Any) -> HTMLResponse:  # noqa: ANN401 - as above
        """Return a page for anybody."""
        return HTMLResponse(self._environment.get_template(template).render(**known), status, headers=HEADERS)

    def static(self, name: str) -> tuple[bytes, str]:
        """Return a static file and its media type; raise `NotFound`."""
        if name not in self._static:
            raise NotFound(f"no file {name}")
        return self._static[name], _STATIC[name]


def one_of(user: User, roles: frozenset[StaffRole]) -> bool:
    """Say whether the user has one of the roles."""
    return bool(user.roles & roles)


def moment(value: datetime | None) -> str:
    """Print a moment as 11月14日 08:00."""
    return f"{value.month}月{value.day}日 {value:%H:%M}" if value else ""


def day(value: date) -> str:
    """Print a date as 11月14日."""
    return f"{value.month}月{value.day}日"


def month(value: str) -> str:
    """Print `2026-11` as 2026年11月."""
    year, _, number = value.partition("-")
    return f"{year}年{int(number)}月"


def digest(value: str) -> str:
    """Print a digest in four groups of four, long enough to be told from another."""
    return " ".join(value[start : start + 4] for start in range(0, 16, 4))
