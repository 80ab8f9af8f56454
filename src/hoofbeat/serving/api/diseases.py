"""The part of the API that tells of diseases: search, and a page for each."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from hoofbeat.domain.disease_page import DiseasePage
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage
from hoofbeat.serving.api.disease_schemas import DiseaseHitAnswer
from hoofbeat.serving.api.responses import ASKS
from hoofbeat.serving.api.routes import Bundle
from hoofbeat.serving.http.body import StrictRoute
from hoofbeat.serving.http.problems import Problem

router = APIRouter(prefix="/v1", tags=["diseases"], route_class=StrictRoute, responses=ASKS)

AnyId = Annotated[
    str,
    Path(
        max_length=100,
        description="Its own id or an equivalent one, as OMIM, Orphanet, MONDO or the catalogue write it.",
        examples=["OMIM:154700"],
    ),
]


@router.get("/diseases", summary="Find diseases by name")
def found(
    bundle: Bundle,
    q: Annotated[
        str,
        Query(min_length=1, max_length=200, description="Words, their beginnings, or an id (`OMIM 154700`, `558`)."),
    ],
    lang: Annotated[SearchLanguage, Query(description="The reader's language; all are searched.")] = "en",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[DiseaseHitAnswer]:
    """Search names and synonyms in English and Spanish, best first; accents, case and typing errors are forgiven."""
    return [
        DiseaseHitAnswer(
            id=hit.disease.id,
            names=hit.disease.names,
            orphan=hit.disease.orphan,
            icd10=hit.disease.icd10,
            matched=hit.matched,
            score=round(hit.score, 4),
            weak=hit.weak,
        )
        for hit in bundle.find_diseases(q, lang=lang, limit=limit)
    ]


@router.get(
    "/diseases/{disease_id}",
    summary="What is known of a disease",
    responses={404: {"model": Problem, "description": "The catalogue has no disease of this id."}},
)
def page(
    disease_id: AnyId,
    bundle: Bundle,
    lang: Annotated[
        ProseLanguage, Query(description="Language of the linked pages, where they come in several.")
    ] = "en",
) -> DiseasePage:
    """The entry of the catalogue, what its patients show by body system, its subtypes, and links to public sources.

    `frequency` is the one of the ranking: small series are shrunk. Links are made from ids; the service asks nobody.
    """
    told = bundle.disease(disease_id, lang=lang)
    if told is None:
        raise HTTPException(404, "The catalogue has no disease of this id → find it by name: /v1/diseases?q=…")
    return told
