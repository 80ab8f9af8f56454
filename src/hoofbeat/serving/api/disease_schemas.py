"""The shape of a line of the search over diseases."""

from pydantic import ConfigDict, Field

from hoofbeat.domain.languages import HasNames


class DiseaseHitAnswer(HasNames):
    """A disease that the search found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "HBD:0000040",
                    "names": {"en": "Pneumonia", "es": "Neumonía"},
                    "name": "Pneumonia",
                    "name_es": "Neumonía",
                    "orphan": False,
                    "icd10": ["J18"],
                    "matched": "pulmonía",
                    "score": 1.0,
                    "weak": False,
                }
            ]
        }
    )

    id: str
    orphan: bool
    icd10: tuple[str, ...]
    matched: str = Field(description="The name, synonym or id that matched.")
    score: float = Field(description="1 is an exact match.")
    weak: bool = Field(description="A guess: it merely resembles what was typed.")
