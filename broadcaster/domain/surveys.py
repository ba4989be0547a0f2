"""Questionnaires of config/surveys.toml: how an answer is read, when it alarms, how answers are counted (R60, R104)."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from broadcaster.domain.errors import Fault, InvalidInput
from broadcaster.domain.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Answers = dict[str, str]
"""What was chosen or written, by the question's key; what was left out has no entry."""
INTEGRITY_TASK: Final = "integrity_answer"
"""The task that an alarming answer opens."""
TOKEN_LENGTH: Final = 12
"""Seventy-one bits of letters and digits: short enough for an SMS, too many to be guessed."""
_LINK: Final = re.compile(rf"(/surveys/)[A-Za-z0-9]{{{TOKEN_LENGTH}}}")
_LINE_END: Final = "\n"


def without_tokens(text: str) -> str:
    """Return a message as staff may read it: whoever holds a questionnaire's token answers it."""
    return _LINK.sub(r"\1…", text)


class Asking(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    """One of the options, which count 1, 2, 3 ... and have a mean."""
    CHOICE = "choice"
    TEXT = "text"


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to choose. `alarms`: whoever chooses it is looked after within a working day."""

    code: str
    text: str
    alarms: bool = False


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `longest` is for texts; a text that holds one of `alarming` words alarms too."""

    key: str
    asking: Asking
    text: str
    note: str = ""
    optional: bool = False
    options: tuple[Option, ...] = ()
    longest: int = 500
    alarming: tuple[str, ...] = ()

    def fault(self, given: str) -> str:
        """Say what is wrong with an answer, or nothing."""
        if not given:
            return "" if self.optional else "is missing"
        if self.asking is Asking.TEXT:
            return f"must have at most {self.longest} characters" if len(given) > self.longest else ""
        return "" if given in {option.code for option in self.options} else "is none of the options"

    def alarms(self, given: str) -> bool:
        """Say whether an answer must be looked after at once."""
        return any(option.alarms for option in self.options if option.code == given) or any(word in given for word in self.alarming)

    def worth(self, given: str) -> int:
        """Return what an answer counts on a scale, from 1."""
        return [option.code for option in self.options].index(given) + 1

    def told(self, given: str) -> str:
        """Return an answer in words."""
        return next((option.text for option in self.options if option.code == given), given)


class Survey(Struct, frozen=True, forbid_unknown_fields=True):
    """One questionnaire."""

    title: str
    intro: str
    question: tuple[Question, ...]

    def read(self, given: Mapping[str, str]) -> Answers:
        """Read a filled form; unknown fields are left aside. Raises `InvalidInput` with a pointer to every question that is wrong."""
        answers = {each.key: _written(given.get(each.key, "")) for each in self.question}
        faults = tuple(Fault(f"/{each.key}", fault) for each in self.question if (fault := each.fault(answers[each.key])))
        if faults:
            raise InvalidInput(*faults)
        return {key: answer for key, answer in answers.items() if answer}

    def alarms(self, answers: Answers) -> bool:
        """Say whether supervision must look after an answer within a working day (R104)."""
        return any(each.alarms(answers[each.key]) for each in self.question if each.key in answers)


class SurveyPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """config/surveys.toml: every questionnaire, and which one is offered when a case is concluded."""

    at_conclusion: str
    survey: dict[str, Survey]

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> SurveyPlan:
        """Read the decoded config/surveys.toml. Raises `InvalidInput` with a pointer to what does not fit."""
        plan = read_table(table, cls)
        faults = tuple(_faults(plan))
        if faults:
            raise InvalidInput(*faults)
        return plan


def _faults(plan: SurveyPlan) -> Iterator[Fault]:
    if plan.at_conclusion not in plan.survey:
        yield Fault("/at_conclusion", f"there is no survey {plan.at_conclusion}")
    for name, survey in plan.survey.items():
        counted = Counter(each.key for each in survey.question)
        for index, each in enumerate(survey.question):
            if counted[each.key] > 1:
                yield Fault(f"/survey/{name}/question/{index}/key", f"{each.key} stands twice")
            if (each.asking is Asking.TEXT) == bool(each.options):
                yield Fault(f"/survey/{name}/question/{index}/options", "are for scales and choices, and these need some")


def _written(text: str) -> str:
    return "".join(sign for sign in text if sign == _LINE_END or sign.isprintable()).strip()


class Tally(Struct, frozen=True):
    """How one question was answered: how many chose each option, and on a scale their mean."""

    question: Question
    chosen: Mapping[str, int]
    mean: float | None

    @classmethod
    def of(cls, question: Question, given: Iterable[Answers]) -> Tally:
        """Count; written texts are counted as such, not told."""
        said = [answers[question.key] for answers in given if question.key in answers]
        if question.asking is Asking.TEXT:
            return cls(question, {"written": len(said)}, None)
        known = [each for each in said if each in {option.code for option in question.options}]
        counted = Counter(known)
        is_scale = question.asking is Asking.SCALE and known
        mean = sum(map(question.worth, known)) / len(known) if is_scale else None
        return cls(question, {option.code: counted[option.code] for option in question.options}, mean)
