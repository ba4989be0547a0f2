"""Synthetic cases, people and events for the tests: area 320199, serial 000, right check digits, nobody real."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from broadcaster.domain.case_event import CaseEvent, read
from broadcaster.domain.case_file import CaseFile, fold
from broadcaster.domain.deliveries import DeliveryState, Owed
from broadcaster.domain.eligibility import DisclosurePolicy
from broadcaster.domain.entries import EntryKey, EntryKind

Body = dict[str, Any]

CASE_NUMBER: Final = "（2026）苏0114执100号"
LISTED_AT: Final = "2026-11-05T09:00:00+08:00"
TODAY: Final = date(2026, 11, 14)
POLICY: Final = DisclosurePolicy(frozenset({"抚养费纠纷"}))
LISTING: Final = EntryKey(EntryKind.DISHONEST, "L1")

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(born: date) -> str:
    """Return the identity number of nobody, born on that day."""
    digits = f"320199{born:%Y%m%d}000"
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def credit_code(number: int) -> str:
    """Return the unified social credit code of no company."""
    text = f"91320199{number:09d}"
    total = sum(_CODE_SIGNS.index(sign) * 3**place % 31 for place, sign in enumerate(text))
    return text + _CODE_SIGNS[-total % 31]


def person(name: str = "陈辉平", born: date = date(1980, 5, 6), **told: Any) -> Body:  # noqa: ANN401 - any member of the schema
    """Return a debtor; `told` adds or replaces members, None leaves one out."""
    fixed = {"party_id": f"P-{name}", "role": "debtor", "kind": "person", "name": name, "id_number": id_number(born), "sex": "male"}
    return _told(fixed | {"mobile": "19900000001", "mobile_confirmed_on": "2026-10-01"}, told)


def unit(name: str = "南京示例贸易有限公司", number: int = 1, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return a company in debt."""
    fixed = {"party_id": f"U-{name}", "role": "debtor", "kind": "unit", "name": name, "uscc": credit_code(number)}
    return _told(fixed | {"legal_representative": "周示例", "mobile": "19900000002", "mobile_confirmed_on": "2026-10-01"}, told)


def applicant(name: str = "毛晓海", born: date = date(1968, 7, 28), **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return an applicant."""
    return person(name, born, **{"role": "applicant", "mobile": "19900000378", **told})


def case(number: str = CASE_NUMBER, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return a case over 70,957.20 yuan, filed in March 2026."""
    fixed = {
        "number": number,
        "court": {"code": "苏0114", "name": "南京市雨花台区人民法院", "area_code": "320114"},
        "cause": "买卖合同纠纷",
        "filed_on": "2026-03-02",
        "amount_due": "70957.20",
        "basis": {"number": "（2026）苏0114民初6174号", "body": "南京市雨花台区人民法院"},
        "duty": "支付货款",
        "officer": {"name": "钱法官", "phone": "025-52911548"},
        "file_query_url": "https://court.example.gov.cn/files",
    }
    return _told(fixed, told)


def listing(listing_id: str = "L1", **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return a sound listing on the first ground: signed, served, without a term."""
    fixed = {
        "listing_id": listing_id,
        "decision_number": "（2026）苏0114执100号之一",
        "decided_on": "2026-11-02",
        "signed_by": "王院长",
        "served_on": "2026-11-03",
        "grounds": [1],
        "performance": "none",
        "origin": "applicant",
    }
    return _told(fixed, told)


def listing_with_term(listing_id: str = "L1", **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return a sound listing on the third ground, for two years."""
    return listing(listing_id, **{"grounds": [3], "term_ends_on": "2028-11-02", **told})


def event(kind: str, /, *, at: str = LISTED_AT, of: Body | None = None, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return a CloudEvent `court.<kind>`; its id follows from its content, so that the same is a repeat."""
    content = {"case": of or case(), **told}
    body = {
        "specversion": "1.0",
        "source": "/courts/320114/case-management",
        "type": f"court.{kind}",
        "subject": content["case"]["number"],
        "time": at,
        "datacontenttype": "application/json",
        "data": content,
    }
    return {"id": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:20], **body}


def listed(party: Body | None = None, decision: Body | None = None, *, at: str = LISTED_AT, of: Body | None = None) -> Body:
    """Return `debtor.listed`."""
    return event("debtor.listed", at=at, of=of, party=party or person(), listing=decision or listing())


def revoked(listing_id: str = "L1", *, at: str = "2026-11-20T10:00:00+08:00", party: Body | None = None, of: Body | None = None) -> Body:
    """Return `debtor.listing_revoked`."""
    told = {"party": party or person(), "listing_id": listing_id, "reason": "不应纳入", "ground_on": at[:10]}
    return event("debtor.listing_revoked", at=at, of=of, **told)


def deleted(*, at: str = "2026-11-20T10:00:00+08:00", party: Body | None = None, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return `debtor.listing_deleted` of L1."""
    fixed = {"party": party or person(), "listing_id": "L1", "reason": "应予删除", "ground_on": at[:10]}
    return event("debtor.listing_deleted", at=at, **(fixed | told))


def performed(
    party: Body | None = None,
    proof: str = "verified",
    *,
    at: str = "2026-11-18T10:00:00+08:00",
    of: Body | None = None,
    **told: Any,  # noqa: ANN401
) -> Body:
    """Return `debtor.performed`."""
    return event("debtor.performed", at=at, of=of, party=party or person(), performed_on=at[:10], proof=proof, **told)


def detained(party: Body | None = None, *, at: str = LISTED_AT, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return `debtor.detention_decided` against someone in hiding, with a funded reward."""
    fixed = {
        "party": party or person(),
        "decision_number": "D1",
        "decided_on": "2026-11-03",
        "whereabouts_unknown": True,
        "reward": {"amount": "2000", "funded_by": "申请执行人"},
    }
    return event("debtor.detention_decided", at=at, **_told(fixed, told))


def bounty_granted(party: Body | None = None, *, at: str = LISTED_AT, **told: Any) -> Body:  # noqa: ANN401 - as above
    """Return `bounty.granted` on assets, sound in every point."""
    fixed = {
        "bounty_id": "B1",
        "decision_number": "（2026）苏0114执100号之三",
        "applied_on": "2026-10-20",
        "decided_on": "2026-10-28",
        "applicant_promises_payment": True,
        "publish_via": ["screens", "web", "domicile"],
        "reward_rate_or_amount": "执行到位金额的10%",
        "conditions": "提供本院尚未掌握的财产线索并据此执行到位",
        "valid_until": "2027-02-28",
    }
    return event("bounty.granted", at=at, party=party or person(), bounty=_told(fixed, told))


def notice_issued(party: Body | None = None, asset_control: str = "pending", *, at: str = "2026-11-05T10:00:00+08:00") -> Body:
    """Return `enforcement.notice_issued`."""
    notice = {"number": "（2026）苏0114执100号", "issued_on": "2026-11-05", "perform_by": "2026-11-20"}
    return event("enforcement.notice_issued", at=at, party=party or person(), notice=notice, asset_control=asset_control)


def owed(number: int = 1, **changed: Any) -> Owed:  # noqa: ANN401 - any field of a delivery
    """Return a text message that has been due since 5 November at 10:00."""
    made = Owed(
        delivery_id=f"d{number}",
        case_number=CASE_NUMBER,
        party_id="P1",
        kind="filing",
        version=1,
        recipient="self",
        medium="sms",
        channel="sms_twilio",
        event_key=f"e{number}",
        state=DeliveryState.QUEUED,
        reason="",
        due_at=moment("2026-11-05", "10:00"),
        urgent=False,
        address="19900000001",
        address_key=f"a{number}",
        message=b'{"text":"x"}',
    )
    return replace(made, **changed)


def as_told(*bodies: Body) -> CaseFile:
    """Fold events as they would be read from the wire."""
    return fold(happened(body) for body in bodies)


def happened(body: Body) -> CaseEvent:
    """Read one event."""
    return read(body)


def moment(day: str, clock: str = "09:00") -> datetime:
    """Return a moment by the court's clock."""
    return datetime.fromisoformat(f"{day}T{clock}:00+08:00")


def _told(fixed: Body, told: Body) -> Body:
    return {name: value for name, value in (fixed | told).items() if value is not None}
