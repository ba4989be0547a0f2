"""Facts for every kind of notice, all of nobody, and the readings that a kind changes with: role, kind of party, outcome."""

from __future__ import annotations

import copy
from typing import Any, Final

Facts = dict[str, Any]

LONGEST_NAME: Final = "江苏宁安汇通生态农业科技发展与冷链物流综合服务股份有限公司南京市雨花台区软件大道第一分公司"
"""The longest name of the sample month, 45 characters."""

FACTS: Final[Facts] = {
    "case": {
        "number": "（2026）苏0114执1274号",
        "filed_on": "2026-11-01",
        "cause": "民间借贷纠纷",
        "amount_due": "70057.01",
        "officer": {"name": "杜法官", "phone": "025-52872202"},
        "file_query_url": "https://court.example.gov.cn/files",
    },
    "party": {"name": "孙志新", "kind": "person", "role": "debtor"},
    "reader": {"name": "赵值班", "audience": "duty_officer"},
    "court": {"name": "南京市雨花台区人民法院", "hotline": "12368", "domain": "court.example.gov.cn"},
    "notice": {"number": "（2026）苏0114执1274号通知", "issued_on": "2026-11-03", "perform_by": "2026-11-13"},
    "order": {"number": "（2026）苏0114执1274号之一", "issued_on": "2026-11-03", "declare_by": "2026-11-14"},
    "order_number": "（2026）苏0114执1274号限消",
    "on": "2026-11-04",
    "findings": {"assets": "名下银行存款12.35元", "measures": ["网络查控", "限制消费"], "seized_on": "2026-05-26"},
    "legal_basis": "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百一十七条",
    "clue": {"clue_id": "C00334", "received_on": "2026-11-10", "urgent": False, "answer": "线索所涉车辆已于此前查封。"},
    "listing": {
        "listing_id": "L1",
        "decision_number": "（2026）苏0114执1274号失信决定",
        "decided_on": "2026-11-02",
        "grounds": [1, 4],
        "performance": "partial",
        "term_ends_on": "2028-11-02",
        "extension_decision_number": "（2026）苏0114执1274号延长",
    },
    "reason": "不符合纳入条件",
    "ground_on": "2026-11-20",
    "ground": "settlement_performed",
    "exposure": {
        "list_month": "2026-11",
        "planned_on": "2026-11-14",
        "notice_days": 5,
        "objection_url": "https://court.example.gov.cn/objections/7Q2M9K4XWD",
    },
    "about": "listing",
    "filed_on": "2026-11-12",
    "decided_on": "2026-11-16",
    "outcome": "rejected",
    "stage": "valuation",
    "ruling_number": "（2026）苏0114执1274号之二",
    "ruled_on": "2026-11-17",
    "queried_on": "2026-11-14",
    "result": "nothing_found",
    "follow_up": {"months": 6},
    "cause": "bankruptcy",
    "stayed_on": "2026-11-18",
    "survey": {"name": "enforcement-conduct", "url": "https://court.example.gov.cn/s/k7Qm2VxZ3aBc", "expires_on": "2026-12-20"},
    "unit": {"name": "南京市雨花台区示例单位", "relation": "employer"},
    "letter": {"number": "苏0114执通〔2026〕7号"},
    "alarm": {
        "title": "财产线索将到答复期限",
        "subject": "（2026）苏0114执1274号",
        "due": "2026-11-17T17:30:00+08:00",
        "level": "请值班员处理",
        "url": "https://court.example.gov.cn/console/tasks",
    },
    "digest": {
        "week": "2026-W47",
        "open": 2,
        "overdue": 1,
        "rows": [
            {
                "title": "信访X00064",
                "case_number": "（2026）苏0114执1064号",
                "department": "立案庭",
                "due_on": "2026-11-20",
                "overdue": True,
            },
            {
                "title": "信访X00136",
                "case_number": "（2026）苏0114执1136号",
                "department": "立案庭",
                "due_on": "2026-12-05",
                "overdue": False,
            },
        ],
    },
}

OWN_FACTS: Final[dict[str, Facts]] = {
    "objection_received": {"stage": "first"},
    "objection_decided": {"stage": "first"},
    "concluded": {"outcome": "fully_performed"},
}
"""What a kind reads otherwise than the others: `stage` and `outcome` are said of a case and of an objection."""

READINGS: Final[dict[str, list[Facts]]] = {
    "case_stage": [{"stage": stage} for stage in ("assets_searched", "assets_controlled", "auction", "distribution", "objection", "other")],
    "listed": [{"listing.term_ends_on": None, "listing.grounds": [1]}, {"listing.grace_ends_on": "2026-12-02", "listing.grounds": [2]}],
    "listing_deleted": [{"ground": None}, {"ground": "terminated_no_assets"}, {"ground": "term_over"}],
    "objection_received": [{"kind": "not_me"}, {"stage": "review"}, {"about": "consumption"}, {"about": "bounty"}],
    "objection_decided": [{"outcome": "upheld"}, {"stage": "review"}, {"outcome": "upheld", "about": "termination"}],
    "terminated": [{"party.role": "applicant"}],
    "assets_queried": [{"result": "found", "note": "名下新登记车辆一辆"}],
    "resumed": [{"party.role": "applicant"}],
    "stayed": [{"party.role": "applicant"}, {"cause": "retrial"}, {"cause": "other"}],
    "concluded": [
        {"party.role": "applicant"},
        {"outcome": "settled", "party.role": "applicant"},
        {"outcome": "settled"},
        {"outcome": "refused"},
        {"outcome": "terminated"},
        {"outcome": "other"},
    ],
}
"""Further facts with which a kind is read."""


def facts_of(kind: str, /, **changed: object) -> Facts:
    """Return the facts of a kind; `changed` replaces some, named by their path (`{"party.kind": "unit"}`)."""
    facts = copy.deepcopy(FACTS) | OWN_FACTS.get(kind, {})
    for path, value in changed.items():
        *parents, last = path.split(".")
        at = facts
        for parent in parents:
            at = at[parent]
        at[last] = value
    return facts


def readings_of(kind: str) -> list[Facts]:
    """Return every reading of a kind: to a person and to a unit, with and without an officer, and its own outcomes."""
    common: list[Facts] = [{}, {"party.kind": "unit"}]
    return [facts_of(kind, **each) for each in (*common, *READINGS.get(kind, []))]
