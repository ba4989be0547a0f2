"""`bench sms.render`: notices written, checked and counted as SMS, against bare jinja2 writing the same templates."""

from __future__ import annotations

import time
import tomllib
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from benchmarks.measure import Measured
from broadcaster.domain.money import yuan
from broadcaster.domain.notice_plan import Medium
from broadcaster.domain.wording import Wording
from broadcaster.rendering.fact_environment import day, is_known, sentence
from broadcaster.rendering.notice import Letterhead, NoticeTemplates
from broadcaster.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("filing", "case_course", "enforcement_risk", "perform_duty", "liability", "declare_assets", "clue_received", "verify_number")
ROUNDS = 2_000
REPEATS = 3
FACTS: dict[str, Any] = {
    "case": {
        "number": "（2026）苏0114执1274号",
        "filed_on": "2026-11-01",
        "cause": "民间借贷纠纷",
        "amount_due": "70057.01",
        "officer": {"name": "杜法官", "phone": "025-52872202"},
    },
    "party": {"name": "孙志新", "kind": "person"},
    "court": {"name": "南京市雨花台区人民法院", "hotline": "12368"},
    "notice": {"number": "（2026）苏0114执1274号通知", "issued_on": "2026-11-03", "perform_by": "2026-11-13"},
    "order": {"number": "（2026）苏0114执1274号之一", "issued_on": "2026-11-03", "declare_by": "2026-11-13"},
    "clue": {"clue_id": "C00334", "received_on": "2026-11-10", "urgent": False},
}


def render() -> Measured:
    """Return notices per CPU-second, ours and bare; the better of three rounds each, taken in turns."""
    ours, bare = _ours(), _bare()
    ours(), bare()
    rounds = [(_rate(ours), _rate(bare)) for _ in range(REPEATS)]
    value, baseline = max(rate for rate, _ in rounds), max(rate for _, rate in rounds)
    return Measured(value, "notices/CPU-s", baseline, value / baseline)


def _rate(write: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(ROUNDS):
        write()
    return ROUNDS * len(KINDS) / (time.process_time() - started)


def _ours() -> Callable[[], object]:
    wording = Wording.from_mapping(tomllib.loads((folder("config") / "wording.toml").read_text("utf-8")))
    letterhead = Letterhead("【雨花台法院】", ("court.example.gov.cn",), production=True)
    templates = NoticeTemplates(FileSystemLoader(folder("templates") / "notices"), letterhead, wording)
    return lambda: [templates.render(kind, FACTS, Medium.SMS) for kind in KINDS]


def _bare() -> Callable[[], object]:
    environment = Environment(loader=FileSystemLoader(folder("templates") / "notices"))  # noqa: S701 - an SMS is no HTML
    environment.filters.update(day=day, yuan=yuan, sentence=sentence)
    environment.tests.update(known=is_known)
    templates = [environment.get_template(f"{kind}/sms.txt") for kind in KINDS]
    return lambda: [template.render(FACTS) for template in templates]
