"""Questionnaires by their token: asked, answered once (contract: Public places; R60, R104)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from broadcaster.domain.case_number import veiled
from broadcaster.domain.errors import InvalidInput, NotFound, WrongState
from broadcaster.entrypoints.web.forms import faulty_fields, page, read_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from broadcaster.rendering.public_page import PublicPages
    from broadcaster.services.answers.survey_answers import OpenSurvey, SurveyAnswers


def surveys_router(*, answers: SurveyAnswers, pages: PublicPages, court: str, hotline: str) -> APIRouter:
    """Return the routes of questionnaires."""
    router = APIRouter(tags=["public"])

    def closed(state: str, status: int = 200) -> Response:
        return page(pages.survey_closed(state, court, hotline), status)

    def form(token: str, found: OpenSurvey, given: Mapping[str, str], faults: Collection[str]) -> Response:
        content = pages.survey(
            found.survey,
            court=court,
            hotline=hotline,
            action=f"/surveys/{token}",
            about=veiled(found.offer.case_number),
            expires_on=(found.offer.expires_at - timedelta(days=1)).date(),
            given=given,
            faults=faults,
        )
        return page(content, 422 if faults else 200)

    @router.get("/surveys/{token}")
    async def ask(token: str) -> Response:
        """Show a questionnaire."""
        try:
            found = await answers.behind(token)
        except NotFound:
            return closed("unknown", 404)
        if found.is_answered or found.is_over:
            return closed("answered" if found.is_answered else "over", 410)
        return form(token, found, {}, ())

    @router.post("/surveys/{token}")
    async def take(token: str, request: Request) -> Response:
        """Take the one answer."""
        given = await read_form(request)
        try:
            await answers.answer(token, given)
        except InvalidInput as error:
            return form(token, await answers.behind(token), given, faulty_fields(error))
        except (NotFound, WrongState):
            return await ask(token)
        return closed("thanks")

    return router
