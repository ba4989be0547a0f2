"""Whether a gateway stands in the court's own network, as far as its address can tell (R41)."""

from __future__ import annotations

from ipaddress import ip_address


def stays_in_the_house(host: str) -> bool:
    """Say whether the address is this machine or a private one; of a name nothing is known."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
