"""How a channel's section of the settings is read: every fault at once, no secret repeated."""

from __future__ import annotations

import pytest

from broadcaster.domain.errors import SettingsError
from broadcaster.ports.options import Options, stays_in_the_house


def test_what_is_given_is_read_and_the_rest_has_its_default() -> None:
    """Numbers and flags may come as text; an empty text counts as not given."""
    options = Options("channels.x", {"host": "mail", "port": "2525", "links": "true", "user": ""})
    assert (options.text("host"), options.number("port", 25, least=1, most=65535)) == ("mail", 2525)
    assert (options.flag("links", default=False), options.text("user", "nobody")) == (True, "nobody")
    assert options.choice("tls", ("starttls", "none")) == "starttls"
    options.finish()


def test_every_fault_is_told_at_once() -> None:
    """Missing, wrong and unknown keys are named together, by section and key."""
    options = Options("channels.x", {"port": 0, "links": "perhaps", "tls": "old", "sendr": "a", "name": 7})
    options.text("host")
    options.text("name", "")
    options.number("port", 25, least=1, most=65535)
    options.flag("links", default=True)
    options.choice("tls", ("starttls", "none"))
    with pytest.raises(SettingsError) as told:
        options.finish()
    assert [problem.partition(":")[0] for problem in told.value.problems] == [
        "channels.x.host", "channels.x.name", "channels.x.port", "channels.x.links", "channels.x.tls", "channels.x.sendr",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [True, 1.5, "eight", -1])
def test_a_number_is_a_whole_number(value: object) -> None:
    """Neither truth nor fractions nor words are numbers."""
    options = Options("channels.x", {"port": value})
    options.number("port", 25, least=1, most=65535)
    with pytest.raises(SettingsError, match=r"channels\.x\.port"):
        options.finish()


def test_a_value_is_never_repeated() -> None:
    """A fault names the key alone: the value may be a secret."""
    options = Options("channels.x", {"password": ["p4ss"], "pasword": "p4ss"})
    options.text("password")
    with pytest.raises(SettingsError) as told:
        options.finish()
    assert "p4ss" not in str(told.value)


def test_tables_are_read_like_sections_of_their_own() -> None:
    """Their faults and unknown keys are told together with those of the section they stand in."""
    options = Options("channels.x", {"gateways": {"a": {"host": "h"}, "b": {"hst": "h"}}})
    assert [table.text("host") for table in options.tables("gateways").values()] == ["h", ""]
    with pytest.raises(SettingsError) as told:
        options.finish()
    assert [problem.partition(":")[0] for problem in told.value.problems] == ["channels.x.gateways.b.host", "channels.x.gateways.b.hst"]


@pytest.mark.parametrize("value", ["a", ["a"], {"a": "b"}])
def test_what_is_no_table_is_refused(value: object) -> None:
    """Neither texts nor lists stand where tables are expected."""
    options = Options("channels.x", {"gateways": value})
    assert options.tables("gateways") == {}
    with pytest.raises(SettingsError, match=r"channels\.x\.gateways"):
        options.finish()


@pytest.mark.parametrize(
    ("host", "stays"), [("localhost", True), ("127.0.0.1", True), ("10.8.0.3", True), ("8.8.8.8", False), ("a.cn", False)]
)
def test_r41_an_address_tells_whether_it_is_the_courts_own(host: str, *, stays: bool) -> None:
    """R41: this machine and private addresses are; of a name nothing is known."""
    assert stays_in_the_house(host) is stays
