"""R50, R51: nothing here claims that a document was served; a message is a notice, and service is done otherwise."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from broadcaster.domain.deliveries import DeliveryState
from broadcaster.ports.channels import Outcome

CHECKOUT = Path(__file__).parents[2]
SHOWN = sorted(
    path for folder in ("templates", "config") for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".txt", ".html", ".toml"}
)
CLAIMS = re.compile(r"已(?:电子|成功|视为)?送达|视为送达|即为送达|送达成功|完成送达|送达状态|经本?短信送达|以本?短信送达|短信送达|邮件送达")


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_no_text_says_that_something_was_served(path: Path) -> None:
    """Neither to a party nor to staff."""
    assert CLAIMS.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("state", [*DeliveryState, *Outcome])
def test_no_state_is_service(state: str) -> None:
    """There is no `served`, and no state is called 送达."""
    names = tomllib.loads((CHECKOUT / "config" / "reasons.toml").read_text("utf-8"))["name"]["delivery_state"]
    assert "serv" not in state
    assert "送达" not in names[state]


def test_where_consent_is_shown_it_says_that_a_message_is_no_service() -> None:
    """On the pages of a delivery and of an entry."""
    for page in ("delivery.html", "entry.html"):
        text = (CHECKOUT / "templates" / "console" / page).read_text("utf-8")
        assert "电子送达同意" in text
        assert "不是送达" in text
