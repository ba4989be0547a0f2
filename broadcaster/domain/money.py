"""Sums of money as a court prints them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from broadcaster.domain.errors import Fault, InvalidInput

_AMOUNT: Final = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")


def yuan(amount: Decimal | str) -> str:
    """Return `37567.6` as `37,567.60元`. Raises `InvalidInput` where it is no sum of up to 13 digits and two decimals."""
    text = str(amount)
    if not _AMOUNT.fullmatch(text):
        raise InvalidInput(Fault("", "amount: must be yuan in digits with at most two decimals"))
    return f"{Decimal(text):,.2f}元"
