"""The house's own reasons to write, beside the events of the case system; rows of config/notices.toml name them like events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPOSURE_PLANNED: Final = "broadcaster.exposure.planned"
UNIT_INFORMED: Final = "broadcaster.unit.informed"
FOLLOW_UP_DUE: Final = "broadcaster.follow_up.due"
SURVEY_OFFERED: Final = "broadcaster.survey.offered"
ALARM_RAISED: Final = "broadcaster.alarm.raised"
PETITIONS_REMINDED: Final = "broadcaster.petitions.reminded"
PETITIONS_REPORTED: Final = "broadcaster.petitions.reported"

OCCASIONS: Final[Mapping[str, str]] = {
    EXPOSURE_PLANNED: "R113",
    UNIT_INFORMED: "R44, R116",
    FOLLOW_UP_DUE: "R58",
    SURVEY_OFFERED: "R60, R104",
    ALARM_RAISED: "R24, R91",
    PETITIONS_REMINDED: "R116",
    PETITIONS_REPORTED: "R116",
}
"""Every occasion, and the rule that asks for it."""
