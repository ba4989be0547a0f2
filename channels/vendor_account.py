"""What a commercial SMS vendor's account may carry: court content only where the vendor approved a government account (R65, R66, R69)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.ports.channels import Capabilities

if TYPE_CHECKING:
    from broadcaster.ports.options import Options

LONGEST_TEXT = 500


def vendor_capabilities(options: Options, *, cross_border: bool, can_ask: bool) -> Capabilities:
    """Read `government_account`, `government_approval` and `concurrency`; no questionnaires, no answers, no links in variables ever."""
    government, approval = options.flag("government_account", default=False), options.text("government_approval", "")
    if government and not approval:
        options.refuse("government_approval", "is missing: the number under which the vendor approved court content (R69)")
    return Capabilities(
        medium="sms",
        court_content=government and bool(approval),
        links=False,
        two_way=False,
        survey=False,
        cross_border=cross_border,
        max_length=LONGEST_TEXT,
        can_ask=can_ask,
        concurrency=options.number("concurrency", 32, least=1, most=1000),
    )
