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
    """One text that the provider approved, compiled; `constant` is how many of its characters are fixed."""

    template_id: str
    names: tuple[str, ...]
    pattern: re.Pattern[str]
    constant: int


class RegisteredTemplates:
    """Every text registered with one provider, under one signature."""

    def __init__(self, signature: str, templates: Sequence[RegisteredTemplate]) -> None:
        """Look through the most fixed texts first: of two that fit, the one that leaves less to variables is meant."""
        self._before = f"【{signature}】"
        self._templates = sorted(templates, key=lambda each: -each.constant)

    def fill(self, text: str) -> Filled | Receipt:
        """Return the template of a text that begins with the signature, or why it cannot go this way."""
        if not text.startswith(self._before):
            return _not_sent("R63.signature", "the text does not begin with the registered signature")
        body = text.removeprefix(self._before)
        for each in self._templates:
            if found := each.pattern.fullmatch(body):
                values = dict(zip(each.names, found.groups(), strict=True))
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
    names, pattern, end = list[str](), "", 0
    for each in variable.finditer(text):
        pattern += re.escape(text[end : each.start()])
        name, end = each[1], each.end()
        pattern += f"(?:\\{names.index(name) + 1})" if name in names else "(.+?)"
        names += [] if name in names else [name]
    pattern += re.escape(text[end:])
    return RegisteredTemplate(template_id, tuple(names), re.compile(pattern, re.DOTALL), len(variable.sub("", text)))


def _not_sent(code: str, reason: str) -> Receipt:
    return Receipt(Outcome.REJECTED, code=code, reason=reason, ours_to_fix=True)
