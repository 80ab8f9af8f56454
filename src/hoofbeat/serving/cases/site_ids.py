"""Codes of a site (``SITE:…``) in what is kept: under such a code anything may be written, a name too."""

from fastapi import HTTPException, Request

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.serving.cases.schemas import CaseAsStated, CaseDiagnosis
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.problems import UNUSABLE, FieldProblem, Refusal

_OF_SITE = "SITE:"


def require_known(request: Request, stated: CaseAsStated | None, diagnosis: CaseDiagnosis | None = None) -> None:
    """See that codes of a site are those that the model learned from its records.

    Raises:
        HTTPException: 503, there are such codes, and no bundle to ask.
        Refusal: 422, the model does not know one.
    """
    named = {"diagnosis.disease": diagnosis.disease} if diagnosis else {}
    if stated is not None:
        named |= {f"findings[{place}].id": one.id for place, one in enumerate(stated.findings)}
        named |= {f"measurements[{place}].code": one.code for place, one in enumerate(stated.measurements)}
    named = {place: code for place, code in named.items() if code.startswith(_OF_SITE)}
    if not named:
        return
    try:
        bundle: Diagnoser = request.app.state.engine.diagnoser
    except HoofbeatError as error:
        raise HTTPException(503, str(error)) from error
    numbers = {number.code for number in bundle.numbers}
    errors = [
        FieldProblem(
            field=place,
            message="the model that answers knows no such code of the site",
            hint="use a code of a public vocabulary, or one that /v1/findings, /v1/measurements or /v1/diseases lists",
        )
        for place, code in named.items()
        if code not in numbers and code not in bundle.lexicon and not bundle.knows(code)
    ]
    if errors:
        raise Refusal(422, UNUSABLE, errors)
