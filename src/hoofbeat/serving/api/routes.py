"""The medical part of the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from hoofbeat.bundle.runtime.ask import ask
from hoofbeat.bundle.runtime.card import card_text
from hoofbeat.bundle.runtime.manifest import LONG
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage, Wording
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.answering import Answering
from hoofbeat.serving.api.answers import FindingAnswer, MeasurementAnswer, ModelAnswer
from hoofbeat.serving.api.card import card_facts, card_page
from hoofbeat.serving.api.found import finding_answer
from hoofbeat.serving.api.ranking import ranked
from hoofbeat.serving.api.responses import ASKS, BODY
from hoofbeat.serving.api.schemas import DifferentialRequest
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import Problem
from hoofbeat.standards.analytes import analytes

router = APIRouter(prefix="/v1", route_class=StrictRoute, responses=ASKS)


# Without waiting for anything: as plain functions, FastAPI would hand each of them to a thread.


async def _answering(request: Request) -> Answering:
    try:
        answering: Answering = request.app.state.engine.answering
    except HoofbeatError as error:
        raise HTTPException(503, str(error)) from error
    return answering


async def _diagnoser(answering: Annotated[Answering, Depends(_answering)]) -> Diagnoser:
    return answering.diagnoser


async def _metrics(request: Request) -> ServingMetrics:
    metrics: ServingMetrics = request.app.state.metrics
    return metrics


Answers = Annotated[Answering, Depends(_answering)]
Bundle = Annotated[Diagnoser, Depends(_diagnoser)]
Metrics = Annotated[ServingMetrics, Depends(_metrics)]


@router.post(
    "/differential",
    summary="Rank diseases for one case",
    tags=["differential"],
    responses=BODY,
    response_model=Differential,
)
def differential(asked: DifferentialRequest, request: Request, bundle: Bundle, metrics: Metrics) -> Response:
    """Rank common and orphan diseases for one case, with what speaks for and against each.

    Measurements are converted to standard units, and those outside their reference range become findings. What the
    model does not know is set aside with a warning; if it knows nothing of the case, the request is refused.

    By default (`grouped`) subtypes of one disease share the line of the best-ranked, which keeps its `rank` and
    `probability`; `subtypes` lists the others among the leading diseases, and `group_probability` is that of the whole
    group.
    `sufficiency`, `in_set` and `conformal_set` speak of single diseases by rank, grouped or not. They were measured in
    the `setting` `genetics`: elsewhere they are `null` and `false`, and no promise is made.
    """
    answer = ranked(asked, request, bundle, metrics, on_trial=True)
    # Written in this thread, and once: FastAPI would check it again, and write it in another one.
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get("/findings", summary="Find clinical findings by name, and read typed measurements", tags=["findings"])
def findings(
    bundle: Bundle,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            description="Words, their beginnings, an id, a denial (`sin fiebre`) or a value (`glucosa 420`).",
        ),
    ],
    lang: Annotated[SearchLanguage, Query(description="The reader's language; all are searched.")] = "en",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[FindingAnswer]:
    """Search names and synonyms in English and Spanish, best first; accents, case and typing errors are forgiven.

    A value offers the measurement, and after it the finding that it leads to in an adult, if any. A denial offers the
    finding as `excluded`, unless the finding is itself a lack ("no habla"). What merely resembles the words is `weak`;
    where nothing does, the list is empty.
    """
    return [finding_answer(answer) for answer in ask(bundle.lexicon, q, lang=lang, limit=limit)]


@router.get("/measurements", summary="List what can be measured", tags=["findings"])
def measurements(bundle: Bundle) -> list[MeasurementAnswer]:
    """Vital signs and laboratory values by LOINC code, and the numbers of the site that trained the model."""
    in_model = {number.code: number for number in bundle.numbers}
    standard = [
        MeasurementAnswer(code=a.code, names=a.names, unit=a.unit, in_model=a.code in in_model)
        for a in analytes().values()
    ]
    of_site = [
        MeasurementAnswer(code=n.code, names=n.names or Wording(en=n.code), unit=n.unit, in_model=True)
        for n in bundle.numbers
        if n.code.startswith("SITE:")
    ]
    return standard + of_site


@router.get("/model", summary="Which model answers", tags=["model"])
def model(bundle: Bundle) -> ModelAnswer:
    """The bundle's version and manifest: versions of data and knowledge, training date, metrics."""
    return ModelAnswer(
        version=bundle.version,
        diseases=len(bundle.diseases),
        orphan_diseases=bundle.orphan_diseases,
        findings=len(bundle.lexicon),
        manifest=bundle.manifest.model_dump(mode="json", exclude=set(LONG)),
    )


@router.get(
    "/model-card",
    summary="What the model is for, how well it does for whom, and its limits",
    tags=["model"],
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}, "text/html": {}}},
        404: {"model": Problem, "description": "The bundle has no model card."},
    },
)
def model_card(
    bundle: Bundle,
    lang: Annotated[
        ProseLanguage | None, Query(description="A page in this language; facts as JSON without it.")
    ] = None,
) -> Response:
    """The model card that was exported with the bundle: JSON for programs, or a page in English or Spanish."""
    text = card_text(bundle.card, lang)
    if text is None:
        raise HTTPException(404, "This bundle has no model card: export it again with this version of hoofbeat.")
    return card_page(text) if lang else card_facts(text)
