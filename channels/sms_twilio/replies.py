"""What people wrote back, as Twilio's inbound webhook brings it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.ports.inbox import Reply
from channels.sms_twilio.receipts import require_signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from broadcaster.ports.channels import CallbackRequest

CHINA = "+86"


def read_replies(request: CallbackRequest, options: Mapping[str, object]) -> Sequence[Reply]:
    """Understand one inbound message, its sender as a mainland number without its country.

    Raises `BadSignature` where X-Twilio-Signature does not fit, and `InvalidInput` for a form without an id or a sender.
    """
    require_signature(request, options)
    form = request.form
    if missing := [name for name in ("MessageSid", "From") if not form.get(name)]:
        raise InvalidInput(*(Fault(f"/{name}", "is missing") for name in missing))
    return [Reply(provider_id=form["MessageSid"], sender=form["From"].removeprefix(CHINA), text=form.get("Body", ""))]
