"""What was reached before on the same kind of data, so that a figure does not stand alone."""

from typing import NamedTuple


class ReferencePoint(NamedTuple):
    """Top-k accuracy somebody measured, with where it comes from. ``leaky`` where training had read the answers."""

    data: str
    model: str
    top_1: float
    top_3: float
    top_10: float
    leaky: bool
    source: str


_PROTOTYPE = "prototype of this project: knowledge of HPO 2025-01, observed findings only, untuned"

REFERENCE_POINTS = (
    ReferencePoint("patients whose own publication the profile cites", "LLR", 0.619, 0.771, 0.853, True, _PROTOTYPE),
    ReferencePoint(
        "patients whose publication the profiles had not read", "LLR", 0.182, 0.287, 0.409, False, _PROTOTYPE
    ),
    ReferencePoint(
        "the same, diseases held out, pairs re-ranked (1,074 training cases)",
        "LambdaMART",
        0.240,
        0.397,
        0.550,
        False,
        _PROTOTYPE,
    ),
    ReferencePoint(
        "a fold of publications removed from the profiles, all OMIM diseases",
        "LLR",
        0.134,
        0.218,
        0.289,
        False,
        _PROTOTYPE,
    ),
    ReferencePoint("the same, plus the other folds' cases as counts", "LLR", 0.135, 0.244, 0.339, False, _PROTOTYPE),
    ReferencePoint(
        "5,212 phenopackets (leaky in the same way)",
        "Exomiser, phenotype only",
        0.355,
        0.463,
        0.585,
        True,
        "published",
    ),
    ReferencePoint("PhenoBrain's 873 public cases", "PhenoBrain ensemble", 0.304, 0.483, 0.640, False, "published"),
)

#: What each protocol means, in words for the report.
PROTOCOL_MEANINGS = {
    "naive": (
        "The knowledge is used as published. Many of its profiles were written from the very articles these patients "
        "come from, so the model is partly asked what it has already read: the figure is leaky and flatters every "
        "model. It is shown because published tables are made this way."
    ),
    "publication-held-out": (
        "Patients are split by publication; those of a hospital, who stand in none, by patient. Before a fold is "
        "ranked, everything its publications contributed is taken out of the profiles, and none of its patients is "
        "trained on. This is what to expect of a new patient."
    ),
    "disease-held-out": (
        "Patients are split by disease: the learned part of the model has never seen a patient with the disease in "
        "question. This is what to expect of a disease that no cohort has recorded yet."
    ),
}
