"""Cases and the people in them, as the case system tells of them (case-event.schema.json)."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations at run time
from decimal import Decimal  # noqa: TC003 - msgspec reads the annotations at run time
from enum import StrEnum

from msgspec import Struct, field


class Role(StrEnum):
    """What a party is in a case."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    CLUE_PROVIDER = "clue_provider"
    PETITIONER = "petitioner"


class Office(StrEnum):
    """A public office or status that sends an entry to an agency (art 8, R38, R44)."""

    CIVIL_SERVANT = "civil_servant"
    PARTY_MEMBER = "party_member"
    NPC_DEPUTY = "npc_deputy"
    CPPCC_MEMBER = "cppcc_member"
    UNITED_FRONT = "united_front"


class Court(Struct, frozen=True):
    """The enforcing court: its code in case numbers (苏0114), name and six-digit area code."""

    code: str
    name: str
    area_code: str


class Basis(Struct, frozen=True):
    """The document enforced: any number, also an arbitral or notary's (R83), and the body that made it."""

    number: str = ""
    body: str = ""


class Officer(Struct, frozen=True):
    """The officer in charge and his landline."""

    name: str = ""
    phone: str = ""


class Case(Struct, frozen=True):
    """A case. `amount_due` is in yuan; `duty` is the raw order and never public (R100)."""

    number: str
    court: Court
    filed_on: date
    cause: str = ""
    amount_due: Decimal | None = None
    basis: Basis = field(default_factory=Basis)
    duty: str = ""
    officer: Officer = field(default_factory=Officer)
    liability: str = "sole"
    file_query_url: str = ""
    closed_from_public: bool = False


class Photo(Struct, frozen=True):
    """A photo's place in the photo folder and where it comes from (R98)."""

    path: str
    source: str
    taken_on: date | None = None
    matched_by: str = ""


class PublicOffice(Struct, frozen=True):
    """An office held, and where."""

    office: Office
    unit: str
    unit_email: str = ""


class Superior(Struct, frozen=True):
    """The superior, competent or investor body of a unit (art 8, R44)."""

    name: str = ""
    email: str = ""


class Representative(Struct, frozen=True):
    """Who receives messages for or with a party (R93): guardian, lawyer, heir or administrator."""

    kind: str
    name: str
    mobile: str = ""
    mobile_confirmed_on: date | None = None


class Party(Struct, frozen=True):
    """A person or unit in a case. Holds full numbers: kept encrypted, printed nowhere, and hidden in its repr."""

    party_id: str
    role: Role
    kind: str
    name: str
    id_number: str = ""
    uscc: str = ""
    legal_representative: str = ""
    sex: str = ""
    mobile: str = ""
    email: str = ""
    address: str = ""
    community_code: str = ""
    id_type: str = "resident"
    birth_date: date | None = None
    mobile_source: str = ""
    mobile_confirmed_on: date | None = None
    domicile_confirmed_on: date | None = None
    representative_as_of: date | None = None
    representatives: tuple[Representative, ...] = ()
    photo: Photo | None = None
    public_offices: tuple[PublicOffice, ...] = ()
    electronic_service_consent: bool = False
    full_time_student: bool = False
    government_organ: bool = False
    unit_nature: str = ""
    superior: Superior | None = None

    def __repr__(self) -> str:
        """Show the opaque id alone."""
        return f"Party({self.party_id})"

    @property
    def is_unit(self) -> bool:
        """Whether this is a company or another unit."""
        return self.kind == "unit"

    @property
    def is_government_organ(self) -> bool:
        """Whether this is an organ of government (R19)."""
        return self.government_organ or self.unit_nature == "government_organ"

    @property
    def guardian(self) -> Representative | None:
        """The guardian on record."""
        return next((each for each in self.representatives if each.kind == "guardian"), None)
