"""How often the patients of a disease are female, where anything says so."""

import pandas as pd

from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue

#: Share of females by mode of inheritance. X-linked recessive disease shows in males but for skewed inactivation.
_BY_INHERITANCE = {"HP:0001419": 0.05, "HP:0001450": 0.0}  # X-linked recessive, Y-linked


def female_share(catalogue: Catalogue, annotations: pd.DataFrame) -> dict[str, float]:
    """Share of female patients by catalogue id: counted for the common diseases, by inheritance for some rare ones.

    Diseases that nothing is known of are left out.
    """
    inherited = annotations[annotations["finding_id"].isin(list(_BY_INHERITANCE))]
    shares = {
        canonical: _BY_INHERITANCE[mode]
        for disease_id, mode in zip(inherited["disease_id"], inherited["finding_id"], strict=True)
        if (canonical := catalogue.canonical(disease_id)) is not None
    }
    counted = {catalogue.canonical(disease.id): disease.p_female for disease in tables.common_diseases()}
    return shares | {canonical: share for canonical, share in counted.items() if canonical is not None}
