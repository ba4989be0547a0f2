"""Every way this program says no.

BroadcasterError
├── Refused                 what was asked may not or cannot be done; nothing was changed
│   ├── InvalidInput        the input's shape or content, with a pointer to each faulty field
│   ├── MissingFact         a template needs a fact that the event did not bring
│   ├── UncoveredCharacter  no configured font draws a character (R87)
│   ├── OverflowingText     a text does not fit its box even at the smallest size (R86)
│   ├── UnreadableCode      a finished picture's QR code does not read back as what was asked for
│   ├── UnusablePhoto       a photo file cannot be read as a picture
│   ├── ForbiddenWording    a text holds what R63, R64, R67 or R109 forbid
│   ├── NotAllowed          the user lacks the role, or would break four eyes (R42)
│   ├── WrongState          the list, entry or delivery is not in a state for this
│   ├── StaleApproval       the digest approved is not the digest there is (R89)
│   └── UnknownYear         no official calendar for that year (R23)
├── NotFound                no such list, entry, user, agency, screen or file
├── Unauthenticated         key, token, password or signature missing or wrong
├── SettingsError           the configuration, with every problem found
├── ChannelError            a channel cannot say what it was asked to say
│   └── Unsupported         the channel's declared abilities do not cover the message (R41, R69)
└── Unavailable             database, queue or gateway out of reach; try again later
"""

from __future__ import annotations

from dataclasses import dataclass


class BroadcasterError(Exception):
    """Something in court-broadcaster went wrong."""

    def __init__(self, message: str | None = None) -> None:
        """Keep `message`, or the class docstring where none is given."""
        super().__init__(message or type(self).__doc__ or type(self).__name__)


class Refused(BroadcasterError):
    """The request was refused and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: a JSON pointer (RFC 6901) and what is wrong there."""

    pointer: str
    message: str


class InvalidInput(Refused):
    """The input is not of the agreed shape."""

    def __init__(self, *faults: Fault) -> None:
        """Keep every fault found, so that all can be mended at once."""
        self.faults = faults
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.message}" for fault in faults))


class MissingFact(Refused):
    """A template needs a fact that is not there."""

    def __init__(self, template: str, *facts: str) -> None:
        """Name the template and each missing fact."""
        self.template = template
        self.facts = facts
        super().__init__(f"{template}: missing {', '.join(facts)}")


class UncoveredCharacter(Refused):
    """No configured font draws a character (R87)."""

    def __init__(self, entry: str, field: str, character: str) -> None:
        """Name the entry, the field and the character with its code point."""
        self.entry = entry
        self.character = character
        super().__init__(f"{entry}: {field}: no font covers {character!r} (U+{ord(character):04X})")


class OverflowingText(Refused):
    """A text does not fit its box even at the smallest size (R86)."""

    def __init__(self, entry: str, field: str, text: str) -> None:
        """Name the entry, the field and the text's length; the text itself may be a name, which belongs in no log."""
        self.entry = entry
        super().__init__(f"{entry}: {field}: {len(text)} characters do not fit even at the smallest size")


class UnreadableCode(Refused):
    """A finished picture's QR code does not read back as what was asked for."""


class UnusablePhoto(Refused):
    """A photo file cannot be read as a picture."""


class ForbiddenWording(Refused):
    """A text holds words or signs that its medium may not carry."""


class NotAllowed(Refused):
    """The user may not do this."""


class WrongState(Refused):
    """The thing is not in a state that allows this."""


class StaleApproval(Refused):
    """What was approved is not what is there now."""


class UnknownYear(Refused):
    """The official working-day calendar of that year is not known (R23)."""

    def __init__(self, year: int) -> None:
        """Name the year."""
        self.year = year
        super().__init__(f"no official working-day calendar for {year}: add config/calendar/{year}.toml")


class NotFound(BroadcasterError):
    """There is no such thing."""


class Unauthenticated(BroadcasterError):
    """The key, token, password or signature is missing or wrong."""


class SettingsError(BroadcasterError):
    """The configuration cannot be used."""

    def __init__(self, *problems: str) -> None:
        """Keep every problem found."""
        self.problems = problems
        super().__init__("\n".join(problems))


class ChannelError(BroadcasterError):
    """A channel cannot do what it was asked."""


class Unsupported(ChannelError):
    """The channel's declared abilities do not cover this (R41, R69)."""


class Unavailable(BroadcasterError):
    """A server that is needed is out of reach."""
