"""Who gave a clue is told it came and what became of it: R59, R76."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.post import FRAUD, GOVERNS, letter, posted
from tests.builders import applicant, event, person

if TYPE_CHECKING:
    from tests.acceptance.online import Online
    from tests.builders import Body

PROVIDER = person("何线索", role="clue_provider", mobile="19900000888")
CLUE = {"clue_id": "C00334", "received_on": "2026-11-05"}


def answered(party: Body) -> Body:
    """Return the answer."""
    return event("clue.answered", party=party, clue=CLUE | {"answer": "经核查，所涉车辆已查封"})


@pytest.mark.parametrize(("party", "to"), [(PROVIDER, "19900000888"), (applicant(), "19900000378")], ids=["provider", "applicant"])
async def test_r59_whoever_gave_a_clue_is_told_by_when_it_is_checked(court: Online, party: Body, to: str) -> None:
    """R59: seven days, an urgent one three; and that he stays secret."""
    await court.tell(event("clue.received", party=party, clue=CLUE | {"urgent": True}))
    sms = await letter(court, "clue_received")
    assert (sms.to, sms.channel, sms.due) == (to, "sms_twilio", "2026-11-05 10:00")
    assert "编号C00334，将在三日内核查，结果另行告知。线索内容和提供人依法保密" in sms.text


async def test_r59_the_answer_is_told(court: Online) -> None:
    """Plan 三.12: the clue is answered."""
    await court.tell(answered(PROVIDER))
    assert (await letter(court, "clue_answered")).text == (
        "【雨花台法院】何线索：（2026）苏0114执100号案的财产线索（编号C00334，2026年11月5日收到）已经核查。"
        "答复如下：经核查，所涉车辆已查封。有疑问的，请联系承办人钱法官，电话025-52911548，咨询12368。"
        f"{GOVERNS}{FRAUD}"
    )


async def test_r76_no_debtor_learns_of_a_clue_or_of_who_gave_it(court: Online) -> None:
    """Identity and clue are secret."""
    await court.tell(
        event("case.filed", parties=[applicant(), person()]), event("clue.received", party=PROVIDER, clue=CLUE), answered(PROVIDER)
    )
    others = [each for each in await posted(court) if each.to != "19900000888"]
    assert others
    assert not any("线索（" in each.text or "何线索" in each.text or "C00334" in each.text for each in others)
