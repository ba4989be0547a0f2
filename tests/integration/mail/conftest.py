"""The mail house: Postfix and Dovecot, once for all tests of this folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.integration.mail import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.mail.servers import MailHouse


@pytest.fixture(scope="session")
def _mail_house() -> Iterator[MailHouse]:
    if reason := servers.lacking():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with tempfile.TemporaryDirectory(prefix="mail-") as folder, servers.running(Path(folder)) as house:
        yield house


@pytest.fixture
def mail_house(_mail_house: MailHouse) -> MailHouse:
    """Give the running servers, the mailbox for bounces empty."""
    _mail_house.empty()
    return _mail_house
