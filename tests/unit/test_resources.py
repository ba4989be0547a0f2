"""Where the shipped folders are found."""

from __future__ import annotations

from typing import Literal

import pytest

from broadcaster.resources import folder


@pytest.mark.parametrize("name", ["config", "sample", "templates"])
def test_every_shipped_folder_is_found(name: Literal["config", "sample", "templates"]) -> None:
    """Texts, tables and the sample month are at hand wherever the program was installed from."""
    assert folder(name).is_dir()
