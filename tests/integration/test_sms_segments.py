"""Our count of segments beside another house's: npm `sms-segments-calculator`, which Twilio's own page uses."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.sms import parts, segments, units
from broadcaster.domain.wording import Wording
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.resources import folder
from tests.notice_facts import readings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

RARE = "𠮷𡈽𪚥𬎆𰻞㐂㛃䶮彧"
"""Characters of people's names: from the extensions A, B, D, E and G, most of them surrogate pairs."""
NAMES = ("孙志新", "𠮷田𡈽", "㛃𬎆䶮", RARE)
EMOJI = "😀🚗✅"
WORDING = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
LETTERHEAD = Letterhead("【雨花台法院】", ("court.example.gov.cn",), production=True)


def counted_elsewhere(node_modules: Path, texts: Sequence[str]) -> list[int]:
    """Return what the other house counts for each text in UCS-2."""
    script = Path(__file__).parents[1] / "node" / "count_segments.js"
    done = subprocess.run(
        ["node", str(script)],  # noqa: S607 - the node of this machine
        env={**os.environ, "NODE_PATH": str(node_modules)},
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    counts: list[int] = json.loads(done.stdout)
    return counts


def every_notice() -> list[str]:
    """Return the SMS of every kind in every reading, to people with common and with rare names."""
    notices = NoticeTemplates(FileSystemLoader(folder("templates") / "notices"), LETTERHEAD, WORDING)
    kinds = sorted(path.parent.name for path in (folder("templates") / "notices").glob("*/sms.txt"))
    return [
        notices.render(kind, {**facts, "party": {**facts["party"], "name": name}}, Medium.SMS).text
        for kind in kinds
        for facts in readings_of(kind)
        for name in NAMES
    ]


def test_r61_every_notice_costs_what_the_other_house_says(node_modules: Path) -> None:
    """Whoever the notice is for, and whatever characters his name holds."""
    texts = every_notice()
    assert len(texts) > 100
    assert [segments(text) for text in texts] == counted_elsewhere(node_modules, texts)


def test_r61_a_pair_at_the_end_of_a_part_is_counted_alike(node_modules: Path) -> None:
    """Both leave the 67th unit empty where a rare character would be cut: checked with a pair at each place around each boundary."""
    texts = [
        "案" * before + rare + "案" * after
        for rare in RARE + EMOJI
        for before in (65, 66, 67, 132, 133, 134, 200)
        for after in (0, 1, 66, 70)
    ]
    texts += ["𠮷" * count for count in range(30, 140)]
    assert [segments(text) for text in texts] == counted_elsewhere(node_modules, texts)


def test_r61_any_mixture_is_counted_alike(node_modules: Path) -> None:
    """Two thousand texts of common, rare and Latin characters and emoji, of one unit to ten segments."""
    random = Random(61)  # noqa: S311 - a corpus, no secret
    texts = ["".join(random.choices("案件执行，。a1（）" + RARE + EMOJI, k=random.randrange(1, 500))) for _ in range(2000)]
    assert [segments(text) for text in texts] == counted_elsewhere(node_modules, texts)


def test_what_one_sees_as_one_sign_may_be_cut_by_us_and_not_by_them(node_modules: Path) -> None:
    """The difference: they also keep flags, families and characters with a variant together, which R61 does not ask and carriers do not do.

    So they may count more, never less; what is cut is drawn whole again once the handset has joined the parts.
    """
    texts = ["案" * before + sign + "案" * (134 - before - units(sign)) for sign in ("🇨🇳", "👨‍👩‍👧", "葛󠄀", "é") for before in range(60, 70)]
    ours, theirs = [segments(text) for text in texts], counted_elsewhere(node_modules, texts)
    assert all(here <= there for here, there in zip(ours, theirs, strict=True))
    assert ours != theirs
    assert all("".join(parts(text)) == text and max(map(units, parts(text))) <= 67 for text in texts)
