"""Finds the registered template that a rendered text was made from, with the value of each variable (R63, R65, R66)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from broadcaster.ports.channels import Outcome, Receipt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.options import Options

ALIYUN_VARIABLE: Final = re.compile(r"\$\{(\w+)\}", re.ASCII)
TENCENT_VARIABLE: Final = re.compile(r"\{(\d+)\}", re.ASCII)
_LINK: Final = re.compile(r"://|www\.|[a-z0-9-]\.(?:cn|com|net|org|gov|edu|top|xyz|cc|vip|link)(?![a-z0-9])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Filled:
    """A registered template and the values with which it gives the text, in the order of their first use."""

    template_id: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegisteredTemplate:
    """One text that the provider approved, compiled; `fixed` is what stands before, between and after its variables."""

    template_id: str
    names: tuple[str, ...]
    pattern: re.Pattern[str]
    fixed: tuple[str, ...]

    def values_in(self, body: str) -> dict[str, str] | None:
        """Return the values with which it gives the text, or None."""
        found = self.pattern.fullmatch(body) if self._may_give(body) else None
        return dict(zip(self.names, found.groups(), strict=True)) if found else None

    def _may_give(self, body: str) -> bool:
        """Find the fixed parts in their order, in linear time; where that fails, the pattern would try every way in vain."""
        if len(self.fixed) == 1:
            return body == self.fixed[0]
        first, *middle, last = self.fixed
        at, end = len(first), len(body) - len(last)
        for part in middle:
            found = body.find(part, at + 1, end)
            if found < 0:
                return False
            at = found + len(part)
        return at < end and body.startswith(first) and body.endswith(last)


class RegisteredTemplates:
    """Every text registered with one provider, under one signature."""

    def __init__(self, signature: str, templates: Sequence[RegisteredTemplate]) -> None:
        """Look through the most fixed texts first: of two that fit, the one that leaves less to variables is meant."""
        self._before = f"【{signature}】"
        self._templates = sorted(templates, key=lambda each: -sum(map(len, each.fixed)))

    def fill(self, text: str) -> Filled | Receipt:
        """Return the template of a text that begins with the signature, or why it cannot go this way."""
        if not text.startswith(self._before):
            return _not_sent("R63.signature", "the text does not begin with the registered signature")
        body = text.removeprefix(self._before)
        for each in self._templates:
            values = each.values_in(body)
            if values is not None:
                if any(_LINK.search(value) for value in values.values()):
                    return _not_sent("R66.link_in_variable", "a variable holds a link")
                return Filled(each.template_id, values)
        return _not_sent("R65.not_registered", "no registered template gives this text")


def read_templates(options: Options, variable: re.Pattern[str], signature: str) -> RegisteredTemplates:
    """Read `[templates.<kind>]`, each with `id` and `text`; every fault is noted in the options."""
    found = list[RegisteredTemplate]()
    for table in options.tables("templates").values():
        template_id, text = table.text("id"), table.text("text")
        if why := _fault(text, variable):
            table.refuse("text", why)
        else:
            found.append(_compiled(template_id, text, variable))
    return RegisteredTemplates(signature, found)


def _fault(text: str, variable: re.Pattern[str]) -> str:
    fixed = variable.sub("\0", text)
    if not fixed.replace("\0", "").strip():
        return "is nothing but variables (R65)"
    if "\0\0" in fixed:
        return "has variables side by side (R65)"
    return "holds a signature, which the provider sets itself (R63)" if "【" in fixed or "】" in fixed else ""


def _compiled(template_id: str, text: str, variable: re.Pattern[str]) -> RegisteredTemplate:
    first, *others = variable.split(text)
    names, pattern, fixed = list[str](), re.escape(first), [first]
    for name, part in zip(others[::2], others[1::2], strict=True):
        pattern += f"(?:\\{names.index(name) + 1})" if name in names else "(.+?)"
        pattern += re.escape(part)
        names += [] if name in names else [name]
        fixed.append(part)
    return RegisteredTemplate(template_id, tuple(names), re.compile(pattern, re.DOTALL), tuple(fixed))


def _not_sent(code: str, reason: str) -> Receipt:
    return Receipt(Outcome.REJECTED, code=code, reason=reason, ours_to_fix=True)
